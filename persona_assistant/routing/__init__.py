"""Who is a query about: one of the people in the memory, one of two, or nobody known.

`index` finds the exemplars nearest to a sample, `index_check` shows that what it searches is what
is stored, `calibration` turns scores into evidence, `probes` decides every face and speaker by
itself, `joint` puts a picture and a clip together, and `router` makes one `Edge` of it all with the
words. `self_calibration` measures on the memory's own people what scores are worth, and
`duplicates` looks for people entered twice or mixed up.
"""

from persona_assistant.routing.calibration import Calibration
from persona_assistant.routing.router import Router

__all__ = ["Calibration", "Router"]
