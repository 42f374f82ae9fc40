"""What the user says of a picture is remembered with it, and found by another such picture."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.assistant import remembering
from persona_assistant.encoders.image import ClassicalImageEncoder
from persona_assistant.language.shown import pointed_at, shown
from persona_assistant.media import image_from_pixels
from persona_assistant.routing.calibration import load
from tests.support.fakes import FakeEngine, assistant, encoders


def photo(seed: int, source: str, light: float = 1.0):
    """Smooth noise of its own, a photograph to every encoder."""
    random = np.random.default_rng(seed)
    rows = np.kron(random.uniform(20, 235, (12, 16, 3)), np.ones((20, 20, 1)))
    grain = random.normal(0, 6, rows.shape)
    return image_from_pixels(np.clip(light * rows + grain, 0, 255).astype(np.uint8), source)


@pytest.fixture
def memory():
    chosen = {**encoders(), "image": ClassicalImageEncoder()}
    with assistant(FakeEngine(lambda _: ["Yes."]), chosen=chosen, known=load()) as opened:
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        yield opened


@pytest.fixture
def tell(memory):
    talk = memory.conversations.begin()
    return lambda text, image=None: memory.ask(text, image=image, conversation=talk)


BIKE = photo(1, "bike.jpg")


def test_what_a_picture_shows_is_remembered_with_it(memory, tell):
    answer = tell("This is my new bike.", BIKE)
    assert "I will remember" in answer.text and not answer.abstained
    (kept,) = memory.memories.list()
    assert (kept.kind, kept.origin, kept.source) == ("semantic", "photo", "bike.jpg")
    assert kept.text == "This is my new bike."
    assert memory.memories.picture(kept).sha256 == BIKE.sha256
    corrected = memory.memories.edit(kept, text="This is my old bike.")
    assert memory.memories.picture(corrected).sha256 == BIKE.sha256
    tell("This is my new bike.")
    assert len(memory.memories.list()) == 1, "without a picture it shows nothing"


def test_another_picture_of_it_finds_what_was_said(memory, tell):
    tell("This is my new bike.", BIKE)
    tell("This is our boat.", photo(2, "boat.jpg"))
    answer = memory.ask("What is this?", image=photo(1, "again.jpg", light=0.97))
    assert not answer.abstained and answer.short == "my new bike"
    assert "That looks like bike.jpg" in answer.text and "boat" not in answer.text
    assert answer.evidence[0].detail == "bike.jpg"
    assert memory.ask("What is this?", image=photo(3, "tree.jpg")).abstained


def test_what_else_was_told_of_it_answers_a_question_with_its_picture(memory, tell):
    tell("This is my new bike.", BIKE)
    tell("I bought my new bike in May 2024.")
    answer = memory.ask("When did I buy this?", image=photo(1, "again.jpg", light=0.97))
    assert answer.short == "May 2024" and "bike.jpg" in answer.text


def test_it_is_found_by_words_and_goes_with_its_conversation(memory, tell):
    tell("This is my new bike.", BIKE)
    assert len(memory.memories.search("bike")) == 1
    memory.conversations.delete(memory.conversations.latest())
    assert memory.memories.list() == () and memory.store.shown.seen("classical-image/1") == {}
    assert memory.ask("What is this?", image=BIKE).abstained


def test_a_retracted_one_is_found_no_more_and_is_not_remembered_again(memory, tell):
    tell("This is my new bike.", BIKE)
    memory.memories.retract(memory.memories.list()[0])
    remembering.update(memory.services, flush=False)
    assert memory.memories.list() == () and memory.ask("What is this?", image=BIKE).abstained


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("This is my new bike. Isn't it nice?", ("This is my new bike.",)),
        ("Look, here's our boat!", ("Look, here's our boat!",)),
        ("That was the house we lived in.", ("That was the house we lived in.",)),
        ("Is this my bike?", ()),
        ("This is my bike?", ()),
        ("This is Ana.", ()),
        ("Who is this?", ()),
    ],
)
def test_only_what_shows_something_of_the_speakers_counts(said, kept):
    assert shown(said) == kept


def test_a_question_names_what_it_points_at():
    assert pointed_at("When did I buy this?", "my bike") == "When did I buy my bike?"
