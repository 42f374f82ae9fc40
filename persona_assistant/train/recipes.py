"""A recipe is everything that decides a training run, in one TOML file, and nothing in it is
guessed.

Every key is known, has a type and a range, and stands once; what is wrong is reported with file,
line and key before any model is loaded. `models/recipes/` ships one file per row of the paper's
tables, `README.md` there says what each key means. A pipeline names the recipes of its two stages
instead of having keys of its own for them.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from persona_assistant.errors import BadInput, RecipeError
from persona_assistant.resources import data_path
from persona_assistant.train.recipe_parts import (
    GEMMA_IMAGE_TOKENS,
    KINDS,
    RLVR_CORPORA,
    SFT_CORPORA,
    Data,
    Lora,
    Model,
    Optim,
    Out,
    Pipeline,
    Policy,
    Recipe,
    Run,
    Sampling,
    Select,
    World,
)
from persona_assistant.train.recipe_rules import Rule, lines_of, listed, near

__all__ = ["Pipeline", "Recipe", "RecipeError", "dump", "load", "load_pipeline", "names"]

_SECTIONS: dict[str, type] = {
    "model": Model,
    "data": Data,
    "lora": Lora,
    "optim": Optim,
    "sampling": Sampling,
    "policy": Policy,
    "run": Run,
    "select": Select,
}
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
        raise file.wrong("is a pipeline of two runs", (), "kind", code="recipe_is_pipeline")
    return file.recipe()


def load_pipeline(path_or_name: str | os.PathLike[str]) -> Pipeline:
    """The pipeline in a file, or the shipped one of that name, with its recipes. Raises
    RecipeError."""
    file = _File(_place(path_or_name))
    if file.kind != "pipeline":
        raise file.wrong(
            f"is no pipeline: it is for {file.kind}", (), "kind", code="recipe_is_no_pipeline"
        )
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
        except (ValueError, RecursionError) as error:
            line = re.search(r"at line (\d+)", str(error))
            place = f"line {line[1]}" if line else f"line {text.count(chr(10)) + 1}"
            raise RecipeError(f"{path}, {place}: this is not TOML: {error}") from None
        self.lines = dict(lines_of(text))
        given = self.table.get("kind")
        if given not in ("sft", "rlvr", "pipeline"):
            what = "must be" if "kind" in self.table else "is missing:"
            raise self.wrong(f"kind {what} one of: sft, rlvr, pipeline", (), "kind")
        self.kind: str = given

    def wrong(
        self,
        what: str,
        section: tuple[str, ...],
        key: str | None = None,
        *,
        code: str | None = None,
    ) -> RecipeError:
        """`what`, with file and the line of the key, or else of its section."""
        places = [(*section, key) if key else section, section]
        line = next((self.lines[place] for place in places if place in self.lines), 1)
        return RecipeError(f"{self.path}, line {line}: {what}", code=code)

    def recipe(self) -> Recipe:
        self._known(_SECTIONS)
        parts: dict[str, Any] = {}
        for section, shape in _SECTIONS.items():
            if section in _RLVR_ONLY and self.kind == "sft":
                if section in self.table:
                    raise self.wrong(f'[{section}] is for kind = "rlvr"; kind is "sft"', (section,))
                continue
            parts[section] = self.section(section, shape)
        recipe = Recipe(kind=self.kind, **self._head(), **parts)
        for section, key, what in _contradictions(recipe):
            raise self.wrong(f"[{section}] {what}", (section,), key)
        return recipe

    def pipeline(self) -> Pipeline:
        self._known({"stages": None, "world": World, "out": Out})
        stages = self.table.get("stages")
        if not isinstance(stages, dict):
            raise self.wrong("[stages] is missing: it names the recipes sft and rlvr", ())
        self._only(stages, ("sft", "rlvr"), ("stages",))
        found: dict[str, Any] = {}
        for kind in ("sft", "rlvr"):
            name = stages.get(kind)
            if not isinstance(name, str):
                raise self.wrong(f"[stages] {kind} must name a recipe", ("stages",), kind)
            beside = self.path.parent / f"{name.removesuffix('.toml')}.toml"
            found[kind] = load(beside if beside.is_file() else name)
            if found[kind].kind != kind:
                raise self.wrong(
                    f"[stages] {kind} = {name!r} is of kind {found[kind].kind}", ("stages",), kind
                )
        if found["sft"].model != found["rlvr"].model:
            raise self.wrong("both stages must train the same [model]", ("stages",), "rlvr")
        return Pipeline(
            **self._head(),
            **found,
            world=self.section("world", World),
            out=self.section("out", Out),
        )

    def _head(self) -> dict[str, Any]:
        head = {"name": self.path.stem} | {
            key: self.table[key] for key in _TOP[1:] if key in self.table
        }
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
            raise self.wrong(
                f"{section} must be a table: write [{section}] above its keys", (section,)
            )
        values = {}
        for each in fields(shape):
            key = each.name
            if key not in table:
                if each.default is MISSING:
                    raise self.wrong(f"[{section}] {key} is missing", (section,))
                continue
            rule: Rule = each.metadata["rule"]
            if problem := rule.problem(table[key]):
                hint = near(table[key], rule.choices) if isinstance(table[key], str) else ""
                message = f"[{section}] {key} {problem}; it is {_shown(table[key])}{hint}"
                raise self.wrong(message, (section,), key)
            values[key] = rule.type(table[key])
        return shape(**values)

    def _known(self, sections: Mapping[str, type | None]) -> None:
        """A key that nobody knows is reported before one that is missing: it may be the one,
        misspelt."""
        self._only(self.table, (*_TOP, *sections), ())
        for section, shape in sections.items():
            if shape is not None and isinstance(table := self.table.get(section), dict):
                self._only(table, [each.name for each in fields(shape)], (section,))

    def _only(self, table: dict[str, Any], known: Any, section: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                where = f"[{section[0]}] has no key" if section else "a recipe has no"
                hint = near(key, known) or f"; it may have: {', '.join(known)}"
                raise self.wrong(
                    f"{where} {key!r}{hint}{self._elsewhere(key, section)}", section, key
                )

    def _elsewhere(self, key: str, section: tuple[str, ...]) -> str:
        """Where a key that stands in the wrong section belongs."""
        homes = [
            name
            for name, shape in _SECTIONS.items()
            if key in {each.name for each in fields(shape)}
        ]
        return f" ({key} belongs to [{homes[0]}])" if homes and (homes[0],) != section else ""


def _shown(value: Any) -> str:
    shown = repr(value) if not isinstance(value, bool) else str(value).lower()
    return shown if len(shown) <= 40 else shown[:37] + "..."


# --- values that speak against each other


def _contradictions(recipe: Recipe) -> Iterator[tuple[str, str, str]]:
    """Section, key and what is wrong."""
    model, data, optim, run = recipe.model, recipe.data, recipe.optim, recipe.run
    corpora = SFT_CORPORA if recipe.kind == "sft" else RLVR_CORPORA
    if data.corpus not in corpora:
        yield (
            "data",
            "corpus",
            f"corpus {data.corpus!r} is not for {recipe.kind}; one of: {listed(corpora)}",
        )
    if model.name.startswith("google/gemma-4") and model.image_tokens not in GEMMA_IMAGE_TOKENS:
        yield (
            "model",
            "image_tokens",
            f"image_tokens of Gemma 4 is one of: {listed(GEMMA_IMAGE_TOKENS)}",
        )
    if ("gemma" if model.family.startswith("qwen") else "qwen") in model.name.casefold():
        yield "model", "family", f"family {model.family!r} is not that of {model.name}"
    if (optim.epochs is None) == (optim.steps is None):
        both = "both are given" if optim.steps else "neither is given"
        yield "optim", "epochs", f"a run has either epochs or steps: {both}"
    if run.evaluate_steps % run.save_steps:
        multiple = f"must be a multiple of save_steps = {run.save_steps}"
        why = "only a saved step can be the best one"
        yield "run", "evaluate_steps", f"evaluate_steps = {run.evaluate_steps} {multiple}: {why}"
    if recipe.select.patience and not run.evaluate_steps:
        yield "select", "patience", "patience needs [run] evaluate_steps above 0"
    if run.vllm and recipe.kind == "sft":
        yield "run", "vllm", "vllm is for rlvr: sft generates nothing"
    if run.vllm and data.audio:
        why = "the trainer's vLLM path forwards images only and would lose the voices"
        yield "run", "vllm", f"vllm = true: {why}; set vllm = false, or [data] audio = false"
    if recipe.sampling is not None and recipe.policy is not None:
        yield from _rlvr_contradictions(recipe, recipe.sampling, recipe.policy)


def _rlvr_contradictions(
    recipe: Recipe, sampling: Sampling, policy: Policy
) -> Iterator[tuple[str, str, str]]:
    whole, kinds = recipe.optim.batch * recipe.optim.accumulate, recipe.data.kinds
    if whole % sampling.group:
        message = (
            f"batch x accumulate = {whole} must be divisible by [sampling] group = {sampling.group}"
        )
        yield "optim", "batch", f"{message}: a step holds whole groups"
    if kinds != KINDS and "description" in kinds:
        yield "data", "kinds", "a description has no reward; leave it out for rlvr"
    if recipe.select.metric == "loss":
        yield "select", "metric", 'metric "loss" is for sft'
    try:
        growing = policy.reward_scheme.fn_end is not None
    except BadInput as error:
        yield "policy", "scheme", str(error)
    else:
        if policy.ramp is not None and not growing:
            yield (
                "policy",
                "ramp",
                f"ramp needs fn_end: scheme {policy.scheme!r} has no growing price",
            )
