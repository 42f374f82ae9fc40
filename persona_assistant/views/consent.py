"""Consent and last days in words."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line
from persona_assistant.views.words import listed, shown

if TYPE_CHECKING:
    from persona_assistant.assistant.consent import Retention
    from persona_assistant.memory.consents import Consent
    from persona_assistant.pmg import Persona


def consent_document(name: str, consent: Consent) -> dict[str, Any]:
    return {
        "persona": name,
        "consent": consent.agreed,
        "by": consent.by,
        "day": consent.day and consent.day.isoformat(),
        "face": consent.face,
        "voice": consent.voice,
        "keep_until": consent.keep_until and consent.keep_until.isoformat(),
    }


def consent_lines(name: str, consent: Consent) -> list[Line]:
    return [Line(sentence) for sentence in _sentences(shown(name), consent)]


def _sentences(name: str, consent: Consent) -> Iterator[str]:
    if consent.agreed:
        by = f" by {shown(consent.by)}" if consent.by else ""
        day = f", {consent.day}" if consent.day else ""
        yield f"Consent of {name}{by}{day}: {consent.agreed}"
    else:
        yield f"No consent of {name} is noted."
    closed = [
        what for what, open_ in (("face", consent.face), ("voice", consent.voice)) if not open_
    ]
    if closed:
        yield f"Not recognised by {listed(closed)}; pictures and clips are kept, and only kept."
    if consent.keep_until:
        yield f"Kept until {consent.keep_until}, then forgotten."


def retention_sentences(retention: Retention) -> list[str]:
    """What the user has to be told."""
    return [
        *(f"forgot {shown(each.label)}, whose last day was over" for each in retention.forgotten),
        *(
            f"{shown(each.persona.label)} is kept until {each.keep_until} and then forgotten; "
            f"persona-assistant consent {shlex.quote(each.persona.name)} --keep-until DATE "
            "changes that"
            for each in retention.near
        ),
    ]


def retention_document(retention: Retention) -> dict[str, Any]:
    return {
        "forgotten": _names(retention.forgotten),
        "near": [
            {"persona": each.persona.name, "keep_until": each.keep_until.isoformat()}
            for each in retention.near
        ],
    }


def _names(people: Iterable[Persona]) -> list[str]:
    return [each.name for each in people]
