"""Training prompts are laid out as served ones, worded in several ways, and media come through one
door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Context, Picture, Query
from persona_assistant.prompt import INSTRUCTIONS, Wording, build_prompt
from persona_assistant.train.corpus.prompts import prompt_of, question_of, wording_of
from persona_assistant.train.corpus.records import SFT_10K, TASKS, Entry, Label, Record


class Shelf:
    """Media named after their paths; nothing is decoded."""

    def picture(self, path):
        return Picture(path.encode(), 1, 1, path)

    def clip(self, path):
        if "gone" in path:
            raise MediaError(f"missing media: {path}")
        return Clip(path.encode(), 1.0, path)


PEOPLE = tuple(Entry(f"{k}.jpg", f"{k}.ogg", f"Note {k}.") for k in range(3))


def _record(task, id="a", **changes):
    made = Record(
        id,
        "world",
        "s",
        task,
        TASKS[task].kind,
        PEOPLE,
        Entry("q.jpg", "q.ogg"),
        Label("text", "x"),
        "x",
    )
    return replace(made, **changes)


def test_retrieval_is_asked_exactly_as_the_assistant_asks():
    record = _record("text_qa", query=Entry("q.jpg", None, "Where did we meet?"))
    served = build_prompt(
        Query("Where did we meet?", Shelf().picture("q.jpg")),
        [
            Context(None, Shelf().picture(f"{k}.jpg"), Shelf().clip(f"{k}.ogg"), (f"Note {k}.",))
            for k in range(3)
        ],
    )
    assert prompt_of(record, Shelf()) == served
    assert served.wording == Wording() and served.parts[0].startswith(INSTRUCTIONS)


@pytest.mark.parametrize("task", SFT_10K)
def test_every_task_is_worded_in_several_ways_by_id_alone(task):
    made = [_record(task, f"r{k}") for k in range(60)]
    worded = {(wording_of(r).instructions, question_of(r)) for r in made}
    assert len(worded) >= 4
    for record in made:
        other_label = replace(record, label=Label("index", 2), answer="\\boxed{3}", sample="t")
        assert (wording_of(record), question_of(record)) == (
            wording_of(other_label),
            question_of(other_label),
        )
    assert all(wording_of(r).instructions != INSTRUCTIONS for r in made)


@pytest.mark.parametrize("task", [t for t, about in TASKS.items() if about.labels == ("index",)])
def test_a_choice_names_the_number_for_none(task):
    for people in (2, 3, 4):
        for k in range(12):
            record = _record(task, f"r{k}", contexts=(PEOPLE * 2)[:people])
            said = wording_of(record).instructions
            assert "\\boxed{n}" in said and str(people + 1) in said
            assert "{" not in said.replace("\\boxed{n}", "").replace(f"\\boxed{{{people + 1}}}", "")


def test_the_person_without_a_picture_is_named_by_number():
    people = (PEOPLE[0], Entry(None, "1.ogg", "Note 1."), PEOPLE[2])
    record = _record("missing_image_description", contexts=people, query=Entry())
    assert "person 2" in question_of(record)


def test_media_stand_in_the_served_order_and_missing_ones_are_named():
    prompt = prompt_of(_record("audio_localization", query=Entry(audio="q.ogg")), Shelf())
    assert [part.source for part in prompt.parts if not isinstance(part, str)] == [
        "0.jpg",
        "0.ogg",
        "1.jpg",
        "1.ogg",
        "2.jpg",
        "2.ogg",
        "q.ogg",
    ]
    with pytest.raises(MediaError, match="gone.ogg"):
        prompt_of(_record("audio_localization", query=Entry(audio="gone.ogg")), Shelf())


def test_a_question_of_its_own_goes_before_the_tasks_wordings():
    assert question_of(_record("image_localization", query=Entry("q.jpg", None, "Who?"))) == "Who?"
