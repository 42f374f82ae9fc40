"""Importing an address book: a contact becomes a persona with a note for each kind of fact.

A contact is known again by its UID, or, where the program gives none, by its name with its numbers
and addresses. The notes are sentences as the user would write them, dated by the day the card was
last changed.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.enrolment.file_dates import day_changed
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.importers import vcard
from persona_assistant.importers.matching import Match, Matcher
from persona_assistant.importers.plan import (
    Choices,
    Imported,
    Plan,
    PlannedPerson,
    Skipped,
    storing,
)
from persona_assistant.importers.vcard import Contact, Reach
from persona_assistant.language.dates import written_out
from persona_assistant.media import load_image
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.exchange import Incoming
from persona_assistant.memory.records import MAX_NAME, clean_name, fold_name
from persona_assistant.pmg import Picture, Triplet
from persona_assistant.progress import UNWATCHED, Watch

SOURCE = "vcard"
"""Source of the external id by which a contact is known next time."""
_MONTHS = [written_out(datetime.date(2000, month, 1)).split()[1] for month in range(1, 13)]


@dataclass(frozen=True, slots=True)
class _Work:
    matches: dict[int, Match]
    """By the line in which the card begins."""
    fingerprint: str
    day: datetime.date


class ContactsImporter:
    """See `plan.Importer`."""

    kind = "address book"

    def recognises(self, path: Path) -> bool:
        """A file that begins with a card, or is called .vcf."""
        if not path.is_file():
            return False
        if path.suffix.lower() in (".vcf", ".vcard"):
            return True
        with path.open("rb") as file:
            return vcard.begins(file.read(200))

    def preview(self, path: Path, store: Store | None, choices: Choices) -> Plan:
        """See `plan.Importer`. Reads every card and decodes every photo."""
        fingerprint, day = _fingerprint(path), day_changed(path)
        matcher = Matcher(store, choices, source=SOURCE)
        people: list[PlannedPerson] = []
        skipped: list[Skipped] = []
        matches: dict[int, Match] = {}
        links = 0
        for contact in choices.watch.each(vcard.contacts(path), "reading", unit="contacts"):
            why = _left_out(contact)
            if why:
                skipped.append(Skipped(contact.name or f"the card in line {contact.line}", why))
                continue
            photo, trouble = _photo(contact)
            if trouble:
                skipped.append(Skipped(f"the photo of {contact.name}", trouble))
            links += contact.photo_link
            dossier = _dossier(contact, photo, day)
            match = matcher.match(dossier.name, uid=_id(contact))
            matches[contact.line] = match
            people.append(_planned(dossier, match, store))
        matcher.finish()
        if not people and not skipped:
            raise BadInput(f"{path} holds no contacts.", code="nothing_to_import")
        notices = (
            (f"{links} of the photos lie in the network and are not fetched",) if links else ()
        )
        work = _Work(matches, fingerprint, day)
        return Plan(self.kind, path, tuple(people), tuple(skipped), notices, work)

    def carry_out(self, plan: Plan, store: Store, watch: Watch = UNWATCHED) -> Imported:
        """See `plan.Importer`."""
        work: _Work = plan.work
        if _fingerprint(plan.path) != work.fingerprint:
            raise BadInput(
                f"{plan.path} is another file than the plan was made of; import once more",
                code="changed_meanwhile",
            )
        stored = store.exchange.take_in(
            storing(_incoming(plan.path, work), plan, watch), source=self.kind
        )
        return Imported(plan, tuple(each.uid for each in stored))


def _incoming(path: Path, work: _Work) -> Iterator[Incoming]:
    for contact in vcard.contacts(path):
        if (match := work.matches.get(contact.line)) is not None:
            dossier = _dossier(contact, _photo(contact)[0], work.day)
            yield Incoming(dossier, match.persona_id, match.unlike)


def _fingerprint(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}).") from None


def _left_out(contact: Contact) -> str:
    """Why a card is no person; "" where it is one."""
    if contact.kind in ("group", "location", "device", "application"):
        return f"a {contact.kind}, not a person"
    if contact.kind == "org":
        return "an organisation, not a person"
    if not contact.name:
        return "it has no name"
    if len(contact.name) > MAX_NAME:
        return f"its name has more than {MAX_NAME} characters"
    try:
        clean_name(contact.name)
    except BadInput:
        return "its name has no letters"
    return ""


def _photo(contact: Contact) -> tuple[Picture | None, str]:
    if contact.photo is None:
        return None, ""
    try:
        picture = load_image(contact.photo)
    except MediaError as error:
        return None, str(error).removeprefix("picture: ")
    return Picture(picture.data, picture.width, picture.height, "address book photo"), ""


def _id(contact: Contact) -> str:
    if contact.uid:
        return contact.uid
    reached = sorted(each.value for each in (*contact.phones, *contact.emails))
    if not reached:
        return ""
    digest = hashlib.sha256("\0".join((fold_name(contact.name), *reached)).encode())
    return f"card {digest.hexdigest()[:16]}"


def _dossier(contact: Contact, photo: Picture | None, day: datetime.date) -> Dossier:
    day = contact.revised or day
    entries = [Entry(Triplet(text=text, date=day)) for text in notes_of(contact)]
    if photo is not None:
        entries.append(Entry(Triplet(image=photo)))
    uid = _id(contact)
    return Dossier(
        clean_name(contact.name),
        aliases=tuple(name for name in contact.nicknames if _is_name(name)),
        external_ids=((SOURCE, uid),) if uid else (),
        entries=tuple(entries),
    )


def _is_name(name: str) -> bool:
    try:
        clean_name(name)
    except BadInput:
        return False
    return True


def notes_of(contact: Contact) -> list[str]:
    """What a card says, one note for each kind of fact, in words that are read as facts."""
    said = [
        contact.birthday and f"Birthday: {_day(contact.birthday)}.",
        contact.anniversary and f"Anniversary: {_day(contact.anniversary)}.",
        _listed("phone", contact.phones),
        _listed("e-mail", contact.emails),
        _listed("address", contact.addresses),
        _work(contact),
        _listed("web page", contact.urls),
        *(
            f"{each.kinds[0].capitalize() if each.kinds else 'Related'}: {each.value}."
            for each in contact.related
        ),
    ]
    return list(dict.fromkeys([*filter(None, said), *contact.notes]))


def _work(contact: Contact) -> str:
    place = ", ".join(contact.organisation)
    job = " and ".join(dict.fromkeys(filter(None, (contact.title, contact.role))))
    if not place:
        return f"Works as {job}." if job else ""
    return f"Works{f' as {job}' if job else ''} at {place}."


def _listed(what: str, reaches: tuple[Reach, ...]) -> str:
    """For example "Mobile phone: +351 912 345 678. Work phone: +351 213 456 789.\""""
    said = []
    for each in reaches:
        # A fax is not called.
        kinds = [kind for kind in each.kinds if kind not in ("fax", "pager", "car")]
        special = [kind for kind in each.kinds if kind not in kinds]
        words = " ".join([*kinds, *(special or [what])])
        said.append(f"{words[0].upper()}{words[1:]}: {each.value}.")
    return " ".join(said)


def _day(said: str) -> str:
    """14 March 1988 of 1988-03-14; what is no date as it is."""
    year, *rest = (said[1:] if said.startswith("--") else said).split("-")
    if not all(part.isdigit() for part in (*([year] if year else []), *rest)):
        return said
    words = [str(int(rest[1]))] if len(rest) > 1 else []
    if rest:
        words.append(_MONTHS[int(rest[0]) - 1])
    return " ".join([*words, *([year] if year else [])])


def _planned(dossier: Dossier, match: Match, store: Store | None) -> PlannedPerson:
    held: set[str | None] = set()
    if store is not None and match.persona_id is not None:
        held = {part for each in store.exchange.held(match.persona_id) for part in each}
    texts = [each.triplet.text for each in dossier.entries if each.triplet.text]
    pictures = [each.triplet.image.sha256 for each in dossier.entries if each.triplet.image]
    doubles = sum(each in held for each in (*texts, *pictures))
    return PlannedPerson(
        match.name or dossier.name,
        match.uid,
        notes=sum(each not in held for each in texts),
        pictures=sum(each not in held for each in pictures),
        doubles=doubles,
        details=tuple(f"alias {alias}" for alias in dossier.aliases),
    )
