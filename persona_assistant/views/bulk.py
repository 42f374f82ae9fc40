"""A folder enrolled, media encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line
from persona_assistant.views.words import counted, listed

if TYPE_CHECKING:
    from persona_assistant.assistant.bulk import EncodeReport
    from persona_assistant.enrolment import Enrolled


def enrolled_document(done: Enrolled) -> dict[str, Any]:
    return {
        "people": list(done.people),
        "images": done.images,
        "voices": done.voices,
        "notes": done.notes,
        "known": done.known,
        "refused": [{"path": str(each.path), "reason": each.reason} for each in done.refused],
        "notices": list(done.notices),
        "waiting": done.waiting,
        "seconds": done.seconds,
    }


def enrolled(done: Enrolled, duration: str = "") -> str:
    """`duration`: how long it took, in words; "" leaves it out."""
    counts = ((done.images, "picture"), (done.voices, "clip"), (done.notes, "note"))
    new = [counted(count, word) for count, word in counts if count]
    sentence = "Nothing new"
    if new:
        sentence = f"Enrolled {listed(new)} of {counted(len(done.people), 'person', 'people')}"
        sentence += f" in {duration}" if duration else ""
    if done.known:
        sentence += f"; {counted(done.known, 'file')} had been taken in before"
    return f"{sentence}."


def encoded_document(report: EncodeReport) -> dict[str, Any]:
    return {
        "encoded": [
            {"what": each.unit, "by": each.by, "count": each.count} for each in report.kinds
        ],
        "passed_over": list(report.passed_over),
        "notices": list(report.notices),
        "waiting": report.waiting,
    }


def encoded_lines(report: EncodeReport) -> list[Line]:
    lines = [
        Line(f"{each.count} {each.unit} encoded by {each.by}.")
        for each in report.kinds
        if each.count
    ]
    if not lines and not report.passed_over:
        lines = [Line("Nothing to do: everything is encoded.")]
    return lines
