"""Phone photos: recognising everybody in one of twelve megapixels, and enrolling a thousand.

    python bench/speed/phone.py FOLDER [--photos 200] [--runs 5] [--json]

FOLDER holds photos of faces, eight or more at best; none are bundled. Of them are made, in a
temporary folder,

    party.jpg   4000 x 3000, eight faces in two rows before a blurred background
    IMG_*.jpg   4000 x 3000, a face before a blurred background, each at another place and of
                another brightness; three photos a person

who_seconds [< 1], who_mb [< 400]
    Wall time and peak memory of `persona-assistant who --image party.jpg` in a fresh process: the
    interpreter, its imports, opening the memory, reading the photo, the networks, the decision.
    Beside it the same photo in a fresh process that does nothing but read it with Pillow and run
    the networks on the very inputs they had: who_ratio is the one over the other.
enrol_ratio [>= 0.8]
    Photos a second of `persona-assistant enrol` over photos a second of reading them with Pillow
    and letting the encoders look at them, both senses, spread over the same cores in a process
    that has loaded them. The rest of enrolling (stripping and keeping the photo, quality gates,
    the encrypted store, the start of the program) is what the ratio leaves of it. networks_ratio is
    the same beside reading and nothing but the networks, on the inputs that such photos gave:
    what the encoders do around their networks counts against it. `--photos` fewer than 1000 are
    scaled: thousand_seconds says how long 1,000 would take.

Both sides of each ratio run in this run, by turns; what is given is the median.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

COMMAND = ["-m", "persona_assistant.cli"]
WIDTH, HEIGHT = 4000, 3000
FACES = 8
TARGETS = {"who_seconds": ("<", 1.0), "who_mb": ("<", 400.0), "enrol_ratio": (">=", 0.8)}
RECORDED = 12
"""Photos whose inputs to the networks stand for those of all."""
ROUNDS = 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="photos of faces", metavar="FOLDER")
    parser.add_argument("--photos", type=int, default=200, metavar="N", help="to be enrolled")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="processes of `who`")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        return make(chosen.folder, chosen.make, chosen.photos)
    if chosen.bare:
        return bare_process(chosen.bare, chosen.folder)
    with tempfile.TemporaryDirectory(prefix="persona-assistant-phone-") as folder:
        place = Path(folder)
        # In a process of its own: a child's peak is never below the size of who started it.
        making = [__file__, str(chosen.folder), "--make", str(place), "--photos", chosen.photos]
        subprocess.run([sys.executable, *map(str, making)], env=environment(), check=True)
        found = {**recognising(place, chosen.runs), **enrolling(place, chosen.photos)}
    found["cores"] = os.cpu_count()
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)
    return 0


# --- photos


def make(source: Path, place: Path, photos: int) -> int:
    """party.jpg, and photos in folders of people for each round; what the networks were given."""
    import numpy as np

    random = np.random.default_rng(0)
    faces = list(_heads(source))
    if not faces:
        sys.exit(f"{source}: no photo in which a face is found")
    backgrounds = [_background(random) for _ in range(3)]
    party = backgrounds[0].copy()
    for number in range(FACES):
        column, row = number % 4, number // 4
        head = _like(faces[number % len(faces)], 760, 1.0)
        party.paste(head, (120 + column * 970, 350 + row * 1300))
    party.save(place / "party.jpg", quality=92)
    for number in range(photos):
        photo = backgrounds[number % len(backgrounds)].copy()
        person, side = number // 3, int(random.integers(900, 2000))
        head = _like(faces[person % len(faces)], side, float(random.uniform(0.8, 1.15)))
        left = int(random.integers(0, WIDTH - head.width))
        photo.paste(head, (left, int(random.integers(0, HEIGHT - head.height))))
        path = place / f"round {number % ROUNDS}" / f"Person {person}" / f"IMG_{number:04}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        photo.save(path, quality=90)
    taken = sorted(place.glob("round */*/*.jpg"))
    _record([place / "party.jpg"], place / "party.pickle")
    _record(taken[:: max(1, len(taken) // RECORDED)][:RECORDED], place / "photos.pickle")
    return 0


def _heads(source: Path) -> Iterator[Any]:
    """The largest face of each photo, with what is around it."""
    from PIL import Image, ImageOps

    from persona_assistant.encoders.face import FaceEncoder
    from persona_assistant.media import load_image

    encoder = FaceEncoder()
    for path in sorted(source.rglob("*")):
        if path.suffix.lower() not in (".jpg", ".jpeg"):
            continue
        boxes = [sample.box for sample in encoder.examine(load_image(path)) if sample.box]
        if not boxes:
            continue
        box = max(boxes, key=lambda each: each.width * each.height)
        image = ImageOps.exif_transpose(Image.open(path).convert("RGB"))
        assert image is not None
        x = (box.left + box.width / 2) * image.width
        y = (box.top + box.height / 2) * image.height
        half = max(box.width * image.width, box.height * image.height)
        yield image.crop((round(x - half), round(y - half), round(x + half), round(y + half)))


def _like(head: Any, side: int, light: float) -> Any:
    from PIL import ImageEnhance

    return ImageEnhance.Brightness(head.resize((side, side))).enhance(light)


def _background(random: Any) -> Any:
    """Blurred shapes of all sizes, and the noise of a sensor."""
    import numpy as np
    from PIL import Image

    scene = np.full((HEIGHT, WIDTH, 3), 120, np.float32)
    for cells, strength in ((3, 40), (9, 25), (40, 12)):
        coarse = random.normal(0, strength, (cells, cells * 4 // 3, 3)).astype(np.float32)
        for channel in range(3):
            layer = Image.fromarray(coarse[..., channel])
            layer = layer.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
            scene[..., channel] += np.asarray(layer)
    scene += random.standard_normal(scene.shape, np.float32) * 3
    return Image.fromarray(scene.clip(0, 255).astype(np.uint8))


# --- the networks alone


def _record(photos: Sequence[Path], into: Path) -> None:
    """What the networks were given for each photo: [(file of the network, arrays)] each."""
    from persona_assistant.encoders.face import FaceEncoder
    from persona_assistant.encoders.onnx_session import OnnxSession
    from persona_assistant.media import load_image

    encoder, run = FaceEncoder(), OnnxSession.run
    each: list[list[tuple[str, tuple[Any, ...]]]] = []

    def noting(session: OnnxSession, *arrays: Any, **more: Any) -> Any:
        each[-1].append((str(session.path), arrays))
        return run(session, *arrays, **more)

    OnnxSession.run = noting  # type: ignore[method-assign, assignment]
    try:
        for path in photos:
            each.append([])
            encoder.examine(load_image(path))
    finally:
        OnnxSession.run = run  # type: ignore[method-assign]
    into.write_bytes(pickle.dumps(each))


class Bare:
    """Pillow and the networks, on inputs they had before."""

    def __init__(self, recorded: Path, threads: int | None) -> None:
        from persona_assistant.encoders.onnx_session import OnnxSession

        self._inputs = pickle.loads(recorded.read_bytes())
        paths = {path for calls in self._inputs for path, _ in calls}
        self._sessions = {path: OnnxSession(path, threads=threads) for path in paths}

    def one(self, number: int, photo: Path) -> None:
        read(photo)
        for path, arrays in self._inputs[number % len(self._inputs)]:
            self._sessions[path].run(*arrays)


class Encoders:
    """Pillow and the encoders of pictures, on pictures they were given before."""

    def __init__(self, photos: Sequence[Path]) -> None:
        from persona_assistant.encoders.face import FaceEncoder
        from persona_assistant.encoders.image import ClassicalImageEncoder
        from persona_assistant.media import load_image

        self._faces, self._whole = FaceEncoder(threads=1), ClassicalImageEncoder()
        self._pictures = [load_image(photo) for photo in photos]

    def one(self, number: int, photo: Path) -> None:
        read(photo)
        self._faces.examine(self._pictures[number])
        self._whole.encode([self._pictures[number]])


def read(photo: Path) -> None:
    """As few megapixels as the stored size needs, scaled to it."""
    from PIL import Image

    side = 1600
    with Image.open(photo) as image:
        image.draft("RGB", (side, side * image.height // image.width))
        scale = side / max(image.size)
        size = (round(image.width * scale), round(image.height * scale))
        image.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.2)


def bare_process(recorded: Path, photo: Path) -> int:
    Bare(recorded, None).one(0, photo)
    return 0


# --- measuring


def recognising(place: Path, runs: int) -> dict[str, Any]:
    store = access(place / "who")
    enrolled = place / "round 0"
    once([*COMMAND, *store, "enrol", str(enrolled)])
    command = [*COMMAND, *store, "who", "--image", str(place / "party.jpg")]
    bare = [__file__, str(place / "party.jpg"), "--bare", str(place / "party.pickle")]
    once(command), once(bare)
    ours, alone, empty = [], [], []
    for _ in range(runs):
        ours.append(once(command))
        alone.append(once(bare))
        empty.append(once(["-c", "pass"]))
    seconds = statistics.median(each[0] for each in ours)
    reference = statistics.median(each[0] for each in alone)
    return {
        "who_seconds": round(seconds, 3),
        "who_range": [round(end(each[0] for each in ours), 3) for end in (min, max)],
        "who_cpu": round(min(each[1] for each in ours), 3),
        "who_mb": round(max(each[2] for each in ours)),
        "bare_seconds": round(reference, 3),
        "bare_cpu": round(min(each[1] for each in alone), 3),
        "bare_mb": round(max(each[2] for each in alone)),
        "who_ratio": round(seconds / reference, 2),
        "python_seconds": round(statistics.median(each[0] for each in empty), 3),
        "people": len(list(enrolled.iterdir())),
    }


def enrolling(place: Path, photos: int) -> dict[str, Any]:
    networks, rates = Bare(place / "photos.pickle", 1), []
    for number in range(ROUNDS):
        folder = place / f"round {number}"
        taken = sorted(folder.glob("*/*.jpg"))
        encoders = Encoders(taken)
        command = [*COMMAND, *access(place / f"enrol {number}"), "enrol", str(folder)]
        sides = [
            lambda: once(command)[0],  # noqa: B023
            lambda: spread(encoders.one, taken),  # noqa: B023
            lambda: spread(networks.one, taken),  # noqa: B023
        ]
        turn = [(number + step) % len(sides) for step in range(len(sides))]
        seconds = {side: sides[side]() for side in turn}
        rates.append([len(taken) / seconds[side] for side in range(len(sides))])
    ratios = sorted(ours / alone for ours, alone, _ in rates)
    ours, alone, bare = (statistics.median(side) for side in zip(*rates, strict=True))
    return {
        "enrol_ratio": round(statistics.median(ratios), 3),
        "enrol_ratio_rounds": [round(ratio, 3) for ratio in ratios],
        "networks_ratio": round(statistics.median(each[0] / each[2] for each in rates), 3),
        "enrol_per_second": round(ours, 2),
        "alone_per_second": round(alone, 2),
        "networks_per_second": round(bare, 2),
        "photos": photos,
        "thousand_seconds": round(1000 / ours),
    }


def spread(one: Callable[[int, Path], None], photos: list[Path]) -> float:
    """Seconds of all photos, over the cores."""
    from persona_assistant.enrolment import cores

    started = time.perf_counter()
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(one, range(len(photos)), photos))
    return time.perf_counter() - started


def access(folder: Path) -> list[str]:
    return ["--store", str(folder), "--key-file", str(folder.with_suffix(".key"))]


def environment() -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("PERSONA_ASSISTANT_")}
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed copy is compiled
    return {**own, "PYTHONPATH": str(ROOT)}


def once(words: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak resident MB of one Python process that must
    succeed."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment(),
            cwd=ROOT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(words)}: {errors.read().decode()}")
    peak_mb = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return seconds, usage.ru_utime + usage.ru_stime, peak_mb


def show(found: dict[str, Any]) -> None:
    low, high = found["who_range"]
    meaning = {
        "who_seconds": (
            f"who, {FACES} faces in {WIDTH}x{HEIGHT}, {found['people']} people known "
            f"({low:g} to {high:g}; {found['who_cpu']:g} s of processor)"
        ),
        "who_mb": "its peak memory",
        "enrol_ratio": (
            f"enrolling {found['photos']} photos, {found['enrol_per_second']:g} a second, over "
            f"reading and encoders alone, {found['alone_per_second']:g} "
            f"(rounds {', '.join(map(str, found['enrol_ratio_rounds']))})"
        ),
    }
    for name, (sign, bound) in TARGETS.items():
        value = found[name]
        missed = value >= bound if sign == "<" else value < bound
        verdict = "   MISSED" if missed else ""
        print(f"{name:12} {value:8}  [{sign} {bound:g}]  {meaning[name]}{verdict}")
    print(
        f"who takes {found['who_ratio']:g} times as long as a process that only reads the photo "
        f"and runs the networks ({found['bare_seconds']:g} s, {found['bare_cpu']:g} s of "
        f"processor, {found['bare_mb']} MB; python -c pass: {found['python_seconds']:g} s)"
    )
    print(
        f"enrolling over reading and networks alone, {found['networks_per_second']:g} a second: "
        f"{found['networks_ratio']:g}"
    )
    print(f"1,000 photos would take {found['thousand_seconds']} s on {found['cores']} cores")


if __name__ == "__main__":
    raise SystemExit(main())
