"""Output that cannot be written: one line, an exit code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import ROOT, Ran

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
CANNOT = "error: the output cannot be written: No space left on device\n"
COMMANDS = [
    ["people"],
    ["people", "--json"],
    ["show", "Maya Okonkwo"],
    ["who", "Maya", "--json"],
    ["ask", "What is Maya's job?"],
    ["models", "list"],
    ["doctor"],
    ["bench", "list"],
    ["--help"],
    ["ask", "--help"],
    ["--version"],
]


def environment() -> dict[str, str]:
    """Without the variable that would have Python write at once, which users do not set."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**own, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def ran_into(before, friends):
    """Runs the command as a process with these streams."""

    def run_it(*words: str, unbuffered: bool = False, **streams) -> Ran:
        flags = ["-u"] if unbuffered else []
        done = subprocess.run(
            [sys.executable, *flags, "-m", "persona_assistant.cli", *before, *words],
            env=environment(),
            stdin=subprocess.DEVNULL,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
        )
        return Ran(done.returncode, done.stdout or "", done.stderr or "")

    return run_it


@needs_full
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_full_disk_is_one_line(ran_into, words):
    with FULL.open("w") as full:
        ran = ran_into(*words, stdout=full)
    assert (ran.code, ran.err.splitlines(keepends=True)[-1]) == (1, CANNOT)
    assert "Traceback" not in ran.err and "Exception" not in ran.err


@needs_full
def test_a_full_disk_without_buffers_is_one_line_too(ran_into):
    with FULL.open("w") as full:
        ran = ran_into("people", unbuffered=True, stdout=full)
    assert (ran.code, ran.err) == (1, CANNOT)


@needs_full
def test_an_answer_that_cannot_be_written_was_not_given_in_vain(ran_into):
    """The exit code says so although the memory was changed: what came of it was not seen."""
    with FULL.open("w") as full:
        assert ran_into("add", "Nia", "--text", "Nia sings.", stdout=full).code == 1
    assert "Nia sings." in ran_into("show", "Nia").out


@needs_full
def test_an_error_that_cannot_be_written_keeps_its_exit_code(ran_into):
    with FULL.open("w") as full:
        ran = ran_into("show", "Nobody", stderr=full)
    assert (ran.code, ran.out) == (2, "")


@needs_full
def test_a_result_is_written_where_only_standard_error_is_full(ran_into):
    with FULL.open("w") as full:
        ran = ran_into("people", stderr=full)
    assert ran.code == 0 and "Maya Okonkwo" in ran.out


@needs_full
def test_both_full_ends_without_a_word(ran_into):
    with FULL.open("w") as full:
        assert ran_into("people", stdout=full, stderr=full).code == 1


@pytest.fixture
def closed_pipe():
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize("words", [["people"], ["doctor"], ["--help"]], ids=" ".join)
def test_a_reader_that_went_away_ends_the_command_silently(
    ran_into, closed_pipe, words, unbuffered
):
    ran = ran_into(*words, unbuffered=unbuffered, stdout=closed_pipe)
    assert (ran.code, ran.err) == (141, "")


def test_a_reader_of_errors_that_went_away_changes_no_exit_code(ran_into, closed_pipe):
    assert ran_into("show", "Nobody", stderr=closed_pipe).code == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_closed_from_the_start_is_no_error(before, friends, closed):
    words = [sys.executable, "-m", "persona_assistant.cli", *before, "people"]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *words],
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert ("Maya Okonkwo" in done.stdout) == (closed == "2>&-")


def test_what_else_goes_wrong_with_files_stays_visible(run, friends, monkeypatch):
    def broken(self: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("persona_assistant.memory.people.People.all", broken)
    with pytest.raises(OSError, match="Input/output error"):
        run("people")
