import json

import pytest
from bench_items import make_record, write_lines

from persona_assistant.bench.omni_persona.records import parse_record, read_records
from persona_assistant.errors import RecordError


def changed(path, value):
    """A good record with one field set (or, with `...`, taken away)."""
    record = make_record(0, 0, "I2I")
    *way, last = path
    place = record
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return record


def test_every_field_of_the_schema_is_read():
    item = parse_record(make_record(2, 1, "A2A", task="voice_to_emotion"))
    assert (item.id, item.source_sample_id, item.scenario) == (
        "sample_2__aug_1",
        "sample_2",
        "voice_identity",
    )
    assert (item.group, item.selected_task, item.query_modality, item.target_modality) == (
        "A2A", "voice_to_emotion", "voice", "bio")  # fmt: skip
    assert item.query_image == "assets/lsd/sample_2/query.png"
    assert item.query_audio == "assets/lsd/sample_2/query.wav"
    assert item.contexts[3].concept_id == "concept_3"
    assert item.contexts[3].text == "Notes: She paints boats."
    ground_truth = item.ground_truth
    assert (ground_truth.target_concept_id, ground_truth.target, ground_truth.no_GT) == (
        "concept_2",
        2,
        False,
    )
    assert ground_truth.same_as_query == (False, False, True, False)
    assert (
        ground_truth.answerable_from_context is True
        and ground_truth.gold_answer == "He is a night baker."
    )
    assert (ground_truth.support_mode, ground_truth.asked_group, ground_truth.asked_subfield) == (
        "present",
        "bio",
        "trade",
    )
    assert ground_truth.gt_concept_id_from_metadata == "concept_2"


def test_an_absent_persona_has_no_target_even_where_the_record_names_one():
    record = make_record(1, 0, "I2I", answerable=False, no_GT=True)
    record["target_concept_id"] = "concept_1"
    ground_truth = parse_record(record).ground_truth
    assert ground_truth.target is None and ground_truth.target_concept_id == "concept_1"


def test_blind_takes_the_oracle_away_and_nothing_else():
    item = parse_record(make_record(0, 0, "I2I"))
    assert item.without_ground_truth().ground_truth is None
    assert (
        item.without_ground_truth().contexts == item.contexts
        and item.without_ground_truth().id == item.id
    )


def test_lines_and_array_say_the_same(tmp_path):
    records = [make_record(0, 0, "I2I"), make_record(0, 1, "T2T")]
    lines = read_records(write_lines(tmp_path / "a.jsonl", records))
    (tmp_path / "b.json").write_text(json.dumps(records, indent=1))
    assert lines.items == read_records(tmp_path / "b.json").items
    assert len(lines.items) == 2 and lines.bad == ()


def test_training_records_have_three_contexts_extra_fields_and_no_id(tmp_path):
    record = make_record(0, 0, "T2Any", contexts=3)
    del record["augmented_id"], record["source_sample_id"]
    record["source_metadata_min"] = {"anything": [1, 2]}
    shuffled = dict(reversed(record.items()))
    other = {**record, "query_text": "Something else?"}
    first, again, different = read_records(
        write_lines(tmp_path / "a.jsonl", [record, shuffled, other])
    ).items
    assert len(first.contexts) == 3
    assert again.id == f"{first.id}_2", "equal records are told apart"
    assert different.id not in (first.id, again.id)
    alone = read_records(write_lines(tmp_path / "b.jsonl", [shuffled])).items[0]
    assert alone.id == first.id, "the id comes from the content, not from the order of its fields"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("scenario",), "sight", "scenario: expected one of visual_identity"),
        (("scenario",), ..., "scenario: missing"),
        (("selected_task",), "voice_to_bio", "selected_task: expected one of visual_to_appearance"),
        (("query_modality",), 3, "query_modality: expected one of visual, voice"),
        (("target_modality",), "smell", "target_modality: expected one of bio"),
        (("no_GT",), "false", "no_GT: expected true or false, found text"),
        (("no_GT",), True, "no_GT: expected false"),
        (("query_assets",), None, "query_assets: expected an object"),
        (("query_assets", "image"), "/etc/passwd", "query_assets.image: expected a relative path"),
        (("contexts",), [], "contexts: expected 3 or 4 of them, found 0"),
        (("contexts", 1), "x", "contexts[1]: expected an object"),
        (("contexts", 0, "image"), "x" * 5000, "contexts[0].image: expected a relative path"),
        (("contexts", 1, "audio"), "../../x.wav", "contexts[1].audio: expected a relative path"),
        (("contexts", 2, "concept_id"), ..., "contexts[2].concept_id: missing"),
        (("contexts", 2, "concept_id"), "concept_0", "concept_id"),
        (
            ("contexts", 0, "same_as_query_image_or_audio"),
            "yes",
            "same_as_query_image_or_audio: expected true or",
        ),
        (("query_text",), " ", "query_text: expected text"),
        (("query_text",), "half \ud83d", "query_text: expected text, found half"),
        (("answer_supervision",), ..., "answer_supervision: missing"),
        (
            ("answer_supervision", "answerable_from_context"),
            1,
            "answerable_from_context: expected true or false",
        ),
        (
            ("answer_supervision", "gold_answer"),
            None,
            "answer_supervision.gold_answer: expected text, found null",
        ),
        (("target_concept_id",), 4, "target_concept_id: expected text, found a number"),
    ],
)
def test_a_malformed_record_names_file_line_and_field_and_the_rest_stays(
    tmp_path, path, value, said
):
    good = make_record(9, 1, "T2T")
    found = read_records(write_lines(tmp_path / "items.jsonl", [good, changed(path, value)]))
    assert [item.id for item in found.items] == [good["augmented_id"]]
    (bad,) = found.bad
    assert bad.id == "sample_0__aug_0"
    assert isinstance(bad.error, RecordError)
    assert str(bad.error).startswith("items.jsonl, line 2: ") and said in str(bad.error)


def test_lines_that_are_no_records(tmp_path):
    path = tmp_path / "items.jsonl"
    good = json.dumps(make_record(0, 0, "T2T"))
    path.write_bytes(
        b"\xef\xbb\xbf"
        + good.encode()
        + b'\r\n\n{"augmented_id": 3\n[1]\n\xff\xfe\n'
        + good.encode()
    )
    found = read_records(path)
    assert [item.id for item in found.items] == ["sample_0__aug_0"]
    assert [bad.id for bad in found.bad] == ["line 3", "line 4", "line 5", "sample_0__aug_0"]
    assert "expected a JSON object, found a list" in str(found.bad[1].error)
    assert "first in line 1" in str(found.bad[3].error)


def test_an_array_names_the_index(tmp_path):
    path = tmp_path / "items.json"
    path.write_text(json.dumps([make_record(0, 0, "T2T"), {"augmented_id": "x"}]))
    assert "items.json, index 1: scenario: missing" in str(read_records(path).bad[0].error)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"[]", b"[{}", b"version https://git-lfs.github.com/spec/v1\noid x\n"]
)
def test_a_file_without_any_record_is_refused_by_name(tmp_path, content):
    path = tmp_path / "items.jsonl"
    path.write_bytes(content)
    with pytest.raises(RecordError, match="items.jsonl"):
        read_records(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(RecordError, match="nowhere.jsonl"):
        read_records(tmp_path / "nowhere.jsonl")
