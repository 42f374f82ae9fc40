"""`train reader`: published weights and a corpus -> the reader's folder, ready to bundle.

The folder holds reader.onnx, words.npz, tokenizer.json, reader.json (what its logits are worth, and
every figure measured on the questions kept apart), weights.npz in full precision, and steady.npz,
the weights of before the rate began to fall, for another run to go on from.
"""

from __future__ import annotations

import dataclasses
import datetime
import importlib.util
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant import __version__
from persona_assistant.atomic import whole_folder
from persona_assistant.errors import BadInput, Cancelled, EngineMissing, ModelError
from persona_assistant.progress import CancelToken, Done, Progress
from persona_assistant.resources import data_path
from persona_assistant.train.reader.corpus import read_corpus
from persona_assistant.train.reader.generated import generated_questions
from persona_assistant.train.reader.named import measured_on
from persona_assistant.train.reader.people import Asked, of_people
from persona_assistant.train.reader.plan import Plan
from persona_assistant.train.reader.side_by_side import joint_questions

if TYPE_CHECKING:
    from persona_assistant.reader.network import Place, ReaderNetwork
    from persona_assistant.train.reader.network import CrossEncoder

WEIGHTS, STEADY = "weights.npz", "steady.npz"
"""Of the end, and of before the rate began to fall, where another run goes on."""
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
    corpus: Path | None,
    kept_apart: Path | None,
    out: Path,
    *,
    plan: Plan | None = None,
    begun: Path | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Progress | Done[MadeReader]]:
    """Trains on the questions of `corpus` and measures on those of `kept_apart` whose people and
    wordings are not in it; None is the checkout's.

    `package` is the published package of the weights: its archive or its folder; `begun` the folder
    of a reader made before, to go on with. Raises EngineMissing without torch, BadInput,
    ModelError, Cancelled, DiskFull.
    """
    corpus = corpus or _of_the_checkout("train")
    kept_apart = kept_apart or _of_the_checkout("kept_apart")
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise BadInput(f"{out} exists already: choose another folder for the reader")
    from persona_assistant.reader.network import ReaderNetwork
    from persona_assistant.train.reader.easy import harder

    missing = [each for each in _NEEDS if importlib.util.find_spec(each) is None]
    if missing:
        raise EngineMissing(
            f"Training the reader needs {', '.join(missing)}, not installed here: pip install "
            '"persona-assistant[train]".'
        )
    questions = read_corpus(corpus)
    others = measured_on(read_corpus(kept_apart), questions)
    if len({bool(each.spots) for each in others}) < 2:
        raise BadInput(
            f"{kept_apart} must hold questions with an answer and questions without that share no "
            f"person and no wording with {corpus}"
        )
    plan = plan or Plan()
    together, alone = of_people(questions)
    drawn: list[Asked] = [*together, *alone]
    drawn = random.Random(plan.seed).sample(drawn, round(plan.share * len(drawn)))
    if begun is not None and plan.easy < 1.0:
        every, drawn = drawn, []
        yield from harder(ReaderNetwork(begun), every, plan.easy, plan.seed, drawn, cancel)
    drawn += joint_questions(alone, plan.beside, plan.seed)
    drawn += generated_questions(plan.generated, plan.seed) if plan.generated else []
    yield from _made(package, drawn, others, out, plan, begun, cancel)


def _of_the_checkout(split: str) -> Path:
    folder = data_path("worlds", "reading", split)
    if not folder.is_dir():
        raise BadInput(
            "the corpus of the reader lies in a checkout of persona-assistant (worlds/reading), not"
            " in an installed copy: name its folders",
            code="reader_corpus_missing",
        )
    return folder


def _made(
    package: Path,
    questions: Sequence[Asked],
    others: Sequence[Asked],
    out: Path,
    plan: Plan,
    begun: Path | None,
    cancel: CancelToken | None,
) -> Iterator[Progress | Done[MadeReader]]:
    import numpy as np
    import torch
    from tokenizers import Tokenizer

    from persona_assistant.reader.layout import Layout, prepared
    from persona_assistant.reader.network import ReaderNetwork
    from persona_assistant.train.reader.export import reader_network, word_vectors
    from persona_assistant.train.reader.network import CrossEncoder
    from persona_assistant.train.reader.published import published_weights
    from persona_assistant.train.reader.scale import fit_scale
    from persona_assistant.train.reader.training import Trainer

    weights, tokenizer = published_weights(package)
    torch.manual_seed(plan.seed)
    torch.set_flush_denormal(True)  # processors take many times as long for numbers next to zero
    layout = Layout(prepared(Tokenizer.from_str(tokenizer.decode("utf-8"))))
    try:
        network = CrossEncoder(weights)
    except (KeyError, RuntimeError) as error:  # a weight is missing, or of another shape
        raise ModelError(
            f"{package} holds no BERT of 384 numbers a token ({error}); give a package of such one"
        ) from None
    network.keep_lowest(plan.frozen)
    plans = [] if begun is None else _go_on(network, begun)
    trainer = Trainer(network, layout, questions, plan)
    yield from trainer.run(cancel)
    state = {name: each.numpy() for name, each in network.state_dict().items()}
    with whole_folder(out) as draft:
        (draft / "reader.onnx").write_bytes(reader_network(state))
        (draft / "tokenizer.json").write_bytes(tokenizer)
        np.savez(draft / "words.npz", **word_vectors(state))  # type: ignore[arg-type]
        np.savez(draft / WEIGHTS, **state)
        np.savez(draft / STEADY, **(trainer.before_fall or state))
        _write_card(draft, {"slope": 1.0, "intercept": 0.0, "threshold": 0.5})
        reader = ReaderNetwork(draft)
        read: list[Sequence[tuple[int, Place]]] = []
        yield from _read(reader, others, read, cancel)
        scale, figures = fit_scale(others, read)
        card = {
            "slope": scale.slope,
            "intercept": scale.intercept,
            "threshold": scale.threshold,
            "trained_on": len(questions),
            "plans": [*plans, {**dataclasses.asdict(plan), "questions": len(questions)}],
            "kept_apart": dataclasses.asdict(figures),
            "made": datetime.date.today().isoformat(),
            "version": __version__,
        }
        _write_card(draft, card)
    yield Done(MadeReader(out, len(questions), card))


def _read(
    reader: ReaderNetwork,
    questions: Sequence[Asked],
    found: list[Sequence[tuple[int, Place]]],
    cancel: CancelToken | None,
) -> Iterator[Progress]:
    """Adds to `found` what the reader makes of each question. Raises Cancelled."""
    from persona_assistant.train.reader.compared import compared

    began = time.monotonic()
    for number, each in enumerate(questions, 1):
        if cancel is not None and cancel.is_set():
            raise Cancelled("the measuring was stopped; nothing of the training is kept")
        found.append(compared(reader, each))
        seconds = time.monotonic() - began
        yield Progress("measuring", number, len(questions), "questions", seconds)


def _go_on(network: CrossEncoder, begun: Path) -> list[Any]:
    """Gives the network the weights of a reader made before, those of a bundled one in eight bits;
    returns the plans it was made by."""
    import numpy as np
    import torch

    from persona_assistant.train.reader.unpacked import packed_weights

    try:
        kept = [begun / each for each in (STEADY, WEIGHTS) if (begun / each).exists()]
        if kept:
            with np.load(kept[0]) as file:
                state = {name: file[name] for name in file.files}
        else:
            state = packed_weights(begun)
        network.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})
        card = json.loads((begun / "reader.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"{begun} holds no reader to go on with ({error}); give the folder that train reader "
            "made"
        ) from None
    return list(card.get("plans") or [card["plan"]])


def _write_card(folder: Path, card: Mapping[str, Any]) -> None:
    (folder / "reader.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
