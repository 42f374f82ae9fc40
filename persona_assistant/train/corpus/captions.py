"""What is said, what is seen and what was noted: texts that a model is taught to write.

Nothing is made up here: a transcript is what was spoken, a description says what the picture was
drawn with, and what is recalled of a person is quoted from the entry.
"""

from __future__ import annotations

import numpy as np
from persona_worlds.record import Image
from persona_worlds.texts import choose

from persona_assistant import abstention
from persona_assistant.train.corpus.perception import Question, entry
from persona_assistant.train.corpus.records import Entry, Label
from persona_assistant.train.corpus.scenes import Encounter, PeoplePool, another_picture, of_the_day

_LOOKS = {
    "neutral": "with a calm face",
    "smile": "smiling",
    "grin": "grinning broadly",
    "open": "with an open mouth",
    "sad": "looking sad",
    "smirk": "smirking",
}
_PLACES = {
    "plain wall": "in front of a plain wall",
    "park": "in a park",
    "beach": "on a beach",
    "library": "in a library",
    "cafe": "in a café",
    "street": "in a street",
    "kitchen": "in a kitchen",
    "mountains": "in the mountains",
    "office": "in an office",
    "train": "on a train",
}
_ABSENT = 0.2
"""Of captions, those of somebody unknown; of looks, those nowhere noted; of clips, those without a
sound."""
_TRIES = 400


def transcribe(rng: np.random.Generator, pool: PeoplePool) -> Question:
    person = choose(rng, pool.people)
    clip = choose(rng, person.voices)
    return _description(person.id, (), Entry(audio=clip.path), clip.text or "")


def transcribe_event(rng: np.random.Generator, pool: PeoplePool) -> Question:
    """With the sound in brackets: before the words if it is heard while they are spoken, else after
    them.

    The pool is of people with `sounds`; now and then there is none, and none may be written.
    """
    person = choose(rng, pool.people)
    clip = choose(rng, person.voices if rng.random() < _ABSENT else person.sounds)
    if clip.event is None:
        text = clip.text or ""
    else:
        text = (
            f"[{clip.event.name}] {clip.text}"
            if clip.event.under
            else f"{clip.text} [{clip.event.name}]"
        )
    return _description(person.id, (), Entry(audio=clip.path), text)


def describe(rng: np.random.Generator, pool: PeoplePool) -> Question:
    person = choose(rng, pool.people)
    image = choose(rng, person.images)
    return _description(person.id, (), Entry(image=image.path), f"A person {_seen(image)}.")


def caption(rng: np.random.Generator, pool: PeoplePool, count: int, at: int) -> Question:
    """A picture of a stranger, or of one of the people with their name and one thing that was
    noted."""
    scene = pool.scene(rng, count, "face", of_the_day(rng, choose(rng, pool.people)), at)
    contexts, target = tuple(map(entry, scene.encounters)), scene.target
    if rng.random() < _ABSENT:
        image = another_picture(rng, scene, there=False)
        text = f"Somebody who is not among these people, {_seen(image)}."
        return _description(target.person.id, contexts, Entry(image=image.path), text, "persona")
    image = another_picture(rng, scene, there=True)
    name = target.person.name if target.person.name in target.noted.text else f"Person {at + 1}"
    noted = choose(rng, sorted(set(target.noted.holds.values())))
    text = f"{name}, {_seen(image)}. The entry says: “{noted}”"
    return _description(target.person.id, contexts, Entry(image=image.path), text)


def describe_missing(
    rng: np.random.Generator, pool: PeoplePool, count: int, at: int
) -> Question | None:
    """How somebody looked whose picture is missing, as the note tells; None if nobody fits."""
    known = rng.random() >= _ABSENT
    for _ in range(_TRIES):
        meant = of_the_day(rng, choose(rng, pool.people))
        if bool(_worn(meant)) == known:
            scene = pool.scene(rng, count, "job", meant, at)
            contexts = tuple(
                entry(each, ("audio", "text") if k == at else ("image", "audio", "text"))
                for k, each in enumerate(scene.encounters)
            )
            text = _look(meant) if known else abstention.SENTENCE
            return _description(
                meant.person.id, contexts, Entry(), text, None if known else "attribute"
            )
    return None


def _worn(each: Encounter) -> list[str]:
    return [a for a in ("clothes", "footwear", "carried") if a in each.noted.holds]


def _look(each: Encounter) -> str:
    held, facts = _worn(each), each.person.facts
    worn = " and ".join(facts[a] for a in held if a != "carried")
    parts = [f"in {worn}"] if worn else []
    parts += [f"carrying {facts['carried']}"] if "carried" in held else []
    return f"It would show the person {', '.join(parts)}."


def _seen(image: Image) -> str:
    background, expression = image.background or "", image.expression or ""
    place = _PLACES.get(background, f"in front of a {background}")
    return f"in {image.clothes}, {_LOOKS.get(expression, expression)}, {place}"


def _description(
    sample: str, contexts: tuple[Entry, ...], query: Entry, text: str, absent: str | None = None
) -> Question:
    return Question(sample, contexts, query, Label("text", text), text, absent)
