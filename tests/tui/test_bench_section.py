"""The bench section: a run is started, watched, stopped, gone on with and read."""

from __future__ import annotations

import shutil
import webbrowser
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Select, Static

from persona_assistant.bench import earlier, use_cases
from persona_assistant.errors import BadInput
from persona_assistant.settings import Settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.bench import plots
from persona_assistant.tui.bench.page import RunPage
from persona_assistant.tui.bench.request import StartRun
from persona_assistant.tui.bench.screen import BenchScreen
from persona_assistant.tui.dialogs import Confirm
from tests.tui.tui_support import SMALL, app_on, drive, shown, until


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of four items that is complete."""
    out = tmp_path_factory.mktemp("runs") / "first"
    request = use_cases.RunRequest("omni-persona", Settings(), limit=4, out=out, route="model")
    assert use_cases.run(request).n == 4
    return out


async def bench(pilot: Pilot[Any], app: PersonaApp) -> BenchScreen:
    await pilot.press("f6")
    screen = await until(pilot, lambda: isinstance(app.screen, BenchScreen) and app.screen)
    await until(pilot, lambda: screen.suites)
    return screen


def going(screen: BenchScreen) -> str:
    return str(screen.query_one("#going", Static).render())


async def start(pilot: Pilot[Any], app: PersonaApp, limit: str) -> None:
    await pilot.press("n")
    form = await until(pilot, lambda: isinstance(app.screen, StartRun) and app.screen)
    form.query_one("#limit", Input).value = limit
    form.query_one(Select).value = "model"
    await pilot.press("enter")


def test_a_run_is_watched_stopped_gone_on_with_and_read(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        screen = await bench(pilot, app)
        assert "Omni-Persona" in shown(app) and "needs its records" in shown(app)
        assert "No run yet in" in shown(app) and "store-bench" in shown(app)
        await start(pilot, app, "24")
        await until(pilot, lambda: screen.job and screen.job.latest and screen.job.latest.values)
        await until(pilot, lambda: screen.job.latest.done)
        screen._look()
        assert "of 24 questions" in going(screen) and "so far" in going(screen)
        await pilot.press("escape")
        await until(pilot, lambda: screen.job is None and screen.runs)
        stopped = screen.runs[0]
        assert stopped.state == "stopped" and 0 < stopped.answered < 24 == stopped.items
        assert "stopped: " in going(screen)

        screen.query_one("#runs", DataTable).focus()
        await pilot.press("c")
        await until(pilot, lambda: screen.runs[0].state == "complete")
        assert "24 of 24 items scored" in going(screen)
        assert len(screen.runs) == 1 and screen.runs[0].route == "model"
        assert f"{screen.runs[0].metrics['Cal']:.1f}" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunPage))
        await until(pilot, lambda: "Cal by group" in shown(app))
        assert "━" in shown(app) and "●" in shown(app) and "Subset: 24 of" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)

    drive(app, steps)
    (run,) = earlier.earlier_runs(folder.parent / "store-bench")
    card = (run.folder / "card.json").read_text()
    assert '"answers_reused": 0' not in card, "what was answered stayed answered"


def test_what_cannot_be_run_is_said_in_the_form(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await bench(pilot, app)
        await start(pilot, app, "none")
        await until(pilot, lambda: "give a number of at least 1" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, BenchScreen))
        await pilot.press("down", "n")
        await until(pilot, lambda: isinstance(app.screen, StartRun))
        await pilot.press("enter")
        await until(pilot, lambda: "name its records" in shown(app))

    drive(app, steps, size=SMALL)
    assert not (folder.parent / "store-bench").exists()


def test_the_report_of_an_earlier_run_is_opened_once_that_is_wanted(
    folder: Path, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "get", lambda: Browser(opened))
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        screen = await bench(pilot, app)
        screen.folder = finished.parent
        screen.reload()
        await until(pilot, lambda: "1 run in" in shown(app))
        screen.query_one("#runs", DataTable).focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunPage))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await until(pilot, lambda: "report.html" in shown(app).replace("\n", ""))
        assert not opened
        await pilot.click("#yes")
        await until(pilot, lambda: opened)

    drive(app, steps)
    report = finished / "report.html"
    assert opened == [report.as_uri()] and "Omni-Persona" in report.read_text()


class Browser:
    def __init__(self, opened: list[str]) -> None:
        self._opened = opened

    def open(self, url: str) -> bool:
        self._opened.append(url)
        return True


def test_a_request_to_resume_is_the_one_the_run_was_made_by(finished: Path) -> None:
    settings = Settings()
    request = earlier.request_to_resume(finished, settings)
    assert request.suite == "omni-persona" and request.limit == 4 and request.data is None
    assert request.out == finished and request.route == "model"
    again = use_cases.run(request)
    assert again.n == 4 and again.reused == 4


def test_a_damaged_run_is_listed_and_says_so_when_it_is_resumed(finished: Path, tmp_path) -> None:
    shutil.copytree(finished, tmp_path / "hurt")
    (tmp_path / "hurt/card.json").write_text("{}")
    (run,) = earlier.earlier_runs(tmp_path)
    assert (run.state, run.scored) == ("damaged", False)
    with pytest.raises(BadInput, match=r"card\.json: missing or damaged"):
        earlier.request_to_resume(run.folder, Settings())


def test_a_plot_has_its_point_and_its_interval_where_the_numbers_are() -> None:
    drawn = str(plots.interval(50, (25, 75)))
    assert len(drawn) == plots.AXIS and drawn.index("●") == 20
    assert (drawn.index("━"), drawn.rindex("━")) == (10, 30)
    assert "━" not in str(plots.interval(100))
