"""Whether tests look at everything, as `make torture` asks, or at a part that stands for it."""

from __future__ import annotations

import os

THOROUGH = "PERSONA_ASSISTANT_TORTURE" in os.environ
