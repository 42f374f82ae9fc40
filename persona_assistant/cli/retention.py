"""Last days: whoever is due is forgotten, and the user is told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_assistant.cli import output

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant


def heed_last_days(assistant: Assistant) -> None:
    """Forgets whose last day is over, and tells of those whose is near."""
    from persona_assistant import views

    output.notices(views.retention_sentences(assistant.apply_retention()))
