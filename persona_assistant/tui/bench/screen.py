"""The bench section: the suites, the run that goes on, and earlier runs.

A run works in a thread with an engine and a memory of its own; it can be stopped and gone on with,
and it goes on while other sections are in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant.errors import Cancelled, PersonaAssistantError
from persona_assistant.progress import Progress
from persona_assistant.settings import Settings
from persona_assistant.tui.bench.request import StartRun, Wanted
from persona_assistant.tui.chat.bars import bar
from persona_assistant.tui.columns import fill
from persona_assistant.tui.dialogs import AskText
from persona_assistant.tui.job import LOOK_SECONDS, Job, in_words
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.bench.earlier import EarlierRun
    from persona_assistant.bench.scoring import Scores
    from persona_assistant.bench.use_cases import RunRequest

_METRICS = ("Cal", "Accuracy", "1-FA", "TA")
"""Columns of the list of runs, where a run has them."""
_BAR = 30


class BenchScreen(Section):
    """Benchmarks and their runs."""

    mode = "bench"
    DEFAULT_CSS = """
    BenchScreen #bench-body { height: 1fr; }
    BenchScreen .heading { color: $primary; text-style: bold; padding: 0 1; height: 1; }
    BenchScreen #suites { height: auto; max-height: 9; border: none; padding: 0 1; }
    BenchScreen #going {
        height: auto; padding: 0 1; background: $surface; border-left: outer $secondary;
        display: none;
    }
    BenchScreen #going.runs { display: block; }
    BenchScreen #runs { height: 1fr; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "start", "New run", id="bench.start"),
        Binding("c", "resume", "Go on", id="bench.resume"),
        Binding("o", "open", "Open", id="bench.open"),
        Binding("f", "folder", "Folder", id="bench.folder"),
        Binding("escape", "stop", "Stop", id="bench.stop"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.suites: list[dict[str, Any]] = []
        self.runs: list[EarlierRun] = []
        self.folder: Path | None = None
        """Where runs are kept; None until the section was read."""
        self.job: Job | None = None
        """The run that goes on."""
        self._out: Path | None = None
        self._metrics: Sequence[str] = ()

    def body(self) -> Iterable[Widget]:
        yield Static(plain("Benchmarks"), classes="heading")
        yield OptionList(id="suites")
        yield Static(id="going")
        yield Static(plain("Runs"), classes="heading", id="where")
        yield DataTable[Content](id="runs", cursor_type="row")

    def on_mount(self) -> None:
        self.query_one("#suites").focus()
        self.set_interval(LOOK_SECONDS, self._look)
        self.reload()

    def reload(self) -> None:
        self._read()

    @work(exclusive=True, group="listing")
    async def _read(self) -> None:
        settings, folder = self.persona_app.settings, self.folder

        def read() -> tuple[list[dict[str, Any]], Path, list[EarlierRun]]:
            from persona_assistant.bench import earlier, use_cases

            place = folder or earlier.default_folder(settings)
            return use_cases.describe_suites(), place, earlier.earlier_runs(place)

        found = await self.persona_app.attempt(read)
        if found is None:
            return
        suites, self.folder, self.runs = found
        if suites != self.suites:
            self.suites = suites
            options = self.query_one(OptionList)
            options.clear_options()
            options.add_options([Option(_suite(each)) for each in suites])
            options.highlighted = 0
        self._show_runs()

    def _show_runs(self) -> None:
        table: DataTable[Content] = self.query_one("#runs", DataTable)
        names = [name for name in _METRICS if any(name in run.metrics for run in self.runs)]
        headings = ("begun", "suite", "items", "state", *names, "engine", "folder")
        rows = [self._row(run, names) for run in self.runs]
        fill(table, headings, rows, [str(run.folder) for run in self.runs])
        count = f"{len(rows)} run{'s' * (len(rows) != 1)}" if rows else "No run yet"
        self.query_one("#where", Static).update(plain(f"{count} in {self.folder}"))

    def _row(self, run: EarlierRun, names: Sequence[str]) -> tuple[Content, ...]:
        goes_on = self.job is not None and run.folder == self._out
        state = "runs" if goes_on else run.state
        style = {"complete": "$text-success", "runs": "$text-secondary"}.get(state, "$text-warning")
        figures = [f"{run.metrics[each]:.1f}" if each in run.metrics else "-" for each in names]
        return (
            plain(_day(run.time)),
            plain(run.title),
            plain(f"{run.answered}/{run.items}"),
            plain(state, style),
            *(plain(each) for each in figures),
            plain(f"{run.engine} {run.route}"),
            plain(run.folder.name),
        )

    @property
    def selected(self) -> EarlierRun | None:
        """The run under the cursor of the list."""
        at = self.query_one("#runs", DataTable).cursor_row
        return self.runs[at] if at < len(self.runs) else None

    # --- the run that goes on

    @on(OptionList.OptionSelected, "#suites")
    def _suite_chosen(self) -> None:
        self.action_start()

    @work
    async def action_start(self) -> None:
        """Ask what to run, and run it."""
        app, at = self.persona_app, self.query_one(OptionList).highlighted
        if at is None or self.folder is None or self._is_busy():
            return
        suite, settings = self.suites[at], app.settings
        name = f"{suite['suite']}-{datetime.now():%Y-%m-%d-%H%M%S}"
        form = StartRun(suite, _engine(settings), str(self.folder / name))
        wanted = await self.app.push_screen_wait(form)
        if wanted is not None:
            await self._run(suite["title"], lambda: _request(suite["suite"], settings, wanted))

    @work
    async def action_resume(self) -> None:
        """Go on with the selected run: what is answered stays answered."""
        run, settings = self.selected, self.persona_app.settings
        if run is None or self._is_busy():
            return
        folder = run.folder

        def request() -> RunRequest:
            from persona_assistant.bench import earlier

            return earlier.request_to_resume(folder, settings)

        await self._run(run.title, request)

    def _is_busy(self) -> bool:
        if self.job is not None:
            self.persona_app.say("A run goes on; wait for it, or stop it (Escape).")
        return self.job is not None

    async def _run(self, title: str, request: Callable[[], RunRequest]) -> None:
        app = self.persona_app
        prepared = await app.attempt(request)
        if prepared is None or self._is_busy():
            return
        self._out, self.job = prepared.out, Job(title)
        self._look()

        def run(on_progress: Any, cancel: Any) -> Scores:
            from persona_assistant.bench import use_cases

            return use_cases.run(prepared, on_progress=on_progress, cancel=cancel)

        last = self.query_one("#going", Static)
        try:
            scores = await self.job.run(app.background, run, apart=True)
        except Cancelled as error:
            last.update(plain(f"{title}: {error}. c goes on with it.", "$text-warning"))
            app.say(f"{title}: {error}. What is answered is kept.")
        except PersonaAssistantError as error:
            last.remove_class("runs")
            app.say_error(error)
        else:
            figures = _figures(scores.overall)
            errors = f", {scores.errors} errors" if scores.errors else ""
            done = f"{title}: {scores.n} of {scores.of} items scored{errors}. {figures}"
            last.update(plain(done, "$text-success"))
            app.say(done, title="The run is complete")
        finally:
            self.job = None
        self.query_one("#runs", DataTable).move_cursor(row=0)
        self.reload()

    def _look(self) -> None:
        if self.job is None:
            return
        going = self.query_one("#going", Static)
        going.add_class("runs")
        going.update(_going(self.job.title, self.job.latest, self.job.stopping))

    def action_stop(self) -> None:
        """Stop the run; what is answered is kept."""
        if self.job is not None:
            self.job.stop()

    # --- earlier runs

    @on(DataTable.RowSelected, "#runs")
    def _run_chosen(self) -> None:
        self.action_open()

    @work
    async def action_open(self) -> None:
        """Show what the selected run scored."""
        run = self.selected
        if run is None:
            return
        if not run.scored:
            self.persona_app.say(f"{run.folder.name} is not scored yet; c goes on with it.")
            return
        folder = run.folder

        def read() -> Scores:
            from persona_assistant.bench import earlier

            return earlier.scores_of(folder)

        scores = await self.persona_app.attempt(read)
        if scores is not None:
            from persona_assistant.tui.bench.page import RunPage

            self.app.push_screen(RunPage(folder, scores))

    @work
    async def action_folder(self) -> None:
        """Look at the runs of another folder; new ones are kept there too."""
        named = await self.app.push_screen_wait(
            AskText("Folder of runs", "New runs are kept there.", value=str(self.folder or ""))
        )
        if named is not None:
            self.folder = Path(named.strip()).expanduser()
            self.reload()


def _request(suite: str, settings: Settings, wanted: Wanted) -> RunRequest:
    from persona_assistant.bench.use_cases import RunRequest

    return RunRequest(
        suite,
        settings,
        route=wanted.route,
        data=Path(wanted.data).expanduser() if wanted.data else None,
        options=wanted.options,
        limit=wanted.limit,
        out=Path(wanted.folder).expanduser(),
    )


# --- how it reads


def _suite(suite: dict[str, Any]) -> Content:
    items = "items come with the product" if suite["bundled"] else "needs its records"
    return plain(suite["title"], "bold") + plain(f"  {items}") + plain(f"\n  {suite['about']}")


def _engine(settings: Settings) -> str:
    answers = {
        "extractive": "The reader that is built in answers",
        "llama": f"{settings.model} answers, loaded once more beside the chat's",
        "endpoint": f"The server {settings.base_url} answers",
    }
    return answers[settings.engine]


def _day(time: str) -> str:
    """In this place's time."""
    try:
        return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return time


def _figures(metrics: Any) -> str:
    shown = [(name, metrics.get(name)) for name in _METRICS]
    return ", ".join(f"{name} {value:.1f}" for name, value in shown if value is not None)


def _going(title: str, progress: Progress | None, stopping: bool) -> Content:
    """How far the run is, and its metrics so far as bars."""
    hint = "" if stopping else " · Esc stops"
    lines = [in_words(title, progress, stopping=stopping) + plain(hint, "dim")]
    values = dict(progress.values) if progress else {}
    for name in _METRICS:
        if name in values:
            drawn = Content.styled(bar(values[name] / 100, _BAR), "$secondary on $panel")
            lines.append(plain(f"{name:9}") + drawn + plain(f" {values[name]:5.1f} so far"))
    quiet = []
    if errors := values.get("errors"):
        quiet.append(f"{errors:.0f} in no score")
    if speed := values.get("tokens/s"):
        quiet.append(f"{speed:.1f} tokens/s")
    if quiet:
        lines.append(plain(" · ".join(quiet), "dim"))
    return Content("\n").join(lines)
