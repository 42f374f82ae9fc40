"""Which questions about everybody a fact of each answers, and what finds it out: whose wedding was
when, who is expecting, who has how many children.
"""

from __future__ import annotations

from collections.abc import Mapping

from persona_assistant.assistant import (
    colleagues,
    list_children,
    list_counts,
    list_details,
    list_expecting,
    list_marital,
    list_seen,
    list_visits,
    list_weddings,
)
from persona_assistant.assistant.ages import Ages
from persona_assistant.assistant.known import gather
from persona_assistant.assistant.list_facts import Finder, finder
from persona_assistant.assistant.list_homes import needs_a_country
from persona_assistant.assistant.services import Services
from persona_assistant.language.group_questions import GroupQuestion


def by_facts(
    services: Services, asked: GroupQuestion, names: Mapping[int, str]
) -> dict[str, Finder]:
    """What finds out about each of the questions, where a fact of everybody does."""
    texts: list[str] = []
    if any(map(needs_a_country, asked.each)):
        texts = [
            note.text for each in gather(services, asked.said, names).values() for note in each
        ]
    ages = Ages(services.options.date_order)
    finders = {
        each: list_children.finder(each)
        or finder(each, asked.when, texts)
        or list_details.finder(each, ages)
        or colleagues.finder(each)
        or list_visits.finder(each, asked.when)
        or list_marital.finder(each, asked.when)
        or list_expecting.finder(each, asked.when)
        or list_weddings.finder(each, asked.when)
        or list_counts.finder(each)
        or list_seen.finder(each)
        for each in asked.each
    }
    return {each: by for each, by in finders.items() if by is not None}


__all__ = ["by_facts"]
