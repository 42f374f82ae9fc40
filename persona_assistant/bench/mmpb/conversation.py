"""The small talk between telling and asking: how much of what was told is left after ten turns of
it?

The release's own dialogues are in the user's copy of it. They are joined until there are enough
turns, as the release does, so that all items get the same ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from persona_assistant.bench.mmpb.records import LFS
from persona_assistant.errors import RecordError
from persona_assistant.prompt import Turn

PLACE = Path("multi_turn", "generic_text", "multi_turn_conversation.json")
_SIDES = ("user", "assistant")


def read_talk(home: Path, turns: int) -> tuple[Turn, ...]:
    """The first `turns` pairs of what a user says and an assistant answers. `home` is the data's
    folder.

    The file is looked for there and one folder up. Raises RecordError.
    """
    if turns == 0:
        return ()
    places = [folder / PLACE for folder in (home, home.resolve().parent)]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise RecordError(
            f"{turns} turns of conversation need {PLACE.as_posix()} of the release: put it into {home}, "
            "or ask with turns=0"
        )
    said = _utterances(path)
    if len(said) < 2 * turns:
        raise RecordError(
            f"{path}: holds {len(said) // 2} turns, not {turns}; ask with fewer turns"
        )
    return tuple(_turn(said[at], at, path) for at in range(2 * turns))


def _utterances(path: Path) -> list[Any]:
    """All conversations one after another: a list of lists, or one list, bare or under
    "conversation"."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror})") from None
    if data.startswith(LFS):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: not JSON ({error}); get a fresh copy") from None
    if isinstance(found, dict):
        found = found.get("conversation")
    if not isinstance(found, list):
        raise RecordError(f'{path}: expected a list of conversations, bare or under "conversation"')
    return [said for each in found for said in (each if isinstance(each, list) else [each])]


def _turn(said: Any, at: int, path: Path) -> Turn:
    side = _SIDES[at % 2]
    if not isinstance(said, dict) or said.get("role") != side:
        raise RecordError(f"{path}, utterance {at + 1}: role: expected {side!r}")
    content = said.get("content")
    if not isinstance(content, str) or not content.strip():
        raise RecordError(f"{path}, utterance {at + 1}: content: expected text")
    return Turn(side, (content,))
