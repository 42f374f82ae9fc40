"""How well real faces are found and told apart, on photos of your own.

    python bench/people/faces.py FOLDER [--enrol N] [--draws N] [--json]

FOLDER holds one folder for each person, with photos inside. Nothing of it is kept, and no photo is
part of this project. Printed:

faces       Photos in which a photographed face was found, and how many showed several; of several,
            the largest stands for the photo. Milliseconds are of one thread.
pairs       Over all pairs of photos: the equal error rate, and the share of pairs of one person
            that is missed where 1 % and where .1 % of the pairs of two people pass. Unnoticed
            photos of others in a folder count as errors.
decisions   As a user does it, through the library: half of the people are added to an empty memory
            with N photos each (others for those that the gate refuses), and every other photo
            asks "who is that?"; the other half are strangers, all of whose photos ask. Repeated
            with other halves and photos (`draws`). A known person's photo is right, wrong (somebody
            else was named) or unknown ("A or B" counts as unknown), by its largest face.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import persona_assistant  # noqa: E402
from persona_assistant.encoders.face import FaceEncoder  # noqa: E402
from persona_assistant.errors import MediaError, PersonaAssistantError  # noqa: E402
from persona_assistant.fitting.recognition import equal_error  # noqa: E402
from persona_assistant.media import load_image  # noqa: E402
from persona_assistant.pmg import Edge, Picture, Probe  # noqa: E402
from persona_assistant.samples import Sample  # noqa: E402

People = Mapping[str, Sequence[Picture]]
FALSE_MATCHES = (0.01, 0.001)


@dataclass(frozen=True)
class Faces:
    people: int
    photos: int
    unreadable: int
    without_face: int
    several_faces: int
    milliseconds: float
    """Median, per photo, with decoding what is stored."""


@dataclass(frozen=True)
class Pairs:
    same: int
    different: int
    equal_error_rate: float
    missed: dict[str, float]
    """Rate of false matches -> share of pairs of one person that is missed there."""
    thresholds: dict[str, float]
    """Rate of false matches -> cosine."""


@dataclass(frozen=True)
class Decisions:
    draws: int
    enrolled: int
    """People in the memory, on average."""
    known: int
    """Photos of people in the memory that asked."""
    right: float
    wrong: float
    unknown: float
    strangers: int
    """Photos of people who are not that asked."""
    named: float
    """Share of them for which somebody was named."""


def read(folder: Path) -> tuple[dict[str, list[Picture]], int]:
    """The readable photos of every person, and how many files are none."""
    people: dict[str, list[Picture]] = {}
    unreadable = 0
    for place in sorted(each for each in folder.iterdir() if each.is_dir()):
        photos = []
        for file in sorted(each for each in place.iterdir() if each.is_file()):
            try:
                photos.append(load_image(file))
            except MediaError as error:
                print(error, file=sys.stderr)
                unreadable += 1
        if photos:
            people[place.name] = photos
    return people, unreadable


def find(people: People, unreadable: int) -> tuple[Faces, NDArray[np.float32], list[str]]:
    """What was found, and the vector of the largest face with whose it is."""
    encoder = FaceEncoder(threads=1)
    rows, whose, took = [], [], []
    nobody = several = 0
    for name, photos in people.items():
        for photo in photos:
            start = time.perf_counter()
            found = encoder.examine(photo)
            took.append(1000 * (time.perf_counter() - start))
            several += len(found) > 1
            if not found:
                nobody += 1
                continue
            largest = max(found, key=_size)
            rows.append(largest.vector)
            whose.append(name)
    count = sum(map(len, people.values()))
    faces = Faces(len(people), count, unreadable, nobody, several, float(np.median(took)))
    return faces, np.array(rows), whose


def compare(vectors: NDArray[np.float32], whose: Sequence[str]) -> Pairs:
    owner = np.unique(whose, return_inverse=True)[1]
    upper = np.triu(np.ones((len(owner), len(owner)), bool), 1)
    same = owner[:, None] == owner[None]
    scores = vectors @ vectors.T
    genuine, impostor = scores[same & upper], np.sort(scores[~same & upper])
    thresholds = {
        f"{rate:.1%}": float(impostor[max(len(impostor) - 1 - int(rate * len(impostor)), 0)])
        for rate in FALSE_MATCHES
    }
    missed = {rate: float((genuine <= at).mean()) for rate, at in thresholds.items()}
    error = equal_error(genuine, impostor)[0]
    return Pairs(len(genuine), len(impostor), float(error), missed, thresholds)


def decide(people: People, enrol: int, draws: int) -> Decisions:
    chance = np.random.default_rng(7)
    names = sorted(people)
    counts: Counter[str] = Counter()
    for draw in range(draws):
        print(f"draw {draw + 1} of {draws} ...", file=sys.stderr)
        order = [names[at] for at in chance.permutation(len(names))]
        enough = [name for name in order if len(people[name]) > enrol]
        known = enough[: len(names) // 2]
        with (
            tempfile.TemporaryDirectory(prefix="persona-assistant-faces-") as place,
            persona_assistant.open_memory(Path(place) / "memory", passphrase="bench") as memory,
        ):
            asking = {name: _added(memory, name, people[name], enrol, chance) for name in known}
            counts["enrolled"] += len(known)
            for name in names:
                for photo in asking.get(name, people[name]):
                    edge = memory.who(image=photo)
                    counts[_judged(edge, name, known=name in asking)] += 1
    right, wrong, unknown = counts["right"], counts["wrong"], counts["unknown"]
    total, strangers = right + wrong + unknown, counts["named"] + counts["not named"]
    return Decisions(
        draws,
        counts["enrolled"] // max(draws, 1),
        total,
        right / max(total, 1),
        wrong / max(total, 1),
        unknown / max(total, 1),
        strangers,
        counts["named"] / max(strangers, 1),
    )


def _added(
    memory: Any, name: str, photos: Sequence[Picture], enrol: int, chance: np.random.Generator
) -> list[Picture]:
    """Adds a person by the first photos that are accepted; returns those that are left."""
    left = [photos[at] for at in chance.permutation(len(photos))]
    added, refused = 0, []
    while left and added < enrol:
        photo = left.pop(0)
        try:
            memory.add(name, images=[photo])
            added += 1
        except MediaError:
            refused.append(photo)
    return left + refused


def _judged(edge: Edge, name: str, *, known: bool) -> str:
    """By the largest face, which the folder is about; by the picture where no face was found."""
    main: Edge | Probe = max(edge.probes, key=_size, default=edge)
    named = main.persona
    if not known:
        return "not named" if named is None else "named"
    if named is None:
        return "unknown"
    return "right" if named == name else "wrong"


def _size(face: Probe | Sample) -> float:
    return face.box.width * face.box.height if face.box else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--enrol", type=int, default=2, help="photos of each known person")
    parser.add_argument("--draws", type=int, default=10, help="choices of who is known; 0: none")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        parser.error(f"{asked.folder} is no folder")
    people, unreadable = read(asked.folder)
    if len(people) < 2:
        parser.error(f"{asked.folder} needs a folder of photos for each of two people or more")
    try:
        faces, vectors, whose = find(people, unreadable)
        pairs = compare(vectors, whose)
        decisions = decide(people, asked.enrol, asked.draws) if asked.draws else None
    except PersonaAssistantError as error:
        parser.error(str(error))
    if asked.json:
        parts = {"faces": asdict(faces), "pairs": asdict(pairs)}
        print(json.dumps(parts | {"decisions": asdict(decisions) if decisions else None}, indent=1))
        return 0
    show(faces, pairs, decisions, asked.enrol)
    return 0


def show(faces: Faces, pairs: Pairs, decisions: Decisions | None, enrol: int) -> None:
    print(
        f"faces      {faces.photos} photos of {faces.people} people, {faces.unreadable} "
        f"unreadable; {faces.without_face} without a face, {faces.several_faces} with several; "
        f"{faces.milliseconds:.0f} ms a photo"
    )
    missed = ", ".join(
        f"{share:.1%} missed at {rate} false matches (cosine {pairs.thresholds[rate]:.2f})"
        for rate, share in pairs.missed.items()
    )
    print(
        f"pairs      {pairs.same} of one person, {pairs.different} of two: "
        f"equal error rate {pairs.equal_error_rate:.1%}; {missed}"
    )
    if decisions is not None:
        print(
            f"decisions  {decisions.draws} draws, {decisions.enrolled} people known by {enrol} "
            f"photos: of {decisions.known} photos of them {decisions.right:.1%} right, "
            f"{decisions.wrong:.1%} wrong, {decisions.unknown:.1%} unknown; of "
            f"{decisions.strangers} photos of strangers {decisions.named:.1%} named"
        )


if __name__ == "__main__":
    sys.exit(main())
