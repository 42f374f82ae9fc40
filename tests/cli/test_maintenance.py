"""demo."""

from __future__ import annotations

import json
import shlex
import tempfile

import pytest
from cli_support import DEMO

from persona_assistant import demo
from persona_assistant.bench import LexicalJudge, RunConfig
from persona_assistant.resources import data_path

SCRIPT = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))


def test_the_tour_shows_people_answers_grounds_and_the_benchmark(run, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    items = data_path("bench", "mini", "omni_persona_mini.jsonl")
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(items.read_text(encoding="utf-8").splitlines()[:4]))
    config = RunConfig(data=few, assets=items.parent)
    monkeypatch.setattr("persona_assistant.bench.RunConfig", lambda: config)
    ran = run("demo", options=[])
    assert ran.code == 0 and "error" not in ran.err
    folded = " ".join(ran.out.split())
    for person in SCRIPT["people"]:
        assert person["name"] in folded
    for each in SCRIPT["questions"]:
        assert each["question"] in folded
    for part in (
        "picture 02_",
        "voice 08_",
        "your note, word for word",
        "absent persona",
        "absent attribute",
        "lexical",
    ):
        assert part in folded
    assert "I2I" in ran.out and "T2Any" in ran.out and "\033" not in ran.out
    assert "faces are drawn, their voices synthetic" in folded
    assert [words[0] for words in commands(ran.out)] == ["demo", "add", "ask"]
    assert not list(tmp_path.glob("persona-assistant-demo-*")), "the demo's memory was left behind"


@pytest.fixture
def no_benchmark(monkeypatch):
    monkeypatch.setattr(demo, "_benchmark", lambda *_: None)


def test_the_tour_as_json(run, no_benchmark):
    told = run("demo", "--json", options=[]).document
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


def commands(out: str) -> list[list[str]]:
    """The words of the commands to try, which are the last thing a tour shows."""
    _, _, block = out.partition("Try next:\n")
    lines = block.splitlines()
    assert all(line.startswith("  persona-assistant ") for line in lines)
    return [shlex.split(line)[1:] for line in lines]


def test_what_to_try_works_on_the_memory_that_was_kept(run, store, tmp_path, no_benchmark):
    words = commands(run("demo", "--keep", store).out)
    assert len(words) == 3
    for each in words:
        tried = run(*each, options=[])
        assert tried.code == 0 and "Tomás Herrera" in tried.out
    shown = run("who", "--image", DEMO / "queries" / "02.jpg", "--json").document
    assert shown["persona"] == "Tomás Herrera"
    again = run("demo", "--keep", store)
    assert again.code == 2 and "holds a memory already" in again.error


def test_what_is_otherwise_than_expected_is_marked(run, no_benchmark, monkeypatch):
    monkeypatch.setattr("persona_assistant.assistant.Assistant.ask", _abstaining)
    monkeypatch.setattr(demo, "_loaded", lambda *_: demo.Loaded((), 0.0, None))
    shown = run("demo", options=[]).out
    answerable = sum(not each["expect_abstain"] for each in SCRIPT["questions"])
    assert shown.count("! Expected: ") >= answerable


def _abstaining(self, query, **_):
    from persona_assistant.pmg import Answer, Edge, Outcome

    return Answer(
        "I cannot determine that from the provided context.", Edge(Outcome.UNKNOWN, (), 1.0), True
    )
