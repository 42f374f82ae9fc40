"""The likeliest sentences, read once more side by side.

Of somebody with many notes the places of several windows were never compared: "the day he moved in"
is as sure of one date as the next one is of another. Laid below each other as one passage, without
all that stands around them, the network weighs them against each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.pmg import Note
from persona_assistant.reader.network import Place, ReaderNetwork

BESIDE = 4
"""How many sentences are laid side by side."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences as one note."""

    note: Note
    starts: tuple[int, ...]
    """Where each sentence begins in it, in characters."""


def side_by_side(sentences: Sequence[tuple[str, Note]]) -> Passage:
    """Sentences with their notes as one passage, a line each, with the date of the newest note."""
    lines = [" ".join(sentence.split("\n")) for sentence, _ in sentences]
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    days = [note.date for _, note in sentences if note.date is not None]
    return Passage(Note("\n".join(lines), max(days, default=None)), tuple(starts))


def weighed(
    network: ReaderNetwork,
    question: str,
    name: str | None,
    places: Sequence[tuple[Note, Place]],
) -> list[tuple[Note, Place]]:
    """The places, best first, each of the likeliest sentences with the mean of the logits that it
    has in its note and beside the others; the rest stay below these. Raises ModelError."""
    ordered = sorted(places, key=lambda each: -each[1].logit)
    best: dict[str, tuple[Note, Place]] = {}
    rest = []
    for note, place in ordered:
        sentence = note.text[place.start : place.end]
        if len(best) < BESIDE and sentence not in best:
            best[sentence] = (note, place)
        else:
            rest.append((note, place))
    if len(best) < 2:
        return ordered
    told = sorted(best.items(), key=lambda each: _when(each[1]))
    passage = side_by_side([(sentence, note) for sentence, (note, _) in told])
    read = network.places(question, [passage.note], name)[0]
    found = []
    for at, (_, (note, place)) in enumerate(told):
        begin = passage.starts[at]
        end = passage.starts[at + 1] if at + 1 < len(told) else len(passage.note.text) + 1
        beside = [each.logit for each in read if begin <= each.start < end]
        logit = (place.logit + max(beside)) / 2 if beside else place.logit
        found.append((note, replace(place, logit=logit)))
    found.sort(key=lambda each: -each[1].logit)
    least = found[-1][1].logit
    return found + [(n, replace(p, logit=min(p.logit, least))) for n, p in rest]


def _when(told: tuple[Note, Place]) -> tuple[datetime.date, int]:
    note, place = told
    return note.date or datetime.date.min, place.start
