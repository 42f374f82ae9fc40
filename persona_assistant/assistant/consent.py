"""Consent and retention: who agreed to what, and who is forgotten when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from persona_assistant.assistant import people
from persona_assistant.assistant.inputs import DayInput, read_day
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.memory.consents import Consent, Due
from persona_assistant.pmg import Persona

WARNING_DAYS = 14
"""How many days before the last one the user is told."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What a look at the last days brought."""

    forgotten: tuple[Persona, ...] = ()
    """Whose last day was over, and of whom the user had been told on an earlier day."""
    near: tuple[Due, ...] = ()
    """Whose last day is near, or over without the user having been told before today."""


def consent(
    services: Services,
    name: str,
    agreed: str | None,
    by: str | None,
    day: DayInput | None,
    face: bool | None,
    voice: bool | None,
    keep_until: DayInput | None,
) -> Consent:
    """See `Assistant.consent`."""
    store, order = services.store, services.options.date_order
    persona = store.people.get(name)
    when = None if day is None else read_day(day, order)
    until = None if not keep_until else _last_day(keep_until)
    if agreed is not None or by is not None or when is not None:
        known = store.consents.of(persona.uid)
        what = known.agreed if agreed is None else agreed
        if not (what or "").strip() and (by or when):
            raise BadInput(f"say what {persona.name} agreed to", code="no_consent")
        store.consents.agree(
            persona.uid,
            what,
            by=known.by if by is None and agreed is None else by,
            day=when or (datetime.date.today() if (what or "").strip() else None),
        )
    for kind, allowed in (("image", face), ("voice", voice)):
        if allowed is not None:
            store.consents.recognise(persona.uid, kind, allowed)  # type: ignore[arg-type]
    if keep_until is not None:
        store.consents.keep(persona.uid, until)
    return store.consents.of(persona.uid)


def apply_retention(services: Services, today: datetime.date) -> Retention:
    """See `Assistant.apply_retention`."""
    if not services.has_store:
        return Retention()
    store = services.store
    due = store.consents.due(today + datetime.timedelta(WARNING_DAYS))
    if not due:
        return Retention()
    over = [each for each in due if each.over(today)]
    forgotten = tuple(people.forget(services, each.persona.uid) for each in over)
    near = tuple(each for each in due if each not in over)
    store.consents.told([each.persona.id for each in near], today)
    return Retention(forgotten, near)


def _last_day(given: DayInput) -> datetime.date:
    """Raises BadInput ("bad_last_day") for what is no one day."""
    if isinstance(given, datetime.date):
        return given.date() if isinstance(given, datetime.datetime) else given
    from persona_assistant.language.dates import find_dates

    found = find_dates(given.strip(), datetime.date.today(), "auto")
    whole = len(found) == 1 and found[0].text == given.strip()
    if not whole or found[0].first != found[0].last or found[0].first is None:
        raise BadInput(f"{given!r} is no day; write one as 2027-03-12", code="bad_last_day")
    return found[0].first
