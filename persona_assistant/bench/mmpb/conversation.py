"""The small talk between telling and asking: how much is left of what was told after ten turns?

The dialogues are in the user's copy of the release. As there, they are joined until there are
enough turns, so that all items get the same ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from persona_assistant.bench.mmpb.records import LFS_POINTER
from persona_assistant.errors import RecordError
from persona_assistant.prompt import Turn

FILE = Path("multi_turn", "generic_text", "multi_turn_conversation.json")
_ROLES: tuple[Literal["user"], Literal["assistant"]] = ("user", "assistant")


def read_conversation(home: Path, turns: int) -> tuple[Turn, ...]:
    """The first `turns` pairs of a user's turn and an assistant's.

    The file is looked up in the data's folder `home` and one folder up. Raises RecordError.
    """
    if turns == 0:
        return ()
    places = [folder / FILE for folder in (home, home.resolve().parent)]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise RecordError(
            f"{turns} turns of conversation need {FILE.as_posix()} of the release: "
            f"put it into {home}, or run with turns=0"
        )
    utterances = _utterances(path)
    if len(utterances) < 2 * turns:
        raise RecordError(
            f"{path}: holds {len(utterances) // 2} turns, not {turns}; run with fewer turns"
        )
    return tuple(_turn(utterances[at], at, path) for at in range(2 * turns))


def _utterances(path: Path) -> list[Any]:
    """The utterances of all dialogues in order. The file holds a list of them or of dialogues, bare
    or under "conversation"."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror})") from None
    if data.startswith(LFS_POINTER):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: not JSON ({error}); get a fresh copy") from None
    if isinstance(document, dict):
        document = document.get("conversation")
    if not isinstance(document, list):
        raise RecordError(f'{path}: expected a list of conversations, bare or under "conversation"')
    dialogues = (each if isinstance(each, list) else [each] for each in document)
    return [utterance for dialogue in dialogues for utterance in dialogue]


def _turn(utterance: Any, at: int, path: Path) -> Turn:
    role = _ROLES[at % 2]
    if not isinstance(utterance, dict) or utterance.get("role") != role:
        raise RecordError(f"{path}, utterance {at + 1}: role: expected {role!r}")
    content = utterance.get("content")
    if not isinstance(content, str) or not content.strip():
        raise RecordError(f"{path}, utterance {at + 1}: content: expected text")
    return Turn(role, (content,))
