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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from persona_assistant import json_documents
from persona_assistant.atomic import write_text
from persona_assistant.errors import BadInput, Cancelled, EngineMissing
from persona_assistant.progress import CancelToken, OnProgress, Progress, ignore
from persona_assistant.train.families import require_modules
from persona_assistant.train.generator import require_generator
from persona_assistant.train.pipeline_card import markdown
from persona_assistant.train.pipeline_data import PipelineData
from persona_assistant.train.pipeline_parts import METRICS, STEPS, TINY, PipelineResult
from persona_assistant.train.recipes import Pipeline, Recipe, dump, load_pipeline

if TYPE_CHECKING:
    from persona_assistant.bench import Scores
    from persona_assistant.train.training_run import TrainingResult

FORMAT = 1
CONTEXT_TOKENS = 8192
JOURNAL, CARD = "pipeline.json", "card.md"


def run(
    recipe: Pipeline | Path | str,
    out: Path,
    on_progress: OnProgress = ignore,
    *,
    cancel: CancelToken | None = None,
    source: Path | None = None,
    cache: Path | None = None,
) -> PipelineResult:
    """Go the whole way in the folder `out`, or the rest of it.

    `source`, `cache`: of the converter, as in `weights.convert`. Raises RecipeError, EngineMissing
    before anything is made where something is not installed, BadInput for a folder that holds
    another pipeline, Cancelled, and what the steps raise.
    """
    plan = recipe if isinstance(recipe, Pipeline) else load_pipeline(recipe)
    _refuse(plan)
    with _exclusive(out):
        return _PipelineRun(plan, out, on_progress, cancel, source, cache).run()


def _refuse(plan: Pipeline) -> None:
    import importlib.util

    from persona_assistant.weights.quantize import KINDS

    require_generator()
    require_modules()
    if importlib.util.find_spec("llama_cpp") is None:
        raise EngineMissing(
            'The benchmark asks llama.cpp: pip install "persona-assistant[train,llama]".'
        )
    if plan.out.quantize not in KINDS:
        raise BadInput(
            f"recipe {plan.name}: [out] quantize = {plan.out.quantize!r}: must be one of "
            f"{', '.join(KINDS)}"
        )
    for stage in (plan.sft, plan.rlvr):
        if stage.data.corpus in ("own", "rl-pairs"):
            raise BadInput(
                f"recipe {stage.name} learns from {stage.data.corpus}: a pipeline makes its "
                "corpora itself"
            )
    model = plan.sft.model
    if model.name != TINY and model.folder is None:
        raise BadInput(
            f"recipe {plan.name} trains {model.name}: name its folder, [model] folder of both "
            "stages' recipes"
        )


@contextmanager
def _exclusive(out: Path) -> Iterator[None]:
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
    on_progress: OnProgress
    cancel: CancelToken | None
    source: Path | None
    cache: Path | None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def data(self) -> PipelineData:
        return PipelineData(self.plan, self.out)

    @property
    def base(self) -> Path:
        folder = self.plan.sft.model.folder
        return self.out / "base" if folder is None else Path(folder)

    def run(self) -> PipelineResult:
        self._open()
        with self._step("world"):
            world = self.data.write_world(self._within("world"), self.cancel)
        with self._step("corpora"):
            for done, _ in enumerate(self.data.write_corpora(world), start=1):
                self._report("corpora", done, 4, "files")
                self._stop_if_cancelled("corpora")
        with self._step("base"):
            self._make_base()
        with self._step("bench before"):
            before = self._bench("before", self._export("before", self.base))
        with self._step("sft"):
            sft = self._train("sft", self.base, self.out / "taught")
        with self._step("rlvr"):
            rlvr = self._train("rlvr", self.out / "taught", self.out / "merged")
        with self._step("export"):
            files = self._export("after", self.out / "merged")
        with self._step("bench after"):
            after = self._bench("after", files)
        result = PipelineResult(
            rlvr.adapter,
            self.out / "taught",
            *files,
            before,
            after,
            self.out / CARD,
            sum(self.seconds.values()),
        )
        write_text(self.out / CARD, markdown(self.plan, result, (sft, rlvr), self.seconds))
        return result

    # --- the folder

    def _open(self) -> None:
        """Raises BadInput for a folder in which something else was begun."""
        about = {"format": FORMAT, "recipe": _text(self.plan)}
        try:
            known = json_documents.loads((self.out / JOURNAL).read_text(encoding="utf-8"))
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
        write_text(self.out / JOURNAL, json.dumps(about, indent=1) + "\n")

    # --- how far it is

    @contextmanager
    def _step(self, step: str) -> Iterator[None]:
        """Counts the seconds of a step, and says in which step a pipeline was cancelled."""
        begun, before = time.perf_counter(), self.seconds.get(step, 0.0)
        try:
            self._report(step, 0, None)
            self._stop_if_cancelled(step)
            yield
        except Cancelled as error:
            raise Cancelled(
                f"stopped in step {STEPS.index(step) + 1} of {len(STEPS)} ({step})",
                code="pipeline_cancelled",
                **{**error.fields, "stage": step},
            ) from None
        finally:
            self.seconds[step] = round(before + time.perf_counter() - begun, 3)
            self._keep_journal()

    def _report(
        self, step: str, done: int, total: int | None, unit: str = "", *, detail: str = ""
    ) -> None:
        self.on_progress(Progress(step, done, total, unit, detail=_place(step, detail)))

    def _stop_if_cancelled(self, step: str) -> None:
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled("stopped", stage=step)

    def _within(self, step: str) -> OnProgress:
        """What reports the progress of somebody else's work as that of a step."""

        def report(progress: Progress) -> None:
            detail = _place(step, progress.stage)
            self.on_progress(replace(progress, stage=step, detail=detail))

        return report

    # --- the model

    def _make_base(self) -> None:
        if self.plan.sft.model.folder is None and not self.base.exists():
            from persona_assistant.train.tiny import write_tiny

            write_tiny(self.base, seed=self.plan.sft.run.seed, texts=self.data.texts())

    def _train(self, kind: str, model: Path, merged: Path) -> TrainingResult:
        """Train an adapter for `model`, and merge both into the folder `merged`."""
        from importlib import import_module

        from persona_assistant.weights.merge import merge

        recipe: Recipe = getattr(self.plan, kind)
        heldout = None if recipe.select.metric == "loss" else self.data.heldout("dev")
        train: Callable[..., TrainingResult] = import_module(
            f"persona_assistant.train.{kind}"
        ).train
        result = train(
            recipe,
            model,
            self.data.corpus(kind),
            self.out / kind,
            resume=True,
            on_progress=self._within(kind),
            heldout=heldout,
            cancel=self.cancel,
        )
        if not merged.exists():
            merge(model, result.adapter, merged)
        return result

    def _export(self, name: str, model: Path) -> tuple[Path, Path]:
        """The model for the engine, quantized, and its projector, in the folder `name`."""
        from persona_assistant.weights import models_folder
        from persona_assistant.weights.convert import convert
        from persona_assistant.weights.quantize import Kind, quantize

        step = "bench before" if name == "before" else "export"
        folder, kind = self.out / name, cast(Kind, self.plan.out.quantize)

        def report(progress: Progress) -> None:
            self._report(step, 0, None, detail=f"{progress.stage} {progress.detail}")
            self._stop_if_cancelled(step)

        if not folder.exists():
            cache = self.cache or models_folder() / ".converter"
            convert(model, folder, cache=cache, source=self.source, on_progress=report)
        (projector,) = folder.glob("mmproj-*.gguf")
        (full,) = folder.glob(f"{model.resolve().name}-BF16.gguf")
        quantized = folder / f"{model.resolve().name}-{kind}.gguf"
        if not quantized.exists():
            quantize(full, quantized, kind, on_progress=report)
        return quantized, projector

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
            data=self.data.heldout("test"),
            out=self.out / f"bench_{name}",
            limit=plan.out.bench_items,
        )
        try:
            scores = bench.run_bench(
                find("omni-persona"),
                config,
                [bench.ModelRoute(engine, max_tokens=sampling.max_tokens)],
                bench.LexicalJudge(),
                cancel=self.cancel,
                on_progress=self._within(step),
            )
        finally:
            engine.close()
        return _figures(scores)


def _place(step: str, detail: str) -> str:
    """For example "step 5 of 8, training"."""
    place = f"step {STEPS.index(step) + 1} of {len(STEPS)}"
    return f"{place}, {detail}" if detail else place


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
