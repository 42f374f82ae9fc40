"""bench run: forms and codes. What the numbers mean is tested beside the benchmark itself."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stdout
from io import StringIO

import pytest
from cli_support import ROOT

from persona_assistant.cli import main
from persona_assistant.resources import data_path

KEYS = {"n", "Ans", "Unans", "Cal", "Cal_v2_2", "1-FA", "TA", "routing"}
MINI = data_path("bench", "mini", "omni_persona_mini.jsonl")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A run of the items of two source samples, which share their media and so cost the least."""
    file = tmp_path_factory.mktemp("few") / "few.jsonl"
    file.write_text("\n".join(MINI.read_text(encoding="utf-8").splitlines()[:8]))
    return ["bench", "run", "omni-persona", "--data", str(file), "--assets", str(MINI.parent)]


@pytest.fixture(scope="module")
def a_run(tmp_path_factory, few):
    """The folder of a run, and what it printed."""
    folder = tmp_path_factory.mktemp("bench")
    out = folder / "kept"
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as shown:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        assert main([*few, "--out", str(out)]) == 0
    return out, shown.getvalue()


@pytest.fixture
def kept(a_run, tmp_path):
    """A copy of that folder, for one test."""
    return shutil.copytree(a_run[0], tmp_path / "kept")


def test_json_on_a_subset(run, few):
    ran = run(*few, "--contexts", "2", "--json")
    result = ran.document
    assert ran.code == 0 and ran.err == ""
    assert {"n", "overall", "groups", "tasks", "judge", "engine", "errors"} <= set(result)
    assert (
        result["n"] == 8
        and result["errors"] == 0
        and set(result["groups"]) == {"I2I", "A2A", "T2T", "T2Any"}
    )
    assert set(result["overall"]) >= KEYS and all(
        set(group) >= KEYS for group in result["groups"].values()
    )
    assert result["judge"].startswith("lexical") and result["engine"] == "extractive"
    assert result["route"] == "assistant" and result["groups"]["I2I"]["routing"] is not None
    assert any("does not hear" in note for note in result["notes"])


def test_the_models_route_decides_no_identity(run):
    result = run(
        "bench", "run", "omni-persona", "--limit", "4", "--route", "model", "--json"
    ).document
    assert result["route"] == "model" and result["overall"]["routing"] is None


def test_the_same_call_goes_on_where_it_was(run, few, kept):
    def reused() -> int:
        return json.loads((kept / "card.json").read_text())["answers_reused"]

    assert reused() == 0
    second = run(*few, "--out", kept, "--json").document
    assert second["reused"] == reused() == 8
    assert second["overall"] == json.loads((kept / "scores.json").read_text())["overall"]


def test_a_run_prints_one_screen(run, a_run):
    out, shown = a_run
    lines = shown.splitlines()
    assert len(lines) <= 24 and "lexical" in shown and "extractive" in shown
    assert any(line.startswith("I2I ") for line in lines)
    folded = "".join(lines)
    for words in (f"Kept in: {out}", f"bench score {out} --tasks", f"bench report {out}"):
        assert words.replace(" ", "") in folded.replace(" ", "")
    assert "Published" not in shown
    not_kept = run("bench", "run", "omni-persona", "--limit", "1").out
    assert "Nothing is kept; --out DIR keeps the run" in not_kept


def test_verbose_prints_all_of_it_within_80_columns(run, few, kept, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the run's folder is named, and its path may be long
    ran = run(*few, "--out", kept.name, "--verbose")
    assert "I2I" in ran.out and "Published (paper)" in ran.out and "hallucinations" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_missing_media_are_counted_and_told_by_the_code(run, tmp_path):
    ran = run("bench", "run", "omni-persona", "--assets", tmp_path, "--limit", "4", "--json")
    assert ran.code == 1 and ran.document["errors"] == 4 and ran.document["n"] == 0


@pytest.mark.parametrize("asset", ["image", "audio"])
def test_people_are_told_by_their_media_not_by_their_place_or_id(run, tmp_path, asset):
    """With the contexts in reverse order under other ids, the same people are meant."""
    lines = MINI.read_text(encoding="utf-8").splitlines()
    records = [r for r in map(json.loads, lines) if r["query_assets"][asset] and not r["no_GT"]][:1]

    def meant(name: str, records: list[dict]) -> list[dict]:
        (tmp_path / f"{name}.json").write_text(json.dumps(records))
        out = tmp_path / name
        words = [
            "--data",
            tmp_path / f"{name}.json",
            "--assets",
            MINI.parent,
            "--out",
            out,
            "--json",
        ]
        assert run("bench", "run", "omni-persona", *words).code == 0
        return [json.loads(line) for line in (out / "answers.jsonl").read_text().splitlines()]

    there, back = meant("there", records), meant("back", [_reversed(r) for r in records])
    assert any(reply["routed"] is not None for reply in there)
    for record, one, other in zip(records, there, back, strict=True):
        assert one["outcome"] == other["outcome"]
        if one["routed"] is not None:
            assert one["routed"] + other["routed"] == len(record["contexts"]) - 1


def _reversed(record: dict) -> dict:
    contexts = [
        {**c, "concept_id": f"other_{c['concept_id']}"} for c in reversed(record["contexts"])
    ]
    return {
        **record,
        "contexts": contexts,
        "target_concept_id": f"other_{record['target_concept_id']}",
    }


# --- a run folder, afterwards
# ----------------------------------------------------------------------------


def test_a_run_folder_holds_what_the_readme_says(kept):
    names = {path.name for path in kept.iterdir()}
    assert {
        "answers.jsonl",
        "verdicts.jsonl",
        "scores.json",
        "card.json",
        "card.md",
        "items.jsonl",
    } <= names
    card = (kept / "card.md").read_text(encoding="utf-8")
    assert "- source: " in card
    # An unpacked archive has no commit to name.
    assert ("- commit: " in card) == (ROOT / ".git").exists()


def test_scoring_and_judging_again_say_the_same(run, kept):
    told = json.loads((kept / "scores.json").read_text())
    for words in (
        ["score", kept],
        ["judge", kept, "--judge", "lexical"],
        ["score", kept, "--lexical"],
    ):
        again = run("bench", *words, "--json").document
        assert again["overall"] == told["overall"] and again["intervals"] == told["intervals"]
    short, long = run("bench", "score", kept).out, run("bench", "score", kept, "--tasks").out
    assert "I2I" in short and "\ntask " not in short and "\ntask " in long


def test_the_report_is_one_file_and_the_difference_of_a_run_with_itself_is_none(
    run, kept, tmp_path
):
    page = tmp_path / "page.html"
    ran = run("bench", "report", kept, "-o", page, "--media", "none")
    assert ran.code == 0 and str(page) in ran.out and "<html" in page.read_text(encoding="utf-8")
    found = run("bench", "diff", kept, kept, "--json").document
    assert found["n"] == 8 and found["only_a"] == found["only_b"] == 0 and not found["flips"]


def test_shards_are_merged_into_the_whole(run, few, kept, tmp_path):
    parts = [tmp_path / name for name in ("one", "two")]
    for number, part in enumerate(parts, start=1):
        assert run(*few, "--shard", f"{number}/2", "--out", part).code == 0
    whole = run("bench", "merge", *parts, "-o", tmp_path / "whole", "--json").document
    told = json.loads((kept / "scores.json").read_text())
    assert (
        whole["n"] == 8
        and whole["overall"] == told["overall"]
        and whole["intervals"] == told["intervals"]
    )
    again = run("bench", "merge", *parts, "-o", tmp_path / "whole")
    assert again.code == 2


def test_ablations_and_fewer_contexts(run):
    words = ["bench", "run", "omni-persona", "--limit", "8", "--json"]
    deaf = run(*words, "--drop", "audio", "--drop", "image", "--contexts", "2").document
    assert deaf["n"] == 8 and deaf["errors"] == 0


def test_the_list_of_benchmarks(run):
    found = {suite["suite"]: suite for suite in run("bench", "list", "--json").document}
    assert found["omni-persona"]["bundled"] and not found["mmpb"]["bundled"]
    assert found["mmpb"]["options"]["injection"]["allowed"] == ["text", "image"]
    assert "--set injection=text|image" in run("bench", "list").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "omni-persona", "--set", "turns=10"], "has no such option"),
        (["run", "omni-persona", "--set", "turns"], "NAME=VALUE"),
        (["run", "mmpb"], "--data"),
        (["run", "mmpb", "--route", "assistant", "--data", "x.csv"], "(--route assistant|model)"),
        (["run", "mmpb", "--set", "injection=smell", "--data", "x.csv"], "injection=smell"),
        (["run", "mmpb", "--set", "turns=-1", "--data", "x.csv"], "whole number"),
        (["run", "omni-persona", "--drop", "smell"], "image, audio or text"),
        (
            ["run", "omni-persona", "--contexts", "0"],
            "0 contexts: give a number of at least 1 (--contexts K)",
        ),
        (["run", "omni-persona", "--shard", "3/2"], "shard 3/2: give it as part/parts"),
        (["run", "omni-persona", "--concurrency", "0"], "(--concurrency N)"),
        (["run", "omni-persona", "--prompt-from", "/nowhere"], "--route model"),
        (["run", "omni-persona", "--prompt-from", "/nowhere", "--route", "model"], "/nowhere"),
        (["score", "/nowhere"], "not a folder of a bench run"),
        (["report", "/nowhere"], "not a folder of a bench run"),
        (["diff", "/nowhere", "/nowhere"], "not a folder of a bench run"),
        (["judge", "/nowhere"], "not a folder of a bench run"),
        (["pull", "nothing"], "no benchmark"),
        (["run", "omni-persona", "--judge", "http://127.0.0.1:9/v1"], "nothing was"),
        (["run", "omni-persona", "--base-url", "http://127.0.0.1:9/v1"], "127.0.0.1:9"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else None,
)
def test_what_cannot_be_run_is_refused_in_one_line(run, words, said):
    ran = run("bench", *words)
    assert ran.code in (1, 2) and said in ran.error
