"""What the selected answer stands on: who was found and how surely, what each sense says for them,
the note, the clip and the photo, why nothing was answered, and how long it took."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Candidate,
    Edge,
    Evidence,
    Outcome,
    Picture,
    Query,
)
from persona_assistant.tui.chat.bars import bar
from persona_assistant.tui.chat.exchange import Exchange, chip
from persona_assistant.tui.media.preview import decoded, picture_widget
from persona_assistant.tui.text import action, plain
from persona_assistant.views.answers import of_the_user

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_WIDTH = 14
_SIDE = 480
"""Pixels a side of the picture that is shown."""
_FULL = math.log(1000)
"""Evidence that fills a bar: a thousand to one."""
_SENSES = {
    "face": "face",
    "image": "picture",
    "voice": "voice",
    "synthetic": "voice",
    "words": "words",
    "conversation": "before",
}
_REASONS = {
    AbstentionReason.ABSENT_PERSONA: "The question is about nobody who is remembered.",
    AbstentionReason.AMBIGUOUS_PERSONA: "It may be about one of these, and nothing tells which.",
    AbstentionReason.ABSENT_ATTRIBUTE: "What is remembered of this person does not say it.",
    AbstentionReason.SEVERAL_PEOPLE: "Several known people are shown or heard; say whom you mean.",
}
_LISTED = 4


class EvidencePanel(VerticalScroll):
    """The panel beside the conversation."""

    DEFAULT_CSS = """
    EvidencePanel {
        width: 42; border-left: solid $panel; padding: 0 1; scrollbar-size-vertical: 1;
    }
    EvidencePanel > Static { height: auto; }
    EvidencePanel > .preview { margin-bottom: 1; }
    """

    def __init__(self) -> None:
        super().__init__(Static(id="evidence-text"), id="evidence", can_focus=False)
        self._picture: Picture | None = None

    def show(self, exchange: Exchange | None) -> None:
        self._show_picture(exchange.query.image if exchange else None)
        parts = list(_parts(exchange)) if exchange else [_quiet("Ask, and here is why.")]
        self.query_one("#evidence-text", Static).update(Content("\n").join(parts))

    @work(exclusive=True)
    async def _show_picture(self, picture: Picture | None) -> None:
        """The picture that the question showed, above everything else."""
        app = cast("PersonaApp", self.app)
        if picture is self._picture or not app.settings.tui.media_preview:
            return
        self._picture = picture
        image = None
        if picture is not None:
            image = await app.attempt(lambda: decoded(picture, _SIDE))
        await self.query(".preview").remove()
        if image is not None:
            await self.mount(picture_widget(image, 38, 10, classes="preview"), before=0)


def _parts(exchange: Exchange) -> Iterator[Content]:
    yield from _shown(exchange.query)
    answer = exchange.answer
    if answer is None:
        if exchange.kept is not None:
            yield _heading("Answered earlier")
            yield _quiet("What an earlier answer stood on is not kept.")
            yield action("Ask it again", "screen.ask_again")
        return
    if of_the_user(answer):
        yield Content.styled("About you", "bold $primary")
    else:
        yield from _who(answer.edge)
    if answer.abstained and answer.reason is not None:
        yield _heading("Why there is no answer")
        yield plain(_REASONS[answer.reason])
    if answer.evidence:
        yield _heading("It stands on")
        for number, each in enumerate(answer.evidence):
            yield from _ground(number, each)
    for notice in answer.notices:
        yield plain(f"! {notice}", "$text-warning")
    yield _heading("Time")
    yield from _time(answer, exchange)


def _shown(query: Query) -> Iterator[Content]:
    """What the question showed or played."""
    for modality, medium in (("image", query.image), ("voice", query.voice)):
        if medium is not None:
            yield chip(medium)
            verb = "open" if modality == "image" else "play"
            yield Content("  ") + action(verb, f"screen.open_shown('{modality}')")


def _heading(text: str) -> Content:
    return Content.styled(f"\n{text}", "bold $primary")


def _quiet(text: str) -> Content:
    return plain(text, "dim")


# --- who


def _who(edge: Edge) -> Iterator[Content]:
    title = {
        Outcome.MATCHED: "Who it is about",
        Outcome.AMBIGUOUS: "One of these",
        Outcome.SEVERAL: "Several people",
        Outcome.UNKNOWN: "Nobody known",
    }
    yield Content.styled(title[edge.outcome], "bold $primary")
    if edge.outcome is Outcome.UNKNOWN:
        yield _chance("nobody known", edge.probability)
    for candidate in _candidates(edge)[:_LISTED]:
        yield _chance(candidate.label, candidate.probability)
        yield from _senses(candidate)
    for probe in edge.probes if len(edge.probes) > 1 else ():
        name = probe.persona or "unknown"
        yield _quiet(f"{_SENSES[probe.sense]} {probe.number}: {name}")


def _candidates(edge: Edge) -> Sequence[Candidate]:
    if edge.outcome is Outcome.SEVERAL:
        return edge.known
    likely = [each for each in edge.candidates if each.probability >= 0.01]
    return likely if edge.outcome is not Outcome.UNKNOWN else likely[:1]


def _chance(name: str, probability: float) -> Content:
    from persona_assistant.views.words import percent

    return plain(name, "bold") + plain(f"  {percent(probability)}", "dim")


def _senses(candidate: Candidate) -> Iterator[Content]:
    """One bar a sense: to the right what speaks for the person, in red what speaks against."""
    for sense, strength in candidate.evidence.items():
        style = "$text-success" if strength > 0 else "$text-error"
        filled = bar(abs(strength) / _FULL, _WIDTH)
        says = "for" if strength > 0 else "against"
        odds = min(math.exp(abs(strength)), 1e6)
        amount = f"{odds:,.0f}×" if odds >= 10 else f"{odds:.1f}×"
        yield (
            plain(f"  {_SENSES.get(sense, sense):8}")
            + Content.styled(filled, style)
            + _quiet(f" {amount} {says}")
        )


# --- what it stands on


def _ground(number: int, evidence: Evidence) -> Iterator[Content]:
    icon = {"image": "▣", "voice": "♪", "text": "¶"}[evidence.modality]
    if evidence.modality == "text":
        day = f" ({evidence.date.isoformat()})" if evidence.date else ""
        yield plain(f'{icon} "{evidence.detail}"{day}')
    else:
        yield plain(f"{icon} {evidence.detail}")
    yield Content("  ") + action("open", f"screen.open_evidence({number})")


def _time(answer: Answer, exchange: Exchange) -> Iterator[Content]:
    decided = answer.timings.get("decide")
    if decided is not None:
        yield _quiet(f"who: {decided:.2f} s")
    if exchange.first_token:
        yield _quiet(f"first word after {exchange.first_token:.2f} s")
    tokens, spent = answer.tokens.get("answer", 0), answer.timings.get("generate", 0.0)
    if tokens and spent:
        yield _quiet(f"{tokens / spent:.1f} tokens/s, {tokens} tokens")
    if read := answer.tokens.get("prompt"):
        yield _quiet(f"prompt: {read:,} tokens")
    yield _quiet(f"in all: {answer.seconds:.2f} s")
