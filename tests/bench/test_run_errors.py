"""What goes wrong with single items is counted, and never scored."""

import json
import shutil

import pytest
from bench_items import GOLDS, Scripted, write_lines
from bench_items import run as run_file
from stage_fakes import NO, Referee, run

from persona_assistant.bench.media import Assets
from persona_assistant.errors import (
    EndpointError,
    EngineCrashed,
    EngineMissing,
    JudgeError,
    MediaError,
)


def test_missing_media_are_reported_item_by_item_and_never_skipped(items, tmp_path):
    shutil.rmtree(items.folder / "assets" / "lsd" / "sample_1")
    (items.folder / "assets" / "lsd" / "sample_0" / "query.wav").unlink()
    result = run(items, Scripted(default=NO), out=tmp_path / "out")
    assert result.n == 3 and result.errors == 5 and result.incomplete and result.exit_code != 0
    errors = {entry["id"]: entry["error"] for entry in result.error_items}
    assert "assets/lsd/sample_0/query.wav" in errors["sample_0__aug_1"]
    assert all("no media present" in errors[f"sample_1__aug_{i}"] for i in range(4))
    card = json.loads((tmp_path / "out" / "card.json").read_text())
    assert card["missing_media"]["count"] == len(card["missing_media"]["files"]) == 11
    assert "assets/lsd/sample_1/query.png" in card["missing_media"]["files"]


def test_no_media_at_all_is_also_said_once(items, tmp_path):
    result = run(items, Scripted(), assets=tmp_path / "elsewhere")
    assert result.n == 0 and result.errors == 8 and result.overall["Ans"] is None
    (note,) = result.notes
    assert "20 pictures and clips" in note


@pytest.mark.parametrize("where", [".", "assets"])
def test_assets_are_found_from_the_folder_above_or_from_assets_itself(items, tmp_path, where):
    moved = write_lines(tmp_path / "moved.jsonl", items.records)
    result = run_file(moved, Scripted(), assets=items.folder / where)
    assert result.errors == 0 and result.n == 8


def test_paths_without_the_assets_prefix_are_found(items):
    for record in items.records:
        for place in (record["query_assets"], *record["contexts"]):
            for name in ("image", "audio"):
                place[name] = place[name] and place[name].removeprefix("assets/")
    write_lines(items.data, items.records)
    assert run(items, Scripted()).errors == 0


def test_damaged_and_stub_media_are_errors_of_their_items_without_local_folders(items):
    home = items.folder / "assets" / "lsd"
    (home / "sample_0" / "concept_1.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    (home / "sample_1" / "concept_1.wav").write_bytes(
        b"version https://git-lfs.github.com/spec/v1\n"
    )
    result = run(items, Scripted())
    errors = [entry["error"] for entry in result.error_items]
    assert result.errors == 8 and result.n == 0
    assert "sample_0/concept_1.png" in errors[0] and "git lfs pull" in errors[-1]
    assert str(items.folder) not in " ".join(errors)


def test_malformed_records_are_counted_and_the_rest_is_run(items):
    items.records[2]["no_GT"] = "maybe"
    write_lines(items.data, [*items.records, items.records[2]])
    result = run(items, Scripted())
    assert result.n == 7 and result.exit_code != 0 and result.incomplete
    assert [error["id"] for error in result.error_items] == [
        "sample_0__aug_2",
        "sample_0__aug_2 #2",
    ]
    assert result.errors == 2
    assert (
        "line 3: no_GT" in result.error_items[0]["error"]
        and "line 9" in result.error_items[1]["error"]
    )


def test_one_failed_answer_is_that_items_error(items, tmp_path):
    answerer = Scripted({"sample_0__aug_1": EngineCrashed("The engine died: run it again.")})
    result = run(items, answerer, out=tmp_path)
    assert result.error_items == [
        {"id": "sample_0__aug_1", "error": "The engine died: run it again."}
    ]
    assert result.n == 7
    again = Scripted()
    assert run(items, again, out=tmp_path).errors == 0
    assert again.asked == ["sample_0__aug_1"], "errors are not remembered, answers are"


def test_an_engine_that_stops_working_is_not_asked_for_ever(items):
    ids = [record["augmented_id"] for record in items.records]
    answerer = Scripted({name: EngineCrashed("gone") for name in ids[1:]})
    result = run(items, answerer)
    assert result.n == 1 and result.errors == 7 and len(answerer.seen) == 1 + 5
    with pytest.raises(EngineCrashed):
        run(items, Scripted({name: EngineCrashed("gone") for name in ids}))
    with pytest.raises(EngineMissing):
        run(items, Scripted({ids[0]: EngineMissing("no model")}))


def test_failures_here_and_there_do_not_count_as_an_engine_that_is_gone(items):
    ids = [record["augmented_id"] for record in items.records]
    answerer = Scripted({name: EngineCrashed("hiccup") for name in ids if name != ids[3]})
    result = run(items, answerer)
    assert len(answerer.seen) == 8 and result.n == 1 and result.errors == 7


def test_answers_in_the_log_count_although_the_engine_is_gone(items, tmp_path):
    ids = [record["augmented_id"] for record in items.records]
    last = write_lines(tmp_path / "last.jsonl", items.records[-1:])
    run_file(last, Scripted(), assets=items.folder, out=tmp_path)
    result = run(items, Scripted({name: EngineCrashed("gone") for name in ids[1:]}), out=tmp_path)
    assert result.n == 2 and result.reused == 1


def test_a_judge_that_is_not_there_stops_the_run_before_the_first_item(items):
    answerer = Scripted()
    with pytest.raises(JudgeError):
        run(items, answerer, Referee({"check": JudgeError("no judge")}))
    assert answerer.seen == []


def test_judge_errors_are_counted_never_scored(items):
    answers = {f"sample_0__aug_{i}": f"answer {i}" for i in range(4)} | {
        "sample_0__aug_0": GOLDS[0]
    }
    result = run(items, Scripted(answers, default=NO), Referee({"answer 2": JudgeError("babble")}))
    assert result.errors == 1 and result.n == 7 and result.overall["answerable"] == 3
    assert result.overall["Ans"] == pytest.approx(100 / 3)
    referee = Referee({"answer 1": EndpointError("cable cut")})
    result = run(items, Scripted(answers, default=NO), referee)
    assert result.errors == 1 and "cable cut" in result.error_items[0]["error"]


def test_where_a_server_stands_is_in_no_score_and_no_card(items, tmp_path):
    trouble = EndpointError(
        "Cannot reach http://10.1.2.3:8000/v1 (refused). Does the server run there?"
    )
    scores = run(items, Scripted({"sample_0__aug_1": trouble}), out=tmp_path)
    (error,) = scores.error_items
    assert error["error"] == "Cannot reach the server (refused). Does the server run there?"
    assert "10.1.2.3" not in "".join(path.read_text() for path in tmp_path.glob("*.json"))


def test_an_empty_answer_is_wrong_without_asking(items):
    referee = Referee()
    result = run(items, Scripted(default=""), referee)
    assert referee.asked == [] and result.overall["Ans"] == 0 and result.overall["1-FA"] == 100


def test_a_name_that_the_system_cannot_hold_is_missing_media(tmp_path):
    name = "x" * 500 + ".jpg"
    assets = Assets(tmp_path)
    with pytest.raises(MediaError, match="missing media"):
        assets.picture(name)
    assert assets.missing == {name}
