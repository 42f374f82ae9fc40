"""The JSON documents of an archive, as they are written; docs/archive.md has every field."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from persona_assistant.importers.archive.documents import (
    Kind,
    Medium,
    Names,
    key_of,
    kind_of,
    media_of,
)
from persona_assistant.memory.dialogues import Dialogue
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.records import Seen, Vector


def person_document(dossier: Dossier, names: Names) -> dict[str, Any]:
    media = media_of(dossier)
    return {
        "uid": dossier.uid,
        "name": dossier.name,
        "aliases": list(dossier.aliases),
        "consent": dossier.consent,
        "consent_by": dossier.consent_by,
        "consent_day": dossier.consent_day and dossier.consent_day.isoformat(),
        "not_recognised_by": list(dossier.unrecognised),
        "keep_until": dossier.keep_until and dossier.keep_until.isoformat(),
        "created": dossier.created,
        "external_ids": [
            {"source": source, "value": value} for source, value in dossier.external_ids
        ],
        "media": [_medium_document(dossier, key, each, names) for key, each in media.items()],
        "triplets": [
            {
                "image": _file(entry.triplet.image, names),
                "voice": _file(entry.triplet.voice, names),
                "text": entry.triplet.text,
                "date": entry.triplet.date and entry.triplet.date.isoformat(),
            }
            for entry in dossier.entries
        ],
        "negatives": [names[key_of(each.medium)] for each in dossier.negatives],
        "facts": [
            {
                "attribute": each.attribute,
                "value": each.value,
                "triplet": each.entry,
                "origin": each.origin,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
            }
            for each in dossier.facts
        ],
        "files_read": [each.hex() for each in dossier.files],
        "different_people": list(dossier.different),
    }


def _file(medium: Medium | None, names: Names) -> str | None:
    return None if medium is None else names[key_of(medium)]


def _medium_document(
    dossier: Dossier, key: tuple[Kind, str], medium: Medium, names: Names
) -> dict[str, Any]:
    heard = dossier.transcripts.get(key[1]) if key[0] == "voice" else None
    return {
        "file": names[key],
        "kind": key[0],
        "source": medium.source,
        "transcript": heard
        and {"model": heard.model, "language": heard.language, "text": heard.text},
        "choices": [
            {"encoder": each.encoder, "number": each.number}
            for each in dossier.choices
            if each.sha256 == key[1]
        ],
    }


def vectors_document(dossier: Dossier, names: Names) -> dict[str, Any]:
    """What encoders saw, by the files of the media."""
    seen: dict[str, dict[str, Seen]] = {}
    for entry in dossier.entries:
        for kind, medium in (("image", entry.triplet.image), ("voice", entry.triplet.voice)):
            for each in entry.seen("image" if kind == "image" else "voice"):
                assert medium is not None
                seen.setdefault(names[key_of(medium)], {})[each.encoder] = each
    for negative in dossier.negatives:
        for each in negative.seen:
            seen.setdefault(names[key_of(negative.medium)], {})[each.encoder] = each
    return {
        "seen": [
            {"file": file, **_seen_document(each)}
            for file, by_encoder in seen.items()
            for each in by_encoder.values()
        ]
    }


def _seen_document(seen: Seen) -> dict[str, Any]:
    if isinstance(seen, Vector):
        return {
            "encoder": seen.encoder,
            "vector": _packed(seen.values),
            "quality": _packed(seen.quality),
        }
    return {
        "encoder": seen.encoder,
        "chosen": None if seen.chosen is None else seen.chosen + 1,
        "by_user": seen.by_user,
        "samples": [
            {
                "vector": _packed(each.vector),
                "quality": _packed(each.quality),
                "box": each.box and [each.box.left, each.box.top, each.box.width, each.box.height],
                "spans": [list(span) for span in each.spans],
                "doubts": list(each.doubts),
            }
            for each in seen.samples
        ],
    }


def _packed(numbers: Any) -> str | None:
    """float32, little-endian, in Base64."""
    if numbers is None:
        return None
    return base64.b64encode(np.ascontiguousarray(numbers, "<f4").tobytes()).decode("ascii")


def dialogue_document(dialogue: Dialogue, files: Sequence[Sequence[str]]) -> dict[str, Any]:
    """`files` are the members of each turn's attachments."""
    return {
        "title": dialogue.title,
        "created": dialogue.created,
        "turns": [
            {
                "role": said.turn.role,
                "text": said.turn.text,
                "abstained": said.turn.abstained,
                "created": said.turn.created,
                "about": list(said.about),
                "attachments": [
                    {"file": file, "kind": kind_of(medium), "source": medium.source}
                    for file, medium in zip(names, said.turn.attachments, strict=True)
                ],
                **({} if said.remembers else {"remembers": False}),
            }
            for said, names in zip(dialogue.turns, files, strict=True)
        ],
    }
