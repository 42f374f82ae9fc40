"""The demo memory: thirteen invented people, and pictures and clips to try questions with.

`write_demo(folder)` writes demo.json, people/ (what is enrolled) and queries/ (new pictures and
clips of the same people, and of somebody who is not in the memory). Paths in demo.json are
relative to its folder.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from persona_worlds import faces, voices
from persona_worlds.demo_people import PEOPLE, QUESTIONS, STRANGER, DemoPerson
from persona_worlds.identities import person_rng, sample_identity
from persona_worlds.small_talk import small_talk

README = Path(__file__).with_name("demo_README.md").read_text(encoding="utf-8")


def _who(person: DemoPerson, seed: int) -> tuple[faces.FaceIdentity, voices.VoiceIdentity]:
    face, voice = sample_identity(person_rng("demo", seed, person.seed), person.presentation)
    return replace(face, **person.face), voice  # type: ignore[arg-type]


def _new_media_rng(person: DemoPerson, seed: int) -> np.random.Generator:
    return np.random.default_rng((seed, 7, person.seed))


def write_demo(folder: Path, seed: int = 0, *, sound: bool = True) -> None:
    """Write the demo memory below `folder`. Raises EngineMissing without espeak-ng, if `sound`."""
    folder = Path(folder)
    (folder / "people").mkdir(parents=True, exist_ok=True)
    (folder / "queries").mkdir(exist_ok=True)
    people = []
    for person in PEOPLE:
        face, voice = _who(person, seed)
        rng = _new_media_rng(person, seed)
        triplets = []
        for k, e in enumerate(person.encounters, start=1):
            look = faces.face_nuisance(rng, **e.look, blink=False)
            recording = voices.voice_nuisance(rng, e.mood, telephone=False)
            stem = f"people/{person.seed:02d}_{k}"
            (folder / f"{stem}.jpg").write_bytes(faces.jpeg_bytes(faces.draw_face(face, look)))
            if sound:
                (folder / f"{stem}.ogg").write_bytes(
                    voices.clip_bytes(voices.speak(voice, e.spoken, recording))
                )
            triplets.append({"image": f"{stem}.jpg", "voice": f"{stem}.ogg", "text": e.text})
        people.append({"name": person.name, "consent": person.consent, "triplets": triplets})
    by_name = {person.name: person for person in (*PEOPLE, STRANGER)}
    questions = [
        {
            "question": asked.question,
            "image": _query(folder, by_name.get(asked.shows or ""), seed, "jpg", True),
            "voice": _query(folder, by_name.get(asked.plays or ""), seed, "ogg", sound),
            "kind": asked.kind,
            "expect": asked.expect,
            "expect_abstain": asked.gold is None,
            "gold": asked.gold,
        }
        for asked in QUESTIONS
    ]
    text = json.dumps({"people": people, "questions": questions}, ensure_ascii=False, indent=1)
    (folder / "demo.json").write_text(text + "\n", encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")


def _query(
    folder: Path, person: DemoPerson | None, seed: int, kind: str, write: bool
) -> str | None:
    """A new picture or clip of a person, in which nothing of the stored ones returns."""
    if person is None:
        return None
    face, voice = _who(person, seed)
    rng = np.random.default_rng((seed, 8, person.seed, zlib.crc32(kind.encode())))
    name = f"queries/{'unknown' if person is STRANGER else f'{person.seed:02d}'}.{kind}"
    if not write:
        return name
    if kind == "jpg":
        look = faces.face_nuisance(rng, blink=False)
        (folder / name).write_bytes(faces.jpeg_bytes(faces.draw_face(face, look)))
    else:
        recording = voices.voice_nuisance(rng, "neutral", telephone=False)
        (folder / name).write_bytes(
            voices.clip_bytes(voices.speak(voice, small_talk(rng), recording))
        )
    return name
