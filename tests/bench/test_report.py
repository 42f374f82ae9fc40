import io
import json
import platform

import pytest
from bench_items import Scripted
from rich.console import Console

from persona_assistant import abstention
from persona_assistant.bench import SPEECH_NOTE, LexicalJudge, Reply, render, run_bench
from persona_assistant.bench.report import baselines


def printed(result, width=140):
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    render(result, console)
    return console.file.getvalue()


def test_json_has_the_promised_keys_and_null_for_no_value(items):
    result = run_bench(items.data, None, Scripted(engine="scripted 1"), LexicalJudge(), limit=4)
    found = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert {"n", "overall", "groups", "tasks", "judge", "engine", "route", "wording", "errors", "error_items",
            "incomplete", "subset", "notes"} <= set(found)  # fmt: skip
    for part in (found["overall"], *found["groups"].values(), *found["tasks"].values()):
        assert {"n", "Ans", "Unans", "Cal", "Cal_v2_2", "1-FA", "TA", "routing"} <= set(part)
        assert part["routing"] is None
    assert (found["engine"], found["route"], found["wording"]) == (
        "scripted 1",
        "scripted",
        "persona-assistant",
    )
    assert found["errors"] == 0 and found["incomplete"] is False and found["error_items"] == []


def test_the_table_names_judge_engine_and_subset_and_keeps_published_rows_apart(items):
    text = printed(
        run_bench(
            items.data, None, Scripted(engine="weird [engine]"), LexicalJudge(), limit=4, notes=[SPEECH_NOTE]
        )
    )
    assert "weird [engine]" in text and LexicalJudge.name in text
    assert "Subset: 4 of 8" in text and "T2Any" in text and SPEECH_NOTE[:60] in text
    own, published = text.split("Published, on the full benchmark with an LLM judge")
    assert "not comparable" in published and "Gemma4-E4B +RLVR" in published and "Gemma4" not in own
    assert "INCOMPLETE" not in text


def test_an_incomplete_run_says_so_with_its_errors(items):
    (items.folder / "assets" / "lsd" / "sample_1" / "concept_0.png").unlink()
    text = printed(run_bench(items.data, None, Scripted(), LexicalJudge()))
    assert "INCOMPLETE: 4 item(s)" in text
    assert "sample_1__aug_0: missing media: assets/lsd/sample_1/concept_0.png" in text


def test_the_card_says_how_it_was_made_and_nothing_about_who(items, tmp_path):
    out = tmp_path / "out"
    items.data.write_bytes(items.data.read_bytes() + b"{}\n")
    (items.folder / "assets" / "lsd" / "sample_1" / "concept_0.png").write_bytes(b"?" * 40)
    result = run_bench(items.data, None, Scripted(settings={"image encoder": "x/1"}), LexicalJudge(), out=out)
    text = (out / "card.json").read_text()
    card = json.loads(text)
    assert len(card["data"]["sha256"]) == 64 and card["data"] | {"sha256": ""} == {
        "file": "items.jsonl", "sha256": "", "records": 9}  # fmt: skip
    assert card["result"]["errors"] == result.errors == 5
    assert card["result"]["judge"] == LexicalJudge.name and card["settings"] == {"image encoder": "x/1"}
    assert card["hardware"]["cpus"] and card["versions"]["python"] == platform.python_version()
    assert card["wall_seconds"] > 0 and card["time"].endswith("+00:00")
    assert str(tmp_path) not in text and platform.node() not in text
    assert sorted(path.name for path in out.iterdir()) == ["answers.jsonl", "card.json", "verdicts.jsonl"]


def test_without_an_out_folder_nothing_is_written(items, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    run_bench(items.data, None, Scripted(), LexicalJudge())
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("row", baselines(), ids=lambda row: f"{row['model']} {row['definition']}")
def test_every_published_row_is_whole_and_has_a_source(row):
    assert (
        all(0 < row[name] < 100 for name in ("Ans", "Cal", "1-FA", "TA")) and "Omni-Persona" in row["source"]
    )


def test_the_tables_fit_a_terminal_of_80_characters(items):
    answerer = Scripted(default=Reply(abstention.SENTENCE, None, "unknown"))
    text = printed(run_bench(items.data, None, answerer, LexicalJudge()), width=80)
    assert text.count("100.0") == 5 and "…" not in text
    assert max(map(len, text.splitlines())) <= 80
