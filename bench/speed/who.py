"""How long it takes to say who somebody is, in a program that is running: file in, edge out.

    python bench/speed/who.py [--people 10000] [--queries 60] [--json]
                              [--image-encoder DIR --voice-encoder DIR]

Every query is a new photo file and a new clip file: both are read, turned, stripped, encoded,
searched for among all people and decided upon by the product's own `who`. Without encoder folders
CLIP ViT-B/32 and ECAPA (1024 channels) with random weights are exported first (extra [export]), in
int8: speed does not depend on what weights know. Pictures are compared as a whole, by that encoder
alone; `phone.py` measures the face networks. People have one vector of each kind and no real
media. Beside the whole stand its parts, and `who` with one person in the memory in the same run:
what the ten thousand cost.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder

PHOTO = (1200, 1600)
SECONDS = 4.0
TARGET_MS = 300


def enrol(folder: Path, people: int, encoders: Mapping[str, Encoder]) -> None:
    """`people` personas with a made-up face and voice each, in an encrypted store."""
    from persona_assistant.memory import Entry, Store, Vector
    from persona_assistant.pmg import Clip, Picture, Triplet

    chance = np.random.default_rng(5)

    def vector(encoder: Encoder) -> Vector:
        values = chance.standard_normal(encoder.dim)
        return Vector(encoder.id, (values / np.linalg.norm(values)).astype(np.float32))

    with Store.open(folder, key_file=folder / "key") as memory:
        for number in range(people):
            picture = Picture(chance.bytes(64), 64, 64, "made-up.png")
            clip = Clip(chance.bytes(64), 1.0, "made-up.flac")
            entry = Entry(
                Triplet(picture, clip), vector(encoders["image"]), vector(encoders["voice"])
            )
            memory.people.add(f"Person {number}", [entry])


def media(folder: Path, queries: int) -> list[tuple[Path, Path]]:
    """A photo as a telephone makes them and a clip, for every query."""
    import soundfile
    from PIL import Image

    chance, made = np.random.default_rng(6), []
    for number in range(queries):
        small = Image.fromarray(chance.integers(0, 256, (40, 30, 3), dtype=np.uint8))
        photo = np.asarray(small.resize(PHOTO, Image.Resampling.BICUBIC)).astype(np.int16)
        photo = (photo + chance.integers(-6, 7, photo.shape)).clip(0, 255).astype(np.uint8)
        picture, clip = folder / f"{number}.jpg", folder / f"{number}.wav"
        Image.fromarray(photo).save(picture, quality=90)
        time_s = np.arange(int(SECONDS * 16000)) / 16000
        sound = sum(np.sin(2 * np.pi * chance.uniform(90, 3500) * time_s) for _ in range(12)) / 14
        soundfile.write(clip, sound * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time_s)), 16000)
        made.append((picture, clip))
    return made


def timed(
    assistant: Any, query_of: Callable[..., Any], files: Sequence[tuple[Path, Path]]
) -> NDArray[np.float64]:
    """Milliseconds of (reading the files, `who`) per query."""
    rows = []
    for picture, clip in files:
        start = time.perf_counter()
        query = query_of("", picture, clip)
        read = time.perf_counter()
        assistant.who(query)
        rows.append((read - start, time.perf_counter() - read))
    return 1000 * np.array(rows)


def measure(people: int, queries: int, image_encoder: Path, voice_encoder: Path) -> dict[str, Any]:
    from persona_assistant import app
    from persona_assistant.assistant import read_query
    from persona_assistant.settings import Settings

    with tempfile.TemporaryDirectory(prefix="persona-assistant-who-") as place:
        files = media(Path(place), queries)
        found = {}
        for count in (1, people):
            store = Path(place) / str(count)
            settings = Settings(
                store=store,
                key_file=store / "key",
                face_encoder="none",
                image_encoder=str(image_encoder),
                voice_encoder=str(voice_encoder),
            )
            enrol(store, count, app.encoders(settings))
            with app.open_assistant(settings) as assistant:
                timed(assistant, read_query, files[:3])  # models loaded, vectors read
                found[count] = timed(assistant, read_query, files)
    whole, alone = found[people].sum(axis=1), found[1].sum(axis=1)
    return {
        "people": people,
        "queries": queries,
        "who_p95_ms": round(float(np.percentile(whole, 95)), 1),
        "who_median_ms": round(float(np.median(whole)), 1),
        "reading_median_ms": round(float(np.median(found[people][:, 0])), 1),
        "one_person_median_ms": round(float(np.median(alone)), 1),
        "ratio_to_one_person": round(float(np.median(whole) / np.median(alone)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--image-encoder", type=Path, metavar="DIR")
    parser.add_argument("--voice-encoder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="persona-assistant-encoders-") as place:
        image, voice = asked.image_encoder, asked.voice_encoder
        if image is None or voice is None:
            from bench.speed.encoders import make

            make(Path(place), lambda line: print(line, "...", file=sys.stderr))
            image, voice = Path(place) / "clip", Path(place) / "ecapa"
        found = measure(asked.people, asked.queries, image, voice)
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    print(
        f"who, a photo of {PHOTO[0]}x{PHOTO[1]} and a clip of {SECONDS:g} s, "
        f"among {found['people']} people, {found['queries']} queries"
    )
    print(
        f"  95 of 100 within {found['who_p95_ms']:.0f} ms (wanted < {TARGET_MS}), "
        f"half within {found['who_median_ms']:.0f} ms"
    )
    print(f"  of which reading the two files {found['reading_median_ms']:.0f} ms")
    print(f"  {found['ratio_to_one_person']:.2f} times what it takes with one person in the memory")


if __name__ == "__main__":
    main()
