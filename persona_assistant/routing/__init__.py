"""Who is a query about: one of the people in the memory, one of two, or nobody known.

`index` finds the exemplars nearest to a query's picture or voice, `proof` shows that what it
searches is what is stored, `calibration` turns scores into evidence, `router` adds the evidence of
face, voice and words up into one `Edge`. `verification` measures on the memory's own people what
scores are worth, and `doubles` looks for people entered twice or mixed up.
"""

from persona_assistant.routing.calibration import Calibration
from persona_assistant.routing.router import Router

__all__ = ["Calibration", "Router"]
