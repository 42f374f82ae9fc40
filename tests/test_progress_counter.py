"""A counter reports every step of a stage, with what an earlier run had done."""

from __future__ import annotations

import pytest

from persona_assistant import progress
from persona_assistant.progress import Counter, Progress


def test_every_step_is_reported_from_the_first_on(monkeypatch):
    now = iter((100.0, 100.0, 102.0, 104.0))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    seen: list[Progress] = []
    count = Counter(seen.append, "copying", 50, done=10, unit="bytes", detail="a.bin")
    count(20)
    count(20)
    assert [(step.done, step.worked, step.seconds) for step in seen] == [
        (10, 0, 0.0),
        (30, 20, 2.0),
        (50, 40, 4.0),
    ]
    assert {(step.stage, step.total, step.unit, step.detail) for step in seen} == {
        ("copying", 50, "bytes", "a.bin")
    }
    assert count.done == 50 and seen[1].rate == 10.0 and seen[1].remaining == 2.0


def test_what_a_watcher_raises_ends_the_run():
    def stop(step: Progress) -> None:
        if step.done:
            raise KeyboardInterrupt

    count = Counter(stop, "reading")
    with pytest.raises(KeyboardInterrupt):
        count()


def test_work_that_was_lost_is_counted_again():
    seen: list[Progress] = []
    count = Counter(seen.append, "downloading", 50, done=30, unit="bytes")
    count(10)
    count(-40)
    count(50)
    assert [(step.done, step.worked) for step in seen] == [(30, 0), (40, 10), (0, 0), (50, 50)]
