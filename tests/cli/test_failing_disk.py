"""A disk that is full or turns read-only: one clear line, and the memory as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import ROOT

from persona_assistant.memory import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and mounts the POSIX way")
LIMITED = """
import resource, sys
from persona_assistant.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (33_000, 33_000))  # SQLite's shared memory just fits
sys.exit(main())
"""
LONG = "Ana sails boats on the lake. " * 1500
CHANGES = [
    ["add", "Ana", "--text", f"Now: {LONG}"],
    ["edit", "Ana", "1", "--text", f"Then: {LONG}"],
    ["merge", "Ana", "Bea"],
    ["forget", "Ana", "--yes"],
    ["key", "change", "--key-file", "new key"],
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A folder with `store` and `key`: two people of whom much is noted."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        for name in ("Ana", "Bea"):
            words = ["add", name, "--text", f"{name} is a nurse.", "--text", LONG]
            assert command(folder, [], words, folder).returncode == 0
    return folder


def command(place: Path, python: list[str], words: list[str], called: Path):
    return subprocess.run(
        [sys.executable, *(python or ["-m", "persona_assistant.cli"]), "--store",
         str(place / "store"), "--key-file", str(place / "key"), *words],
        capture_output=True, text=True, cwd=called, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def held(place: Path) -> list[tuple[str, list[str]]]:
    with Store.open(place / "store", key_file=place / "key", create=False) as store:
        assert store.check() == []
        people = store.people.all()
        return [
            (each.name, [text for _, text in store.passages.notes([each.id])[each.id]])
            for each in people
        ]


def refused(done) -> None:
    assert done.returncode not in (0, -9) and done.stdout == "", done
    (line,) = [each for each in done.stderr.splitlines() if not each.startswith("note: ")]
    assert line.startswith("error: "), done.stderr


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_files_that_cannot_grow(filled, tmp_path, words):
    place = tmp_path / "place"
    shutil.copytree(filled, place)
    before = held(place)
    refused(command(place, ["-c", LIMITED], words, tmp_path))
    assert held(place) == before
    assert command(place, [], words, tmp_path).returncode == 0, "it works once there is room"


@pytest.fixture
def mounted(filled, tmp_path):
    """A file system of its own with a copy of `filled`, and how it is mounted anew."""
    place = tmp_path / "place"
    place.mkdir()

    def mount(*words: str) -> bool:
        done = subprocess.run(["mount", *words, str(place)], capture_output=True, check=False)
        return done.returncode == 0

    if shutil.which("mount") is None or not mount("-t", "tmpfs", "-o", "size=3m", "tmpfs"):
        pytest.skip("no file system can be mounted here")
    try:
        for name in ("store", "key"):
            copy = shutil.copytree if name == "store" else shutil.copy
            copy(filled / name, place / name)
        yield place, mount
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_file_system_that_is_full_or_read_only(mounted, tmp_path, trouble):
    place, mount = mounted
    before = held(place)
    if trouble == "full":
        with open(place / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(bytes(4096)) == 4096:
                    pass
            except OSError:
                pass
    else:
        assert mount("-o", "remount,ro")
    for words in CHANGES:
        refused(command(place, [], words, tmp_path))
        (tmp_path / "new key").unlink(missing_ok=True)
    if trouble == "full":
        (place / "filler").unlink()
    else:
        assert mount("-o", "remount,rw")
    assert held(place) == before
