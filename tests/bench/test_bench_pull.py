"""Benchmarks come from a hub whole and checked, or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter, namedtuple
from pathlib import Path

import pytest
from pull_hub import RECORDS, REPOSITORY, People, given, left_over

from persona_assistant.bench.pull import pull_suite
from persona_assistant.errors import BadInput, DiskFull, PullError
from tests.support.model_hub import COMMIT, POINTER, without_network_settings

# --- what arrives


def test_a_benchmark_arrives_with_its_records(hub, place, content):
    pulled = pull_suite(People(), place)
    wanted = {name: data for name, data in content.items() if name != "training/huge.bin"}
    found = {
        each.relative_to(place).as_posix(): each.read_bytes()
        for each in place.rglob("*")
        if each.is_file() and not each.name.startswith(".")
    }
    assert found == wanted
    assert pulled.folder == place and pulled.records == place / "people_v1.jsonl"
    assert pulled.files == len(wanted) and pulled.size == sum(map(len, wanted.values()))
    assert pulled.revision == COMMIT and not pulled.already
    assert json.loads(json.dumps(pulled.to_json()))["records"] == str(place / "people_v1.jsonl")
    assert left_over(place) == ["people"]


def test_each_file_is_one_question_and_one_listing_tells_of_all(hub, place, content):
    pull_suite(People(), place)
    asked = Counter(asked for server, asked, _, _ in hub.asked if server in ("hub", "head"))
    files = {asked: times for asked, times in asked.items() if "/resolve/" in asked}
    assert len(files) == len(content) - 1 and set(files.values()) == {1}
    assert sum(asked.values()) - len(files) == 2  # which revision, and what it holds
    assert not [server for server, *_ in hub.asked if server == "head"]


def test_a_long_listing_comes_in_pages(hub, place, content):
    hub.page = 7
    assert pull_suite(People(), place).files == len(content) - 1


def test_several_files_are_on_their_way_and_not_too_many(hub, place):
    hub.seconds = 0.03
    pull_suite(People(), place)
    assert 2 <= hub.most <= 8


def test_nobody_is_told_more_than_they_need(hub, place):
    pull_suite(People(), place, token="secret")
    assert {agent.split("/")[0] for agent in hub.agents} == {"persona-assistant"}
    assert {said for server, _, _, said in hub.asked if server == "storage"} == {None}
    assert not [asked for _, asked, _, _ in hub.asked if "telemetry" in asked]


def test_who_may_read_may_pull(hub, place, monkeypatch):
    hub.token = "secret"
    with pytest.raises(PullError, match="HF_TOKEN") as told:
        pull_suite(People(), place)
    assert "datasets/makers/people" in str(told.value)
    monkeypatch.setenv("HF_TOKEN", "secret")
    assert pull_suite(People(), place).files


def test_records_are_found_without_being_named(hub, place):
    class Any:
        name, dataset, pull_patterns = "any", "makers/any", ("*",)

    hub.files["datasets/makers/any"] = {
        "data/big.csv": b"x" * 99,
        "b.csv": b"x" * 9,
        "a.csv": b"x",
        "c.md": b"",
    }
    assert pull_suite(Any(), place).records == place / "b.csv"
    hub.files["datasets/makers/any"] = {"data/1.parquet": b"x", "data/2.parquet": b"x"}
    assert pull_suite(Any(), place.with_name("pieces")).records == place.with_name("pieces")
    hub.files["datasets/makers/any"] = {"picture.png": b"x"}
    assert pull_suite(Any(), place.with_name("none")).records is None


def test_the_progress_of_many_files_is_that_of_one_thing(hub, place, content):
    steps = []
    pulled = pull_suite(People(), place, on_progress=steps.append)
    assert {(step.stage, step.detail, step.total, step.unit) for step in steps} == {
        ("downloading", "people", pulled.size, "bytes")
    }
    done = [step.done for step in steps]
    assert done == sorted(done) and done[-1] == pulled.size


# --- what was there before


def test_what_is_whole_is_not_fetched_again_and_needs_no_network(hub, place, monkeypatch):
    first = pull_suite(People(), place)
    hub.asked.clear()
    again = pull_suite(People(), place)
    assert again.already and again.records == first.records and again.files == first.files
    steps = []
    pull_suite(People(), place, on_progress=steps.append)
    assert {(step.stage, step.detail, step.total) for step in steps} == {
        ("checking", "people", first.size)
    }
    assert (steps[0].done, steps[-1].done) == (0, first.size)
    assert not hub.asked and left_over(place) == ["people"]


@pytest.mark.parametrize("name", ["assets/sample_7/query.png", "about.json"])
@pytest.mark.parametrize("harm", ["changed", "cut off", "gone"])
def test_only_what_is_damaged_is_fetched_again(hub, place, content, name, harm):
    pull_suite(People(), place)
    (place / "notes.txt").write_text("mine")
    if harm == "changed":
        (place / name).write_bytes(content[name][::-1])
    elif harm == "cut off":
        (place / name).write_bytes(content[name][:-1])
    else:
        (place / name).unlink()
    hub.asked.clear()
    assert not pull_suite(People(), place).already
    assert (place / name).read_bytes() == content[name]
    assert [asked for _, asked, _, _ in hub.asked if "/resolve/" in asked] == [
        f"/{REPOSITORY}/resolve/{COMMIT}/{name}"
    ]
    assert (place / "notes.txt").read_text() == "mine" and left_over(place) == ["people"]


def test_what_a_new_revision_lacks_is_taken_away_with_the_next_repair(hub, place, content):
    pull_suite(People(), place)
    del content["assets/sample_3/query.png"]
    (place / "people_v1.jsonl").unlink()
    pull_suite(People(), place)
    assert not (place / "assets/sample_3/query.png").exists()


def test_a_suite_that_wants_more_gets_the_rest(hub, place):
    pull_suite(People(), place)
    hub.asked.clear()
    everything = People()
    everything.pull_patterns = ("*",)
    pulled = pull_suite(everything, place)
    assert (place / "training/huge.bin").is_file() and pulled.files == 44
    assert [name for name, _ in given(hub)] == ["training/huge.bin"]


def test_a_folder_of_somebody_else_stays(hub, place):
    place.mkdir(parents=True)
    (place / "thesis.txt").write_text("mine")
    with pytest.raises(BadInput, match="choose a"):
        pull_suite(People(), place)
    (place / "thesis.txt").rename(place.with_name("thesis.txt"))
    place.rename(place.with_name("people.part"))
    (place.with_name("thesis.txt")).rename(place.with_name("people.part") / "thesis.txt")
    with pytest.raises(BadInput, match="people.part is in the way"):
        pull_suite(People(), place)
    assert (place.with_name("people.part") / "thesis.txt").read_text() == "mine" and not hub.asked


def test_an_empty_folder_is_nobodys(hub, place):
    place.mkdir(parents=True)
    assert pull_suite(People(), place).records.is_file()


def test_two_benchmarks_do_not_share_a_folder(hub, place):
    pull_suite(People(), place)
    other = People()
    other.dataset = "makers/others"
    with pytest.raises(BadInput, match="holds makers/people"):
        pull_suite(other, place)


# --- what must not arrive


def refused(place: Path, match: str, kind=PullError) -> None:
    with pytest.raises(kind, match=match) as told:
        pull_suite(People(), place)
    assert "\n" not in str(told.value) and not place.exists()


@pytest.mark.parametrize("name", ["assets/sample_5/query.png", "about.json"])
def test_a_file_of_another_content_is_thrown_away(hub, place, content, name):
    hub.served[name] = content[name][::-1]
    refused(place, f"{name} .*(another sha256|another content)")
    assert not (place.with_name("people.part") / name).exists()
    hub.served.clear()
    assert pull_suite(People(), place).files == len(content) - 1


def test_a_pointer_is_told_from_a_file(hub, place, content):
    name = "people_v1.jsonl"
    pointer = POINTER % (hashlib.sha256(RECORDS).hexdigest().encode(), len(RECORDS))
    hub.served[name] = pointer.ljust(len(RECORDS))
    refused(place, "people_v1.jsonl .* git-LFS pointer")


def test_one_files_trouble_ends_the_others_soon(hub, place, content):
    hub.seconds, hub.served["assets/sample_0/query.png"] = 0.05, b""
    refused(place, "sample_0/query.png")
    assert len(given(hub)) < 30


def test_a_repository_may_not_write_outside_its_folder(hub, place, content):
    content["assets/../../../escaped.png"] = b"x"
    refused(place, "outside")


def test_what_the_hub_lacks_is_named(hub, place):
    del hub.files[REPOSITORY]
    refused(place, "has no makers/people .*use that copy")


def test_a_benchmark_without_the_files_is_named(hub, place):
    hub.files[REPOSITORY] = {"README.md": b"gone"}
    refused(place, r"holds nothing called \*\.jsonl.*use that copy")


@pytest.mark.parametrize(("status", "match"), [(403, "terms"), (500, "try again later")])
def test_a_hub_that_refuses_says_why(hub, place, status, match):
    hub.refuse_with = status
    refused(place, match)


def test_what_is_no_hub_is_not_believed(hub, place):
    hub.no_hub = True
    refused(place, "does not answer like")


def test_a_hub_that_is_not_there(place, monkeypatch):
    without_network_settings(monkeypatch)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    refused(place, "cannot be reached.*HF_ENDPOINT")


def test_room_is_looked_for_before_anything_is_fetched(hub, place, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 10**6 - 500, 500))
    refused(place, "free some space", DiskFull)
    assert not given(hub)


def test_a_folder_that_cannot_be_made_is_named(hub, place):
    place.parent.write_text("a file where the folder should be")
    with pytest.raises(BadInput, match="choose a"):
        pull_suite(People(), place)
