"""The chat section: questions are asked one after the other, those typed meanwhile wait.

Escape stops the answer that is being written, and then lets go of the questions that wait.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.pmg import Answer, Query
from persona_assistant.progress import CancelToken, Done
from persona_assistant.tui.chat.composer import Composer
from persona_assistant.tui.chat.entry import Entry
from persona_assistant.tui.chat.evidence import EvidencePanel
from persona_assistant.tui.chat.exchange import Exchange, as_markdown, kept_exchanges
from persona_assistant.tui.chat.opening import open_evidence, open_shown
from persona_assistant.tui.chat.transcript import SHOWN, Transcript
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import plain

_PANEL_FROM = 100
"""Columns from which the panel stands beside the conversation unasked."""


class ChatScreen(Section):
    """One conversation at a time."""

    mode = "chat"
    DEFAULT_CSS = """
    ChatScreen #chat-body { height: 1fr; }
    ChatScreen #talk { width: 1fr; }
    ChatScreen #transcript { height: 1fr; }
    ChatScreen #evidence { display: none; }
    ChatScreen.panel #evidence { display: block; }
    ChatScreen.narrow.panel #talk { display: none; }
    ChatScreen.narrow #evidence { width: 1fr; border-left: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="chat.stop"),
        Binding("ctrl+n", "new", "New", id="chat.new"),
        Binding("f9", "evidence", "Evidence", id="chat.evidence"),
        Binding("ctrl+o", "attach", "Attach", id="chat.attach"),
        Binding("ctrl+r", "record", "Record", id="chat.record"),
        Binding("ctrl+g", "ask_again", "Ask again", show=False, id="chat.ask_again"),
        Binding("f8", "copy_answer", "Copy", show=False, id="chat.copy"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.talk: Any = None
        """The `OpenConversation`; None while the memory is not open."""
        self._waiting: deque[Exchange] = deque()
        self._present: Exchange | None = None
        self._asked_early = False
        """Whether what stands in the field was asked before the memory was open."""
        self._cancel = CancelToken()
        self._panel: bool | None = None
        """Whether the panel was asked for; None goes by the width."""

    def body(self) -> Iterable[Widget]:
        with Horizontal():
            with Vertical(id="talk"):
                yield Transcript()
                yield Entry()
            yield EvidencePanel()

    @property
    def transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def entry(self) -> Entry:
        return self.query_one(Entry)

    def on_mount(self) -> None:
        self.composer.focus()
        self.query_one(EvidencePanel).show(None)
        if self.persona_app.is_ready:
            self.reload()

    def on_resize(self) -> None:
        narrow = self.size.width < _PANEL_FROM
        self.set_class(narrow, "narrow")
        self.set_class(not narrow if self._panel is None else self._panel, "panel")

    # --- the conversation

    def reload(self) -> None:
        if not self.persona_app.is_ready:
            self.talk = None
            self.entry.attachments.put(None, None)
            self.open_conversation(None)
        elif self.talk is None:
            self.open_conversation(None)
        if self.persona_app.opened is not None and self.persona_app.opened.engine_problem:
            self.persona_app.say(self.persona_app.opened.engine_problem, title="Nothing answers")

    @work(exclusive=True, group="conversation")
    async def open_conversation(self, conversation: int | None) -> None:
        """Show a conversation, or begin a new one (None)."""
        app = self.persona_app
        exchanges: list[Exchange] = []
        if app.is_ready:
            assistant = app.assistant
            talk = await app.attempt(lambda: assistant.conversation(conversation))
            if talk is None:
                return
            self.talk = talk
            turns = await app.background.call(lambda: talk.latest_turns(2 * SHOWN))
            exchanges = list(kept_exchanges(turns))
        self._waiting.clear()
        self._cancel.set()
        await self.transcript.show(exchanges, self._hello(), self._earlier)
        if app.is_ready and self._asked_early:
            self._asked_early = False
            self.composer.action_ask()

    async def _earlier(self, first: Exchange) -> list[Exchange]:
        """What was said before an exchange of the conversation, as the memory kept it."""
        if first.turn is None:
            return []
        talk, before = self.talk, first.turn
        turns = await self.persona_app.background.call(
            lambda: talk.latest_turns(2 * SHOWN, before=before)
        )
        return list(kept_exchanges(turns))

    def _hello(self) -> Content:
        settings = self.persona_app.settings
        if not self.persona_app.is_ready:
            return plain("Opening the memory ...")
        answers = (
            "Answers are sentences of your own notes, found by a small reader; no language model "
            "is used (Models, F5)."
            if settings.engine == "extractive"
            else "Answers are written by a language model from what is remembered."
        )
        return plain(f'Ask about somebody you remember: "What is Ana allergic to?"\n{answers}')

    def action_new(self) -> None:
        self.open_conversation(None)
        self.composer.focus()

    # --- asking

    @on(Composer.Asked)
    def _asked(self, event: Composer.Asked) -> None:
        if self.entry.waits():
            return
        if not event.text:
            if self.entry.holds_media:
                self.persona_app.say("Write what you want to know about it: Who is this?")
            return
        if not self.persona_app.is_ready:
            self._asked_early = True
            self.persona_app.say("Your question is asked as soon as the memory is open.")
            return
        self.ask(self.query_of(event.text))

    def query_of(self, text: str) -> Query:
        """The question with what goes along; the field is empty then."""
        return self.entry.take(text)

    def ask(self, query: Query) -> None:
        """Ask it now, or after those that wait."""
        exchange = Exchange(query)
        self._waiting.append(exchange)
        self.run_worker(self._take_up(exchange), group="asked")

    async def _take_up(self, exchange: Exchange) -> None:
        await self.transcript.ask(exchange, waits=self._present is not None)
        if self._present is None:
            self._answer_waiting()

    @work(group="answering")
    async def _answer_waiting(self) -> None:
        while self._waiting and self._present is None:
            self._present = self._waiting.popleft()
            try:
                await self._answer(self._present)
            finally:
                self._present = None

    async def _answer(self, exchange: Exchange) -> None:
        app, talk, began = self.persona_app, self.talk, time.monotonic()
        self._cancel = cancel = CancelToken()
        await self.transcript.begin(exchange)
        try:
            events = app.background.stream(
                lambda token: talk.stream(exchange.query, cancel=token), cancel
            )
            async for batch in events:
                pieces = [text for each in batch if (text := getattr(each, "text", ""))]
                if pieces:
                    exchange.first_token = exchange.first_token or time.monotonic() - began
                    await self.transcript.write("".join(pieces))
                for event in batch:
                    if isinstance(event, Done) and isinstance(event.result, Answer):
                        exchange.answer = event.result
        except PersonaAssistantError as error:
            exchange.problem = str(error)
        await self.transcript.finish(exchange)

    def action_stop(self) -> None:
        """Stop the answer that is being written; where there is none, let go of the questions that
        wait."""
        if self._present is None:
            while self._waiting:
                self.run_worker(self.transcript.drop(self._waiting.pop()))
        self.stop_answer()

    def stop_answer(self) -> None:
        """End the answer that is being written; what is there of it stays."""
        if self._present is not None:
            self._present.stopped = True
            self._cancel.set()

    def action_choose(self, number: int) -> None:
        """The question meant the so many-th of those it was left open between."""
        exchange = self.transcript.selected
        choices = exchange.choices if exchange else ()
        if 0 < number <= len(choices):
            self.composer.choices = 0
            self.ask(choices[number - 1])

    @on(Composer.RecallEarlier)
    def action_ask_again(self) -> None:
        """Put the selected question into the field, to be changed and asked again."""
        exchange = self.transcript.selected
        if exchange is not None:
            self.entry.put(exchange.query)

    @on(Composer.Chosen)
    def _chosen(self, event: Composer.Chosen) -> None:
        self.action_choose(event.number)

    # --- pictures and clips

    def action_attach(self) -> None:
        """Have files offered."""
        self.composer.begin_path()

    def action_record(self) -> None:
        """Record a clip that goes along with the question."""
        self.entry.record()

    @work(exclusive=True, group="evidence")
    async def action_open_evidence(self, number: int) -> None:
        """Show in full what the selected answer stands on: the so many-th, from 0."""
        exchange = self.transcript.selected
        answer = exchange.answer if exchange else None
        if answer is not None and 0 <= number < len(answer.evidence):
            await open_evidence(self.persona_app, answer.evidence[number])

    def action_open_shown(self, modality: str) -> None:
        """Show the picture of the selected question ("image"), or its clip ("voice")."""
        exchange = self.transcript.selected
        medium = getattr(exchange.query, modality) if exchange else None
        if medium is not None:
            open_shown(self.persona_app, medium)

    # --- the selected answer

    @on(Transcript.Selected)
    def _selected(self, event: Transcript.Selected) -> None:
        self.query_one(EvidencePanel).show(event.exchange)
        self.composer.choices = len(event.exchange.choices) if event.exchange else 0

    def action_evidence(self) -> None:
        self._panel = not self.has_class("panel")
        self.set_class(self._panel, "panel")

    def action_copy_answer(self) -> None:
        if (exchange := self.transcript.selected) is not None:
            self.app.copy_to_clipboard(as_markdown(exchange))
            self.persona_app.say("Copied.")
