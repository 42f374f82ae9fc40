"""bench run: forms and codes. What the numbers mean is tested beside the benchmark itself."""

from __future__ import annotations

import json

import pytest

from persona_assistant.resources import data_path

KEYS = {"n", "Ans", "Unans", "Cal", "Cal_v2_2", "1-FA", "TA", "routing"}
MINI = data_path("bench", "mini", "omni_persona_mini.jsonl")


def test_json_on_a_subset(run):
    ran = run("bench", "run", "omni-persona", "--limit", "18", "--json")
    result = ran.document
    assert ran.code == 0 and ran.err == ""
    assert {"n", "overall", "groups", "tasks", "judge", "engine", "errors"} <= set(result)
    assert (
        result["n"] == 18
        and result["errors"] == 0
        and set(result["groups"]) == {"I2I", "A2A", "T2T", "T2Any"}
    )
    assert KEYS <= set(result["overall"]) and all(KEYS <= set(group) for group in result["groups"].values())
    assert result["judge"].startswith("lexical") and result["engine"] == "extractive"
    assert result["route"] == "assistant" and result["groups"]["I2I"]["routing"] is not None
    assert any("does not hear" in note for note in result["notes"])


def test_the_models_route_decides_no_identity(run):
    result = run("bench", "run", "omni-persona", "--limit", "8", "--route", "model", "--json").document
    assert result["route"] == "model" and result["overall"]["routing"] is None


def test_the_same_call_goes_on_where_it_was(run, tmp_path):
    words = ["bench", "run", "omni-persona", "--limit", "8", "--out", tmp_path / "out", "--json"]
    first, second = run(*words).document, run(*words).document
    assert (first["reused"], second["reused"]) == (0, 8)
    assert first["overall"] == second["overall"]
    assert (tmp_path / "out" / "card.json").is_file()


def test_the_table_names_judge_and_engine(run):
    ran = run("bench", "run", "omni-persona", "--limit", "8")
    assert "lexical" in ran.out and "extractive" in ran.out and "I2I" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_missing_media_are_counted_and_told_by_the_code(run, tmp_path):
    ran = run("bench", "run", "omni-persona", "--assets", tmp_path, "--limit", "4", "--json")
    assert ran.code == 1 and ran.document["errors"] == 4 and ran.document["n"] == 0


@pytest.mark.parametrize("group", ["image", "audio"])
def test_nobody_is_recognised_by_what_a_record_is_called(run, tmp_path, group):
    """Concept ids and the oracle say who is meant; an answer must be the same without them."""
    record = next(
        record
        for record in map(json.loads, MINI.read_text(encoding="utf-8").splitlines())
        if record["query_assets"][group] and not record["no_GT"]
    )

    def routed(change: dict) -> dict:
        (tmp_path / "one.json").write_text(json.dumps([{**record, **change}]))
        words = [
            "--data",
            tmp_path / "one.json",
            "--assets",
            MINI.parent,
            "--out",
            tmp_path / f"out-{len(change)}",
        ]
        assert run("bench", "run", "omni-persona", *words, "--json").code == 0
        line = (tmp_path / f"out-{len(change)}" / "answers.jsonl").read_text().splitlines()[0]
        return {name: json.loads(line)[name] for name in ("text", "routed", "outcome")}

    other = next(
        c["concept_id"] for c in record["contexts"] if c["concept_id"] != record["target_concept_id"]
    )
    assert routed({}) == routed({"target_concept_id": other})
