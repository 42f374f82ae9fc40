"""Omni-Persona as a suite of this harness.

Three or four people, each with a picture, a clip and notes, and a question that shows, plays or
describes one of them, or somebody who is not there. The prompt is the product's own
(`prompt.build_prompt`), which follows the release: the query image is left out of voice queries,
personas are numbered and not named.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from persona_assistant import resources
from persona_assistant.bench.omni_persona import metrics
from persona_assistant.bench.omni_persona.published import published_rows
from persona_assistant.bench.omni_persona.records import (
    GROUPS,
    TASKS,
    ContextRecord,
    Item,
    read_records,
)
from persona_assistant.bench.suite import (
    Case,
    Column,
    Conditions,
    DisplayPart,
    Media,
    Option,
    Records,
    Route,
)
from persona_assistant.errors import RecordError
from persona_assistant.pmg import Clip, Context, Picture, Query
from persona_assistant.prompt import Prompt, build_prompt


class OmniPersona:
    name = "omni-persona"
    title = "Omni-Persona"
    description = (
        "who is meant among four people, and what is known of them: 750 items, Cal, 1-FA, TA "
        "(arXiv 2605.09996)"
    )
    dataset = "Yeongtak/Omni-Persona-Benchmark"
    pull_patterns: tuple[str, ...] = ("*.jsonl", "assets/*", "README.md")
    """Without the training assets."""
    routes: tuple[Route, ...] = ("assistant", "model")
    options: tuple[Option, ...] = ()
    slices: Mapping[str, tuple[str, ...]] = {
        "group": tuple(GROUPS.values()),
        "task": tuple(task for tasks in TASKS.values() for task in tasks),
    }
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Ans", "Ans"),
        Column("Cal", "Cal"),
        Column("1-FA", "1-FA"),
        Column("TA", "TA"),
        Column("Abs-F1", "Abs\nF1"),
        Column("routing", "rout-\ning"),
        Column("false_name", "false\nname"),
    )
    headline = "Cal"
    count = staticmethod(metrics.count)
    metrics = staticmethod(metrics.metrics)

    @property
    def bundled(self) -> Path:
        return resources.data_path("bench", "mini", "omni_persona_mini.jsonl")

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """`data`: the records, or a folder with them and their media, as pulling leaves it.

        Raises RecordError when there is nothing to read at all.
        """
        if data.is_dir():
            files = sorted(data.glob("*.jsonl")) or sorted(data.glob("*.json"))
            if len(files) != 1:
                names = ", ".join(path.name for path in files) or "none"
                raise RecordError(
                    f"{data}: expected one .jsonl file of records in it, found {names}; "
                    "give the file itself"
                )
            data = files[0]
        return read_records(data)

    def strata(self, item: Item) -> tuple[str, ...]:
        """Task x answerable."""
        assert item.ground_truth is not None
        return (
            item.selected_task,
            "answerable" if item.ground_truth.answerable_from_context else "unanswerable",
        )

    def case(self, item: Item) -> Case:
        ground_truth = item.ground_truth
        assert ground_truth is not None
        return Case(
            id=item.id,
            sample=item.source_sample_id or item.id,
            labels={"group": item.group, "task": item.selected_task},
            question=item.query_text,
            gold=ground_truth.gold_answer,
            judged=ground_truth.answerable_from_context,
            facts={
                "answerable": ground_truth.answerable_from_context,
                "absent_persona": ground_truth.no_GT,
                "target": ground_truth.target,
                # Fields that the authors' own scorer reads.
                "scenario": item.scenario,
                "query_modality": item.query_modality,
                "target_modality": item.target_modality,
                "support_mode": ground_truth.support_mode,
                "asked_group": ground_truth.asked_group,
                "asked_subfield": ground_truth.asked_subfield,
            },
            shown=(
                *(
                    DisplayPart(
                        f"Person {number}",
                        context.image,
                        context.audio,
                        context.text,
                        "the one meant" if number - 1 == ground_truth.target else None,
                    )
                    for number, context in enumerate(item.contexts, start=1)
                ),
                DisplayPart("Query", item.prompt_image, item.query_audio),
            ),
        )

    def build_prompt(self, item: Item, media: Media, conditions: Conditions) -> Prompt:
        """Raises MediaError."""
        keeps = {"image", "audio", "text"} - conditions.drop

        def picture(path: str | None) -> Picture | None:
            return media.picture(path) if path and "image" in keeps else None

        def clip(path: str | None) -> Clip | None:
            return media.clip(path) if path and "audio" in keeps else None

        contexts = [
            Context(
                persona=None,
                image=picture(context.image),
                voice=clip(context.audio),
                texts=(context.text,) if context.text and "text" in keeps else (),
            )
            for context in item.contexts
        ]
        query = Query(
            text=item.query_text, image=picture(item.prompt_image), voice=clip(item.query_audio)
        )
        return build_prompt(query, contexts, wording=conditions.wording)

    def apply_conditions(self, item: Item, conditions: Conditions) -> Item:
        """With `conditions.contexts` of its contexts, in their order, the gold one among them.

        The others are drawn by seed and sample, so that questions of one sample about one person
        keep the same contexts. Raises RecordError for an item that does not name the gold context.
        """
        wanted = conditions.contexts
        if wanted is None or wanted >= len(item.contexts):
            return item
        gold = _gold(item)
        order = list(range(len(item.contexts)))
        random.Random(f"{conditions.seed} {item.source_sample_id}").shuffle(order)
        others = [at for at in order if at != gold]
        kept = [*([] if gold is None else [gold]), *others][:wanted]
        return _with_contexts(item, sorted(kept))

    def published_results(self) -> Sequence[Mapping[str, Any]]:
        return published_rows()


def _gold(item: Item) -> int | None:
    """Index of the context that must stay; None where the persona is absent."""
    ground_truth = item.ground_truth
    assert ground_truth is not None
    if ground_truth.target is not None or ground_truth.no_GT:
        return ground_truth.target
    ids = [context.concept_id for context in item.contexts]
    if ground_truth.gt_concept_id_from_metadata not in ids:
        raise RecordError("target_concept_id: missing; it is needed to leave contexts out")
    return ids.index(ground_truth.gt_concept_id_from_metadata)


def _with_contexts(item: Item, kept: Sequence[int]) -> Item:
    ground_truth = item.ground_truth
    assert ground_truth is not None
    contexts: tuple[ContextRecord, ...] = tuple(item.contexts[at] for at in kept)
    return replace(
        item,
        contexts=contexts,
        ground_truth=replace(
            ground_truth,
            target=kept.index(ground_truth.target) if ground_truth.target in kept else None,
            same_as_query=tuple(ground_truth.same_as_query[at] for at in kept),
        ),
    )
