"""What remembering costs over many turns: time of the update for each, and room in the file.

    python bench/speed/remembering.py [--turns 10000] [--json]

update_ms [p95 <= 300]
    Milliseconds of CPU that the update takes after a turn, without a language model: the turn's
    statements, and the episodes of sessions that are over. Every second turn tells something, in
    sentences of its own; every fortieth begins a new session.
bytes_per_turn, growth
    How much the file grows with each turn and its answer, and the growth over the last tenth of
    the turns beside that over the second tenth; 1 is linear.
retrieve_ms [p95 <= 150]
    Milliseconds of a search for what a question is about, at the end.

Seconds belong to a machine.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SESSION = 40
QUESTIONS = 200
THINGS = "boiler bicycle garden kettle piano sofa carpet ladder violin stove lamp mirror".split()
TOWNS = "Porto Lisbon Faro Braga Coimbra Evora Aveiro Leiria Setubal Viseu".split()
BEGIN = datetime.datetime(2020, 1, 1, 8)


def turn(number: int) -> str:
    thing, town = THINGS[number % 12], TOWNS[number // 12 % 10]
    if number % 2:
        return f"Where was the {thing} number {number} again, and how far is {town}?"
    if number % 10 == 0:
        return f"Remind me to look after the {thing} number {number} in {town}."
    return f"I bought {thing} number {number} in {town} in May 2021, and I like it."


def measured(place: Path, turns: int) -> dict[str, Any]:
    from persona_assistant.assistant import remembering
    from persona_assistant.assistant.recollection import retrieve
    from persona_assistant.assistant.services import Services
    from persona_assistant.engines.extractive import ExtractiveEngine
    from persona_assistant.memory import Store
    from persona_assistant.pmg import ConversationTurn
    from persona_assistant.routing import calibration

    store = Store.open(place, key_file=place.parent / "key")
    remembering.is_over = lambda session: False  # it is always the time of the latest turn
    services = Services.over(store, {}, calibration.load(), ExtractiveEngine())
    spent: list[float] = []
    sizes: list[int] = []
    store._connections.raw().execute("PRAGMA synchronous = OFF")  # the disk is not measured
    talk, said = store.conversations.begin().id, BEGIN
    for number in range(turns):
        if number % SESSION == 0:
            said += datetime.timedelta(hours=8)
            talk = store.conversations.begin().id
        said += datetime.timedelta(minutes=1)
        asked, answered = store.conversations.append(
            talk,
            ConversationTurn("user", turn(number)),
            ConversationTurn("assistant", "I will remember that."),
        )
        moment = said.strftime("%Y-%m-%dT%H:%M:%SZ")
        store._connections.raw().execute(
            "UPDATE turn SET created = ? WHERE id IN (?, ?)", (moment, asked.id, answered.id)
        )
        begun = time.process_time()
        remembering.update(services)
        spent.append(1000 * (time.process_time() - begun))
        if (number + 1) % max(1, turns // 10) == 0:
            store._connections.raw().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            sizes.append((place / "memory.db").stat().st_size)
    found: list[float] = []
    for number in range(QUESTIONS):
        question = f"What did I tell you about the {THINGS[number % 12]} in {TOWNS[number % 10]}?"
        begun = time.perf_counter()
        retrieve(services, question)
        found.append(1000 * (time.perf_counter() - begun))
    steps = [later - sooner for sooner, later in itertools.pairwise(sizes)]
    result = {
        "turns": turns,
        "memories": len(store.memories.list()),
        "update_ms": _spread(spent),
        "update_ms_last_tenth": _spread(spent[-max(1, turns // 10) :]),
        "bytes_per_turn": round(sizes[-1] / turns),
        "growth": round(steps[-1] / max(1, steps[0]), 2) if len(steps) > 1 else None,
        "retrieve_ms": _spread(found),
    }
    services.close()
    return result


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"median": 0.5, "p95": 0.95, "most": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in at.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--turns", type=int, default=10_000, metavar="N")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder) / "store", chosen.turns)
    if chosen.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        shown = value
        if isinstance(value, dict):
            shown = ", ".join(f"{each} {figure}" for each, figure in value.items())
        print(f"{name:22}{shown}")


if __name__ == "__main__":
    main()
