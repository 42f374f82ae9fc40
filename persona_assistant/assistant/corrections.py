"""The use cases that correct what is remembered: one person, merging, the history, undoing."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from persona_assistant.assistant import people
from persona_assistant.assistant.inputs import DayInput
from persona_assistant.assistant.services import Services
from persona_assistant.pmg import Persona
from persona_assistant.progress import CancelToken, OnProgress, Watch, ignore

if TYPE_CHECKING:
    from persona_assistant.assistant.concerns import Concern
    from persona_assistant.assistant.consent import Retention
    from persona_assistant.assistant.history import Change
    from persona_assistant.assistant.remembered import RememberedPerson
    from persona_assistant.memory import Verification
    from persona_assistant.memory.consents import Consent


class Corrections:
    """Part of `Assistant`."""

    services: Services

    def persona(self, name: str) -> RememberedPerson:
        """One person, with the notes, pictures and clips, to be corrected one by one.

        Raises PersonaNotFound, naming similar names; BadInput ("ambiguous_name").
        """
        from persona_assistant.assistant.remembered import RememberedPerson

        return RememberedPerson(self.services, name)

    def merge(self, name: str, other: str) -> Persona:
        """Makes one person of two: all of `other` becomes that of `name`, who is returned, and the
        name of `other` an alias. Undoing it gives back exactly what was.

        Raises PersonaNotFound; BadInput with the code "different_people" for two whom the user has
        said to be two: by adding one as somebody new, by splitting, by rejecting a picture or clip
        of one for the other; also through somebody who was merged with either.
        """
        merged = self.services.store.people.merge(name, other)
        self.services.forget_read()
        return merged

    def consent(
        self,
        name: str,
        agreed: str | None = None,
        *,
        by: str | None = None,
        day: DayInput | None = None,
        face: bool | None = None,
        voice: bool | None = None,
        keep_until: DayInput | None = None,
    ) -> Consent:
        """What a person agreed to; changed by what is given, as it is then returned.

        `agreed` is to what, in the user's words, blank for nothing; `by` who said so where it was
        not the person; `day` when, otherwise today. With `face=False` pictures are kept and the
        person is not recognised by them: what encoders made of them is erased, and cannot be undone
        but by allowing it and encoding anew; likewise `voice`. `keep_until` is the last day on
        which the person is remembered, "" for good: see `apply_retention`.

        Raises PersonaNotFound; BadInput ("bad_date", "bad_last_day", "no_consent").
        """
        from persona_assistant.assistant import consent

        return consent.consent(self.services, name, agreed, by, day, face, voice, keep_until)

    def audit(
        self,
        name: str | None = None,
        *,
        on_progress: OnProgress = ignore,
        cancel: CancelToken | None = None,
    ) -> tuple[Concern, ...]:
        """What wants a look, of everybody and of what is remembered of the user, or of one person:
        doubles, contradictions, what time has overtaken, secrets, people who may be one or two;
        each with the command that mends it. Changes nothing. Raises PersonaNotFound, Cancelled."""
        from persona_assistant.assistant import audit

        return audit.audit(self.services, name, Watch(on_progress, cancel))

    def apply_retention(self, today: datetime.date | None = None) -> Retention:
        """Forgets whose last day is over and of whom the user was told on an earlier day; returns
        them, and of whom the user has to be told now: those with two weeks to go or less."""
        from persona_assistant.assistant import consent

        return consent.apply_retention(self.services, today or datetime.date.today())

    def history(self, name: str | None = None, *, limit: int | None = None) -> tuple[Change, ...]:
        """What the user changed, the latest first, at most `limit`; of one person where there is a
        `name`. Raises PersonaNotFound."""
        from persona_assistant.assistant import history

        return history.history(self.services, name, limit)

    def undo(self, change: Change | int | None = None) -> tuple[Change, ...]:
        """Takes back a change, by its id, or the latest that is not undone; returns it, and what
        was done with it in one step. Undoing a change of the kind "undone" does it again.

        Raises BadInput: "nothing_to_undo"; "no_such_event"; "cannot_undo"; or "stands_on", with the
        ids of the later changes that stand on it in the field "events".
        """
        from persona_assistant.assistant import history

        asked = change if isinstance(change, int) or change is None else change.id
        return history.undo(self.services, asked)

    def forget(
        self,
        name: str,
        *,
        verify: bool = False,
        on_progress: OnProgress = ignore,
        cancel: CancelToken | None = None,
    ) -> Persona:
        """Removes a person and every trace of them; returns who it was. With `verify` that is a
        `people.Forgotten`, whose `receipt` says what was searched for them and what was met.
        Cancelled before they are forgotten it changes nothing; afterwards only the search stops,
        and the receipt says so.

        Raises PersonaNotFound; Cancelled; ErasureUnfinished when they are forgotten, but another
        process keeps a file from being overwritten: then `verify` finishes it later.
        """
        return people.forget(self.services, name, verify, Watch(on_progress, cancel))

    def verify(self) -> Verification:
        """Finishes what is left to erase, checks the store and looks at every page of its files."""
        return self.services.store.verify()
