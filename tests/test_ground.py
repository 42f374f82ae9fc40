"""The ground every room stands on: the graph's words, the errors, abstaining, the prompt, choosing,
bundled data."""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant import abstention, choice, errors
from persona_assistant.pmg import Candidate, Clip, Context, Edge, Outcome, Picture, Query
from persona_assistant.prompt import (
    INSTRUCTIONS,
    Turn,
    Wording,
    build_prompt,
    conversation_turns,
)
from persona_assistant.resources import data_path

PICTURES = [Picture(b"face %d" % i, 8, 8, f"{i}.jpg") for i in range(3)]
CLIPS = [Clip(b"voice %d" % i, 1.0, f"{i}.ogg") for i in range(3)]


# --- the graph


def test_only_a_matched_edge_names_a_persona():
    candidates = (Candidate(1, "Ana", 0.6), Candidate(2, "Bo", 0.3))
    assert Edge(Outcome.MATCHED, candidates, 0.6).persona == "Ana"
    for outcome in (Outcome.AMBIGUOUS, Outcome.UNKNOWN):
        assert Edge(outcome, candidates, 0.9).persona is None
    assert Edge(Outcome.UNKNOWN).persona is None


def test_media_are_known_by_their_bytes_and_hidden_when_printed():
    for media in (Picture(b"secret pixels", 2, 3, "a.jpg"), Clip(b"secret pixels", 1.5, "a.ogg")):
        assert media.sha256 == hashlib.sha256(b"secret pixels").hexdigest()
        assert "secret" not in repr(media)
        with pytest.raises(dataclasses.FrozenInstanceError):
            media.source = "b"


def test_outcomes_are_the_words_scripts_read():
    assert {o.value for o in Outcome} == {"matched", "ambiguous", "unknown", "several"}


# --- errors

EXIT_CODES = {
    "PersonaAssistantError": 1,
    "BadInput": 2,
    "Cancelled": 130,
    "MediaError": 2,
    "RecordError": 2,
    "RecipeError": 2,
    "SettingsError": 2,
    "PersonaNotFound": 2,
    "StoreError": 1,
    "StoreMissing": 2,
    "WrongKey": 2,
    "KeyUnavailable": 2,
    "StoreBusy": 1,
    "StoreCorrupt": 1,
    "DiskFull": 1,
    "ErasureUnfinished": 1,
    "StoreLocked": 2,
    "EngineError": 1,
    "EngineMissing": 2,
    "ModelError": 2,
    "EngineCrashed": 1,
    "EndpointError": 1,
    "PullError": 1,
    "JudgeError": 1,
}
BRANCHES = {
    errors.BadInput: (
        "MediaError",
        "RecordError",
        "RecipeError",
        "SettingsError",
        "PersonaNotFound",
    ),
    errors.StoreError: (
        "StoreMissing",
        "WrongKey",
        "KeyUnavailable",
        "StoreBusy",
        "StoreCorrupt",
        "DiskFull",
        "ErasureUnfinished",
        "StoreLocked",
    ),
    errors.EngineError: ("EngineMissing", "ModelError", "EngineCrashed", "EndpointError"),
}


def test_every_error_has_its_exit_code_and_one_root():
    found = {
        n: c for n, c in vars(errors).items() if isinstance(c, type) and issubclass(c, Exception)
    }
    assert {name: error.exit_code for name, error in found.items()} == EXIT_CODES
    assert all(issubclass(error, errors.PersonaAssistantError) for error in found.values())


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda b: b.__name__)
def test_errors_stand_on_their_branch(branch):
    """Rooms may have narrower errors of their own below these."""
    below = {c.__name__ for c in branch.__subclasses__() if c.__module__ == errors.__name__}
    assert below == set(BRANCHES[branch])


# --- abstaining


PUBLISHED_SENTENCE = "I cannot determine that from the provided context."
PUBLISHED_MARKERS = (
    "cannot determine",
    "cannot be determined",
    "not enough information",
    "insufficient information",
    "cannot answer",
    "unable to determine",
    "don't know from",
    "do not know from",
    "the provided context does not",
    "not provided in the context",
    "no information in the context",
    "context does not contain",
    "cannot identify",
    "i cannot tell",
)
"""Omni-Persona, arXiv 2605.09996, table S.11, written out: no change of the product changes what is
tested."""


def test_sentence_and_markers_are_the_published_ones():
    assert abstention.SENTENCE == PUBLISHED_SENTENCE
    assert sorted(abstention.MARKERS) == sorted(PUBLISHED_MARKERS)


@pytest.mark.parametrize("marker", PUBLISHED_MARKERS)
def test_every_marker_abstains_in_any_case_and_spacing(marker):
    assert abstention.is_abstention(f"Sorry, {marker} that.")
    assert abstention.is_abstention(f"SORRY, {marker.upper()} THAT.")
    assert abstention.is_abstention("Sorry,\n " + marker.replace(" ", " \n\t ") + " that.")
    assert abstention.is_abstention(f"So he said. Sorry, {marker} that.", last_sentence_only=True)


def test_the_canonical_sentence_abstains():
    assert abstention.is_abstention(abstention.SENTENCE)
    assert abstention.is_abstention(abstention.SENTENCE, last_sentence_only=True)
    assert abstention.is_abstention(f"{abstention.SENTENCE} It may be Ana or Bo.")


def test_only_the_last_sentence_counts_where_reasoning_comes_first():
    quoting = f"I could say: {abstention.SENTENCE} But she is a nurse."
    assert abstention.is_abstention(quoting)
    assert not abstention.is_abstention(quoting, last_sentence_only=True)


@pytest.mark.parametrize("between", ['" ', "\u201d ", ") ", "** ", "\n\n"])
def test_a_quotation_ends_with_its_mark_and_a_paragraph_with_its_blank_line(between):
    quoting = f"I could say {abstention.SENTENCE}{between}But she is a nurse"
    assert not abstention.is_abstention(quoting, last_sentence_only=True)
    assert abstention.is_abstention(
        f"He is a nurse? {abstention.SENTENCE}{between}", last_sentence_only=True
    )
    assert abstention.is_abstention(
        f"He is a nurse? {abstention.SENTENCE} \N{SHRUG}", last_sentence_only=True
    )


@pytest.mark.parametrize(
    "text",
    ["", "  ", "She is a nurse.", "I cannot swim.", "It is determined.", "Nobody can tell her."],
)
def test_an_answer_is_no_abstention(text):
    assert not abstention.is_abstention(text)
    assert not abstention.is_abstention(text, last_sentence_only=True)


@given(st.text(), st.booleans())
def test_text_without_a_marker_never_abstains(text, last):
    plain = " ".join(text.lower().split())
    if not any(marker in plain for marker in PUBLISHED_MARKERS):
        assert not abstention.is_abstention(text, last_sentence_only=last)


NOTE = "Lina works as a nurse and cannot answer the phone before noon."


@pytest.mark.parametrize(
    ("text", "abstains"),
    [
        (NOTE, False),
        (NOTE.upper().rstrip("."), False),
        (f'You noted: "{NOTE}"', False),
        (f"{NOTE} I cannot tell more.", True),
        ("She cannot answer the phone.", True),
        (PUBLISHED_SENTENCE, True),
        ("A nurse.", False),
    ],
)
def test_a_repeated_note_is_no_abstention_and_words_around_it_may_be(text, abstains):
    notes = ["She sails. " + NOTE, "Lina is 30."]
    assert abstention.abstains(text, notes) == abstains
    assert abstention.abstains(text, []) == abstention.is_abstention(text)


def test_a_note_that_holds_the_canonical_sentence_hides_no_abstention():
    assert abstention.abstains(PUBLISHED_SENTENCE, [f"She often says: {PUBLISHED_SENTENCE}"])
    assert abstention.abstains(PUBLISHED_SENTENCE, [PUBLISHED_SENTENCE])


# --- the prompt


def test_a_prompt_is_instructions_then_each_persona_then_the_question():
    contexts = [
        Context("Ana", PICTURES[0], CLIPS[0], ("Ana bakes.", "Ana sails.")),
        Context(None, PICTURES[1], CLIPS[1], ("He mends clocks.",)),
    ]
    query = Query("What does she do?", PICTURES[2], CLIPS[2])
    parts = build_prompt(query, contexts).parts
    media = [p for p in parts if not isinstance(p, str)]
    assert media == [PICTURES[0], CLIPS[0], PICTURES[1], CLIPS[1], PICTURES[2], CLIPS[2]]
    said = [p.strip() if isinstance(p, str) else "*" for p in parts]
    assert said == [
        INSTRUCTIONS,
        "Person 1 (Ana):", "*", "*", "Ana bakes.\nAna sails.",
        "Person 2:", "*", "*", "He mends clocks.",
        "Question:", "*", "*", "What does she do?",
    ]  # fmt: skip


def test_nothing_follows_the_question_and_text_never_runs_together():
    prompt = build_prompt(
        Query("Why?"), [Context("Ana", None, None, ("Ana bakes.",)), Context("Bo")]
    )
    assert prompt.parts[-1].strip() == "Why?"
    assert all(isinstance(p, str) and p.endswith("\n") for p in prompt.parts)
    assert all(p.startswith("\n") for p in prompt.parts[1:])


def test_a_persona_without_media_or_notes_still_has_its_header():
    parts = build_prompt(Query("Why?"), [Context("Ana")]).parts
    assert [p.strip() for p in parts] == [INSTRUCTIONS, "Person 1 (Ana):", "Question:", "Why?"]


def test_the_instructions_hold_the_sentence_that_abstains():
    assert abstention.SENTENCE in INSTRUCTIONS


def test_another_wording_changes_the_words_alone():
    wording = Wording("Look.", "[{index}]{name}", "Asked:", source="elsewhere")
    contexts = [Context("Ana", PICTURES[0], None, ("Ana bakes.",))]
    ours = build_prompt(Query("Why?"), contexts)
    other = build_prompt(Query("Why?"), contexts, wording=wording)
    assert [p.strip() for p in other.parts if isinstance(p, str)] == [
        "Look.",
        "[1] (Ana)",
        "Ana bakes.",
        "Asked:",
        "Why?",
    ]
    assert [type(p) for p in other.parts] == [type(p) for p in ours.parts]
    assert (other.wording.source, ours.wording.source) == ("elsewhere", "persona-assistant")


def test_a_prompt_keeps_what_it_was_built_from():
    edge = Edge(Outcome.MATCHED, (Candidate(1, "Ana", 0.9),), 0.9)
    prompt = build_prompt(Query("Why?"), [Context("Ana")], edge=edge)
    assert (
        prompt.edge is edge
        and prompt.query == Query("Why?")
        and prompt.contexts == (Context("Ana"),)
    )


@dataclasses.dataclass(frozen=True)
class Said:
    role: str
    text: str
    attachments: tuple = ()


def test_a_stored_conversation_stands_before_the_question():
    turns = [
        Said("user", "Who is this?", (PICTURES[0], CLIPS[0])),
        Said("assistant", "This is Ana."),
        Said("user", "  ", (PICTURES[1],)),
        Said("assistant", ""),
    ]
    before = conversation_turns(turns)
    assert before == (
        Turn("user", (PICTURES[0], CLIPS[0], "Who is this?")),
        Turn("assistant", ("This is Ana.",)),
        Turn("user", (PICTURES[1],)),
    )
    alone = build_prompt(Query("And her job?"), [Context("Ana")])
    prompt = build_prompt(Query("And her job?"), [Context("Ana")], before=before)
    assert prompt.before == before and prompt.parts == alone.parts and prompt.head == alone.head
    assert alone.before == ()
    assert prompt.all_parts[:3] == (PICTURES[0], CLIPS[0], "Who is this?")


# --- choosing


@given(st.lists(st.floats(-700, 700), max_size=12))
def test_posteriors_with_none_sum_to_one_and_keep_the_order(utilities):
    posterior, none = choice.probabilities(np.array(utilities))
    assert posterior.sum() + none == pytest.approx(1.0)
    assert ((posterior >= 0) & (posterior <= 1)).all() and 0 <= none <= 1
    for a, p in zip(utilities, posterior, strict=True):
        assert (p >= none) == (a >= 0) or p == pytest.approx(none)
        assert all(q >= p for b, q in zip(utilities, posterior, strict=True) if b > a)


def test_nobody_to_choose_from_is_none():
    posterior, none = choice.probabilities(np.zeros(0))
    assert len(posterior) == 0 and none == 1.0


def test_even_odds_are_shared_evenly():
    posterior, none = choice.probabilities(np.zeros(3))
    assert [*posterior, none] == pytest.approx([0.25] * 4)


def observed(
    weights: np.ndarray, count: int = 400, seed: int = 5
) -> list[tuple[np.ndarray, int | None]]:
    """Choices as the model with these weights makes them."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        features = np.column_stack([np.ones(4), rng.normal(size=(4, len(weights) - 1))])
        posterior, none = choice.probabilities(features @ weights)
        picked = int(rng.choice(5, p=[*posterior, none]))
        found.append((features, None if picked == 4 else picked))
    return found


def test_fitting_finds_the_weights_that_made_the_choices():
    weights = np.array([-1.0, 2.0, -1.5, 0.0])
    fitted = choice.fit(observed(weights), ridge=1e-4)
    assert fitted == pytest.approx(weights, abs=0.4)
    assert fitted @ weights / np.linalg.norm(fitted) / np.linalg.norm(weights) > 0.98


def test_fitting_is_deterministic_and_a_ridge_holds_weights_small():
    choices = observed(np.array([-1.0, 2.0]), 80)
    loose = choice.fit(choices, ridge=1e-4)
    assert (loose == choice.fit(choices, ridge=1e-4)).all()
    assert np.linalg.norm(choice.fit(choices, ridge=1.0)) < np.linalg.norm(loose)


def test_choices_that_separate_perfectly_still_give_finite_weights():
    choices = [(np.array([[1.0, 1.0]]), 0), (np.array([[1.0, -1.0]]), None)] * 10
    fitted = choice.fit(choices)
    assert np.isfinite(fitted).all() and fitted[1] > 1


# --- bundled data


@pytest.mark.parametrize(
    "path",
    [
        ("memory_store", "schema", "001_memory.sql"),
        ("memory_store", "demo", "demo.json"),
        ("models", "classical", "calibration.json"),
        ("bench", "mini"),
    ],
    ids="/".join,
)
def test_bundled_data_is_where_the_package_looks(path):
    assert data_path(*path).exists()
