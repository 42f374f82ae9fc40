"""`train reader`: published weights and a corpus -> the reader's folder, ready to bundle.

The folder holds reader.onnx, words.npz, tokenizer.json, reader.json (what its logits are worth, and
every figure measured on the questions kept apart) and weights.npz, for another run to go on from.
"""

from __future__ import annotations

import dataclasses
import datetime
import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant import __version__
from persona_assistant.atomic import whole_folder
from persona_assistant.errors import EngineMissing, ModelError
from persona_assistant.progress import CancelToken, Done, Progress
from persona_assistant.train.reader.corpus import (
    Question,
    read_corpus,
    without_wordings_of,
)

if TYPE_CHECKING:
    from persona_assistant.train.reader.training import Plan

WEIGHTS, TOKENIZER = "model/model.safetensors", "model/tokenizer.json"
"""Within the published package."""
_NEEDS = ("torch", "transformers", "onnx", "safetensors")


@dataclasses.dataclass(frozen=True, slots=True)
class MadeReader:
    folder: Path
    trained_on: int
    """Questions."""
    card: Mapping[str, Any]
    """What reader.json says."""


def make(
    package: Path,
    corpus: Path,
    kept_apart: Path,
    out: Path,
    *,
    plan: Plan | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Progress | Done[MadeReader]]:
    """Trains on the questions of `corpus` and measures on those of `kept_apart` whose people and
    wordings are not in it.

    `package` is the published package of the weights: its archive or its folder. Raises
    EngineMissing without torch, BadInput, ModelError, Cancelled, DiskFull.
    """
    missing = [each for each in _NEEDS if importlib.util.find_spec(each) is None]
    if missing:
        raise EngineMissing(
            f"Training the reader needs {', '.join(missing)}, not installed here: pip install "
            '"persona-assistant[train]" onnx.'
        )
    from persona_assistant.train.reader.training import Plan

    plan = plan or Plan()
    questions = read_corpus(corpus)
    others = without_wordings_of(read_corpus(kept_apart), questions)
    yield from _made(package, questions, others, out, plan, cancel)


def _made(
    package: Path,
    questions: Sequence[Question],
    others: Sequence[Question],
    out: Path,
    plan: Plan,
    cancel: CancelToken | None,
) -> Iterator[Progress | Done[MadeReader]]:
    import numpy as np
    import torch
    from tokenizers import Tokenizer

    from persona_assistant.reader.layout import Layout
    from persona_assistant.reader.network import ReaderNetwork
    from persona_assistant.train.reader.export import reader_network, word_vectors
    from persona_assistant.train.reader.network import CrossEncoder
    from persona_assistant.train.reader.scale import fit_scale
    from persona_assistant.train.reader.training import Trainer

    weights, tokenizer = _published(package)
    torch.manual_seed(plan.seed)
    made = Tokenizer.from_str(tokenizer.decode("utf-8"))
    made.no_padding()
    made.no_truncation()
    try:
        network = CrossEncoder(weights)
    except KeyError as error:
        raise ModelError(f"{package} lacks {error}; give the package of MiniLM-L6") from None
    yield from Trainer(network, Layout(made), questions, plan).run(cancel)
    state = {name: each.numpy() for name, each in network.state_dict().items()}
    with whole_folder(out) as draft:
        (draft / "reader.onnx").write_bytes(reader_network(state))
        (draft / "tokenizer.json").write_bytes(tokenizer)
        np.savez(draft / "words.npz", **word_vectors(state))  # type: ignore[arg-type]
        np.savez(draft / "weights.npz", **state)
        _write_card(draft, {"slope": 1.0, "intercept": 0.0, "threshold": 0.5})
        reader = ReaderNetwork(draft)
        yield Progress("measuring", 0, len(others), "questions")
        scale, figures = fit_scale(
            others, lambda each: reader.places(each.text, [each.note], each.name)[0]
        )
        card = {
            "slope": scale.slope,
            "intercept": scale.intercept,
            "threshold": scale.threshold,
            "trained_on": len(questions),
            "plan": dataclasses.asdict(plan),
            "kept_apart": dataclasses.asdict(figures),
            "made": datetime.date.today().isoformat(),
            "version": __version__,
        }
        _write_card(draft, card)
    yield Done(MadeReader(out, len(questions), card))


def _write_card(folder: Path, card: Mapping[str, Any]) -> None:
    (folder / "reader.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _published(package: Path) -> tuple[dict[str, Any], bytes]:
    """The weights as float32 arrays, and the tokenizer's file."""
    from safetensors.numpy import load

    from persona_assistant.weights.export.published import read_member

    content = load(read_member(package, WEIGHTS))
    return content, read_member(package, TOKENIZER)
