"""Personality: how the user comes across in what they write, as the five traits of the Big Five.

Each trait is a number from 1 to 5; 3 is neutral, and where everybody begins. A model says of each
message how it comes across, in whole numbers, and the profile moves a part of the way there:

    p <- inertia(m) p + (1 - inertia(m)) shown        m: messages that were looked at before

The first messages move it by half of the way, those from the fiftieth on by a tenth. A message that
shows nothing is all neutral and leaves the profile as it is (PersonaVLM, arXiv 2604.13074). The
profile is always reckoned from the messages, so that without one of them it is what it would be had
that message never been written.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from persona_assistant.errors import BadInput

LEAST, NEUTRAL_AT, MOST = 1, 3, 5
_SETTLED = 50
"""Messages after which the inertia grows no more."""
_INERTIA = tuple(
    0.5 + 0.2 * (1 - math.cos(math.pi * messages / _SETTLED)) for messages in range(_SETTLED + 1)
)
"""0.7 - 0.2 cos(pi m / 50), exact at its beginning."""

SkipRule = Literal["paper", "release"]
"""What leaves the profile as it is: with "paper" a message whose traits are all neutral; with
"release", as the published program has it, each trait that is neutral for itself."""


class Traits(NamedTuple):
    """The five traits, each from 1 to 5."""

    openness: float
    conscientiousness: float
    extraversion: float
    agreeableness: float
    neuroticism: float


TRAITS = Traits._fields
NEUTRAL = Traits(*[float(NEUTRAL_AT)] * len(TRAITS))


@dataclass(frozen=True, slots=True)
class Observation:
    """How the user came across in one message."""

    turn: int
    """The id of the turn that it stands on."""
    said: str
    """When the message was written: UTC, ISO 8601."""
    traits: Traits
    """Whole numbers."""


@dataclass(frozen=True, slots=True)
class Point:
    """The profile after a message."""

    observation: Observation
    traits: Traits
    moved: bool
    """Whether the message moved it; one that shows nothing does not."""


def inertia(messages: int) -> float:
    """How much of the profile stays, from 0.5 to 0.9, once so many messages were looked at."""
    if messages < 0:
        raise ValueError(f"a number of messages is not negative: {messages}")
    return _INERTIA[min(messages, _SETTLED)]


def evolved(profile: Traits, shown: Traits, messages: int, rule: SkipRule = "paper") -> Traits:
    """The profile after a message that comes across as `shown`; `messages` came before it."""
    if rule == "paper" and all(each == NEUTRAL_AT for each in shown):
        return profile
    stays = inertia(messages)
    return Traits(
        *(
            was
            if rule == "release" and now == NEUTRAL_AT
            else _within(stays * was + (1 - stays) * now)
            for was, now in zip(profile, shown, strict=True)
        )
    )


def course(observations: Iterable[Observation], rule: SkipRule = "paper") -> tuple[Point, ...]:
    """The profile after each of these messages, which are in order."""
    points: list[Point] = []
    profile = NEUTRAL
    for number, each in enumerate(observations):
        former, profile = profile, evolved(profile, each.traits, number, rule)
        points.append(Point(each, profile, profile is not former and profile != former))
    return tuple(points)


def milestones(points: Sequence[Point], most: int = 4) -> tuple[Point, ...]:
    """A few of these points, evenly spread, with the first and the last."""
    if len(points) <= most:
        return tuple(points)
    places = {round(place * (len(points) - 1) / (most - 1)) for place in range(most)}
    return tuple(points[place] for place in sorted(places))


def whole(values: Iterable[Any]) -> Traits:
    """Traits as a model gives them. Raises BadInput unless these are five whole numbers from 1 to
    5."""
    found = tuple(values)
    if len(found) != len(TRAITS) or not all(
        isinstance(each, int) and not isinstance(each, bool) and LEAST <= each <= MOST
        for each in found
    ):
        raise BadInput(
            f"{found!r} are no traits; they are five whole numbers from {LEAST} to {MOST}.",
            code="no_traits",
        )
    return Traits(*found)


def _within(value: float) -> float:
    """Rounding may lead past the ends."""
    return min(max(value, float(LEAST)), float(MOST))


# --- in words

_WORDS = {
    "openness": ("practical and fond of the familiar", "curious and open to new ideas"),
    "conscientiousness": ("spontaneous and easy-going about order", "organised and thorough"),
    "extraversion": ("quiet and reserved", "outgoing and talkative"),
    "agreeableness": ("frank and sceptical", "warm and considerate"),
    "neuroticism": ("calm and even-tempered", "sensitive and easily worried"),
}
"""What somebody with little and with much of a trait is like."""
_LOW, _HIGH = 2.5, 3.5
_VERY = 1.0
"""How far beyond these a trait is a marked one."""


def words(trait: str, value: float) -> str:
    """What a trait of this size means, such as "curious and open to new ideas". It follows the
    number as it is shown, to one decimal."""
    low, high = _WORDS[trait]
    at = round(value, 1)
    if at <= _LOW:
        return f"very {low}" if at <= _LOW - _VERY else low
    if at >= _HIGH:
        return f"very {high}" if at >= _HIGH + _VERY else high
    return "neither much nor little"


def lines(profile: Traits) -> tuple[str, ...]:
    """A line for each trait: its name, its number to one decimal, and what that means."""
    return tuple(
        f"{trait} {value:.1f} ({words(trait, value)})"
        for trait, value in zip(TRAITS, profile, strict=True)
    )
