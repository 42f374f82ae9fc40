"""Questions put to all the notes of a person at once, as the reader meets them.

Where a corpus has several notes of a person, a question is written below each note that answers it,
and below some that do not. Here it is one question on all of them; a note that is left out at times
takes its answer with it, so that the network learns to do without.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.train.reader.corpus import Question

FEWEST = 3
"""Notes of a person that are read together in training. Two people of one name have two."""


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """As `corpus.Question`, about several notes of the person."""

    text: str
    name: str
    notes: tuple[Note, ...]
    spots: tuple[tuple[int, int, int], ...]
    """(note, start, end) of each answer."""
    near: bool = False
    pointed: bool = True

    def without(self, left_out: float, chance: random.Random) -> PersonQuestion:
        """Each note but the last one left is gone with this chance, and what it answers."""
        kept = [at for at in range(len(self.notes)) if chance.random() >= left_out]
        kept = kept or [chance.randrange(len(self.notes))]
        places = {at: number for number, at in enumerate(kept)}
        spots = tuple((places[at], start, end) for at, start, end in self.spots if at in places)
        notes = tuple(self.notes[at] for at in kept)
        return PersonQuestion(self.text, self.name, notes, spots, self.near, self.pointed)


Asked = Question | PersonQuestion


def parted(question: Question, chance: random.Random) -> Asked:
    """A question on a note as one on two or three shorter ones, written some time apart; as it is
    where its answers or the sentences of its note do not allow it."""
    text, day = question.note.text, question.note.date
    ends = _ends(text)
    if len(ends) < 3 or day is None:
        return question
    cuts = sorted(chance.sample(ends[:-1], min(len(ends) - 1, chance.choice((1, 1, 2)))))
    if any(start < cut < end for cut in cuts for start, end in question.answers):
        return question
    edges = [0, *cuts, len(text)]
    before = [0, *sorted(chance.sample(range(20, 900), len(cuts)))]
    notes, spots = [], []
    for number, (begin, stop) in enumerate(pairwise(edges)):
        earlier = datetime.timedelta(days=before[len(cuts) - number])
        part = text[begin:stop].lstrip()
        begin = stop - len(part)
        notes.append(Note(part.rstrip(), day - earlier))
        spots += [
            (number, start - begin, end - begin)
            for start, end in question.answers
            if begin <= start and end <= stop
        ]
    if len(set(notes)) < len(notes):
        return question
    return PersonQuestion(
        question.text, question.name, tuple(notes), tuple(spots), question.near, question.pointed
    )


def _ends(text: str) -> list[int]:
    """Where the sentences of a text end."""
    found, at = [], 0
    for sentence in sentences(text):
        at = text.index(sentence, at) + len(sentence)
        found.append(at)
    return found


def of_people(questions: Sequence[Question]) -> tuple[list[PersonQuestion], list[Question]]:
    """The questions about people who have several notes one after the other, each once, and the
    others."""
    together: list[PersonQuestion] = []
    alone: list[Question] = []
    for _, asked in groupby(questions, key=lambda each: each.name):
        theirs = list(asked)
        notes = tuple(dict.fromkeys(each.note for each in theirs))
        if len(notes) < FEWEST:
            alone += theirs
        else:
            together += _put_together(theirs, notes)
    return together, alone


def _put_together(theirs: Sequence[Question], notes: tuple[Note, ...]) -> Iterator[PersonQuestion]:
    for text in dict.fromkeys(each.text for each in theirs):
        same = [each for each in theirs if each.text == text]
        spots = tuple((notes.index(each.note), *span) for each in same for span in each.answers)
        near = not spots and any(each.near for each in same)
        pointed = all(each.pointed for each in same)
        yield PersonQuestion(text, same[0].name, notes, spots, near, pointed)
