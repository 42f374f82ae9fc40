"""The tray in a window: "this is ...", "new person", "not Ana", or out of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant import views
from persona_assistant.assistant.unmatched import Unmatched
from persona_assistant.pmg import Outcome, Picture
from persona_assistant.progress import CancelToken
from persona_assistant.tui.dialogs import AskText, Choose, Dialog
from persona_assistant.tui.job import JobLine
from persona_assistant.tui.media.blocks import thumbnail
from persona_assistant.tui.people.adding import Given, remember
from persona_assistant.tui.people.choosing import PickPerson
from persona_assistant.tui.people.correcting import reject_medium
from persona_assistant.tui.people.desk import Desk, paths_in
from persona_assistant.tui.people.tray import Tray
from persona_assistant.tui.text import action, plain

_ACTIONS = (
    ("this_is", "i", "This is ..."),
    ("new", "n", "New person"),
    ("not", "x", "Not ..."),
    ("put_away", "d", "Put away"),
    ("folder", "f", "Folder ..."),
    ("again", "c", "Look again"),
)
_OFFERED = 4
"""People a picture or clip is compared with who are offered first."""


class TrayScreen(Dialog[None]):
    """Everything in the tray; the actions are for the one under the cursor."""

    DEFAULT_CSS = """
    TrayScreen > Vertical { width: 104; height: 90%; padding: 0 2; }
    TrayScreen OptionList { height: 1fr; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, name, words, id=f"tray.{name}") for name, key, words in _ACTIONS),
        Binding("enter", "this_is", show=False),
    ]

    def __init__(self, desk: Desk, tray: Tray) -> None:
        super().__init__()
        self._desk, self._tray = desk, tray

    def compose(self) -> ComposeResult:
        labels = [action(f" {key} {words} ", f"screen.{name}") for name, key, words in _ACTIONS]
        with Vertical():
            yield Static(plain("Pictures and clips of nobody known"), classes="title")
            yield OptionList()
            yield Static("", id="tray-empty")
            yield Static(Content(" ").join(labels))
            yield JobLine()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.show()

    def show(self) -> None:
        """The tray as it is now."""
        options, items = self.query_one(OptionList), self._tray.items
        at = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(_row(each)) for each in reversed(items)])
        options.highlighted = min(at, len(items) - 1) if items else None
        empty = (
            "The tray is empty. What you ask with in the chat comes here when it is of nobody "
            "known, or of one of two people; f looks into a folder."
        )
        self.query_one("#tray-empty", Static).update(plain("" if items else empty))

    @property
    def current(self) -> Unmatched | None:
        at, items = self.query_one(OptionList).highlighted, self._tray.items
        return None if at is None or at >= len(items) else items[len(items) - 1 - at]

    # --- what can be done

    def on_option_list_option_selected(self) -> None:
        self.action_this_is()

    def action_this_is(self) -> None:
        self._begin(self._this_is)

    def action_new(self) -> None:
        self._begin(self._new)

    def action_not(self) -> None:
        self._begin(self._not)

    def action_put_away(self) -> None:
        if self.current is not None:
            self._tray.drop(self.current)
            self.show()

    @work(exclusive=True, group="tray")
    async def _begin(self, flow: Callable[[Unmatched], Awaitable[None]]) -> None:
        if (item := self.current) is not None:
            await flow(item)
            self.show()

    async def _this_is(self, item: Unmatched) -> None:
        persona = await self._desk.ask(PickPerson("Who is this?", self._desk.directory))
        if persona is not None:
            await self._remember(item, persona.uid, persona.label)

    async def _new(self, item: Unmatched) -> None:
        name = await self._desk.ask(AskText("Somebody new, called"))
        if name and name.strip():
            await self._remember(item, name.strip(), name.strip())

    async def _remember(self, item: Unmatched, whose: str, label: str) -> None:
        medium = item.medium
        given = Given([medium]) if isinstance(medium, Picture) else Given((), [medium])
        persona, problem = await remember(self._desk, whose, given, label)
        if persona is not None:
            self._tray.drop(item)
            self._desk.directory = await self._desk.app.background.call(
                self._desk.assistant.directory
            )
        elif problem:
            self._desk.app.say(problem)

    async def _not(self, item: Unmatched) -> None:
        """One of those it may be of, or somebody else, is not the one."""
        desk = self._desk
        offered = [each for each in item.edge.candidates if each.scores][:_OFFERED]
        people = {each.id: each for each in desk.directory.people}
        likely = [people[each.persona_id] for each in offered if each.persona_id in people]
        answer: int | None = 0
        if likely:
            names = [f"Not {each.label}" for each in likely]
            answer = await desk.ask(Choose("Who is it not?", [*names, "Somebody else ..."]))
        if answer is None:
            return
        persona = (
            likely[answer]
            if answer < len(likely)
            else await desk.ask(PickPerson("Who is it not?", desk.directory))
        )
        if persona is not None and await reject_medium(desk, persona, item.medium):
            await self._look_again([item])

    @work(exclusive=True, group="tray")
    async def action_again(self) -> None:
        """What is known by now leaves the tray."""
        await self._look_again(list(self._tray.items))
        self.show()

    async def _look_again(self, items: list[Unmatched]) -> None:
        for item in items:
            look = partial(self._desk.assistant.look_again, item.medium)
            found, error = await self._desk.tried(look)
            if error is not None:
                self._desk.app.say_error(error)
            elif found is None:
                self._tray.drop(item)
            else:
                self._tray.put([found])

    def action_stop_run(self) -> None:
        self.query_one(JobLine).action_stop_job()

    @work(exclusive=True, group="tray")
    async def action_folder(self) -> None:
        """Those of a folder whom nobody is known in come into the tray."""
        desk = self._desk
        path = await desk.ask(AskText("Look into", "Nothing is stored.", placeholder="Folder"))
        if not path:
            return
        folder = paths_in(path)[0]

        def begin(token: CancelToken) -> Iterator[Any]:
            events: Iterator[Any] = desk.assistant.unmatched(folder, cancel=token)
            return events

        def found(item: Unmatched) -> None:
            self._tray.put([item])
            self.show()

        ended = await self.query_one(JobLine).follow(desk.app, "Looking", begin, found)
        if ended.result is not None:
            desk.app.say(
                f"{views.counted(ended.result, 'picture or clip', 'pictures and clips')} "
                "of nobody known."
            )
        if ended.notices:
            desk.app.say("\n".join(ended.notices[:3]))


def _row(item: Unmatched) -> Content:
    """The picture, its name, and who it may be of."""
    medium = item.medium
    names = [each.label for each in item.edge.alternatives]
    if item.edge.outcome is Outcome.AMBIGUOUS and names:
        who = " or ".join(names)
    else:
        who = "nobody known"
    if isinstance(medium, Picture):
        first, *rest = thumbnail(medium, 10, 4).split("\n")
        label = f"  {medium.source or 'picture'}: {who}"
        return Content("\n").join([first + plain(label), *rest])
    return plain(f"♪ {medium.source or 'clip'} {medium.seconds:.1f} s: {who}")
