"""A process that updates the memories of a store, and says so before it asks the model anything.

Usage: updater.py HOME KEY_FILE SECONDS
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from persona_assistant.memory import Store
from persona_assistant.progress import finish
from tests.support.fakes import assistant
from tests.support.thinking import Thinker, fact, message


def update(home: Path, key_file: Path, seconds: float, asked: Callable[[str], object]) -> None:
    """`asked` is told each stage before the model, which takes so many seconds, is asked."""

    def say(stage: str, material: str) -> object:
        asked(stage)
        time.sleep(seconds)
        return REPLIES[stage] if stage in REPLIES else about(message(material))

    with assistant(Thinker(say), Store.open(home, key_file=key_file, create=False)) as memory:
        finish(memory.memories.update(flush=True))


def about(said: str) -> dict[str, object]:
    told = said.split(",")[0]
    return fact(told, f"I know {told}.")


def topic(of: str, *messages: int) -> dict[str, object]:
    return {"summary": f"I asked about {of}.", "keywords": [], "messages": list(messages)}


WORK = {"evidence": "the bakery", "key": "user.work", "value": "the bakery"}
GOAL = {"evidence": "the early bus", "goal": "I take the early bus.", "replaces": []}
REPLIES = {
    "entries": {"entries": [WORK], "preferences": []},
    "goals": {"goals": [GOAL], "finished": []},
    "topics": {"topics": [topic("the bakery", 1), topic("the early bus", 2, 3)]},
}

if __name__ == "__main__":
    update(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        float(sys.argv[3]),
        lambda stage: print(stage, flush=True),
    )
