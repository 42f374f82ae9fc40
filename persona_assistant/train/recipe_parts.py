"""What a recipe is made of: one dataclass a table, one field a key, each with the rule for its
value.

`models/recipes/README.md` tells the same at more length.
"""

from __future__ import annotations

from dataclasses import dataclass

from persona_assistant.train import rewards
from persona_assistant.train.recipe_rules import flag, one_of, real, some_of, string, whole

SFT_CORPORA = ("sft-1k", "sft-10k", "own")
RLVR_CORPORA = ("rlvr-1k", "rlvr-mix", "rl-pairs", "own")
KINDS = ("perception", "retrieval", "description")
GEMMA_IMAGE_TOKENS = (70, 140, 280, 560, 1120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    family: str = one_of("gemma4", "qwen2.5-omni")
    name: str = string()
    """On the hub, or "tiny-gemma4"; `--model` or `folder` says where it lies."""
    folder: str | None = string(None)
    image_tokens: int = whole(1, 2048, 280)
    """A picture takes at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    corpus: str = one_of(*dict.fromkeys(SFT_CORPORA + RLVR_CORPORA))
    records: int = whole(1, 1_000_000)
    contexts: int = whole(1, 4, 3)
    """People in a prompt, at most."""
    absent: float = real(0, 0.9, 0.2)
    """Share of the records whose person or answer is not there."""
    kinds: tuple[str, ...] = some_of(*KINDS, default=KINDS)
    """Records of other kinds are left out."""
    audio: bool = flag(True)
    """False: voices are left out."""
    seed: int = whole(0, 2**31 - 1, 0)
    """Of the generated world and corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lora:
    r: int = whole(1, 1024)
    alpha: int = whole(1, 4096)
    dropout: float = real(0, 0.9, 0.0)
    target: str = one_of("language", default="language")
    """Attention and feed-forward of the language model; the encoders are always frozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Optim:
    """AdamW. Exactly one of `epochs` and `steps` is given."""

    lr: float = real(0, 1, above=True)
    epochs: float | None = real(0, 1000, None, above=True)
    steps: int | None = whole(1, 10_000_000, None)
    batch: int = whole(1, 4096, 1)
    """Per GPU and pass: records for SFT, completions for RLVR."""
    accumulate: int = whole(1, 4096, 1)
    """Passes to a step."""
    warmup: float = real(0, 0.9, 0.0)
    """Share of the run."""
    schedule: str = one_of("constant", "linear", "cosine", default="linear")
    weight_decay: float = real(0, 1, 0.0)
    max_grad_norm: float = real(0, 1000, 1.0, above=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    group: int = whole(2, 64)
    """Completions of one prompt (G)."""
    temperature: float = real(0, 5, 1.0, above=True)
    top_p: float = real(0, 1, 1.0, above=True)
    max_tokens: int = whole(1, 8192, 256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    algorithm: str = one_of("gspo", "grpo")
    """The importance ratio is that of the whole completion (gspo) or of each token (grpo)."""
    beta: float = real(0, 10)
    """Of the KL term to the model without its adapter."""
    clip_low: float = real(0, 1, 0.2, above=True)
    clip_high: float = real(0, 10, 0.2, above=True)
    loss: str = one_of("grpo", "dr_grpo", "bnpo", "dapo", default="grpo")
    """How token losses are averaged, as TRL names it."""
    scale_rewards: str = one_of("group", "batch", "none", default="group")
    """What advantages are divided by: the spread within a group, within a batch, nothing."""
    scheme: str = one_of(*rewards.SCHEMES)
    tp: float | None = real(-10, 10, None)
    tn: float | None = real(-10, 10, None)
    fp: float | None = real(-10, 10, None)
    fn: float | None = real(-10, 10, None)
    wrong: float | None = real(-10, 10, None)
    fn_end: float | None = real(-10, 10, None)
    ramp: float | None = real(0, 1, None, above=True)
    judge: str = string()
    """lexical, a GGUF file, an installed model or the http:// address of a server."""
    judge_model: str | None = string(None)
    """On a server that has several."""

    @property
    def reward_scheme(self) -> rewards.Scheme:
        """The scheme with this recipe's numbers in it. Raises BadInput."""
        names = ("tp", "tn", "fp", "fn", "wrong", "fn_end", "ramp")
        return rewards.scheme(
            self.scheme, **{n: v for n in names if (v := getattr(self, n)) is not None}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    precision: str = one_of("bf16", "fp32", default="bf16")
    checkpointing: bool = flag(True)
    """Activations are computed again on the way back."""
    seed: int = whole(0, 2**31 - 1, 0)
    save_steps: int = whole(1, 1_000_000, 50)
    keep: int = whole(1, 1000, 3)
    """Checkpoints that are kept, the best one besides."""
    evaluate_steps: int = whole(0, 1_000_000, 50)
    """0: never."""
    evaluate_items: int = whole(1, 100_000, 200)
    vllm: bool = flag(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    metric: str = one_of("Cal", "Ans", "Unans", "1-FA", "TA", "grounding", "loss", default="Cal")
    """"grounding" is (1-FA + TA) / 2; "loss" is the least one, for SFT."""
    patience: int = whole(0, 1000, 0)
    """Evaluations without a better one before the run ends; 0: it runs to its end."""
    least_1fa: float = real(0, 100, 0.0)
    """A checkpoint that answers less of the answerable items (x100) is never the best one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    name: str
    kind: str
    """"sft" or "rlvr"."""
    source: str
    """Where its figures were published, or that they are this project's."""
    about: str
    model: Model
    data: Data
    lora: Lora
    optim: Optim
    run: Run
    select: Select
    sampling: Sampling | None = None
    policy: Policy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    people: int = whole(8, 1_000_000)
    seed: int = whole(0, 2**31 - 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    quantize: str = one_of("Q4_0", "Q4_K_M", "Q5_K_M", "Q8_0", default="Q4_K_M")
    bench_items: int = whole(1, 100_000, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """World, corpora, SFT, RLVR, merge, conversion, quantization, and a benchmark before and
    after."""

    name: str
    source: str
    about: str
    sft: Recipe
    rlvr: Recipe
    world: World
    out: Out
