"""Reinforcement learning from rewards that can be checked: GSPO and GRPO on prompts that are seen,
heard and read.

The model answers each prompt several times; `rewards` says what each answer is worth; answers
better than their group's mean become likelier. The reference that the KL term holds on to is the
same model with its adapter switched off. The judge that retrieval asks is opened and tried before
the model is loaded, because a run whose judge is not there teaches nothing.

On several GPUs, one process for each, of which the first alone writes: `accelerate launch
--multi_gpu --num_processes 8 -m persona_assistant.cli train rlvr --recipe FILE ...`.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.bench.judges import Judge, open_judge
from persona_assistant.errors import BadInput
from persona_assistant.media import pixels
from persona_assistant.pmg import Picture
from persona_assistant.progress import CancelToken, OnProgress, ignore
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.families import Loaded
from persona_assistant.train.messages import Rendered, Renderer
from persona_assistant.train.recipes import Recipe
from persona_assistant.train.reward_function import RewardFunction
from persona_assistant.train.training_run import Plan, TrainingResult, check

if TYPE_CHECKING:
    from trl import GRPOConfig

    from persona_assistant.train.omni_grpo import OmniGRPOTrainer

LEVELS = {"gspo": "sequence", "grpo": "token"}
"""Over what an importance ratio is taken, as TRL names it."""


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
    ends the run after the step it is in, with a checkpoint. Raises what `training_run.check`
    raises, BadInput for batches that hold no whole groups and JudgeError for a judge that is not
    there, before anything is loaded; then Cancelled, DiskFull, EngineError, JudgeError.
    """
    plan = check(recipe, "rlvr", model, corpus, out, assets=assets, heldout=heldout)
    assert recipe.policy is not None and recipe.sampling is not None
    _whole_groups(plan)
    with closing(open_judge(recipe.policy.judge, model=recipe.policy.judge_model)) as judge:
        judge.check()
        from persona_assistant.train import trainer

        def make(loaded: Loaded, renderer: Renderer) -> OmniGRPOTrainer:
            return _trainer(plan, loaded, renderer, judge)

        return trainer.train(
            plan,
            make,
            judge,
            resume=resume,
            on_progress=on_progress,
            cancel=cancel,
            max_tokens=recipe.sampling.max_tokens,
        )


def _whole_groups(plan: Plan) -> None:
    """Raises BadInput unless a step of all processes holds whole groups, of as many prompts as
    there are."""
    recipe, processes = plan.recipe, int(os.environ.get("WORLD_SIZE", "1"))
    assert recipe.sampling is not None
    completions, group = (
        recipe.optim.batch * recipe.optim.accumulate * processes,
        recipe.sampling.group,
    )
    step = f"recipe {recipe.name}: a step has {completions} completions on {processes} process(es)"
    if completions % group:
        raise BadInput(
            f"{step}, which are no whole groups of {group}: change [optim] batch or accumulate"
        )
    if completions // group > len(plan.records):
        # The trainer would take no step at all.
        raise BadInput(
            f"{step}, of {completions // group} prompts, and {plan.corpus.path} has "
            f"{len(plan.records)}: use a larger corpus, or a smaller [optim] batch or accumulate"
        )


def settings(plan: Plan, banned: list[int]) -> GRPOConfig:
    """The recipe in TRL's words. `banned`: tokens that are never sampled."""
    from trl import GRPOConfig

    from persona_assistant.train import trainer

    policy, sampling = plan.recipe.policy, plan.recipe.sampling
    assert policy is not None and sampling is not None
    return GRPOConfig(
        **trainer.arguments(plan),
        importance_sampling_level=LEVELS[policy.algorithm],
        loss_type=policy.loss,
        scale_rewards=policy.scale_rewards,
        beta=policy.beta,
        epsilon=policy.clip_low,
        epsilon_high=policy.clip_high,
        num_generations=sampling.group,
        max_completion_length=sampling.max_tokens,
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        top_k=0,
        mask_truncated_completions=False,
        use_vllm=plan.recipe.run.vllm,
        generation_kwargs=None if plan.recipe.run.vllm else {"suppress_tokens": banned},
        log_completions=False,
    )


def _trainer(plan: Plan, loaded: Loaded, renderer: Renderer, judge: Judge) -> OmniGRPOTrainer:
    from datasets import Dataset
    from PIL import Image

    from persona_assistant.train import trainer
    from persona_assistant.train.omni_grpo import OmniGRPOTrainer

    assert plan.recipe.policy is not None
    records, media = plan.records, plan.media
    worth = RewardFunction(plan.recipe.policy.reward_scheme, judge)

    def render(name: str) -> Rendered:
        return renderer.render(prompt_of(records[int(name)], media))

    def show(name: str) -> list[Any]:
        prompt = prompt_of(records[int(name)], media)
        return [
            Image.fromarray(pixels(part)) for part in prompt.all_parts if isinstance(part, Picture)
        ]

    def outcome(prompts: list[str], completions: list[str], **more: Any) -> list[float]:
        asked = [records[int(name)] for name in prompts]
        return worth(
            completions,
            label=[record.label for record in asked],
            contexts=[len(record.contexts) for record in asked],
            id=[record.id for record in asked],
            trainer_state=more.get("trainer_state"),
            log_metric=more.get("log_metric"),
        )

    return OmniGRPOTrainer(
        model=loaded.model,
        reward_funcs=outcome,
        args=settings(plan, renderer.banned),
        train_dataset=Dataset.from_dict({"prompt": [str(at) for at in range(len(records))]}),
        processing_class=loaded.tokenizer,
        peft_config=trainer.lora_config(plan),
        renderer=renderer,
        render=render,
        show=show,
    )
