"""demo, doctor."""

from __future__ import annotations

import json
import tempfile

import pytest
from cli_support import DEMO

from persona_assistant import demo
from persona_assistant.bench import LexicalJudge
from tests.support.tiny_whisper import write_whisper

SCRIPT = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))


def test_the_tour_shows_people_answers_grounds_and_the_benchmark(run, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ran = run("demo", options=[])
    assert ran.code == 0 and ran.err == ""
    folded = " ".join(ran.out.split())
    for person in SCRIPT["people"]:
        assert person["name"] in folded
    for each in SCRIPT["questions"]:
        assert each["question"] in folded
    for part in (
        "face 02_",
        "voice 08_",
        "your note, word for word",
        "absent persona",
        "absent attribute",
        "lexical",
    ):
        assert part in folded
    assert "I2I" in ran.out and "T2Any" in ran.out and "\033" not in ran.out
    assert not list(tmp_path.glob("persona-assistant-demo-*")), "the demo's memory was left behind"


@pytest.fixture
def no_benchmark(monkeypatch):
    monkeypatch.setattr(demo, "_benchmark", lambda *_: None)


def test_the_tour_as_json_and_its_memory_kept(run, store, no_benchmark):
    told = run("demo", "--keep", store, "--json").document
    assert len(told["people"]) == len(SCRIPT["people"]) and len(told["questions"]) == len(
        SCRIPT["questions"]
    )
    for asked, written in zip(told["questions"], SCRIPT["questions"], strict=True):
        answer = asked["answer"]
        right = (
            answer["persona"] == written["expect"]
            and answer["abstained"] == written["expect_abstain"]
        )
        if right and not answer["abstained"]:
            right = LexicalJudge().judge(written["gold"], answer["text"])
        assert asked["as_expected"] == right and bool(asked["expected"]) != right
    assert (
        run("who", "--image", DEMO / "queries" / "02.jpg", "--json").document["persona"]
        == "Tomás Herrera"
    )
    again = run("demo", "--keep", store)
    assert again.code == 2 and "holds a memory already" in again.error


def test_what_is_otherwise_than_expected_is_marked(run, no_benchmark, monkeypatch):
    monkeypatch.setattr("persona_assistant.assistant.Assistant.ask", _abstaining)
    shown = run("demo", options=[]).out
    answerable = sum(not each["expect_abstain"] for each in SCRIPT["questions"])
    assert shown.count("! Expected: ") >= answerable


def _abstaining(self, query, **_):
    from persona_assistant.pmg import Answer, Edge, Outcome

    return Answer(
        "I cannot determine that from the provided context.", Edge(Outcome.UNKNOWN, (), 1.0), True
    )


def test_a_healthy_installation(run, friends):
    ran = run("doctor", "--json")
    checks = {check["name"]: check for check in ran.document["checks"]}
    assert ran.code == 0 and ran.document["healthy"] is True
    assert "2 people" in checks["memory"]["found"] and "numpy" in checks["dependencies"]["found"]
    assert run("doctor").out.rstrip().endswith("Healthy.")


def test_what_is_searched_is_proved_to_be_what_is_stored(run, friends, store, monkeypatch):
    from persona_assistant.memory.media import Media

    searched = next(c for c in run("doctor", "--json").document["checks"] if c["name"] == "search")
    assert searched["ok"] and "faiss finds exactly what is stored" in searched["found"]
    monkeypatch.setenv("PERSONA_ASSISTANT_SEARCH", "sqlite-vec")
    assert "ok   search: sqlite-vec finds" in run("doctor").out
    monkeypatch.delenv("PERSONA_ASSISTANT_SEARCH")
    whole = Media.vectors

    def one_is_lost(self, *args, **options):
        found = whole(self, *args, **options)
        return type(found)(
            *(getattr(found, n)[1:] for n in ("matrix", "persona_ids", "triplet_ids", "media_ids"))
        )

    monkeypatch.setattr(Media, "vectors", one_is_lost)
    ran = run("doctor")
    assert (
        ran.code == 1
        and "BAD  search" in ran.out
        and "is not what is stored" in " ".join(ran.out.split())
    )


def test_nothing_is_created_by_looking(run, store, home):
    assert run("doctor", options=["--store", str(store)]).code == 0
    assert not store.exists() and not home.exists()


def test_a_locked_memory_is_no_illness(run, friends, store):
    ran = run("doctor", options=["--store", str(store)])
    assert ran.code == 0 and "--key-file" in ran.out


def test_damage_is_found_and_has_a_remedy(run, friends, store):
    path = store / "memory.db"
    data = bytearray(path.read_bytes())
    data[-20_000:-10_000] = bytes(10_000)
    path.write_bytes(data)
    ran = run("doctor")
    assert (
        ran.code == 1 and "BAD  memory" in ran.out and "-> " in ran.out and "1 problem." in ran.out
    )


def test_unusable_settings_are_one_of_the_problems(run, monkeypatch, friends):
    monkeypatch.setenv("PERSONA_ASSISTANT_ENGINE", "oracle")
    checks = {check["name"]: check for check in run("doctor", "--json").document["checks"]}
    assert (
        not checks["settings"]["ok"]
        and "'engine' in the environment" in checks["settings"]["found"]
    )
    assert checks["memory"]["ok"]


def test_a_model_that_is_not_there(run, monkeypatch, friends):
    monkeypatch.setenv("PERSONA_ASSISTANT_ENGINE", "llama")
    ran = run("doctor")
    assert ran.code == 1 and "--model" in ran.out


def test_doctor_listens_with_the_transcriber_of_the_settings(run, tmp_path, monkeypatch):
    words = "An elephant is standing".split()
    folder = write_whisper(tmp_path / "models" / "whisper", [f" {word}" for word in words])
    monkeypatch.setenv("PERSONA_ASSISTANT_TRANSCRIBER", str(folder))
    checks = {check["name"]: check for check in run("doctor", "--json").document["checks"]}
    assert (
        checks["transcriber"]["ok"]
        and '"An elephant is standing" (en)' in checks["transcriber"]["found"]
    )


@pytest.mark.parametrize(
    ("setting", "check"),
    [
        ("IMAGE_ENCODER", "image encoder"),
        ("TEXT_ENCODER", "text encoder"),
        ("TRANSCRIBER", "transcriber"),
    ],
)
def test_doctor_says_when_what_the_settings_name_is_not_installed(run, monkeypatch, setting, check):
    monkeypatch.setenv(f"PERSONA_ASSISTANT_{setting}", "nowhere-7")
    ran = run("doctor", "--json")
    (bad,) = [c for c in ran.document["checks"] if not c["ok"]]
    assert ran.code == 1 and bad["name"] == check and "nowhere-7" in bad["found"]
