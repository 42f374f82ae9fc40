"""Does a model see, hear and read? Is a real face, a real voice recognised?

A model is asked questions to which every model that perceives gives the same answer.

A model file and its projector may fit together in shape and still be deaf: builds of llama.cpp have
shipped with broken audio, and a blind model answers just as fluently. So the model is shown three
plain colours, played two recordings and given one note, and each time asked for a word that it can
only know if it perceived them. A sense works when **all** its answers hold the word; guessing does
not get that far.

Encoders are shown a person in a memory of its own, then another photo or clip of that person, then
somebody else. They work when the first is named and the second is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from persona_assistant import media, resources
from persona_assistant.engines.base import Engine, GenerateOptions, collect
from persona_assistant.pmg import Modality, Outcome, Query
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Part, Prompt
from persona_assistant.settings import Settings

COLOURS = {"red": (214, 30, 30), "green": (28, 160, 40), "blue": (30, 60, 215)}
SPOKEN = {
    "elephant": "An elephant is standing in the middle of the road.",
    "piano": "My sister plays the piano every evening.",
}
"""What is said in models/self_test/WORD.ogg (synthetic speech; `python -m
persona_worlds self_test_clips`)."""
_NOTES = {"kettle": "The spare key lies under the blue kettle in the garden."}
_SIDE = 192
_ANSWER_TOKENS = 24

SENSES: dict[Modality, str] = {"text": "reads", "image": "sees", "voice": "hears"}


@dataclass(frozen=True)
class Sense:
    """What one sense of a model was found to be."""

    modality: Modality
    works: bool
    answers: tuple[tuple[str, str], ...]
    """(the word wanted, the model's answer), one pair per question."""

    def __str__(self) -> str:
        verb = SENSES[self.modality]
        asked = "; ".join(f"{word}: {answer[:40]!r}" for word, answer in self.answers)
        return f"the model {verb if self.works else 'does NOT ' + verb.removesuffix('s')} ({asked})"


def examine(engine: Engine, cancel: CancelToken | None = None) -> Iterator[Sense]:
    """Each sense the engine claims to have, tried. Raises EngineError."""
    for modality in SENSES:
        if modality in engine.capabilities.modalities:
            answers = tuple(
                (word, _answer(engine, parts, cancel)) for word, parts in _questions(modality)
            )
            works = all(word in answer.lower() for word, answer in answers)
            yield Sense(modality, works, answers)


def _questions(modality: Modality) -> Iterator[tuple[str, tuple[Part, ...]]]:
    if modality == "text":
        for word, note in _NOTES.items():
            yield word, (f"{note}\nUnder what does the key lie? Answer with one word.",)
    elif modality == "image":
        for word, colour in COLOURS.items():
            plain = media.image_from_pixels(np.full((_SIDE, _SIDE, 3), colour, np.uint8))
            yield word, (plain, "\nWhich colour fills this picture? Answer with one word.")
    else:
        for word in SPOKEN:
            clip = media.load_voice(resources.data_path("models", "self_test", f"{word}.ogg"))
            yield word, (clip, "\nWrite down what is said in this recording.")


def _answer(engine: Engine, parts: tuple[Part, ...], cancel: CancelToken | None) -> str:
    prompt = Prompt(parts, Query())
    options = GenerateOptions(max_tokens=_ANSWER_TOKENS)
    return collect(engine.generate(prompt, options=options, cancel=cancel)).text.strip()


# --- real people

REAL = {
    "image": ("faces/obama_1.jpg", "faces/obama_2.jpg", "faces/biden.jpg"),
    "voice": ("voices/1688_1.ogg", "voices/1688_2.ogg", "voices/1998.ogg"),
}
"""Of one person, of the same person, of another one; in models/self_test, whose README names the
sources."""
_TRIED = {"image": ("portrait", "photo"), "voice": ("voice", "clip")}


def real(modality: Literal["image", "voice"]) -> tuple[Path, ...]:
    """The files of `REAL`."""
    return tuple(resources.data_path("models", "self_test", each) for each in REAL[modality])


@dataclass(frozen=True)
class Recognition:
    """What came of showing the encoders two people, one of whom they know."""

    modality: str
    recognised: bool
    """The person known was named from another photo or clip."""
    stranger_unknown: bool
    """The other person was not named."""

    @property
    def works(self) -> bool:
        return self.recognised and self.stranger_unknown

    def __str__(self) -> str:
        person, sample = _TRIED[self.modality]
        did = "recognised" if self.recognised else "did NOT recognise"
        other = "stays unknown" if self.stranger_unknown else "is taken for them"
        return f"{did} a {person} by another {sample} of the same person; another person {other}"


def recognise(settings: Settings, modality: Literal["image", "voice"]) -> Recognition:
    """Tries the encoders of these settings on two bundled real people, in a temporary memory.

    Raises ModelError, MediaError.
    """
    from persona_assistant import app
    from persona_assistant.memory import Store

    one, again, other = (
        resources.data_path("models", "self_test", each) for each in REAL[modality]
    )
    with Store.temporary() as store:
        alone = replace(settings, engine="extractive", text_encoder=None, transcriber=None)
        assistant = app.assistant_over(store, alone)
        sample: dict[str, Any] = {f"{modality}s": [one]}
        person = assistant.add("Known", **sample)
        shown: tuple[dict[str, Any], ...] = ({modality: again}, {modality: other})
        edges = [assistant.who(**each) for each in shown]
    known, stranger = (
        edge.outcome is Outcome.MATCHED and edge.persona == person.name for edge in edges
    )
    return Recognition(modality, known, not stranger)
