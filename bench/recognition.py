"""How well people are told apart, and whether the stated chance of a stranger being matched holds.

    python bench/recognition.py [--json] [--people N] [--folder DIR] [--splits N]

Two populations that no encoder was fitted on (models/joint.json, which weighs a picture and a clip
together, was fitted on the second): the people of bench/mini (pictures and clips only; texts are
not read) and a second generated world, drawn by another hand and with other voices. Encoders are
those of the settings. Printed for each population and each of image and voice:

equal_error_rate
    Over all pairs of different media: as many pairs of two people score above as pairs of one score
    below. Its 95 % interval counts people, not pairs (`routing.rates`).
stated, observed, within
    As a user would do it: some people are put into an empty memory, `calibrate` measures them
    against each other and states how often a stranger would be matched. Then the others, who are in
    no memory, ask through the same router that answers users. This is repeated with other people
    left out (`splits`): `stated` is the mean of the stated rates and of their 95 % intervals,
    `observed` the share of matches of everybody who was a stranger at least once, and `within`
    whether it lies in that interval. The rate that a single split observes is measured on some
    dozens of strangers and strays by as much as the interval is wide; `splits_within` counts the
    splits in which it lay within all the same, and --json lists every split.
    second world: half of the people are enrolled with all media but one, which asks later
    (`missed`).
    bench/mini: only a sixth of its 207 people have two media, so three quarters of all are enrolled
    and nothing is left to ask later.
shipped
    The same with the calibration shipped for the encoder, which states its own interval. It was
    fitted on the first world, whose generator bench/mini shares; for the second world it promises
    nothing, and its figures there show what `calibrate` is for. Galleries as it was fitted on: 4,
    16 and 48 people.

The second world's clips need espeak-ng; without it its voices are left out, with the reason.
--folder keeps the second world's media for the next run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "worlds")]

from bench.populations import Media, People, mini_people, second_people  # noqa: E402
from persona_assistant import app  # noqa: E402
from persona_assistant.memory import Entry, Store, Vector  # noqa: E402
from persona_assistant.pmg import Outcome, Picture, Query, Triplet  # noqa: E402
from persona_assistant.routing import Router  # noqa: E402
from persona_assistant.routing.calibration import Calibration, Rate, load  # noqa: E402
from persona_assistant.routing.rates import by_person, rate_of  # noqa: E402
from persona_assistant.routing.self_calibration import MIN_PEOPLE, calibrate  # noqa: E402
from persona_assistant.settings import load_settings  # noqa: E402

HALF, FEW = 0.5, 0.75
"""Shares of people who are enrolled: half; more where half would be too few to calibrate."""
GALLERIES = (4, 16, 48)
ROUNDS = 12
"""Galleries of each size that a stranger asks in, with the shipped calibration."""


@dataclass(frozen=True)
class Split:
    """One choice of who is in the memory; `observed` of it alone."""

    enrolled: int
    stated: Rate
    observed: float
    within: bool
    named: float
    """Share of strangers for whom somebody was named, "A or B" included."""
    missed: float | None
    match: float


@dataclass(frozen=True)
class Result:
    population: str
    modality: str
    encoder: str
    people: int
    media: int
    equal_error_rate: Rate
    stated: Rate | None = None
    observed: Rate | None = None
    within: bool | None = None
    missed: float | None = None
    splits_within: int = 0
    splits: list[Split] = field(default_factory=list)
    shipped: dict[str, Any] | None = None
    problem: str | None = None


class Asked(NamedTuple):
    number: int
    """Of the person who asked."""
    outcome: Outcome
    name: str | None


class Known:
    """An encoder that has seen all media before: vectors by content, so that each is made once."""

    def __init__(self, encoder: Any, people: People) -> None:
        self.id, self.family, self.modality, self.dim = (
            encoder.id,
            encoder.family,
            encoder.modality,
            encoder.dim,
        )
        self._rows: dict[bytes, NDArray[Any]] = {}
        for media in people:
            new = [each for each in media if each.data not in self._rows]
            if new:
                self._rows.update(
                    zip((each.data for each in new), encoder.encode(new), strict=True)
                )

    def encode(self, items: Sequence[Media]) -> NDArray[Any]:
        return np.stack([self._rows[item.data] for item in items])


def by_sense(encoders: Mapping[str, Any]) -> dict[str, Any]:
    """Of pictures and of clips the encoder that is for drawn people and for synthetic voices."""
    voice = "synthetic" if "synthetic" in encoders else "voice"
    return {"image": encoders["image"], "voice": encoders[voice]}


# --- who asks ------------------------------------------------------------------------------------


def ask(
    memory: Store, encoder: Known, calibration: Calibration, asking: Mapping[int, Sequence[Media]]
) -> list[Asked]:
    """What the router says to everybody's media."""
    router = Router(memory, {encoder.modality: encoder}, calibration)
    return [
        Asked(number, edge.outcome, edge.persona)
        for number, media in asking.items()
        for edge in (router.decide(query_of(each)) for each in media)
    ]


def query_of(medium: Media) -> Query:
    return Query(image=medium) if isinstance(medium, Picture) else Query(voice=medium)


def entry_of(medium: Media, vector: Vector) -> Entry:
    if isinstance(medium, Picture):
        return Entry(Triplet(image=medium), image=vector)
    return Entry(Triplet(voice=medium), voice=vector)


def share(asked: Sequence[Asked], *outcomes: Outcome) -> Rate:
    hits = np.array([each.outcome in outcomes for each in asked], float)
    return by_person(hits, np.array([each.number for each in asked]), of_two=True)


def remember(memory: Store, encoder: Known, people: Mapping[int, Sequence[Media]]) -> None:
    for number, media in people.items():
        vectors = encoder.encode(media)
        entries = [
            entry_of(each, Vector(encoder.id, row))
            for each, row in zip(media, vectors, strict=True)
        ]
        memory.people.add(f"person {number}", entries)


def with_library(
    encoder: Known, people: People, chosen: Sequence[int], hold_out: bool
) -> tuple[Split, list[Asked]] | str:
    """Enrols the chosen, calibrates, lets the others ask; or why the library could not be
    calibrated."""
    enrolled = {i: people[i][:-1] if hold_out and len(people[i]) > 2 else people[i] for i in chosen}
    strangers = {i: media for i, media in enumerate(people) if i not in enrolled}
    with Store.temporary() as memory:
        remember(memory, encoder, enrolled)
        measured = next(
            m for m in calibrate(memory, _both(encoder), load()) if m.modality == encoder.modality
        )
        stated = measured.fpir
        if measured.problem is not None or stated is None:
            return measured.problem or "no rate was measured"
        calibration = load().with_library(memory.calibrations.get)
        asked = ask(memory, encoder, calibration, strangers)
        held = {i: people[i][-1:] for i in chosen if hold_out and len(people[i]) > 2}
        known = ask(memory, encoder, calibration, held)
    matched, named = (
        share(asked, Outcome.MATCHED).rate,
        share(asked, Outcome.MATCHED, Outcome.AMBIGUOUS).rate,
    )
    missed = (
        float(np.mean([each.name != f"person {each.number}" for each in known])) if known else None
    )
    return Split(
        len(enrolled), stated, matched, stated.contains(matched), named, missed, measured.match
    ), asked


def _both(encoder: Known) -> Mapping[str, Any]:
    """calibrate asks for an encoder of either modality; of the other nothing is stored."""
    other = type("Silent", (), {"id": "none", "family": "none"})()
    return {"image": other, "voice": other} | {encoder.modality: encoder}


def as_shipped(encoder: Known, people: People, rng: np.random.Generator) -> dict[str, Any] | None:
    """Strangers in small galleries, judged by the shipped calibration; None when there is none for
    the encoder."""
    evidence = load().evidence(encoder.modality, encoder)
    if evidence.origin != "fitted" or evidence.false_matches is None:
        return None
    person, matched = [], []
    for size in GALLERIES:
        if size >= len(people):
            continue
        for _ in range(ROUNDS):
            order = rng.permutation(len(people))
            with Store.temporary() as memory:
                remember(memory, encoder, {int(i): people[i][:2] for i in order[:size]})
                router = Router(memory, {encoder.modality: encoder}, load())
                for i in order[size : size + 32]:
                    edge = router.decide(query_of(people[i][0]))
                    person.append(i)
                    matched.append(edge.outcome is Outcome.MATCHED)
    observed = by_person(np.array(matched, float), np.array(person), of_two=True)
    stated = evidence.false_matches
    return {
        "stated": asdict(stated),
        "observed": asdict(observed),
        "within": stated.contains(observed.rate),
    }


# --- the run -------------------------------------------------------------------------------------


def run(
    population: str, people: People, encoder: Known, splits: int, problem: str | None
) -> Result:
    rng = np.random.default_rng(7)
    several = [i for i, media in enumerate(people) if len(media) > 1]
    error = equal_error(encoder, people)
    made: list[Split] = []
    strangers: list[Asked] = []
    few = len(several) * HALF < MIN_PEOPLE
    for _ in range(splits):
        chosen = rng.permutation(len(people))[
            : round(len(people) * (FEW if few else HALF))
        ].tolist()
        found = with_library(encoder, people, sorted(chosen), hold_out=not few)
        if isinstance(found, str):
            problem = found
            break
        made.append(found[0])
        strangers += found[1]
    result = Result(
        population,
        encoder.modality,
        encoder.id,
        len(people),
        sum(map(len, people)),
        rate_of(error, len(several)),
        problem=problem,
        shipped=as_shipped(encoder, people, rng),
    )
    if not made:
        return result
    rate, low, high = (
        float(np.mean([getattr(split.stated, name) for split in made]))
        for name in ("rate", "low", "high")
    )
    stated = Rate(rate, low, high, made[0].enrolled)
    observed = share(strangers, Outcome.MATCHED)
    missed = [split.missed for split in made if split.missed is not None]
    return replace(
        result,
        stated=stated,
        observed=observed,
        within=stated.contains(observed.rate),
        splits=made,
        missed=float(np.mean(missed)) if missed else None,
        splits_within=sum(split.within for split in made),
    )


def equal_error(encoder: Known, people: People) -> float:
    from persona_assistant.fitting.recognition import equal_error as of_scores

    rows = np.concatenate([encoder.encode(media) for media in people])
    who = np.repeat(np.arange(len(people)), [len(media) for media in people])
    scores = rows @ rows.T
    same = who[:, None] == who[None]
    upper = np.triu(np.ones_like(same), 1)
    return of_scores(scores[same & upper], scores[~same & upper])[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=120, help="of the second world")
    parser.add_argument("--splits", type=int, default=10, help="choices of who is in the memory")
    parser.add_argument(
        "--folder", type=Path, help="keeps the second world's media for the next run"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    encoders = by_sense(app.encoders(load_settings()))
    second, silent = second_people(given.people, given.folder)
    results = []
    for population, found in (("bench/mini", mini_people()), ("second world", second)):
        for modality, people in found.items():
            if not any(people):
                results.append({"population": population, "modality": modality, "problem": silent})
                continue
            print(f"{population}, {modality}: {sum(map(len, people))} media ...", file=sys.stderr)
            encoder = Known(encoders[modality], people)
            result = run(population, people, encoder, given.splits, None)
            results.append(asdict(result))
            if not given.json:
                show(result)
    if given.json:
        print(json.dumps({"results": results}, indent=1))
    elif silent:
        print(f"second world, voice: {silent}")
    return 0


def show(result: Result) -> None:
    print(
        f"\n{result.population}, {result.modality} ({result.encoder}): "
        f"{result.media} media of {result.people} people"
    )
    print(f"  equal error rate               {_percent(result.equal_error_rate)}")
    if result.problem:
        print(f"  library                        not calibrated: {result.problem}")
    if result.stated and result.observed:
        verdict = "within" if result.within else "OUTSIDE"
        stated, observed = result.stated, result.observed
        print(
            f"  strangers matched, stated      {_percent(stated)}, {stated.people} people enrolled"
        )
        print(
            f"                     observed    {observed.rate:7.2%} of {observed.people} people: "
            f"{verdict}"
        )
        print(
            f"    in single choices of people  within {result.splits_within} of "
            f"{len(result.splits)} times"
        )
        if result.missed is not None:
            print(f"  known people not recognised    {result.missed:7.2%}")
    if result.shipped:
        stated, observed = (Rate(**result.shipped[name]) for name in ("stated", "observed"))
        verdict = "within" if result.shipped["within"] else "OUTSIDE"
        print(f"  as shipped, stated             {_percent(stated)}")
        print(
            f"              observed           {observed.rate:7.2%} of {observed.people} people: "
            f"{verdict}"
        )


def _percent(rate: Rate) -> str:
    return f"{rate.rate:7.2%} (95 %: {rate.low:.2%} to {rate.high:.2%})"


if __name__ == "__main__":
    sys.exit(main())
