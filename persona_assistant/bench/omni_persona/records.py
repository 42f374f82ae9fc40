"""Reads a benchmark file exactly as Omni-Persona releases it.

One record is one question over three or four personas. Everything that only the scorer may know
(the gold answer, the gold persona, the marks on the contexts) is apart in `GroundTruth`: an
answering route only ever sees `item.without_ground_truth()`.

A record without the released shape becomes a RecordError that names the file, the line, the field
and what was expected; the records around it stay usable. Unknown fields are ignored. Schema:
Omni-Persona v2.2 (arXiv 2605.09996 and its data release).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from persona_assistant.bench.omni_persona.fields import (
    asset_field,
    choice_field,
    kind_of,
    optional_text,
    text_field,
    typed_field,
)
from persona_assistant.bench.suite import BadRecord, Records
from persona_assistant.errors import RecordError

GROUPS = {
    "visual_identity": "I2I",
    "voice_identity": "A2A",
    "same_modal_semantic": "T2T",
    "cross_modal_semantic_bridge": "T2Any",
}
"""`scenario` -> the group's name in the paper's tables."""

TASKS = {
    "I2I": (
        "visual_to_appearance",
        "visual_to_bio",
        "visual_to_dialogue",
        "visual_to_emotion",
        "visual_to_environment",
    ),
    "A2A": (
        "voice_to_bio",
        "voice_to_dialogue",
        "voice_to_emotion",
        "voice_to_environment",
        "voice_to_image",
    ),
    "T2T": (
        "semantic_to_appearance",
        "semantic_to_bio",
        "semantic_to_emotion",
        "semantic_to_environment",
    ),
    "T2Any": (
        "dialogue_to_bio",
        "dialogue_to_emotion",
        "dialogue_to_environment",
        "dialogue_to_image",
    ),
}
"""The 18 tasks, by group."""

QUERY_MODALITIES = ("visual", "voice", "text_semantic", "dialogue_semantic")
TARGET_MODALITIES = ("bio", "dialogue", "image", "emotion", "environment")
CONTEXT_COUNTS = (3, 4)
"""Training records have three contexts, evaluation records four."""

_LFS_POINTER = b"version https://git-lfs"


@dataclass(frozen=True, slots=True)
class ContextRecord:
    """One persona of a record; media as paths relative to the assets folder."""

    concept_id: str
    image: str | None
    audio: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """What only the scorer may know."""

    no_GT: bool
    """The persona asked about is not among the contexts (a reporting slice, not the scoring
    flag)."""
    target_concept_id: str | None
    target: int | None
    """Index of the gold context, from 0; None when the persona is absent or not named."""
    same_as_query: tuple[bool | None, ...]
    """`same_as_query_image_or_audio` of every context."""
    answerable_from_context: bool
    """The scoring flag."""
    gold_answer: str
    abstain_answer: str | None = None
    support_mode: str | None = None
    asked_group: str | None = None
    asked_subfield: str | None = None
    gt_concept_id_from_metadata: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the benchmark."""

    augmented_id: str
    source_sample_id: str
    scenario: str
    selected_task: str
    query_modality: str
    target_modality: str
    query_image: str | None
    query_audio: str | None
    query_text: str
    contexts: tuple[ContextRecord, ...]
    digest: str
    """SHA-256 of the whole record, whatever the order of its fields."""
    ground_truth: GroundTruth | None

    @property
    def id(self) -> str:
        return self.augmented_id

    @property
    def group(self) -> str:
        """I2I, A2A, T2T or T2Any."""
        return GROUPS[self.scenario]

    def without_ground_truth(self) -> Item:
        """The item without what only the scorer may know."""
        return replace(self, ground_truth=None)

    @property
    def prompt_image(self) -> str | None:
        """The query image, which the release leaves out of voice queries."""
        return None if self.query_modality == "voice" else self.query_image

    def assets(self) -> tuple[str, ...]:
        """Relative paths of the media its prompt needs, each once, in prompt order."""
        paths = [path for context in self.contexts for path in (context.image, context.audio)]
        return tuple(
            dict.fromkeys(path for path in (*paths, self.prompt_image, self.query_audio) if path)
        )


def read_records(path: Path) -> Records[Item]:
    """Read a `.jsonl` file or a `.json` array; the content decides, not the name.

    Raises RecordError when there is nothing to read at all: no such file, no records, an array
    that is not JSON. A single malformed record is returned in `bad` instead.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be read ({error.strerror}); give the benchmark's .jsonl or .json file"
        ) from None
    if data.startswith(_LFS_POINTER):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    items: list[Item] = []
    bad: list[BadRecord] = []
    seen: dict[str, str] = {}
    body = data.removeprefix(b"\xef\xbb\xbf")
    pieces = _array(body, path) if body.lstrip()[:1] == b"[" else _lines(body)
    for place, record in pieces:
        try:
            item = parse_record(_loaded(record) if isinstance(record, bytes) else record)
            item = _unique(item, place, seen)
        except RecordError as error:
            problem = RecordError(f"{path.name}, {place}: {error}")
            bad.append(BadRecord(_id_in(record) or place, problem))
        else:
            items.append(item)
    if not items and not bad:
        raise RecordError(f"{path}: holds no record; give the benchmark's .jsonl or .json file")
    return Records(tuple(items), tuple(bad), hashlib.sha256(data).hexdigest(), path.name)


def parse_record(record: Any) -> Item:
    """One decoded JSON record as an Item. Raises RecordError naming the field and what is
    expected."""
    if not isinstance(record, dict):
        raise RecordError(f"expected a JSON object, found {kind_of(record)}")
    scenario = choice_field(record, "scenario", GROUPS)
    allowed = " or ".join(map(str, CONTEXT_COUNTS))
    contexts = typed_field(record, "contexts", list, f"a list of {allowed} contexts")
    if len(contexts) not in CONTEXT_COUNTS:
        raise RecordError(f"contexts: expected {allowed} of them, found {len(contexts)}")
    parsed = tuple(
        _context(context, f"contexts[{index}]") for index, context in enumerate(contexts)
    )
    ids = [context.concept_id for context in parsed]
    if len(set(ids)) != len(ids):
        raise RecordError("contexts: expected a different concept_id in each, found one twice")
    assets = typed_field(record, "query_assets", dict, "an object with image and audio")
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    return Item(
        augmented_id=optional_text(record, "augmented_id") or f"record_{digest[:16]}",
        source_sample_id=optional_text(record, "source_sample_id") or "",
        scenario=scenario,
        selected_task=choice_field(record, "selected_task", TASKS[GROUPS[scenario]]),
        query_modality=choice_field(record, "query_modality", QUERY_MODALITIES),
        target_modality=choice_field(record, "target_modality", TARGET_MODALITIES),
        query_image=asset_field(assets, "image", "query_assets."),
        query_audio=asset_field(assets, "audio", "query_assets."),
        query_text=text_field(record, "query_text"),
        contexts=parsed,
        digest=digest,
        ground_truth=_ground_truth(record, ids, contexts),
    )


def _ground_truth(
    record: Mapping[str, Any], ids: Sequence[str], contexts: Sequence[Mapping[str, Any]]
) -> GroundTruth:
    supervision = typed_field(
        record, "answer_supervision", dict, "an object with answerable_from_context and gold_answer"
    )
    where = "answer_supervision."
    no_gt = typed_field(record, "no_GT", bool, "true or false")
    answerable = typed_field(supervision, "answerable_from_context", bool, "true or false", where)
    if answerable and no_gt:
        raise RecordError(
            "no_GT: expected false, because the question is answerable from the contexts"
        )
    target = optional_text(record, "target_concept_id")
    return GroundTruth(
        no_GT=no_gt,
        target_concept_id=target,
        target=ids.index(target) if target in ids and not no_gt else None,
        same_as_query=tuple(
            typed_field(
                context,
                "same_as_query_image_or_audio",
                bool,
                "true or false",
                f"contexts[{index}].",
                optional=True,
            )
            for index, context in enumerate(contexts)
        ),
        answerable_from_context=answerable,
        gold_answer=(
            text_field(supervision, "gold_answer", where)
            if answerable
            else optional_text(supervision, "gold_answer", where) or ""
        ),
        **{
            name: optional_text(supervision, name, where)
            for name in (
                "abstain_answer",
                "support_mode",
                "asked_group",
                "asked_subfield",
                "gt_concept_id_from_metadata",
            )
        },
    )


def _context(context: Any, where: str) -> ContextRecord:
    if not isinstance(context, dict):
        raise RecordError(
            f"{where}: expected an object with concept_id, image, audio and text, "
            f"found {kind_of(context)}"
        )
    parsed = ContextRecord(
        concept_id=text_field(context, "concept_id", f"{where}."),
        image=asset_field(context, "image", f"{where}."),
        audio=asset_field(context, "audio", f"{where}."),
        text=optional_text(context, "text", f"{where}."),
    )
    if not (parsed.image or parsed.audio or parsed.text):
        raise RecordError(f"{where}: expected an image, audio or text, found none of them")
    return parsed


# --- files ---------------------------------------------------------------------------------------


def _lines(data: bytes) -> list[tuple[str, bytes]]:
    lines = enumerate(data.split(b"\n"), start=1)
    return [(f"line {number}", line) for number, line in lines if line.strip()]


def _array(data: bytes, path: Path) -> list[tuple[str, Any]]:
    try:
        records = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: not a JSON array ({error}); get a fresh copy") from None
    return [(f"index {index}", record) for index, record in enumerate(records)]


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"expected one JSON object in the line ({error})") from None


def _id_in(record: Any) -> str | None:
    """The id of a record that could not be used, where it has one."""
    try:
        record = json.loads(record) if isinstance(record, bytes) else record
    except (ValueError, RecursionError):
        return None
    name = record.get("augmented_id") if isinstance(record, dict) else None
    return name if isinstance(name, str) and name.isprintable() else None


def _unique(item: Item, place: str, seen: dict[str, str]) -> Item:
    """Ids are keys: one given twice is an error; equal records without one are told apart by
    number."""
    if item.id in seen:
        if item.id != f"record_{item.digest[:16]}":
            raise RecordError(
                f"augmented_id: expected a new id, found {item.id!r} again "
                f"(first in {seen[item.id]})"
            )
        number = 2
        while f"{item.id}_{number}" in seen:
            number += 1
        item = replace(item, augmented_id=f"{item.id}_{number}")
    seen[item.id] = place
    return item
