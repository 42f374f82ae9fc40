"""Questions that chats answer, both sides of them, and the words of one's own conversations."""

from __future__ import annotations

import json

import pytest

from persona_assistant.assistant.longterm.talks import lines_of
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.memory.dialogues import Dialogue, Said
from persona_assistant.pmg import ConversationTurn, Note, Outcome
from persona_assistant.progress import finish
from tests.support.fakes import assistant

CHAT = [
    ("2024-05-08T13:00", "Nora Berg", "Hi Emil! I joined a rowing club yesterday."),
    ("2024-05-08T13:01", "Emil Sund", "Great! I bought a red bicycle last week."),
    ("2024-05-08T13:02", "Nora Berg", "Where do you ride it?"),
    ("2024-05-08T13:03", "Emil Sund", "Mostly along the canal to the old mill."),
    ("2024-07-01T20:00", "Emil Sund", "My sister visited me and we baked plum cake."),
    ("2024-07-01T20:01", "Nora Berg", "I am learning the cello at the moment."),
    ("2024-07-01T20:02", "Emil Sund", "Our cat Oliver hid a bone in my slipper."),
]


def exported(path, chat=CHAT):
    messages = [
        {"id": at, "type": "message", "date": when, "from": who, "from_id": who, "text": text}
        for at, (when, who, text) in enumerate(chat, start=1)
    ]
    document = {"name": "us", "type": "private_group", "id": 1, "messages": messages}
    path.write_text(json.dumps(document))
    return path


@pytest.fixture
def memory(tmp_path):
    with assistant(ExtractiveEngine()) as opened:
        finish(opened.carry_out(opened.plan_import(exported(tmp_path / "result.json"))))
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did Nora join a rowing club?", "7 May 2024"),
        ("Where does Emil ride the red bicycle?", "along the canal to the old mill"),
        ("What did Emil bake with his sister?", "plum cake"),
        ("Where did Oliver hide a bone?", "in my slipper"),
    ],
)
def test_both_sides_of_a_chat_answer(memory, question, said):
    answer = memory.ask(question)
    assert said in answer.short
    assert memory.triplet_of(answer.evidence[0]).text is not None


@pytest.mark.parametrize(
    "question",
    [
        "When did Emil join a rowing club?",
        "What instrument is Emil learning?",
        "Where did Oscar hide a bone?",
        "What did Nora bake with her sister?",
    ],
)
def test_what_the_other_one_said_is_not_known_of_the_one(memory, question):
    assert memory.ask(question).abstained


def test_an_answer_names_who_wrote_it_and_when(memory):
    answer = memory.ask("What is Nora learning?")
    assert answer.edge.outcome is Outcome.MATCHED
    assert answer.text == 'Nora Berg wrote on 1 July 2024: "I am learning the cello at the moment."'
    assert [each.persona for each in answer.evidence] == ["Nora Berg"]


def test_the_beginning_of_a_name_is_enough(memory):
    assert "7 May 2024" in memory.ask("When did our friend Nor join a rowing club?").short


def test_a_chat_that_was_forgotten_answers_no_more(memory):
    asked = "Where does Emil ride the red bicycle?"
    assert {each.persona for each in memory.ask(asked).evidence} == {"Emil Sund", "Nora Berg"}
    memory.forget("Nora Berg")
    assert memory.ask("What is Nora learning?").abstained
    assert {each.persona for each in memory.ask(asked).evidence} <= {"Emil Sund"}


def test_other_notes_of_somebody_come_before_chats(memory):
    memory.add("Nora Berg", texts=["Nora plays the harp in the town orchestra."])
    assert "harp" in memory.ask("What does Nora play in the town orchestra?").text
    assert "7 May 2024" in memory.ask("When did Nora join a rowing club?").text


def test_the_lines_of_a_copied_chat_are_of_those_who_wrote_them():
    note = Note("[09:58] Kirsty: see you\n[1:02 pm] Me: fine (photo: a canoe)", None, 3)
    lines = [(each.speaker, each.text, each.minute) for each in lines_of(note, 7, "Kirsty M", "Me")]
    assert lines == [("Kirsty M", "see you", 598), ("Me", "fine (photo: a canoe)", 782)]
    assert list(lines_of(Note("Job: baker", None, 3), 7, "Kirsty M", "Me")) == []


def test_a_copied_line_is_of_the_day_that_it_names():
    note = Note("[12.03.2024, 18:22:10] Ana: hi\n[14.03.2024, 09:00:00] Me: hello")
    lines = list(lines_of(note, 7, "Ana", "Me"))
    assert [(f"{each.day}", each.minute) for each in lines] == [
        ("2024-03-12", 1102),
        ("2024-03-14", 540),
    ]


def said(day, *turns):
    return Dialogue(
        "",
        f"{day}T10:00:00Z",
        tuple(
            Said(ConversationTurn(role, text, created=f"{day}T10:0{at}:00Z"))
            for at, (role, text) in enumerate(turns)
        ),
    )


@pytest.fixture
def told():
    with assistant(ExtractiveEngine()) as opened:
        store = opened.services.open_store(create=True)
        parrot = said(
            "2024-03-02",
            ("user", "My neighbour's parrot flew into our kitchen."),
            ("assistant", "Oh no! You have a dog called Rex."),
            ("user", "We lured it into a box with a slice of mango."),
        )
        choir = said(
            "2024-05-20", ("user", "I joined a choir last Tuesday. We rehearse on Fridays.")
        )
        store.exchange.take_in((), source="a test", said=[parrot, choir])
        yield opened


def test_the_words_of_a_conversation_answer_what_no_memory_does(told):
    answer = told.ask("When did I join a choir?")
    assert answer.short.startswith("14 May 2024")
    assert "On 20 May 2024 you said:" in answer.text
    assert "mango" in told.ask("What did I lure the parrot with?").text
    assert "parrot" in told.ask("What did I tell you about the parrot?").text


def test_what_the_assistant_said_answers_nothing(told):
    assert told.ask("What is my dog called?").abstained
    assert told.ask("Where do I work?").abstained


def test_a_reply_to_the_assistant_is_quoted_and_not_what_it_asked(told):
    store = told.services.store
    asked = said(
        "2024-06-02",
        ("assistant", "When did you plant the walnut tree in your garden?"),
        ("user", "Three years ago, when we came here."),
    )
    store.exchange.take_in((), source="a test", said=[asked])
    answer = told.ask("When did I plant the walnut tree in my garden?")
    assert "you plant" not in answer.text
    assert answer.abstained or answer.short == "2021"


def test_a_conversation_that_was_deleted_answers_no_more_and_a_new_one_does(told):
    assert not told.ask("What did I lure the parrot with?").abstained
    first = min(each.id for each in told.conversations.list())
    told.conversations.delete(first)
    assert told.ask("What did I lure the parrot with?").abstained
    talk = told.conversations.begin()
    told.ask(
        "We lured the parrot with a biscuit this time, who would have thought?", conversation=talk
    )
    assert "biscuit" in told.ask("What did I lure the parrot with?").text


def test_a_turn_whose_memory_was_retracted_does_not_answer(told):
    talk = told.conversations.begin()
    told.ask("I moved to Porto in May 2024.", conversation=talk)
    kept = next(each for each in told.memories.list() if "Porto" in each.text)
    assert told.ask("When did I move to Porto?").short == "May 2024"
    told.memories.retract(kept)
    assert told.ask("When did I move to Porto?").abstained
    told.undo()
    assert told.ask("When did I move to Porto?").short == "May 2024"


def test_what_was_said_while_remembering_was_off_does_not_answer(told):
    talk = told.conversations.begin()
    told.ask("We visited a lighthouse, would you believe that?", conversation=talk)
    finish(told.memories.update(flush=True))
    told.memories.use(False)
    told.ask("We borrowed an accordion, can you imagine that?", conversation=talk)
    told.memories.use(True)
    assert "lighthouse" in told.ask("What did I tell you about a lighthouse?").text
    assert told.ask("What did I tell you about an accordion?").abstained
