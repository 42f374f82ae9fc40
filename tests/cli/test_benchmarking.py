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


@pytest.mark.parametrize("asset", ["image", "audio"])
def test_people_are_told_by_their_media_not_by_their_place_or_id(run, tmp_path, asset):
    """With the contexts in reverse order under other ids, the same people are meant."""
    lines = MINI.read_text(encoding="utf-8").splitlines()
    records = [r for r in map(json.loads, lines) if r["query_assets"][asset] and not r["no_GT"]][:4]

    def meant(name: str, records: list[dict]) -> list[dict]:
        (tmp_path / f"{name}.json").write_text(json.dumps(records))
        out = tmp_path / name
        words = ["--data", tmp_path / f"{name}.json", "--assets", MINI.parent, "--out", out, "--json"]
        assert run("bench", "run", "omni-persona", *words).code == 0
        return [json.loads(line) for line in (out / "answers.jsonl").read_text().splitlines()]

    there, back = meant("there", records), meant("back", [_reversed(r) for r in records])
    assert any(reply["routed"] is not None for reply in there)
    for record, one, other in zip(records, there, back, strict=True):
        assert one["outcome"] == other["outcome"]
        if one["routed"] is not None:
            assert one["routed"] + other["routed"] == len(record["contexts"]) - 1


def _reversed(record: dict) -> dict:
    contexts = [{**c, "concept_id": f"other_{c['concept_id']}"} for c in reversed(record["contexts"])]
    return {**record, "contexts": contexts, "target_concept_id": f"other_{record['target_concept_id']}"}
