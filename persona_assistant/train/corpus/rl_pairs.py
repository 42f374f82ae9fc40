"""The training questions of the Omni-Persona release (`rl_pairs.json`), as they are.

They have the benchmark's fields, three contexts instead of four, and a few of their own. So the
benchmark's parser reads each; this module says what a model is to learn from it: the answer, or to
abstain. The query image is left out of voice queries, as the benchmark leaves it out. Ids may be
missing or repeat: no published score depends on them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from persona_assistant import abstention
from persona_assistant.bench.omni_persona.records import Item
from persona_assistant.bench.omni_persona.records import parse_record as parse_item
from persona_assistant.errors import RecordError
from persona_assistant.train.corpus.records import Entry, Label, Record, to_json
from persona_assistant.train.corpus.validation import parse_record


def read_pairs(path: Path | str) -> tuple[list[Record], list[RecordError]]:
    """The records of a JSON array in the release's form, and what is wrong with those that cannot
    be used.

    Each of these errors names place and field. Raises RecordError when there is nothing to read at
    all.
    """
    path = Path(path)
    try:
        found = json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be read ({error.strerror}); give the release's rl_pairs.json"
        ) from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: not a JSON array ({error}); get a fresh copy") from None
    if not isinstance(found, list) or not found:
        raise RecordError(
            f"{path}: expected a JSON array of records; give the release's rl_pairs.json"
        )
    records: list[Record] = []
    bad: list[RecordError] = []
    seen: set[str] = set()
    for index, each in enumerate(found):
        try:
            record = record_of(
                parse_item(each), sample=_sample(each), id=_new_id(each, index, seen)
            )
            # What the benchmark may leave open, training may not.
            records.append(parse_record(to_json(record)))
        except RecordError as error:
            bad.append(RecordError(f"index {index}: {error}"))
        else:
            seen.add(record.id)
    return records, bad


def record_of(item: Item, *, sample: str, id: str, source: str = "rl_pairs") -> Record:
    """A benchmark item that still has its ground truth, as a question to train on."""
    truth = item.ground_truth
    assert truth is not None
    about = {"subtask": item.selected_task}
    if truth.asked_subfield:
        about["attribute"] = truth.asked_subfield
    if truth.answerable_from_context:
        label, answer = Label("answer", truth.gold_answer), truth.gold_answer
    else:
        label, answer = Label("abstain"), abstention.SENTENCE
        about["absent"] = "persona" if truth.no_GT else "attribute"
    return Record(
        id=id,
        source=source,
        sample=sample,
        task="text_qa",
        kind="retrieval",
        contexts=tuple(Entry(each.image, each.audio, _said(each.text)) for each in item.contexts),
        query=Entry(item.prompt_image, item.query_audio, item.query_text),
        label=label,
        answer=answer,
        about=about,
    )


def _sample(found: dict[str, Any]) -> str:
    """Three source benchmarks number their samples alike."""
    parts = [found.get("source_benchmark"), found.get("source_sample_id")]
    return "/".join(part for part in parts if isinstance(part, str) and part) or "rl_pairs"


def _new_id(found: dict[str, Any], index: int, seen: set[str]) -> str:
    named = found.get("augmented_id")
    if not isinstance(named, str) or not named:
        return f"rl_{index}"
    return named if named not in seen else f"{named}_{index}"


def _said(text: str | None) -> str | None:
    return text if text and text.strip() else None
