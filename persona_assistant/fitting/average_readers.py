"""The mean of two readers that `train reader` made, one going on from the other.

    python -m persona_assistant.fitting.average_readers FOLDER FOLDER --out DIR

A run that goes on with other questions gains there and loses a little elsewhere; the mean of the
weights before and after keeps most of both. What its scores are worth is fitted anew, on the
questions kept apart.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
from pathlib import Path

import numpy as np

from persona_assistant.atomic import whole_folder
from persona_assistant.fitting.command import exit_code
from persona_assistant.reader.network import ReaderNetwork
from persona_assistant.resources import data_path
from persona_assistant.train.reader.compared import compared
from persona_assistant.train.reader.corpus import read_corpus
from persona_assistant.train.reader.export import reader_network, word_vectors
from persona_assistant.train.reader.named import measured_on
from persona_assistant.train.reader.scale import fit_scale


def average(first: Path, second: Path, out: Path) -> None:
    """`second` went on from `first`. Raises BadInput for a place that is taken, OSError."""
    with np.load(first / "weights.npz") as one, np.load(second / "weights.npz") as other:
        weights = {name: ((one[name] + other[name]) / 2).astype(np.float32) for name in one.files}
    corpus = data_path("worlds", "reading")
    questions = measured_on(read_corpus(corpus / "kept_apart"), read_corpus(corpus / "train"))
    card = json.loads((second / "reader.json").read_text(encoding="utf-8"))
    with whole_folder(out) as draft:
        (draft / "reader.onnx").write_bytes(reader_network(weights))
        np.savez(draft / "words.npz", **word_vectors(weights))  # type: ignore[arg-type]
        np.savez(draft / "weights.npz", **weights)
        shutil.copyfile(second / "tokenizer.json", draft / "tokenizer.json")
        _write(draft, {"slope": 1.0, "intercept": 0.0, "threshold": 0.5})
        reader = ReaderNetwork(draft)
        read = [compared(reader, each) for each in questions]
        scale, figures = fit_scale(questions, read)
        card.update(dataclasses.asdict(scale), kept_apart=dataclasses.asdict(figures))
        card["averaged"] = True
        _write(draft, card)


def _write(folder: Path, card: dict[str, object]) -> None:
    (folder / "reader.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs=2, type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    first, second = arguments.folders
    average(first, second, arguments.out)


if __name__ == "__main__":
    sys.exit(exit_code(main))
