"""lock and unlock: who is asked for what, before and after."""

from __future__ import annotations

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from persona_assistant.errors import BadInput, KeyUnavailable, StoreError, StoreMissing, WrongKey
from persona_assistant.memory import Store, locking, recovery


@pytest.fixture
def kept(home, pocket, make):
    """A store whose key is in the keyring; returns its recovery key."""
    with Store.open(home) as store:
        store.people.add("Ada", [make.note("n")])
        return store.key.make_recovery()


# --- with a keyring


def test_only_the_recovery_key_opens_what_was_locked(home, pocket, kept):
    done = locking.lock(home)
    assert done.was_held and done.opens_with == "recovery key" and not pocket.kept
    with pytest.raises(KeyUnavailable, match="unlock it with its recovery key"):
        Store.open(home)
    with Store.open(home, passphrase=kept.lower()) as store:
        assert store.people.get("Ada") and store.key.opened_by_recovery
    assert not pocket.kept, "opening it does not unlock it"
    undone = locking.unlock(home, passphrase=kept)
    assert undone.by_recovery and not undone.was_held
    with Store.open(home) as store:
        assert not store.key.opened_by_recovery and store.key.status().is_held
    assert locking.unlock(home).was_held
    assert locking.lock(home).was_held and not locking.lock(home).was_held


def test_what_nothing_else_opens_is_not_locked(home, pocket):
    Store.open(home).close()
    with pytest.raises(BadInput, match="would lose everything") as caught:
        locking.lock(home)
    assert caught.value.code == "no_other_key" and pocket.kept
    Store.open(home).close()


def test_a_keyring_that_does_not_let_go_is_no_lock(home, pocket, kept, monkeypatch):
    monkeypatch.setattr(type(pocket), "delete_password", lambda *_: None)
    with pytest.raises(KeyUnavailable, match="does not let the key go"):
        locking.lock(home)


def test_another_recovery_key_or_one_with_a_slip_opens_nothing(home, pocket, kept):
    locking.lock(home)
    for wrong in (recovery.spell(b"x" * 32), "open sesame"):
        with pytest.raises(WrongKey):
            locking.unlock(home, passphrase=wrong)
    slip = kept[:-1] + ("0" if kept[-1] != "0" else "2")
    with pytest.raises(WrongKey, match="has a slip in it"):
        locking.unlock(home, passphrase=slip)
    assert not pocket.kept


def test_a_locked_store_asks_for_its_recovery_key(home, pocket, kept, typed):
    locking.lock(home)
    asked = typed("what", "", kept)
    with Store.open(home) as store:
        assert store.key.opened_by_recovery
    assert "Recovery key of" in asked[0] and "does not open it" in asked[1]
    assert asked[2].startswith("Nothing was typed.")
    asked = typed("a", "b", "c", kept)
    with pytest.raises(WrongKey):
        Store.open(home)
    assert len(asked) == 3


# --- with a passphrase


def test_an_unlocked_store_asks_nobody_until_it_is_locked(home, pocket, monkeypatch):
    Store.open(home, passphrase="right").close()
    with pytest.raises(KeyUnavailable):
        Store.open(home)
    with pytest.raises(WrongKey):
        locking.unlock(home, passphrase="wrong")
    assert not locking.unlock(home, passphrase="right").was_held
    with Store.open(home) as store:
        assert store.key.status().is_held and store.key.status().opens_with == "passphrase"
    assert locking.lock(home).was_held
    with pytest.raises(KeyUnavailable):
        Store.open(home)
    assert locking.lock(home) == locking.Locked(home / "memory.db", False, "passphrase")


def test_a_held_key_that_is_wrong_does_not_keep_anybody_out(home, pocket, typed):
    Store.open(home, passphrase="right").close()
    locking.unlock(home, passphrase="right")
    for entry in pocket.kept:
        pocket.kept[entry] = "key:" + "11" * 32
    asked = typed("right")
    Store.open(home).close()
    assert len(asked) == 1


def test_without_a_keyring_nothing_is_held_and_that_is_said(home):
    Store.open(home, passphrase="right").close()
    assert keyring.get_keyring().__class__ is NoKeyring
    assert not locking.lock(home).was_held
    with pytest.raises(KeyUnavailable, match="No keyring holds the key"):
        locking.unlock(home, passphrase="right")


# --- with a key file, or without a store


def test_a_key_file_is_kept_nowhere_else(home, pocket, reopen, tmp_path):
    with reopen() as store:
        recovery_key = store.key.make_recovery()
        assert not store.key.status().is_held
    for refused in (lambda: locking.lock(home), lambda: locking.unlock(home)):
        with pytest.raises(BadInput, match="opens with a key file"):
            refused()
    (tmp_path / "key").unlink()
    with Store.open(home, passphrase=recovery_key) as store:
        assert store.key.opened_by_recovery
    assert not pocket.kept


def test_what_is_no_store_is_not_locked(home, tmp_path):
    with pytest.raises(StoreMissing):
        locking.lock(home)
    home.mkdir()
    (home / "memory.db").write_bytes(b"x" * 100)
    with pytest.raises((BadInput, StoreError), match="not a memory"):
        locking.unlock(home)
