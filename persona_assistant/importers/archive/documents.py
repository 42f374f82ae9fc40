"""JSON documents of an archive as dossiers; documents_out writes them.

What is read may have been written by anybody: every value is checked for what it should be, and
whatever else a document holds is refused rather than lost.
"""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import numpy as np

from persona_assistant.errors import BadInput
from persona_assistant.importers.archive.values import Fields, at, listed, text
from persona_assistant.memory.dialogues import Dialogue, Said
from persona_assistant.memory.dossiers import Choice, Dossier, Exemplar, Statement
from persona_assistant.memory.records import Entry, Seen, Transcript, Vector, clean_text
from persona_assistant.pmg import Box, Clip, ConversationTurn, Picture, Triplet
from persona_assistant.samples import Examination, Sample

Medium: TypeAlias = Picture | Clip
Kind = Literal["image", "voice"]
Names: TypeAlias = Mapping[tuple[Kind, str], str]
"""The file of a medium, by its kind and sha256."""
Load: TypeAlias = Callable[[str, Kind, str], Medium]
"""Reads a medium: its file, its kind and the name of the file that it was once read from."""


def kind_of(medium: Medium) -> Kind:
    return "image" if isinstance(medium, Picture) else "voice"


def key_of(medium: Medium) -> tuple[Kind, str]:
    return kind_of(medium), medium.sha256


def media_of(dossier: Dossier) -> dict[tuple[Kind, str], Medium]:
    """Every medium of a dossier once, in the order in which they stand there."""
    found: dict[tuple[Kind, str], Medium] = {}
    for entry in dossier.entries:
        for medium in (entry.triplet.image, entry.triplet.voice):
            if medium is not None:
                found.setdefault(key_of(medium), medium)
    for negative in dossier.negatives:
        found.setdefault(key_of(negative.medium), negative.medium)
    return found


def dialogues_of(document: Any, load: Load) -> Iterator[Dialogue]:
    """The conversations of their document. Raises as `dossier_of` does."""
    fields = Fields(document, "the conversations")
    for each in fields.objects("conversations"):
        turns = tuple(_said(turn, load) for turn in each.objects("turns"))
        dialogue = Dialogue(each.text("title"), each.text("created"), turns)
        each.done()
        yield dialogue
    fields.done()


def _said(each: Fields, load: Load) -> Said:
    shown = []
    for medium in each.objects("attachments"):
        kind = medium.one_of("kind", ("image", "voice"))
        file, source = medium.text("file"), medium.text("source", "")
        shown.append(load(file, "image" if kind == "image" else "voice", source))
        medium.done()
    role = each.one_of("role", ("user", "assistant"))
    turn = ConversationTurn(
        "user" if role == "user" else "assistant",
        clean_text(each.text("text"), "text") or "",
        attachments=tuple(shown),
        abstained=each.flag("abstained"),
        created=each.text("created"),
    )
    remembers = each.flag("remembers") if each.has("remembers") else True
    said = Said(turn, each.texts("about"), remembers)
    each.done()
    return said


def dossier_of(document: Any, seen: Any, load: Load) -> Dossier:
    """The dossier of a person's document, and of the document of vectors, None where there is none.

    Raises BadInput for what is none, and what `load` raises.
    """
    fields = Fields(document, "the person")
    media: dict[str, Medium] = {}
    transcripts: dict[str, Transcript] = {}
    choices: list[Choice] = []
    for each in fields.objects("media"):
        file, kind = each.text("file"), each.one_of("kind", ("image", "voice"))
        if file in media:
            raise each.wrong("file", "names a medium twice")
        medium = load(file, "image" if kind == "image" else "voice", each.text("source", ""))
        media[file] = medium
        heard = each.object("transcript")
        if heard is not None:
            transcripts[medium.sha256] = Transcript(
                heard.text("model"), heard.text("language", ""), heard.text("text", "")
            )
            heard.done()
        choices += [
            Choice(medium.sha256, choice.text("encoder"), choice.number("number"))
            for choice in each.objects("choices")
        ]
        each.done()
    found = _seen_of(seen, media)
    entries = tuple(_entry(each, media, found) for each in fields.objects("triplets"))
    negatives = tuple(
        Exemplar(_medium(media, file, "negatives"), tuple(found.get(file, ())))
        for file in fields.texts("negatives")
    )
    dossier = Dossier(
        name=fields.text("name"),
        uid=fields.text("uid"),
        aliases=fields.texts("aliases"),
        consent=fields.optional("consent"),
        consent_by=fields.optional("consent_by"),
        consent_day=_optional_day(fields, "consent_day"),
        unrecognised=_kinds(fields),
        keep_until=_optional_day(fields, "keep_until"),
        created=fields.text("created"),
        external_ids=tuple(
            (each.text("source"), each.text("value")) for each in fields.objects("external_ids")
        ),
        entries=entries,
        negatives=negatives,
        transcripts=transcripts,
        facts=tuple(_fact(each, len(entries)) for each in fields.objects("facts")),
        choices=tuple(choices),
        files=tuple(_digest(each) for each in fields.texts("files_read")),
        different=fields.texts("different_people"),
    )
    fields.done()
    return dossier


def _optional_day(fields: Fields, name: str) -> datetime.date | None:
    written = fields.optional(name)
    return None if written is None else _day(written)


def _kinds(fields: Fields) -> tuple[Literal["image", "voice"], ...]:
    given = fields.texts("not_recognised_by")
    found: list[Literal["image", "voice"]] = []
    if "image" in given:
        found.append("image")
    if "voice" in given:
        found.append("voice")
    if len(given) != len(found):
        raise fields.wrong("not_recognised_by", 'holds something else than "image" and "voice"')
    return tuple(found)


def _medium(media: Mapping[str, Medium], file: str, where: str) -> Medium:
    if file not in media:
        raise BadInput(f"{at(where)}: {file[:80]!r} is no medium of this person")
    return media[file]


def _entry(each: Fields, media: Mapping[str, Medium], seen: Mapping[str, list[Seen]]) -> Entry:
    files = {kind: each.optional(kind) for kind in ("image", "voice")}
    parts: dict[str, Medium | None] = {
        kind: None if file is None else _medium(media, file, kind) for kind, file in files.items()
    }
    image, voice = parts["image"], parts["voice"]
    if isinstance(image, Clip) or isinstance(voice, Picture):
        raise BadInput("a triplet shows a clip as its picture, or plays a picture")
    day = each.optional("date")
    triplet = Triplet(image, voice, each.optional("text"), date=None if day is None else _day(day))
    each.done()
    return Entry(
        triplet,
        tuple(seen.get(files["image"] or "", ())),
        tuple(seen.get(files["voice"] or "", ())),
    )


def _day(written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise BadInput(f"{written[:40]!r} is no date; write it like 2024-05-17") from None


def _fact(each: Fields, entries: int) -> Statement:
    entry = each.number("triplet")
    if entry is not None and not 0 <= entry < entries:
        raise each.wrong("triplet", "is the number of no triplet")
    origin = each.optional("origin")
    if origin not in (None, "note", "transcript"):
        raise each.wrong("origin", 'is neither "note" nor "transcript"')
    fact = Statement(
        each.text("attribute"),
        each.text("value"),
        entry,
        None if origin is None else "note" if origin == "note" else "transcript",
        each.optional("valid_from"),
        each.optional("valid_to"),
    )
    each.done()
    return fact


def _digest(written: str) -> bytes:
    try:
        digest = bytes.fromhex(written)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise BadInput(f"{written[:80]!r} is no SHA-256 in hexadecimal")
    return digest


def _seen_of(document: Any, media: Mapping[str, Medium]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = {}
    if document is None:
        return found
    fields = Fields(document, "the vectors")
    for each in fields.objects("seen"):
        file, encoder = each.text("file"), each.text("encoder")
        _medium(media, file, "seen")
        if each.has("vector"):
            vector = _numbers(each.text("vector"))
            seen: Seen = Vector(encoder, vector, _maybe_numbers(each.optional("quality")))
        else:
            chosen = each.number("chosen")
            seen = Examination(
                encoder,
                tuple(_sample(sample) for sample in each.objects("samples")),
                None if chosen is None else chosen - 1,
                each.flag("by_user"),
            )
        each.done()
        found.setdefault(file, []).append(seen)
    fields.done()
    return found


def _sample(each: Fields) -> Sample:
    box = each.value("box")
    spans = [listed(span, "a span", 2) for span in listed(each.value("spans"), "spans")]
    sample = Sample(
        _numbers(each.text("vector")),
        _maybe_numbers(each.optional("quality")),
        None if box is None else Box(*map(_real, listed(box, "a box", 4))),
        tuple((_real(start), _real(end)) for start, end in spans),
        tuple(text(doubt, "a doubt") for doubt in listed(each.value("doubts"), "doubts")),
    )
    each.done()
    return sample


def _real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e9:
        raise BadInput("a box or a span holds something that is no number")
    return float(value)


def _numbers(packed: str) -> Any:
    try:
        held = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        held = b"?"
    if not held or len(held) % 4:
        raise BadInput("a vector is no row of float32 numbers in Base64")
    return np.frombuffer(held, "<f4").astype(np.float32)


def _maybe_numbers(packed: str | None) -> Any:
    return None if packed is None else _numbers(packed)
