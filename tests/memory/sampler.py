"""A process that adds people with several faces until it is killed, and says so after each.

Usage: sampler.py HOME KEY_FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Triplet
from persona_assistant.samples import Examination, Sample

FACE = "face/1"
SAMPLES = 4


def faces(make, i: int, chosen: int = 0) -> Examination:
    found = tuple(
        Sample(
            make.sample(10 * i + n, 64).vector,
            make.sample(10 * i + n, 64).quality,
            doubts=(f"doubt {i} is here",),
        )
        for n in range(SAMPLES)
    )
    return Examination(FACE, found, chosen)


def photo(make, i: int, chosen: int = 0) -> Entry:
    return Entry(Triplet(make.picture(i, 20_000)), [faces(make, i, chosen), make.vector(i)])


def main(home: str, key_file: str) -> None:
    here = Path(__file__).parent
    sys.path[:0] = [str(here), str(here.parents[1])]
    from conftest import Make

    with Store.open(Path(home), key_file=Path(key_file)) as memory:
        for i in range(memory.media.count("image"), 10_000):
            memory.people.add(f"P{i % 3}", [photo(Make, i, i % SAMPLES)])
            if i % 2:
                memory.media.choose(i + 1, FACE, 1 + (i + 1) % SAMPLES, by_user=False)
            print(i, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
