"""The bundled benchmark items: schema, balance, and that each is what it says it is."""

import hashlib
import json
import re
from collections import Counter

import pytest
from persona_worlds import mini, texts, words
from persona_worlds.calibration import text_calibration_set
from persona_worlds.demo_people import PEOPLE

from persona_assistant.bench.omni_persona.records import TASKS, read_records
from persona_assistant.resources import data_path

HOME = data_path("bench", "mini")
FIRST = "fe3fff903a30af1a0127fa59c66b55c54c7d826842313ee82b556ec234390103"
"""SHA-256 of the first 180 lines: scores on them stay comparable."""
SCENES = 48
"""Of the first 180 items."""
FIELDS = {
    "augmented_id",
    "source_sample_id",
    "scenario",
    "selected_task",
    "query_modality",
    "target_modality",
    "no_GT",
    "target_concept_id",
    "query_assets",
    "contexts",
    "query_text",
    "answer_supervision",
}
SUPERVISION = {
    "answerable_from_context",
    "gold_answer",
    "abstain_answer",
    "support_mode",
    "asked_group",
    "asked_subfield",
    "gt_concept_id_from_metadata",
}


@pytest.fixture(scope="module")
def raw():
    return [
        json.loads(line) for line in (HOME / mini.NAME).read_text(encoding="utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def items():
    records = read_records(HOME / mini.NAME)
    assert not records.bad
    return records.items


@pytest.fixture(scope="module")
def world():
    """What the items were written from: (scene, question) by id."""
    drawn = mini.draw_items()
    scenes = [*drawn, *((scene, asked) for _, scene, asked in mini.draw_named_items(drawn))]
    return {
        f"sample_{i}__aug_{j}": (scene, question)
        for i, (scene, questions) in enumerate(scenes)
        for j, question in enumerate(questions)
    }


def names_topics(item):
    """Whether the item is one of those whose notes name what was talked about."""
    return int(item.source_sample_id.removeprefix("sample_")) >= SCENES


def test_the_records_are_made_again_by_the_command(raw):
    made = mini.records()
    # By id: a comparison of the whole would take pytest minutes to explain.
    assert [r["augmented_id"] for m, r in zip(made, raw, strict=True) if m != r] == []


def test_every_field_of_the_release_is_there(raw):
    for r in raw:
        assert set(r) == FIELDS and set(r["answer_supervision"]) == SUPERVISION
        assert len(r["contexts"]) == 4
        assert all(
            set(c) == {"concept_id", "image", "audio", "text", "same_as_query_image_or_audio"}
            for c in r["contexts"]
        )


def test_counts_are_balanced(items):
    tasks = Counter(i.selected_task for i in items)
    assert tasks == {
        task: mini.PER_TASK * (2 if task in mini.NAMED_TASKS else 1)
        for group in TASKS.values()
        for task in group
    }
    for group in TASKS:
        of = [i.ground_truth for i in items if i.group == group]
        assert sum(o.answerable_from_context for o in of) * 2 == len(of)
        absent = [o for o in of if o.no_GT]
        assert bool(absent) == (group in ("I2I", "A2A"))
        assert all(o.target_concept_id is None for o in absent)
        assert any(
            not o.answerable_from_context and not o.no_GT and o.target is not None for o in of
        )
    assert set(Counter(i.source_sample_id for i in items).values()) <= {2, 3, 4}


def test_assets_are_there_and_small(items):
    used = {path for i in items for path in i.assets()}
    on_disk = {p.relative_to(HOME).as_posix() for p in (HOME / "assets").rglob("*") if p.is_file()}
    assert used == on_disk
    assert sum((HOME / p).stat().st_size for p in used) < 8_000_000


def test_the_query_is_another_picture_or_clip_of_the_target(items, raw):
    for item, r in zip(items, raw):
        marks = [c["same_as_query_image_or_audio"] for c in r["contexts"]]
        if item.group in ("I2I", "A2A") and not item.ground_truth.no_GT:
            assert marks == [k == item.ground_truth.target for k in range(4)]
        else:
            assert not any(marks)
        query = item.query_image if item.group == "I2I" else item.query_audio
        assert bool(query) == (item.group in ("I2I", "A2A"))
        if query:
            kept = {(HOME / p).read_bytes() for c in item.contexts for p in (c.image, c.audio)}
            assert (HOME / query).read_bytes() not in kept


def _key(gold):
    for opening in ("because ", "it was ", "the ", "to ", "that "):
        gold = gold.removeprefix(opening)
    return gold.lower()


def test_the_target_holds_the_answer_or_holds_no_such_thing(items, world):
    for item in items:
        scene, question = world[item.id]
        truth, attribute = item.ground_truth, question.attribute
        if truth.no_GT:
            assert any(p.note.holds(attribute) for p in scene), item.id
            continue
        text = item.contexts[truth.target].text
        assert text == scene[truth.target].note.text
        if truth.answerable_from_context:
            said = scene[truth.target].profile.said
            wanted = (
                {said[0].lower(), said[1].lower()}
                if attribute == "said"
                else {_key(truth.gold_answer)}
            )
            assert any(w in text.lower() for w in wanted), item.id
        elif attribute in words.ATTRIBUTES and attribute != "clothes":
            values = [v.partition(" | ")[0] for v in words.ATTRIBUTES[attribute].values]
            # "a tortoise" in a place or a reason would be an answer, too: no value anywhere in the
            # note
            assert not [v for v in values if f" {v.lower()}" in f" {text.lower()}"], item.id
        elif attribute == "feeling":
            assert not [
                f for f, _, _ in words.FEELINGS if f" {f.partition(' | ')[0]}" in text.lower()
            ], item.id


def test_what_a_dialogue_question_points_at_is_heard_and_not_read(items, world):
    for item in items:
        if item.group != "T2Any":
            continue
        scene, question = world[item.id]
        quote, reported = scene[question.target].profile.said[:2]
        assert scene[question.target].spoken.rstrip(".?") == quote
        assert not any(quote in c.text or reported in c.text for c in item.contexts), item.id


def test_a_topic_that_notes_name_leads_to_the_target_alone(items, world):
    named = [item for item in items if names_topics(item)]
    assert len(named) == 40 and {item.group for item in named} == {"T2Any"}
    for item in named:
        scene, question = world[item.id]
        topic = words.TOPICS[scene[question.target].profile.facts["said"]]
        assert [topic in c.text for c in item.contexts] == [
            k == question.target for k in range(4)
        ], item.id
        common = content_words(topic) & content_words(item.query_text)
        assert common, item.id
        leads_to = [common <= content_words(c.text) for c in item.contexts]
        assert leads_to == [k == question.target for k in range(4)], item.id


def content_words(text):
    """Words by which somebody is found, without their endings."""
    words = re.findall(r"[a-z]{4,}", text.lower())
    return {word.removesuffix("s") for word in words if word not in ("that", "with", "from")}


def test_items_whose_notes_name_topics_ask_something_new_of_media_that_are_there(items, world):
    for item in items:
        if not names_topics(item):
            continue
        (home,) = {c.image.rsplit("/", 1)[0] for c in item.contexts}
        before = [
            world[other.id][1]
            for other in items
            if not names_topics(other) and other.contexts[0].image.startswith(f"{home}/")
        ]
        question = world[item.id][1]
        assert (question.target, question.attribute) not in [
            (each.target, each.attribute) for each in before
        ]


def test_the_items_that_were_there_first_stay_as_they_were():
    lines = (HOME / mini.NAME).read_bytes().splitlines(keepends=True)
    first = b"".join(lines[:180])
    assert hashlib.sha256(first).hexdigest() == FIRST


def test_a_cue_in_words_fits_one_person_only(items, world):
    for item in items:
        scene, question = world[item.id]
        if question.cue and question.cue != "said":
            values = [p.profile.facts[question.cue] for p in scene]
            assert values.count(values[question.target]) == 1 and scene[question.target].note.holds(
                question.cue
            )


def test_some_absent_attributes_are_traps(world):
    absent = [(s, q) for s, q in world.values() if q.kind == "absent attribute"]
    assert sum(any(p.note.holds(q.attribute) for p in s) for s, q in absent) > len(absent) / 3


def test_names_and_wordings_are_disjoint_from_calibration_and_demo(items):
    for bank in (words.NAMES_F, words.NAMES_M):
        assert not set(words.share(bank, "mini")) & set(words.share(bank, "calibration"))
    demo_names = {person.name.split()[0] for person in PEOPLE}
    assert not demo_names & {*words.NAMES_F, *words.NAMES_M}
    for a in words.ATTRIBUTES.values():
        for wordings in (a.prose, a.notes, a.questions):
            assert len(set(wordings)) == len(wordings)
    mine = {text for i in items for text in (i.query_text, *(c.text for c in i.contexts))}
    calibration = list(text_calibration_set(0, 300))
    others = {text for i in calibration for text in (i.question, *i.contexts)}
    assert not mine & others


def test_calibration_texts_say_where_the_answer_stands():
    some = list(text_calibration_set(3, 200))
    assert some == list(text_calibration_set(3, 200)) and len(some) == 200
    assert 70 < sum(i.answerable for i in some) < 130
    for item in some:
        if item.answerable:
            assert item.gold_sentence in item.contexts[item.target]
        else:
            assert item.gold_sentence is None and item.gold is None
    assert {
        g for i in some for g, members in texts.GROUPS.items() if i.attribute in members
    } == set(texts.GROUPS)
