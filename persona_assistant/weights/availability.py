"""Which models there are, which fit this machine, and which are installed."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.weights import registry
from persona_assistant.weights.catalog import CatalogModel, catalog


@dataclass(frozen=True, slots=True)
class Hardware:
    ram: int | None
    """Bytes of memory; None where the system does not say."""
    disk_free: int
    """Bytes free where models live."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    name: str
    known: CatalogModel | None
    """None for a model that was added or exported."""
    installed: registry.InstalledModel | None
    fits_ram: bool | None
    """None when need or memory is unknown."""
    fits_disk: bool | None
    """None also when it is installed."""

    @property
    def fits(self) -> bool:
        """Nothing speaks against it."""
        return self.fits_ram is not False and self.fits_disk is not False


def hardware() -> Hardware:
    """This machine."""
    folder = registry.models_folder().absolute()
    while not folder.exists():
        folder = folder.parent
    return Hardware(_ram(), shutil.disk_usage(folder).free)


def list_models(machine: Hardware) -> list[ModelStatus]:
    """The catalogue in its order, then what was added. Raises ModelError for a damaged manifest."""
    others = {model.name: model for model in registry.installed()}
    listed = [
        _status(name, model, others.pop(name, None), machine) for name, model in catalog().items()
    ]
    return listed + [_status(name, None, model, machine) for name, model in others.items()]


def _status(
    name: str,
    model: CatalogModel | None,
    installed: registry.InstalledModel | None,
    machine: Hardware,
) -> ModelStatus:
    ram = model.ram if model else None
    fits_ram = machine.ram >= ram * 1e9 if ram is not None and machine.ram is not None else None
    size = model.size if model and not installed else None
    fits_disk = machine.disk_free >= size if size is not None else None
    return ModelStatus(name, model, installed, fits_ram, fits_disk)


def _ram() -> int | None:
    """Bytes the machine has; fewer where this process's group may not use all of it."""
    if sys.platform == "win32":
        return _ram_of_windows()
    try:
        ram = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
    try:
        return min(ram, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    except (OSError, ValueError):
        return ram  # there is no such limit here, or it is "max"


if sys.platform == "win32":

    def _ram_of_windows() -> int | None:
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
                (name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")
            ]

        status = Status(length=ctypes.sizeof(Status))
        succeeded = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return status.total if succeeded else None
