"""How long a command takes from the first key to the last word, beside the bare interpreter.

    python bench/speed/startup.py [--runs N] [--people N] [--json]

Every row is the median wall time of whole processes, and its ratio to `python -c pass` in the same
run: seconds belong to a machine, ratios travel. Beside it stands the processor time of the fastest
process, which other programs at work disturb least. The memory has 1,000 people with three
pictures, three clips and three notes each; vectors and notes are made up, save for one person of
the demo who is looked for by the very picture and clip that are stored. It opens with a key file,
as fast as with a keyring; what a passphrase costs is a row of its own.
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
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

COMMAND = ["-m", "persona_assistant.cli"]
EXEMPLARS = 3
TARGETS = {"--help": 0.12, "import persona_assistant": 0.03, "who": 0.4, "ask": 0.4}
"""Seconds, by the beginning of a row's name."""
TARGET_MB = 400


def environment(**more: str) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("PERSONA_ASSISTANT_")}
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed copy is compiled
    return {**own, "PYTHONPATH": str(ROOT), **more}


def once(words: list[str], **more: str) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak resident MB of one Python process that must
    succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(**more),
        cwd=ROOT,  # `-m` prefers the folder it is called in
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{' '.join(words)}: {errors.decode()}")
    peak_mb = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return seconds, usage.ru_utime + usage.ru_stime, peak_mb


def measure(name: str, words: list[str], runs: int, **more: str) -> dict[str, Any]:
    once(words, **more)  # files into the cache, modules compiled
    found = [once(words, **more) for _ in range(runs)]
    times = sorted(seconds for seconds, _, _ in found)
    return {
        "name": name,
        "seconds": statistics.median(times),
        "fastest": times[0],
        "slowest": times[-1],
        "cpu": min(cpu for _, cpu, _ in found),
        "peak_mb": max(peak for _, _, peak in found),
        "target": next((limit for start, limit in TARGETS.items() if name.startswith(start)), None),
    }


def import_seconds(runs: int) -> dict[str, Any]:
    """The import alone, as the process itself sees it."""
    script = (
        "import time; a = time.perf_counter(); import persona_assistant; "
        "print(time.perf_counter() - a)"
    )
    times = sorted(
        float(
            subprocess.run(
                [sys.executable, "-c", script], env=environment(), capture_output=True, check=True
            ).stdout
        )
        for _ in range(runs + 1)
    )
    name = "import persona_assistant"
    return {
        "name": name,
        "seconds": statistics.median(times),
        "fastest": times[0],
        "slowest": times[-1],
        "cpu": None,
        "peak_mb": None,
        "target": TARGETS[name],
    }


def build(folder: Path, people: int) -> None:
    """The made-up memory; the person looked for is among them."""
    import numpy as np

    from persona_assistant import app
    from persona_assistant.engines.extractive import ExtractiveEngine
    from persona_assistant.media import load_image, load_voice
    from persona_assistant.memory import Entry, Store, Vector
    from persona_assistant.pmg import Clip, Picture, Triplet
    from persona_assistant.resources import data_path
    from persona_assistant.settings import Settings

    chance = np.random.default_rng(1)
    encoders = app.encoders()
    jobs = (
        "baker dentist pilot welder painter librarian farmer cellist plumber judge tailor diver"
    ).split()
    places = "harbour market library station orchard theatre bakery museum campsite bridge".split()
    things = (
        "kite kayak violin camera tortoise bicycle telescope greenhouse motorbike accordion".split()
    )

    def vector(modality: str, centre: NDArray[np.float64]) -> Vector:
        values = centre + 0.5 * chance.standard_normal(len(centre))
        return Vector(encoders[modality].id, (values / np.linalg.norm(values)).astype(np.float32))

    with Store.open(folder / "store", key_file=folder / "key") as memory:
        for number in range(people - 1):
            centres = {
                modality: chance.standard_normal(encoder.dim)
                for modality, encoder in encoders.items()
            }
            name = f"Person{''.join(chr(97 + int(digit)) for digit in str(number))}"
            job, thing, other = (chance.choice(words) for words in (jobs, things, things))
            here, there, elsewhere = (chance.choice(places) for _ in range(3))
            notes = (
                f"{name} works as a {job} and grew up near the {here}.",
                f"We met at the {there}. {name} told me about a {thing}.",
                f"{name} saves up for a {other} and avoids the {elsewhere}.",
            )
            memory.people.add(
                name,
                [
                    Entry(
                        Triplet(
                            Picture(chance.bytes(400), 64, 64, "made-up.png"),
                            Clip(chance.bytes(400), 1.0, "made-up.flac"),
                            note,
                        ),
                        vector("image", centres["image"]),
                        vector("voice", centres["voice"]),
                    )
                    for note in notes[:EXEMPLARS]
                ],
            )
        demo = data_path("memory_store", "demo", "people")
        app.assistant_over(memory, Settings(), with_engine=ExtractiveEngine()).add(
            "Maya Okonkwo",
            images=[load_image(demo / "01_1.jpg")],
            voices=[load_voice(demo / "01_1.ogg")],
            texts=["She works nights as a nurse on the children's ward."],
        )
    Store.open(folder / "locked", passphrase="sesame").close()


def rows(folder: Path, people: int, runs: int) -> list[dict[str, Any]]:
    # In a process of its own: a child's peak is never below the size of who started it.
    subprocess.run(
        [sys.executable, __file__, "--build", folder, "--people", str(people)],
        env=environment(),
        check=True,
    )
    demo = ROOT / "memory_store" / "demo"
    picture, clip = str(demo / "people" / "01_1.jpg"), str(demo / "people" / "01_1.ogg")
    big = [*COMMAND, "--store", str(folder / "store"), "--key-file", str(folder / "key")]
    question = "What is this person's job?"
    locked = [*COMMAND, "--store", str(folder / "locked"), "people"]
    return [
        measure("python -c pass", ["-c", "pass"], 2 * runs),
        import_seconds(runs),
        measure("--help", [*COMMAND, "--help"], runs),
        measure("who, a picture", [*big, "who", "--image", picture], runs),
        measure("who, a clip", [*big, "who", "--voice", clip], runs),
        measure("who, words", [*big, "who", "the nurse on the children's ward"], runs),
        measure("ask, a picture", [*big, "ask", question, "--image", picture], runs),
        measure("ask, a clip", [*big, "ask", question, "--voice", clip], runs),
        measure("ask, words", [*big, "ask", "Where does Maya Okonkwo work?"], runs),
        measure("people, none, by passphrase", locked, runs, PERSONA_ASSISTANT_PASSPHRASE="sesame"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="processes per row")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--build", type=Path, metavar="DIR", help="only build the memory there")
    asked = parser.parse_args()
    if asked.build:
        return build(asked.build, asked.people)
    with tempfile.TemporaryDirectory(prefix="persona-assistant-speed-") as place:
        found = rows(Path(place), asked.people, asked.runs)
    reference = found[0]["seconds"]
    for row in found:
        row["ratio"] = row["seconds"] / reference
    cpus = os.cpu_count()
    if asked.json:
        about = {"reference": "python -c pass", "people": asked.people, "cpus": cpus}
        print(json.dumps({**about, "rows": found}, indent=2))
        return None
    print(
        f"{asked.people} people x {EXEMPLARS} exemplars; median of {asked.runs} processes; "
        f"{cpus} CPUs"
    )
    print(f"{'':32}{'seconds':>8}{'x python':>10}{'wanted':>9}{'CPU s':>8}{'peak MB':>9}")
    for row in found:
        wanted = f"< {row['target']:g}" if row["target"] else ""
        cpu = f"{row['cpu']:.3f}" if row["cpu"] else ""
        peak = f"{row['peak_mb']:.0f}" if row["peak_mb"] else ""
        print(
            f"{row['name']:32}{row['seconds']:8.3f}{row['ratio']:10.1f}{wanted:>9}{cpu:>8}{peak:>9}"
        )
    peak = max(row["peak_mb"] for row in found if row["name"].startswith("ask"))
    print(f"ask takes at most {peak:.0f} MB (wanted < {TARGET_MB})")
    return None


if __name__ == "__main__":
    main()
