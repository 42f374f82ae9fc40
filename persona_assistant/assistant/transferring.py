"""Carrying people in and out; see `Assistant`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from persona_assistant.assistant import bulk
from persona_assistant.assistant.inputs import several
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, Imported, Plan, importer_of
from persona_assistant.importers.archive import Exported, write
from persona_assistant.importers.registry import importer_called
from persona_assistant.memory import Store
from persona_assistant.progress import CancelToken, Done, Notice, Progress


def export(
    services: Services,
    file: Path,
    names: Iterable[str],
    vectors: bool,
    conversations: bool,
    passphrase: str | None,
) -> Exported:
    """See `Assistant.export`."""
    several("names", names)
    store = services.store
    chosen = list(dict.fromkeys(store.people.get(name).id for name in names))
    ids = chosen or [each.id for each in store.people.all()]
    if not ids:
        raise BadInput("there is nobody to export; add a person first", code="nobody_to_export")
    dossiers = store.exchange.dossiers(ids, vectors=vectors)
    said = store.exchange.dialogues(chosen or None) if conversations else None
    exported = write(file, dossiers, conversations=said, vectors=vectors, passphrase=passphrase)
    store.backups.exported(file, chosen or None)
    return exported


def plan(
    services: Services,
    path: Path,
    same: bool | None,
    assigned: Mapping[str, str],
    skipped: Iterable[str],
    me: str | None,
    pictures: bool,
    passphrase: Callable[[], str] | None,
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
        services.options.date_order,
        passphrase,
    )
    importer = importer_of(path)
    return importer.preview(path, services.store if services.has_store else None, choices)


def carry_out(
    services: Services, plan: Plan, cancel: CancelToken | None
) -> Iterator[Progress | Notice | Done[Imported]]:
    """See `Assistant.carry_out`."""
    importer = importer_called(plan.kind)
    store = services.open_store(create=True)
    imported = importer.carry_out(plan, store)
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
