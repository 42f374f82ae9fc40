"""The memories section: what is remembered of the user, by kind and by words, and beside it where
the chosen memory is from and what it said before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant import views
from persona_assistant.tui.asking import Asking
from persona_assistant.tui.media.viewer import MediumViewer
from persona_assistant.tui.memories import correcting, switch
from persona_assistant.tui.people import timeline
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import action, lines, plain

if TYPE_CHECKING:
    from persona_assistant.assistant.memories import MemoryPage
    from persona_assistant.memory.memories import Memory, MemoryKind

_KINDS: tuple[MemoryKind, ...] = ("core", "semantic", "episodic", "procedural")
_ABOUT = {
    "": "All that is remembered of you, the latest first",
    "core": "What is always known: your name, your home, the tone of answers",
    "semantic": "Facts and preferences",
    "episodic": "What you talked about, session by session",
    "procedural": "Goals, habits and reminders",
}
_MOST = 500
"""Memories that are listed; words find the others."""
_MOMENT = 0.04
"""Seconds that the cursor stays on a memory before its page is read."""
_DOES = (("go", "Go to the turn"), ("edit", "Edit"), ("retract", "Retract"), ("erase", "Erase"))
_MORE = (("undo", "Undo"), ("history", "History"), ("add", "New"), ("switch", "On / off"))


class Found(OptionList):
    """The list; it never scrolls sideways, so these keys choose the kind."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "screen.kind(1)", "Kind", key_display="←→", id="memories.next_kind"),
        Binding("left", "screen.kind(-1)", "Former kind", show=False, id="memories.former_kind"),
    ]


class MemoriesScreen(Section):
    """A field to search in, the kinds, the list, and the chosen one."""

    mode = "memories"
    DEFAULT_CSS = """
    MemoriesScreen #search { border: none; height: 1; padding: 0 1; background: $surface; }
    MemoriesScreen #search:focus { border: none; background: $primary 30%; }
    MemoriesScreen #kinds {
        height: 1; padding: 0 1; color: $text-muted;
        link-style: none; link-style-hover: bold; link-color: $text-muted;
    }
    MemoriesScreen #about-kind { height: auto; padding: 0 2; color: $text-muted; }
    MemoriesScreen #both { layout: vertical; height: 1fr; }
    MemoriesScreen.wide #both { layout: horizontal; }
    MemoriesScreen #found {
        height: 1fr; border: none; background: $background; padding: 0 1;
        scrollbar-size-vertical: 1;
    }
    MemoriesScreen #page {
        height: 7; padding: 0 2; background: $surface; border-top: solid $panel;
        scrollbar-size-vertical: 1;
    }
    MemoriesScreen.wide #found { width: 1fr; height: 100%; }
    MemoriesScreen.wide #page {
        width: 46; height: 100%; border-top: none; border-left: solid $panel;
    }
    MemoriesScreen .does { height: 1; padding: 0 2; color: $text-muted; }
    MemoriesScreen .none { height: 1fr; padding: 1 3; color: $text-muted; display: none; }
    MemoriesScreen.empty .none { display: block; }
    MemoriesScreen.empty #both { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="memories.search"),
        Binding("n", "add", "New", id="memories.add"),
        Binding("e", "edit", "Edit", id="memories.edit"),
        Binding("d,delete", "retract", "Retract", id="memories.retract"),
        Binding("D", "erase", "Erase", id="memories.erase"),
        Binding("u", "undo", "Undo", id="memories.undo"),
        Binding("h", "history", "History", show=False, id="memories.history"),
        Binding("v", "view", "View the picture", show=False, id="memories.view"),
        Binding("o", "switch", "On / off", show=False, id="memories.switch"),
        Binding("g", "go", "Go to the turn", show=False, id="memories.go"),
        Binding("escape", "leave_search", "All", show=False, id="memories.all"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._kind: MemoryKind | None = None
        self._listed: Sequence[Memory] = ()
        self._wanted: int | None = None
        """The memory to go to."""
        self._page: MemoryPage | None = None
        """Of the memory under the cursor."""

    def body(self) -> Iterable[Widget]:
        with Vertical():
            yield Input(placeholder="Search what is remembered of you ...", id="search")
            yield Static(id="kinds")
            yield Static(id="about-kind")
            with Container(id="both"):
                yield Found(id="found")
                with VerticalScroll(id="page"):
                    yield Static()
            yield Static("", classes="none")
            does = [action(label, f"screen.{name}") for name, label in (*_DOES, *_MORE)]
            yield Static(Content("   ").join(does), classes="does")

    def on_mount(self) -> None:
        self.found.focus()
        self.reload()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= 100, "wide")

    def on_screen_resume(self) -> None:
        self.reload()

    @property
    def found(self) -> Found:
        return self.query_one(Found)

    # --- the list

    def reload(self) -> None:
        self._read()

    @on(Input.Changed)
    @work(exclusive=True, group="found")
    async def _read(self) -> None:
        """Show what is remembered, or what is found."""
        app = self.persona_app
        words = self.query_one(Input).value if self.is_mounted else ""
        every: Sequence[Memory] = ()
        if app.is_ready:
            memories = app.assistant.memories
            if any(map(str.isalnum, words)):
                every = await app.attempt(lambda: memories.search(words, limit=_MOST)) or ()
            else:
                every = (await app.attempt(memories.list) or ())[::-1]
        self._show(every, words)

    def _show(self, every: Sequence[Memory], words: str) -> None:
        self.query_one("#kinds", Static).update(_kinds(every, self._kind))
        self._say_what_it_is()
        former = self._chosen()
        mine = [each for each in every if self._kind in (None, each.kind)][:_MOST]
        self._listed = mine
        found = self.found
        found.clear_options()
        found.add_options([Option(_row(each)) for each in mine])
        self.set_class(not mine, "empty")
        self.query_one(".none", Static).update(plain(_nothing(words, self._kind)))
        ids = [each.id for each in mine]
        if mine:
            wanted = self._wanted if self._wanted in ids else former.id if former else None
            self._wanted = None
            found.highlighted = ids.index(wanted) if wanted in ids else 0
        else:
            self._say_page(None)

    def _say_what_it_is(self) -> None:
        app = self.persona_app
        is_off = app.is_ready and not app.assistant.memories.on
        said = (
            plain(views.REMEMBERING_OFF, "$text-warning")
            if is_off
            else plain(_ABOUT[self._kind or ""])
        )
        self.query_one("#about-kind", Static).update(said)

    def _chosen(self) -> Memory | None:
        at = self.found.highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    @on(OptionList.OptionHighlighted)
    @work(exclusive=True, group="page")
    async def _read_page(self) -> None:
        await asyncio.sleep(_MOMENT)  # the cursor may go on
        app, memory = self.persona_app, self._chosen()
        if memory is not None and app.is_ready:
            self._say_page(await app.attempt(lambda: app.assistant.memories.show(memory)))

    def _say_page(self, page: MemoryPage | None) -> None:
        self._page = page
        said = views.memory_page_lines(page) if page else []
        shown = [plain(each.text, "dim" if each.quiet else "bold") for each in said]
        self.query_one("#page Static", Static).update(lines(*shown))

    # --- going about

    def select(self, memory: int) -> None:
        """Go to a memory, whatever is listed now."""
        self._wanted, self._kind = memory, None
        search = self.query_one(Input)
        if search.value:
            search.value = ""
        else:
            self.reload()

    @on(Input.Submitted)
    def action_to_list(self) -> None:
        self.found.focus()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_leave_search(self) -> None:
        self.query_one(Input).value = ""
        self.found.focus()

    def action_kind(self, step: int) -> None:
        """To the next kind, or the one before."""
        choices = (None, *_KINDS)
        self._take_kind(choices[(choices.index(self._kind) + step) % len(choices)])

    def action_only(self, kind: str) -> None:
        """To this kind; "" is all of them."""
        self._take_kind(next((each for each in _KINDS if each == kind), None))

    def _take_kind(self, kind: MemoryKind | None) -> None:
        self._kind = kind
        self.reload()

    @on(OptionList.OptionSelected)
    def action_go(self) -> None:
        """To the turn in which it was said."""
        page = self._page
        if page is None:
            return
        if page.places:
            self.persona_app.open_conversation(*page.places[0])
        else:
            self.persona_app.say("It is from no turn of a conversation that is still there.")

    @work(exclusive=True, group="dialog")
    async def action_view(self) -> None:
        """The picture that the memory is of."""
        page, app = self._page, self.persona_app
        if page is None:
            return
        memory = page.memory
        picture = await app.attempt(lambda: app.assistant.memories.picture(memory))
        if picture is None:
            app.say("It is of no picture.")
        else:
            title = views.memory_row(memory)[0]
            await self.app.push_screen_wait(MediumViewer(picture, title))

    # --- what is done

    @work(exclusive=True, group="dialog")
    async def action_add(self) -> None:
        if self.persona_app.is_ready:
            kind: MemoryKind = self._kind or "semantic"
            await correcting.add(Asking(self.persona_app), kind)

    @work(exclusive=True, group="dialog")
    async def action_edit(self) -> None:
        if (memory := self._chosen()) is not None:
            await correcting.edit(Asking(self.persona_app), memory)

    @work(exclusive=True, group="dialog")
    async def action_retract(self) -> None:
        if (memory := self._chosen()) is not None:
            await correcting.retract(Asking(self.persona_app), memory)

    @work(exclusive=True, group="dialog")
    async def action_erase(self) -> None:
        if (memory := self._chosen()) is not None:
            await correcting.erase(Asking(self.persona_app), memory)

    @work(exclusive=True, group="dialog")
    async def action_undo(self) -> None:
        if self.persona_app.is_ready:
            await timeline.undo(Asking(self.persona_app), of_memories=True)

    @work(exclusive=True, group="dialog")
    async def action_switch(self) -> None:
        if self.persona_app.is_ready:
            await switch.turn(Asking(self.persona_app))

    @work(exclusive=True, group="dialog")
    async def action_history(self) -> None:
        if self.persona_app.is_ready:
            await timeline.history_of_memories(Asking(self.persona_app))


def _row(memory: Memory) -> Content:
    said, about = views.memory_row(memory)
    return lines(plain(said, "bold"), plain(about))


def _kinds(every: Sequence[Memory], current: MemoryKind | None) -> Content:
    """Each kind with how many there are; the present one stands out, a click goes to it."""
    counts = {"": len(every), **views.memory_counts(every)}

    def label(kind: str) -> Content:
        style = "bold $primary reverse" if kind == (current or "") else ""
        name = f" {(kind or 'all').capitalize()} {counts[kind]:,} "
        return action(name, f"screen.only('{kind}')", style)

    return Content(" ").join([label(kind) for kind in counts])


def _nothing(words: str, kind: MemoryKind | None) -> str:
    what = f"{kind} memory" if kind else "memory"
    if words.strip():
        return f'No {what} holds "{words}".'
    return (
        f"There is no {what} yet. What you say of yourself in the chat (F2) becomes one: "
        '"I moved to Porto in May", "call me Sam". N adds one by hand.'
    )
