"""TRL's GRPO trainer for prompts that are seen and heard.

TRL 1.16 hands a prompt's clips to generation and leaves them out of the forward pass that
log-probabilities come from, so the policy would be taught on another prompt than the one it
answered. Here each prompt is rendered once, its media travel with it through shuffling and
splitting as one entry of a list, and every forward pass (the policy's, the reference's, the old
policy's) gets pictures and clips of exactly its rows. All else, generation, rewards, advantages and
the losses of GSPO and GRPO, is TRL's; on prompts without clips the figures are equal to the stock
trainer's.

Two more things are put right. TRL lets the processor of Gemma 4 pad the prompts of a batch and
takes the padding for words; rendered here, prompts bring none. And its order of prompts begins anew
when a run is resumed in a later epoch; here it goes on. Imports TRL, and is imported when training
begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from trl import GRPOTrainer
from trl.trainer.utils import RepeatSampler

from persona_assistant.errors import BadInput
from persona_assistant.train.messages import IGNORED, Rendered, Renderer

Render = Callable[[str], Rendered]
"""The prompt with a name, ready to be read."""
Show = Callable[[str], list[Any]]
"""Its pictures, as Pillow's images, for vLLM, which reads them by itself."""


class OmniGRPOTrainer(GRPOTrainer):  # type: ignore[misc]  # TRL has no types
    """Prompts in the dataset are names; `render` makes of a name what the model reads."""

    def __init__(
        self,
        *args: Any,
        renderer: Renderer,
        render: Render,
        show: Show | None = None,
        **kwargs: Any,
    ) -> None:
        self._renderer, self._render, self._show = renderer, render, show
        self._names: list[str] = []
        self._rows: list[Rendered] = []
        """Of the batch at hand, one for each completion."""
        super().__init__(*args, **kwargs)

    # --- what is overridden: how prompts are read, and the media of a batch

    def _get_train_sampler(self, dataset: Any = None) -> ResumableRepeatSampler:
        stock = super()._get_train_sampler(dataset)
        return ResumableRepeatSampler(
            stock.data_source,
            stock.mini_repeat_count,
            stock.batch_size,
            stock.repeat_count,
            stock.shuffle,
            stock.seed,
            done=lambda: self.state.global_step,
        )

    def create_model_card(self, *args: Any, **kwargs: Any) -> None:
        """A run's card is written by `cards`; TRL's names the folder that the model lies in."""

    def _tokenize_prompts(self, prompts: list[str]) -> tuple[list[list[int]], None, dict[str, Any]]:
        # A group's completions share one prompt, which is rendered once.
        rendered = {name: self._render(name) for name in dict.fromkeys(prompts)}
        self._names, self._rows = prompts, [rendered[name] for name in prompts]
        fields: dict[str, Any] = dict(self._renderer.inputs(self._rows))
        if fields and self._renderer.family.token_kinds:
            fields["mm_token_type_ids"] = [list(row.kinds) for row in self._rows]
        return [list(row.ids) for row in self._rows], None, fields

    def _generate_single_turn(
        self,
        prompt_ids: Any,
        images: Any,
        multimodal_fields: Any,
        num_generations: int,
        **more: Any,
    ) -> Any:
        if self.use_vllm:
            if any(row.clips for row in self._rows):
                raise BadInput("TRL gives vLLM no clips: set [run] vllm = false in the recipe")
            if self._show is not None and any(row.pictures for row in self._rows):
                images = [self._show(name) or None for name in self._names]
        return super()._generate_single_turn(
            prompt_ids, images, multimodal_fields, num_generations, **more
        )

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        batch: dict[str, Any] = super()._generate_and_score_completions(inputs)
        batch["rows"] = self._rows
        return batch

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> torch.Tensor:
        self._rows = inputs["rows"]
        return super()._compute_loss(model, inputs)

    def _get_per_token_logps_and_entropies(
        self,
        model: Any,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        logits_to_keep: int,
        batch_size: int | None = None,
        compute_entropy: bool = False,
        **_: Any,
    ) -> tuple[torch.Tensor, torch.Tensor | None, None]:
        """Log-probabilities (rows, logits_to_keep) of completions after prompts with their media,
        and entropies.

        Prompts are padded on the left, completions follow; `batch_size` rows are computed at once.
        """
        size = batch_size or len(input_ids)
        logps, entropies = [], []
        for start in range(0, len(input_ids), size):
            part = slice(start, start + size)
            ids, mask = input_ids[part], attention_mask[part]
            labels = ids.masked_fill(mask == 0, IGNORED)
            labels[:, :-logits_to_keep] = IGNORED
            with self.accelerator.autocast():
                found = model(
                    input_ids=ids,
                    attention_mask=mask,
                    labels=labels,
                    fused_lm_head=True,
                    **self._media(self._rows[part], ids.shape[1], logits_to_keep, ids.device),
                )
            logps.append(found.log_probs[:, -logits_to_keep:])
            entropies.append(found.entropy[:, -logits_to_keep:])
        return torch.cat(logps), torch.cat(entropies) if compute_entropy else None, None

    def _media(
        self, rows: Sequence[Rendered], length: int, completion: int, device: Any
    ) -> dict[str, torch.Tensor]:
        found = self._renderer.inputs(rows)
        if any(row.media for row in self._rows):
            found |= self._renderer.kinds(rows, length, length - completion)
        return {name: tensor.to(device) for name, tensor in found.items()}


class ResumableRepeatSampler(RepeatSampler):  # type: ignore[misc]  # TRL has no types
    """The stock trainer's order of prompts, from wherever a run has got to. `done`: how many steps
    were made."""

    def __init__(self, *args: Any, done: Callable[[], int]) -> None:
        super().__init__(*args)
        self._done = done

    def __iter__(self) -> Iterator[int]:
        """The indices of the epoch that the next step is in; a step takes one batch of them."""
        if self.shuffle:
            self.generator.manual_seed(self.seed)
            for _ in range(self._done() // (self.num_samples // self.batch_size)):
                torch.randperm(self.num_samples, generator=self.generator)
        yield from super().__iter__()
