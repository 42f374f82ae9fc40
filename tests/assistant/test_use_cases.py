"""The loop: what is remembered, who is recognised, what is answered, when it abstains and what it
stands on."""

from __future__ import annotations

import json
import threading

import pytest

from persona_assistant import abstention
from persona_assistant.engines.base import Finished, TextPiece
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.errors import BadInput, MediaError, PersonaNotFound, StoreError
from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import AbstentionReason, Clip, Outcome, Picture, Query, Triplet
from persona_assistant.progress import finish
from persona_assistant.prompt import Wording
from persona_assistant.resources import data_path
from tests.support.fakes import FakeCache, FakeEngine, FakeModel, assistant, clip, events, picture

DEMO = data_path("memory_store", "demo")
SCRIPT = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))


def remember(store, name="Ana", plane=0, text="Ana is a dentist. She keeps goats."):
    return store.add(name, images=[picture(0, plane)], voices=[clip(0, plane)], texts=[text])


@pytest.fixture
def engine():
    return FakeEngine(["Ana is", " a dentist."])


@pytest.fixture
def known(engine):
    """Ana, Bo and Cy over an engine that answers."""
    with assistant(engine) as store:
        remember(store)
        remember(store, "Bo", 1, "Bo repairs clocks and has a parrot.")
        remember(store, "Cy", 2, "Cy drives the night bus.")
        yield store


# --- what is remembered


def test_parts_go_together_in_their_order(known):
    known.add(
        "Dee",
        images=[picture(0, 3), picture(9, 3)],
        voices=[clip(0, 3)],
        texts=["One.", "Two.", "Three."],
    )
    page = known.show("dee")
    persona, triplets = page.persona, page.triplets
    assert (persona.name, persona.images, persona.voices, persona.texts) == ("Dee", 2, 1, 3)
    assert [t.text for t in triplets] == ["One.", "Two.", "Three."]
    assert [t.image and t.image.source for t in triplets] == ["3-0.jpg", "3-9.jpg", None]
    assert [t.voice and t.voice.source for t in triplets] == ["3-0.ogg", None, None]
    assert [p.name for p in known.people()] == ["Ana", "Bo", "Cy", "Dee"]


def test_more_of_a_person_joins_what_is_known(known):
    known.add("Ana", texts=["She sings."], consent="yes")
    ana = known.show("Ana").persona
    assert (ana.texts, ana.consent, len(known.people())) == (2, "yes", 3)


def test_nothing_is_not_remembered(known):
    with pytest.raises(BadInput, match="'Dee'"):
        known.add("Dee")
    assert len(known.people()) == 3


def test_media_with_nothing_in_them_leave_the_memory_unchanged(known):
    before = known.store.version
    with pytest.raises(MediaError, match="blank.jpg"):
        known.add(
            "Dee",
            images=[picture(0, 3), Picture(bytes(32), 1, 1, "blank.jpg")],
            texts=["Dee sails."],
        )
    assert known.store.version == before and len(known.people()) == 3


def test_who_is_forgotten_is_unknown(known):
    query = Query("Who is this?", picture(5, 1))
    assert known.who(query).persona == "Bo"
    assert known.forget("bo").name == "Bo"
    assert known.who(query).outcome is Outcome.UNKNOWN
    assert known.ask(query).reason is AbstentionReason.ABSENT_PERSONA
    with pytest.raises(PersonaNotFound):
        known.show("Bo")


# --- what is asked


@pytest.mark.parametrize("query", [Query(), Query("  \n ")])
def test_nothing_to_recognise_is_refused(query, known):
    with pytest.raises(BadInput, match="nothing to recognise"):
        known.who(query)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_question_is_refused_even_with_a_picture(text, known, engine):
    with pytest.raises(BadInput, match="no question"):
        known.ask(Query(text, picture(0)))
    assert engine.prompts == []


def test_the_engine_sees_the_matched_person_alone(known, engine):
    answer = known.ask(Query("What is her job?", picture(5)))
    (prompt,) = engine.prompts
    (context,) = prompt.contexts
    assert (context.persona, context.texts) == ("Ana", ("Ana is a dentist. She keeps goats.",))
    assert prompt.edge == answer.edge and answer.edge.persona == "Ana"
    assert not answer.abstained and answer.reason is None


def test_pieces_as_they_come_are_the_answer(known, engine):
    pieces = []
    answer = known.ask(Query("What is her job?", picture(5)), on_text=pieces.append)
    assert pieces == ["Ana is", " a dentist."]
    assert "".join(pieces) == answer.text


def test_an_abstention_is_streamed_too(known):
    pieces = []
    answer = known.ask(Query("What is her job?", picture(0, 3)), on_text=pieces.append)
    assert "".join(pieces) == answer.text == abstention.SENTENCE


@pytest.mark.parametrize(
    "query",
    [
        Query("What is her job?", picture(0, 3)),
        Query("What is her job?", voice=clip(0, 3)),
        Query("The astronomer with the telescope: where does she live?"),
        Query("What is her job?", picture(5, 0), clip(5, 1)),
    ],
    ids=["face", "voice", "words", "contradiction"],
)
def test_somebody_unknown_never_wakes_the_engine(query):
    with assistant(FakeEngine()) as store:
        remember(store)
        remember(store, "Bo", 1, "Bo repairs clocks.")
        answer = store.ask(query)
    assert answer.abstained and answer.edge.persona is None and answer.evidence == ()
    assert abstention.is_abstention(answer.text)


def test_an_empty_memory_abstains():
    with assistant(FakeEngine()) as store:
        answer = store.ask(Query("Who is this?", picture(0)))
    assert (answer.text, answer.reason) == (abstention.SENTENCE, AbstentionReason.ABSENT_PERSONA)


def test_one_of_two_is_said_with_both_names():
    with assistant(FakeEngine(modalities=frozenset({"text"}))) as store:
        store.add("Ana", images=[picture(0)])
        store.add("Eva", images=[picture(0), picture(90, 3)])
        answer = store.ask(Query("What is her job?", picture(3)))
    assert (
        answer.edge.outcome is Outcome.AMBIGUOUS
        and answer.reason is AbstentionReason.AMBIGUOUS_PERSONA
    )
    assert answer.abstained and abstention.is_abstention(answer.text)
    assert "Ana" in answer.text and "Eva" in answer.text and answer.evidence == ()


def test_what_the_engine_does_not_know_is_an_absent_attribute():
    with assistant(FakeEngine(["I cannot ", "tell."])) as store:
        remember(store)
        answer = store.ask(Query("How old is she?", picture(5)))
    assert answer.abstained and answer.reason is AbstentionReason.ABSENT_ATTRIBUTE
    assert {e.modality for e in answer.evidence} == {"image"}


def test_evidence_is_the_media_and_the_very_sentence(known):
    answer = known.ask(Query("What is her job?", picture(5), clip(5)))
    found = {e.modality: e for e in answer.evidence}
    assert (found["image"].detail, found["voice"].detail) == ("0-0.jpg", "0-0.ogg")
    assert found["text"].detail == "Ana is a dentist."
    assert {e.persona for e in answer.evidence} == {"Ana"}
    for e in answer.evidence:
        assert known.store.media.triplet(e.triplet_id).text.startswith("Ana")


def test_the_engines_own_words_are_no_evidence():
    with assistant(FakeEngine(["She mends teeth."])) as store:
        remember(store)
        answer = store.ask(Query("What is her job?", picture(5)))
    assert {e.modality for e in answer.evidence} == {"image"}


def test_the_exemplar_the_match_stands_on_is_shown_to_the_engine(engine):
    with assistant(engine) as store:
        store.add("Ana", images=[picture(0), picture(90)], texts=["Ana bakes."])
        store.ask(Query("What does she bake?", picture(86)))
    assert engine.prompts[0].contexts[0].image.source == "0-90.jpg"


def test_time_is_told_and_notices_of_the_media_are_passed_on(known):
    shown = Picture(picture(5).data, 1, 1, "x.jpg", notices=("turned upright",))
    heard = Clip(clip(5).data, 1.0, "x.ogg", notices=("cut to 30 s",))
    answer = known.ask(Query("What is her job?", shown, heard))
    assert answer.notices == ("turned upright", "cut to 30 s")
    assert answer.seconds > 0 and sum(answer.timings.values()) == pytest.approx(
        answer.seconds, rel=0.2, abs=1e-3
    )


# --- the model's route


def test_on_the_models_route_the_engine_gets_the_nearest_and_decides(engine):
    with assistant(engine, route="model", top_k=2) as store:
        for plane, name in enumerate(("Ana", "Bo", "Cy")):
            store.add(name, images=[picture(0, plane)], texts=[f"{name} sails."])
        store.ask(Query("What is her job?", picture(10, 1)))
        store.ask(Query("What is her job?", picture(0, 3)))
    known, stranger = engine.prompts
    assert (
        len(known.contexts) == 2
        and "Bo" in [c.persona for c in known.contexts]
        and known.edge is None
    )
    assert len(stranger.contexts) == 2


def test_what_a_model_says_of_somebody_unrecognised_stands_on_no_evidence(engine):
    with assistant(engine, route="model") as store:
        remember(store)
        answer = store.ask(Query("What is her job?", picture(0, 3)))
    assert (answer.text, answer.edge.persona, answer.evidence) == ("Ana is a dentist.", None, ())


def test_on_the_models_route_top_k_is_kept(engine):
    with assistant(engine, route="model", top_k=12) as store:
        for i in range(16):
            store.add(f"P{i}", images=[picture(20 * i, i % 4)])
        store.ask(Query("What is her job?", picture(10, 1)))
    assert len(engine.prompts[0].contexts) == 12


def test_a_wording_of_ones_own_reaches_the_engine(engine):
    with assistant(engine, wording=Wording("Look closely.")) as store:
        remember(store)
        store.ask(Query("What is her job?", picture(5)))
    assert engine.prompts[0].parts[0] == "Look closely.\n"


def test_a_right_answer_that_reads_like_an_abstention_is_an_answer_with_its_evidence():
    note = "Lina works as a nurse and cannot answer the phone before noon."
    with assistant(ExtractiveEngine()) as store:
        store.add("Lina", images=[picture(0)], texts=[note])
        answer = store.ask(Query("What is her job?", picture(2)))
        silent = store.ask(Query("Which instrument does she play?", picture(2)))
    assert answer.text.endswith(f'"{note}"')
    assert (answer.abstained, answer.reason) == (False, None)
    assert note in [evidence.detail for evidence in answer.evidence]
    assert silent.abstained and silent.reason is AbstentionReason.ABSENT_ATTRIBUTE


def test_the_assistant_takes_the_engines_word_for_whether_it_abstained(known, monkeypatch):
    for said, abstained in (("She cannot identify birds.", False), ("No idea.", True)):
        script = [TextPiece(said), Finished("stop", abstained)]
        monkeypatch.setattr(known.engine, "generate", lambda *_, script=script, **__: iter(script))
        answer = known.ask(Query("What is her job?", picture(5)))
        assert (answer.text, answer.abstained) == (said, abstained)


def test_length_and_cancelling_are_passed_on(known, monkeypatch):
    seen = {}

    def generate(prompt, *, options, cancel):
        seen.update(max_tokens=options.max_tokens, cancel=cancel)
        return events(["yes"])

    monkeypatch.setattr(known.services.engine, "generate", generate)
    cancel = threading.Event()
    known.ask(Query("What is her job?", picture(5)), cancel=cancel)
    assert seen == {"max_tokens": 256, "cancel": cancel}


def test_closing_closes_the_engine_and_the_memory(engine):
    with assistant(engine) as store:
        remember(store)
    assert engine.closed
    with pytest.raises(StoreError, match="closed"):
        store.people()


# --- a local model


def test_two_who_look_alike_are_told_apart_by_an_engine_that_sees():
    engine = FakeEngine(["Eva's job is baking."])
    with assistant(engine) as store:
        store.add("Ana", images=[picture(0)])
        store.add("Eva", images=[picture(0), picture(90, 3)])
        answer = store.ask(Query("What is her job?", picture(3)))
        assert store.ask(Query("What is her job?", picture(0, 2))).edge.outcome is Outcome.UNKNOWN
    (prompt,) = engine.prompts
    assert [c.persona for c in prompt.contexts] == ["Ana", "Eva"] and prompt.edge is None
    assert (
        answer.text == "Eva's job is baking."
        and answer.edge.outcome is Outcome.AMBIGUOUS
        and not answer.evidence
    )


def test_an_engine_that_cannot_tell_two_apart_says_so():
    with assistant(FakeEngine([abstention.SENTENCE])) as store:
        store.add("Ana", images=[picture(0)])
        store.add("Eva", images=[picture(0), picture(90, 3)])
        answer = store.ask(Query("What is her job?", picture(3)))
    assert answer.abstained and answer.reason is AbstentionReason.AMBIGUOUS_PERSONA


def test_the_same_people_stand_in_the_same_order_whoever_is_asked_about():
    engine = FakeEngine(["yes"])
    with assistant(engine, route="model", top_k=3) as store:
        for plane, name in enumerate(("Ana", "Bo", "Cy")):
            store.add(name, images=[picture(0, plane)], texts=[f"{name} sails."])
        for plane in (2, 0, 1):
            store.ask(Query("Does she sail?", picture(5, plane)))
    heads = {prompt.parts[: prompt.head] for prompt in engine.prompts}
    assert len(engine.prompts) == 3 and len(heads) == 1


def test_a_model_looks_at_all_of_a_person_once_and_at_nobody_else():
    model, cache = FakeModel(["yes"]), FakeCache()
    with assistant(model, cache=cache) as store:
        store.add("Ana", images=[picture(0), picture(0)], voices=[clip(0)])
        remember(store, "Bo", 1)
        *progress, done = store.precompute("ana")
        assert store.precomputes and done.result == 2
    assert [media for media, _ in model.encoded] == [[picture(0)], [clip(0)]]
    assert len({persona for _, (persona,) in model.encoded}) == 1 and cache.closed
    assert "fake looks and listens once" in progress[0].text
    assert [(p.done, p.total) for p in progress[1:]] == [(0, 2), (1, 2)]


def test_without_a_place_to_keep_it_a_model_looks_at_nobody_ahead():
    with assistant(FakeEngine(["yes"])) as store:
        remember(store)
        assert finish(store.precompute("Ana")) == 0 and not store.precomputes
    with assistant(FakeModel(), cache=FakeCache()) as store, pytest.raises(PersonaNotFound):
        finish(store.precompute("Nobody"))


def test_what_is_read_ahead_is_what_the_question_goes_on_from():
    model = FakeModel(["Ana is a dentist."])
    with assistant(model) as store:
        remember(store)
        edge = store.prepare(Query("", picture(2)))
        answer = store.ask(Query("What is her job?", picture(2)))
        assert store.prepare(Query("", picture(0, 3))).outcome is Outcome.UNKNOWN
    (ahead,), (asked,) = model.prepared, model.prompts
    assert edge.persona == answer.edge.persona == "Ana"
    assert ahead.parts[: ahead.head] == asked.parts[: asked.head]


def test_an_encoder_that_is_new_gets_to_see_what_an_earlier_one_saw():
    memory = Store.temporary()
    with assistant(FakeEngine(["yes"]), memory) as store:
        for plane, name in enumerate(("Ana", "Bo")):
            store.add(name, images=[picture(0, plane)], voices=[clip(0, plane)])
        blank = Picture(bytes(32), 1, 1, "blank.jpg")
        memory.people.add(
            "Cy", [Entry(Triplet(blank))]
        )  # kept, though nothing can be recognised in it
        memory._connections.raw().execute("UPDATE vector SET encoder = 'another/1'")
        asked = [store.who(Query("", picture(3, plane))).persona for plane in (0, 1)]
        assert asked == ["Ana", "Bo"]
        assert len(memory.media.vectors("fake-image/1").persona_ids) == 2
        assert not len(memory.media.vectors("fake-voice/1").persona_ids), (
            "only what is asked for is done"
        )
        assert store.who(Query("", voice=clip(3, 1))).persona == "Bo"
        seen = store.services.encoders["image"].calls
        store.who(Query("", picture(3)))
        assert store.services.encoders["image"].calls <= seen + 2, (
            "known media are not encoded again"
        )
