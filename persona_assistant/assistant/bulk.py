"""What takes a while: a folder of people enrolled, media encoded anew, a model looking ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant import enrolment
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import EncodingEngine, encoding
from persona_assistant.enrolment import Encoded, Enrolled, Work
from persona_assistant.enrolment.choosing import Settled, settle
from persona_assistant.memory import IngestedFile
from persona_assistant.memory.records import fold_name
from persona_assistant.progress import CancelToken, Done, Notice, Progress


@dataclass(frozen=True, slots=True)
class EncodedKind:
    """What one encoder or model made."""

    unit: str
    """Of what, plural: "pictures"."""
    by: str
    """Its id."""
    count: int


@dataclass(frozen=True, slots=True)
class EncodeReport:
    """The result of encoding what the present encoders had not seen."""

    kinds: tuple[EncodedKind, ...]
    passed_over: tuple[str, ...]
    """One line for each of which nothing could be made."""
    waiting: int
    """How many are still missing, because the run was cancelled."""
    cancelled: bool
    notices: tuple[str, ...] = ()
    """Which of several faces or speakers now stands for somebody, one sentence each."""


def enrol(
    services: Services,
    folder: Path | str,
    consent: str | None,
    anyway: bool,
    cancel: CancelToken | None,
) -> Iterator[Progress | Notice | Done[Enrolled]]:
    """See `Assistant.enrol`."""
    run = enrolment.enrol(
        _Destination(services),
        services.bulk_encoders,
        folder,
        consent=consent,
        anyway=anyway,
        workers=services.options.workers,
        cancel=cancel,
        settle=lambda names: _settled(services, names),
        date_order=services.options.date_order,
    )
    for event in run:
        if isinstance(event, Done) and services.has_store:
            unread = enrolment.count_missing(services.store, _works(services, ["text"]))
            if unread:
                yield Notice(
                    f"{unread} texts and clips are still to be read or heard: "
                    "persona-assistant encode does that"
                )
        yield event


def _settled(services: Services, names: Set[str]) -> list[Settled]:
    if not services.has_store:
        return []
    store = services.store
    folded = set(map(fold_name, names))
    known = [
        each.id
        for each in store.people.all()
        if folded & {fold_name(name) for name in (each.name, *each.aliases)}
    ]
    return settle(store, known)


class _Destination:
    """The store, created when the first person is complete."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def ingested(self) -> Set[tuple[str, bytes]]:
        return self._services.store.people.ingested() if self._services.has_store else set()

    def ingest(self, files: Sequence[IngestedFile], *, consent: str | None = None) -> None:
        self._services.open_store(create=True).people.ingest(files, consent=consent)


def encode(
    services: Services, cancel: CancelToken | None
) -> Iterator[Progress | Done[EncodeReport]]:
    """See `Assistant.encode`."""
    works = _works(services)
    store = services.store
    run = enrolment.encode_missing(store, works, workers=services.options.workers, cancel=cancel)
    for event in run:
        if isinstance(event, Progress):
            yield event
        else:
            yield Done(_report(services, works, event.result))


def _report(services: Services, works: Sequence[Work[Any, Any]], done: Encoded) -> EncodeReport:
    made = tuple(EncodedKind(each.unit, each.by, done.made.get(each.unit, 0)) for each in works)
    waiting = 0
    if done.cancelled:
        waiting = enrolment.count_missing(services.store, works) - len(done.passed_over)
    return EncodeReport(made, done.passed_over, waiting, done.cancelled, done.notices)


def _works(
    services: Services, modalities: Sequence[str] = ("image", "voice", "text")
) -> list[Work[Any, Any]]:
    return enrolment.works(services.bulk_encoders, services.open_transcriber(), modalities)


def precompute(
    services: Services, name: str, cancel: CancelToken | None
) -> Iterator[Progress | Notice | Done[int]]:
    """See `Assistant.precompute`."""
    persona = services.store.people.get(name)
    encoder = _encoder(services)
    if encoder is None:
        yield Done(0)
        return
    triplets = services.store.media.triplets(persona.id)
    media = list(dict.fromkeys(m for t in triplets for m in (t.image, t.voice) if m is not None))
    if media:
        yield Notice(f"{encoder.name} looks and listens once, for all later questions")
    done = 0
    for medium in media:
        yield Progress("looking and listening", done, len(media), "pictures and clips")
        if cancel is not None and cancel.is_set():
            break
        encoder.encode([medium], [persona.id], cancel)
        done += 1
    yield Done(done)


def _encoder(services: Services) -> EncodingEngine | None:
    """The engine, if it makes something of people's media and has a place to keep it."""
    if not services.may_precompute:
        return None
    engine = encoding(services.engine)
    return engine if services.cache is not None else None


def precomputes(services: Services) -> bool:
    """See `Assistant.precomputes`."""
    return _encoder(services) is not None
