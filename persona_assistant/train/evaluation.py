"""The model in training, measured by the very bench that measures the product.

`TransformersEngine` is an engine like any other over a model that is already loaded, so that a
checkpoint is asked, judged and scored by `bench.run_bench` and nothing else. Asking changes nothing
about training: the model goes back to the mode it was in, and no random number is drawn from the
trainer's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from persona_assistant import abstention
from persona_assistant.bench import Conditions, ModelRoute, RunConfig, run_bench
from persona_assistant.bench.judges import Judge
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.engines.base import (
    GREEDY,
    MAX_TOKENS,
    Capabilities,
    Event,
    Finished,
    FinishReason,
    GenerateOptions,
    TextPiece,
    Usage,
)
from persona_assistant.engines.stop_strings import StopStrings
from persona_assistant.errors import EngineError
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt
from persona_assistant.train.curves import METRICS
from persona_assistant.train.messages import Renderer
from persona_assistant.train.training_run import Heldout

if TYPE_CHECKING:
    import torch


class TransformersEngine:
    """An engine over a live transformers model. One prompt at a time."""

    capabilities = Capabilities(frozenset({"image", "voice", "text"}))

    def __init__(
        self, model: Any, renderer: Renderer, *, identity: Mapping[str, str] | None = None
    ) -> None:
        """`identity`: the model's fingerprint and the step of training it is at."""
        self._model, self._renderer = model, renderer
        self.identity = {"engine": "transformers", **(identity or {})}
        self.name = f"transformers {renderer.family.title}"

    def check(self) -> None:
        """The model is loaded."""

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The answer, in one piece, greedy whatever the temperature of `options` is: a checkpoint
        is measured by its likeliest answers. Raises MediaError, EngineError."""
        import torch
        from transformers import GenerationConfig, StoppingCriteriaList

        def cancelled(ids: torch.Tensor, _scores: Any, **_: Any) -> torch.Tensor:
            stop = cancel is not None and cancel.is_set()
            return torch.full((ids.shape[0],), stop, dtype=torch.bool, device=ids.device)

        options = options or GREEDY
        row = self._renderer.render(prompt)
        device = self._model.device
        inputs = {
            name: tensor.to(device)
            for name, tensor in self._renderer.collate_prompts([row]).items()
        }
        config = GenerationConfig(
            max_new_tokens=options.max_tokens,
            do_sample=False,
            suppress_tokens=self._renderer.banned,
            eos_token_id=sorted(self._renderer.ends),
            pad_token_id=self._renderer.pad,
            disable_compile=True,
        )
        try:
            with eval_mode(self._model), torch.no_grad():
                done = self._model.generate(
                    **inputs,
                    generation_config=config,
                    stopping_criteria=StoppingCriteriaList([cancelled]),
                )
        except RuntimeError as error:
            raise EngineError(
                f"the model in training could not answer ({str(error).splitlines()[0]})"
            ) from error
        answer = done[0, len(row.ids) :].tolist()
        stop = StopStrings(options.stop)
        text = stop.feed(self._renderer.text(answer))
        text += stop.finish()
        complete = stop.found or (bool(answer) and answer[-1] in self._renderer.ends)
        reason: FinishReason = "stop" if complete else "length"
        if cancel is not None and cancel.is_set():
            reason = "cancelled"
        notes = [note for context in prompt.contexts for note in context.texts]
        yield TextPiece(text)
        usage = Usage(len(row.ids), len(row.ids), len(answer))
        yield Finished(reason, abstention.abstains(text, notes), usage)

    def close(self) -> None:
        """The model belongs to the trainer."""


def evaluate(
    engine: TransformersEngine,
    heldout: Heldout,
    judge: Judge,
    *,
    items: int,
    max_tokens: int = MAX_TOKENS,
    cancel: CancelToken | None = None,
) -> dict[str, float]:
    """Scores of the model as it is, x100, by name, with "evaluated": how many items were scored.

    A rate over nothing is left out. Raises EngineError when an item could not be answered or
    judged: a score that lacks some is no point of a curve.
    """
    config = RunConfig(
        data=heldout.data, assets=heldout.assets, conditions=Conditions(), limit=items
    )
    with preserve_rng():
        scores = run_bench(
            OmniPersona(), config, [ModelRoute(engine, max_tokens=max_tokens)], judge, cancel=cancel
        )
    if scores.errors:
        first = scores.error_items[0]
        raise EngineError(
            f"{scores.errors} of {scores.of} held-out items could not be scored, first "
            f"{first['id']}: {first['error']}"
        )
    found = {
        name: float(value) for name in METRICS if (value := scores.overall.get(name)) is not None
    }
    return {**found, "evaluated": float(scores.n)}


@contextmanager
def eval_mode(model: Any) -> Iterator[None]:
    """In the mode for answering, and back in the one it was in."""
    training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(training)


@contextmanager
def preserve_rng() -> Iterator[None]:
    """Random numbers go on afterwards as if nothing had happened."""
    import numpy as np
    import torch

    python, numbers = random.getstate(), np.random.get_state()
    devices = list(range(torch.cuda.device_count())) if torch.cuda.is_available() else []
    with torch.random.fork_rng(devices=devices):
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numbers)
