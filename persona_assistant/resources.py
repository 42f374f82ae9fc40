"""Finds the data that ships with the package, in a checkout and in an installed copy alike.

The top-level folders `models/`, `memory_store/` and `bench/` are packed into the wheel under
`persona_assistant/_data/`; a checkout reads them where they stand.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """Path of a bundled file or folder, e.g. `data_path("memory_store", "schema")`."""
    installed = _PACKAGE / "_data"
    root = installed if installed.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
