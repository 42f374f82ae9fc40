"""Supervised fine-tuning: the model learns to say a record's answer after its prompt, and nothing
of the prompt.

The trainer is transformers' own with a batch made here. TRL's SFTTrainer (1.16) knows pictures and
no clips: its collator asks the processor for text and images alone, so a model trained with it
would never hear. Its fused head is used: logits are worked out where an answer is taught and
nowhere else, which on a vocabulary of 262,144 words is most of the memory.

On several GPUs, one process for each, of which the first alone writes: `accelerate launch
--multi_gpu --num_processes 8 -m persona_assistant.cli train sft --recipe FILE ...`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.progress import CancelToken, OnProgress, ignore
from persona_assistant.train.corpus.prompts import Media, prompt_of
from persona_assistant.train.corpus.records import Record
from persona_assistant.train.families import Loaded
from persona_assistant.train.messages import Rendered, Renderer
from persona_assistant.train.recipes import Recipe
from persona_assistant.train.training_run import Plan, TrainingResult, check

if TYPE_CHECKING:
    import torch
    from transformers import Trainer


def train(
    recipe: Recipe,
    model: Path,
    corpus: Path,
    out: Path,
    *,
    resume: bool = False,
    on_progress: OnProgress = ignore,
    assets: Path | None = None,
    heldout: Path | None = None,
    cancel: CancelToken | None = None,
) -> TrainingResult:
    """Train an adapter for the model in folder `model` on a corpus file; everything of the run goes
    to `out`.

    `heldout`: records of the Omni-Persona schema by which the best step is chosen. Setting `cancel`
    ends the run after the step it is in, with a checkpoint. Raises what `training_run.check` raises
    before anything is loaded; then Cancelled, DiskFull, EngineError.
    """
    plan = check(recipe, "sft", model, corpus, out, assets=assets, heldout=heldout)
    from persona_assistant.train import trainer

    def make(loaded: Loaded, renderer: Renderer) -> Trainer:
        return _trainer(plan, loaded, renderer)

    return trainer.train(
        plan,
        make,
        LexicalJudge(),
        resume=resume,
        on_progress=on_progress,
        cancel=cancel,
        max_tokens=256,
    )


@dataclass(slots=True)
class SftDataset:
    """Records as prompts and answers. A record is rendered when it is asked for: media take
    room."""

    records: Sequence[Record]
    media: Media
    renderer: Renderer

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, at: int) -> tuple[Rendered, tuple[int, ...]]:
        record = self.records[at]
        return self.renderer.render(prompt_of(record, self.media)), self.renderer.answer(
            record.answer
        )


@dataclass(slots=True)
class SftCollator:
    """SftDataset as one batch."""

    renderer: Renderer

    def __call__(
        self, lessons: Sequence[tuple[Rendered, tuple[int, ...]]]
    ) -> dict[str, torch.Tensor]:
        return self.renderer.collate_training(
            [row for row, _ in lessons], [answer for _, answer in lessons]
        )


def _trainer(plan: Plan, loaded: Loaded, renderer: Renderer) -> Trainer:
    from peft import get_peft_model
    from transformers import Trainer, TrainingArguments, set_seed
    from trl.trainer.utils import add_fused_lm_head

    from persona_assistant.train import trainer

    class AnswersOnly(Trainer):  # type: ignore[misc]  # transformers has no types
        def compute_loss(self, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            """The mean over the taught tokens of a whole step, on all GPUs."""
            return super().compute_loss(model, {**inputs, "fused_lm_head": True}, *args, **kwargs)

    set_seed(plan.recipe.run.seed)  # LoRA starts from random numbers
    add_fused_lm_head(loaded.model)
    model = get_peft_model(loaded.model, trainer.lora_config(plan))
    if plan.recipe.run.checkpointing:
        model.enable_input_require_grads()
    trainer = AnswersOnly(
        model=model,
        args=TrainingArguments(
            **trainer.arguments(plan), include_num_input_tokens_seen="non_padding"
        ),
        train_dataset=SftDataset(plan.records, plan.media, renderer),
        data_collator=SftCollator(renderer),
        processing_class=loaded.tokenizer,
    )
    trainer.model_accepts_loss_kwargs = True
    return trainer
