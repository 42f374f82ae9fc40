"""Fits what a sentence encoder's cosine adds to the words of a description.

Written into models/classical/calibration.json.

    python -m persona_assistant.fitting.meaning ENCODER CASES.json...

ENCODER is an installed sentence encoder's name or folder. Its cosine joins the features that words
give, and all weights are fitted together on the same written and generated cases as those of words
alone. Before that, each file of cases is judged by weights fitted on the others, with the cosine
and without: what it is worth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from persona_assistant.atomic import write_text
from persona_assistant.encoders.base import Encoder
from persona_assistant.encoders.loader import open_encoder
from persona_assistant.fitting import describing
from persona_assistant.fitting.command import exit_code
from persona_assistant.language import descriptions
from persona_assistant.language.words import sentences
from persona_assistant.resources import data_path


def cosines(encoder: Encoder) -> describing.Cosines:
    """What `Router` finds: the nearest sentence of each note."""

    @cache
    def vectors(text: str) -> np.ndarray:
        return encoder.encode(sentences(text) or [text])

    def found(words: str, notes: Sequence[str]) -> list[float]:
        if not words:
            return [0.0] * len(notes)
        (meant,) = encoder.encode([words])
        return [float((vectors(note) @ meant).max()) if note else 0.0 for note in notes]

    return found


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("encoder", help="an installed sentence encoder's name or folder")
    found.add_argument("cases", nargs="+", type=Path)
    return found


def main() -> None:
    arguments = parser().parse_args()

    encoder = open_encoder(arguments.encoder, "text", precision="fp32", threads=None)
    near = cosines(encoder)
    files = {path.stem: describing.load_cases(path) for path in arguments.cases}
    for held, cases in files.items():
        others = [case for name, its in files.items() if name != held for case in its]
        for what, way in (("words alone", None), ("and meaning", near)):
            print(
                f"{held}, {what}:",
                rounded(
                    describing.evaluate_describing(
                        cases, describing.fit_describing(others, way), way
                    )
                ),
            )

    everything = [case for cases in files.values() for case in cases] + describing.generated_cases()
    weights = describing.fit_describing(everything, near)
    path = data_path("models", "classical", "calibration.json")
    report = json.loads(path.read_text(encoding="utf-8"))
    names = (*descriptions.FEATURES, "meaning")
    fitted = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    report["text"].setdefault("meaning", {})[encoder.id.split("/")[0]] = fitted
    write_text(path, json.dumps(report, indent=1) + "\n")
    print(f"wrote {path.name}: {fitted}")


def rounded(found: dict[str, float]) -> dict[str, float]:
    return {name: round(float(value), 1) for name, value in found.items()}


if __name__ == "__main__":
    sys.exit(exit_code(main))
