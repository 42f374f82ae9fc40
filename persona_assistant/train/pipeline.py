"""From nothing to a benchmark before and after, by one call: the way of a real run, in small.

An invented world, corpora from it, a base model and its benchmark, SFT, RLVR, both adapters merged
in, conversion, quantization, and the benchmark again. Every step leaves its result whole or not at
all, so the same call goes on where a stopped one ended. The people that the benchmark asks about
are in no corpus, and no step is chosen by them.

    world/ corpora/ base/ before/ bench_before/ sft/ taught/ rlvr/ merged/ after/ bench_after/
    card.md
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import BadInput, EngineMissing
from persona_assistant.train.corpus.format import written_whole
from persona_assistant.train.families import require_modules
from persona_assistant.train.recipes import Pipeline, Recipe, dump, load_pipeline

if TYPE_CHECKING:
    from persona_worlds.world import World

    from persona_assistant.bench import Scores
    from persona_assistant.train.corpus.format import Record
    from persona_assistant.train.training_run import TrainingResult

FORMAT = 1
TINY = "tiny-gemma4"
"""The base model that the pipeline makes itself; any other must lie in the recipes' `[model]
folder`."""
METRICS = ("Ans", "Unans", "1-FA", "TA", "Cal")
STEPS = ("world", "corpora", "base", "bench before", "sft", "rlvr", "export", "bench after")
CONTEXT_TOKENS = 8192
CONTEXTS = 3
"""People in a held-out question, as in training."""
_LOT, _LOTS = 6, 500
SPLITS = (0.5, 0.25, 0.25)
"""Shares of the people to learn from, to choose steps by, and to be asked about in the end."""
CLIP_SECONDS = 3.0
_TOLD = ("loss", "reward", "Cal")
JOURNAL, CARD = "pipeline.json", "card.md"


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a pipeline is."""

    step: str
    """One of STEPS."""
    done: int
    total: int | None
    what: str = ""
    """Of what so many are done, such as "people"; "" when the step has just begun."""

    @property
    def number(self) -> int:
        return STEPS.index(self.step) + 1


Watch = Callable[[Moment], None]


class Stopped(Exception):
    """Ended before its end by whoever watched. What was done is kept."""

    def __init__(self, step: str) -> None:
        super().__init__(f"stopped in step {STEPS.index(step) + 1} of {len(STEPS)} ({step})")
        self.step = step


@dataclass(frozen=True, slots=True)
class Result:
    """What a pipeline came to."""

    adapter: Path
    """Folder of the adapter that RLVR trained; it belongs to the model in `taught`."""
    taught: Path
    """Folder of the base model with the adapter of SFT merged in."""
    gguf: Path
    projector: Path
    bench_before: dict[str, Any]
    """n, METRICS (x100) and their intervals, of the base model, quantized as the trained one is."""
    bench_after: dict[str, Any]
    card: Path
    seconds: float
    """Of all steps, in all parts of a stopped pipeline."""

    def to_json(self) -> dict[str, Any]:
        places = {
            name: str(getattr(self, name))
            for name in ("adapter", "taught", "gguf", "projector", "card")
        }
        benches = {"bench_before": self.bench_before, "bench_after": self.bench_after}
        return {**places, **benches, "seconds": round(self.seconds, 1)}


def run(
    recipe: Pipeline | Path | str,
    out: Path,
    watch: Watch | None = None,
    *,
    cancel: threading.Event | None = None,
    source: Path | None = None,
    cache: Path | None = None,
) -> Result:
    """Go the whole way in the folder `out`, or the rest of it.

    `source`, `cache`: of the converter, as in `weights.convert`. Raises RecipeError, EngineMissing
    before anything is made where something is not installed, BadInput for a folder that holds
    another pipeline, Stopped, and what the steps raise.
    """
    plan = recipe if isinstance(recipe, Pipeline) else load_pipeline(recipe)
    _refuse(plan)
    with _alone(out):
        return _PipelineRun(plan, out, watch or (lambda moment: None), cancel, source, cache).go()


def _refuse(plan: Pipeline) -> None:
    import importlib.util

    from persona_assistant.weights.quantize import KINDS

    require_modules()
    if importlib.util.find_spec("llama_cpp") is None:
        raise EngineMissing(
            'The benchmark asks llama.cpp: pip install "persona-assistant[train,llama]".'
        )
    if plan.out.quantize not in KINDS:
        raise BadInput(
            f"recipe {plan.name}: [out] quantize = {plan.out.quantize!r}: must be one of {', '.join(KINDS)}"
        )
    for stage in (plan.sft, plan.rlvr):
        if stage.data.corpus in ("own", "rl-pairs"):
            raise BadInput(
                f"recipe {stage.name} learns from {stage.data.corpus}: a pipeline makes its corpora itself"
            )
    model = plan.sft.model
    if model.name != TINY and model.folder is None:
        raise BadInput(
            f"recipe {plan.name} trains {model.name}: name its folder, [model] folder of both stages' recipes"
        )


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Two pipelines in one folder would undo each other's work."""
    from filelock import FileLock, Timeout

    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / ".lock", timeout=0)
        with lock:
            yield
    except Timeout:
        raise BadInput(
            f"another pipeline is at work in {out}: wait for it, or choose another folder"
        ) from None
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise BadInput(f"{out} cannot be used ({error.strerror}): choose another folder") from error


@dataclass(slots=True)
class _PipelineRun:
    """One pipeline in its folder. A step whose result is there is passed by."""

    plan: Pipeline
    out: Path
    watch: Watch
    cancel: threading.Event | None
    source: Path | None
    cache: Path | None
    seconds: dict[str, float] = field(default_factory=dict)

    def go(self) -> Result:
        self._open()
        with self._step("world"):
            world = self._world()
        with self._step("corpora"):
            self._corpora(world)
        with self._step("base"):
            self._base()
        with self._step("bench before"):
            before = self._bench("before", self._exported("before", self.base))
        with self._step("sft"):
            taught = self._trained("sft", self.base, self.out / "taught")
        with self._step("rlvr"):
            trained = self._trained("rlvr", self.out / "taught", self.out / "merged")
        with self._step("export"):
            files = self._exported("after", self.out / "merged")
        with self._step("bench after"):
            after = self._bench("after", files)
        result = Result(
            trained.adapter,
            self.out / "taught",
            *files,
            before,
            after,
            self.out / CARD,
            sum(self.seconds.values()),
        )
        from persona_assistant.train.pipeline_card import markdown

        written_whole(self.out / CARD, markdown(self.plan, result, (taught, trained), self.seconds))
        return result

    # --- the folder

    def _open(self) -> None:
        """Raises BadInput for a folder in which something else was begun."""
        about = {"format": FORMAT, "recipe": _text(self.plan)}
        try:
            known = json.loads((self.out / JOURNAL).read_text(encoding="utf-8"))
            self.seconds.update(known.pop("seconds"))
        except FileNotFoundError:
            if any(each.name != ".lock" for each in self.out.iterdir()):
                raise BadInput(
                    f"{self.out} is not empty and holds no pipeline: choose another folder"
                ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(f"{self.out / JOURNAL} is damaged: choose another folder") from None
        else:
            if known != about:
                raise BadInput(
                    f"{self.out} holds a pipeline of another recipe: choose another folder"
                )
        self._keep_journal()

    def _keep_journal(self) -> None:
        about = {"format": FORMAT, "recipe": _text(self.plan), "seconds": self.seconds}
        written_whole(self.out / JOURNAL, json.dumps(about, indent=1) + "\n")

    @contextmanager
    def _step(self, step: str) -> Iterator[None]:
        self._stop_if_asked(step)
        self.watch(Moment(step, 0, None))
        begun, before = time.perf_counter(), self.seconds.get(step, 0.0)
        try:
            yield
        finally:
            self.seconds[step] = round(before + time.perf_counter() - begun, 3)
            self._keep_journal()

    def _stop_if_asked(self, step: str) -> None:
        if self.cancel is not None and self.cancel.is_set():
            raise Stopped(step)

    # --- what is learnt from

    def _world(self) -> World:
        """The people: most to learn from, a few to choose steps by, the rest to be asked about."""
        from persona_worlds.world_writer import write_world

        about = self.plan.world
        # Longer clips would teach a model of random numbers nothing more, and take a processor
        # longer.
        seconds = CLIP_SECONDS if self.plan.sft.model.name == TINY else None
        return write_world(
            self.out / "world", about.seed, about.people, splits=SPLITS, seconds=seconds,
            watch=lambda done, total: self._tell("world", done, total, "people"),
        )  # fmt: skip

    def _corpora(self, world: World) -> None:
        """What SFT and RLVR learn from, and the questions that are asked in between and in the
        end."""
        from persona_assistant.train.corpus.build import build, write_heldout
        from persona_assistant.train.corpus.format import write_corpus

        for kind in ("sft", "rlvr"):
            self._stop_if_asked("corpora")
            data = getattr(self.plan, kind).data
            if not self._corpus(kind).exists():
                records = build(world, data.corpus, data.seed, data.records)
                if kind == "sft" and self.plan.sft.model.name == TINY:
                    records = self._with_questions(records, world)
                about = {
                    "kind": data.corpus,
                    "seed": data.seed,
                    "world_seed": world.seed,
                    "licence": "CC0-1.0",
                }
                write_corpus(self._corpus(kind), records, about, assets=world.folder)
        for split, count in (("dev", self._watched), ("test", self.plan.out.bench_items)):
            self._stop_if_asked("corpora")
            if not self._heldout(split).exists():
                write_heldout(self._heldout(split), questions(world, split, count))

    def _with_questions(self, records: list[Record], world: World) -> list[Record]:
        """Three questions in words for each record of another task, as many in all as there were.

        The published models have answered such before, and their SFT corpora hold none; one of
        random numbers would answer everything with a number or a Yes.
        """
        from persona_assistant.train.corpus.build import build

        others = records[: len(records) // 4]
        wanted = len(records) - len(others)
        drawn = build(world, "rlvr-mix", self.plan.sft.data.seed, 3 * wanted)
        asked = [record for record in drawn if record.task == "text_qa"][:wanted]
        return [
            record
            for at, other in enumerate(others)
            for record in (other, *asked[3 * at : 3 * at + 3])
        ]

    @property
    def _watched(self) -> int:
        """Questions by which steps of training are chosen."""
        return max(self.plan.sft.run.evaluate_items, self.plan.rlvr.run.evaluate_items)

    def _corpus(self, kind: str) -> Path:
        return self.out / "corpora" / f"{kind}.jsonl"

    def _heldout(self, split: str) -> Path:
        # Where the media are: the benchmark looks for them from there.
        return self.out / "world" / f"questions-{split}.jsonl"

    def _texts(self) -> Iterator[str]:
        """Everything that is read and said in training."""
        from persona_assistant.train.corpus.format import read_corpus
        from persona_assistant.train.corpus.prompts import question_of, wording_of

        for kind in ("sft", "rlvr"):
            for record in read_corpus(self._corpus(kind)):
                wording = wording_of(record)
                yield from (
                    wording.instructions,
                    wording.context_header,
                    wording.query_header,
                    question_of(record),
                )
                yield from (each.text for each in record.contexts if each.text)
                yield record.answer

    # --- the model

    @property
    def base(self) -> Path:
        folder = self.plan.sft.model.folder
        return self.out / "base" if folder is None else Path(folder)

    def _base(self) -> None:
        if self.plan.sft.model.folder is None and not self.base.exists():
            from persona_assistant.train.tiny import write_tiny

            write_tiny(self.base, seed=self.plan.sft.run.seed, texts=self._texts())

    def _trained(self, kind: str, model: Path, merged: Path) -> TrainingResult:
        """Train an adapter for `model`, and put it into that as the folder `merged`."""
        from importlib import import_module

        from persona_assistant.train import training_run
        from persona_assistant.weights.merge import merge

        def tell(progress: training_run.Progress) -> None:
            told = {
                name: f"{value:.3g}" for name, value in progress.values.items() if name in _TOLD
            }
            what = " ".join(
                filter(None, ["steps", *(f"{name} {value}" for name, value in told.items())])
            )
            self.watch(Moment(kind, progress.step, progress.total, what))

        recipe: Recipe = getattr(self.plan, kind)
        heldout = None if recipe.select.metric == "loss" else self._heldout("dev")
        train: Callable[..., TrainingResult] = import_module(f"persona_assistant.train.{kind}").train
        try:
            outcome = train(
                recipe, model, self._corpus(kind), self.out / kind,
                resume=True, watch=tell, heldout=heldout, cancel=self.cancel,
            )  # fmt: skip
        except training_run.Stopped:
            raise Stopped(kind) from None
        if not merged.exists():
            merge(model, outcome.adapter, merged)
        return outcome

    def _exported(self, name: str, model: Path) -> tuple[Path, Path]:
        """The model for the engine, quantized, and its projector, in the folder `name`."""
        from persona_assistant.weights import models_folder
        from persona_assistant.weights.convert import convert
        from persona_assistant.weights.quantize import quantize

        step, folder, kind = (
            STEPS[3 if name == "before" else 6],
            self.out / name,
            self.plan.out.quantize,
        )

        def tell(doing: str, file: str, done: int, total: int | None) -> None:
            self._tell(step, 0, None, f"{doing} {file}")

        if not folder.exists():
            cache = self.cache or models_folder() / ".converter"
            convert(model, folder, cache=cache, source=self.source, watch=tell)
        (projector,) = folder.glob("mmproj-*.gguf")
        (whole,) = folder.glob(f"{model.resolve().name}-BF16.gguf")
        small = folder / f"{model.resolve().name}-{kind}.gguf"
        if not small.exists():
            quantize(whole, small, kind, watch=tell)
        return small, projector

    # --- the benchmark

    def _bench(self, name: str, files: tuple[Path, Path]) -> dict[str, Any]:
        """Ask a model about people it never saw, over the route on which it decides everything
        itself."""
        from persona_assistant import bench
        from persona_assistant.bench.suites import find
        from persona_assistant.engines.llama import LlamaEngine

        plan, step = self.plan, f"bench {name}"
        sampling = plan.rlvr.sampling
        assert sampling is not None, "recipes of the kind rlvr have it"
        engine = LlamaEngine(
            *files,
            n_ctx=CONTEXT_TOKENS,
            image_tokens=plan.sft.model.image_tokens,
            # For matrices so small, threads wait for each other longer than they work.
            threads=1 if plan.sft.model.name == TINY else None,
        )
        config = bench.RunConfig(
            data=self._heldout("test"), out=self.out / f"bench_{name}", limit=plan.out.bench_items
        )
        try:
            scores = bench.run_bench(
                find("omni-persona"), config, [bench.ModelRoute(engine, max_tokens=sampling.max_tokens)],
                bench.LexicalJudge(), cancel=self.cancel,
                watch=lambda moment: self.watch(Moment(step, moment.done, moment.total, "answers")),
            )  # fmt: skip
        except bench.Stopped:
            raise Stopped(step) from None
        finally:
            engine.close()
        return _figures(scores)

    def _tell(self, step: str, done: int, total: int | None, what: str) -> None:
        self._stop_if_asked(step)
        self.watch(Moment(step, done, total, what))


def questions(world: World, split: str, count: int) -> list[dict[str, Any]]:
    """`count` held-out questions in the schema of Omni-Persona about the people of a split. Raises
    BadInput.

    A small world has nobody for some of the 18 tasks, answerable or not. There the questions come
    in small lots, and lots that hold such a question are left out.
    """
    from persona_assistant.train.corpus.build import heldout

    try:
        return heldout(world, world.seed, count, split=split, contexts=CONTEXTS)
    except BadInput as error:
        found: list[dict[str, Any]] = []
        for seed in range(_LOTS):
            try:
                found += heldout(
                    world, seed, min(_LOT, count - len(found)), split=split, contexts=CONTEXTS
                )
            except BadInput:
                continue
            if len(found) == count:
                return found
        raise error


def _figures(scores: Scores) -> dict[str, Any]:
    return {
        "n": scores.n,
        "errors": scores.errors,
        **{name: scores.overall[name] for name in METRICS},
        "intervals": {name: scores.intervals[name] for name in METRICS if name in scores.intervals},
    }


def _text(plan: Pipeline) -> str:
    """Everything that decides a pipeline."""
    own = {
        "world": [plan.world.people, plan.world.seed],
        "out": [plan.out.quantize, plan.out.bench_items],
    }
    return "\n".join([json.dumps(own), dump(plan.sft), dump(plan.rlvr)])
