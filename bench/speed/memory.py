"""How long the memory takes among many people, against SQLite doing the bare work.

    python bench/speed/memory.py [--triplets 100000]

A store of a tenth as many people as triplets, each triplet a note with the vector of a picture.
Every figure is the median of its runs, beside a reference of the same run: the same rows in an
encrypted SQLite file without events, indexes of text, checks or names. The times of one machine
mean little; the ratios are what is compared.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import apsw
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from persona_assistant.memory import Entry, Store, Vector  # noqa: E402
from persona_assistant.memory.items import ItemKey  # noqa: E402
from persona_assistant.pmg import Picture, Triplet  # noqa: E402

DIM = 256
BATCH = 500


def entry(number: int, chance: np.random.Generator) -> Entry:
    met, likes = number % 977, number % 3571
    note = f"Note {number}: met in town {met}, likes thing {likes}, owes {number} euros."
    picture = Picture(number.to_bytes(8, "big"), 1, 1, f"{number}.jpg")
    return Entry(Triplet(picture, text=note), Vector("face/1", chance.normal(size=DIM)))


def filled(place: Path, triplets: int) -> float:
    """Seconds for each triplet that was added, in folders of people as `enrol` stores them."""
    from persona_assistant.memory.records import IngestedFile

    chance = np.random.default_rng(1)
    with Store.open(place, key_file=place.parent / "key") as store:
        started = time.perf_counter()
        for first in range(0, triplets, BATCH):
            numbers = range(first, min(first + BATCH, triplets))
            store.people.ingest(
                [
                    IngestedFile(f"Person {n // 10}", n.to_bytes(32, "big"), (entry(n, chance),))
                    for n in numbers
                ]
            )
        return (time.perf_counter() - started) / triplets


def bare(place: Path, triplets: int) -> float:
    """The same rows, and nothing else."""
    chance = np.random.default_rng(1)
    db = apsw.Connection(str(place))
    db.execute(f"PRAGMA hexkey = '{'00' * 32}'; PRAGMA journal_mode = WAL")
    db.execute(
        "CREATE TABLE media (id INTEGER PRIMARY KEY, data BLOB);"
        "CREATE TABLE triplet (id INTEGER PRIMARY KEY, persona INTEGER, text TEXT);"
        "CREATE TABLE vector (media INTEGER PRIMARY KEY, data BLOB)"
    )
    started = time.perf_counter()
    for first in range(0, triplets, BATCH):
        with db:
            for n in range(first, min(first + BATCH, triplets)):
                each = entry(n, chance)
                assert each.triplet.image is not None and isinstance(each.image, Vector)
                db.execute("INSERT INTO media VALUES (?, ?)", (n, each.triplet.image.data))
                db.execute("INSERT INTO triplet VALUES (?, ?, ?)", (n, n // 10, each.triplet.text))
                vector = np.asarray(each.image.values, "<f4").tobytes()
                db.execute("INSERT INTO vector VALUES (?, ?)", (n, vector))
    return (time.perf_counter() - started) / triplets


def median(work: Callable[[], object], runs: int = 5) -> float:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def opened(place: Path) -> float:
    def work() -> None:
        with Store.open(place, key_file=place.parent / "key", create=False) as store:
            store.people.get("Person 7")

    return median(work)


def corrected(store: Store, triplets: int) -> dict[str, float]:
    """Seconds of one correction and of undoing it, in the middle of everything."""
    persona = store.people.get(f"Person {triplets // 20}")
    note = store.media.triplets(persona.id)[3].id or 0
    found: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        found.setdefault(name, []).append(time.perf_counter() - started)

    for number in range(5):
        other = store.people.get(f"Person {triplets // 20 + 1 + number}")
        text = f"anew {number}"
        timed("edit", partial(store.items.edit_note, persona.id, note, text))
        timed("undo edit", store.events.undo)
        timed("remove", lambda: store.items.remove(persona.id, [ItemKey("note", note)]))
        timed("undo remove", store.events.undo)
        timed("merge", partial(store.people.merge, persona.uid, other.uid))
        timed("undo merge", store.events.undo)
        timed("history", lambda: store.events.latest({"ingested"}, limit=20))
    return {name: statistics.median(taken) for name, taken in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--triplets", type=int, default=100_000)
    triplets = parser.parse_args().triplets
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        reference = bare(Path(folder) / "bare.db", triplets)
        adding = filled(place, triplets)
        print(f"{triplets:,} triplets of {triplets // 10:,} people")
        print(f"{'bare insert':16}{1000 * reference:10.3f} ms")
        print(f"{'add in bulk':16}{1000 * adding:10.3f} ms  {adding / reference:8.1f} x bare")
        print(f"{'open':16}{1000 * opened(place):10.1f} ms")
        with Store.open(place, key_file=place.parent / "key") as store:
            print(f"{'people':16}{1000 * median(store.people.all):10.1f} ms")
            search = median(lambda: store.passages.search(["town 500", "thing 1234"], 20))
            print(f"{'search':16}{1000 * search:10.1f} ms")
            for name, seconds in corrected(store, triplets).items():
                print(f"{name:16}{1000 * seconds:10.1f} ms  {seconds / adding:8.1f} x add")


if __name__ == "__main__":
    main()
