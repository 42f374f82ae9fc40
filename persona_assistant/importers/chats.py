"""Importing chats: who wrote becomes, or is, a person; what they wrote becomes notes of theirs.

Voice messages become clips of whoever sent them. Pictures are left out unless the user says that
they are of their senders: who sends a picture is seldom on it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from persona_assistant.errors import BadInput, MediaError
from persona_assistant.importers import chat_files, chat_sources
from persona_assistant.importers.chat import Chat, Message
from persona_assistant.importers.chat_notes import DayNote, speaker_of, written
from persona_assistant.importers.chat_people import Cast, Someone, cast, external_ids
from persona_assistant.importers.chat_sources import Source
from persona_assistant.importers.plan import (
    Choices,
    Imported,
    Plan,
    PlannedPerson,
    Skipped,
    storing,
)
from persona_assistant.language.chats import is_user
from persona_assistant.media import load_image, load_voice
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.exchange import Incoming
from persona_assistant.memory.records import clean_name, fold_name
from persona_assistant.pmg import Clip, Picture, Triplet
from persona_assistant.progress import UNWATCHED, Watch

MAX_MEDIA = 200
"""Voice messages, and pictures, of one person that are taken; the latest ones. More would make
nobody easier to recognise."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is taken of one person."""

    someone: Someone
    notes: tuple[DayNote, ...]
    digests: tuple[bytes, ...]
    media: tuple[Message, ...]
    external_ids: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Work:
    parts: tuple[_Part, ...]
    fingerprint: str
    open: tuple[Someone, ...]
    """Of whom the user has to say who they are."""
    choices: Choices


class ChatImporter:
    """See `plan.Importer`."""

    kind = "chat"

    def recognises(self, path: Path) -> bool:
        """A text or JSON file, a page, a folder or a zip in which an exported chat lies."""
        if path.is_file() and path.suffix.lower() not in (".txt", ".json", ".html", ".zip"):
            return False
        return chat_sources.is_chat(path)

    def preview(self, path: Path, store: Store | None, choices: Choices) -> Plan:
        """See `plan.Importer`. Reads every message and decodes the media that are taken. Whoever
        may be somebody known is shown as such; only `carry_out` insists on knowing."""
        source = chat_sources.read(path, choices.date_order)
        counts = Counter(each.sender for chat in source.chats for each in chat.messages)
        who = cast(source.chats, store, choices, counts)
        taken = store.people.ingested() if store is not None and counts else set()
        skipped = _skipped(source, who, counts)
        people: list[PlannedPerson] = []
        parts: list[_Part] = []
        with chat_files.opened(path) as files:
            people_in = choices.watch.each(who.people, "reading", len(who.people), unit="people")
            for someone in people_in:
                part, doubles = _part(source.chats, someone, store, taken, choices)
                seen = {"voice": 0, "picture": 0}
                held = _media_held(store, someone)
                for entry, trouble in _entries(part.media, files):
                    if entry is None:
                        skipped.append(Skipped(f"a file that {someone.name} sent", trouble))
                    elif (medium := entry.triplet.voice or entry.triplet.image) is not None:
                        kind = "voice" if isinstance(medium, Clip) else "picture"
                        doubles += medium.sha256 in held
                        seen[kind] += medium.sha256 not in held
                        held.add(medium.sha256)
                parts.append(part)
                if doubles:
                    remembered = f"{doubles} message{'s' * (doubles > 1)} of {someone.name}"
                    skipped.append(Skipped(remembered, "remembered already"))
                people.append(
                    PlannedPerson(
                        someone.name,
                        someone.persona.uid if someone.persona else None,
                        notes=len(part.notes),
                        pictures=seen["picture"],
                        clips=seen["voice"],
                        doubles=doubles,
                        details=_details(someone, counts),
                    )
                )
        unresolved = tuple(each for each in who.people if each.may_be)
        work = _Work(tuple(parts), source.fingerprint, unresolved, choices)
        notices = _notices(source, who, choices, counts)
        return Plan(self.kind, path, tuple(people), tuple(_grouped(skipped)), notices, work)

    def carry_out(self, plan: Plan, store: Store, watch: Watch = UNWATCHED) -> Imported:
        """See `plan.Importer`."""
        work: _Work = plan.work
        if work.open:
            listed = "; ".join(
                f"{each.name} may be " + " or ".join(f"{x.label} ({x.uid})" for x in each.may_be)
                for each in work.open
            )
            raise BadInput(
                f"Some may be remembered already: {listed}. Say whether they are the same people "
                "or new ones.",
                code="similar_name",
                names=[each.name for each in work.open],
                uids=[[one.uid for one in each.may_be] for each in work.open],
            )
        if chat_sources.read(plan.path, work.choices.date_order).fingerprint != work.fingerprint:
            raise BadInput(
                f"{plan.path} is another chat than the plan was made of; import once more",
                code="changed_meanwhile",
            )
        with chat_files.opened(plan.path) as files:
            stored = store.exchange.take_in(
                storing((_incoming(part, files) for part in work.parts), plan, watch),
                source=self.kind,
            )
        return Imported(plan, tuple(each.uid for each in stored))


def _part(
    chats: tuple[Chat, ...],
    someone: Someone,
    store: Store | None,
    taken: set[tuple[str, bytes]],
    choices: Choices,
) -> tuple[_Part, int]:
    """What is new of somebody, and how many messages are not."""
    held: dict[datetime.date, list[str]] = {}
    known: set[bytes] = set()
    if store is not None and someone.persona is not None:
        folded = fold_name(someone.persona.name)
        known = {digest for name, digest in taken if name == folded}
        for note in store.passages.dated_notes([someone.persona.id]).get(someone.persona.id, ()):
            if note.date is not None:
                held.setdefault(note.date, []).append(note.text)
    notes: list[DayNote] = []
    digests: list[bytes] = []
    media: list[Message] = []
    doubles = 0
    for chat in chats:
        own = [each for each in chat.messages if each.sender in someone.senders]
        new = written(own, speaker_of(someone.name), held, known)
        notes += new.notes
        digests += new.digests
        doubles += new.doubles
        media += [
            each
            for each in own
            if each.medium == "voice" or (each.medium == "picture" and choices.pictures)
        ]
    latest = [
        each
        for kind in ("voice", "picture")
        for each in sorted((one for one in media if one.medium == kind), key=_when)[-MAX_MEDIA:]
    ]
    ids = external_ids(chats, someone.senders)
    return _Part(someone, tuple(notes), tuple(digests), tuple(latest), ids), doubles


def _when(message: Message) -> datetime.datetime:
    return message.when


def _incoming(part: _Part, files: chat_files.Files) -> Incoming:
    entries = [Entry(Triplet(text=each.text, date=each.day)) for each in part.notes]
    entries += [entry for entry, _ in _entries(part.media, files) if entry is not None]
    someone = part.someone
    dossier = Dossier(
        someone.name,
        external_ids=part.external_ids,
        entries=tuple(entries),
        files=part.digests,
    )
    return Incoming(dossier, someone.persona.id if someone.persona else None, unlike=someone.unlike)


def _entries(
    media: tuple[Message, ...], files: chat_files.Files
) -> Iterator[tuple[Entry | None, str]]:
    """Each medium as it is stored, or why it is not."""
    for each in media:
        load: Callable[[bytes], Clip | Picture]
        load = load_voice if each.medium == "voice" else load_image
        try:
            data = files.read(each.file, chat_files.MAX_MEDIUM)
            if data is None:
                yield None, "it is not in the export"
                continue
            medium = load(data)
        except MediaError as error:
            yield None, str(error).partition(": ")[2] or str(error)
            continue
        medium = replace(medium, source=Path(each.file).name, notices=())
        day = each.when.date()
        if isinstance(medium, Clip):
            yield Entry(Triplet(voice=medium, date=day)), ""
        else:
            yield Entry(Triplet(image=medium, date=day)), ""


def _media_held(store: Store | None, someone: Someone) -> set[str]:
    if store is None or someone.persona is None:
        return set()
    return set(store.exchange.media_ids(someone.persona.id))


def _details(someone: Someone, counts: Counter[str]) -> tuple[str, ...]:
    found = []
    for sender in someone.senders:
        wrote = f"{counts[sender]} message{'s' * (counts[sender] != 1)}"
        found.append(wrote if sender == someone.name else f"{wrote} as {sender}")
    if someone.may_be:
        found.append(f"may be {' or '.join(each.label for each in someone.may_be)}")
    return tuple(found)


def _skipped(source: Source, who: Cast, counts: Counter[str]) -> list[Skipped]:
    found = [
        Skipped(f"{name}, {counts[name]} message{'s' * (counts[name] != 1)}", why)
        for name, why in who.passed_over
    ]
    left_out: Counter[str] = Counter()
    for chat in source.chats:
        left_out.update(chat.left_out)
    return found + [
        Skipped(f"{count} {what}", "nobody's own words") for what, count in left_out.items()
    ]


def _grouped(skipped: list[Skipped]) -> Iterator[Skipped]:
    """The same thing many times as one line."""
    for each, count in Counter(skipped).items():
        yield each if count == 1 else Skipped(f"{count} times {each.what}", each.why)


def _notices(source: Source, who: Cast, choices: Choices, counts: Counter[str]) -> tuple[str, ...]:
    found = [notice for chat in source.chats for notice in chat.notices]
    pictures = sum(each.medium == "picture" for chat in source.chats for each in chat.messages)
    if pictures and not choices.pictures:
        found.append(
            f"{pictures} pictures are left out: who sends one is seldom on it; --media takes them "
            "as pictures of their senders"
        )
    many = {
        each.name
        for each in who.people
        for kind in ("voice", "picture")
        if sum(
            one.medium == kind and one.sender in each.senders
            for chat in source.chats
            for one in chat.messages
        )
        > MAX_MEDIA
    }
    found += [f"of {name} the latest {MAX_MEDIA} voice messages are taken" for name in sorted(many)]
    knows_me = any(fold_name(each.name) == fold_name(choices.myself) for each in who.people)
    if not knows_me and not any(is_user(name) for name in counts):
        titles = {fold_name(clean_name(chat.title)) for chat in source.chats if chat.title}
        rest = [name for name in counts if fold_name(name) not in titles]
        guess = f" (perhaps {rest[0]})" if titles and len(counts) == 2 and len(rest) == 1 else ""
        found.append(f"which of them is you{guess}, --me NAME says; nobody is taken for you")
    return tuple(found)
