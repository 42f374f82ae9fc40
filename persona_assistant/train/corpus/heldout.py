"""Questions in the schema of the benchmark, about people that nobody is trained on, to measure
checkpoints with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from persona_worlds.scenes import TASKS as QUESTIONS
from persona_worlds.world import World

from persona_assistant import abstention
from persona_assistant.atomic import write_text
from persona_assistant.errors import BadInput
from persona_assistant.train.corpus.builder import CorpusBuilder
from persona_assistant.train.corpus.kinds import Kind
from persona_assistant.train.corpus.perception import entry
from persona_assistant.train.corpus.scenes import shuffled
from persona_assistant.train.corpus.text_qa import ABSENT_PERSONA, TextQuestion


def heldout(
    world: World, seed: int = 0, n: int = 180, *, split: str = "dev", contexts: int = 4
) -> list[dict[str, Any]]:
    """`n` questions in the benchmark's schema, over its 18 tasks, half of them unanswerable.

    Raises BadInput.
    """
    if contexts not in (3, 4):
        raise BadInput(f"the benchmark's questions have 3 or 4 people, not {contexts}")
    rng = np.random.default_rng((*b"heldout", seed, n))
    maker = CorpusBuilder(
        world, split, Kind(n, {"text_qa": 1}, answerable=0.5, absent_persona=0.3), rng, contexts
    )
    asked = list(maker.asked(n))
    return [_item(f"{split}_{seed}", k, each) for k, each in enumerate(shuffled(rng, asked))]


def write_heldout(path: Path | str, records: Sequence[Mapping[str, Any]]) -> None:
    """One line a record, whole or not at all. In the world's folder, its media are found at
    once."""
    write_text(
        Path(path), "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    )


def _item(name: str, k: int, asked: TextQuestion) -> dict[str, Any]:
    """A question in the benchmark's schema (`bench.omni_persona.records`)."""
    scenario, modality, target_modality, group = QUESTIONS[asked.task]
    ids = [f"concept_{place}" for place in range(len(asked.scene.encounters))]
    target = None if asked.target is None else ids[asked.target]
    by_media = modality in ("visual", "voice")
    return {
        "augmented_id": f"{name}_{k}__aug_0",
        "source_sample_id": f"{name}_{k}",
        "scenario": scenario,
        "selected_task": asked.task,
        "query_modality": modality,
        "target_modality": target_modality,
        "no_GT": asked.kind == ABSENT_PERSONA,
        "target_concept_id": target,
        "query_assets": {
            "image": asked.image.path if asked.image else None,
            "audio": asked.voice.path if asked.voice else None,
        },
        "contexts": [
            {
                "concept_id": concept,
                "image": shown.image,
                "audio": shown.audio,
                "text": shown.text,
                "same_as_query_image_or_audio": by_media and concept == target,
            }
            for concept, shown in zip(ids, map(entry, asked.scene.encounters), strict=True)
        ],
        "query_text": asked.text,
        "answer_supervision": {
            "answerable_from_context": asked.gold is not None,
            "gold_answer": asked.gold,
            "abstain_answer": abstention.SENTENCE,
            "support_mode": "absent" if asked.gold is None else "present",
            "asked_group": group,
            "asked_subfield": asked.attribute,
            "gt_concept_id_from_metadata": target,
        },
    }
