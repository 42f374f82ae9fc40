"""Two or more people side by side: their notes, who reads them, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from persona_assistant import abstention
from persona_assistant.assistant.ages import Ages
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.reading import AnyReader, Found, Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered: the text, and what each person's notes say."""

    text: str
    people: tuple[PersonAnswer, ...]
    abstained: bool = False
    short: str = ""
    """In the fewest words, where that is not the text."""
    best: int | None = None
    """Who of them is older, has more or did it first; None where that is not what is told."""


@dataclass(frozen=True)
class Pair:
    """The people named, their notes and who reads them."""

    reader: AnyReader
    named: Sequence[Named]
    notes: Mapping[int, Sequence[Note]]
    ages: Ages
    called: Callable[[str], Sequence[frozenset[int]]]
    """Who may be called by each of the names in a text."""
    aliases: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """Other names of theirs."""
    holders: Mapping[int, tuple[str, Sequence[Note]]] = field(default_factory=dict)
    """Of those without notes of their own, the name and the notes of the one who tells of them."""

    def names_of(self, each: Named) -> str:
        """Whatever one of them is called by."""
        return " ".join((each.name, each.typed, *self.aliases.get(each.persona_id, ())))

    def read(self, question: str, each: Named) -> Reading:
        """A question with {name}, asked of one of them."""
        asked = question.replace("{name}", each.name)
        return self.reader.read(asked, self.notes[each.persona_id], name=each.name)

    def of(self, each: Named, found: Found | None, answer: str = "") -> PersonAnswer:
        if found is None:
            return PersonAnswer(each.persona_id, each.name)
        return PersonAnswer(
            each.persona_id,
            each.name,
            found.sentence,
            found.note.date,
            found.note.triplet_id,
            found.probability,
            answer or found.span,
        )


def nothing(pair: Pair, near: Sequence[PersonAnswer] = (), why: str = "") -> Told:
    """Nothing in anybody's notes; `near` is what comes near."""
    names = and_list([each.name for each in pair.named])
    text = f"{abstention.SENTENCE} {why or f'The notes of {names} do not say.'}"
    shown = [each for each in near if each.sentence]
    if shown:
        text += f" They say: {and_list([with_sentence(each) for each in shown])}."
    return Told(text, tuple(shown), abstained=True)


def shortly(each: PersonAnswer) -> str:
    if not each.sentence:
        return f"{each.name}: the notes do not say."
    if _same(each.answer, each.sentence):
        return f'{each.name}: "{each.sentence}"'
    return f'{each.name}: {each.answer} ("{each.sentence}").'


def _same(answer: str, sentence: str) -> bool:
    return not answer or answer.strip(" .").lower() == sentence.strip(" .").lower()


def surest_first(answers: Sequence[PersonAnswer]) -> tuple[PersonAnswer, ...]:
    return tuple(sorted(answers, key=lambda each: -each.probability))
