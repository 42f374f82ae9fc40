"""Who is a query about: one of the people in the memory, one of two, or nobody known.

`index` finds the exemplars nearest to a query's picture or voice, `calibration` turns scores into
evidence that was fitted rather than guessed, `router` adds the evidence of face, voice and words up
into one `Edge`.
"""

from persona_assistant.routing.calibration import Calibration
from persona_assistant.routing.router import Router

__all__ = ["Calibration", "Router"]
