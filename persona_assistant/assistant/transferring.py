"""Carrying people in and out; see `Assistant`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from persona_assistant.assistant import bulk
from persona_assistant.assistant.inputs import several
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, Imported, Plan, importer_of
from persona_assistant.importers.archive import Exported, write
from persona_assistant.importers.archive.memories import about_only
from persona_assistant.importers.regions import overlap
from persona_assistant.importers.registry import importer_called
from persona_assistant.memory import Store
from persona_assistant.memory.memory_states import State
from persona_assistant.pmg import Box
from persona_assistant.progress import CancelToken, Done, Notice, Progress, Watch, as_events
from persona_assistant.samples import Sample

_THERE = 0.15
"""Share of the common area from which a face is where a photo names one: programs draw the box
around a face, or around the head."""


def export(
    services: Services,
    file: Path,
    names: Iterable[str],
    vectors: bool,
    conversations: bool,
    memories: bool,
    passphrase: str | None,
    watch: Watch,
) -> Exported:
    """See `Assistant.export`."""
    several("names", names)
    store = services.store
    chosen = list(dict.fromkeys(store.people.get(name).id for name in names))
    ids = chosen or [each.id for each in store.people.all()]
    state = _memories(store, chosen) if memories else None
    if not ids and not state:
        raise BadInput("there is nobody to export; add a person first", code="nobody_to_export")
    dossiers = store.exchange.dossiers(ids, vectors=vectors)
    said = store.exchange.dialogues(chosen or None) if conversations else None
    exported = write(
        file,
        dossiers,
        conversations=said,
        memories=state,
        # It stands on what was said, and is about nobody else.
        personality=store.impressions.carried()
        if said and state is not None and not chosen
        else (),
        vectors=vectors,
        passphrase=passphrase,
        watch=watch,
        people=len(ids),
    )
    store.backups.exported(file, chosen or None)
    return exported


def _memories(store: Store, chosen: Sequence[int]) -> State:
    """What is remembered of the user; where people are chosen, what is about nobody but them."""
    state = store.memory_states.read()
    if not chosen:
        return state
    return about_only(state, {each.uid for each in store.people.by_id(chosen).values()})


def plan(
    services: Services,
    path: Path,
    same: bool | None,
    assigned: Mapping[str, str],
    skipped: Iterable[str],
    me: str | None,
    pictures: bool,
    memories: bool,
    passphrase: Callable[[], str] | None,
    watch: Watch,
) -> Plan:
    """See `Assistant.plan_import`."""
    several("skipped", skipped)
    choices = Choices(
        same,
        assigned,
        frozenset(skipped),
        me,
        services.options.me,
        pictures,
        memories,
        services.options.date_order,
        passphrase,
        watch,
    )
    importer = importer_of(path)
    return importer.preview(path, services.store if services.has_store else None, choices)


def carry_out(
    services: Services, plan: Plan, cancel: CancelToken | None
) -> Iterator[Progress | Notice | Done[Imported]]:
    """See `Assistant.carry_out`."""
    importer = importer_called(plan.kind)
    store = services.open_store(create=True)
    for done in as_events(lambda heard: importer.carry_out(plan, store, Watch(heard, cancel))):
        if isinstance(done, Progress):
            yield done
        else:
            imported = done.result
    for event in bulk.encode(services, cancel):
        if isinstance(event, Progress):
            yield event
            continue
        for notice in (*event.result.notices, *event.result.passed_over):
            yield Notice(notice)
        if event.result.waiting:
            yield Notice(
                f"{event.result.waiting} are still to be seen, heard or read: "
                "persona-assistant encode does that"
            )
    yield from _choose(store, imported)
    yield from _choose_faces(store, imported)
    yield Done(imported)


def _choose(store: Store, imported: Imported) -> Iterator[Notice]:
    """The faces and speakers that the user had chosen elsewhere."""
    for uid, choices in imported.choices.items():
        person = store.people.get(uid)
        media = store.exchange.media_ids(person.id)
        for each in choices:
            try:
                store.media.choose(media[each.sha256], each.encoder, each.number)
            except (BadInput, KeyError):
                yield Notice(
                    f"which face or speaker of a picture or clip is {person.label}'s is to be "
                    "chosen again"
                )


def _choose_faces(store: Store, imported: Imported) -> Iterator[Notice]:
    """The faces where a photo names the person. Where none is found there, none is the person's."""
    for uid, faces in imported.faces.items():
        person = store.people.get(uid)
        media = store.exchange.media_ids(person.id)
        found = {
            each: store.media.examinations(person.id, each) for each in store.media.examiners()
        }
        for sha256, box in faces:
            medium = media.get(sha256, 0)
            for encoder, examinations in found.items():
                seen = examinations.get(medium)
                if seen is None or seen.by_user or not seen.samples:
                    continue
                at = _face_in(box, seen.samples)
                if at != seen.chosen or len(seen.samples) > 1:
                    store.media.choose(medium, encoder, None if at is None else at + 1)
                if at is None:
                    yield Notice(
                        f"no face was found where a photo of {person.label} says that they are"
                    )


def _face_in(box: Box, samples: Sequence[Sample]) -> int | None:
    """Index of the face that is most where a box is; None where none is."""
    shares = [overlap(box, each.box) if each.box else 0.0 for each in samples]
    best = max(range(len(shares)), key=shares.__getitem__)
    return best if shares[best] >= _THERE else None
