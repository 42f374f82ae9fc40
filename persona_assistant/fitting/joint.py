"""Fits how the evidence of a picture and of a clip is put together (`routing.joint`).

Writes models/joint.json:

    python -m persona_assistant.fitting.joint [--people 150] [--folder CACHE]

People of both generated worlds count alike, since the ratios are right in the first, which the
encoders are calibrated on, and wrong in the second as they are for somebody's own people. Reported
is what becomes of strangers and of people who are known, with one sense and with both, also where
everybody is known by one of the two alone; each half of the people is judged by the other half's
fit.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from persona_assistant.atomic import write_text
from persona_assistant.fitting.calibrate import GALLERIES, PRIOR_UNKNOWN, classical, embed
from persona_assistant.fitting.command import exit_code
from persona_assistant.media import load_image, load_voice
from persona_assistant.resources import data_path
from persona_assistant.routing.calibration import Evidence, load
from persona_assistant.routing.joint import Joint
from persona_assistant.routing.rates import by_person
from persona_assistant.train.generator import require_generator

EXEMPLARS = 2
ROUNDS = 6
KNOWN_BY = (1.0, 0.5)
"""Shares of people known by a sense: all by both; half, the others by the other one alone."""

Ratios = NDArray[Any]
"""(people, media, people): what each medium of each person says for each person."""


class Senses(NamedTuple):
    image: Evidence
    voice: Evidence


@dataclass(frozen=True)
class World:
    image: Ratios
    voice: Ratios

    def of(self, people: NDArray[np.intp]) -> World:
        return World(self.image[people][:, :, people], self.voice[people][:, :, people])


@dataclass(frozen=True)
class Asked:
    """What became of n queries."""

    person: NDArray[np.intp]
    present: NDArray[np.bool_]
    matched: NDArray[np.bool_]
    right: NDArray[np.bool_]

    @property
    def strangers(self) -> float:
        """Share of people not in the memory who are matched."""
        return float(self.matched[~self.present].mean())

    @property
    def recognised(self) -> float:
        return float((self.matched & self.right)[self.present].mean())


def ratios(vectors: Sequence[NDArray[Any]], evidence: Evidence) -> Ratios:
    """Of everybody's media, (media, dim) each, as many of everybody."""
    rows = np.stack(vectors)
    scores = np.einsum("pkd,qjd->pkqj", rows, rows)
    best = np.empty(scores.shape[:3])
    for asking in range(rows.shape[1]):
        others = [k for k in range(rows.shape[1]) if k != asking][:EXEMPLARS]
        best[:, asking] = scores[:, asking][:, :, others].max(axis=2)
    return evidence.llr(best)


def fit(worlds: Sequence[World]) -> Joint:
    """The parts of greatest likelihood from 0 to 1; people and pairs of people are counted, and
    targets drawn in by these counts, as in `routing.llr_fit`."""
    strongest, parts, target, weight = [], [], [], []
    for world in worlds:
        people = len(world.image)
        pairs = people * (people - 1) / 2
        own = np.broadcast_to(np.eye(people, dtype=bool)[:, None], world.image.shape)
        for chosen, count, goal in (
            (own, people, (people + 1) / (people + 2)),
            (~own, pairs, 1 / (pairs + 2)),
        ):
            one, other = world.image[chosen], world.voice[chosen]
            least = np.minimum(one, other)
            strongest.append(np.maximum(one, other) + np.log(people / pairs))
            parts.append(np.stack([np.maximum(least, 0), np.minimum(least, 0)], axis=1))
            target.append(np.full(len(one), goal))
            weight.append(np.full(len(one), count / len(one)))
    offset, x, goals, weights = map(np.concatenate, (strongest, parts, target, weight))

    def loss(at: NDArray[Any]) -> float:
        utility = offset + x @ at
        return float((weights * (np.logaddexp(0, utility) - goals * utility)).sum())

    grid = np.linspace(0, 1, 101)
    at = np.array([0.5, 0.5])
    for _ in range(10):  # the loss is convex
        for part in (0, 1):
            at = min((np.where(np.arange(2) == part, g, at) for g in grid), key=loss)
    agreement, conflict = np.round(at, 2).tolist()
    return Joint(agreement, conflict)


def ask(
    world: World, senses: Senses, joint: Joint, known_by: float = 1.0, use: str = "both"
) -> Asked:
    """Queries of a picture and a clip, or of one of them (`use`), in memories of several sizes."""
    rng = np.random.default_rng(3)
    people, media, _ = world.image.shape
    person: list[int] = []
    presence: list[bool] = []
    matched: list[bool] = []
    right: list[bool] = []
    for size in GALLERIES:
        for asking in np.tile(np.arange(people), ROUNDS if size < people else 0).tolist():
            k = int(rng.integers(media))
            others = rng.choice(np.delete(np.arange(people), asking), size, replace=False)
            by_image, by_voice = np.asarray(rng.random((2, people)) < known_by)
            by_voice |= ~by_image
            for present in (False, True):
                ids = np.r_[asking, others[1:]] if present else others
                image = np.where(by_image[ids] & (use != "voice"), world.image[asking, k, ids], 0)
                voice = np.where(by_voice[ids] & (use != "image"), world.voice[asking, k, ids], 0)
                named, best = _decided(image, voice, senses, joint)
                person.append(asking)
                presence.append(present)
                matched.append(named)
                right.append(present and best == 0)
    return Asked(*(np.array(column) for column in (person, presence, matched, right)))


def _decided(image: Ratios, voice: Ratios, senses: Senses, joint: Joint) -> tuple[bool, int]:
    weight = np.exp(joint.llr(image, voice))
    best = int(weight.argmax())
    nobody = PRIOR_UNKNOWN / (1 - PRIOR_UNKNOWN) * len(weight)
    needed = float(joint.needed((image, voice), (senses.image.match, senses.voice.match))[best])
    return float(weight[best]) / (float(weight.sum()) + nobody) >= needed, best


# --- the people of both worlds


def _first(people: int, folder: Path | None) -> dict[str, list[NDArray[Any]]]:
    return embed(people, folder / "first" if folder else None)


def _second(people: int, folder: Path | None) -> dict[str, list[NDArray[Any]]]:
    from persona_worlds.cartoon_world import cartoon_world

    chosen = classical()
    found: dict[str, list[NDArray[Any]]] = {"image": [], "voice": []}
    reads: tuple[tuple[str, Callable[[Path], Any]], ...] = (
        ("image", load_image),
        ("voice", load_voice),
    )
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "medium"
        world = cartoon_world(people, 3, 3, folder=folder / "second" if folder else None)
        for media in world:
            for (modality, read), contents in zip(reads, media, strict=True):
                loaded = []
                for content in contents:
                    file.write_bytes(content)
                    loaded.append(read(file))
                found[modality].append(chosen[modality].encode(loaded))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--folder", type=Path, help="keeps the generated media for the next time")
    arguments = parser.parse_args()
    require_generator()
    shipped = load()
    senses = Senses(shipped.image, shipped.voice)
    worlds = []
    for made in (_first, _second):
        vectors = made(arguments.people, arguments.folder)
        worlds.append(
            World(ratios(vectors["image"], senses.image), ratios(vectors["voice"], senses.voice))
        )
    report(worlds, senses)


def report(worlds: Sequence[World], senses: Senses) -> None:
    """Prints the figures and writes the file."""
    people = len(worlds[0].image)
    halves = np.arange(people)[::2], np.arange(people)[1::2]
    fitted = [fit([world.of(half) for world in worlds]) for half in halves]
    failed, who = [], []
    for number, world in enumerate(worlds):
        name = ("first", "second")[number]
        for known_by in KNOWN_BY:
            for use, label in (("image", "picture"), ("voice", "clip"), ("both", "both")):
                asked = [
                    ask(world.of(half), senses, joint, known_by, use)
                    for half, joint in zip(reversed(halves), fitted, strict=True)
                ]
                print(
                    f"{name} world, {known_by:.0%} known by each sense, {label:7}: "
                    f"strangers named {np.mean([each.strangers for each in asked]):.2%}, "
                    f"right {np.mean([each.recognised for each in asked]):.2%}"
                )
                if use == "both" and known_by == 1:
                    for half, each in zip(reversed(halves), asked, strict=True):
                        failed.append(each.matched[~each.present])
                        who.append(half[each.person[~each.present]] + number * people)
    joint = fit(worlds)
    content: dict[str, Any] = {
        "agreement": joint.agreement,
        "conflict": joint.conflict,
        "match": joint.match,
        "unknown": asdict(
            by_person(np.concatenate(failed).astype(float), np.concatenate(who), of_two=True)
        ),
        "provenance": (
            f"Fitted on {people} generated people of each of two worlds, drawn and with synthetic "
            "voices, by the classical encoders; half of them asked, judged by the other half. Of "
            "real faces with their voices nothing was measured."
        ),
    }
    path = data_path("models", "joint.json")
    write_text(path, json.dumps(content, indent=1) + "\n")
    print(f"wrote {path.name}: {joint}")


if __name__ == "__main__":
    sys.exit(exit_code(main))
