"""The personality as every door shows it: a document, lines, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.personality import NEUTRAL_AT, TRAITS, words
from persona_assistant.views.layout import Line
from persona_assistant.views.words import counted

if TYPE_CHECKING:
    from persona_assistant.assistant.personality import PersonalityPage
    from persona_assistant.personality import Point

PERSONALITY_EXPLAINED = (
    "From each message that you write in a conversation, a language model reads how you come "
    "across in five traits, and answers are then given in a tone that fits you. This is kept in "
    "the encrypted memory alone. You can look at it, switch it off, reset it and erase it at any "
    "time."
)
"""What the switch does, for who decides about it."""
_BARS = "▁▂▃▄▅▆▇█"


def personality_document(page: PersonalityPage) -> dict[str, Any]:
    return {
        "on": page.on,
        "obstacle": page.obstacle or None,
        "traits": page.traits._asdict(),
        "messages": len(page.points),
        "pending": page.pending,
        "points": [
            {
                "turn": each.observation.turn,
                "said": each.observation.said,
                "shown": each.observation.traits._asdict(),
                "traits": each.traits._asdict(),
                "moved": each.moved,
                "change": change or None,
            }
            for each, change in zip(page.points, page.changes, strict=True)
        ],
    }


def personality_lines(page: PersonalityPage) -> list[Line]:
    """The switch, then each trait with its number, what that means, and how it came about."""
    shown = [Line(personality_switch(page.on))]
    if page.obstacle:
        shown.append(Line(page.obstacle))
    elif page.pending:
        waiting = counted(page.pending, "message")
        shown.append(Line(f"Still to be read: {waiting} (when you chat, or by personality read)."))
    if not page.points:
        return [*shown, Line("Nothing was read of your personality yet.")]
    width = max(map(len, TRAITS))
    for axis, trait in enumerate(TRAITS):
        value = page.traits[axis]
        course = personality_sparkline([each.traits[axis] for each in page.points])
        shown.append(Line(f"{trait:{width}}  {value:.1f}  {course}  {words(trait, value)}"))
    first, last = (each.observation.said[:10] for each in (page.points[0], page.points[-1]))
    span = f"on {first}" if first == last else f"from {first} to {last}"
    shown.append(
        Line(f"From 1 to 5; 3 is neutral. Of {counted(len(page.points), 'message')} {span}.", True)
    )
    return shown


def personality_history_lines(page: PersonalityPage) -> list[Line]:
    """What each message showed, the latest first, with the change that undoing it takes."""
    if not page.points:
        return [Line("Nothing was read of your personality yet.")]
    rows = []
    for point, change in reversed(list(zip(page.points, page.changes, strict=True))):
        when = point.observation.said[:16].replace("T", " ")
        number = f"{change or '?':>6}"
        rows.append(Line(f"{number}  {when}  {personality_showed(point)}", quiet=not point.moved))
    return rows


def personality_showed(point: Point) -> str:
    """For example "openness 5, neuroticism 1"."""
    told = [
        f"{trait} {value:g}"
        for trait, value in zip(TRAITS, point.observation.traits, strict=True)
        if value != NEUTRAL_AT
    ]
    return ", ".join(told) or "nothing of any trait"


def personality_switch(on: bool) -> str:
    return f"Your personality is {'' if on else 'not '}read from your messages."


def personality_switched_lines(on: bool, obstacle: str, overridden_by: str) -> list[Line]:
    """What follows from turning the switch."""
    if overridden_by:
        return [Line(f"The setting is written, but {overridden_by} says otherwise and wins.")]
    if not on:
        kept = "What was read is kept and not used; personality reset drops it."
        return [Line(personality_switch(False)), Line(kept)]
    shown = [Line(f"{personality_switch(True)} What you wrote before is left alone.")]
    return [*shown, Line(PERSONALITY_EXPLAINED), *([Line(obstacle)] if obstacle else [])]


def personality_read(count: int) -> str:
    return f"Read {counted(count, 'message')}." if count else "There was nothing to read."


def personality_reset(count: int, *, erased: bool) -> str:
    if not count:
        return "There was nothing of your personality."
    messages = counted(count, "message")
    if erased:
        return f"Erased what was read of your personality from {messages}."
    return f"Your personality is neutral again; it was read from {messages}. Undo brings it back."


def personality_sparkline(values: Sequence[float], width: int = 16) -> str:
    """A trait over time in `width` characters, or fewer where there are fewer values."""
    if len(values) > width:
        step = (len(values) - 1) / (width - 1)
        values = [values[round(place * step)] for place in range(width)]
    return "".join(_BARS[min(7, int((value - 1) / 4 * 8))] for value in values)
