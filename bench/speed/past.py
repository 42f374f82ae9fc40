"""How long a question about the user's own past takes after many turns.

    python bench/speed/past.py [--turns 10000] [--questions 200]

A store of conversations in sessions of ten turns, a session a day, in which every turn of the user
tells something else. Shown are the median and the 95th percentile of finding memories, of finding
the turns that say most, and of answering without a language model; the CPU that the update took for
a turn; and the size of the file for a turn. The first question also puts the turns in order; it is
shown apart.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from persona_assistant import app  # noqa: E402
from persona_assistant.assistant import Assistant, recollection, remembering  # noqa: E402
from persona_assistant.memory import Store  # noqa: E402
from persona_assistant.memory.dialogues import Dialogue, Said  # noqa: E402
from persona_assistant.pmg import ConversationTurn, Role  # noqa: E402
from persona_assistant.settings import Settings  # noqa: E402

BEGUN = datetime.datetime(2015, 1, 1, 9, 0, tzinfo=datetime.UTC)
THINGS = "boiler bicycle choir parrot novel kettle garden orchard violin tent ladder canoe".split()
DEEDS = "repaired sold painted borrowed lost found bought lent cleaned measured".split()
PLACES = "Porto Ghent Lund Cork Bologna Tartu Graz Leeds Split Bergen Nantes".split()
TURNS = 10
"""Of a session, those of the assistant among them."""


def told(number: int) -> str:
    thing, deed = THINGS[number % 12], DEEDS[number // 12 % 10]
    place = PLACES[number // 120 % 11]
    return f"I {deed} the {thing} number {number} in {place} yesterday. It took {number % 7} hours."


def session(number: int) -> Dialogue:
    begun = BEGUN + datetime.timedelta(days=number)
    said = []
    for at in range(TURNS):
        when = f"{begun + datetime.timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ}"
        text = told(number * TURNS + at) if at % 2 == 0 else "That sounds like a good day."
        role: Role = "user" if at % 2 == 0 else "assistant"
        said.append(Said(ConversationTurn(role, text, created=when)))
    return Dialogue("", said[0].turn.created, tuple(said))


def questions(turns: int, count: int) -> list[str]:
    chance = np.random.default_rng(1)
    asked = []
    for number in (2 * chance.integers(0, turns // 2, count)).tolist():
        thing, deed = THINGS[number % 12], DEEDS[number // 12 % 10]
        asked.append(f"When did I tell you that I {deed} the {thing} number {number}?")
    return asked


def measured(what: str, asked: list[str], ask: Callable[[str], object]) -> None:
    times = []
    for question in asked:
        begun = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - begun))
    print(f"{what:34} median {np.median(times):7.1f} ms   p95 {np.percentile(times, 95):7.1f} ms")


def fill(assistant: Assistant, turns: int) -> float:
    """Seconds of CPU that the update took for a turn."""
    store = assistant.services.open_store(create=True)
    store.exchange.take_in((), source="a measurement", said=map(session, range(turns // TURNS)))
    begun = time.process_time()
    remembering.update(assistant.services, flush=True)
    return (time.process_time() - begun) / turns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        place.mkdir()
        store = Store.open(place, key_file=Path(folder) / "key")
        with app.assistant_over(store, Settings()) as assistant:
            cpu = fill(assistant, given.turns)
            asked = questions(given.turns, given.questions)
            begun = time.perf_counter()
            talk = assistant.services.talks.told()
            print(f"{given.turns} turns, put in order in {time.perf_counter() - begun:.2f} s")
            services = assistant.services
            measured("memories found", asked, lambda each: recollection.retrieve(services, each))
            measured("turns found", asked, lambda each: talk.dialogue.nearest(each, 16))
            measured("turns read", asked[:40], lambda each: talk.dialogue.read(each, ["I"]))
            measured("answered", asked[:40], assistant.ask)
            size = sum(file.stat().st_size for file in place.iterdir())
        each = f"{1000 * cpu:.1f} ms of CPU; store: {size / given.turns:.0f} bytes"
        print(f"a turn: update {each}")


if __name__ == "__main__":
    main()
