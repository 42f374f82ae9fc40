"""The answer to a turn that asks nothing: what it states is remembered, or nothing is; a greeting
gets a sentence."""

from __future__ import annotations

from dataclasses import replace

from persona_assistant.assistant import recollection
from persona_assistant.assistant.mentions import mentioned
from persona_assistant.assistant.recognise import who
from persona_assistant.assistant.services import Services
from persona_assistant.language.small_talk import reply
from persona_assistant.language.statements import of_the_user
from persona_assistant.pmg import Answer, Edge, Outcome, Query

_OFF = (
    "I keep nothing of that: remembering is switched off. `persona-assistant memories on` or the"
    " settings switch it on."
)


def small_talk(services: Services, said: Query) -> Answer | None:
    """None for a turn that is more than that."""
    shown = said.image is not None or said.voice is not None
    if shown or services.options.route != "assistant" or not (text := reply(said.text)):
        return None
    return Answer(text, Edge(Outcome.UNKNOWN, (), 1.0), False)


def noted(services: Services, said: Query, query: Query) -> Answer:
    """What is said to what the user `said`; `query` is that with whom the conversation means."""
    if not services.options.remember:
        return Answer(_OFF, Edge(Outcome.UNKNOWN, (), 1.0), False)
    answer = recollection.noted(said.text)
    edge = _about(services, said, query)
    return answer if edge is None else replace(answer, edge=edge)


def _about(services: Services, said: Query, query: Query) -> Edge | None:
    """The one person whom it is about, by name or by the conversation."""
    if said.image is not None or of_the_user(said.text):
        return None
    by_talk = query.meant.personas if query.meant is not None else ()
    if len(named := mentioned(services, said.text) or by_talk) != 1:
        return None
    edge = who(services, query)
    matched = edge.outcome is Outcome.MATCHED and edge.candidates[0].persona_id == named[0]
    return edge if matched else None
