"""Fair questions about people of a world, over the 18 tasks of Omni-Persona, answerable and not.

Fair means what it means in `persona_worlds.scenes`: an answerable question has its answer in the
note of the person meant; an absent attribute is nowhere with that person, not in the note, not on
the picture, not in the clip, nor anything that could be taken for it; a cue in words fits one of
the people only. What is asked for, and how it is worded, depends on the task and not on whether
there is an answer. Words come from the word bank of the person's split.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from persona_worlds.biographies import GROUPS, bare, gold_of, with_article
from persona_worlds.record import Image, Voice
from persona_worlds.scenes import TASKS
from persona_worlds.texts import choose
from persona_worlds.word_bank import WordBank, fill_choices, load_words

from persona_assistant.train.corpus.scenes import (
    Encounter,
    PeoplePool,
    Scene,
    another_clip,
    another_picture,
    of_the_day,
)

ANSWERABLE, ABSENT_PERSONA, ABSENT_ATTRIBUTE = "answerable", "absent persona", "absent attribute"
PLAIN = "plain wall"
_TRIES = 400
_SCENES = 12
_MOST_HELD, _EVEN = 12, 2.5
_BY = {"visual": "face", "voice": "voice"}
_WEATHER = re.compile(
    r"\b(rain|wind|fog|fros?t|frozen|storm|moon|shade|snow|sun|heat|hail|cloud)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question put to a scene."""

    task: str
    kind: str
    attribute: str
    scene: Scene
    text: str
    image: Image | None
    voice: Voice | None
    gold: str | None
    """None where it cannot be answered."""

    @property
    def target(self) -> int | None:
        return None if self.kind == ABSENT_PERSONA else self.scene.meant


def attributes_of(task: str) -> tuple[str, ...]:
    """What a task asks for.

    Clothes are on every picture and so never absent with somebody who is there: they are asked for
    only where the persona may be absent instead.
    """
    modality, group = TASKS[task][1], TASKS[task][3]
    return (
        GROUPS[group]
        if modality in _BY
        else tuple(each for each in GROUPS[group] if each != "clothes")
    )


def ask(
    rng: np.random.Generator,
    pool: PeoplePool,
    split: str,
    task: str,
    attribute: str,
    kind: str,
    count: int,
    at: int,
) -> TextQuestion | None:
    """A question with `count` people, the one meant in place `at`; None if nobody fits."""
    words, modality = load_words(split), TASKS[task][1]
    for _ in range(_TRIES):
        meant = of_the_day(rng, choose(rng, pool.people))
        if not _fits(rng, words, meant, attribute, kind, modality):
            continue
        for attempt in range(_SCENES):
            scene = pool.scene(rng, count, _BY.get(modality, "job"), meant, at)
            others = [each for k, each in enumerate(scene.encounters) if k != at]
            trapped = any(attribute in each.noted.holds for each in others)
            if kind == ANSWERABLE and any(_tells(each, attribute, meant) for each in others):
                continue
            if (
                kind == ABSENT_ATTRIBUTE
                and not trapped
                and attempt < _SCENES // 2
                and rng.random() < 0.6
            ):
                continue
            text = _worded(rng, words, scene, attribute, modality)
            if text is None:
                continue
            image, voice = _shown(rng, scene, kind, modality, TASKS[task][3])
            gold = (
                gold_of(words, attribute, meant.person.facts[attribute])
                if kind == ANSWERABLE
                else None
            )
            return TextQuestion(task, kind, attribute, scene, text, image, voice, gold)
    return None


def _shown(
    rng: np.random.Generator, scene: Scene, kind: str, modality: str, group: str
) -> tuple[Image | None, Voice | None]:
    """What the query shows or plays: not the context's own, and no hint at the answer."""
    there = kind != ABSENT_PERSONA
    if modality == "visual":
        quiet: dict[str, Callable[[Image], bool]] = {
            "emotion": lambda i: i.expression == "neutral",
            "environment": lambda i: i.background == PLAIN,
        }
        return another_picture(rng, scene, there, quiet.get(group)), None
    if modality == "voice":
        return None, another_clip(
            rng, scene, there, (lambda v: v.mood == "neutral") if group == "emotion" else None
        )
    return None, None


def _fits(
    rng: np.random.Generator,
    words: WordBank,
    meant: Encounter,
    attribute: str,
    kind: str,
    modality: str,
) -> bool:
    note, image, voice = meant.noted, meant.picture, meant.clip
    if attribute not in meant.person.facts:
        return False
    if modality == "dialogue_semantic" and (not voice.speaks_fact or "said" in note.holds):
        return False
    if kind != ABSENT_ATTRIBUTE:
        return attribute in note.holds
    # Long notes hold a given thing more often than short ones, and hints at it too. So that length
    # tells nothing, a short one is seldom taken where the thing is missing (_EVEN was measured:
    # answerable and not, notes are then as long).
    if rng.random() > (len(note.holds) / _MOST_HELD) ** _EVEN:
        return False
    if attribute in note.holds or any(near in note.holds for near in _near(words, attribute)):
        return False
    heard = f"{note.text}\n{voice.text}"
    if _leaks(words, attribute).search(heard):
        return False
    if attribute in ("place", "weather", "surroundings"):
        return image.background == PLAIN and not (attribute == "weather" and _WEATHER.search(heard))
    if attribute == "feeling":
        return voice.mood == "neutral" and image.expression == "neutral"
    if attribute == "reason":
        return "feeling" in note.holds and not voice.speaks_fact
    return attribute != "clothes" and not (attribute == "said" and voice.speaks_fact)


def _tells(other: Encounter, attribute: str, meant: Encounter) -> bool:
    """Somebody else's note gives the very answer, so that knowing who is meant would not matter."""
    return (
        attribute in other.noted.holds
        and other.person.facts.get(attribute) == meant.person.facts[attribute]
    )


def _near(words: WordBank, attribute: str) -> tuple[str, ...]:
    if attribute in words.attributes:
        return words.attributes[attribute].near
    return {"feeling": ("reason",), "reason": ("said",)}.get(attribute, ())


@lru_cache(maxsize=256)
def _pattern(leaks: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        r"\b(?:" + "|".join(map(re.escape, leaks)) + ")" if leaks else r"(?!)", re.IGNORECASE
    )


def _leaks(words: WordBank, attribute: str) -> re.Pattern[str]:
    return _pattern(words.attributes[attribute].leaks if attribute in words.attributes else ())


# --- words ---------------------------------------------------------------------------------------


def _worded(
    rng: np.random.Generator, words: WordBank, scene: Scene, attribute: str, modality: str
) -> str | None:
    """The question; None where no cue in words fits the person meant alone."""
    question = fill_choices(rng, choose(rng, _questions(words, scene.target, attribute)))
    if modality in _BY:
        return question.format(
            who=fill_choices(
                rng,
                choose(rng, words.templates["who_shown" if modality == "visual" else "who_heard"]),
            )
        )
    cues = ["said"] if modality == "dialogue_semantic" else _cues(words, scene.target, attribute)
    cues = [cue for cue in cues if _unique(words, scene, cue)]
    if not cues:
        return None
    relative = _relative(rng, words, scene.target, choose(rng, cues))
    if question.endswith("{who}?") and len(relative) < 60 and rng.random() < 0.6:
        return question.format(who=f"the person {relative.rstrip('.?')}")
    return fill_choices(rng, choose(rng, words.templates["hinted"])).format(
        rel=relative.rstrip(".?"), q=question.format(who="that person")
    )


def _questions(words: WordBank, meant: Encounter, attribute: str) -> tuple[str, ...]:
    if attribute == "said":
        return words.said_questions[meant.person.statement.kind]
    if attribute in ("feeling", "reason"):
        return words.templates[f"{attribute}_questions"]
    return words.attributes[attribute].questions


def _cues(words: WordBank, meant: Encounter, asked: str) -> list[str]:
    """Attributes of the note that may point at the person without coming near what is asked."""
    held = [a for a in meant.noted.holds if a in words.attributes or a == "feeling"]
    return [
        a
        for a in held
        if a != asked
        and a not in _near(words, asked)
        and asked not in _near(words, a)
        and not (a == "feeling" and asked == "reason")
    ]


def _unique(words: WordBank, scene: Scene, cue: str) -> bool:
    def value_of(each: Encounter) -> str:
        value = each.person.statement.gold if cue == "said" else each.person.facts.get(cue, "")
        return _root(words, cue, value)

    return all(
        value_of(each) != value_of(scene.target)
        for k, each in enumerate(scene.encounters)
        if k != scene.meant
    )


def _root(words: WordBank, attribute: str, value: str) -> str:
    """Values of one root are too much alike to tell people apart by."""
    values = words.attributes[attribute].values if attribute in words.attributes else ()
    return next((each.root for each in values if each.text == value), value)


def _relative(rng: np.random.Generator, words: WordBank, meant: Encounter, cue: str) -> str:
    if cue == "said":
        said = meant.person.statement
        return fill_choices(rng, choose(rng, words.templates["said_cues"])).format(
            q=said.first_person, rep=said.reported
        )
    value = meant.person.facts[cue]
    if cue == "feeling":
        hint = next((f.hint for f in words.feelings if f.text == value), "")
        frames = words.templates["feeling_cues"]
    else:
        hint = next((v.hint for v in words.attributes[cue].values if v.text == value), "")
        frames = words.attributes[cue].cues
    frame = choose(rng, [f for f in frames if "{hint}" not in f or hint])
    av = with_article(cue, value)
    return fill_choices(rng, frame).format(v=value, f=value, av=av, bare=bare(value), hint=hint)
