"""Which models fit this machine: the decimal gigabytes of the catalogue against real bytes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from persona_assistant.weights import availability
from persona_assistant.weights.availability import Hardware, ModelStatus
from persona_assistant.weights.catalog import catalog

pytestmark = pytest.mark.usefixtures("models")

MODEL = "gemma-4-e4b-q4_k_m"


def on_machine(ram: int | None, disk_free: int) -> ModelStatus:
    listed = availability.list_models(Hardware(ram, disk_free))
    return next(status for status in listed if status.name == MODEL)


def test_memory_is_enough_from_what_the_catalogue_says_on():
    assert catalog()[MODEL].ram == 7.0
    enough, short = on_machine(7_000_000_000, 10**12), on_machine(6_999_999_999, 10**12)
    assert (enough.fits_ram, enough.fits_disk, enough.fits) == (True, True, True)
    assert (short.fits_ram, short.fits_disk, short.fits) == (False, True, False)


def test_the_disk_must_take_all_files():
    size = 4_977_171_584 + 991_552_320
    enough, short = on_machine(10**11, size), on_machine(10**11, size - 1)
    assert (enough.fits_disk, enough.fits) == (True, True)
    assert (short.fits_ram, short.fits_disk, short.fits) == (True, False, False)


def test_a_machine_that_does_not_say_its_memory_speaks_against_nothing():
    status = on_machine(None, 10**12)
    assert status.fits_ram is None and status.fits


def test_memory_is_what_this_group_of_processes_may_use(monkeypatch):
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    real = Path.read_text
    for limit, ram in (("1000000\n", 1_000_000), ("max\n", whole), (f"{2 * whole}\n", whole)):

        def read(path: Path, *args: str, limit: str = limit, **kwargs: str) -> str:
            if path == Path("/sys/fs/cgroup/memory.max"):
                return limit
            return real(path, *args, **kwargs)

        monkeypatch.setattr(Path, "read_text", read)
        assert availability.hardware().ram == ram


def test_the_memory_of_a_language_model_is_its_files_and_one_gigabyte():
    """The rule that the catalogue states, for the models whose files are known to the byte."""
    models = [
        model
        for model in catalog().values()
        if model.purpose == "language model" and model.evidence == "pinned"
    ]
    assert models
    for model in models:
        assert model.ram == pytest.approx(model.size / 1e9 + 1, abs=0.3), model.name


def test_every_purpose_is_one_that_the_catalogue_explains():
    from persona_assistant.resources import data_path

    text = data_path("models", "catalog.toml").read_text(encoding="utf-8")
    explained = re.search(r"^# purpose +(.+)$", text, re.MULTILINE)[1].split(" | ")
    assert {model.purpose for model in catalog().values()} == set(explained)
