"""Passphrases: in every normal form, from the environment, and typed at a terminal, which may take
three tries."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from persona_assistant.errors import BadInput, KeyUnavailable, WrongKey
from persona_assistant.memory import Store

ROOT = Path(__file__).resolve().parents[2]


def test_a_passphrase_opens_in_every_normal_form_and_no_other_does(home, make, monkeypatch):
    with Store.open(home, passphrase="pässwörd") as memory:
        memory.people.add("Ada", [make.note("n")])
    with Store.open(home, passphrase="pa\u0308sswo\u0308rd", create=False) as memory:
        assert memory.people.get("Ada")
    with pytest.raises(WrongKey) as caught:
        Store.open(home, passphrase="password")
    assert "\n" not in str(caught.value) and "password" not in str(caught.value)
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "pässwörd")
    with Store.open(home) as memory:
        assert memory.check() == []


def test_an_empty_passphrase_is_refused(home):
    with pytest.raises(BadInput, match="empty"):
        Store.open(home, passphrase="")
    assert not (home / "memory.db").exists()


def test_at_a_terminal_the_passphrase_is_asked_twice_and_then_once(home, typed):
    typed("one", "other")
    with pytest.raises(BadInput, match="differ; nothing was created"):
        Store.open(home)
    assert not (home / "memory.db").exists()
    asked = typed("right", "right")
    Store.open(home).close()
    assert len(asked) == 2
    asked = typed("right")
    Store.open(home).close()
    assert len(asked) == 1 and str(home) in asked[0]


def test_without_any_source_the_three_remedies_are_named(home):
    with pytest.raises(KeyUnavailable) as caught:
        Store.open(home)
    for remedy in ("OS keyring", "PERSONA_ASSISTANT_PASSPHRASE", "key file"):
        assert remedy in str(caught.value)
    assert not (home / "memory.db").exists()


# --- three tries


@pytest.fixture
def locked(home):
    Store.open(home, passphrase="right").close()
    return home


def test_a_passphrase_may_be_mistyped_twice(locked, typed):
    asked = typed("wrong", "wrong again", "right")
    Store.open(locked).close()
    assert len(asked) == 3 and "does not open" not in asked[0]
    assert all("does not open it" in question for question in asked[1:])


def test_the_third_wrong_passphrase_is_the_last(locked, typed):
    asked = typed("a", "b", "c", "right")
    with pytest.raises(WrongKey):
        Store.open(locked)
    assert len(asked) == 3


def test_what_was_not_typed_is_not_tried_again(locked, typed, monkeypatch):
    asked = typed("right")
    with pytest.raises(WrongKey):
        Store.open(locked, passphrase="wrong")
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "wrong")
    with pytest.raises(WrongKey):
        Store.open(locked)
    assert asked == []


@pytest.mark.skipif(os.name != "posix", reason="a terminal of our own is made the POSIX way")
def test_at_a_real_terminal_nothing_typed_is_shown(locked):
    import pty

    code = (
        "import sys; from pathlib import Path; from persona_assistant.memory import Store;"
        "Store.open(Path(sys.argv[1])).close(); print('opened')"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.environ["PYTHONPATH"] = str(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", code, str(locked)])
    shown = b""
    for word in (b"wrong", b"right"):
        while not shown.endswith(b"memory.db: "):
            shown += os.read(terminal, 1024)
        shown += b"|"
        os.write(terminal, word + b"\n")
    while b"opened" not in shown and shown.count(b"Passphrase of") < 3:
        shown += os.read(terminal, 1024)
    assert os.waitpid(child, 0)[1] == 0
    os.close(terminal)
    assert shown.count(b"Passphrase of") == 2 and shown.count(b"does not open it") == 1
    assert b"wrong" not in shown and b"right" not in shown
