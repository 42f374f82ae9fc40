"""Every item of a run: one line to scan, and the whole item behind that line.

The line is a `summary`: it works by keyboard, by touch and without scripts. The item is inside a
`noscript`. A browser with scripts reads that as text and parses it when the line is opened, so that
hundreds of items cost next to nothing; a browser without scripts shows it directly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from persona_assistant.bench.html.embedded_media import EmbeddedMedia
from persona_assistant.bench.html.markup import Markup, join, tag, without_paths
from persona_assistant.bench.outcome import (
    ERROR,
    FALSE_ABSTENTION,
    HALLUCINATION,
    OUTCOMES,
    RIGHT,
    UNANSWERED,
    UNJUDGED,
    WRONG,
)
from persona_assistant.bench.suite import Case, DisplayPart, Reply

CSS_CLASS = {
    RIGHT: "right", WRONG: "wrong", FALSE_ABSTENTION: "withheld", HALLUCINATION: "invented",
    ERROR: "broken", UNANSWERED: "open", UNJUDGED: "open",
}  # fmt: skip
"""Outcome -> class in the page's style."""
SIGN = {
    RIGHT: "\u2713",
    WRONG: "\u2715",
    FALSE_ABSTENTION: "\u2205",
    HALLUCINATION: "!",
    ERROR: "?",
}
"""So that an outcome is never shown by colour alone."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item with its outcome."""

    case: Case
    reply: Reply | None
    outcome: str
    verdict: bool | None = None
    """The judge's, where one was asked."""
    error: str | None = None


def badge(outcome: str) -> Markup:
    sign = tag("span", SIGN.get(outcome, "\u2026"), class_="sign", aria_hidden="true")
    return tag("span", sign, outcome, class_=f"badge {CSS_CLASS[outcome]}")


def filters(results: Sequence[ItemResult], slices: Mapping[str, Sequence[str]]) -> Markup:
    """The form by which the page's script narrows the list; hidden without scripts."""
    counts = {name: sum(result.outcome == name for result in results) for name in OUTCOMES}
    chips = [
        tag(
            "label",
            tag("input", type="checkbox", name="outcome", value=name),
            tag("span", SIGN.get(name, "\u2026"), class_="sign", aria_hidden="true"),
            tag("span", name),
            tag("span", count, class_="count"),
            class_=f"chip {CSS_CLASS[name]}",
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
            tag("output", f"{len(results)} of {len(results)} items", aria_live="polite"),
            tag("button", "Reset", type="reset"),
            tag("button", "Open all shown", type="button", data_do="open"),
            tag("button", "Close all", type="button", data_do="close"),
            class_="actions",
        ),
        id="filter", role="search", aria_label="Filter items", class_="scripted",
    )  # fmt: skip


def item(
    result: ItemResult, number: int, slices: Mapping[str, Sequence[str]], embedded: EmbeddedMedia
) -> Markup:
    """The line and, behind it, all of the item; `number` counts from 1."""
    case, reply = result.case, result.reply
    labels = [case.labels.get(label, "") for label in slices]
    line_text = None
    if result.error:
        line_text = tag("span", without_paths(result.error), class_="said")
    elif reply is not None:
        line_text = tag("span", _reply_text(reply), class_="said", dir="auto")
    line = tag(
        "summary",
        badge(result.outcome),
        tag("span", case.question or case.id, class_="asked", dir="auto"),
        line_text,
        tag("span", " \u00b7 ".join(filter(None, [case.id, *labels])), class_="labels"),
    )
    return tag(
        "details",
        line,
        tag("noscript", _body(result, embedded), class_="body"),
        id=f"item-{number}",
        class_="item",
        data_outcome=result.outcome,
        data_labels=json.dumps(labels, ensure_ascii=False),
    )


def _body(result: ItemResult, embedded: EmbeddedMedia) -> Markup:
    case, reply = result.case, result.reply
    parts: list[Any] = []
    if result.error:
        parts.append(tag("p", tag("b", "Error: "), without_paths(result.error), class_="trouble"))
    answers = [_answer("Gold", case.gold or _no_gold(case), "gold")]
    if reply is not None:
        answers.append(_answer("Prediction", _reply_text(reply), CSS_CLASS[result.outcome]))
    if case.question:
        parts += [tag("div", answers, class_="answers"), _facts(result)]
    cards = [_card(part, at, reply, embedded) for at, part in enumerate(case.shown)]
    if any(card is not None for card in cards):
        parts.append(tag("div", cards, class_="cards"))
    return join(parts)


def _reply_text(reply: Reply) -> str:
    return reply.text.strip() or "(nothing)"


def _no_gold(case: Case) -> str:
    if case.facts.get("answerable") is not False:
        return "\u2013"
    absent = case.facts.get("absent_persona")
    return "to abstain: " + ("nobody here is meant" if absent else "what is asked is not told")


def _answer(name: str, text: str, kind: str) -> Markup:
    return tag("div", tag("h4", name), tag("p", text, dir="auto"), class_=f"answer {kind}")


def _facts(result: ItemResult) -> Markup | None:
    """How the answer was made."""
    case, reply = result.case, result.reply
    facts: list[tuple[str, str]] = []
    if result.verdict is not None:
        facts.append(("judge", "correct" if result.verdict else "wrong"))
    if reply is not None:
        facts.append(("abstained", "yes" if reply.abstained else "no"))
        if reply.outcome is not None:
            facts.append(("identity", reply.outcome))
            facts.append(("routed to", _title_of(case, reply.routed)))
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


def _title_of(case: Case, at: int | None) -> str:
    if at is None:
        return "nobody"
    return case.shown[at].title if 0 <= at < len(case.shown) else f"number {at + 1}"


def _card(
    part: DisplayPart, at: int, reply: Reply | None, embedded: EmbeddedMedia
) -> Markup | None:
    if not (part.image or part.audio or part.text):
        return None
    marks = [tag("span", part.mark, class_="mark meant")] if part.mark else []
    if reply is not None and reply.routed == at:
        marks.append(tag("span", "chosen", class_="mark chosen"))
    return tag(
        "section",
        tag("h4", part.title, *marks),
        _picture(part, embedded) if part.image else None,
        _clip(part, embedded) if part.audio else None,
        tag("p", part.text, dir="auto", class_="notes") if part.text else None,
        class_="card meant" if part.mark else "card",
    )


def _picture(part: DisplayPart, embedded: EmbeddedMedia) -> Markup:
    medium = embedded[part.image or ""]
    if medium is None:
        return _missing("Picture", part.image, "picture")
    text = f"Picture, {part.title}"
    return tag(
        "svg",
        tag("use", href=f"#i-{medium.name}"),
        viewBox=f"0 0 {medium.width} {medium.height}",
        width=medium.width,
        height=medium.height,
        role="img",
        aria_label=text,
        data_medium=medium.name,
    )


def _clip(part: DisplayPart, embedded: EmbeddedMedia) -> Markup:
    medium = embedded[part.audio or ""]
    if medium is None:
        return _missing("Clip", part.audio, "clip")
    text = f"Clip, {part.title}, {medium.seconds:.1f} s"
    return tag("a", text, href=f"#m-{medium.name}", class_="clip", data_medium=medium.name)


def _missing(what: str, path: str | None, kind: str) -> Markup:
    named = tag("code", without_paths(path or ""))
    return tag("p", f"{what} not available: ", named, class_=f"missing {kind}")
