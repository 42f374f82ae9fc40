"""Which of several faces or speakers is the person: the one that their other media show too.

One person recurs in the photos of a person. So of all faces in them the one that is found in most
photos is taken for the person, and in each photo the face that is most like that one; only where
none is, the largest. Speakers likewise, and instead of the largest the one who speaks longest. What
the user chose stays, and the others follow it. Equal media lead to equal choices, in whatever order
and in how many runs they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import BadInput
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip, Picture
from persona_assistant.samples import Examination, Sample

_ALIKE: Mapping[str, float] = {"mobilefacenet": 0.45, "ge2e": 0.7}
"""By family: the cosine from which two samples are taken for the same person. Of faces of different
people about one pair in 200 comes so near, of the same person's about one in 14 does not
(facts: 137 stills of 33 people); of whole clips one pair in 50, and one in 100."""
_ALIKE_ELSE = 0.7
_ROWS = 512

Why = Literal["only", "user", "recurs", "largest"]


@dataclass(frozen=True)
class Choice:
    """Which sample of an examination stands for the person."""

    at: int | None
    """Its index; None where there is none, or where the user wants none."""
    why: Why


@dataclass(frozen=True)
class Settled:
    """A medium with several samples, and which was taken for the person."""

    persona_id: int
    source: str
    """Name of the file."""
    notice: str
    """One sentence that says which, and why."""
    changed: bool
    """Whether it was another one before."""


def largest(samples: Sequence[Sample]) -> int:
    """Index of the largest face, or of who speaks longest."""
    return max(range(len(samples)), key=lambda at: (_size(samples[at]), -at))


def choose(examinations: Sequence[Examination]) -> list[Choice]:
    """One choice for each examination of one person's media, all by the same encoder."""
    person = _recurring(examinations) if any(len(e.samples) > 1 for e in examinations) else None
    return [_choice(each, person) for each in examinations]


def settle(store: Store, persona_ids: Iterable[int] | None = None) -> list[Settled]:
    """Makes the choice anew for media with several samples, of these people or of all; says what
    was chosen in each."""
    wanted = None if persona_ids is None else set(persona_ids)
    settled = []
    for encoder in store.media.examiners():
        for persona_id in store.media.several(encoder):
            if wanted is None or persona_id in wanted:
                settled += _settle(store, encoder, persona_id)
    return settled


def notice(medium: Picture | Clip, name: str, count: int, choice: Choice) -> str:
    """Which of several faces or speakers was taken for the person, in one sentence."""
    if isinstance(medium, Picture):
        return _sentence(medium.source or "The picture", "image", name, count, choice)
    return _sentence(medium.source or "The clip", "voice", name, count, choice)


def _settle(store: Store, encoder: str, persona_id: int) -> list[Settled]:
    stored = store.media.examinations(persona_id, encoder)
    persona = store.people.by_id([persona_id]).get(persona_id)
    if persona is None:
        return []
    several = [media_id for media_id, each in stored.items() if len(each.samples) > 1]
    sources = store.media.sources(several)
    settled = []
    for (media_id, before), choice in zip(
        stored.items(), choose(list(stored.values())), strict=True
    ):
        if media_id not in sources:
            continue
        changed = choice.at != before.chosen
        if changed and not _chosen(store, media_id, encoder, choice):
            continue
        kind, source = sources[media_id]
        sentence = _sentence(source, kind, persona.name, len(before.samples), choice)
        settled.append(Settled(persona_id, source, sentence, changed))
    return settled


def _chosen(store: Store, media_id: int, encoder: str, choice: Choice) -> bool:
    """Stores the choice; False when the medium was forgotten meanwhile."""
    number = None if choice.at is None else choice.at + 1
    try:
        store.media.choose(media_id, encoder, number, by_user=False)
    except BadInput:
        return False
    return True


def _sentence(source: str, kind: str, name: str, count: int, choice: Choice) -> str:
    if kind == "image":
        shows, many, order = "shows", "faces", "from the left"
        why = {"largest": "the largest, ", "recurs": f"who is in other pictures of {name} too, "}
    else:
        shows, many, order = "has", "speakers", "to speak"
        why = {
            "largest": "who speaks longest, ",
            "recurs": f"who is in other clips of {name} too, ",
        }
    if choice.at is None:
        return f"{source} {shows} {count} {many}; none was taken for {name}"
    number = f"number {choice.at + 1} {order}"
    if choice.why == "largest" and kind == "image":
        return f"{source} {shows} {count} {many}; the largest, {number}, was taken for {name}"
    reason = f", {why[choice.why]}" if choice.why in why else " "
    return f"{source} {shows} {count} {many}; {number}{reason}was taken for {name}"


# --- who recurs


def _choice(examination: Examination, person: tuple[NDArray[np.float32], float] | None) -> Choice:
    samples = examination.samples
    if examination.by_user:
        return Choice(examination.chosen, "user")
    if len(samples) < 2:
        return Choice(0 if samples else None, "only")
    if person is not None:
        centre, bar = person
        alike = np.stack([sample.vector for sample in samples]) @ centre
        if alike.max() >= bar:
            return Choice(int(alike.argmax()), "recurs")
    return Choice(largest(samples), "largest")


def _recurring(
    examinations: Sequence[Examination],
) -> tuple[NDArray[np.float32], float] | None:
    """What the person who recurs looks or sounds like, and how alike it takes to be them; None when
    nobody is in two media."""
    found = [each for each in examinations if each.samples]
    bar = _ALIKE.get(found[0].encoder.partition("/")[0], _ALIKE_ELSE)
    told = [e.samples[e.chosen].vector for e in found if e.by_user and e.chosen is not None]
    if told:
        return _centre(np.stack(told)), bar
    vectors = np.stack([sample.vector for each in found for sample in each.samples])
    sizes = np.array([_size(sample) for each in found for sample in each.samples])
    starts = np.cumsum([0, *(len(each.samples) for each in found[:-1])])
    media = np.concatenate(
        [
            (np.maximum.reduceat(vectors[at : at + _ROWS] @ vectors.T, starts, axis=1) >= bar).sum(
                1
            )
            for at in range(0, len(vectors), _ROWS)
        ]
    )
    if media.max() < 2:
        return None
    groups = [
        _group(vectors, starts, at, bar) for at in np.flatnonzero(media == media.max()).tolist()
    ]
    return _centre(vectors[max(groups, key=lambda group: sizes[group].sum())]), bar


def _group(
    vectors: NDArray[np.float32], starts: NDArray[np.intp], at: int, bar: float
) -> list[int]:
    """In each medium the sample most like the one at `at`, where it is alike at all."""
    alike = vectors @ vectors[at]
    best = [
        start + int(alike[start:stop].argmax())
        for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(vectors)], strict=True)
    ]
    return [each for each in best if alike[each] >= bar]


def _centre(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = vectors.mean(axis=0)
    centre: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return centre


def _size(sample: Sample) -> float:
    if sample.box is not None:
        return sample.box.width * sample.box.height
    return sum(end - start for start, end in sample.spans)
