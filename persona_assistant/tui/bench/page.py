"""One earlier run: what it scored, drawn with its intervals, and its report as a page for a web
browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from persona_assistant.tui.bench import plots
from persona_assistant.tui.dialogs import Confirm
from persona_assistant.tui.key_bar import KeyBar
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.bench.scoring import Scores
    from persona_assistant.tui.app import PersonaApp

_LABEL, _NARROW = 18, 84
_ERRORS = 8


class RunPage(Screen[None]):
    """Scores, plots, notes and errors, one below the other."""

    DEFAULT_CSS = """
    RunPage VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    RunPage Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="run.back"),
        Binding("r", "report", "Report", id="run.report"),
    ]

    def __init__(self, folder: Path, scores: Scores) -> None:
        super().__init__()
        self._folder, self._scores = folder, scores

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="run-text")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        width = 25 if self.size.width < _NARROW else plots.AXIS
        text = Content("\n").join(_lines(self._scores, self._folder, width))
        self.query_one("#run-text", Static).update(text)

    def action_back(self) -> None:
        self.dismiss(None)

    @work
    async def action_report(self) -> None:
        """Write the report, and open it once that is wanted."""
        app, folder = cast("PersonaApp", self.app), self._folder

        def write() -> Path:
            from persona_assistant.bench import use_cases

            return use_cases.report(folder)

        app.say("Writing the report ...")
        path = await app.attempt(write)
        if path is None:
            return
        question = Confirm(
            "Open the report in a web browser?", f"It is written: {path}", yes="Open", no="Not now"
        )
        if await app.push_screen_wait(question):
            opened = await app.background.call(lambda: _open(path))
            if not opened:
                app.say(f"There is no web browser to open here. The report is {path}")


def _open(path: Path) -> bool:
    """Whether a browser with windows of its own took it; one in the terminal would take the
    screen."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser:
        return False
    return browser.open(path.absolute().as_uri())


def _lines(scores: Scores, folder: Path, width: int) -> Iterator[Content]:
    from persona_assistant.bench import suites
    from persona_assistant.bench.suite import main_metrics

    suite = suites.find(scores.suite)
    names = {
        each.metric: each.heading.replace("-\n", "").replace("\n", " ") for each in suite.columns
    }
    yield plain(scores.title, "bold $primary") + plain(
        f"  {scores.n} of {scores.of} items scored, {scores.samples} source samples"
    )
    yield plain(f"{scores.engine} · route {scores.route} · judge {scores.judge}", "dim")
    yield plain(str(folder), "dim")
    if scores.subset:
        yield plain(f"Subset: {scores.subset['items']} of {scores.subset['of']} items", "dim")
    if scores.incomplete:
        yield plain(f"Incomplete: {scores.errors} in no score", "$text-warning")
    yield _heading("All items")
    whole = {**scores.overall, "intervals": scores.intervals}
    whole.pop("n", None)
    for metric in (each.metric for each in suite.columns if each.metric != "n"):
        yield from plots.lines([(names[metric], whole)], metric, label=_LABEL, width=width)
    yield plain(" " * (_LABEL + 1)) + plots.scale(width)
    labels = [label for label in suite.slices if scores.slices.get(label)]
    for label in labels[:2]:
        for metric in main_metrics(suite):
            drawn = [*plots.lines(scores.slices[label].items(), metric, label=_LABEL, width=width)]
            if drawn:
                yield _heading(f"{names[metric]} by {label}")
                yield from drawn
                yield plain(" " * (_LABEL + 1)) + plots.scale(width)
    yield plain("\nLines: 95 %, by resampling source samples.", "dim")
    for note in scores.notes:
        yield plain(f"Note: {note}")
    for item in scores.error_items[:_ERRORS]:
        yield plain(f"{item['id']}: {item['error']}", "$text-error")


def _heading(text: str) -> Content:
    return plain(f"\n{text}", "bold $primary")
