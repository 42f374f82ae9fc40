"""The conversations section: all of them, the latest first; what was said in them is searched while
somebody types, and a hit opens the conversation at that turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Conversation, ConversationHit
from persona_assistant.tui.dialogs import AskText, Confirm
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import action, lines, plain

_UNTITLED = "(no title)"
_SAID_BY = {"user": "You", "assistant": "Answer"}
_DOES = (("open", "Open"), ("rename", "Rename"), ("export", "Export"), ("delete", "Delete"))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    conversation: Conversation
    hit: ConversationHit | None = None
    """What was found in it; None where nothing is searched."""


class ConversationsScreen(Section):
    """A field to search in, and the list."""

    mode = "conversations"
    DEFAULT_CSS = """
    ConversationsScreen #search { margin: 0 1; }
    ConversationsScreen #found {
        height: 1fr; border: none; background: $background; padding: 0 1;
        scrollbar-size-vertical: 1;
    }
    ConversationsScreen .does { height: 1; padding: 0 2; color: $text-muted; }
    ConversationsScreen .none { height: auto; padding: 1 3; color: $text-muted; display: none; }
    ConversationsScreen.empty .none { display: block; }
    ConversationsScreen.empty #found { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="conversations.search"),
        Binding("r", "rename", "Rename", id="conversations.rename"),
        Binding("x", "export", "Export", id="conversations.export"),
        Binding("delete,d", "delete", "Delete", id="conversations.delete"),
        Binding("D", "delete_all", "Delete all", show=False, id="conversations.delete_all"),
        Binding("ctrl+n", "new", "New", show=False, id="conversations.new"),
        Binding("escape", "leave_search", "All", show=False, id="conversations.all"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Row] = ()

    def body(self) -> Iterable[Widget]:
        with Vertical():
            yield Input(placeholder="Search everything that was said ...", id="search")
            yield OptionList(id="found")
            yield Static("", classes="none")
            does = [action(label, f"screen.{name}") for name, label in _DOES]
            does += [action("Delete all", "screen.delete_all")]
            yield Static(Content("   ").join(does), classes="does")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.reload()

    def on_screen_resume(self) -> None:
        self.reload()

    # --- the list

    def reload(self) -> None:
        self._read()

    @on(Input.Changed)
    @work(exclusive=True, group="found")
    async def _read(self) -> None:
        """Show all of them, or what is found."""
        app = self.persona_app
        words = self.query_one(Input).value if self.is_mounted else ""
        rows: list[Row] = []
        if app.is_ready:
            conversations = app.assistant.conversations
            if any(map(str.isalnum, words)):
                hits = await app.attempt(lambda: conversations.search(words))
                rows = [Row(each.conversation, each) for each in hits or ()]
            else:
                kept = await app.attempt(conversations.list)
                rows = [Row(each) for each in kept or () if each.turns]
        self._show(rows, words)

    def _show(self, rows: Sequence[Row], words: str) -> None:
        found = self.query_one(OptionList)
        former = self._chosen()
        self._rows = rows
        found.clear_options()
        found.add_options([Option(_line(each)) for each in rows])
        self.set_class(not rows, "empty")
        said = (
            f'Nothing that was said holds "{words}".'
            if words.strip()
            else "There is no conversation yet; ask something (Chat, F2)."
        )
        self.query_one(".none", Static).update(plain(said))
        if rows:
            kept = [each.conversation.id for each in rows]
            same = former is not None and former.conversation.id in kept and not words
            found.highlighted = kept.index(former.conversation.id) if same and former else 0

    def _chosen(self) -> Row | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    @on(Input.Submitted)
    def action_to_list(self) -> None:
        self.query_one(OptionList).focus()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_leave_search(self) -> None:
        self.query_one(Input).value = ""
        self.query_one(OptionList).focus()

    # --- what is done with one

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Show it in the chat, at the turn that was found."""
        if (row := self._chosen()) is not None:
            turn = row.hit.turn_id if row.hit else None
            self.persona_app.open_conversation(row.conversation.id, turn)

    def action_new(self) -> None:
        self.persona_app.open_conversation(None)

    @work(exclusive=True, group="dialog")
    async def action_rename(self) -> None:
        if (row := self._chosen()) is None:
            return
        former = row.conversation
        title = await self.app.push_screen_wait(
            AskText("Rename the conversation", value=former.title, ok="Rename", may_be_empty=True)
        )
        if title is None or title.strip() == former.title:
            return
        conversations = self.persona_app.assistant.conversations
        if await self.persona_app.attempt(lambda: conversations.rename(former.id, title.strip())):
            self.reload()

    @work(exclusive=True, group="dialog")
    async def action_export(self) -> None:
        """Write it as Markdown; an existing file is replaced only after a question."""
        if (row := self._chosen()) is None:
            return
        app, conversation = self.persona_app, row.conversation.id
        named = await self.app.push_screen_wait(
            AskText(
                "Export as Markdown",
                "Whoever has this file can read it.",
                value=str(Path.home() / f"conversation-{conversation}.md"),
                ok="Write",
            )
        )
        if named is None:
            return
        conversations, file = app.assistant.conversations, Path(named.strip())
        written: Path | None = None
        try:
            written = await app.background.call(lambda: conversations.export(conversation, file))
        except BadInput as error:
            if error.code != "target_exists":
                app.say_error(error)
                return
            sure = Confirm(f"{file} is there already", "Replace it?", yes="Replace", danger=True)
            if await self.app.push_screen_wait(sure):
                written = await app.attempt(
                    lambda: conversations.export(conversation, file, replace=True)
                )
        if written is not None:
            app.say(f"Written to {written}.")

    @work(exclusive=True, group="dialog")
    async def action_delete(self) -> None:
        if (row := self._chosen()) is None:
            return
        which = row.conversation
        sure = Confirm(
            f'Delete "{which.title or _UNTITLED}"?',
            f"{_questions(which)}, {which.updated[:10]}. This cannot be undone.",
            yes="Delete",
            danger=True,
        )
        if not await self.app.push_screen_wait(sure):
            return
        app = self.persona_app

        def delete() -> bool:
            app.assistant.conversations.delete(which.id)
            return True

        if await app.attempt(delete):
            app.say("Deleted 1 conversation.")
        app.memory_changed()

    @work(exclusive=True, group="dialog")
    async def action_delete_all(self) -> None:
        from persona_assistant import views

        app = self.persona_app
        kept = await app.attempt(app.assistant.conversations.list) if app.is_ready else None
        if not kept:
            return
        question = views.delete_all_question(len(kept))
        sure = Confirm("Delete all conversations", question, yes="Delete all", danger=True)
        if await self.app.push_screen_wait(sure):
            count = await app.attempt(app.assistant.conversations.delete_all)
            if count is not None:
                app.say(views.deleted(count))
            app.memory_changed()


def _line(row: Row) -> Content:
    """Two lines: its title, and when it was, or what was found in it."""
    conversation, hit = row.conversation, row.hit
    title = plain(conversation.title or _UNTITLED, "bold")
    if hit is None:
        second = f"{conversation.updated[:10]} · {_questions(conversation)}"
    else:
        second = f"{hit.created[:10]} · {_SAID_BY[hit.role]}: {' '.join(hit.excerpt.split())}"
    return lines(title, plain(second, "dim"))


def _questions(conversation: Conversation) -> str:
    from persona_assistant.views.words import counted

    return counted((conversation.turns + 1) // 2, "question")
