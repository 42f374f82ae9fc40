"""The answer to a turn that states something and asks nothing: it is remembered, or nothing is."""

from __future__ import annotations

from persona_assistant.assistant import recollection
from persona_assistant.assistant.services import Services
from persona_assistant.pmg import Answer, Edge, Outcome

_OFF = (
    "I keep nothing of that: remembering is switched off. `persona-assistant memories on` or the"
    " settings switch it on."
)


def noted(services: Services, text: str) -> Answer:
    if services.options.remember:
        return recollection.noted(text)
    return Answer(_OFF, Edge(Outcome.UNKNOWN, (), 1.0), False, None, (), 0.0, {}, ())
