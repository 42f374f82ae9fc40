"""Phone files are remembered, recognised and asked about without a socket, another program or a
file outside the store: nothing of them is left anywhere else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soxr

from persona_assistant.media import load_voice, samples
from persona_assistant.resources import data_path
from tests.support.phone_files import SOUNDS, recording
from tests.support.portraits import OBAMA, portrait

pillow_heif = pytest.importorskip("pillow_heif")

ROOT = Path(__file__).resolve().parents[2]
CALLS = (
    "execve,socket,connect,sendto,sendmsg,bind,open,openat,creat,mkdir,mkdirat,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate"
)
OPENED_TO_WRITE = re.compile(r"\b(?:open|openat|creat)\(.*(?:O_WRONLY|O_RDWR|O_CREAT)")
MADE = re.compile(r"\b(?:mkdir|mkdirat|rename\w*|link\w*|symlink\w*|truncate)\(")
NETWORK = re.compile(r"\b(?:socket|connect|sendto|sendmsg|bind)\(")


@pytest.fixture(scope="module")
def phone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phone")
    pillow_heif.from_pillow(portrait(OBAMA[0])).save(folder / "IMG_2041.HEIC")
    voice = samples(load_voice(data_path("memory_store", "demo", "people") / "05_1.ogg"))
    sound = soxr.resample(voice, 16_000, SOUNDS["M4A"][2])
    (folder / "PTT-1.m4a").write_bytes(recording("M4A", sound))
    return folder


@pytest.fixture(scope="module")
def traces(tmp_path_factory, phone):
    """What each command was seen to do, by its name; None where nothing can be traced. Fails when
    a file appears in the home folder, among temporary files or where the command was called."""
    base = tmp_path_factory.mktemp("run")
    watched = [base / name for name in ("home", "temporary", "called")]
    for folder in watched:
        folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(watched[0]),
        "TMPDIR": str(watched[1]),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    access = ["--store", str(base / "store"), "--key-file", str(base / "key")]
    photo, clip = str(phone / "IMG_2041.HEIC"), str(phone / "PTT-1.m4a")
    commands = {
        "add": ["add", "Lia", "--image", photo, "--voice", clip, "--text", "Lia keeps goats."],
        "who, a photo": ["who", "--image", photo],
        "who, a clip": ["who", "--voice", clip],
        "ask": ["ask", "Which animals does she keep?", "--image", photo],
    }
    found = {}
    for name, words in commands.items():
        trace = base / "trace"
        command = [sys.executable, "-m", "persona_assistant.cli", *access, *words]
        if strace := can_trace():
            command = [strace, "-f", "-e", f"trace={CALLS}", "-o", str(trace), *command]
        done = subprocess.run(
            command, env=environment, cwd=watched[2], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (name, done.stderr)
        assert "Lia" in done.stdout
        left = [path for folder in watched for path in folder.rglob("*")]
        assert left == [], (name, left)
        found[name] = trace.read_text(errors="replace").splitlines() if strace else None
    return found, base


def can_trace() -> str | None:
    """Some sandboxes have strace and do not let it trace."""
    strace = shutil.which("strace")
    if strace and not subprocess.run([strace, "true"], capture_output=True, check=False).returncode:
        return strace
    return None


@pytest.fixture(params=["add", "who, a photo", "who, a clip", "ask"])
def calls(request, traces):
    found = traces[0][request.param]
    if found is None:
        pytest.skip("strace cannot trace here")
    return found


def test_no_socket_is_opened_and_no_program_started(calls):
    assert [line for line in calls if NETWORK.search(line)] == []
    assert len([line for line in calls if "execve(" in line and "ENOENT" not in line]) == 1


def test_no_file_is_written_but_the_store_and_its_key(calls, traces):
    allowed = tuple(f'"{traces[1] / name}' for name in ("store/", "store", "key"))
    written = [line for line in calls if OPENED_TO_WRITE.search(line) or MADE.search(line)]
    elsewhere = [
        line
        for line in written
        if not any(place in line for place in allowed)
        and '"/dev/null"' not in line
        and "EEXIST" not in line
    ]
    assert written and elsewhere == []


def test_a_note_is_nowhere_readable(traces):
    for path in traces[1].rglob("*"):
        if path.is_file() and path.name != "trace":
            assert b"goats" not in path.read_bytes(), path
