"""What opens a store, what does not, and what is said then."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import traceback
from pathlib import Path

import keyring
import pytest

from persona_assistant.errors import BadInput, KeyUnavailable, StoreCorrupt, StoreError, WrongKey
from persona_assistant.memory import Store, keyring_access, keys
from tests.support.keyrings import PocketKeyring

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


class LosingKeyring(PocketKeyring):
    def set_password(self, service, username, password):
        pass


class PlainFileKeyring(PocketKeyring):
    """Works, and keeps its secrets where anybody can read them: such backends rank below 1."""

    priority = 0.5


class RaisingKeyring(PocketKeyring):
    def set_password(self, *_):
        raise RuntimeError("the bus said no")

    get_password = set_password


class SilentKeyring(PocketKeyring):
    """Waits for a bus that nobody serves."""

    def set_password(self, service, username, password):
        threading.Event().wait(30)

    def get_password(self, service, username):
        threading.Event().wait(30)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- the file


def test_folder_and_files_belong_to_the_user_alone(reopen, home, tmp_path, make):
    old = os.umask(0)
    try:
        memory = reopen()
        memory.people.add("Ada", [make.entry(1)])
    finally:
        os.umask(old)
    assert mode(home) == 0o700
    assert {file.name: mode(file) for file in home.iterdir()} == dict.fromkeys(
        ["memory.db", "memory.db-wal", "memory.db-shm"], 0o600
    )
    assert mode(tmp_path / "key") == 0o600
    memory.close()
    assert [file.name for file in home.iterdir()] == ["memory.db"]
    (home / "memory.db").chmod(0o644)
    reopen()
    assert mode(home / "memory.db") == mode(home / "memory.db-wal") == 0o600


def test_the_folder_of_a_new_key_file_belongs_to_the_user_alone(home, tmp_path):
    old = os.umask(0)
    try:
        Store.open(home, key_file=tmp_path / "keys" / "key").close()
    finally:
        os.umask(old)
    assert mode(tmp_path / "keys") == 0o700 and mode(tmp_path / "keys" / "key") == 0o600


def test_no_store_is_created_unasked(reopen, home):
    with pytest.raises(StoreError, match="no memory at"):
        reopen(create=False)
    assert not home.exists()


def test_a_plain_database_is_refused(reopen, home):
    home.mkdir()
    plain = sqlite3.connect(home / "memory.db")
    plain.execute("CREATE TABLE x (y)")
    plain.close()
    with pytest.raises(StoreCorrupt, match="plain SQLite"):
        reopen()


def test_foreign_and_shortened_files_are_refused(reopen, home, make):
    with reopen() as memory:
        memory.people.add("Ada", [make.entry(1)])
    whole = (home / "memory.db").read_bytes()
    for content in (
        b"",
        whole[:10],
        whole[:20],
        whole[:9000],
        os.urandom(40_000),
        b"PAMX" + whole[4:],
    ):
        (home / "memory.db").write_bytes(content)
        with pytest.raises(StoreCorrupt, match="cut short|not a memory"):
            reopen()
        assert (home / "memory.db").read_bytes() == content
    for kept in (len(whole) - 1, len(whole) // 2, 16384):
        (home / "memory.db").write_bytes(whole[:kept])
        try:
            with reopen() as memory:
                problems = memory.check()
        except StoreCorrupt as error:
            problems = [word for word in str(error).split() if word.startswith("backup")]
        assert problems


def test_a_store_of_a_newer_version_is_refused(reopen, home, tmp_path):
    with reopen() as memory:
        memory._connections.raw().pragma("user_version", 999)
    with pytest.raises(StoreCorrupt, match="newer version; update"):
        reopen()


# --- the key file


def test_a_key_file_others_can_read_is_refused(reopen, tmp_path):
    reopen().close()
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(KeyUnavailable, match="chmod 600"):
        reopen()


def test_another_key_file_is_the_wrong_key(reopen, home, tmp_path):
    reopen().close()
    with pytest.raises(KeyUnavailable, match="other cannot be read"):
        Store.open(home, key_file=tmp_path / "other")
    Store.open(tmp_path / "second home", key_file=tmp_path / "other").close()
    with pytest.raises(WrongKey):
        Store.open(home, key_file=tmp_path / "other")
    (tmp_path / "other").write_text("not a key")
    with pytest.raises(KeyUnavailable, match="not a key file"):
        Store.open(home, key_file=tmp_path / "other")
    with pytest.raises(KeyUnavailable, match="name that file"):
        Store.open(home)


def test_a_key_of_another_kind_is_named(reopen, home, tmp_path):
    reopen().close()
    with pytest.raises(WrongKey, match="opens with a key file, not with a passphrase"):
        Store.open(home, passphrase="x")
    with pytest.raises(BadInput, match="one of them"):
        Store.open(home, passphrase="x", key_file=tmp_path / "key")


# --- the keyring


def test_the_environment_wins_over_the_keyring(home, pocket, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "from outside")
    Store.open(home).close()
    assert not pocket.kept
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE")
    with pytest.raises(
        KeyUnavailable, match="opens with a passphrase: set PERSONA_ASSISTANT_PASSPHRASE"
    ):
        Store.open(home)


def test_the_keyring_keeps_a_key_per_store(home, tmp_path, pocket, make):
    with Store.open(home) as memory:
        memory.people.add("Ada", [make.note("n")])
    Store.open(tmp_path / "second").close()
    assert len(pocket.kept) == 2 and {service for service, _ in pocket.kept} == {
        "persona-assistant"
    }
    home.rename(tmp_path / "moved")
    with Store.open(tmp_path / "moved") as memory:
        assert memory.people.get("Ada")


def test_a_store_whose_keyring_is_gone_says_so(home, pocket):
    Store.open(home).close()
    kept, pocket.kept = pocket.kept, {}
    with pytest.raises(KeyUnavailable, match="no key for .* restore the entry persona-assistant/"):
        Store.open(home)
    keyring.set_keyring(RaisingKeyring())
    with pytest.raises(KeyUnavailable, match=r"does not answer \(RuntimeError\)"):
        Store.open(home)
    pocket.kept = dict.fromkeys(kept, "00" * 32)
    keyring.set_keyring(pocket)
    with pytest.raises(WrongKey):
        Store.open(home)


@pytest.mark.parametrize("ring", [LosingKeyring, PlainFileKeyring, RaisingKeyring, SilentKeyring])
def test_a_keyring_that_does_not_work_is_passed_over(home, ring, typed, monkeypatch):
    monkeypatch.setattr(keyring_access, "_ANSWER_SECONDS", 0.2)
    keyring.set_keyring(ring())
    typed("right", "right")
    Store.open(home).close()
    Store.open(home, passphrase="right", create=False).close()


def test_a_store_that_could_not_be_created_leaves_no_key_behind(home, pocket, monkeypatch):
    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.link", no_space)
    monkeypatch.setattr("os.rename", no_space)
    with pytest.raises(StoreError, match="nothing was stored"):
        Store.open(home)
    assert not pocket.kept and list(home.iterdir()) == []


def test_where_hard_links_are_missing_the_store_is_created_all_the_same(
    reopen, home, monkeypatch, make
):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    reopen().people.add("Ada", [make.note("n")])
    with reopen(create=False) as memory:
        assert memory.people.get("Ada") and memory.check() == []


# --- secrecy


def test_no_error_no_repr_and_no_traceback_shows_a_key(home, pocket, caplog):
    caplog.set_level(0)
    Store.open(home).close()
    (secret,) = pocket.kept.values()
    header = (home / "memory.db").read_bytes()[:16]
    (key,) = keys.for_store(header, home, passphrase=None, key_file=None)
    content = bytearray((home / "memory.db").read_bytes())
    content[40] ^= 1  # the right key now meets a first page it cannot read
    (home / "memory.db").write_bytes(content)
    with pytest.raises(WrongKey) as caught:
        Store.open(home)
    frames = (
        caught.value.__traceback__.tb_next
    )  # below this test, whose own variables are no secret
    told = traceback.TracebackException(WrongKey, caught.value, frames, capture_locals=True)
    shown = "".join(told.format())
    shown += repr(key) + str(caught.value) + caplog.text
    assert "Key(keyring)" in shown and "_connect" in shown
    for hidden in (secret, key._bytes.hex(), repr(key._bytes), repr(bytes.fromhex(secret))):
        assert hidden not in shown
