"""Importing an archive: who in it is who here, what is new of them, and taking that in."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.importers.archive import layout
from persona_assistant.importers.archive.documents import Medium
from persona_assistant.importers.archive.reading import Archive, opened
from persona_assistant.importers.matching import Match, Matcher
from persona_assistant.importers.plan import (
    Choices,
    Imported,
    Plan,
    PlannedPerson,
    Skipped,
    storing,
)
from persona_assistant.memory import Store
from persona_assistant.memory.dossiers import Choice, Dossier
from persona_assistant.memory.exchange import Incoming
from persona_assistant.memory.memory_states import State
from persona_assistant.memory.sealed import is_sealed
from persona_assistant.progress import UNWATCHED, Watch

HOME = "persona-assistant"
"""Source of the external id by which somebody who was added to by name is known next time."""
_CORRECTING = ("note_edited", "removed", "erased", "moved", "split")


@dataclass(frozen=True, slots=True)
class _Work:
    matches: dict[str, Match]
    """By the uid in the archive."""
    passphrase: Callable[[], str] | None
    proved: dict[str, Medium]
    """See `Archive.dossier`."""
    memories: bool
    """Whether memories are taken in."""
    manifest: str
    """SHA-256: the archive must still be the one of which the plan was made."""


class ArchiveImporter:
    """See `plan.Importer`."""

    kind = "archive"

    def recognises(self, path: Path) -> bool:
        """A zip with a manifest, a sealed file, or a zip so damaged that it cannot be told."""
        if not path.is_file():
            return False
        if is_sealed(path):
            return True
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return False
        try:
            with zipfile.ZipFile(path) as archive:
                return layout.MANIFEST in archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError):
            return True

    def preview(self, path: Path, store: Store | None, choices: Choices) -> Plan:
        """See `plan.Importer`. Reads and decodes everything."""
        asked = _once(choices.passphrase)
        people: list[PlannedPerson] = []
        notices: list[str] = []
        matches: dict[str, Match] = {}
        skipped: list[Skipped] = []
        proved: dict[str, Medium] = {}
        with opened(path, asked) as archive:
            matcher = Matcher(store, choices, source=HOME)
            uids = archive.uids
            for uid in choices.watch.each(uids, "reading", len(uids), unit="people"):
                dossier = archive.dossier(uid, proved)
                match = matcher.match(dossier.name, uid=uid)
                matches[uid] = match
                planned = _planned(dossier, match, store)
                people.append(planned)
                notices += _conflicts(dossier, match, store)
                notices += _changed_here(planned, match, store)
                if planned.doubles:
                    skipped.append(
                        Skipped(_items(planned.doubles, dossier.name), "remembered already")
                    )
            conversations = sum(1 for _ in archive.dialogues(proved))
            if conversations:
                notices.append(
                    f"it has conversations, {conversations}; those that are not here yet come along"
                )
            notices += _remembers(archive, store, choices.memories)
            messages = len(archive.personality()) if choices.memories else 0
            if messages:
                notices.append(f"it has how its user comes across, by messages: {messages}")
            matcher.finish()
            work = _Work(matches, asked, proved, choices.memories, archive.manifest_digest)
        return Plan(self.kind, path, tuple(people), tuple(skipped), tuple(notices), work)

    def carry_out(self, plan: Plan, store: Store, watch: Watch = UNWATCHED) -> Imported:
        """See `plan.Importer`."""
        work: _Work = plan.work
        choices: dict[str, tuple[Choice, ...]] = {}
        with opened(plan.path, work.passphrase) as archive:
            if archive.manifest_digest != work.manifest:
                raise BadInput(
                    f"{plan.path} is another file than the plan was made of; import once more",
                    code="changed_meanwhile",
                )
            incoming = storing(_incoming(archive, work, choices), plan, watch)
            said = archive.dialogues(work.proved)
            remembered = _as_here(archive.memories() or (), work) if work.memories else ()
            new = _new(remembered, store)
            stored = store.exchange.take_in(
                incoming,
                source=self.kind,
                said=said,
                memories=remembered,
                personality=archive.personality() if work.memories else (),
            )
        uids = tuple(each.uid for each in stored)
        chosen = {
            here: choices[there]
            for here, there in zip(uids, work.matches, strict=True)
            if choices.get(there)
        }
        return Imported(plan, uids, chosen, memories=new)


def _incoming(
    archive: Archive, work: _Work, choices: dict[str, tuple[Choice, ...]]
) -> Iterator[Incoming]:
    for uid, match in work.matches.items():
        dossier = archive.dossier(uid, work.proved)
        choices[uid] = dossier.choices
        yield Incoming(match.adopted(dossier, HOME), match.persona_id, match.unlike)


def _remembers(archive: Archive, store: Store | None, wanted: bool) -> Iterator[str]:
    """What it remembers of its user, and how much of that would be new."""
    state = archive.memories()
    if not state:
        return
    count = sum(each.memory.ended is None for each in state)
    said = f"it has memories of its user, {count}"
    if not wanted:
        yield f"{said}; they are left out"
        return
    new = _new(state, store)
    yield f"{said}, {new} of them new here; they become what is remembered of you"


def _new(state: State, store: Store | None) -> int:
    """How many of the memories that hold are not here."""
    own = {each.key for each in store.memory_states.read()} if store is not None else set()
    return sum(each.key not in own and each.memory.ended is None for each in state)


def _as_here(state: State, work: _Work) -> State:
    """About people by the uids that they have here."""
    here = {there: match.uid or there for there, match in work.matches.items()}
    return tuple(
        replace(each, about=tuple(here.get(uid, uid) for uid in each.about)) for each in state
    )


def _items(count: int, name: str) -> str:
    return f"{count} item{'s' * (count > 1)} of {name}"


def _once(passphrase: Callable[[], str] | None) -> Callable[[], str] | None:
    """Asks once, however often the archive is opened."""
    if passphrase is None:
        return None
    answers: list[str] = []

    def ask() -> str:
        if not answers:
            answers.append(passphrase())
        return answers[0]

    return ask


def _planned(dossier: Dossier, match: Match, store: Store | None) -> PlannedPerson:
    counts: Counter[str] = Counter()
    known: set[str] = set()
    texts: set[str] = set()
    if store is not None and match.persona_id is not None:
        known = set(store.exchange.media_ids(match.persona_id))
        texts = {text for *_, text in store.exchange.held(match.persona_id) if text}
    seen: set[tuple[str, str]] = set()
    for entry in dossier.entries:
        parts = (
            ("notes", entry.triplet.text, texts),
            ("pictures", entry.triplet.image and entry.triplet.image.sha256, known),
            ("clips", entry.triplet.voice and entry.triplet.voice.sha256, known),
        )
        for kind, value, here in parts:
            if value and (kind, value) not in seen:
                seen.add((kind, value))
                counts["doubles" if value in here else kind] += 1
    details = [f"alias {alias}" for alias in dossier.aliases]
    if dossier.negatives:
        details.append(f"{len(dossier.negatives)} not of this person")
    return PlannedPerson(
        match.name or dossier.name,
        match.uid,
        counts["notes"],
        counts["pictures"],
        counts["clips"],
        counts["doubles"],
        tuple(details),
    )


def _changed_here(planned: PlannedPerson, match: Match, store: Store | None) -> Iterator[str]:
    """That something new in the archive may be what was removed or corrected here."""
    new = planned.notes + planned.pictures + planned.clips
    if store is None or match.persona_id is None or not new:
        return
    events = store.events.latest(_CORRECTING, subject=match.persona_id)
    count = sum(each.undone_by is None for each in events)
    if count:
        yield (
            f"{count} correction{'s' * (count > 1)} of {match.name} made here may come undone: of "
            f"the {new} new item{'s' * (new > 1)}, those that were removed or corrected here come "
            "back; undo takes the import back"
        )


def _conflicts(dossier: Dossier, match: Match, store: Store | None) -> Iterator[str]:
    """What of the archive is not taken, because what is here stays."""
    if store is None:
        return
    consent = match.consent
    if dossier.consent and consent and dossier.consent != consent:
        yield f"the consent of {match.name} stays as it is here: {consent}"
    for source, value in dossier.external_ids:
        try:
            owner = store.people.by_external_id(source, value)
        except PersonaNotFound:
            continue
        if owner.id != match.persona_id:
            yield f"{value} of {source} stays {owner.label}'s, and is not given to {dossier.name}"
