"""Do a picture and a clip together name more strangers than one of them alone?

    python bench/together.py [--people N] [--folder DIR] [--json]

People of a second generated world, whom no encoder was calibrated on, are remembered by two
pictures and two clips each, 24 at a time; then they and 24 strangers ask through the router that
answers users, with a picture, with a clip and with both, judged by the shipped calibration.
Everybody is known by both, or half by pictures alone and half by clips alone: then the operating
point of one sense must not decide about people whom only the other knows.

named      share of strangers for whom somebody was named
right      share of people who are remembered and named right
wrong      share of them who were named as somebody else

How both are put together was fitted on half of this world's people, among others
(`persona_assistant.fitting.joint`); the fit has two numbers. --folder keeps the media for the next
run. Clips need espeak-ng.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "worlds")]

from bench.populations import People, second_people  # noqa: E402
from bench.recognition import Known, by_sense, entry_of  # noqa: E402
from persona_assistant import app  # noqa: E402
from persona_assistant.memory import Entry, Store, Vector  # noqa: E402
from persona_assistant.pmg import Outcome, Query  # noqa: E402
from persona_assistant.routing import Router  # noqa: E402
from persona_assistant.routing.calibration import Calibration, load  # noqa: E402
from persona_assistant.settings import load_settings  # noqa: E402

REMEMBERED = 24
ROUNDS = 8
ASKING: Mapping[str, Sequence[str]] = {
    "picture": ("image",),
    "clip": ("voice",),
    "both": ("image", "voice"),
}


@dataclass(frozen=True)
class Row:
    known_by: str
    asking: str
    named: float
    right: float
    wrong: float
    asked: int
    """Strangers, and as many who are remembered."""


def measure(
    people: Mapping[str, People], encoders: Mapping[str, Known], calibration: Calibration
) -> list[Row]:
    """`people` and `encoders` by "image" and "voice"; everybody has three media of each or more."""
    rows = []
    for known_by in ("both", "one of both"):
        rng = np.random.default_rng(11)
        counts = {asking: np.zeros(3) for asking in ASKING}
        asked = 0
        for _ in range(ROUNDS):
            order = rng.permutation(len(people["image"])).tolist()
            inside, outside = order[:REMEMBERED], order[REMEMBERED : 2 * REMEMBERED]
            with Store.temporary() as memory:
                for place, number in enumerate(inside):
                    known = ASKING["both"] if known_by == "both" else (_either(place),)
                    memory.people.add(f"person {number}", _entries(people, encoders, number, known))
                router = Router(memory, encoders, calibration)
                for asking, kinds in ASKING.items():
                    strangers = [_name(router, people, number, kinds) for number in outside]
                    names = [_name(router, people, number, kinds) for number in inside]
                    as_right = sum(
                        name == f"person {n}" for n, name in zip(inside, names, strict=True)
                    )
                    as_anybody = sum(name is not None for name in names)
                    counts[asking] += (
                        sum(name is not None for name in strangers),
                        as_right,
                        as_anybody - as_right,
                    )
            asked += REMEMBERED
        for asking, found in counts.items():
            named, right, wrong = (found / asked).round(4).tolist()
            rows.append(Row(known_by, asking, named, right, wrong, asked))
    return rows


def _either(place: int) -> str:
    return ("image", "voice")[place % 2]


def _entries(
    people: Mapping[str, People], encoders: Mapping[str, Known], number: int, kinds: Sequence[str]
) -> list[Entry]:
    entries = []
    for kind in kinds:
        for medium in people[kind][number][1:3]:
            vector = Vector(encoders[kind].id, encoders[kind].encode([medium])[0])
            entries.append(entry_of(medium, vector))
    return entries


def _name(
    router: Router, people: Mapping[str, People], number: int, kinds: Sequence[str]
) -> str | None:
    media: dict[str, Any] = {kind: people[kind][number][0] for kind in kinds}
    edge = router.decide(Query(**media))
    return edge.persona if edge.outcome is Outcome.MATCHED else None


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=80)
    parser.add_argument("--folder", type=Path, help="keeps the media for the next run")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    people, silent = second_people(given.people, given.folder)
    if silent:
        print(silent, file=sys.stderr)
        return 1
    chosen = by_sense(app.encoders(load_settings()))
    encoders = {kind: Known(chosen[kind], media) for kind, media in people.items()}
    rows = measure(people, encoders, load())
    if given.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return 0
    print(f"{'known by':12} {'asking with':12} {'named':>8} {'right':>8} {'wrong':>8}")
    for row in rows:
        shares = "".join(f"{share:9.2%}" for share in (row.named, row.right, row.wrong))
        print(f"{row.known_by:12} {row.asking:12}{shares}   of {row.asked}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
