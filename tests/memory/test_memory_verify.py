"""What verifying looks at, what it meets and what it says of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import crowd
import pytest

from persona_assistant.errors import StoreError
from persona_assistant.memory import Entry, Store, scrub
from persona_assistant.pmg import Triplet

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def crowded(reopen):
    store = reopen()
    members = [crowd.Member(number, 21) for number in range(18)]
    by_name = {member.name: member for member in members}
    chance = random.Random(21)
    for member in chance.sample([*members] * 3, 54):
        crowd.add(store, member)
    crowd.learn(store, by_name)
    return store, members


def test_a_receipt_says_what_was_looked_at_and_nothing_of_what_it_was(crowded, home):
    store, members = crowded
    who = members[4]
    kept = store.cache()
    kept.put("kv", "k", who.data(60_000, 90_000), about=[store.people.get(who.name).id])
    kept.close()
    traces = store.traces(who.name)
    store.people.forget(who.name)
    receipt = store.verify(traces)
    assert receipt.ok and not receipt.found
    looked_for = {each.kind: each.items for each in receipt.looked_for}
    assert looked_for["derived"] == 1 and looked_for["texts"] >= 4
    files = {each.name: each for each in receipt.files}
    for name in ("memory.db", "cache.db"):
        assert files[name].bytes == (home / name).stat().st_size and files[name].pages > 4
        assert files[name].unused == files[name].log_bytes == 0
    written = repr(receipt)
    assert not any(word in written for text in who.texts for word in text.split())


def test_looking_for_somebody_who_is_there_meets_all_that_is_looked_for(crowded):
    store, members = crowded
    traces = store.traces(members[4].name)
    from persona_assistant.memory.traces import Search

    search = Search(traces)
    store._connections.empty_log(time.monotonic() + 5)
    from persona_assistant.memory.verification import look_through

    look_through(store._connections.raw(), store.path, search)
    kinds = {each.name for each in traces.kinds if each.items}
    assert set(search.found()) == kinds >= {"texts", "media", "checksums", "vectors"}


def test_what_moving_rows_left_is_met(crowded, monkeypatch):
    store, members = crowded
    found = []
    with monkeypatch.context() as patch:
        patch.setattr(scrub, "stale_pages", lambda db, among: [])
        for member in members[:14]:
            traces = store.traces(member.name)
            store.people.forget(member.name)
            receipt = store.verify(traces)
            assert any("not zero" in problem for problem in receipt.problems)
            found += receipt.found
            if found:
                break
    assert found and {file for _, file in found} == {"memory.db"}
    after = store.verify()  # which overwrites it
    assert after.ok and all(file.unused == 0 for file in after.files)


def test_what_others_hold_as_well_is_no_trace(reopen, make):
    store = reopen()
    shared = make.picture(5, 30_000)
    text = "We met at the lighthouse on the northern shore."
    for name in ("Ada", "Ben"):
        store.people.add(name, [Entry(Triplet(shared, text=text), make.vector(5))])
    traces = store.traces("Ada")
    store.people.forget("Ada")
    assert store.verify(traces).ok
    traces = store.traces("Ben")
    store.people.forget("Ben")
    assert store.verify(traces).ok


def test_a_copy_in_another_file_of_the_folder_is_met(reopen, home, make):
    store = reopen()
    store.people.add("Ada", [make.note("mends tower clocks in Lisbon")])
    (home / "notes.tmp").write_text("x" * 5_000_000 + "Ada mends tower clocks in Lisbon")
    traces = store.traces("Ada")
    store.people.forget("Ada")
    receipt = store.verify(traces)
    assert receipt.found == (("texts", "notes.tmp"),) and not receipt.ok


def test_a_log_that_another_process_keeps_is_said(crowded, reopen, monkeypatch):
    store, _ = crowded
    store._eraser._seconds = 0.2
    other = reopen()._connections.raw()
    other.execute("BEGIN; SELECT * FROM persona").fetchall()
    store.people.add("Ada", [Entry(Triplet(text="likes tea"))])
    receipt = store.verify()
    assert any("still reads" in problem for problem in receipt.problems)
    assert any("memory.db was not looked through" in problem for problem in receipt.problems)
    other.execute("COMMIT")
    assert store.verify().ok


def test_a_temporary_store_has_no_files(memory, make):
    memory.people.add("Ada", [make.entry(1)])
    memory.people.forget("Ada")
    receipt = memory.verify()
    assert receipt.ok and receipt.files == ()


def test_damage_is_a_problem_not_an_error(reopen, home, make):
    with reopen() as store:
        store.people.add("Ada", [make.entry(1, size=200_000)])
    content = bytearray((home / "memory.db").read_bytes())
    content[-100_000] ^= 1
    (home / "memory.db").write_bytes(content)
    with reopen() as store:
        receipt = store.verify()
    assert any("damaged" in problem for problem in receipt.problems)


@pytest.mark.skipif(os.name != "posix", reason="kills processes the POSIX way")
def test_drafts_of_a_killed_creation_go_at_the_next_opening(home, tmp_path):
    script = (
        "import os, sys; from pathlib import Path\n"
        "from persona_assistant.memory import Store, database\n"
        "def wait(draft, path):\n"
        "    print('built', flush=True); sys.stdin.read()\n"
        "database.publish = wait\n"
        "Store.open(Path(sys.argv[1]), key_file=Path(sys.argv[2]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, home, tmp_path / "key"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout.readline() == "built\n"
    (draft,) = home.iterdir()
    # One that is still at work keeps its draft.
    with Store.open(home, key_file=tmp_path / "key"):
        assert draft.exists()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with Store.open(home, key_file=tmp_path / "key"):
        assert not draft.exists()
    assert [file.name for file in home.iterdir()] == ["memory.db"]


def test_drafts_as_earlier_versions_left_them_go_too(reopen, home):
    home.mkdir()
    old, new = (home / f".memory.db.{word}.new" for word in ("0123456789abcdef", "ab" * 8))
    for draft in (old, new):
        draft.write_bytes(b"half a store")
    os.utime(old, (1_700_000_000, 1_700_000_000))
    reopen()
    assert not old.exists() and new.exists()


@pytest.mark.skipif(os.name != "posix", reason="makes links")
@pytest.mark.parametrize("name", ["memory.db", "memory.db-wal", "cache.db"])
def test_a_link_instead_of_a_file_is_refused_and_nothing_is_changed(
    reopen, home, tmp_path, name, make
):
    with reopen() as store:
        store.people.add("Ada", [make.note("likes tea")])
        store.cache().close()
    target = tmp_path / "elsewhere"
    if (home / name).exists():
        os.rename(home / name, target)
    else:
        target.write_bytes(b"not to be touched")
    target.chmod(0o644)
    before = target.read_bytes()
    os.symlink(target, home / name)
    with pytest.raises(StoreError, match=f"{name} is a link") as refused:
        reopen()
    assert refused.value.code == "store_is_link"
    assert target.read_bytes() == before and target.stat().st_mode & 0o777 == 0o644
