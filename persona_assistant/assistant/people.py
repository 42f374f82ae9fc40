"""Who is remembered: add, edit, show, reject and forget people."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import zip_longest

from persona_assistant.assistant.additions import Additions, ignore_notice, nearest_chosen
from persona_assistant.assistant.inputs import (
    ClipInput,
    DayInput,
    PictureInput,
    read_clip,
    read_day,
    read_picture,
    several,
)
from persona_assistant.assistant.items import Item, items_of
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.whose import owner
from persona_assistant.enrolment.examining import Kind, examine
from persona_assistant.errors import BadInput, Cancelled, ErasureUnfinished
from persona_assistant.memory import Verification
from persona_assistant.memory.memories import Memory
from persona_assistant.memory.records import check_entry, clean_name, clean_text, fold_name
from persona_assistant.pmg import Clip, Persona, Picture, Triplet
from persona_assistant.progress import UNWATCHED, Watch, single_step
from persona_assistant.samples import Examination


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that is remembered of a person."""

    persona: Persona
    triplets: tuple[Triplet, ...]
    """Oldest first."""
    transcripts: Mapping[int, str]
    """By triplet id, what a program heard in its clip."""
    faces: Mapping[int, Examination] = field(default_factory=dict)
    """By triplet id, the faces found in its picture, and which of them stands for the person."""
    speakers: Mapping[int, Examination] = field(default_factory=dict)
    """Likewise of its clip."""
    media: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """By triplet id, the ids of its media, by their kind."""
    told: tuple[Memory, ...] = ()
    """What the user told of the person in conversations, oldest first."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Every note, picture and clip, in the order of their numbers."""
        return items_of(self)


def add(
    services: Services,
    name: str,
    images: Iterable[PictureInput],
    voices: Iterable[ClipInput],
    texts: Iterable[str],
    consent: str | None,
    anyway: bool,
    faces: Iterable[int | None] = (),
    on_notice: Callable[[str], None] = ignore_notice,
    dates: Iterable[DayInput | None] = (),
    same: bool | None = None,
) -> Persona:
    """See `Assistant.add`. Everything is read, checked and encoded before a store is created."""
    for what, given in (("images", images), ("voices", voices), ("texts", texts)):
        several(what, given)
    clean_name(name)
    clean_text(consent, "consent")
    triplets = [
        Triplet(*parts)
        for parts in zip_longest(map(read_picture, images), map(read_clip, voices), texts)
    ]
    order = services.options.date_order
    triplets = dated(triplets, [None if each is None else read_day(each, order) for each in dates])
    if not triplets:
        raise BadInput(
            f"nothing to remember of {name!r}; give at least one picture, voice clip or note",
            code="nothing_to_add",
        )
    whose = owner(services.store if services.has_store else None, name, same)
    # Of somebody new nothing is known to compare with.
    additions = Additions(services, "" if whose.new else whose.name, anyway=anyway)
    for triplet, face in zip_longest(triplets, faces):
        additions.look_at(triplet, face)
    entries = [check_entry(each) for each in additions.entries()]
    _require_models(services, triplets)
    store = services.open_store(create=True)
    persona = store.people.add(
        whose.name, entries, consent=consent, new=whose.new, unlike=whose.unlike
    )
    additions.settle(store, persona, on_notice)
    services.selector.transcribe()
    services.selector.embed_texts()
    return persona


def dated(triplets: Sequence[Triplet], days: Sequence[datetime.date | None]) -> list[Triplet]:
    """Each triplet with its day; a single day is that of all."""
    if len(days) > max(1, len(triplets)):
        raise BadInput("there are more dates than notes, pictures or clips", code="too_many_dates")
    each_day = list(days) * len(triplets) if len(days) == 1 else days
    return [replace(each, date=day) for each, day in zip_longest(triplets, each_day) if each]


def edit(
    services: Services,
    name: str,
    new_name: str | None,
    aliases: Iterable[str] | None,
    consent: str | None,
) -> Persona:
    """See `Assistant.edit`."""
    if aliases is not None:
        several("aliases", aliases)
    people = services.store.people
    persona = people.get(name)
    if new_name is not None:
        persona = people.rename(persona.uid, new_name)
    if aliases is not None:
        wanted = {fold_name(alias): alias for alias in aliases}
        for alias in wanted.values():
            persona = people.add_alias(persona.uid, alias)
        for alias in persona.aliases:
            if fold_name(alias) not in wanted:
                persona = people.remove_alias(persona.uid, alias)
    if consent is not None:
        persona = people.set_consent(persona.uid, consent)
    return persona


def show(services: Services, name: str) -> PersonPage:
    """See `Assistant.show`."""
    store = services.store
    persona = store.people.get(name)
    triplets = tuple(store.media.triplets(persona.id))
    passages = store.passages.transcripts([persona.id]).get(persona.id, ())
    transcripts = {each.triplet_id: each.text for each in passages}
    found: dict[int, Examination] = {}
    for encoder in store.media.examiners():
        found |= store.media.examinations(persona.id, encoder)
    shown: dict[str, dict[int, Examination]] = {"image": {}, "voice": {}}
    media = {triplet.id or 0: store.media.media_of(triplet.id or 0) for triplet in triplets}
    for triplet_id, parts in media.items():
        for kind, medium in parts.items():
            if medium in found:
                shown[kind][triplet_id] = found[medium]
    told = store.memories.list(["semantic"], about=persona.id)
    return PersonPage(persona, triplets, transcripts, shown["image"], shown["voice"], media, told)


def reject(
    services: Services, name: str, image: PictureInput | None, voice: ClipInput | None
) -> Persona:
    """See `Assistant.reject`."""
    media: list[tuple[Kind, Picture | Clip]] = []
    if image is not None:
        media.append(("image", read_picture(image)))
    if voice is not None:
        media.append(("voice", read_clip(voice)))
    if not media:
        raise BadInput(
            f"nothing to reject for {name!r}; give a picture or a clip that is somebody else's",
            code="nothing_to_reject",
        )
    store = services.store
    persona = store.people.get(name)
    views = [
        nearest_chosen(store, persona.id, examine(services.encoders, kind, medium, anyway=True))
        for kind, medium in media
    ]
    for (kind, medium), seen in zip(media, views, strict=True):
        persona = store.media.add_negative(persona.uid, kind, medium, list(seen.values()))
    return persona


@dataclass(frozen=True, slots=True)
class Forgotten(Persona):
    """Who was forgotten, and what was looked at afterwards."""

    receipt: Verification = field(kw_only=True)


def forget(
    services: Services, name: str, verify: bool = False, watch: Watch = UNWATCHED
) -> Persona:
    """See `Assistant.forget`."""
    store = services.store
    if not verify:
        try:
            return store.people.forget(name)
        finally:
            services.forget_read()
    persona = store.people.get(name)
    with single_step(watch.on_progress, "noting what to look for afterwards"):
        traces = store.traces(persona.uid)
    watch.heed("noting what to look for afterwards")
    try:
        with single_step(watch.on_progress, "erasing"):
            store.people.forget(persona.uid)
    except ErasureUnfinished:
        pass  # the receipt says so
    finally:
        services.forget_read()
    known = {each.name: getattr(persona, each.name) for each in fields(persona)}
    try:
        receipt = store.verify(traces, watch)
    except Cancelled:
        stopped = "The search for traces was stopped before its end; verify the memory."
        receipt = Verification((), (stopped,))
    return Forgotten(**known, receipt=receipt)


# --- before anything is stored


def _require_models(services: Services, triplets: Sequence[Triplet]) -> None:
    """Raises now what a missing model would raise once the person is stored."""
    if any(triplet.text for triplet in triplets):
        services.encoders.get("text")
    if any(triplet.voice for triplet in triplets):
        services.open_transcriber()
    if services.may_precompute:
        services.load_engine()
