"""Bundled networks that are opened once in a process, and run once on the same numbers.

Hundreds of tests show the same few pictures, clips and notes to them. All around a network is done
in each test: decoding, preparing, and whatever is made of what comes out.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np

from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.resources import data_path

_KEPT = 128 * 2**20
"""Bytes of what networks computed that are kept."""
_FOLDER = data_path("models")

_open, _run = OnnxSession.__init__, OnnxSession.run
_opened: dict[Any, dict[str, Any]] = {}
_computed: OrderedDict[bytes, np.ndarray] = OrderedDict()
_lock = threading.Lock()


@contextmanager
def networks_once() -> Iterator[None]:
    """Within it, networks in the package's own folder are shared."""
    with (
        patch.object(OnnxSession, "__init__", _opened_once),
        patch.object(OnnxSession, "run", _run_once),
    ):
        yield


def _opened_once(session: OnnxSession, path: Any, *, threads: int | None = None) -> None:
    key = str(path), threads
    if key in _opened:
        vars(session).update(_opened[key])
        return
    _open(session, path, threads=threads)
    if session.path.is_relative_to(_FOLDER):
        _opened[key] = dict(vars(session))


def _run_once(session: OnnxSession, *arrays: Any, output: str | None = None, **named: Any) -> Any:
    if not session.path.is_relative_to(_FOLDER):
        return _run(session, *arrays, output=output, **named)
    key = _key(session, arrays, output, named)
    found = _computed.get(key)
    if found is None:
        found = _run(session, *arrays, output=output, **named)
        with _lock:
            _computed[key] = found
            while sum(each.nbytes for each in _computed.values()) > _KEPT:
                _computed.popitem(last=False)
    return found.copy()


def _key(session: OnnxSession, arrays: Any, output: str | None, named: dict[str, Any]) -> bytes:
    digest = hashlib.blake2b(f"{session.path}\n{output}".encode())
    for name, each in [*enumerate(arrays), *sorted(named.items())]:
        array = np.ascontiguousarray(each)
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(array)
    return digest.digest()
