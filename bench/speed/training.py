"""What a step of RLVR costs on a GPU, beside TRL's own trainer on the same machine.

    python bench/speed/training.py [--recipe gemma4-e4b-rlvr] [--steps 4] [--out FILE]  needs CUDA
    python bench/speed/training.py --tiny                                 tries the script anywhere

The model has the real dimensions of Gemma 4 E4B and random weights, made on the GPU: how long a
matrix takes does not depend on what it says. An answer of such a model does not end by itself, so
every completion has the length that the recipe allows: generation is at its longest here. Pictures
and clips are noise of a fixed size, rewards are drawn from the answers, so that no judge is waited
for and groups differ.

Three sides, each in a fresh process: ours with pictures and clips, ours and TRL's GRPOTrainer with
pictures alone (1.16 leaves clips out of its forward pass, so there is nothing to compare with). The
first step of each is left out. Seconds and memory belong to a machine; results are written from a
CUDA machine alone, to bench/results/training-<device>.json. Needs the extra [train].
"""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.speed.training_models import TOLD, random_model, tiny_model  # noqa: E402
from persona_assistant.train.families import Loaded  # noqa: E402
from persona_assistant.train.recipes import Recipe, load  # noqa: E402

if TYPE_CHECKING:
    from persona_assistant.pmg import Clip, Picture
    from persona_assistant.train.corpus.records import Record

SIDES = ("ours", "ours, pictures alone", "stock TRL, pictures alone")
NAME = "google/gemma-4-E4B-it"
PIXELS, CLIP_SECONDS, WORDS = 768, 5.0, 80


# --- what is trained on


class Noise:
    """Media of a fixed size by any name; equal names, equal media."""

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels

    def picture(self, path: str) -> Picture:
        import numpy as np

        from persona_assistant import media

        rng = np.random.default_rng(len(path))
        return media.image_from_pixels(
            rng.integers(0, 255, (self._pixels, self._pixels, 3), dtype=np.uint8)
        )

    def clip(self, path: str) -> Clip:
        import numpy as np

        from persona_assistant import media

        rng = np.random.default_rng(len(path))
        return media.voice_from_samples(
            rng.normal(0, 0.1, int(16_000 * CLIP_SECONDS)).astype(np.float32)
        )


def records(count: int, contexts: int, *, audio: bool) -> list[Record]:
    """Questions with a picture, and where asked for a clip, of each person and a picture of the one
    meant."""
    from persona_assistant.train.corpus.records import Entry, Label, Record

    text = " ".join((TOLD * 8).split()[:WORDS])
    people = tuple(
        Entry("p" * (k + 1), "v" * (k + 1) if audio else None, text) for k in range(contexts)
    )
    query = Entry("q" * 9, None, "What does this person keep at home?")
    return [
        Record(
            str(at),
            "own",
            str(at),
            "text_qa",
            "retrieval",
            people,
            query,
            Label("answer", "a tortoise"),
            "a tortoise",
        )
        for at in range(count)
    ]


# --- one side, in a process of its own


@dataclass(frozen=True)
class _Plan:
    """As much of `running.Plan` as a trainer's settings are made of."""

    recipe: Recipe
    out: Path
    base: Any


def measure(side: str, recipe: Recipe, *, is_tiny: bool) -> dict[str, Any]:
    """Step times, tokens a second and peak memory of one side."""
    import torch
    from transformers import PrinterCallback, TrainerCallback

    from persona_assistant.train.messages import Renderer

    device = "cpu" if is_tiny else "cuda"
    loaded = tiny_model() if is_tiny else random_model(device)
    parameters = sum(weight.numel() for weight in loaded.model.parameters())
    renderer = Renderer(loaded)
    assert recipe.policy is not None and recipe.sampling is not None and recipe.optim.steps
    asked = records(4 * recipe.optim.steps, recipe.data.contexts, audio=side == "ours")
    steps: list[float] = []

    class Clock(TrainerCallback):  # type: ignore[misc]  # transformers has no types here
        def on_step_begin(self, *_: Any, **__: Any) -> None:
            self.begun = _now(device)

        def on_step_end(self, *_: Any, **__: Any) -> None:
            steps.append(_now(device) - self.begun)

    with tempfile.TemporaryDirectory() as out:
        plan = _Plan(recipe, Path(out), type("Base", (), {"family": loaded.family}))
        make = stock if side.startswith("stock") else ours
        trainer = make(plan, loaded, renderer, asked, Noise(PIXELS if not is_tiny else 96))
        trainer.add_callback(Clock())
        trainer.remove_callback(PrinterCallback)
        if device == "cuda":
            torch.cuda.reset_peak_memory_stats()
        trainer.train()
    # Tokens are counted by TRL, prompts and completions; the first step also warms up.
    counted = [row["num_tokens"] for row in trainer.state.log_history if "num_tokens" in row]
    later = steps[1:] or steps
    tokens = (counted[-1] - counted[0]) / (len(counted) - 1) if len(counted) > 1 else counted[-1]
    typical = statistics.median(later)
    return {
        "parameters": parameters,
        "steps": len(later),
        "step_seconds": [round(each, 3) for each in later],
        "median_step_seconds": round(typical, 3),
        "tokens_per_step": round(tokens),
        "tokens_per_second": round(tokens / typical, 1),
        "peak_memory_gib": round(torch.cuda.max_memory_allocated() / 2**30, 2)
        if device == "cuda"
        else None,
    }


def _now(device: str) -> float:
    if device == "cuda":
        import torch

        torch.cuda.synchronize()
    return time.perf_counter()


def _worth(completion_ids: list[list[int]], **_: Any) -> list[float]:
    return [math.fsum(math.sin(token) for token in tokens) for tokens in completion_ids]


def ours(plan: Any, loaded: Loaded, renderer: Any, asked: list[Record], media: Noise) -> Any:
    from datasets import Dataset

    from persona_assistant.train import rlvr, trainer
    from persona_assistant.train.corpus.prompts import prompt_of
    from persona_assistant.train.omni_grpo import OmniGRPOTrainer

    return OmniGRPOTrainer(
        model=loaded.model,
        reward_funcs=_worth,
        args=rlvr.settings(plan, renderer.banned),
        train_dataset=Dataset.from_dict({"prompt": [record.id for record in asked]}),
        processing_class=loaded.tokenizer,
        peft_config=trainer.lora_config(plan),
        renderer=renderer,
        render=lambda name: renderer.render(prompt_of(asked[int(name)], media)),
    )


def stock(plan: Any, loaded: Loaded, renderer: Any, asked: list[Record], media: Noise) -> Any:
    """TRL's own trainer over the same prompts as chat messages."""
    from datasets import Dataset
    from trl import GRPOTrainer

    from persona_assistant.train import rlvr, trainer
    from persona_assistant.train.corpus.prompts import prompt_of
    from persona_assistant.train.messages import messages_of
    from tests.support.stock_processor import processor

    def messages(batch: dict[str, Any]) -> dict[str, Any]:
        return {
            **batch,
            "prompt": [messages_of(prompt_of(asked[int(name)], media)) for name in batch["name"]],
        }

    return GRPOTrainer(
        model=loaded.model,
        reward_funcs=_worth,
        args=rlvr.settings(plan, renderer.banned),
        train_dataset=Dataset.from_dict({"name": [record.id for record in asked]}).with_transform(
            messages
        ),
        processing_class=processor(loaded),
        peft_config=trainer.lora_config(plan),
    )


# --- all sides


def shortened(recipe: Recipe, steps: int, *, is_tiny: bool) -> Recipe:
    """The recipe for a few steps that save and ask nothing."""
    found = replace(
        recipe,
        optim=replace(recipe.optim, steps=steps, epochs=None),
        run=replace(recipe.run, save_steps=1_000_000, evaluate_steps=0, vllm=False),
    )
    if is_tiny:
        assert found.sampling is not None
        sampling = replace(found.sampling, max_tokens=6)
        return replace(found, data=replace(found.data, contexts=1), sampling=sampling)
    return found


def in_a_process(side: str, arguments: argparse.Namespace) -> dict[str, Any]:
    command = [
        sys.executable,
        __file__,
        "--side",
        side,
        "--recipe",
        arguments.recipe,
        "--steps",
        str(arguments.steps),
    ]
    done = subprocess.run(
        command + ["--tiny"] * arguments.tiny, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"error: the side {side!r} failed; what it said stands above")
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipe", default="gemma4-e4b-rlvr", help="an RLVR recipe of Gemma 4 E4B")
    parser.add_argument("--steps", type=int, default=4, help="the first is left out")
    parser.add_argument(
        "--tiny", action="store_true", help="a tiny model on the processor; nothing is kept"
    )
    parser.add_argument("--out", type=Path, help="otherwise bench/results/training-<device>.json")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.steps < 2:
        sys.exit("error: --steps: at least 2, because the first is left out")
    if arguments.tiny:
        arguments.recipe = "tiny-rlvr"
    try:
        import torch
        import trl
    except ImportError:
        sys.exit('error: this needs the extra train: pip install "persona-assistant[train]"')
    if not arguments.tiny and not torch.cuda.is_available():
        sys.exit(
            "error: there is no CUDA GPU here, and nothing else is measured; "
            "--tiny tries the script alone"
        )
    recipe = load(arguments.recipe)
    if recipe.policy is None or recipe.model.name not in (NAME, "tiny-gemma4"):
        sys.exit(
            f"error: recipe {recipe.name} is none for RLVR of {NAME}, "
            "whose dimensions are built here"
        )
    recipe = shortened(recipe, arguments.steps, is_tiny=arguments.tiny)
    if arguments.side:
        print(json.dumps(measure(arguments.side, recipe, is_tiny=arguments.tiny)))
        return
    sides = {side: in_a_process(side, arguments) for side in SIDES}
    device = "cpu" if arguments.tiny else torch.cuda.get_device_name(0)
    found = {
        "measured": "tiny model, to try the script"
        if arguments.tiny
        else "random weights of real dimensions",
        "device": device,
        "recipe": recipe.name,
        "versions": {
            "torch": torch.__version__,
            "trl": trl.__version__,
            "cuda": torch.version.cuda,
        },
        "prompt": {
            "contexts": recipe.data.contexts,
            "pixels": PIXELS,
            "clip_seconds": CLIP_SECONDS,
            "words": WORDS,
        },
        "sides": sides,
        "step_time_ratio_to_stock": round(
            sides[SIDES[1]]["median_step_seconds"] / sides[SIDES[2]]["median_step_seconds"], 3
        ),
    }
    print(json.dumps(found, indent=2))
    if not arguments.tiny:
        name = re.sub(r"[^a-z0-9]+", "-", device.casefold()).strip("-")
        place = arguments.out or ROOT / "bench" / "results" / f"training-{name}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        print(f"written: {place}", file=sys.stderr)


if __name__ == "__main__":
    main()
