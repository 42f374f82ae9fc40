"""A relative of the user's by name whom only the user's own notes name: "what's my mum called"."""

from __future__ import annotations

from persona_assistant.assistant.known import notes_of, user
from persona_assistant.assistant.services import Services
from persona_assistant.language.kin_of_user import kin_of_user
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.asked_relative import asked_relative
from persona_assistant.reader.relatives import relatives

_MINE = r"\b(?:my|our)\b"


def own_relative(services: Services, question: str) -> PersonAnswer | None:
    """The one relative whom the user's notes name so; None for another question, where they name
    several, and where somebody remembered is one."""
    me = user(services)
    asked = asked_relative(question, "I") if me and compiled(_MINE).search(question) else None
    if me is None or asked is None or asked.former or asked.earlier:
        return None
    with services.deciding:
        kin = services.router.known.kin
    if any(set(kin.of(each.kinds)) - {me.id} for each in kin_of_user(question)):
        return None
    found = relatives(asked, notes_of(services, [me.id])[me.id], me.name, of_user=True)
    if len({each.span for each in found}) != 1:
        return None
    it = found[0]
    return PersonAnswer(
        me.id, me.name, it.sentence, it.note.date, it.note.triplet_id, it.probability, it.span
    )
