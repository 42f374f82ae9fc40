"""lock, unlock and key at the command line and at a terminal; a chat that is locked."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import keyring
import pytest
from cli_support import ROOT

from tests.support.keyrings import PocketKeyring
from tests.support.terminals import open_terminals

PASSPHRASE, NEW = "PERSONA_ASSISTANT_PASSPHRASE", "PERSONA_ASSISTANT_NEW_PASSPHRASE"


@pytest.fixture(autouse=True)
def quick_derivation_in_this_process(request, monkeypatch):
    if "typed_only" not in request.fixturenames:  # what is typed is read by another process
        monkeypatch.setattr("persona_assistant.memory.derivation._ARGON2_KIB", 64)


@pytest.fixture
def pocket():
    keyring.set_keyring(PocketKeyring())
    return keyring.get_keyring()


@pytest.fixture
def do(run, store):
    """Runs a command on the test's store without a key file."""
    return lambda *words: run(*words, options=["--store", str(store)])


@pytest.fixture
def ada(do, monkeypatch):
    """A store that opens with a passphrase, which is in the environment."""
    monkeypatch.setenv(PASSPHRASE, "right")
    assert do("add", "Ada", "--text", "Ada is a nurse.").code == 0


def test_a_passphrase_is_changed_and_a_recovery_key_made(do, ada, monkeypatch):
    shown = do("key", "show")
    assert shown.out.startswith("It opens with a passphrase.") and "key recovery" in shown.out
    made = do("key", "recovery")
    recovery, explained = made.out.splitlines()
    assert len(recovery) == 65 and "Write it down" in explained and made.err == ""
    assert "A recovery key was made on" in do("key", "show").out
    assert "terminal to ask for it (set" in do("key", "change").error
    monkeypatch.setenv(NEW, "right")
    assert do("key", "change").error == "That passphrase opens it now; choose another."
    monkeypatch.setenv(NEW, "new")
    changed = do("key", "change", "--json")
    assert changed.document["opens_with"] == "passphrase" and changed.document["changed"]
    assert changed.document["recovery_key_made"] is None
    assert "opens it no more" in changed.err and f"{PASSPHRASE} holds" in changed.err
    assert "does not open" in do("people").error
    monkeypatch.setenv(PASSPHRASE, recovery)
    assert "does not open" in do("people").error
    monkeypatch.setenv(PASSPHRASE, "new")
    assert "Ada" in do("people").out
    history = do("history").out.splitlines()
    assert "The key was changed" in history[0] and "A recovery key was made" in history[1]


def test_a_forgotten_passphrase_is_replaced_by_means_of_the_recovery_key(do, ada, monkeypatch):
    recovery = do("key", "recovery", "--json").document["recovery_key"]
    monkeypatch.setenv(PASSPHRASE, recovery.replace("-", " ").lower())
    found = do("people")
    assert "Ada" in found.out and "choose what opens it from now on" in found.err
    monkeypatch.setenv(NEW, "remembered")
    assert do("key", "change", "--recovery").code == 0
    monkeypatch.setenv(PASSPHRASE, "remembered")
    found = do("people")
    assert "Ada" in found.out and found.err == ""


def test_lock_and_unlock_with_a_keyring(do, ada, pocket, monkeypatch):
    monkeypatch.delenv(PASSPHRASE)
    assert "set PERSONA_ASSISTANT_PASSPHRASE" in do("people").error
    monkeypatch.setenv(PASSPHRASE, "right")
    assert do("unlock").out.startswith("Unlocked: the OS keyring holds the key")
    monkeypatch.delenv(PASSPHRASE)
    assert do("unlock", "--json").document["was_held"]
    assert "Ada" in do("people").out and "nothing asks for it" in do("key", "show").out
    assert do("lock").out.startswith("Locked: ") and not pocket.kept
    assert do("lock").out.startswith("No keyring holds its key")
    assert "set PERSONA_ASSISTANT_PASSPHRASE" in do("people").error


def test_a_memory_of_the_keyring_is_locked_only_with_another_way_in(do, pocket, monkeypatch):
    do("add", "Ada", "--text", "Ada is a nurse.")
    refused = do("lock").error
    assert "would lose everything" in refused and "key change --passphrase" in refused
    recovery = do("key", "recovery").out.splitlines()[0]
    assert do("lock", "--json").document["opens_with"] == "recovery key"
    assert "unlock --recovery" in do("people").error
    assert "There is no terminal" in do("unlock", "--recovery").error
    monkeypatch.setenv(PASSPHRASE, recovery)
    unlocked = do("unlock", "--recovery")
    assert unlocked.out.startswith("Unlocked") and "choose what opens it" in unlocked.err
    monkeypatch.delenv(PASSPHRASE)
    assert "Ada" in do("people").out


def test_a_memory_goes_from_one_key_file_to_another(run, before, store, tmp_path):
    run("add", "Ada", "--text", "Ada is a nurse.")
    assert "opens with a key file, which no keyring holds" in run("lock").error
    assert "give one of" in run("key", "change", "--keyring", "--passphrase").error
    assert "opens it now" in run("key", "change", "--key-file", tmp_path / "key").error
    assert run("key", "change", "--key-file", tmp_path / "second").code == 0
    assert "does not open" in run("people").error
    second = ["--store", str(store), "--key-file", str(tmp_path / "second")]
    assert "Ada" in run("people", options=second).out
    first = run("key", "recovery", options=second).out.splitlines()[0]
    again = run("key", "recovery", options=second).out
    assert "The former recovery key opens it no more." in again and first not in again


# --- at a terminal


@pytest.fixture
def terminal(store):
    with open_terminals() as start:
        yield lambda *words: start(["--store", str(store), *words])


@pytest.fixture
def typed_only(do, monkeypatch):
    """A store that opens with a passphrase and a recovery key, neither of them in the environment;
    returns the recovery key."""
    monkeypatch.setenv(PASSPHRASE, "right")
    do("add", "Ada", "--text", "Ada is a nurse.")
    recovery = do("key", "recovery").out.splitlines()[0]
    monkeypatch.delenv(PASSPHRASE)
    return recovery


def test_three_tries_each_said_in_one_line(terminal, typed_only):
    people = terminal("people")
    people.until("memory.db: ")
    people.type(b"wrong\n")
    assert "That passphrase does not open it. Passphrase of" in people.until("memory.db: ")
    people.type(b"\n")
    assert "Nothing was typed. Passphrase of" in people.until("memory.db: ")
    people.type(f"{typed_only[:-1]}\n".encode())
    people.until("error: ")
    assert people.process.wait(60) == 2


def test_a_passphrase_prompt_takes_the_recovery_key_and_advises_another_passphrase(
    terminal, typed_only
):
    people = terminal("people")
    people.until("memory.db: ")
    people.type(f"{typed_only}\n".encode())
    people.until("choose what opens it from now on: persona-assistant key change")
    assert people.process.wait(60) == 0
    change = terminal("key", "change", "--recovery")
    change.until("Recovery key of")
    change.type(f"{typed_only[:-2]}00\n".encode())
    change.until("has a slip in it. Recovery key of")
    change.type(f"{typed_only}\n".encode())
    change.until("Choose a passphrase")
    change.type(b"new\n")
    change.until("The same passphrase again")
    change.type(b"new\n")
    change.until("encrypted anew")
    assert change.process.wait(60) == 0


def test_a_locked_chat_asks_again_and_goes_on_with_its_conversation(terminal, typed_only):
    chat = terminal("chat")
    chat.until("memory.db: ")
    chat.type(b"right\n")
    chat.until("> ")
    chat.type(b"What does Ada do?\n")
    assert "nurse" in chat.until("conversation 1")
    chat.until("> ")
    chat.type(b"/lock\n")
    chat.until("locked; your next line unlocks it")
    chat.until("> ")
    chat.type(b"And what is her job?\n")
    chat.until("memory.db: ")
    chat.type(b"wrong\n")
    chat.until("That passphrase does not open it.")
    chat.until("memory.db: ")
    chat.type(b"right\n")
    assert "nurse" in chat.until("Ada, as before"), "it is the same conversation"
    chat.until("> ")
    chat.type(b"/lock\n")
    chat.until("> ")
    chat.type(b"/quit\n")
    assert chat.process.wait(60) == 0


def test_a_chat_that_nobody_uses_is_locked(store, typed_only):
    code = (
        "import persona_assistant.assistant.auto_lock as a, persona_assistant.cli as c, sys\n"
        "wait = a.AutoLock.__init__\n"
        "a.AutoLock.__init__ = lambda self, lock, minutes: wait(self, lock, minutes / 1800)\n"
        "sys.exit(c.main())\n"
    )
    with open_terminals(["-c", code]) as start:
        chat = start(["--store", str(store), "chat"], PERSONA_ASSISTANT_AUTO_LOCK="15")
        chat.until("memory.db: ")
        chat.type(b"right\n")
        chat.until("> ")
        chat.until("not used for 15 minutes")
        chat.until("> ")
        chat.type(b"What does Ada do?\n")
        for _ in range(3):
            chat.until("memory.db: ")
            chat.type(b"wrong\n")
        chat.until("error: ")
        assert chat.process.wait(60) == 2


# --- the process


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_a_command_can_neither_be_dumped_nor_attached_to():
    code = (
        "import sys, ctypes, resource; from persona_assistant.cli import main;"
        "sys.argv[1:] = ['--version']; main();"
        "print(ctypes.CDLL(None).prctl(3), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines()[1] == "0 (0, 0)", done.stderr
    assert ctypes.CDLL(None).prctl(3) == 1, "a program that uses the library decides for itself"
