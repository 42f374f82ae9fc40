"""A process that corrects people until it is stopped, and says so after each correction.

Usage: corrector.py HOME KEY_FILE FIRST, where FIRST is the number of the first correction.
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corrections import correct, fill

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import Store

KINDS = (
    "add add edit edit date remove move split merge rename alias consent reject undo forget".split()
)


def step(store: Store, number: int) -> None:
    """The correction of that number: the same in every process. What is refused changes nothing."""
    chance = random.Random(number)
    if not store.people.all():
        fill(store, "Ann", [1, 5, 7], [])
        return
    with suppress(BadInput, PersonaNotFound):
        correct(store, chance.choice(KINDS), chance.randrange(31))


if __name__ == "__main__":
    home, key_file, first = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with Store.open(home, key_file=key_file) as opened:
        for number in range(first, 1_000_000):
            step(opened, number)
            print(number, flush=True)
