"""What a process that holds keys asks of the system: that nobody looks into its memory.

For commands; a program that uses the library decides for itself whether to call it, since it makes
debuggers and crash reports blind too.
"""

from __future__ import annotations

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4
"""linux/prctl.h"""


def protect_process() -> None:
    """No core dump, and on Linux no other program of the same user that reads this process's memory
    or attaches to it. What a system does not have is left out; children are not covered once they
    run another program, apart from core dumps."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
