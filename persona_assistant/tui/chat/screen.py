"""The chat section: questions are asked one after the other, those typed meanwhile wait.

Escape stops the answer that is being written, and then lets go of the questions that wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from persona_assistant import views
from persona_assistant.errors import PersonaAssistantError
from persona_assistant.pmg import Answer, Query, Session
from persona_assistant.progress import CancelToken, Done, Progress
from persona_assistant.tui.chat.attachments import Attachments
from persona_assistant.tui.chat.composer import Composer
from persona_assistant.tui.chat.entry import Entry
from persona_assistant.tui.chat.evidence import EvidencePanel
from persona_assistant.tui.chat.exchange import Exchange, as_markdown, hello
from persona_assistant.tui.chat.kept import Kept, still_there
from persona_assistant.tui.chat.opening import open_evidence, open_shown
from persona_assistant.tui.chat.session import Keeper
from persona_assistant.tui.chat.transcript import Transcript
from persona_assistant.tui.section import Section

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
        Binding("ctrl+t", "attach", "Attach", id="chat.attach"),
        Binding("ctrl+r", "record", "Record", id="chat.record"),
        Binding("ctrl+g", "ask_again", "Ask again", show=False, id="chat.ask_again"),
        Binding("f10", "copy_answer", "Copy", show=False, id="chat.copy"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.talk: Any = None
        """The `OpenConversation`; None while the memory is not open."""
        self._waiting: deque[Exchange] = deque()
        self._present: Exchange | None = None
        self._draft = Query("")
        """What was being made when the chat was left, while something else is asked first."""
        self._asked_early = False
        """Whether what stands in the field was asked before the memory was open."""
        self._cancel = CancelToken()
        self._panel: bool | None = None
        """Whether the panel was asked for; None goes by the width."""
        self._keeper: Keeper
        self._opening = asyncio.Lock()
        self._turns = 0
        """How many turns the memory holds of the conversation."""

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
        self._keeper = Keeper(self.persona_app)
        self.persona_app.before_closing.append(self._keeper.flush)
        self.watch(self.app, "app_focus", self._looked_at, init=False)
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
            if self._keeper.is_on:
                self._keeper.pause()
                self.composer.put("")
            self.open_conversation(None)
        elif self.talk is None:
            self._resume()
        else:
            self._see_what_is_left()
        if self.persona_app.opened is not None and self.persona_app.opened.engine_problem:
            self.persona_app.say(self.persona_app.opened.engine_problem, title="Nothing answers")

    def _looked_at(self) -> None:
        if self.persona_app.is_ready and self.talk is not None:
            self._see_what_is_left()

    @work(group="conversation")
    async def _resume(self) -> None:
        """Go on where the chat was left."""
        async with self._opening:
            if self.persona_app.is_ready and self.talk is None:
                await self._go_on()

    async def _go_on(self) -> None:
        app, assistant = self.persona_app, self.persona_app.assistant
        left = await app.attempt(assistant.conversations.session)
        if left is None:
            return
        open_now = left.conversation
        if await app.background.call(assistant.conversations.is_open_elsewhere):
            app.say("This memory is open in another program too; this chat is one of its own.")
        elif left == Session():
            kept = await app.background.call(assistant.conversations.list)
            open_now = kept[0].id if kept else None
        await self._open(open_now if app.settings.tui.resume else None)
        self._draft = Query(left.draft, left.image, left.voice)
        if self._asked_early:
            self._asked_early = False
            self.composer.action_ask()
        else:
            self._take_up_draft()
        for query in left.waiting:
            exchange = Exchange(query)
            self._waiting.append(exchange)
            await self.transcript.ask(exchange, waits=True)
        self._keeper.begin(left)
        self._note()
        if left.waiting:
            app.say("Not answered yet: Enter asks it, Escape lets go of it.")

    def _take_up_draft(self) -> None:
        self.entry.take_up(self._draft)
        self._draft = Query("")

    @work(exclusive=True, group="left")
    async def _see_what_is_left(self) -> None:
        """Turns go with whoever is forgotten, and so does what is not asked yet; a conversation may
        be deleted, or go on in another program."""
        talk = self.talk
        if (gone := await self._keeper.gone()) is not None:
            if not gone.draft:
                self.entry.clear()
            for each in [each for each in self._waiting if each.query not in gone.waiting]:
                self._waiting.remove(each)
                await self.transcript.drop(each)
        if self._present is not None or talk.id is None:
            return
        kept = await self.persona_app.attempt(self.persona_app.assistant.conversations.list)
        turns = {each.id: each.turns for each in kept or ()}
        if kept is None or talk is not self.talk:
            return
        if talk.id not in turns:
            self.open_conversation(None)
        elif turns[talk.id] != self._turns:
            async with self._opening:
                await self._open(talk.id)

    @work(group="conversation")
    async def open_conversation(self, conversation: int | None, turn: int | None = None) -> None:
        """Show a conversation, at one of its turns or at its end, or begin a new one (None)."""
        async with self._opening:
            is_shown = self.talk is not None and self.talk.id == conversation
            if conversation is None or turn is not None or not is_shown:
                await self._open(conversation, turn)
            elif not self.transcript.at_end:
                await self._show()

    async def _open(self, conversation: int | None, turn: int | None = None) -> None:
        app = self.persona_app
        if app.is_ready:
            assistant = app.assistant

            def read() -> tuple[Any, int]:
                talk = assistant.conversation(conversation)
                return talk, assistant.conversations.length(conversation) if conversation else 0

            if (opened := await app.attempt(read)) is None:
                return
            self.talk, self._turns = opened
        self._waiting.clear()
        self._cancel.set()
        await self._show(turn)
        self._note()

    async def _show(self, turn: int | None = None) -> None:
        """The latest of the conversation, or what stands around a turn."""
        kept = Kept(self.persona_app.background, self.talk)
        exchanges = await kept.latest(turn)
        await self.transcript.show(exchanges, self._hello(), kept.earlier, kept.later)
        if turn is not None:
            await self.transcript.show_turn(turn)

    def session(self) -> Session:
        """What is open, and what is not answered yet."""
        waiting = [self._present, *self._waiting] if self._present else [*self._waiting]
        made = self.entry.draft
        draft = self._draft if made == Query("") else made
        queries = tuple(each.query for each in waiting)
        return Session(self.talk and self.talk.id, draft.text, queries, draft.image, draft.voice)

    @on(Composer.Changed)
    @on(Attachments.Changed)
    def _note(self) -> None:
        if self.query(Composer):  # none is left once the app ends
            self._keeper.note(self.session())

    def _hello(self) -> Content:
        return hello(self.persona_app.settings, self.persona_app.is_ready)

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
            else:
                self._answer_waiting()
            return
        if not self.persona_app.is_ready:
            self._asked_early = True
            self.persona_app.say("Your question is asked as soon as the memory is open.")
            return
        query = self.entry.take(event.text)
        self._take_up_draft()
        self.ask(query)

    def ask(self, query: Query) -> None:
        """Ask it now, or after those that wait."""
        exchange = Exchange(query)
        self.run_worker(self._take_up(exchange), group="asked")

    async def _take_up(self, exchange: Exchange) -> None:
        async with self._opening:
            talk = self.talk
            if self._present is None:
                self.talk = await still_there(self.persona_app, talk)
            if self.talk is not talk or not self.transcript.at_end:
                await self._show()
            await self.transcript.ask(exchange, waits=self._present is not None)
            self._waiting.append(exchange)
            self._note()
        if self._present is None:
            self._answer_waiting()

    @work(group="answering")
    async def _answer_waiting(self) -> None:
        while self._waiting and self._present is None:
            self._present = self._waiting.popleft()
            try:
                async with self.persona_app.answering:
                    await self._answer(self._present)
            finally:
                self._present = None
                self._note()

    async def _answer(self, exchange: Exchange) -> None:
        app, talk, began = self.persona_app, self.talk, time.monotonic()
        self._cancel = cancel = CancelToken()
        await self.transcript.begin(exchange)
        try:
            events = app.background.stream(
                lambda token: talk.stream(exchange.query, cancel=token), cancel
            )
            async for batch in events:
                if pieces := [text for each in batch if (text := getattr(each, "text", ""))]:
                    exchange.first_token = exchange.first_token or time.monotonic() - began
                    await self.transcript.write("".join(pieces))
                for event in batch:
                    if isinstance(event, Progress):
                        self.transcript.note(exchange, views.waits_for(event))
                    if isinstance(event, Done) and isinstance(event.result, Answer):
                        exchange.answer = event.result
                        app.tray.offer(exchange.query, event.result.edge)
                        self._turns += 2
        except PersonaAssistantError as error:
            exchange.problem = str(error)
        await self.transcript.finish(exchange)

    def action_stop(self) -> None:
        """Back from the evidence where it covers the chat; else stop the answer that is being
        written, and where there is none, let go of the questions that wait."""
        if self.has_class("narrow") and self.has_class("panel"):
            self.action_evidence()
            self.composer.focus()
            return
        if self._present is None:
            while self._waiting:
                self.run_worker(self.transcript.drop(self._waiting.pop()))
            self._note()
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
