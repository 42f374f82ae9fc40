"""The command in this process (fast) and in one of its own, each with a home that is not the
user's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from cli_support import ARCHIVIST, DEMO, NURSE, ROOT, Ran
from keyring.backends.fail import Keyring as NoKeyring

from persona_assistant.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, no settings, no keyring, no terminal."""
    for name in list(os.environ):
        if name.startswith("PERSONA_ASSISTANT_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    for name, below in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
        monkeypatch.setenv(name, str(folder / below))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("sys.stdin", None)
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield folder
    keyring.set_keyring(before)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def before(store: Path, tmp_path: Path) -> list[str]:
    """The options before a command: a store that opens with a key file, which costs no Argon2."""
    return ["--store", str(store), "--key-file", str(tmp_path / "key")]


@pytest.fixture
def run(before: list[str], capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the command in this process on the test's store."""

    def run_it(*words: str | Path, options: list[str] | None = None) -> Ran:
        capsys.readouterr()
        code = main([*(before if options is None else options), *map(str, words)])
        return Ran(code, *capsys.readouterr())

    return run_it


@pytest.fixture
def start(before: list[str]) -> Callable[..., subprocess.Popen[str]]:
    """Starts the command as a process of its own on the test's store."""
    started = []

    def start_it(
        *words: str | Path, options: list[str] | None = None, **more: str
    ) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "persona_assistant.cli",
                    *(before if options is None else options),
                    *map(str, words),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": str(ROOT), **more},
            )
        )
        return started[-1]

    yield start_it
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def two_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `store` and `key`: Maya Okonkwo with two pictures and two clips, and one with
    an Arabic name."""
    folder = tmp_path_factory.mktemp("friends")
    options = ["--store", str(folder / "store"), "--key-file", str(folder / "key")]
    people = str(DEMO / "people")
    maya = ["--image", f"{people}/01_1.jpg", "--image", f"{people}/01_2.jpg"]
    maya += ["--voice", f"{people}/01_1.ogg", "--voice", f"{people}/01_2.ogg"]
    layla = ["--image", f"{people}/03_1.jpg", "--voice", f"{people}/03_1.ogg"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        assert (
            main(
                [
                    *options,
                    "add",
                    "Maya Okonkwo",
                    *maya,
                    "--text",
                    NURSE,
                    "--consent",
                    "yes, for me",
                ]
            )
            == 0
        )
        assert main([*options, "add", "ليلى حدّاد", *layla, "--text", ARCHIVIST]) == 0
    return folder


@pytest.fixture
def friends(two_people: Path, store: Path, tmp_path: Path) -> None:
    """`two_people` are in the test's own store."""
    shutil.copytree(two_people / "store", store)
    shutil.copy(two_people / "key", tmp_path / "key")
