"""After each session: who the user is and how they want to be answered, written anew.

Of what the model says only what the user's own words of the session bear out is kept. An entry
that it leaves out stays as it is, so that a name is never lost. Preferences are condensed: one may
stand for several former ones, and only so many hold at once.
"""

from __future__ import annotations

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
    records,
    room,
    said_in,
    stands_on,
)
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Engine
from persona_assistant.language.statements import only_asks, slug, statements
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken

PREFERENCE = "user.preference."
MOST_PREFERENCES = 7
_KEYS = (
    *("user.name", "user.age", "user.gender", "user.home", "user.work", "user.family"),
    *("user.health", "user.languages", "user.interests"),
    *("persona.identity", "persona.role", "persona.tone", "persona.style", "persona.answers"),
)
_ADDRESSED = re.compile(
    r"^be\b|\b(?:you|your|yourself|answer\w*|repl(?:y|ies)|respond\w*|response\w*|du|dich|dir"
    r"|dein\w*|antwort\w*|tu|te|toi|ton|r[ée]pon\w*|usted|voc[êe]|rispond\w*)\b",
    re.I,
)
"""A wish how the assistant should be speaks to it."""
_INSTRUCTION = """\
You keep the short profile of an assistant's user. "user" entries say who the user is, "persona" \
entries how the user wants the assistant to be and to answer.
Read the profile and what the user said in the last session. List only the entries that are new \
or different now, each with the user's exact words as evidence and its value in a few words.
Then list lasting preferences that are new, each with the user's exact words as evidence and one \
short sentence in the first person. Where it can stand for preferences of the profile, name their \
numbers under "replaces"; otherwise leave that empty.
Leave out what matters only now. Empty lists are right when nothing is new."""
_SCHEMA = form(
    {
        "entries": records({"key": {"enum": list(_KEYS)}, "value": {"type": "string"}}, most=8),
        "preferences": records(
            {
                "preference": {"type": "string"},
                "replaces": {"type": "array", "items": {"type": "integer"}, "maxItems": 7},
            },
            most=MOST_PREFERENCES,
        ),
    }
)


def rewrite(
    services: Services,
    engine: Engine,
    turns: Sequence[ConversationTurn],
    cancel: CancelToken | None,
) -> Found | None:
    """None where the model gave nothing in the form, also when cancelled. Raises EngineError."""
    core = services.store.memories.list(["core"])
    preferences = [each for each in core if each.name.startswith(PREFERENCE)]
    reply = consult(
        engine,
        _INSTRUCTION,
        _material(engine, core, preferences, turns),
        _SCHEMA,
        max_tokens=REPLY_TOKENS,
        cancel=cancel,
    )
    if reply is None:
        return None
    entries = [_entry(each, turns) for each in reply["entries"]]
    kept = tuple(each for each in entries if each is not None)
    return _with_preferences(kept, preferences, reply["preferences"], turns)


def _material(
    engine: Engine,
    core: Sequence[Memory],
    preferences: Sequence[Memory],
    turns: Sequence[ConversationTurn],
) -> str:
    profile = [f"{each.name}: {each.text}" for each in core if each not in preferences]
    return "\n".join(
        [
            "Profile:",
            "\n".join(profile) or "nothing",
            "Preferences:",
            listed(each.text for each in preferences),
            "The user said:",
            numbered(turns, room(engine)),
        ]
    )


def _entry(given: dict[str, Any], turns: Sequence[ConversationTurn]) -> Memory | None:
    value, turn = " ".join(given["value"].split()), said_in(given["evidence"], turns)
    if turn is None or not value or only_asks(value):
        return None
    if given["key"].startswith("user."):
        if any(each.kind != "core" for each in statements(value, day_of(turn))):
            return None  # a whole sentence, not what it says of the user
    elif not _ADDRESSED.search(around(given["evidence"], turn.text)):
        return None
    if given["key"] == "user.name" and said_in(value, [turn]) is None:
        return None
    return _memory(given["key"], value, turn) if stands_on(value, turn.text) else None


def _with_preferences(
    entries: tuple[Memory, ...],
    preferences: Sequence[Memory],
    given: Sequence[dict[str, Any]],
    turns: Sequence[ConversationTurn],
) -> Found:
    replaced: dict[int, None] = {}
    new: list[Memory] = []
    for each in given:
        text, turn = " ".join(each["preference"].split()), said_in(each["evidence"], turns)
        former = [preferences[n - 1] for n in each["replaces"] if 0 < n <= len(preferences)]
        if (
            turn is None
            or only_asks(text)
            or not stands_on(text, turn.text, *(one.text for one in former))
        ):
            continue
        made = _memory(f"{PREFERENCE}{slug(text)}", text, turn, former)
        new.append(made)
        replaced |= {one.id: None for one in former if one.name != made.name}
    names = {each.name for each in new}
    left = [each for each in preferences if each.id not in replaced and each.name not in names]
    left.sort(key=lambda each: (each.said, each.id))
    surplus = left[: max(0, len(left) + len(names) - MOST_PREFERENCES)]
    return Found((*entries, *new), tuple(replaced), tuple(each.id for each in surplus))


def _memory(name: str, text: str, turn: ConversationTurn, former: Sequence[Memory] = ()) -> Memory:
    """From this turn, and from those of the memories that it stands for."""
    ids = {turn.id or 0, *(each for one in former for each in one.turns)}
    return Memory(
        "core",
        text,
        name,
        said=turn.created,
        origin="turn",
        turns=tuple(sorted(ids)),
        about=tuple(sorted({*turn.about, *(each for one in former for each in one.about)})),
    )
