"""Editing people, what an error says, and media in every form they may be given."""

from __future__ import annotations

import threading

import pytest

from persona_assistant import Done, Progress, finish, open_memory
from persona_assistant.errors import BadInput, Cancelled, PersonaNotFound
from persona_assistant.memory import Store
from persona_assistant.pmg import Outcome, Query
from persona_assistant.resources import data_path
from tests.support.fakes import FakeEngine, assistant, clip, picture

DEMO = data_path("memory_store", "demo")


@pytest.fixture
def memory():
    with assistant(FakeEngine(["yes"])) as opened:
        opened.add("Ana", images=[picture(0)], texts=["Ana bakes."], consent="yes")
        opened.add("Bo", images=[picture(0, 1)])
        yield opened


def test_a_person_is_edited(memory):
    before = memory.show("Ana").persona
    edited = memory.edit("ana", new_name="Anna", aliases=["Annie", "Nan"], consent="no")
    assert (edited.name, set(edited.aliases), edited.consent) == ("Anna", {"Annie", "Nan"}, "no")
    assert (edited.uid, edited.id) == (before.uid, before.id)
    assert memory.show("annie").persona == memory.show("NAN").persona == edited
    again = memory.edit("Anna", aliases=["Nan"])
    assert (again.aliases, again.consent) == (("Nan",), "no")
    assert memory.edit("Anna", aliases=[], consent="").consent is None
    with pytest.raises(PersonaNotFound):
        memory.show("Nan")


def test_what_is_not_given_stays(memory):
    before = memory.show("Ana").persona
    assert memory.edit("Ana") == before


def test_a_name_that_somebody_else_has_is_refused(memory):
    with pytest.raises(BadInput) as refused:
        memory.edit("Ana", new_name="BO", consent="other")
    assert refused.value.code == "name_taken"
    assert memory.show("Ana").persona.consent == "yes"


def test_a_mistyped_name_suggests_the_nearest(memory):
    for call in (memory.show, memory.forget, memory.edit):
        with pytest.raises(PersonaNotFound, match='did you mean "Ana"'):
            call("anaa")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda memory: memory.who(), "nothing_to_recognise"),
        (lambda memory: memory.who("  "), "nothing_to_recognise"),
        (lambda memory: memory.ask(" "), "question_missing"),
        (lambda memory: memory.add("Cy"), "nothing_to_add"),
        (lambda memory: memory.reject("Ana"), "nothing_to_reject"),
    ],
)
def test_messages_of_the_library_speak_of_no_flags(memory, call, code):
    with pytest.raises(BadInput) as refused:
        call(memory)
    assert refused.value.code == code
    assert "--" not in str(refused.value)


def test_media_may_be_paths_bytes_or_read_before(tmp_path):
    face, voice = DEMO / "people" / "01_1.jpg", DEMO / "people" / "01_1.ogg"
    with open_memory(tmp_path / "s", key_file=tmp_path / "key") as memory:
        memory.add("Maya", images=[face], voices=[str(voice)])
        added = memory.add("Maya", images=[face.read_bytes()], voices=[voice.read_bytes()])
        assert (added.images, added.voices) == (1, 1), "the same media are kept once"
        seen = {
            memory.who(image=face).probability,
            memory.who(image=str(face)).probability,
            memory.who(image=face.read_bytes()).probability,
            memory.who(image=memory.show("Maya").triplets[0].image).probability,
        }
        assert len(seen) == 1
        assert memory.who(voice=voice.read_bytes()).persona == "Maya"
        with pytest.raises(BadInput, match="holds its own"):
            memory.who(Query("Maya"), image=face)


def test_sources_name_the_files_of_a_match(memory):
    edge = memory.who(image=picture(5))
    assert memory.sources(edge) == {"image": "0-0.jpg"}
    memory.forget("Ana")
    assert memory.sources(edge) == {}
    assert memory.sources(memory.who(image=picture(0, 3))) == {}


def test_a_streamed_answer_says_its_stages_then_its_words_then_itself(memory):
    *events, done = memory.stream("What does she do?", image=picture(3))
    assert [e.stage for e in events if isinstance(e, Progress)] == ["recognising", "answering"]
    assert [e.text for e in events if not isinstance(e, Progress)] == ["yes"]
    assert isinstance(done, Done) and done.result.edge.outcome is Outcome.MATCHED


def test_calibrating_says_how_far_it_is_and_can_be_cancelled(memory):
    seen: list[Progress] = []
    report = finish(memory.calibrate(), on_progress=seen.append)
    assert [each.modality for each in report.measured] == ["image", "voice"]
    assert seen[0].done == 0 and seen[-1].done == seen[-1].total == 2
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        finish(memory.calibrate(cancel=cancel))


def test_encoding_anew_reports_what_each_encoder_made():
    store = Store.temporary()
    with assistant(FakeEngine(["yes"]), store) as memory:
        memory.add("Ana", images=[picture(0), picture(30)], voices=[clip(0)])
        store._connections.raw().execute("UPDATE vector SET encoder = 'another/1'")
        seen: list[Progress] = []
        report = finish(memory.encode(), on_progress=seen.append)
        assert [(each.unit, each.by, each.count) for each in report.kinds] == [
            ("pictures", "fake-image/1", 2),
            ("clips", "fake-voice/1", 1),
        ]
        assert (report.waiting, report.cancelled, report.passed_over) == (0, False, ())
        assert {each.unit for each in seen} == {"pictures", "clips"}
