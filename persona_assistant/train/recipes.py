"""A recipe is everything that decides a training run, in one TOML file, and nothing in it is guessed.

Every key is known, has a type and a range, and stands once; what is wrong is told with file, line and key
before any model is loaded. `models/recipes/` ships one file per row of the paper's tables, `README.md`
there says what each key means. A pipeline names the recipes of its two stages instead of having keys of its
own for them.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Iterator

from persona_assistant.errors import BadInput, RecipeError
from persona_assistant.resources import data_path
from persona_assistant.train import rewards
from persona_assistant.train.recipe_rules import Rule, flag, lines_of, listed, near, one_of, real, some_of, string, whole

# --- a recipe

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
        return rewards.scheme(self.scheme, **{n: v for n in names if (v := getattr(self, n)) is not None})


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
    quantize: str = one_of("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", default="Q4_K_M")
    bench_items: int = whole(1, 100_000, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """World, corpora, SFT, RLVR, merge, conversion, quantization, and a benchmark before and after."""

    name: str
    source: str
    about: str
    sft: Recipe
    rlvr: Recipe
    world: World
    out: Out


_SECTIONS: dict[str, type] = {
    "model": Model, "data": Data, "lora": Lora, "optim": Optim, "sampling": Sampling, "policy": Policy,
    "run": Run, "select": Select,
}  # fmt: skip
_RLVR_ONLY = ("sampling", "policy")
_TOP = ("kind", "name", "source", "about")


# --- reading


def names(kind: str | None = None) -> list[str]:
    """Of the recipes that are shipped; `kind` "sft", "rlvr" or "pipeline"."""
    found = sorted(path.stem for path in data_path("models", "recipes").glob("*.toml"))
    return [name for name in found if kind in (None, _File(_place(name)).kind)]


def load(path_or_name: str | os.PathLike[str]) -> Recipe:
    """The recipe in a file, or the shipped one of that name. Raises RecipeError."""
    file = _File(_place(path_or_name))
    if file.kind == "pipeline":
        raise file.wrong(f"is a pipeline: persona-assistant train pipeline --recipe {path_or_name}", (), "kind")
    return file.recipe()


def load_pipeline(path_or_name: str | os.PathLike[str]) -> Pipeline:
    """The pipeline in a file, or the shipped one of that name, with the recipes of its stages. Raises RecipeError."""
    file = _File(_place(path_or_name))
    if file.kind != "pipeline":
        raise file.wrong(f"is no pipeline: persona-assistant train {file.kind} --recipe {path_or_name}", (), "kind")
    return file.pipeline()


def dump(recipe: Recipe) -> str:
    """TOML that `load` reads back as an equal recipe; every value stands in it, given or not."""
    lines = [f"{key} = {_toml(getattr(recipe, key))}" for key in _TOP]
    for section in _SECTIONS:
        part = getattr(recipe, section)
        if part is None:
            continue
        lines += ["", f"[{section}]"]
        values = ((each.name, getattr(part, each.name)) for each in fields(part))
        lines += [f"{key} = {_toml(value)}" for key, value in values if value is not None]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda c: f"\\u{ord(c[0]):04x}", escaped) + '"'
    return repr(value)


def _place(path_or_name: str | os.PathLike[str]) -> Path:
    path = Path(path_or_name)
    if path.suffix == ".toml" or len(path.parts) > 1 or path.is_file():
        return path
    shipped = data_path("models", "recipes", f"{path}.toml")
    if not shipped.is_file():
        known = sorted(each.stem for each in data_path("models", "recipes").glob("*.toml"))
        hint = near(str(path).casefold(), known) or f"; there are: {', '.join(known)}"
        raise RecipeError(f"there is no recipe {str(path)!r}{hint}")
    return shipped


class _File:
    """One recipe file: what it says, and in which line. Raises RecipeError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise RecipeError(f"there is no recipe file {path}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(f"{path} cannot be read as a recipe: {error}") from None
        try:
            self.table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            place = f"line {line[1]}" if line else f"line {text.count(chr(10)) + 1}"
            raise RecipeError(f"{path}, {place}: this is not TOML: {error}") from None
        self.lines = dict(reversed(list(lines_of(text))))
        given = self.table.get("kind")
        if given not in ("sft", "rlvr", "pipeline"):
            what = "must be one of: sft, rlvr, pipeline" if "kind" in self.table else "is missing: sft, rlvr or pipeline"
            raise self.wrong(f"kind {what}", (), "kind")
        self.kind: str = given

    def wrong(self, what: str, section: tuple[str, ...], key: str | None = None) -> RecipeError:
        """`what`, with file and the line of the key, or else of its section."""
        places = [(*section, key) if key else section, section]
        line = next((self.lines[place] for place in places if place in self.lines), 1)
        return RecipeError(f"{self.path}, line {line}: {what}")

    def recipe(self) -> Recipe:
        self._only(self.table, (*_TOP, *_SECTIONS), ())
        parts: dict[str, Any] = {}
        for section, shape in _SECTIONS.items():
            if section in _RLVR_ONLY and self.kind == "sft":
                if section in self.table:
                    raise self.wrong(f"[{section}] is for kind = \"rlvr\"; kind is \"sft\"", (section,))
                continue
            parts[section] = self.section(section, shape)
        recipe = Recipe(kind=self.kind, **self._head(), **parts)
        for section, key, what in _contradictions(recipe):
            raise self.wrong(what, (section,), key)
        return recipe

    def pipeline(self) -> Pipeline:
        self._only(self.table, (*_TOP, "stages", "world", "out"), ())
        stages = self.table.get("stages")
        if not isinstance(stages, dict):
            raise self.wrong("[stages] is missing: it names the recipes sft and rlvr", ())
        self._only(stages, ("sft", "rlvr"), ("stages",))
        found = {}
        for kind in ("sft", "rlvr"):
            name = stages.get(kind)
            if not isinstance(name, str):
                raise self.wrong(f"[stages] {kind} must name a recipe", ("stages",), kind)
            beside = self.path.parent / f"{name.removesuffix('.toml')}.toml"
            found[kind] = load(beside if beside.is_file() else name)
            if found[kind].kind != kind:
                raise self.wrong(f"[stages] {kind} = {name!r} is of kind {found[kind].kind}", ("stages",), kind)
        if found["sft"].model != found["rlvr"].model:
            raise self.wrong("both stages must train the same [model]", ("stages",), "rlvr")
        return Pipeline(
            **self._head(), **found, world=self.section("world", World), out=self.section("out", Out)
        )

    def _head(self) -> dict[str, str]:
        head = {"name": self.path.stem} | {key: self.table[key] for key in _TOP[1:] if key in self.table}
        for key in _TOP[1:]:
            if key not in head:
                raise self.wrong(f"{key} is missing", ())
            if problem := Rule(str).problem(head[key]):
                raise self.wrong(f"{key} {problem}", (), key)
        return head

    def section(self, section: str, shape: type) -> Any:
        """The values of one table, each by its rule."""
        table = self.table.get(section, {})
        if not isinstance(table, dict):
            raise self.wrong(f"{section} must be a table: write [{section}] above its keys", (section,))
        rules = {each.name: each for each in fields(shape)}
        self._only(table, rules, (section,))
        values = {}
        for key, each in rules.items():
            if key not in table:
                if each.default is MISSING:
                    raise self.wrong(f"[{section}] {key} is missing", (section,))
                continue
            rule: Rule = each.metadata["rule"]
            if problem := rule.problem(table[key]):
                hint = near(table[key], rule.choices) if isinstance(table[key], str) else ""
                told = f"[{section}] {key} {problem}; it is {_shown(table[key])}{hint}"
                raise self.wrong(told, (section,), key)
            values[key] = rule.type(table[key])
        return shape(**values)

    def _only(self, table: dict[str, Any], known: Any, section: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                where = f"[{section[0]}] has no key" if section else "a recipe has no"
                hint = near(key, known) or f"; it may have: {', '.join(known)}"
                raise self.wrong(f"{where} {key!r}{hint}{self._elsewhere(key, section)}", section, key)

    def _elsewhere(self, key: str, section: tuple[str, ...]) -> str:
        """Where a key that stands in the wrong section belongs."""
        homes = [name for name, shape in _SECTIONS.items() if key in {each.name for each in fields(shape)}]
        return f" ({key} belongs to [{homes[0]}])" if homes and (homes[0],) != section else ""


def _shown(value: Any) -> str:
    shown = repr(value) if not isinstance(value, bool) else str(value).lower()
    return shown if len(shown) <= 40 else shown[:37] + "..."


# --- values that speak against each other


def _contradictions(recipe: Recipe) -> Iterator[tuple[str, str, str]]:
    """Section, key and what is wrong. Sizes of batches are per GPU; the trainer checks the whole of them again."""
    model, data, optim, run, select = recipe.model, recipe.data, recipe.optim, recipe.run, recipe.select
    corpora = SFT_CORPORA if recipe.kind == "sft" else RLVR_CORPORA
    if data.corpus not in corpora:
        yield "data", "corpus", f"[data] corpus {data.corpus!r} is not for {recipe.kind}; one of: {listed(corpora)}"
    if model.name.startswith("google/gemma-4") and model.image_tokens not in GEMMA_IMAGE_TOKENS:
        known = listed(GEMMA_IMAGE_TOKENS)
        yield "model", "image_tokens", f"[model] image_tokens of Gemma 4 is one of {known}, not {model.image_tokens}"
    if ("gemma" if model.family.startswith("qwen") else "qwen") in model.name.casefold():
        yield "model", "family", f"[model] family {model.family!r} is not that of {model.name}"
    if (optim.epochs is None) == (optim.steps is None):
        both = "both are given" if optim.steps else "neither is given"
        yield "optim", "epochs", f"[optim] has either epochs or steps: {both}"
    if run.evaluate_steps % run.save_steps:
        yield "run", "evaluate_steps", (
            f"[run] evaluate_steps = {run.evaluate_steps} must be a multiple of save_steps = {run.save_steps}: "
            "the best step is kept only if it was saved"
        )
    if select.patience and not run.evaluate_steps:
        yield "select", "patience", f"[select] patience = {select.patience} needs [run] evaluate_steps above 0"
    if run.vllm and recipe.kind == "sft":
        yield "run", "vllm", "[run] vllm is for rlvr: sft generates nothing"
    if run.vllm and data.audio:
        yield "run", "vllm", (
            "[run] vllm = true: the trainer's vLLM path forwards images only, so voices would be lost; set "
            "vllm = false, or [data] audio = false"
        )
    if recipe.sampling is not None and recipe.policy is not None:
        yield from _rlvr_contradictions(recipe, recipe.sampling, recipe.policy)


def _rlvr_contradictions(recipe: Recipe, sampling: Sampling, policy: Policy) -> Iterator[tuple[str, str, str]]:
    optim, kinds = recipe.optim, recipe.data.kinds
    whole = optim.batch * optim.accumulate
    if whole % sampling.group:
        yield "optim", "batch", (
            f"[optim] batch x accumulate = {whole} must be divisible by [sampling] group = {sampling.group}: "
            "a step holds whole groups"
        )
    if kinds != KINDS and "description" in kinds:
        yield "data", "kinds", "[data] kinds: description has no reward; leave it out for rlvr"
    if recipe.select.metric == "loss":
        yield "select", "metric", "[select] metric \"loss\" is for sft"
    try:
        growing = policy.reward_scheme.fn_end is not None
    except BadInput as error:
        yield "policy", "scheme", f"[policy] {error}"
    else:
        if policy.ramp is not None and not growing:
            yield "policy", "ramp", f"[policy] ramp needs fn_end: under scheme {policy.scheme!r} no price grows"
