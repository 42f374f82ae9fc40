"""The cache beside the memory: encrypted, bounded, never in the way, and forgetful with the
memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Triplet

SECRET = b"what a model made of Amira's picture"


@pytest.fixture
def memory(tmp_path):
    with Store.open(tmp_path / "store", key_file=tmp_path / "key") as memory:
        yield memory


@pytest.fixture
def amira(memory):
    return memory.people.add("Amira", [Entry(Triplet(text="Amira mends clocks."))]).id


def files(memory):
    return list(memory.path.parent.glob("cache.db*"))


def test_what_was_put_comes_back_also_after_a_restart(memory, tmp_path, amira):
    with_cache = memory.cache()
    assert with_cache.put("soft tokens", "k", SECRET, about=[amira])
    assert with_cache.put("kv state", "k", b"another kind")
    with_cache.close()
    memory.close()
    with Store.open(tmp_path / "store", key_file=tmp_path / "key") as again:
        reopened = again.cache()
        assert reopened.get("soft tokens", "k") == SECRET
        assert reopened.get("kv state", "k") == b"another kind"
        assert reopened.get("soft tokens", "other") is None
        reopened.close()


def test_nothing_of_it_can_be_read_in_the_files(memory, amira):
    kept = memory.cache()
    kept.put("soft tokens", "a telling key", SECRET * 1000, about=[amira])
    for file in files(memory):
        data = file.read_bytes()
        assert b"picture" not in data and b"telling" not in data and b"SQLite" not in data
        assert file.stat().st_mode & 0o077 == 0
    kept.close()


def test_a_value_larger_than_one_piece_comes_back_whole(memory):
    kept = memory.cache()
    large = bytes(range(256)) * (40 << 12)  # 40 MiB
    kept.put("kv state", "k", large)
    assert kept.get("kv state", "k") == large
    kept.close()


def test_forgetting_a_person_drops_what_is_about_them_and_nothing_else(memory, amira):
    other = memory.people.add("Bo", [Entry(Triplet(text="Bo rows."))]).id
    kept = memory.cache()
    kept.put("kv state", "both", b"1", about=[amira, other])
    kept.put("kv state", "hers", b"2", about=[amira])
    kept.put("kv state", "his", b"3", about=[other])
    memory.people.forget("Amira")
    assert [kept.get("kv state", key) for key in ("both", "hers", "his")] == [None, None, b"3"]
    assert not kept.put("kv state", "hers", b"late", about=[amira]), (
        "a process that still thought of her"
    )
    assert kept.get("kv state", "hers") is None
    kept.close()


def test_a_person_forgotten_without_the_cache_is_dropped_when_it_opens(memory, amira):
    kept = memory.cache()
    kept.put("kv state", "hers", b"2", about=[amira])
    kept.close()
    moved = [(file, file.read_bytes()) for file in files(memory)]
    for file, _ in moved:
        file.unlink()
    memory.people.forget("Amira")  # as if the process had died before it came to the cache
    for file, data in moved:
        file.write_bytes(data)
    reopened = memory.cache()
    assert reopened.get("kv state", "hers") is None
    reopened.close()


@given(sizes=st.lists(st.integers(0, 60), min_size=1, max_size=20), touched=st.data())
@settings(max_examples=30, deadline=None)
def test_the_limit_holds_and_the_least_recently_used_goes_first(tmp_path_factory, sizes, touched):
    folder = tmp_path_factory.mktemp("store")
    with Store.open(folder / "s", key_file=folder / "key") as memory:
        kept = memory.cache(limit=100)
        order: list[int] = []
        for number, size in enumerate(sizes):
            kept.put("k", str(number), b"x" * size)
            order.append(number)
            if len(order) > 1 and touched.draw(st.booleans()):
                again = touched.draw(st.sampled_from(order))
                if kept.get("k", str(again)) is not None:
                    order.remove(again)
                    order.append(again)
            assert kept.size() <= 100
        expected, room = [], 100
        for number in reversed(order):  # most recent first
            room -= sizes[number]
            if room < 0:
                break
            expected.append(number)
        there = [number for number in order if kept.get("k", str(number)) is not None]
        assert set(expected) <= set(there)
        kept.close()


def test_what_is_larger_than_the_limit_is_not_kept_and_drives_nothing_out(memory):
    kept = memory.cache(limit=10)
    kept.put("k", "small", b"12345")
    assert not kept.put("k", "large", b"x" * 11)
    assert kept.get("k", "small") == b"12345"
    kept.close()


@pytest.mark.parametrize("damage", ["garbage", "cut", "foreign", "empty"])
def test_a_file_that_is_damaged_or_not_ours_is_begun_anew(memory, damage, tmp_path):
    kept = memory.cache()
    kept.put("k", "a", b"1" * 100_000)
    kept.close()
    (path,) = files(memory)
    data = path.read_bytes()
    path.write_bytes(
        {
            "garbage": data[:40_000] + b"\xff" * 40_000 + data[80_000:],
            "cut": data[:50_000],
            "foreign": b"SQLite format 3\x00" + data[16:],
            "empty": b"",
        }[damage]
    )
    again = memory.cache()
    assert again.get("k", "a") in (None, b"1" * 100_000)
    again.put("k", "b", b"2")
    again.close()
    last = memory.cache()
    if damage == "garbage" and last.get("k", "b") is None:  # the damage was met by the put
        assert last.put("k", "b", b"2")
    assert last.get("k", "b") == b"2"
    last.close()


def test_a_folder_that_cannot_be_written_costs_only_time(memory, monkeypatch):
    import os

    def refuse(*_, **__):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", refuse)
    kept = memory.cache()
    assert not kept.usable and not kept.put("k", "a", b"1") and kept.get("k", "a") is None
    kept.close()


def test_a_full_disk_is_not_an_error_of_the_question(memory):
    kept = memory.cache()
    pages = kept._connection.pragma("page_count")
    kept._connection.pragma("max_page_count", pages + 2)  # SQLite answers as on a full disk
    assert not kept.put("k", "a", b"x" * (2 << 20))
    kept._connection.pragma("max_page_count", 1 << 30)
    assert kept.put("k", "a", b"x" * (2 << 20))
    kept.close()


def test_a_temporary_memory_has_none():
    with Store.temporary() as memory:
        assert memory.cache() is None


def test_two_processes_share_one(memory):
    one, two = memory.cache(), memory.cache()
    one.put("k", "a", b"1")
    assert two.get("k", "a") == b"1"
    two.put("k", "a", b"2")
    assert one.get("k", "a") == b"2"
    one.close(), two.close()
