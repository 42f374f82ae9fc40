"""Regular expressions that are compiled when they are first needed.

Compiling all patterns of this room takes as long as importing the package does, and most commands
read no note.
"""

from __future__ import annotations

import functools
import re


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Upper and lower case count as the same."""
    return re.compile(pattern, re.IGNORECASE)
