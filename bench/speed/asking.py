"""How long a question in words takes, among many people and among many notes.

    python bench/speed/asking.py [--people N] [--notes N] [--runs N] [--json]

Two memories are made up: 1,000 people with three notes each, and one person with 2,000 notes.
Questions name a person, describe one, or ask for a list; each is another one. A row is

cold       The first question of a running program, with opening the memory and loading what reads.
warm       The median of the next ones, and the slowest.
CPU        Processor seconds of a warm one, of all threads: other programs disturb them least.
peak MB    Resident memory at its highest, of the process that asked all of a row's questions.
command    A whole process of the command line, from its start to its last word.

Each row is measured in a process of its own. Seconds belong to a machine; beside warm seconds
stands their ratio to a reference in the same process, the product of two 1,024 x 1,024 matrices of
float32 on one thread, and beside whole processes the ratio to `python -c pass`. What `--help` and
the import cost is measured as `startup.py` does.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.speed.startup import COMMAND, environment, import_seconds, measure  # noqa: E402

TARGETS = {"people": 0.5, "notes": 1.0}
"""Seconds of a warm question."""
TARGET_MB = 400
ROWS = (("people", "name"), ("people", "description"), ("people", "list"), ("notes", "name"))
"""(memory, kind of question)"""
SIZE = 1024

JOBS = "baker dentist pilot welder painter librarian farmer cellist plumber judge tailor diver"
PLACES = "harbour market library station orchard theatre bakery museum campsite bridge"
THINGS = "kite kayak violin camera tortoise bicycle telescope greenhouse motorbike accordion"
FIRST = (
    "Ada Ben Cleo Dov Elif Finn Gia Hal Ivo Jun Kit Lea Max Nia Oto Pia Ravi Sol Tea Uma".split()
)
LAST = [
    f"{start}{end}"
    for start in "Ash Birk Cole Dun Elm Fair Glen Hart Iver Kirk".split()
    for end in "by ford ham ley more".split()
]


# --- what is known, and what is asked


def name_of(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"


def notes_of(number: int) -> list[str]:
    name, first = name_of(number), name_of(number).partition(" ")[0]
    jobs, places, things = JOBS.split(), PLACES.split(), THINGS.split()
    job, place = jobs[number % 12], places[number // 12 % 10]
    thing, other = things[number // 120 % 10], things[(number + 3) % 10]
    return [
        f"{name} works as a {job} and grew up near the {place}.",
        f"met {first} at the {places[(number + 5) % 10]}, told me about a {thing} for hours",
        f"{first} saves up for a {other}. phone 0170 555 {number:04d}",
    ]


def diary_of(number: int) -> str:
    """One of one person's notes."""
    jobs, places, things = JOBS.split(), PLACES.split(), THINGS.split()
    return (
        f"Lunch {number} with Ada near the {places[number % 10]}. She talked about her "
        f"{things[number // 10 % 10]} and a {jobs[number // 100 % 12]} she knows."
    )


def questions(memory: str, kind: str, runs: int, people: int) -> list[str]:
    jobs, places, things = JOBS.split(), PLACES.split(), THINGS.split()
    asked = []
    for run in range(runs):
        number = (run * 97 + 11) % people
        name = name_of(number)
        if memory == "notes":
            wanted = f"her {things[run % 10]}", "the harbour", f"a {jobs[run % 12]} she knows"
            asked.append(f"What did Ada Ashby say about {wanted[run % 3]}, number {run}?")
        elif kind == "name":
            ask = f"What does {name} do for a living?", f"What is {name}'s phone number?"
            asked.append(ask[run % 2])
        elif kind == "description":
            job, place, thing = jobs[number % 12], places[number // 12 % 10], things[number // 120]
            asked.append(
                f"What does the {job} who grew up near the {place} and told me about a {thing} "
                "save up for?"
            )
        else:
            asked.append(f"Which of my friends is a {jobs[run % 12]} and has a {things[run % 10]}?")
    return asked


def build(folder: Path, people: int, notes: int) -> None:
    """Both memories."""
    from persona_assistant.memory import Entry, Store
    from persona_assistant.pmg import Triplet

    known = {"people": {name_of(at): notes_of(at) for at in range(people)}}
    known["notes"] = {"Ada Ashby": ["Ada Ashby is a painter.", *map(diary_of, range(notes - 1))]}
    for memory, persons in known.items():
        with Store.open(folder / memory, key_file=folder / "key") as store:
            for name, texts in persons.items():
                store.people.add(name, [Entry(Triplet(text=text)) for text in texts])


# --- measuring


def one(folder: Path, memory: str, kind: str, runs: int, people: int) -> dict[str, Any]:
    """A row, in this process, which has asked nothing before."""
    start = time.perf_counter()
    from persona_assistant import Settings, open_assistant

    settings = Settings(store=folder / memory, key_file=folder / "key")
    asked = questions(memory, kind, runs + 1, people)
    declined, times, cpu = 0, [], []
    with open_assistant(settings, create=False) as assistant:
        for question in asked:
            worked = time.process_time()
            declined += assistant.ask(question).abstained
            times.append(time.perf_counter() - start)
            cpu.append(time.process_time() - worked)
            start = time.perf_counter()
    peak_mb = peak()
    reference = matrices()
    warm = statistics.median(times[1:])
    return {
        "cold_s": round(times[0], 3),
        "warm_s": round(warm, 4),
        "slowest_s": round(max(times[1:]), 4),
        "cpu_s": round(statistics.median(cpu[1:]), 4),
        "ratio": round(warm / reference, 2),
        "reference_s": round(reference, 4),
        "declined": declined,
        "asked": len(asked),
        "peak_mb": round(peak_mb),
        "target_s": TARGETS[memory],
    }


def peak() -> float:
    """Of this process so far, in MB."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1e3)


def matrices() -> float:
    """Seconds of one product, the median of nine."""
    import numpy as np

    chance = np.random.default_rng(3)
    left, right = (chance.standard_normal((SIZE, SIZE), dtype=np.float32) for _ in range(2))
    times = []
    for _ in range(10):
        start = time.perf_counter()
        left @ right
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def fresh(words: Sequence[str | Path]) -> str:
    """This script in a process of its own, with one thread for the reference."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    ran = subprocess.run(
        [sys.executable, __file__, *map(str, words)],
        env=environment(**threads),
        stdout=subprocess.PIPE,
        text=True,
    )
    if ran.returncode:
        sys.exit("the measurement failed; see above")
    return ran.stdout


def commands(folder: Path, runs: int) -> list[dict[str, Any]]:
    key = ["--key-file", str(folder / "key")]
    ask = {
        memory: [*COMMAND, "--store", str(folder / memory), *key, "ask", question]
        for memory, question in (
            ("people", "What does Ben Ashby do for a living?"),
            ("notes", "What does Ada Ashby do for a living?"),
        )
    }
    found = [
        measure("python -c pass", ["-c", "pass"], 2 * runs),
        import_seconds(runs),
        measure("--help", [*COMMAND, "--help"], runs),
        *(measure(f"ask, many {memory}", words, runs) for memory, words in ask.items()),
    ]
    for row in found:
        row["ratio"] = row["seconds"] / found[0]["seconds"]
    return found


# --- the run


def show(document: dict[str, Any]) -> None:
    print(
        f"{document['people']} people with 3 notes each; one person with {document['notes']} notes;"
        f" {document['runs']} questions a row; {os.cpu_count()} CPUs"
    )
    titles = ("cold s", "warm s", "slowest", "wanted", "CPU s", "x matrices", "peak MB")
    print(f"{'':24}" + "".join(f"{title:>12}" for title in titles))
    for name, row in document["ask"].items():
        print(
            f"{name:24}{row['cold_s']:12.2f}{row['warm_s']:12.3f}{row['slowest_s']:12.3f}"
            f"{'< ' + format(row['target_s'], 'g'):>12}{row['cpu_s']:12.3f}{row['ratio']:12.1f}"
            f"{row['peak_mb']:12}   {row['declined']} of {row['asked']} declined"
        )
    highest = max(row["peak_mb"] for row in document["ask"].values())
    print(f"at most {highest} MB resident (wanted < {TARGET_MB})\n")
    print(f"{'whole processes':24}{'seconds':>12}{'x python':>12}{'peak MB':>12}")
    for row in document["commands"]:
        peak_mb = f"{row['peak_mb']:.0f}" if row["peak_mb"] else ""
        print(f"{row['name']:24}{row['seconds']:12.3f}{row['ratio']:12.1f}{peak_mb:>12}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=15, help="warm questions of each row")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--one", nargs=3, metavar="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.people > len(FIRST) * len(LAST):
        parser.error(f"there are names for {len(FIRST) * len(LAST)} people")
    sizes = ["--people", asked.people, "--notes", asked.notes, "--runs", asked.runs]
    if asked.build:
        return build(asked.build, asked.people, asked.notes)
    if asked.one:
        folder, memory, kind = asked.one
        print(json.dumps(one(Path(folder), memory, kind, asked.runs, asked.people)))
        return None
    with tempfile.TemporaryDirectory(prefix="persona-assistant-asking-") as place:
        # In a process of its own: a child's peak is never below the size of who started it.
        fresh([*sizes, "--build", place])
        rows = {}
        for memory, kind in ROWS:
            rows[f"many {memory}, by {kind}"] = json.loads(
                fresh([*sizes, "--one", place, memory, kind])
            )
        document = {"people": asked.people, "notes": asked.notes, "runs": asked.runs, "ask": rows}
        document["commands"] = commands(Path(place), min(asked.runs, max(3, asked.runs // 3)))
    if asked.json:
        print(json.dumps(document, indent=2))
        return None
    show(document)
    return None


if __name__ == "__main__":
    main()
