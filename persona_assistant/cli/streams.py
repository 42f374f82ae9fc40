"""Standard output and standard error that cannot be written: a full disk, a reader that went away.

Python writes late: `print` fills a buffer, and the error comes when the buffer is flushed, at the
latest when the interpreter ends, where nobody can catch it. So the command flushes on its own, and
whatever failed is cut off before the interpreter tries again.
"""

from __future__ import annotations

import errno
import io
import os
import select
import stat
import sys
from contextlib import suppress
from typing import TextIO

from persona_assistant.cli.output import error_line

CLOSED_PIPE = 141
"""128 plus the number of SIGPIPE, as shells say it."""
HUNG_UP = 129
"""128 plus the number of SIGHUP: the terminal is gone."""
FAILED = 1
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def prepare() -> None:
    """Makes both streams usable whatever the terminal can show and whoever started the process."""
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:  # closed before the start: `persona-assistant ... >&-`
            # The descriptor must not be free, or the next file opened would get the output.
            if os.open(os.devnull, os.O_WRONLY) != descriptor:
                continue
            setattr(sys, name, os.fdopen(descriptor, "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is shown escaped instead of ending the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Raises OSError here rather than when the interpreter ends."""
    for stream in _streams():
        stream.flush()


def say_error(text: str) -> None:
    """One line on standard error, if that can be written at all."""
    try:
        error_line(text)
        sys.stderr.flush()
    except OSError:
        _cut_off(sys.stderr)


def exit_code_after(error: OSError) -> int:
    """What the command ends with when writing its output raised `error`.

    Raises `error` again when it came from somewhere else.
    """
    broken = [stream for stream in _streams() if _is_broken(stream)]
    if not broken and error.errno not in _NO_SPACE:
        raise error
    hung_up = error.errno == errno.EIO and any(map(_is_device, broken))
    for stream in broken:
        _cut_off(stream)
    if isinstance(error, BrokenPipeError):
        return CLOSED_PIPE
    if hung_up:
        return HUNG_UP
    say_error(f"the output cannot be written: {error.strerror}")
    return FAILED


def _streams() -> list[TextIO]:
    return [stream for stream in (sys.stdout, sys.stderr) if stream is not None]


def _is_device(stream: TextIO) -> bool:
    """Whether it is a terminal, also one that is gone; on a disk the same error is a failure."""
    with suppress(OSError, ValueError):
        return stat.S_ISCHR(os.fstat(stream.fileno()).st_mode)
    return False


def _is_broken(stream: TextIO) -> bool:
    """Whether what could not be written is still waiting, or nobody reads any more."""
    try:
        stream.flush()
        poll = select.poll()
        poll.register(stream.fileno(), 0)
        return any(event & select.POLLERR for _, event in poll.poll(0))
    except io.UnsupportedOperation:
        return False
    except OSError:
        return True
    except (AttributeError, ValueError):  # no poll on this system; a closed stream
        return False


def _cut_off(stream: TextIO) -> None:
    """Sends what is still to be written nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
