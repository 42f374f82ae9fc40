"""Profiles come from any server, are believed only where the notes bear them out, and survive a
kill."""

from __future__ import annotations

import json
import re
import shutil
import threading

import pytest
from persona_worlds.world import read_world

from persona_assistant.engines.chat import ChatClient
from persona_assistant.engines.retry import RetryPolicy
from persona_assistant.errors import BadInput, Cancelled, EndpointError
from persona_assistant.train.corpus import profile_steps as steps
from persona_assistant.train.corpus.build import build
from persona_assistant.train.corpus.heldout import heldout
from persona_assistant.train.corpus.own_media import import_people
from persona_assistant.train.corpus.profile_steps import Attribute, BadReply
from persona_assistant.train.corpus.profiling import LOG, QUERIES, profile, read_queries
from tests.support.chat_server import chat_server
from tests.train.test_corpus_own_media import own_people

QUICK = RetryPolicy(attempts=2, first_delay=0.01)
PEOPLE = 9


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    import_people(own_people(folder / "mine", PEOPLE), folder / "world")
    return folder / "world"


@pytest.fixture
def world(imported, tmp_path):
    shutil.copytree(imported, tmp_path / "world")
    return tmp_path / "world"


def scribe(messages):
    """A model that does as it is told, for the people of `own_people`."""
    text = messages[1]["content"]
    name = re.search(r"Person [A-Z]", text)[0]
    if "Find what they say" in text:
        return json.dumps(
            {
                "attributes": [
                    {
                        "attribute": "hobby",
                        "value": "bakes bread",
                        "note": 1,
                        "sentence": f"{name} bakes bread.",
                    },
                    {
                        "attribute": "place",
                        "value": "at the harbour",
                        "note": 2,
                        "sentence": "They live at the harbour.",
                    },
                ]
            }
        )
    if "Invent" in text:
        return json.dumps({"attributes": {"pet": "a grey cat"}})
    if "as a profile" in text:
        return json.dumps(
            {"profile": f"{name} bakes bread at the harbour. A grey cat is theirs: a grey cat."}
        )
    return json.dumps(
        {
            "queries": [
                {
                    "note": 1,
                    "attribute": "hobby",
                    "question": "What does {who} bake?",
                    "answer": "bread",
                    "sentence": f"{name} bakes bread.",
                },
                {
                    "note": 1,
                    "attribute": "languages",
                    "question": "Which languages does {who} speak?",
                    "answer": None,
                    "sentence": None,
                },
                {
                    "note": 3,
                    "attribute": "pet",
                    "question": "Which animal does {who} have?",
                    "answer": "a grey cat",
                    "sentence": "A grey cat is theirs: a grey cat.",
                },
            ]
        }
    )


def test_profiles_become_facts_notes_and_questions(world):
    seen = []
    with chat_server(scribe) as (url, asked):
        done = profile(world, ChatClient(url), on_progress=seen.append)
    assert (done.people, done.attributes, done.imputed, done.failed) == (
        PEOPLE,
        2 * PEOPLE,
        PEOPLE,
        (),
    )
    assert (done.answerable, done.unanswerable) == (2 * PEOPLE, PEOPLE)
    assert len(asked) == 4 * PEOPLE and (seen[-1].done, seen[-1].total) == (PEOPLE, PEOPLE)
    for person in read_world(world).people:
        assert person.facts == {
            "hobby": "bakes bread",
            "place": "at the harbour",
            "pet (imputed)": "a grey cat",
        }
        assert [note.kind for note in person.notes] == ["biography", "biography", "profile"]
        assert person.notes[0].holds == {"hobby": f"{person.name} bakes bread."}
        assert set(person.notes[2].holds) == {"hobby", "place", "pet"}
    queries = read_queries(read_world(world))
    assert {(q.attribute, q.imputed) for q in queries} == {
        ("hobby", False),
        ("languages", False),
        ("pet", True),
    }
    assert (world / LOG).stat().st_mode & 0o077 == 0


def test_text_qa_is_made_of_them(world):
    with chat_server(scribe) as (url, _):
        profile(world, ChatClient(url))
    profiled = read_world(world)
    people = {person.id: person for person in profiled.people}
    records = [r for r in build(profiled, "rlvr-1k", n=250) if r.task == "text_qa"]
    assert len(records) == 50 and sum(r.label.type == "answer" for r in records) == 30
    for record in records:
        meant = people[record.sample]
        shown = (record.query.image or record.query.audio).split("/")[1]
        assert (shown == meant.id) == (record.about.get("absent") != "persona")
        assert "{who}" not in record.query.text and meant.name not in record.query.text
        entry = next(e for e in record.contexts if meant.id in (e.image or e.audio))
        assert entry.text in [note.text for note in meant.notes]
        if record.label.type == "answer":
            assert record.label.value in entry.text
    assert len(heldout(profiled, n=20, split="train")) == 20


def test_the_same_call_goes_on_where_it_was(world):
    before = (world / "people.jsonl").read_bytes()
    said = []

    def failing(messages):
        said.append(1)
        return scribe(messages) if len(said) <= 13 else 503

    with chat_server(failing) as (url, _), pytest.raises(EndpointError) as error:
        profile(world, ChatClient(url, retry=QUICK), concurrency=1)
    assert "Person" not in str(error.value) and "bread" not in str(error.value)
    assert (world / "people.jsonl").read_bytes() == before and not (world / QUERIES).exists()
    with chat_server(scribe) as (url, asked):
        done = profile(world, ChatClient(url))
        assert done.people == PEOPLE and len(asked) == 4 * PEOPLE - 13
    with chat_server(scribe) as (url, asked):
        assert profile(world, ChatClient(url)) == done and not asked


def test_a_reply_that_cannot_be_used_is_asked_for_again(world):
    wrong = {"left": 3}

    def clumsy(messages):
        if "Find what they say" in messages[1]["content"] and wrong["left"]:
            wrong["left"] -= 1
            made_up = {"attribute": "hobby", "value": "skis", "note": 1, "sentence": "Made up."}
            return json.dumps({"attributes": [made_up]})
        return scribe(messages)

    with chat_server(clumsy) as (url, asked):
        done = profile(world, ChatClient(url), concurrency=1)
    assert done.people == PEOPLE - 1 and done.failed == (
        "p00000: extract: attributes, entry 1: sentence: expected it as it stands in the note",
    )
    assert [len(messages) for messages in asked[:3]] == [2, 4, 4]
    assert asked[1][3]["content"].startswith("That cannot be used: attributes, entry 1: sentence")
    left = read_world(world).people[0]
    assert not left.facts and len(left.notes) == 2
    assert left.id not in {q.person for q in read_queries(read_world(world))}


def test_what_is_good_is_kept_when_a_part_stays_wrong(world):
    def half(messages):
        said = json.loads(scribe(messages))
        if "queries" in said:
            said["queries"][2]["answer"] = "a white horse"
        return "```json\n" + json.dumps(said) + "\n```"

    with chat_server(half) as (url, asked):
        done = profile(world, ChatClient(url))
    assert (done.people, done.answerable, done.unanswerable) == (PEOPLE, PEOPLE, PEOPLE)
    assert len(asked) == 6 * PEOPLE


def test_no_more_people_at_once_than_allowed(world):
    with chat_server(scribe, seconds=0.02) as (url, asked):
        profile(world, ChatClient(url), concurrency=3)
    assert asked.most == 3


def test_stopping_it_keeps_what_was_said(world):
    cancel = threading.Event()

    def stopping(messages):
        if "Invent" in messages[1]["content"]:
            cancel.set()
        return scribe(messages)

    with chat_server(stopping) as (url, asked), pytest.raises(Cancelled, match="goes on"):
        profile(world, ChatClient(url), concurrency=1, cancel=cancel)
    with chat_server(scribe) as (url, again):
        profile(world, ChatClient(url))
    assert len(again) == 4 * PEOPLE - (len(asked) - 1)


def test_what_cannot_be_profiled_is_refused(world, tmp_path):
    with pytest.raises(BadInput, match="no world"):
        profile(tmp_path, ChatClient("http://127.0.0.1:9/v1"))
    with pytest.raises(EndpointError, match="Cannot reach"):
        profile(world, ChatClient("http://127.0.0.1:9/v1"))
    with pytest.raises(BadInput, match="at least one person"):
        profile(world, ChatClient("http://127.0.0.1:9/v1"), concurrency=0)
    about = json.loads((world / "world.json").read_text())
    (world / "world.json").write_text(json.dumps(about | {"options": {}}))
    with pytest.raises(BadInput, match="invented people"):
        profile(world, ChatClient("http://127.0.0.1:9/v1"))
    own_people(tmp_path / "mute", 2)
    for notes in (tmp_path / "mute").rglob("notes.txt"):
        notes.unlink()
    import_people(tmp_path / "mute", tmp_path / "mute_world")
    with pytest.raises(BadInput, match="nobody in it has notes"):
        profile(tmp_path / "mute_world", ChatClient("http://127.0.0.1:9/v1"))


def test_questions_that_were_tampered_with_are_named_by_line(world):
    with chat_server(scribe) as (url, _):
        profile(world, ChatClient(url))
    lines = (world / QUERIES).read_text().splitlines()
    wrong = json.loads(lines[4]) | {"answer": "something else", "sentence": "It was never written."}
    (world / QUERIES).write_text("\n".join([*lines[:4], json.dumps(wrong)]) + "\n")
    with pytest.raises(BadInput, match="queries.jsonl, line 5: not a question"):
        build(read_world(world), "rlvr-1k", n=10)


# --- checks
# -----------------------------------------------------------------------------------------

NOTES = ["Maya Okonkwo plays the harp.", "She was glad."]
HOLDS = [{"instrument": NOTES[0]}, {"feeling": NOTES[1]}]
KNOWN = [Attribute("instrument", "the harp", 0, NOTES[0])]


def _first_wrong(check, *arguments):
    try:
        _, wrong = check(*arguments)
    except BadReply as error:
        return str(error)
    return wrong[0] if wrong else None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"attribute": "shoe size"}, "entry 1: attribute: expected one of those that were named"),
        ({"note": 3}, "entry 1: note: expected a number from 1 to 2"),
        ({"note": True}, "entry 1: note: expected a number"),
        ({"note": 2}, "entry 1: sentence: expected it as it stands in the note"),
        ({"sentence": None}, "entry 1: sentence: expected it as it stands"),
        ({"value": ""}, "entry 1: value: expected text of at most 120 characters"),
        ({"value": "drums"}, "entry 1: value: expected words of the sentence"),
    ],
)
def test_an_attribute_must_be_borne_out(changes, said):
    entry = {
        "attribute": "instrument",
        "value": "the harp",
        "note": 1,
        "sentence": NOTES[0],
    } | changes
    found = _first_wrong(steps.check_extracted, json.dumps({"attributes": [entry]}), NOTES)
    assert found == said if said is None else said in found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"question": "What does Maya play?"}, "expected {who} in it, exactly once"),
        ({"question": "What do {who} and {who} play?"}, "expected {who} in it, exactly once"),
        ({"question": "What does {who}, this Okonkwo, play?"}, "it names the person"),
        ({"answer": "the piano"}, "answer: expected words of the sentence"),
        ({"attribute": "pet"}, "attribute: the note does not tell it"),
        ({"note": 2}, "sentence: expected it as it stands in the note"),
        ({"answer": None, "sentence": None}, "answer: null, but the note tells that attribute"),
        ({"answer": None, "attribute": "hobby"}, "or one close to it"),
    ],
)
def test_a_question_must_be_borne_out(changes, said):
    good = {
        "note": 1,
        "attribute": "instrument",
        "question": "What does {who} play?",
        "answer": "the harp",
        "sentence": NOTES[0],
    }
    without = {
        "note": 2,
        "attribute": "pet",
        "question": "Has {who} a pet?",
        "answer": None,
        "sentence": None,
    }
    reply = json.dumps({"queries": [good | changes, without]})
    found = _first_wrong(steps.check_queries, reply, "p1", "Maya Okonkwo", NOTES, HOLDS, set())
    assert found == said if said is None else said in found


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ('{"profile": "Maya Okonkwo plays the harp."}', None),
        ('<think>hm</think>\n{"profile": "Maya Okonkwo plays the harp."}', None),
        (
            '{"profile": "Maya Okonkwo plays. She sings. She reads."}',
            "expected one or two sentences",
        ),
        ('{"profile": "She plays the harp."}', "expected the name"),
        ('{"profile": 3}', "expected text of at most 400"),
        ("Sure! Here it is", "it is not JSON"),
        ("[]", "expected a JSON object"),
    ],
)
def test_a_profile_is_short_and_names_the_person(reply, said):
    found = _first_wrong(steps.check_compressed, reply, "Maya Okonkwo")
    assert found == said if said is None else said in found


def test_only_what_is_not_known_is_made_up():
    good, wrong = steps.check_imputed(
        '{"attributes": {"pet": "a newt", "instrument": "drums", "x": "y", "food": ""}}', KNOWN
    )
    assert (
        [each.name for each in good] == ["pet"]
        and all(each.imputed for each in good)
        and len(wrong) == 3
    )
