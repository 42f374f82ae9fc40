"""The people section: everybody to the left, one person to the right, and the keys for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from persona_assistant import views
from persona_assistant.assistant.directory import Directory
from persona_assistant.assistant.people import PersonPage
from persona_assistant.memory.consents import Consent
from persona_assistant.tui.dialogs import Choose, Message
from persona_assistant.tui.job import JobLine
from persona_assistant.tui.media.viewer import MediumViewer
from persona_assistant.tui.people import adding, carrying, correcting, keeping, timeline
from persona_assistant.tui.people.desk import Desk
from persona_assistant.tui.people.page import PageView
from persona_assistant.tui.people.people_list import PeopleList
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import lines, plain

Flow = Callable[[Desk], Awaitable[None]]
_MOMENT = 0.04
"""Seconds that the cursor stays on somebody before their page is read."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done here."""

    flow: Flow
    key: str
    words: str
    needs: str = ""
    """ "person" or "item": what has to be selected."""
    shown: str = ""
    """What the row of keys calls it; "" leaves it to the menu."""


async def _tray(desk: Desk) -> None:
    from persona_assistant.tui.people.tray_screen import TrayScreen

    await desk.ask(TrayScreen(desk, desk.app.tray))


DEEDS = {
    "new": Deed(adding.new_person, "n", "Remember somebody new", shown="New"),
    "add": Deed(adding.add_to, "a", "Add to this person", "person", "Add"),
    "edit": Deed(correcting.edit_note, "e", "Edit the note", "item", "Edit"),
    "remove": Deed(correcting.remove, "d", "Remove what is marked", "item"),
    "erase": Deed(correcting.erase, "D", "Erase what is marked, for good", "item"),
    "move": Deed(correcting.move, "v", "Move it to somebody else", "item"),
    "split": Deed(correcting.split, "s", "Split it off as somebody new", "item"),
    "save": Deed(keeping.save, "w", "Save it to a file", "item"),
    "reject": Deed(correcting.reject, "x", "A picture or clip is not this person", "person"),
    "rename": Deed(correcting.rename, "r", "Rename", "person"),
    "aliases": Deed(correcting.aliases, "l", "Other names", "person"),
    "merge": Deed(correcting.merge, "g", "Merge with somebody", "person"),
    "consent": Deed(keeping.consent, "c", "Consent and last day", "person"),
    "forget": Deed(keeping.forget, "f", "Forget this person", "person"),
    "history": Deed(timeline.history, "h", "History of this person", "person"),
    "history_all": Deed(timeline.history_of_all, "H", "History of everybody"),
    "undo": Deed(timeline.undo, "u", "Undo the latest change", shown="Undo"),
    "tray": Deed(_tray, "t", "Pictures and clips of nobody known", shown="Tray"),
    "audit": Deed(timeline.audit, "k", "What wants a look"),
    "import": Deed(carrying.import_, "i", "Import an archive, contacts, a chat, photos"),
    "enrol": Deed(carrying.enrol, "I", "Remember a folder of people"),
    "export": Deed(carrying.export, "o", "Export people"),
    "backup": Deed(carrying.backup, "b", "Back up the memory"),
}


class PeopleScreen(Section):
    """Everybody, and whoever is selected."""

    mode = "people"
    DEFAULT_CSS = """
    PeopleScreen #people-body { height: 1fr; }
    PeopleScreen #everybody { width: 26; border-right: solid $panel; }
    PeopleScreen.wide #everybody { width: 38; }
    PeopleScreen #search { border: none; height: 1; padding: 0 1; background: $surface; }
    PeopleScreen #search:focus { border: none; background: $primary 30%; }
    PeopleScreen JobLine { dock: bottom; }
    PeopleScreen #counted { color: $text-muted; padding: 0 1; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="people.search"),
        Binding("m", "menu", "Actions", id="people.menu"),
        *(
            Binding(
                deed.key,
                f"begin('{name}')",
                deed.shown or deed.words,
                show=bool(deed.shown),
                id=f"people.{name}",
            )
            for name, deed in DEEDS.items()
        ),
        Binding("escape", "back", "Back", show=False, id="people.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.directory: Directory | None = None
        self._uid: str | None = None
        """Who is to be selected."""
        self._is_new = False
        """Whether they are not in the list until it is read anew."""
        self._item: int | None = None
        self._heeded = False
        """Whether last days were heeded since the memory was opened."""

    def body(self) -> Iterable[Widget]:
        with Horizontal():
            with Vertical(id="everybody"):
                yield Input(placeholder="Name or words", id="search")
                yield PeopleList(id="people-list")
                yield Static(id="counted")
            yield PageView()
        yield JobLine()

    @property
    def people_list(self) -> PeopleList:
        return self.query_one("#people-list", PeopleList)

    @property
    def page_view(self) -> PageView:
        return self.query_one(PageView)

    def on_mount(self) -> None:
        self.people_list.focus()
        self.reload()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= 100, "wide")

    # --- what is shown

    def reload(self) -> None:
        if not self.persona_app.is_ready:
            self._heeded, self.directory = False, None
            self.persona_app.tray.clear()
            self.people_list.show(())
            self.page_view.show(None)
            return
        self._load()

    @work(exclusive=True, group="directory")
    async def _load(self) -> None:
        app = self.persona_app
        if not self._heeded:
            self._heeded = True
            retention = await app.attempt(app.assistant.apply_retention)
            for sentence in views.retention_sentences(retention) if retention else ():
                app.say(sentence)
        directory = await app.attempt(app.assistant.directory)
        self._is_new = False
        if directory is not None:
            self.directory = directory
            self._find()
            if self.people_list.current is None:
                self.page_view.show(None)

    @on(Input.Changed, "#search")
    def _find(self) -> None:
        if self.directory is None:
            return
        found = self.directory.find(self.query_one("#search", Input).value)
        self.people_list.show(found, self._uid)
        everybody = views.counted(len(self.directory.people), "person", "people")
        some = len(found) != len(self.directory.people)
        text = f"{len(found):,} of {everybody}" if some else everybody
        self.query_one("#counted", Static).update(plain(text))

    @on(PeopleList.Highlighted)
    def _highlighted(self, event: PeopleList.Highlighted) -> None:
        persona = self.people_list.current
        if persona is not None and not self._is_new:
            self._uid = persona.persona.uid
            self._show_page(self._uid)

    @work(exclusive=True, group="page")
    async def _show_page(self, uid: str) -> None:
        await asyncio.sleep(_MOMENT)  # the cursor may go on
        app = self.persona_app
        if not app.is_ready:
            return
        assistant = app.assistant

        def read() -> tuple[PersonPage, Consent]:
            return assistant.show(uid), assistant.consent(uid)

        found = await app.attempt(read)
        if found is not None and self.query(PageView):  # not while the app is going down
            item, self._item = self._item, None
            previews = app.settings.tui.media_preview
            self.page_view.show(*found, previews=previews, item=item)

    @on(PeopleList.Chosen)
    def _chosen(self) -> None:
        self.page_view.options.focus()

    @on(Input.Submitted, "#search")
    def _found(self) -> None:
        self.people_list.focus()

    def select(self, uid: str, item: int | None = None) -> None:
        """Go to a person, and to the item of that number; somebody new is not in the list yet."""
        self._uid, self._item = uid, item
        search = self.query_one("#search", Input)
        if self.directory is not None:
            self._is_new = uid not in {each.uid for each in self.directory.people}
            if uid not in {each.persona.uid for each in self.directory.find(search.value)}:
                search.value = ""
        self._find()
        self._show_page(uid)

    @on(OptionList.OptionSelected, "#items")
    @work(group="window")
    async def _opened(self, event: OptionList.OptionSelected) -> None:
        """Shows a note in full, a picture large, or a clip with what plays it."""
        page = self.page_view.page
        if page is None:
            return
        item = page.items[event.option_index]
        title = f"{page.persona.label}: {views.described(item)}"
        if item.medium is None:
            await self.app.push_screen_wait(Message(title, plain(item.text or "")))
            return
        heard = page.transcripts.get(item.triplet_id) if item.kind == "clip" else None
        detail = lines(plain("Heard in it, by a program:", "dim"), plain(heard)) if heard else None
        await self.app.push_screen_wait(MediumViewer(item.medium, title, detail))

    # --- what is done

    def action_search(self) -> None:
        self.query_one("#search", Input).focus()

    def action_back(self) -> None:
        """To the list; from the search, without its words."""
        search = self.query_one("#search", Input)
        if search.has_focus:
            search.value = ""
        self.people_list.focus()

    def action_stop_run(self) -> None:
        self.query_one(JobLine).action_stop_job()

    @work(group="window")
    async def action_menu(self) -> None:
        """Everything that can be done, with its key."""
        desk = self._desk()
        if desk is None:
            return
        names = [name for name, deed in DEEDS.items() if _possible(deed, desk)]
        if self.query_one(JobLine).job is not None:
            names.insert(0, "stop")
        rows = ["    Stop what is going on" if name == "stop" else _row(name) for name in names]
        title = desk.persona.label if desk.persona else "People"
        answer = await self.app.push_screen_wait(Choose(title, rows))
        if answer is not None:
            if names[answer] == "stop":
                self.action_stop_run()
            else:
                self.action_begin(names[answer])

    def action_begin(self, name: str) -> None:
        """Begin what is called so."""
        desk, deed = self._desk(), DEEDS[name]
        if desk is None:
            return
        if not _possible(deed, desk):
            what = "an item of somebody" if deed.needs == "item" else "somebody"
            self.persona_app.say(f"Select {what} first.")
            return
        self.run_worker(partial(deed.flow, desk), group="flow")

    def _desk(self) -> Desk | None:
        if not self.persona_app.is_ready or self.directory is None:
            self.persona_app.say("The memory is not open yet.")
            return None
        page = self.page_view.page
        return Desk(
            self.persona_app,
            self.directory,
            self.query_one(JobLine),
            page.persona if page else None,
            self.page_view.selected(),
            self.select,
        )


def _possible(deed: Deed, desk: Desk) -> bool:
    if deed.needs == "item":
        return desk.persona is not None and bool(desk.items)
    return not deed.needs or desk.persona is not None


def _row(name: str) -> str:
    return f"{DEEDS[name].key}   {DEEDS[name].words}"
