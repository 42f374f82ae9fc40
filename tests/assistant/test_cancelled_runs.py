"""A long run that is cancelled at any of its steps leaves everything as it was."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from persona_assistant import Assistant, Settings, open_assistant
from persona_assistant.errors import Cancelled, PersonaNotFound
from persona_assistant.importers import Choices, importer_of
from persona_assistant.memory import Store
from persona_assistant.progress import Progress, Watch

PEOPLE = {"Ana": "Ana bakes bread.", "Ben": "Ben repairs bicycles.", "Cleo": "Cleo paints."}


@pytest.fixture
def memory(tmp_path: Path) -> Any:
    settings = Settings(store=tmp_path / "store", key_file=tmp_path / "key")
    with open_assistant(settings) as found:
        for name, note in PEOPLE.items():
            found.add(name, texts=[note])
        yield found


class Stopper:
    """Cancels a run at its step of a number."""

    def __init__(self, number: int) -> None:
        self.left, self.stages, self.cancel = number, [], threading.Event()

    def __call__(self, progress: Progress) -> None:
        self.stages.append(progress.stage)
        self.left -= 1
        if self.left < 0:
            self.cancel.set()


def cancelled_at_every_step(
    run: Callable[[Stopper], Any], check: Callable[[], None], steps: int
) -> Stopper:
    """Runs it until it is through; returns who watched it then."""
    for number in range(50):
        stopper = Stopper(number)
        try:
            run(stopper)
        except Cancelled:
            check()
            continue
        assert number >= steps, "it was not stopped at each of its steps"
        return stopper
    raise AssertionError("it never ended")


def test_what_is_written_is_there_as_a_whole_or_not_at_all(
    memory: Assistant, tmp_path: Path
) -> None:
    events = memory.history()
    target = tmp_path / "target"

    def check() -> None:
        assert sorted(each.name for each in tmp_path.iterdir()) == ["key", "store"]
        assert memory.history() == events and len(memory.people()) == 3

    def export(watch: Stopper) -> None:
        memory.export(target, conversations=True, on_progress=watch, cancel=watch.cancel)

    def backup(watch: Stopper) -> None:
        memory.backup(target, on_progress=watch, cancel=watch.cancel)

    ended = cancelled_at_every_step(export, check, 3)
    assert "writing" in ended.stages and target.exists()
    target.unlink()
    ended = cancelled_at_every_step(backup, check, 2)
    assert ended.stages[-1] == "checking the copy" and target.exists()
    cancelled_at_every_step(
        lambda watch: memory.audit(on_progress=watch, cancel=watch.cancel), lambda: None, 3
    )


def test_an_import_is_planned_and_stored_as_a_whole_or_not_at_all(
    memory: Assistant, tmp_path: Path
) -> None:
    archive = tmp_path / "people.zip"
    memory.export(archive)
    plans = []

    def plan(watch: Stopper) -> None:
        plans.append(memory.plan_import(archive, on_progress=watch, cancel=watch.cancel))

    cancelled_at_every_step(plan, lambda: None, 2)
    assert len(plans) == 1 and len(plans[0].people) == 3
    importer = importer_of(archive)
    with Store.temporary() as other:
        planned = importer.preview(archive, other, Choices())

        def nobody() -> None:
            assert not other.people.all() and not other.events.list()

        cancelled_at_every_step(
            lambda watch: importer.carry_out(planned, other, Watch(watch, watch.cancel)), nobody, 3
        )
        assert len(other.people.all()) == 3
    for name in PEOPLE:
        memory.forget(name)
    token = threading.Event()
    token.set()
    with pytest.raises(Cancelled):
        list(memory.carry_out(memory.plan_import(archive), cancel=token))
    assert memory.people() == []
    stages = [
        each.stage
        for each in memory.carry_out(memory.plan_import(archive))
        if isinstance(each, Progress)
    ]
    assert stages.count("storing") == 4 and len(memory.people()) == 3


def test_forgetting_is_cancelled_before_it_began_or_says_that_only_the_search_was(
    memory: Assistant,
) -> None:
    def forget(watch: Stopper) -> Any:
        return memory.forget("Ana", verify=True, on_progress=watch, cancel=watch.cancel)

    for number in (0, 1):
        with pytest.raises(Cancelled):
            forget(Stopper(number))
        assert memory.show("Ana").persona.texts == 1
    receipt = forget(Stopper(3)).receipt
    assert not receipt.ok and "stopped before its end" in receipt.problems[0]
    with pytest.raises(PersonaNotFound):
        memory.show("Ana")
    watch = Stopper(10**6)
    kept = memory.forget("Ben", verify=True, on_progress=watch, cancel=watch.cancel)
    assert kept.receipt.ok and watch.stages[-1] == "looking for traces"
    assert memory.verify().ok
