"""A process that may not open a network socket: the kernel kills it when it tries.

A filter of system calls (seccomp, `man 2 seccomp`), for Linux on x86_64 and aarch64. It is kept by
every program that the process starts, and needs no privileges and no tracer.

    python -m tests.support.no_network PROGRAM ARGUMENT...
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: how the kernel calls it, and the number of the system call socket."""
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_AF_INET, _AF_INET6, _AF_PACKET = 2, 10, 17
_SET_SECCOMP, _FILTER, _NO_NEW_PRIVILEGES = 22, 2, 38
KILLED = -31
"""The return code that `subprocess` gives: SIGSYS."""


def can_forbid() -> bool:
    return sys.platform == "linux" and platform.machine() in _SOCKET


def forbid() -> None:
    """From here on. Raises OSError where the kernel does not let it."""
    machine, number = _SOCKET[platform.machine()]
    families = (_AF_INET, _AF_INET6, _AF_PACKET)
    steps = [
        (_LOAD, 0, 0, 4),  # the machine
        (_EQUAL, 0, len(families) + 3, machine),
        (_LOAD, 0, 0, 0),  # the system call
        (_EQUAL, 0, len(families) + 1, number),
        (_LOAD, 0, 0, 16),  # its first argument
        *((_EQUAL, len(families) - at, 0, family) for at, family in enumerate(families)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SET_SECCOMP, _FILTER, program, 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    forbid()
    os.execvp(sys.argv[1], sys.argv[1:])
