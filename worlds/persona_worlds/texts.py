"""From facts to what a user writes down, and to what is asked about it later.

A `Profile` is all that is true of somebody. A `Note` is what the user wrote of it: some facts, each
in one sentence that is remembered, so that it is known by construction which question the text can
answer (`note.holds`) and where (`note.sentence`). Wordings come from one split of `words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from persona_worlds import words
from persona_worlds.words import ATTRIBUTES, share

T = TypeVar("T")
_TERSE = 32
"""Characters of a sentence on average, below which a note reads as short notes."""

GROUPS: dict[str, tuple[str, ...]] = {
    "bio": tuple(name for name, a in ATTRIBUTES.items() if a.group == "bio"),
    "emotion": ("feeling", "reason"),
    "environment": ("place", "weather", "surroundings"),
    "dialogue": ("said",),
    "appearance": ("clothes", "footwear", "carried"),
}
"""What can be asked, by group."""
NEAR = {
    **{name: a.near for name, a in ATTRIBUTES.items()},
    "feeling": ("reason",),
    "reason": ("said",),
    "said": (),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is true of a person on the day of the note. `facts` maps attribute to value."""

    name: str
    presentation: str
    facts: Mapping[str, str]
    hints: Mapping[str, str]
    mood: str
    said: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    sentences: tuple[tuple[tuple[str, ...], str], ...]
    """(attributes answered, sentence), in order of the text."""

    def holds(self, attribute: str) -> bool:
        return any(attribute in attributes for attributes, _ in self.sentences)

    def sentence(self, attribute: str) -> str:
        return next(s for attributes, s in self.sentences if attribute in attributes)


def choose(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of them, at random."""
    return options[int(rng.integers(len(options)))]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _article(noun: str) -> str:
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def _pronouns(name: str, presentation: str) -> dict[str, str]:
    s, o, p = ("she", "her", "her") if presentation == "f" else ("he", "him", "his")
    return {"n": name, "s": s, "S": _cap(s), "o": o, "p": p, "P": _cap(p)}


def sample_profile(
    rng: np.random.Generator, split: str, name: str, presentation: str, clothes: str
) -> Profile:
    """A profile with a value for every attribute. `clothes` is what the picture shows ("a red
    hoodie")."""
    facts, hints = {"clothes": clothes}, {}
    for attribute, a in ATTRIBUTES.items():
        if a.values:
            facts[attribute], _, hints[attribute] = choose(rng, a.values).partition(" | ")
    feeling, mood, reasons = choose(rng, words.FEELINGS)
    facts["feeling"], _, hints["feeling"] = feeling.partition(" | ")
    facts["reason"] = choose(rng, reasons).format(**_pronouns(name, presentation))
    said = choose(rng, share(words.SAID, split))
    facts["said"] = said[2]
    return Profile(name, presentation, facts, hints, mood, said)


def write_note(
    rng: np.random.Generator,
    split: str,
    profile: Profile,
    attributes: Sequence[str],
    *,
    terse: bool | None = None,
) -> Note:
    """Write down the given attributes of a profile, as prose or (`terse`) as short notes.

    "reason" is written together with "feeling". The first sentence always names the person.
    """
    terse = bool(rng.random() < 0.25) if terse is None else terse
    base = _pronouns(profile.name, profile.presentation)
    wanted = set(attributes)
    bio = [a for a in GROUPS["bio"] if a in wanted]
    rng.shuffle(bio)
    look = [a for a in GROUPS["appearance"] if a in wanted]
    blocks: list[list[str]] = [
        [a for a in ("place", "weather", "surroundings") if a in wanted],
        look,
        bio,
        ["said"] if "said" in wanted else [],
        ["feeling"] if "feeling" in wanted else [],
    ]
    last = rng.permutation([2, 3, 4]).tolist() if rng.random() < 0.6 else [2, 4, 3]
    tail = [blocks[i] for i in last]
    early = look if rng.random() < 0.7 else []
    order = [a for block in [blocks[0], early, *tail] for a in block]
    order += [a for a in look if a not in order]
    used: set[str] = set()

    def sentence(options: Sequence[str], **fields: str) -> str:
        fresh = [o for o in share(options, split) if o not in used] or list(share(options, split))
        template = choose(rng, fresh)
        used.add(template)
        return _cap(template.format(**base, **fields))

    out: list[tuple[tuple[str, ...], str]] = []
    if "place" not in wanted:
        out.append(((), sentence(words.NOTE_OPENERS if terse else words.OPENERS)))
    out += [_write(attribute, profile, wanted, terse, sentence) for attribute in order]
    if not terse and len(out) < 8 and rng.random() < 0.5:
        out.insert(int(rng.integers(1, len(out) + 1)), ((), sentence(words.FILLERS)))
    glue = "\n" if terse and rng.random() < 0.4 else " "
    return Note(glue.join(s for _, s in out), tuple(out))


def _write(
    attribute: str, profile: Profile, wanted: set[str], terse: bool, sentence: Callable[..., str]
) -> tuple[tuple[str, ...], str]:
    """(attributes answered, the sentence) for one attribute of a profile."""
    if attribute == "feeling":
        f = profile.facts["feeling"]
        if "reason" in wanted:
            kind = words.FEELING_NOTES if terse else words.FEELING_PROSE
            return ("feeling", "reason"), sentence(
                kind,
                f=f,
                f_cap=_cap(f),
                r=profile.facts["reason"],
                r_cap=_cap(profile.facts["reason"]),
            )
        kind = words.FEELING_ONLY_NOTES if terse else words.FEELING_ONLY
        return ("feeling",), sentence(kind, f=f, f_cap=_cap(f))
    if attribute == "said":
        quote, reported = profile.said[:2]
        # A quote that asks keeps its question mark inside the quotation marks.
        asks = quote.startswith(("Could", "Would", "Can"))
        text = sentence(
            words.SAID_NOTES if terse else words.SAID_PROSE,
            q=quote,
            rep=reported,
            rep_cap=_cap(reported),
        )
        if asks:
            text = text.replace(f'{quote},"', f'{quote}?"').replace(f'{quote}."', f'{quote}?"')
        return ("said",), text
    a, v = ATTRIBUTES[attribute], profile.facts[attribute]
    av = _article(v) if attribute == "job" else v
    bare = v.split(" ", 1)[-1] if v.startswith(("a ", "an ")) else v
    return (attribute,), sentence(
        a.notes if terse else a.prose, v=v, av=av, v_cap=_cap(v), av_cap=_cap(av), bare=bare
    )


def naming_topic(rng: np.random.Generator, profile: Profile, note: Note) -> Note:
    """The note with a sentence more, which names what was talked about and not what was said."""
    terse = "\n" in note.text or len(note.text) < _TERSE * len(note.sentences)
    frames = words.TOPIC_NOTES if terse else words.TOPIC_PROSE
    fields = _pronouns(profile.name, profile.presentation)
    sentence = _cap(choose(rng, frames).format(t=words.TOPICS[profile.facts["said"]], **fields))
    glue = "\n" if "\n" in note.text else " "
    return Note(f"{note.text}{glue}{sentence}", (*note.sentences, ((), sentence)))


def gold_of(profile: Profile, attribute: str) -> str:
    """The short right answer."""
    value = profile.facts[attribute]
    if attribute == "reason":
        return f"because {value}"
    return ATTRIBUTES[attribute].gold.format(v=value) if attribute in ATTRIBUTES else value


def _question(rng: np.random.Generator, split: str, attribute: str, kind: str) -> str:
    if attribute == "said":
        options = words.SAID_QUESTIONS[kind]
    elif attribute in ("feeling", "reason"):
        options = words.FEELING_QUESTIONS if attribute == "feeling" else words.REASON_QUESTIONS
    else:
        options = ATTRIBUTES[attribute].questions
    return choose(rng, share(options, split))


def question_about(
    rng: np.random.Generator, split: str, attribute: str, who: str, kind: str = "promise"
) -> str:
    """A question for an attribute; `kind` is the kind of thing said, for "said"."""
    return _question(rng, split, attribute, kind).format(who=who)


def who_shown(rng: np.random.Generator, split: str) -> str:
    return choose(rng, share(words.WHO_SHOWN, split))


def who_heard(rng: np.random.Generator, split: str) -> str:
    return choose(rng, share(words.WHO_HEARD, split))


def cue_for(rng: np.random.Generator, split: str, profile: Profile, attribute: str) -> str:
    """A relative clause that points at a person by one fact: "who plays the harp", "I met on the
    pier"."""
    if attribute == "said":
        quote, reported = profile.said[:2]
        return (
            choose(rng, share(words.QUOTED, split)).format(q=quote)
            if rng.random() < 0.25
            else f"who {reported}"
        )
    cues = words.FEELING_CUES if attribute == "feeling" else ATTRIBUTES[attribute].cues
    options = [c for c in share(cues, split) if "{hint}" not in c or profile.hints.get(attribute)]
    v = profile.facts[attribute]
    clause = choose(rng, options).format(
        v=v, f=v, av=_article(v) if attribute == "job" else v, hint=profile.hints.get(attribute, "")
    )
    return clause if clause.startswith("I ") else f"who {clause}"


def hinted(rng: np.random.Generator, split: str, relative: str, attribute: str, kind: str) -> str:
    """A question that finds its person by words: the cue in the question, or before it."""
    template = _question(rng, split, attribute, kind)
    short = len(relative) < (60 if template.endswith("{who}?") else 24)
    if short and rng.random() < 0.6:
        return template.format(who=f"the person {relative}")
    return choose(rng, share(words.WHO_HINTED, split)).format(
        rel=relative, q=template.format(who="that person")
    )
