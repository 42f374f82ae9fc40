"""The use cases that correct what is remembered: one person, merging, the history, undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_assistant.assistant import people
from persona_assistant.assistant.services import Services
from persona_assistant.pmg import Persona

if TYPE_CHECKING:
    from persona_assistant.assistant.history import Change
    from persona_assistant.assistant.remembered import RememberedPerson


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

    def forget(self, name: str) -> Persona:
        """Removes a person and every trace of them; returns who it was. Raises PersonaNotFound."""
        return people.forget(self.services, name)
