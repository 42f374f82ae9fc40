"""What an audit found, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line
from persona_assistant.views.words import counted

if TYPE_CHECKING:
    from persona_assistant.assistant.concerns import Concern

_SINGLE = "people"
"""The kind whose advice is a sentence of its own."""


def audit_document(concerns: Sequence[Concern]) -> dict[str, Any]:
    return {
        "concerns": [
            {
                "kind": each.kind,
                "people": list(each.people),
                "items": list(each.items),
                "sentence": each.sentence,
                "command": each.command,
                "memory": each.memory,
            }
            for each in concerns
        ]
    }


def audit_lines(concerns: Sequence[Concern]) -> list[Line]:
    if not concerns:
        return [Line("Nothing wants a look.")]
    lines = []
    for each in concerns:
        advice = each.command if each.kind == _SINGLE else f"persona-assistant {each.command}"
        lines += [Line(each.sentence), Line(f"  {advice}", quiet=True)]
    want = "wants" if len(concerns) == 1 else "want"
    count = counted(len(concerns), "thing")
    return [*lines, Line(f"{count} {want} a look; nothing was changed.", quiet=True)]
