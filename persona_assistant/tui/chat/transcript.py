"""The turns of a conversation, one above the other.

A turn is one widget with one piece of content. Only the answer that is being written is a Markdown
widget; when it is complete it is frozen. The latest turns are shown first; older ones come when
somebody scrolls up to them, and go again when there are too many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Markdown, Static
from textual.widgets.markdown import MarkdownStream

from persona_assistant.tui.chat.exchange import Exchange, answered, asked
from persona_assistant.visible import visible

SHOWN = 20
"""Exchanges shown of a conversation that is opened, and how many more come at a time."""
MOST = 90
"""Exchanges shown at most: two widgets each."""

Around = Callable[[Exchange], Awaitable[Sequence[Exchange]]]
"""Some of the exchanges before this one, or after it, oldest first; none where there are none."""


async def nothing_more(_: Exchange) -> Sequence[Exchange]:
    return ()


class Asked(Static):
    """A question."""


class Answered(Static):
    """A complete answer."""


class Transcript(VerticalScroll):
    """The exchanges of one conversation. One of them is selected: the panel shows what it stands
    on."""

    DEFAULT_CSS = """
    Transcript { padding: 0 1; scrollbar-size-vertical: 1; }
    Transcript .asked {
        height: auto; margin-top: 1; padding: 0 1; border-left: outer $primary 60%;
        background: $surface;
    }
    Transcript .answered { height: auto; padding: 0 1; border-left: outer $surface; }
    Transcript .answered.selected { border-left: outer $secondary; }
    Transcript .earlier { height: auto; color: $text-muted; text-align: center; }
    Transcript Markdown { margin: 0; padding: 0 1; border-left: outer $surface; }
    Transcript .hello { height: auto; color: $text-muted; padding: 1 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select(-1)", "Earlier", show=False),
        Binding("down,j", "select(1)", "Later", show=False),
        Binding("enter", "open", "Evidence", show=False),
    ]

    class Selected(Message):
        """Another exchange is selected; None where there is none."""

        def __init__(self, exchange: Exchange | None) -> None:
            super().__init__()
            self.exchange = exchange

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._earlier: deque[Exchange] = deque()
        """What was shown and went again, oldest first."""
        self._read_earlier: Around = nothing_more
        self._read_later: Around = nothing_more
        self.at_end = True
        """Whether the last exchange of the conversation is shown."""
        self._shown: deque[tuple[Exchange, Asked, Static | None]] = deque()
        self._selected: Exchange | None = None
        self._stream: MarkdownStream | None = None
        self._writing: Markdown | None = None
        self._loading = False

    def on_mount(self) -> None:
        self.anchor()

    # --- a whole conversation

    async def show(
        self,
        exchanges: Sequence[Exchange],
        hello: Content,
        earlier: Around = nothing_more,
        later: Around = nothing_more,
    ) -> None:
        """These exchanges, the latest of a conversation; `hello` where there are none. `earlier` is
        asked for more when somebody scrolls up, and `later` when they scroll down again."""
        self._earlier.clear()
        self._read_earlier, self._read_later = earlier, later
        self.at_end = True
        self._shown.clear()
        await self.remove_children()
        if not exchanges:
            await self.mount(Static(hello, classes="hello"))
        else:
            await self.mount(*self._widgets(exchanges))
        self.anchor()
        self._select(exchanges[-1] if exchanges else None)

    async def show_turn(self, turn: int) -> bool:
        """Select the exchange of this turn and bring it into view, if it is shown; there may be
        later ones that are not."""
        for exchange, question, _ in self._shown:
            if turn in exchange.turns:
                self.at_end = False
                # Not released: at the lower edge, as before a first layout, it would hold again.
                self.anchor(False)
                self._select(exchange)
                self.call_after_refresh(self._bring_up, question)
                return True
        return False

    def _bring_up(self, question: Asked) -> None:
        question.scroll_visible(animate=False, top=True)
        self._fill()

    def _fill(self) -> None:
        """At the lower edge there is nothing to scroll to, and so nothing that asks for more."""
        if not self.at_end and self.scroll_y >= self.max_scroll_y - 2:
            self.run_worker(self.load_later(), exclusive=True, group="later")

    async def load_later(self) -> None:
        """Show some more of what was said after the last exchange, below."""
        if self._loading or self.at_end or not self._shown:
            return
        self._loading = True
        try:
            newer = await self._read_later(self._shown[-1][0])
            self.at_end = not newer
            if newer:
                await self.mount(*self._widgets(newer))
                self.call_after_refresh(self._fill)
        finally:
            self._loading = False

    def _widgets(self, exchanges: Sequence[Exchange]) -> list[Static]:
        """Their widgets, also added to those that are shown."""
        widgets: list[Static] = []
        for exchange in exchanges:
            question = Asked(asked(exchange), classes="asked")
            answer = Answered(answered(exchange), classes="answered")
            self._shown.append((exchange, question, answer))
            widgets += [question, answer]
        return widgets

    async def load_earlier(self) -> None:
        """Show some more of what was said before, above, without moving what is in view."""
        if self._loading or not self._shown:
            return
        self._loading = True
        try:
            count = min(SHOWN, len(self._earlier))
            older: Sequence[Exchange] = [self._earlier.pop() for _ in range(count)][::-1]
            older = older or await self._read_earlier(self._shown[0][0])
            if not older:
                return
            now, self._shown = self._shown, deque()
            widgets = self._widgets(older)
            self._shown.extend(now)
            height = self.virtual_size.height
            await self.mount(*widgets, before=0)
            self.call_after_refresh(self._keep_in_view, height)
        finally:
            self._loading = False

    def _keep_in_view(self, height: int) -> None:
        added = self.virtual_size.height - height
        self.scroll_to(y=self.scroll_y + added, animate=False, force=True)

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if new < 2 and old > new:
            self.run_worker(self.load_earlier(), exclusive=True, group="earlier")
        elif new > old:
            self._fill()

    # --- an exchange that comes

    async def ask(self, exchange: Exchange, *, waits: bool) -> None:
        """Show a question, at the end."""
        for hello in self.query(".hello"):
            await hello.remove()
        question = Asked(asked(exchange, waits=waits), classes="asked")
        self._shown.append((exchange, question, None))
        await self.mount(question)
        self.anchor()
        await self._let_go_of_old()

    async def begin(self, exchange: Exchange) -> None:
        """The question is being answered."""
        if all(other is not exchange for other, _, _ in self._shown):
            await self.ask(exchange, waits=False)
        question = next(each for other, each, _ in self._shown if other is exchange)
        question.update(asked(exchange))
        self._writing = Markdown("")
        await self.mount(self._writing, after=question)
        self._stream = Markdown.get_stream(self._writing)

    def note(self, exchange: Exchange, doing: str) -> None:
        """Say with the question what its answer waits for; nothing any more where `doing` is
        empty."""
        for other, question, _ in self._shown:
            if other is exchange:
                question.update(asked(exchange, doing=doing))

    async def write(self, text: str) -> None:
        """A piece of the answer."""
        if self._stream is not None:
            await self._stream.write(visible(text, part=True))

    async def finish(self, exchange: Exchange) -> None:
        """The answer is complete: it is frozen."""
        if self._stream is not None:
            await self._stream.stop()
        for number, (other, question, _) in enumerate(self._shown):
            if other is exchange:
                answer = Answered(answered(exchange), classes="answered")
                self._shown[number] = (exchange, question, answer)
                await self.mount(answer, after=self._writing or question)
                break
        if self._writing is not None:
            await self._writing.remove()
        self._writing = self._stream = None
        self._select(exchange)

    async def drop(self, exchange: Exchange) -> None:
        """Take away a question that was never begun."""
        for entry in list(self._shown):
            if entry[0] is exchange:
                self._shown.remove(entry)
                await entry[1].remove()

    async def _let_go_of_old(self) -> None:
        while len(self._shown) > MOST and self.is_anchored:
            exchange, question, answer = self._shown.popleft()
            self._earlier.append(exchange)
            await question.remove()
            if answer is not None:
                await answer.remove()

    # --- the selected one

    @property
    def selected(self) -> Exchange | None:
        return self._selected

    def action_select(self, step: int) -> None:
        """The one before (-1) or after (1)."""
        exchanges = [exchange for exchange, _, answer in self._shown if answer is not None]
        if not exchanges:
            return
        at = next((i for i, each in enumerate(exchanges) if each is self._selected), -1)
        chosen = exchanges[max(0, min(len(exchanges) - 1, at + step))]
        self._select(chosen)
        for exchange, question, _ in self._shown:
            if exchange is chosen:
                question.scroll_visible(animate=False)
        if at + step < 0:
            self.run_worker(self.load_earlier(), exclusive=True, group="earlier")

    def action_open(self) -> None:
        self.post_message(self.Selected(self._selected))

    def on_click(self, event: object) -> None:
        widget = getattr(event, "widget", None)
        for exchange, question, answer in self._shown:
            if answer is not None and widget in (question, answer):
                self._select(exchange)

    def _select(self, exchange: Exchange | None) -> None:
        self._selected = exchange
        for other, _, answer in self._shown:
            if answer is not None:
                answer.set_class(other is exchange, "selected")
        self.post_message(self.Selected(exchange))
