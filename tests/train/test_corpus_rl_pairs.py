"""The release's training file is read as it is, and what is wrong in it is named."""

from __future__ import annotations

import copy
import json

import pytest

from persona_assistant import abstention
from persona_assistant.bench.omni_persona.records import parse_record
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.bench.suite import Conditions
from persona_assistant.errors import RecordError
from persona_assistant.train.corpus.format import read_corpus, write_corpus
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.corpus.records import Entry, Label
from persona_assistant.train.corpus.rl_pairs import read_pairs


def _pair(number=0, **changes):
    """One record with the fields that the release's have; what it says is invented."""
    home = f"Some_benchmark/train/sample_{number}"
    made = {
        "source_sample_id": f"sample_{number}",
        "source_benchmark": "Some_benchmark",
        "source_sample": "sample_9",
        "selected_task": "visual_to_environment",
        "scenario": "visual_identity",
        "query_modality": "visual",
        "target_modality": "environment",
        "no_GT": False,
        "target_concept_id": "concept_1",
        "query_assets": {"image": f"{home}/query.png", "audio": f"{home}/query.wav"},
        "contexts": [
            {
                "concept_id": f"concept_{k}",
                "image": f"{home}/concept_{k}.png",
                "audio": f"{home}/concept_{k}.wav",
                "text": f"Number {k} waited at platform {k}.",
                "same_as_query_image_or_audio": k == 1,
            }
            for k in range(3)
        ],
        "query_text": "Where did we run into each other?",
        "answer_supervision": {
            "asked_group": "environment",
            "asked_subfield": "location",
            "support_mode": "present",
            "answerable_from_context": True,
            "gold_answer": "at platform 1",
            "abstain_answer": abstention.SENTENCE,
            "gt_concept_id_from_metadata": "concept_1",
        },
        "source_metadata_min": {
            "labels": [1],
            "audio_qa": {"question": "?", "options": {"A": "Context 1"}},
        },
    }
    return made | changes


def _absent(number, persona):
    made = _pair(number, no_GT=persona)
    made["answer_supervision"] |= {
        "answerable_from_context": False,
        "gold_answer": abstention.SENTENCE,
        "support_mode": "absent",
    }
    return made


def _file(tmp_path, records):
    path = tmp_path / "rl_pairs.json"
    path.write_text(json.dumps(records, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_release_is_read_as_it_is(tmp_path):
    path = _file(tmp_path, [_pair(), _absent(1, True), _absent(2, False), _pair(0)])
    records, bad = read_pairs(path)
    assert not bad and [r.id for r in records] == ["rl_0", "rl_1", "rl_2", "rl_3"]
    assert (
        records[0].label == Label("answer", "at platform 1")
        and records[0].answer == "at platform 1"
    )
    assert [r.label.type for r in records[1:3]] == ["abstain", "abstain"]
    assert [r.about.get("absent") for r in records] == [None, "persona", "attribute", None]
    assert {r.sample for r in records} == {f"Some_benchmark/sample_{k}" for k in range(3)}
    assert all(
        r.about["subtask"] == "visual_to_environment" and len(r.contexts) == 3 for r in records
    )
    # The same through the one door for corpora, and from there into this project's own form.
    corpus = read_corpus(path, check=False)
    write_corpus(tmp_path / "own.jsonl", corpus)
    assert list(read_corpus(tmp_path / "own.jsonl", check=False)) == records == list(corpus)


def test_ids_that_repeat_stay_apart(tmp_path):
    records, bad = read_pairs(
        _file(tmp_path, [_pair(augmented_id="sample_0__rl_0") for _ in range(3)])
    )
    assert not bad and len({r.id for r in records}) == 3


def test_voice_queries_leave_the_picture_out_as_the_benchmark_does(tmp_path):
    heard = _pair(
        scenario="voice_identity", selected_task="voice_to_environment", query_modality="voice"
    )
    records, _ = read_pairs(_file(tmp_path, [heard, _pair()]))
    assert records[0].query.image is None and records[0].query.audio
    assert records[1].query == Entry(
        "Some_benchmark/train/sample_0/query.png",
        "Some_benchmark/train/sample_0/query.wav",
        "Where did we run into each other?",
    )


def test_what_is_trained_is_what_is_measured(tmp_path):
    """A prompt from the corpus equals the benchmark's from the same record, part for part."""

    class PersonName:
        def picture(self, path):
            return ("picture", path)

        def clip(self, path):
            return ("clip", path)

    suite = OmniPersona()
    for raw in (
        _pair(),
        _pair(scenario="voice_identity", selected_task="voice_to_bio", query_modality="voice"),
    ):
        record = read_pairs(_file(tmp_path, [raw]))[0][0]
        question = suite.build_prompt(parse_record(raw), PersonName(), Conditions())
        assert prompt_of(record, PersonName()).parts == question.parts


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r: r.pop("query_text"), "index 1: query_text: missing"),
        (lambda r: r["contexts"].pop(), "index 1: contexts: expected 3 or 4 of them, found 2"),
        (
            lambda r: r["contexts"][2].update(image="../../x.png"),
            "index 1: contexts[2].image: expected a relative path",
        ),
        (
            lambda r: r["answer_supervision"].pop("gold_answer"),
            "index 1: answer_supervision.gold_answer: missing",
        ),
        (
            lambda r: r["answer_supervision"].update(gold_answer=abstention.SENTENCE),
            "index 1: label.value: an abstention",
        ),
        (lambda r: r.update(no_GT=True), "index 1: no_GT: expected false"),
        (
            lambda r: r.update(selected_task="voice_to_bio"),
            "index 1: selected_task: expected one of visual_to",
        ),
    ],
)
def test_a_malformed_record_is_named_and_the_others_stay(tmp_path, spoil, said):
    wrong = copy.deepcopy(_pair(1))
    spoil(wrong)
    path = _file(tmp_path, [_pair(0), wrong, _pair(2)])
    records, bad = read_pairs(path)
    assert (
        [r.id for r in records] == ["rl_0", "rl_2"]
        and len(bad) == 1
        and str(bad[0]).startswith(said)
    )
    with pytest.raises(RecordError, match="1 of 3 records cannot be used: index 1"):
        read_corpus(path, check=False)


def test_missing_media_name_the_record_by_index(tmp_path):
    path = _file(tmp_path, [_pair()])
    with pytest.raises(
        RecordError, match=r"8 of 8 media files .* index 0, contexts\[0\]\.image: Some_benchmark"
    ):
        read_corpus(path)


@pytest.mark.parametrize("text", ["[", "[]", '{"a": 1}'])
def test_a_file_of_another_kind_is_refused(tmp_path, text):
    path = tmp_path / "rl_pairs.json"
    path.write_text(text)
    with pytest.raises(RecordError):
        read_pairs(path)
    with pytest.raises(RecordError, match="cannot be read"):
        read_pairs(tmp_path / "none.json")
