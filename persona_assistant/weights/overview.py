"""Which models there are, which fit this machine, and which are here."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.weights import registry
from persona_assistant.weights.catalog import CatalogModel, catalog


@dataclass(frozen=True, slots=True)
class Machine:
    ram: int | None
    """Bytes of memory; None where the system does not say."""
    disk: int
    """Bytes free where models live."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    known: CatalogModel | None
    """None for a model that was added."""
    installed: registry.Installed | None
    fits_ram: bool | None
    """None when what it needs, or what there is, is not known."""
    fits_disk: bool | None
    """None too when it is installed."""

    @property
    def fits(self) -> bool:
        """Nothing speaks against it."""
        return self.fits_ram is not False and self.fits_disk is not False


def machine() -> Machine:
    folder = registry.models_folder().absolute()
    while not folder.exists():
        folder = folder.parent
    return Machine(_memory(), shutil.disk_usage(folder).free)


def rows(there: Machine) -> list[Row]:
    """The catalogue in its order, then what was added. Raises ModelError for a manifest that is
    damaged."""
    here = {model.name: model for model in registry.installed()}
    listed = [_row(name, model, here.pop(name, None), there) for name, model in catalog().items()]
    return listed + [_row(name, None, model, there) for name, model in here.items()]


def _row(
    name: str, known: CatalogModel | None, installed: registry.Installed | None, there: Machine
) -> Row:
    ram = known.ram if known else None
    fits_ram = there.ram >= ram * 1e9 if ram is not None and there.ram is not None else None
    size = known.size if known and not installed else None
    return Row(name, known, installed, fits_ram, there.disk >= size if size is not None else None)


def _memory() -> int | None:
    """What the machine has; less where this process's group may not use all of it."""
    if os.name == "nt":
        return _memory_of_windows()
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
    try:
        return min(whole, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    except (OSError, ValueError):
        return whole  # no such limit here, or "max"


def _memory_of_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
            (name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")
        ]

    status = Status(length=ctypes.sizeof(Status))
    return (
        status.total if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None
    )
