"""After each session: goals and habits, each in one sentence.

A goal may be added, take the place of former ones, or be finished, where the user said so. What is
left out stays. Reminders are the user's own words and are only ever finished.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from persona_assistant.assistant.longterm.consult import consult
from persona_assistant.assistant.longterm.found import Found
from persona_assistant.assistant.longterm.material import (
    REPLY_TOKENS,
    around,
    day_of,
    form,
    listed,
    numbered,
    overlaps,
    records,
    room,
    said_in,
    stands_on,
)
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Engine
from persona_assistant.language.statements import only_asks, slug, statements, time_of
from persona_assistant.language.words import words
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken

_REMINDER = "reminder."
_AIMS = re.compile(
    r"\b(?:want|wants|wish|hope|hoping|plan|plans|planning|goal|aim|aiming|trying|train|training"
    r"|learn|learning|saving|working (?:on|towards?)|going to|would like|every|each|usually|always"
    r"|never|often|regularly|daily|weekly|monthly|routine|habit|used to|give up|quit|stop|until"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b",
    re.I,
)
"""What the user wants, or does again and again."""
_INSTRUCTION = """\
You keep the list of goals and habits of an assistant's user: what the user wants to reach, is \
working on, or does again and again.
Read the list and what the user said in the last session. List goals and habits that are new or \
different now, each with the user's exact words as evidence and one sentence in the first person. \
Where it takes the place of goals of the list, name their numbers under "replaces"; otherwise \
leave that empty.
Under "finished" name the numbers of goals of the list that the user says are done or given up, \
each with the user's exact words as evidence.
Leave out what is done once and soon. Empty lists are right when nothing is new."""
_NUMBERS = {"type": "array", "items": {"type": "integer"}, "maxItems": 5}
_SCHEMA = form(
    {
        "goals": records({"goal": {"type": "string"}, "replaces": _NUMBERS}, most=5),
        "finished": records({"number": {"type": "integer"}}, most=5),
    }
)


def rewrite(
    services: Services,
    engine: Engine,
    turns: Sequence[ConversationTurn],
    cancel: CancelToken | None,
) -> Found | None:
    """None where the model gave nothing in the form, also when cancelled. Raises EngineError."""
    goals = services.store.memories.list(["procedural"])
    said = ["Goals and habits:", listed(each.text for each in goals)]
    reply = consult(
        engine,
        _INSTRUCTION,
        "\n".join([*said, "The user said:", numbered(turns, room(engine))]),
        _SCHEMA,
        max_tokens=REPLY_TOKENS,
        cancel=cancel,
    )
    if reply is None:
        return None
    new: list[Memory] = []
    replaced: dict[int, None] = {}
    for each in reply["goals"]:
        former = [
            goals[n - 1]
            for n in each["replaces"]
            if 0 < n <= len(goals) and not goals[n - 1].name.startswith(_REMINDER)
        ]
        made = _goal(services, each, turns, former)
        if made is not None:
            new.append(made)
            replaced |= {one.id: None for one in former if one.name != made.name}
    finished = {
        goals[each["number"] - 1].id
        for each in reply["finished"]
        if 0 < each["number"] <= len(goals) and _ends(each, goals[each["number"] - 1], turns)
    }
    return Found(tuple(new), tuple(replaced), tuple(sorted(finished - set(replaced))))


def _goal(
    services: Services,
    given: dict[str, Any],
    turns: Sequence[ConversationTurn],
    former: Sequence[Memory],
) -> Memory | None:
    """None for what does not stand on the user's words, or is remembered of them already."""
    text, turn = " ".join(given["goal"].split()), said_in(given["evidence"], turns)
    if turn is None or not stands_on(text, turn.text, *(each.text for each in former)):
        return None
    if only_asks(text) or _is_plain(around(given["evidence"], turn.text), day_of(turn)):
        return None
    known = services.store.memory_stages.of_turn(turn.id or 0)
    if any(each.kind == "procedural" and overlaps(given["evidence"], each.text) for each in known):
        return None
    begin, end = time_of(around(given["evidence"], turn.text), day_of(turn), ahead=True)
    ids = {turn.id or 0, *(each for one in former for each in one.turns)}
    return Memory(
        "procedural",
        text,
        f"goal.{slug(text)}",
        said=turn.created,
        valid_from=begin,
        valid_to=end,
        origin="turn",
        turns=tuple(sorted(ids)),
        about=tuple(sorted({*turn.about, *(each for one in former for each in one.about)})),
    )


def _is_plain(sentence: str, said: datetime.date) -> bool:
    """Whether a sentence tells a fact, and nothing of what the user wants or does regularly."""
    found = statements(sentence, said)
    return bool(found) and not _AIMS.search(sentence) and all(e.kind == "semantic" for e in found)


def _ends(given: dict[str, Any], goal: Memory, turns: Sequence[ConversationTurn]) -> bool:
    """Whether the user says later than the goal, and of it, that it is done or given up."""
    turn = said_in(given["evidence"], turns)
    if turn is None or (turn.id or 0) <= max(goal.turns, default=0):
        return False
    said = {each.stem for each in words(turn.text) if each.content}
    return any(each.stem in said for each in words(goal.text) if each.content)
