"""JSON that somebody else wrote: a server, a file in a folder that was downloaded.

The decoder of Python gives up on what is nested too deeply with a RecursionError, which is no
ValueError and would end the program.
"""

from __future__ import annotations

import json
from typing import Any


def loads(data: str | bytes | bytearray) -> Any:
    """The document. Raises ValueError for anything that is none, also one nested too deeply."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
