"""Whom a text of the user's names, so that what is remembered of it goes with them."""

from __future__ import annotations

from persona_assistant.assistant.services import Services


def mentioned(services: Services, text: str) -> tuple[int, ...]:
    """Ids of the people whom a text surely names."""
    if not services.has_store:
        return ()
    with services.deciding:
        mentions = services.router.known.by_name.mentions(text)
    people = [each.people for each in mentions if not each.slips and len(each.people) == 1]
    return tuple(sorted({persona for each in people for persona in each}))
