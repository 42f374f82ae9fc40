"""What the exported encoders cost, beside open-clip and speechbrain in torch on the same cores.

    python bench/speed/encoders.py [--rounds 25] [--threads 2] [--folder DIR] [--json]

Makes a ViT-B-32 and an ECAPA-TDNN with 1024 channels of random weights (what is computed does not
depend on what the weights are worth), exports both as `models export` does, and encodes pictures
and three seconds of speech of the demo, one at a time. All sides take turns in one run, with a
short rest before each, so that no side's waiting threads stand in the way of the next. Seconds
belong to a machine, ratios travel. Targets in brackets.

clip_int8_ratio [>= 4], ecapa_int8_ratio [>= 1.4]
    Time of the original network in torch over ours in int8, on the same prepared input: of the
    medians or of the fastest rounds, whichever is smaller. (On a busy machine torch's medians
    suffer most, and the first of the two flatters us.) *_fp32_ratio is that of ours in single
    precision, *_whole_ratio from the stored picture or clip to the vector: decoding, preparation,
    network.
clip_cosine, ecapa_cosine [>= 0.99]
    The smallest cosine between vectors of ours in int8 and of the original, each from the stored
    picture or clip on, so that a difference in preparation would count.

Resident memory is that of a fresh process that has imported and loaded what one side needs and
encoded once. Needs the extra [export], and 2 GB of disk in --folder, where what was exported is
kept for the next run.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.speed.originals import ARCHITECTURE, CHANNELS, ORIGINALS, ecapa  # noqa: E402

TARGETS = {
    "clip_int8_ratio": 4.0,
    "ecapa_int8_ratio": 1.4,
    "clip_cosine": 0.99,
    "ecapa_cosine": 0.99,
}
KINDS = {"clip": "image", "ecapa": "voice"}
PRECISIONS = ("fp32", "int8")
SECONDS = 3.0
ITEMS = 8
REST = 0.005

Step = Callable[[Any], Any]


class Ours:
    def __init__(self, kind: str, folder: Path, precision: str, threads: int) -> None:
        from persona_assistant.encoders.loader import open_encoder
        from persona_assistant.encoders.onnx_session import OnnxSession

        self.kind = kind
        # Of the exported encoders, with `preprocessed` beside what every encoder has.
        self.encoder: Any = open_encoder(
            folder / kind, KINDS[kind], precision=precision, threads=threads
        )
        about = json.loads((folder / kind / "encoder.json").read_text("utf-8"))[KINDS[kind]]
        self.session = OnnxSession(folder / kind / about[precision], threads=threads)

    def take(self, item: Any) -> Any:
        from PIL import Image

        from persona_assistant.encoders import fbank
        from persona_assistant.media import pixels, samples

        if self.kind == "clip":
            return self.encoder.preprocessed(Image.fromarray(pixels(item)))[None]
        return fbank.speechbrain(samples(item))[None]

    def network(self, prepared: Any) -> Any:
        return self.session.run(prepared)[0]

    def whole(self, item: Any) -> Any:
        return self.encoder.encode([item])[0]


# --- making them


def make(folder: Path, tell: Callable[[str], None]) -> None:
    """Random checkpoints and what `models export` makes of them, as far as they are not in `folder`
    yet."""
    import open_clip
    import torch

    from persona_assistant.weights.export import export

    torch.manual_seed(0)
    if not (folder / "clip").is_dir():
        tell("making and exporting a ViT-B-32")
        model = open_clip.create_model(ARCHITECTURE, pretrained=None)
        torch.save(model.state_dict(), folder / "clip.pt")
        export("clip", folder / "clip.pt", out=folder / "clip", architecture=ARCHITECTURE)
    if not (folder / "ecapa").is_dir():
        tell(f"making and exporting an ECAPA-TDNN of {CHANNELS} channels")
        model = ecapa()
        # With the statistics of a network that never ran, all voices look the same.
        for layer in model.modules():
            if isinstance(layer, torch.nn.BatchNorm1d):
                layer.running_mean.normal_(0, 0.1)
                layer.running_var.uniform_(0.5, 1.5)
        torch.save(model.state_dict(), folder / "ecapa.pt")
        export("ecapa", folder / "ecapa.pt", out=folder / "ecapa")


def items(kind: str) -> list[Any]:
    """Pictures of the demo, or clips of three seconds that are made of its voices."""
    import numpy as np

    from persona_assistant.media import (
        SAMPLE_RATE,
        load_image,
        load_voice,
        samples,
        voice_from_samples,
    )
    from persona_assistant.resources import data_path

    people = data_path("memory_store", "demo") / "people"
    if kind == "clip":
        return [load_image(file) for file in sorted(people.glob("*.jpg"))[:ITEMS]]
    files = sorted(people.glob("*.ogg"))[:ITEMS]
    length = int(SECONDS * SAMPLE_RATE)
    return [voice_from_samples(np.resize(samples(load_voice(file)), length)) for file in files]


# --- measuring


def measure(kind: str, folder: Path, rounds: int, threads: int) -> dict[str, Any]:
    """Milliseconds per step and side, ratios and cosines."""
    import numpy as np
    import torch

    torch.set_num_threads(threads)
    things = items(kind)
    torch_side = ORIGINALS[kind](folder)
    ours = {precision: Ours(kind, folder, precision, threads) for precision in PRECISIONS}

    with torch.inference_mode():
        # What is prepared is the same on both sides; each gets its own kind of array.
        prepared = [torch_side.take(thing) for thing in things]
        arrays = [np.ascontiguousarray(each.numpy()) for each in prepared]
        steps: dict[str, dict[str, tuple[Step, list[Any]]]] = {
            "network": {"torch": (lambda x: torch_side.network(x).numpy(), prepared)},
            "preparation": {"torch": (torch_side.take, things)},
            "whole": {
                "torch": (lambda item: torch_side.network(torch_side.take(item)).numpy(), things)
            },
        }
        for precision, side in ours.items():
            steps["network"][precision] = side.network, arrays
            steps["whole"][precision] = side.whole, things
        steps["preparation"]["ours"] = ours["fp32"].take, things
        times = in_turns(steps, rounds)
        wanted = [unit(steps["whole"]["torch"][0](thing)) for thing in things]
    cosines = {
        precision: min(float(side.whole(thing) @ row) for thing, row in zip(things, wanted))
        for precision, side in ours.items()
    }
    return {"ms": times, "cosine": cosines}


def in_turns(
    steps: dict[str, dict[str, Any]], rounds: int
) -> dict[str, dict[str, dict[str, float]]]:
    taken: dict[tuple[str, str], list[float]] = {
        (s, who): [] for s, sides in steps.items() for who in sides
    }
    for number in range(rounds + 2):
        for step, sides in steps.items():
            for who, (call, inputs) in sides.items():
                given = inputs[number % len(inputs)]
                time.sleep(REST)
                start = time.perf_counter()
                call(given)
                if number >= 2:  # the first rounds warm up
                    taken[step, who].append(1000 * (time.perf_counter() - start))
    return {
        step: {
            who: {"median": statistics.median(taken[step, who]), "best": min(taken[step, who])}
            for who in sides
        }
        for step, sides in steps.items()
    }


def unit(row: Any) -> Any:
    import numpy as np

    return row / np.linalg.norm(row)


def resident_mb(kind: str, side: str, folder: Path, threads: int) -> float | None:
    """Of a fresh process that has loaded one side and encoded once; None where the system does not
    tell."""
    asked = [sys.executable, __file__, "--resident", kind, side, "--folder", str(folder)]
    ran = subprocess.run(
        [*asked, "--threads", str(threads)], stdout=subprocess.PIPE, text=True, check=True
    )
    megabytes: float | None = json.loads(ran.stdout)
    return megabytes


def resident(kind: str, side: str, folder: Path, threads: int) -> float | None:
    thing = items(kind)[0]
    if side == "torch":
        load_originals()
        import torch

        torch.set_num_threads(threads)
        original = ORIGINALS[kind](folder)
        with torch.inference_mode():
            original.network(original.take(thing))
    else:
        from persona_assistant.encoders.loader import open_encoder

        encoder = open_encoder(folder / kind, KINDS[kind], precision=side, threads=threads)
        encoder.encode([thing])
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def load_originals() -> None:
    """Ends in one line where the extra is not installed."""
    from persona_assistant.weights.export import clip
    from persona_assistant.weights.export import ecapa as voices

    missing = [
        each for each in {*clip.NEEDS, *voices.NEEDS} if importlib.util.find_spec(each) is None
    ]
    if missing:
        sys.exit(
            f"Comparing with torch needs {', '.join(sorted(missing))}, not installed here: "
            'pip install "persona-assistant[export]".'
        )
    from tests.support.torch_shims import apply

    apply()
    logging.getLogger().setLevel(logging.ERROR)  # open-clip warns of random weights


# --- figures


def figures(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    document = {}
    for kind, each in found.items():
        network, whole = each["ms"]["network"], each["ms"]["whole"]
        document[f"{kind}_int8_ratio"] = ratio(network, "int8")
        document[f"{kind}_cosine"] = each["cosine"]["int8"]
        document[f"{kind}_fp32_ratio"] = ratio(network, "fp32")
        document[f"{kind}_whole_ratio"] = ratio(whole, "int8")
    return {name: round(value, 4) for name, value in document.items()}


def ratio(sides: dict[str, dict[str, float]], ours: str) -> float:
    return min(sides["torch"][what] / sides[ours][what] for what in ("median", "best"))


def show(found: dict[str, dict[str, Any]], document: dict[str, Any], threads: int) -> None:
    for kind, each in found.items():
        what = ARCHITECTURE if kind == "clip" else f"ECAPA-TDNN, {CHANNELS} channels, {SECONDS:g} s"
        print(f"\n{what}, batch 1, {threads} threads: milliseconds, median (best)")
        print(f"  {'':12} {'torch':>16} {'ours':>16} {'ours fp32':>16} {'ours int8':>16}")
        for step, sides in each["ms"].items():
            row = [sides.get(who) for who in ("torch", "ours", *PRECISIONS)]
            cells = [f"{cell['median']:.1f} ({cell['best']:.1f})" if cell else "" for cell in row]
            print(f"  {step:12} " + " ".join(f"{cell:>16}" for cell in cells))
        cells = [each["resident_mb"].get(who) for who in ("torch", "ours", *PRECISIONS)]
        cells = ["" if cell is None else f"{cell:.0f} MB" for cell in cells]
        print(f"  {'resident':12} " + " ".join(f"{cell:>16}" for cell in cells))
        cosines = ", ".join(
            f"{precision} {value:.6f}" for precision, value in each["cosine"].items()
        )
        print(f"  cosine to the original: {cosines}")
    print()
    for name, value in document.items():
        verdict = ""
        if target := TARGETS.get(name):
            verdict = f"  (wanted >= {target}: {'met' if value >= target else 'missed'})"
        print(f"{name:18} {value:8.4f}{verdict}")


def main() -> None:
    shown = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shown)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--folder", type=Path, help="where exported networks are kept; none: a temporary one"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--resident", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, str(asked.threads))  # before numpy and torch are loaded
    if asked.resident:
        kind, side = asked.resident
        print(json.dumps(resident(kind, side, asked.folder, asked.threads)))
        return
    load_originals()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        make(folder, lambda line: print(line, "...", file=sys.stderr))
        found = {}
        for kind in KINDS:
            found[kind] = measure(kind, folder, asked.rounds, asked.threads)
            sides = ("torch", *PRECISIONS)
            found[kind]["resident_mb"] = {
                side: resident_mb(kind, side, folder, asked.threads) for side in sides
            }
    document = figures(found)
    if asked.json:
        about = {
            "threads": asked.threads,
            "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        }
        print(json.dumps({**document, **about, "detail": found}, indent=2))
    else:
        show(found, document, asked.threads)


if __name__ == "__main__":
    main()
