"""What is asked before a run starts: how many items, by which route, on which data, into which
folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Select, Static

from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.text import plain


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was filled in."""

    limit: int | None
    """Items; None for all."""
    route: str
    data: str
    """"" for the bundled items."""
    options: tuple[str, ...]
    folder: str


class StartRun(Dialog[Wanted | None]):
    """A form for one run of a suite, as `use_cases.describe_suites` describes it."""

    DEFAULT_CSS = """
    StartRun .field { height: 1; margin-bottom: 1; }
    StartRun .field > Static { width: 12; color: $text-muted; }
    StartRun .field > Input { width: 1fr; margin: 0; }
    StartRun .field > Select { width: 1fr; }
    StartRun .hint { color: $text-muted; height: auto; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "start", "Start")]

    def __init__(self, suite: dict[str, Any], engine: str, folder: str) -> None:
        """`engine` answers, `folder` keeps the run unless another is given."""
        super().__init__()
        self._suite, self._engine, self._folder = suite, engine, folder

    def compose(self) -> ComposeResult:
        bundled, routes = self._suite["bundled"], self._suite["routes"]
        with Vertical():
            yield Static(plain(f"A run of {self._suite['title']}"), classes="title")
            yield Static(plain(f"{self._engine}. Judge: lexical."), classes="hint")
            yield from _field("Items", Input(id="limit", compact=True, placeholder="all"))
            yield from _field(
                "Route",
                Select(
                    [(each, each) for each in routes],
                    value=routes[0],
                    allow_blank=False,
                    compact=True,
                ),
            )
            hint = "the bundled items" if bundled else "file or folder of its records"
            yield from _field("Data", Input(id="data", compact=True, placeholder=hint))
            if self._suite["options"]:
                names = ", ".join(
                    f"{name}={option['default']}" for name, option in self._suite["options"].items()
                )
                yield from _field("Options", Input(id="options", compact=True, placeholder=names))
            yield from _field("Folder", Input(self._folder, id="folder", compact=True))
            yield Static(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no")
                yield Button("Start", id="yes", variant="primary")

    def on_mount(self) -> None:
        self.query_one("#limit", Input).focus()

    @on(Input.Submitted)
    def action_start(self) -> None:
        """Take what was filled in, if it can be."""
        limit, data = self._value("limit"), self._value("data")
        if limit and not (limit.isdecimal() and int(limit) > 0):
            self._problem(f"{limit} items: give a number of at least 1, or nothing for all")
        elif not data and not self._suite["bundled"]:
            self._problem(
                f"{self._suite['title']} does not come with the product: name its records, or"
                f" fetch them first: persona-assistant bench pull {self._suite['suite']}"
            )
        elif not self._value("folder"):
            self._problem("name a folder that keeps the run")
        else:
            route = str(self.query_one(Select).value)
            options = tuple(each.strip() for each in self._value("options").split(",") if each)
            count = int(limit) if limit else None
            self.dismiss(Wanted(count, route, data, options, self._value("folder")))

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self.action_start()
        else:
            self.dismiss(None)

    def _value(self, field: str) -> str:
        return "".join(each.value.strip() for each in self.query(f"#{field}").results(Input))

    def _problem(self, text: str) -> None:
        self.query_one(".problem", Static).update(plain(text))


def _field(label: str, widget: Input | Select[str]) -> ComposeResult:
    with Horizontal(classes="field"):
        yield Static(plain(label))
        yield widget
