"""What a world person's profile holds, and the two kinds of notes it is remembered by.

A biography is what somebody keeps of a person: prose, or short notes. A dialogue is a talk with the
person, turn by turn: as a script with names, or told with quotation marks; what belongs to the
place or to the looks stands before it. Every note remembers which sentence holds which attribute,
so it is known by construction what it can answer. All words come from one split of `word_bank`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from persona_worlds.texts import choose
from persona_worlds.word_bank import Attribute, Statement, Value, WordBank, fill_choices

BIO = (
    "job",
    "employer",
    "hometown",
    "studies",
    "hobby",
    "instrument",
    "pet",
    "family",
    "food",
    "allergy",
    "languages",
    "goal",
    "collects",
    "commute",
)
SCENERY = ("place", "weather", "surroundings")
APPEARANCE = ("clothes", "footwear", "carried")
GROUPS: dict[str, tuple[str, ...]] = {
    "bio": BIO,
    "emotion": ("feeling", "reason"),
    "environment": SCENERY,
    "dialogue": ("said",),
    "appearance": APPEARANCE,
}
"""What can be asked, by group of task."""
ATTRIBUTES = tuple(a for group in GROUPS.values() for a in group)


_VOWEL = re.compile(r"[aeio]|u(?!k|ni|se|ti)", re.IGNORECASE)
_WITHOUT_ARTICLE = ("job", "instrument")
"""Attributes whose values are bare nouns."""
_ASIDES = 0.2
"""How often the other one of a dialogue tells something of their own life."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name, and the words that stand for it. `first` is what friends say."""

    full: str
    first: str
    presentation: str

    def words(self, n: str) -> dict[str, str]:
        """What fills {n}, {s}, {S}, {o}, {p}, {P} of a frame."""
        s, o, p = ("she", "her", "her") if self.presentation == "f" else ("he", "him", "his")
        return {"n": n, "s": s, "S": cap(s), "o": o, "p": p, "P": cap(p)}


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is true of a person. `facts` maps every attribute to its value, `roots` to the frame
    it came from.
    """

    name: PersonName
    facts: Mapping[str, str]
    hints: Mapping[str, str]
    roots: Mapping[str, str]
    mood: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class WrittenNote:
    kind: str
    """biography or dialogue."""
    text: str
    holds: Mapping[str, str]
    """Attribute -> the sentence of `text` that holds it."""


def cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def article(noun: str) -> str:
    """With "a" or "an", as it is spoken: "an electric guitar", "a ukulele"."""
    return f"{'an' if _VOWEL.match(noun) else 'a'} {noun}"


def with_article(attribute: str, value: str) -> str:
    """The value with its article; most attributes' values have one already, or need none."""
    return article(value) if attribute in _WITHOUT_ARTICLE else value


def bare(value: str) -> str:
    return value.split(" ", 1)[-1] if value.startswith(("a ", "an ")) else value


def sample_profile(
    rng: np.random.Generator, words: WordBank, name: PersonName, clothes: str
) -> Profile:
    """A value for every attribute; `clothes` is what the picture of the day shows."""
    drawn: dict[str, Value] = {
        attribute: choose(rng, a.values) for attribute, a in words.attributes.items() if a.values
    }
    feeling = choose(rng, words.feelings)
    statement = choose(rng, words.statements)
    return Profile(
        name,
        facts={
            **{a: v.text for a, v in drawn.items()},
            "clothes": clothes,
            "feeling": feeling.text,
            "reason": fill_choices(rng, choose(rng, feeling.reasons)),
            "said": statement.gold,
        },
        hints={**{a: v.hint for a, v in drawn.items()}, "feeling": feeling.hint},
        roots={
            **{a: v.root for a, v in drawn.items()},
            "clothes": clothes,
            "feeling": feeling.text,
        },
        mood=feeling.mood,
        statement=statement,
    )


def gold_of(words: WordBank, attribute: str, value: str) -> str:
    """The short right answer."""
    if attribute == "reason":
        return f"because {value}"
    return (
        words.attributes[attribute].gold.format(v=value) if attribute in words.attributes else value
    )


class NoteWriter:
    """Fills frames for one note; no frame comes twice in it."""

    def __init__(self, rng: np.random.Generator, words: WordBank, profile: Profile) -> None:
        self.rng, self.words, self.profile = rng, words, profile
        self._used: set[str] = set()
        self._introduced = False

    def fill(self, frames: Sequence[str], **fields: str) -> str:
        """A sentence. The first one that names the person gives the whole name."""
        frame = choose(self.rng, [f for f in frames if f not in self._used] or frames)
        self._used.add(frame)
        n = self.profile.name.first if self._introduced else self.profile.name.full
        self._introduced = self._introduced or "{n}" in frame
        return cap(fill_choices(self.rng, frame).format(**self.profile.name.words(n), **fields))

    def use(self, name: str, **fields: str) -> str:
        return self.fill(self.words.templates[name], **fields)

    def value(self, attribute: str, frames: Callable[[Attribute], Sequence[str]]) -> str:
        """The sentence of an attribute whose frames stand with its values."""
        v = self.profile.facts[attribute]
        av = with_article(attribute, v)
        return self.fill(
            frames(self.words.attributes[attribute]), v=v, av=av, v_cap=cap(v), bare=bare(v)
        )

    def feeling(self, with_reason: bool, full: str, only: str) -> str:
        f, r = self.profile.facts["feeling"], self.profile.facts["reason"]
        return self.use(full if with_reason else only, f=f, f_cap=cap(f), r=r, r_cap=cap(r))

    def said(self, use: str) -> str:
        statement = self.profile.statement
        return self.use(
            use, q=statement.spoken, rep=statement.reported, rep_cap=cap(statement.reported)
        )


def _feeling_holds(with_reason: bool) -> tuple[str, ...]:
    return ("feeling", "reason") if with_reason else ("feeling",)


def biography(
    rng: np.random.Generator, words: WordBank, profile: Profile, attributes: Sequence[str]
) -> WrittenNote:
    """A note that holds these attributes, as prose or as short notes; its first sentence names the
    person."""
    terse = bool(rng.random() < 0.25)
    writer, wanted = NoteWriter(rng, words, profile), set(attributes)
    bio = [str(a) for a in rng.permutation([a for a in BIO if a in wanted])]
    look = [a for a in APPEARANCE if a in wanted]
    blocks = [bio, ["feeling"] if "feeling" in wanted else [], ["said"] if "said" in wanted else []]
    rest = [a for i in (rng.permutation(3) if rng.random() < 0.5 else range(3)) for a in blocks[i]]
    order = [a for a in SCENERY if a in wanted] + (
        look + rest if rng.random() < 0.6 else rest + look
    )
    sentences: list[tuple[tuple[str, ...], str]] = []
    if "place" not in wanted:
        sentences.append(((), writer.use("note_openers" if terse else "openers")))
    for attribute in order:
        if attribute == "feeling":
            reason = "reason" in wanted
            uses = (
                ("feeling_notes", "feeling_only_notes")
                if terse
                else ("feeling_prose", "feeling_only")
            )
            sentences.append((_feeling_holds(reason), writer.feeling(reason, *uses)))
        elif attribute == "said":
            sentences.append((("said",), writer.said("said_notes" if terse else "said_prose")))
        else:
            sentences.append(
                ((attribute,), writer.value(attribute, lambda a: a.notes if terse else a.prose))
            )
    if not terse and rng.random() < 0.5:
        sentences.insert(int(rng.integers(1, len(sentences) + 1)), ((), writer.use("fillers")))
    glue = "\n" if terse and rng.random() < 0.4 else " "
    return _note("biography", glue.join(s for _, s in sentences), sentences)


def dialogue(
    rng: np.random.Generator,
    words: WordBank,
    profile: Profile,
    attributes: Sequence[str],
    partner: str | None,
) -> WrittenNote:
    """A talk in which the person tells these attributes, with `partner` (a first name) or, when
    None, with "me".
    """
    writer, wanted = NoteWriter(rng, words, profile), set(attributes)
    sentences: list[tuple[tuple[str, ...], str]] = []
    if partner or "place" not in wanted:
        header = (
            writer.use("talk_about", partner=partner) if partner else writer.use("talk_headers")
        )
        sentences.append(((), header))
    sentences += [
        ((attribute,), writer.value(attribute, lambda a: a.prose))
        for attribute in (*SCENERY, *APPEARANCE)
        if attribute in wanted
    ]
    lead = " ".join(s for _, s in sentences)
    turns: list[tuple[bool, str]] = []  # (is it the person who speaks, what)

    def ask_and_tell(ask: str, tell: str, holds: tuple[str, ...]) -> None:
        # Not everything is asked for: some is volunteered, and answered with a word.
        if rng.random() < 0.75 or not turns or turns[-1][0] is False or len(turns) < 3:
            turns.append((False, ask))
            turns.append((True, tell))
        else:
            turns.append((True, f"{turns.pop()[1]} {tell}"))
            turns.append((False, writer.use("reactions")))
        sentences.append((holds, tell))

    if rng.random() < 0.6:
        turns += [(False, writer.use("greetings")), (True, writer.use("greeted"))]
    order = [str(a) for a in rng.permutation([a for a in (*BIO, "feeling", "said") if a in wanted])]
    for attribute in order:
        if attribute == "feeling":
            reason = "reason" in wanted
            tell = writer.feeling(reason, "feeling_tells", "feeling_only_tells")
            ask_and_tell(writer.use("feeling_asks"), tell, _feeling_holds(reason))
        elif attribute == "said":
            ask_and_tell(writer.use("said_asks"), profile.statement.spoken, ("said",))
        else:
            ask = writer.value(attribute, lambda a: a.asks)
            ask_and_tell(ask, writer.value(attribute, lambda a: a.tells), (attribute,))
    if rng.random() < _ASIDES:
        turns += _aside(rng, writer, [a for a in BIO if a not in wanted])
    if rng.random() < 0.4:
        turns += [(False, writer.use("goodbyes")), (True, writer.use("goodbye_replies"))]
    return _note("dialogue", f"{lead}\n{_script(rng, profile.name, partner, turns)}", sentences)


def _aside(
    rng: np.random.Generator, writer: NoteWriter, untold: Sequence[str]
) -> list[tuple[bool, str]]:
    """For once the person asks, and the other tells: a trap, for nothing of it is true of the
    person."""
    attribute = choose(rng, untold)
    a = writer.words.attributes[attribute]
    value = choose(rng, [v.text for v in a.values if v.root != writer.profile.roots[attribute]])
    fields = {"v": value, "av": article(value), "v_cap": cap(value)}
    return [(True, writer.fill(a.asks)), (False, writer.fill(a.tells, **fields))]


def _script(
    rng: np.random.Generator,
    name: PersonName,
    partner: str | None,
    turns: Sequence[tuple[bool, str]],
) -> str:
    """The turns as lines: with names before a colon, or in quotation marks with "says"."""
    joined: list[tuple[bool, str]] = []
    for own, text in turns:
        if joined and joined[-1][0] == own:
            joined[-1] = (own, f"{joined[-1][1]} {text}")
        else:
            joined.append((own, text))
    if rng.random() < 0.75:
        return "\n".join(
            f"{name.first if own else (partner or 'Me')}: {text}" for own, text in joined
        )
    spoken = [(name.first if own else (partner or "I"), text) for own, text in joined]
    return "\n".join(f'{who} {"say" if who == "I" else "says"}: "{text}"' for who, text in spoken)


def _note(kind: str, text: str, sentences: Sequence[tuple[tuple[str, ...], str]]) -> WrittenNote:
    return WrittenNote(kind, text, {a: sentence for holds, sentence in sentences for a in holds})
