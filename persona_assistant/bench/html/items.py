"""Every item of a run as a reader wants it: one line to scan, and all of it behind that line.

The line is a `summary` and works by keyboard, by touch and without scripts. What is behind it
stands in a `noscript`: a browser with scripts takes it for plain text and makes a page of it when
the line is opened, so that hundreds of items cost next to nothing; a browser without scripts shows
it as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from persona_assistant.bench.html.shelf import Shelf
from persona_assistant.bench.html.words import Safe, join, tag, without_places
from persona_assistant.bench.outcome import (
    ERROR,
    FALSE_ABSTENTION,
    HALLUCINATION,
    OPEN,
    OUTCOMES,
    RIGHT,
    UNJUDGED,
    WRONG,
)
from persona_assistant.bench.suite import Case, Reply, Shown

KIND = {
    RIGHT: "right", WRONG: "wrong", FALSE_ABSTENTION: "withheld", HALLUCINATION: "invented",
    ERROR: "broken", OPEN: "open", UNJUDGED: "open",
}  # fmt: skip
"""Outcome -> class in the page's style."""
SIGN = {
    RIGHT: "\u2713",
    WRONG: "\u2715",
    FALSE_ABSTENTION: "\u2205",
    HALLUCINATION: "!",
    ERROR: "?",
}
"""So that colour is never all that tells."""


@dataclass(frozen=True, slots=True)
class Told:
    """One item with what became of it."""

    case: Case
    reply: Reply | None
    outcome: str
    verdict: bool | None = None
    """The judge's, where one was asked."""
    error: str | None = None


def badge(outcome: str) -> Safe:
    sign = tag("span", SIGN.get(outcome, "\u2026"), class_="sign", aria_hidden="true")
    return tag("span", sign, outcome, class_=f"badge {KIND[outcome]}")


def filters(told: Sequence[Told], slices: Mapping[str, Sequence[str]]) -> Safe:
    """What the page's script narrows the list by. Hidden where there is no script to do it."""
    counts = {name: sum(one.outcome == name for one in told) for name in OUTCOMES}
    chips = [
        tag(
            "label",
            tag("input", type="checkbox", name="outcome", value=name),
            tag("span", SIGN.get(name, "\u2026"), class_="sign", aria_hidden="true"),
            tag("span", name),
            tag("span", count, class_="count"),
            class_=f"chip {KIND[name]}",
        )
        for name, count in counts.items()
        if count
    ]
    selects = []
    for at, (label, values) in enumerate(slices.items()):
        if len(values) > 1:
            offered = [tag("option", value, value=value) for value in values]
            select = tag("select", tag("option", "all", value=""), offered, data_slice=at)
            selects.append(
                tag("label", tag("span", label.replace("_", " ").replace("-", " ")), select)
            )
    search = tag(
        "label", tag("span", "search"),
        tag("input", type="search", name="words", placeholder="words in question, answers, notes",
            autocomplete="off", spellcheck="false"),
        class_="search",
    )  # fmt: skip
    return tag(
        "form",
        tag("fieldset", tag("legend", "Show only"), chips),
        tag("div", selects, search, class_="fields"),
        tag(
            "p",
            tag("output", f"{len(told)} of {len(told)} items", aria_live="polite"),
            tag("button", "Reset", type="reset"),
            tag("button", "Open all shown", type="button", data_do="open"),
            tag("button", "Close all", type="button", data_do="close"),
            class_="actions",
        ),
        id="filter", role="search", aria_label="Filter items", class_="scripted",
    )  # fmt: skip


def item(told: Told, number: int, slices: Mapping[str, Sequence[str]], shelf: Shelf) -> Safe:
    case, reply = told.case, told.reply
    labels = [case.labels.get(label, "") for label in slices]
    said = None
    if told.error:
        said = tag("span", without_places(told.error), class_="said")
    elif reply is not None:
        said = tag("span", _said(reply), class_="said", dir="auto")
    line = tag(
        "summary",
        badge(told.outcome),
        tag("span", case.question or case.id, class_="asked", dir="auto"),
        said,
        tag("span", " \u00b7 ".join(filter(None, [case.id, *labels])), class_="labels"),
    )
    return tag(
        "details",
        line,
        tag("noscript", _body(told, shelf), class_="body"),
        id=f"item-{number}",
        class_="item",
        data_outcome=told.outcome,
        data_labels=json.dumps(labels, ensure_ascii=False),
    )


def _body(told: Told, shelf: Shelf) -> Safe:
    case, reply = told.case, told.reply
    parts: list[Any] = []
    if told.error:
        parts.append(tag("p", tag("b", "Error: "), without_places(told.error), class_="trouble"))
    answers = [_answer("Gold", case.gold or _no_gold(case), "gold")]
    if reply is not None:
        answers.append(_answer("Prediction", _said(reply), KIND[told.outcome]))
    if case.question:
        parts += [tag("div", answers, class_="answers"), _facts(told)]
    cards = [_shown(part, at, reply, shelf) for at, part in enumerate(case.shown)]
    if any(card is not None for card in cards):
        parts.append(tag("div", cards, class_="cards"))
    return join(parts)


def _said(reply: Reply) -> str:
    return reply.text.strip() or "(nothing)"


def _no_gold(case: Case) -> str:
    if case.facts.get("answerable") is not False:
        return "\u2013"
    absent = case.facts.get("absent_persona")
    return "to abstain: " + ("nobody here is meant" if absent else "what is asked is not told")


def _answer(name: str, words: str, kind: str) -> Safe:
    return tag("div", tag("h4", name), tag("p", words, dir="auto"), class_=f"answer {kind}")


def _facts(told: Told) -> Safe | None:
    """How the answer came about."""
    case, reply = told.case, told.reply
    facts: list[tuple[str, str]] = []
    if told.verdict is not None:
        facts.append(("judge", "correct" if told.verdict else "wrong"))
    if reply is not None:
        facts.append(("abstained", "yes" if reply.abstained else "no"))
        if reply.outcome is not None:
            facts.append(("identity", reply.outcome))
            facts.append(("routed to", _name_of(case, reply.routed)))
        facts.append(("time", f"{reply.seconds:.2f} s"))
        if reply.tokens is not None:
            facts.append(("new tokens", str(reply.tokens)))
        if reply.prompt_tokens is not None:
            computed = reply.computed_tokens
            part = "" if computed is None else f", {computed} computed"
            facts.append(("prompt tokens", f"{reply.prompt_tokens}{part}"))
    if not facts:
        return None
    return tag(
        "dl",
        [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts],
        class_="facts",
    )


def _name_of(case: Case, at: int | None) -> str:
    if at is None:
        return "nobody"
    return case.shown[at].title if 0 <= at < len(case.shown) else f"number {at + 1}"


def _shown(part: Shown, at: int, reply: Reply | None, shelf: Shelf) -> Safe | None:
    if not (part.image or part.audio or part.text):
        return None
    marks = [tag("span", part.mark, class_="mark meant")] if part.mark else []
    if reply is not None and reply.routed == at:
        marks.append(tag("span", "chosen", class_="mark chosen"))
    return tag(
        "section",
        tag("h4", part.title, *marks),
        _picture(part, shelf) if part.image else None,
        _clip(part, shelf) if part.audio else None,
        tag("p", part.text, dir="auto", class_="notes") if part.text else None,
        class_="card meant" if part.mark else "card",
    )


def _picture(part: Shown, shelf: Shelf) -> Safe:
    medium = shelf[part.image or ""]
    if medium is None:
        return _missing("Picture", part.image, "picture")
    words = f"Picture, {part.title}"
    return tag(
        "svg", tag("use", href=f"#i-{medium.name}"), viewBox=f"0 0 {medium.width} {medium.height}",
        width=medium.width, height=medium.height, role="img", aria_label=words, data_medium=medium.name,
    )  # fmt: skip


def _clip(part: Shown, shelf: Shelf) -> Safe:
    medium = shelf[part.audio or ""]
    if medium is None:
        return _missing("Clip", part.audio, "clip")
    words = f"Clip, {part.title}, {medium.seconds:.1f} s"
    return tag("a", words, href=f"#m-{medium.name}", class_="clip", data_medium=medium.name)


def _missing(what: str, path: str | None, kind: str) -> Safe:
    named = tag("code", without_places(path or ""))
    return tag("p", f"{what} not available: ", named, class_=f"missing {kind}")
