"""Who lives in a world: every person is sampled from (seed, split, index) alone.

Nothing of a person depends on anybody but their partner: of every two neighbours, the second may be
made to look like the first, to sound like the first, or to have the same job. So people can be
drawn in any order, in parallel, and again after an interruption, and a larger split begins with the
people of a smaller one (but for a last one who had no partner).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd

import numpy as np

from persona_worlds import faces, voices
from persona_worlds.biographies import (
    APPEARANCE,
    BIO,
    SCENERY,
    PersonName,
    Profile,
    WrittenNote,
    biography,
    dialogue,
    sample_profile,
)
from persona_worlds.events import EVENTS
from persona_worlds.identities import sample_identity
from persona_worlds.scenes import clothes_phrase, look_alike, sound_alike
from persona_worlds.texts import choose
from persona_worlds.word_bank import SPLITS, WordBank, fill_choices, load_words

STREAMS = {"train": 71, "dev": 72, "test": 73}
"""First word of every split's random streams: no other population has these (`people.SEEDS`)."""
EXPRESSIONS = {
    "happy": "grin",
    "excited": "grin",
    "sad": "sad",
    "tired": "neutral",
    "nervous": "neutral",
    "calm": "smile",
    "annoyed": "sad",
    "proud": "smile",
    "worried": "sad",
    "neutral": "neutral",
}
"""Mood of the day -> expression on the picture of the day."""
SPEEDS = {"slow": 0.82, "normal": 1.0, "fast": 1.2}
BACKGROUNDS = {
    "beach": "beach",
    "map room": "library",
    "café": "cafe",
    "train to": "train",
    "park behind": "park",
    "at the counter": "office",
    "mountain hut": "mountains",
    "kitchen": "kitchen",
    "street by": "street",
}
"""Words in a place -> the background of the picture of the day; a plain wall goes with every other
place."""
_BRIEF = 2.5
"""Seconds: clips under a lower cap hold a few words and no sentence."""
_WORD_SECONDS = 0.42
"""A slow speaker's time for one word, to keep clips under a cap."""


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """One clip before it is spoken."""

    text: str
    sound: voices.VoiceNuisance
    speed: str
    speaks_fact: bool
    event: str | None
    under: bool


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person, before any media are made. The first picture and the first clip are of the day the
    notes tell of.
    """

    split: str
    index: int
    face: faces.FaceIdentity
    voice: voices.VoiceIdentity
    profile: Profile
    looks: tuple[faces.FaceNuisance, ...]
    takes: tuple[ClipPlan, ...]
    sounds: tuple[ClipPlan, ...]
    """Clips with a sound event."""
    notes: tuple[WrittenNote, ...]
    alike: Mapping[str, int | None]
    """face, voice, job -> index of the partner in the same split who shares it."""


def _rng(seed: int, split: str, use: int, index: int) -> np.random.Generator:
    return np.random.default_rng((STREAMS[split], seed, use, index))


def _links(seed: int, split: str, index: int, count: int) -> dict[str, bool]:
    """What the two of a pair share. Nothing where the second of them is beyond the end of the
    split."""
    drawn = _rng(seed, split, 0, index // 2).random(3) < (0.3, 0.3, 0.3)
    return dict(zip(("face", "voice", "job"), (bool(d) and (index | 1) < count for d in drawn)))


def identity(
    seed: int, split: str, index: int, count: int
) -> tuple[faces.FaceIdentity, voices.VoiceIdentity]:
    """Face and voice of a person of a split of `count` people."""
    rng = _rng(seed, split, 1, index)
    links = _links(seed, split, index, count)
    if index % 2 == 0 or not (links["face"] or links["voice"]):
        return sample_identity(rng)
    like_face, like_voice = identity(seed, split, index - 1, count)
    face, voice = sample_identity(rng, like_face.presentation)
    return (
        look_alike(rng, like_face) if links["face"] else face,
        sound_alike(rng, like_voice) if links["voice"] else voice,
    )


def _pair(seed: int, k: int, firsts: tuple[str, ...], lasts: tuple[str, ...]) -> tuple[str, str]:
    """The k-th of all pairs, in an order of the seed in which no pair returns before all have
    been."""
    n = len(firsts) * len(lasts)
    stride = next(s for s in itertools.count(int(0.618 * n) + seed % 7) if gcd(s, n) == 1)
    place = (k * stride + 7919 * seed) % n
    return firsts[place // len(lasts)], lasts[place % len(lasts)]


def name_of(seed: int, words: WordBank, index: int, presentation: str) -> PersonName:
    """Unique in the split; every ninth is written in another script as long as there are any
    left."""
    scripts = [s for s in words.names if s != "latin"]
    if index % 9 == 4:
        turn = index // 9
        names = words.names[scripts[turn % len(scripts)]]
        k = turn // len(scripts)
        if k < len(names[presentation]) * len(names["last"]):
            first, last = _pair(seed, k, names[presentation], names["last"])
            return PersonName(f"{first} {last}", first, presentation)
    names = words.names["latin"]
    first, last = _pair(seed, index, names[presentation], names["last"])
    again = index // (len(names[presentation]) * len(names["last"]))
    middle = f" {chr(ord('A') + (again - 1) % 26)}." if again else ""
    return PersonName(f"{first}{middle} {last}", first, presentation)


def sample_person(
    seed: int,
    split: str,
    index: int,
    count: int,
    *,
    images: int = 2,
    clips: int = 2,
    sounds: int = 1,
    seconds: float | None = None,
) -> PersonDraft:
    """Person `index` of a split of `count` people. With `seconds`, what is said is short enough for
    it."""
    words, links = load_words(split), _links(seed, split, index, count)
    face, voice = identity(seed, split, index, count)
    rng = _rng(seed, split, 2, index)
    look = faces.face_nuisance(rng, blink=False, brightness=float(rng.uniform(0.92, 1.05)))
    profile = sample_profile(
        rng, words, name_of(seed, words, index, face.presentation), clothes_phrase(look)
    )
    if links["job"] and index % 2:
        theirs = sample_person(seed, split, index - 1, count).profile
        profile = replace(
            profile,
            facts={**profile.facts, "job": theirs.facts["job"]},
            hints={**profile.hints, "job": theirs.hints["job"]},
            roots={**profile.roots, "job": theirs.roots["job"]},
        )
    speaks_fact = bool(rng.random() < 0.5) and _fits(profile.statement.spoken, seconds)
    written = _written(rng, say_it=not speaks_fact and rng.random() < 0.75, job=links["job"])
    notes = _notes(rng, words, profile, written)
    mood = profile.mood if "feeling" in written else "neutral"
    shown = next(
        (b for mark, b in BACKGROUNDS.items() if mark in profile.facts["place"]), "plain wall"
    )
    look = replace(
        look, background=shown if "place" in written else "plain wall", expression=EXPRESSIONS[mood]
    )
    looks = [look]
    while len(looks) < images:
        other = faces.face_nuisance(rng)
        if other.clothes_colour != look.clothes_colour and other.background != look.background:
            looks.append(other)
    said = profile.statement.spoken if speaks_fact else _small_talk(rng, words, seconds)
    takes = [
        ClipPlan(
            said,
            voices.voice_nuisance(rng, mood, telephone=False),
            "normal",
            speaks_fact,
            None,
            False,
        )
    ]
    for k in range(1, clips + sounds):
        text = _small_talk(rng, words, seconds, [t.text for t in takes])
        takes.append(_take(rng, text, seconds, eventful=k >= clips))
    alike = {what: index ^ 1 if linked else None for what, linked in links.items()}
    return PersonDraft(
        split,
        index,
        face,
        voice,
        profile,
        tuple(looks),
        tuple(takes[:clips]),
        tuple(takes[clips:]),
        notes,
        alike,
    )


def _take(
    rng: np.random.Generator, text: str, seconds: float | None, *, eventful: bool
) -> ClipPlan:
    """Some other day's clip: any mood, any speed, and maybe something else to be heard."""
    speed = choose(rng, ("slow", "normal", "normal", "fast"))
    mood = "neutral" if rng.random() < 0.35 else None
    sound = voices.voice_nuisance(rng, mood, telephone=not eventful and bool(rng.random() < 0.06))
    sound = replace(sound, tempo=round(sound.tempo * SPEEDS[speed], 3))
    event = choose(rng, EVENTS) if eventful else None
    return ClipPlan(
        text,
        sound,
        speed,
        False,
        event,
        eventful and (seconds is not None or bool(rng.random() < 0.4)),
    )


def _fits(text: str, seconds: float | None) -> bool:
    return seconds is None or _WORD_SECONDS * len(text.split()) <= seconds


def _small_talk(
    rng: np.random.Generator, words: WordBank, seconds: float | None, heard: Sequence[str] = ()
) -> str:
    """Short enough for the cap, and none of what was `heard`, as far as there is such."""
    brief = seconds is not None and seconds < _BRIEF
    for _ in range(60):
        text = fill_choices(
            rng, choose(rng, words.templates["few_words" if brief else "small_talk"])
        )
        if _fits(text, seconds) and text not in heard:
            break
    return text


def _written(rng: np.random.Generator, *, say_it: bool, job: bool) -> set[str]:
    """Which attributes are written down at all; the rest stays unsaid."""
    odds = dict(zip((*SCENERY, *APPEARANCE, "feeling"), (0.65, 0.4, 0.35, 0.4, 0.4, 0.35, 0.65)))
    chosen = {a for a, p in odds.items() if rng.random() < p}
    if "feeling" in chosen and rng.random() < 0.7:
        chosen.add("reason")
    chosen |= {str(a) for a in rng.permutation(BIO)[: int(rng.integers(4, 8))]}
    return chosen | ({"said"} if say_it else set()) | ({"job"} if job else set())


def _notes(
    rng: np.random.Generator, words: WordBank, profile: Profile, written: set[str]
) -> tuple[WrittenNote, ...]:
    """A biography and a dialogue. Each holds a part of what is written; between them they hold all
    of it."""
    parts: tuple[set[str], set[str]] = (set(), set())
    for attribute in sorted(written - {"reason"}):
        where = int(rng.choice(3, p=(0.35, 0.35, 0.3)))
        for k in (0, 1):
            if where in (k, 2):
                parts[k].add(attribute)
    for k in (0, 1):  # a talk needs something that is told, a biography something to tell
        tellable = sorted(written & {*BIO, "feeling", "said"})
        while len(parts[k] & set(tellable)) < 2:
            parts[k].add(tellable[int(rng.integers(len(tellable)))])
        if "feeling" in parts[k] and "reason" in written:
            parts[k].add("reason")
    partner = None
    if "place" not in parts[1] and rng.random() < 0.4:
        firsts = words.names["latin"]["f"] + words.names["latin"]["m"]
        partner = choose(rng, [f for f in firsts if f != profile.name.first])
    return biography(rng, words, profile, sorted(parts[0])), dialogue(
        rng, words, profile, sorted(parts[1]), partner
    )


def split_sizes(people: int, shares: tuple[float, float, float]) -> dict[str, int]:
    """How many people each split has: their shares of `people`, to within one."""
    ends = [round(people * sum(shares[: k + 1]) / sum(shares)) for k in range(3)]
    return dict(zip(SPLITS, (ends[0], ends[1] - ends[0], people - ends[1])))
