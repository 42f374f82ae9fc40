"""What a pipeline learns from and is asked about: a world, corpora and held-out questions.

Every file is there as a whole or not at all, and is not made again where it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken, OnProgress
from persona_assistant.train.pipeline_parts import TINY
from persona_assistant.train.recipes import Pipeline

if TYPE_CHECKING:
    from persona_worlds.world import World

    from persona_assistant.train.corpus.records import Record

CONTEXTS = 3
"""People in a held-out question, as in training."""
SPLITS = (0.5, 0.25, 0.25)
"""Shares of the people to learn from, to choose steps by, and to be asked about in the end."""
CLIP_SECONDS = 3.0
_LOT, _LOTS = 6, 500


@dataclass(frozen=True, slots=True)
class PipelineData:
    """The files of one pipeline in the folder `out`."""

    plan: Pipeline
    out: Path

    def corpus(self, kind: str) -> Path:
        """What `kind` ("sft" or "rlvr") learns from."""
        return self.out / "corpora" / f"{kind}.jsonl"

    def heldout(self, split: str) -> Path:
        """Questions about the people of "dev" or "test"."""
        # Where the media are: the benchmark looks for them from there.
        return self.out / "world" / f"questions-{split}.jsonl"

    def write_world(self, on_progress: OnProgress, cancel: CancelToken | None) -> World:
        """The people: most to learn from, a few to choose steps by, the rest to be asked about.

        Raises Cancelled.
        """
        from persona_worlds.world_writer import write_world

        about = self.plan.world
        # Longer clips would teach a model of random numbers nothing more, and take a processor
        # longer.
        seconds = CLIP_SECONDS if self.plan.sft.model.name == TINY else None
        return write_world(
            self.out / "world",
            about.seed,
            about.people,
            splits=SPLITS,
            seconds=seconds,
            on_progress=on_progress,
            cancel=cancel,
        )

    def write_corpora(self, world: World) -> Iterator[Path]:
        """What SFT and RLVR learn from, and the questions asked in between and in the end; each
        file as it is written."""
        from persona_assistant.train.corpus.build import build
        from persona_assistant.train.corpus.format import write_corpus
        from persona_assistant.train.corpus.heldout import write_heldout

        for kind in ("sft", "rlvr"):
            data = getattr(self.plan, kind).data
            if not self.corpus(kind).exists():
                records = build(world, data.corpus, data.seed, data.records)
                if kind == "sft" and self.plan.sft.model.name == TINY:
                    records = self._with_questions(records, world)
                about = {
                    "kind": data.corpus,
                    "seed": data.seed,
                    "world_seed": world.seed,
                    "licence": "CC0-1.0",
                }
                write_corpus(self.corpus(kind), records, about, assets=world.folder)
            yield self.corpus(kind)
        for split, count in (("dev", self._dev_questions), ("test", self.plan.out.bench_items)):
            if not self.heldout(split).exists():
                write_heldout(self.heldout(split), questions(world, split, count))
            yield self.heldout(split)

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
    def _dev_questions(self) -> int:
        """Questions by which steps of training are chosen."""
        return max(self.plan.sft.run.evaluate_items, self.plan.rlvr.run.evaluate_items)

    def texts(self) -> Iterator[str]:
        """Everything that is read and said in training."""
        from persona_assistant.train.corpus.format import read_corpus
        from persona_assistant.train.corpus.prompts import question_of, wording_of

        for kind in ("sft", "rlvr"):
            for record in read_corpus(self.corpus(kind)):
                wording = wording_of(record)
                yield from (
                    wording.instructions,
                    wording.context_header,
                    wording.query_header,
                    question_of(record),
                )
                yield from (each.text for each in record.contexts if each.text)
                yield record.answer


def questions(world: World, split: str, count: int) -> list[dict[str, Any]]:
    """`count` held-out questions in the schema of Omni-Persona about the people of a split. Raises
    BadInput.

    A small world has nobody for some of the 18 tasks, answerable or not. There the questions come
    in small lots, and lots that hold such a question are left out.
    """
    from persona_assistant.train.corpus.heldout import heldout

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
