"""One assistant, eight threads: every use case is called at any time and nothing breaks."""

from __future__ import annotations

import os
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from persona_assistant import open_memory
from persona_assistant.errors import PersonaNotFound
from persona_assistant.pmg import Outcome
from tests.support.fakes import calibration, clip, encoders, picture

THREADS, CALLS = 8, int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "80"))


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """`open_memory` with encoders that cost nothing: what is tested is the house, not numpy."""
    monkeypatch.setattr("persona_assistant.app.encoders", lambda settings=None: encoders())
    monkeypatch.setattr("persona_assistant.app.GATES", {})
    monkeypatch.setattr("persona_assistant.app._calibration", calibration)
    with open_memory(tmp_path / "s", key_file=tmp_path / "key") as opened:
        yield opened


class Caller:
    """One thread's people, whom it alone adds and forgets, and its calls on everybody's."""

    def __init__(self, memory, number: int) -> None:
        self.memory, self.number = memory, number
        self.chance = random.Random(number)
        self.mine: dict[str, tuple[int, int]] = {}
        """Name -> how many pictures and notes the person must have."""
        self.added = 0

    def run(self, start: threading.Barrier) -> None:
        start.wait()
        self.add()
        calls = [self.add, self.more, self.who, self.ask, self.people, self.show, self.forget]
        weights = [2, 2, 4, 4, 2, 3, 1]
        for _ in range(CALLS - 1):
            call = self.chance.choices([*calls, self.reject], [*weights, 1])[0]
            if self.mine or call in (self.add, self.people, self.who):
                call()

    def add(self) -> None:
        name = f"Person{chr(97 + self.number)}{chr(97 + self.added % 26)}{self.added}"
        self.added += 1
        persona = self.memory.add(
            name,
            images=[picture(7 * self.number, self.number % 3, f"{name}.jpg")],
            voices=[clip(5 * self.number, self.number % 4)],
            texts=[f"{name} works as a baker."],
        )
        assert (persona.name, persona.images, persona.texts) == (name, 1, 1)
        self.mine[name] = (1, 1)

    def more(self) -> None:
        name = self.any()
        images, texts = self.mine[name]
        persona = self.memory.add(name, texts=[f"{name} has {texts} dogs."])
        self.mine[name] = (images, texts + 1)
        assert persona.texts == texts + 1

    def who(self) -> None:
        edge = self.memory.who(image=picture(self.chance.randrange(90), self.number % 3))
        assert edge.outcome in set(Outcome) and 0 <= edge.probability <= 1
        assert len({each.persona_id for each in edge.candidates}) == len(edge.candidates)

    def ask(self) -> None:
        name = self.any()
        answer = self.memory.ask(f"What is {name}'s job?")
        assert answer.edge.persona == name, answer.edge
        noted = f"{name} works as a baker."
        assert answer.text.endswith(f'"{noted}"') and not answer.abstained
        assert [each.detail for each in answer.evidence] == [noted]

    def people(self) -> None:
        names = {persona.name for persona in self.memory.people()}
        mine = {name for name in names if name.startswith(f"Person{chr(97 + self.number)}")}
        assert mine == set(self.mine)

    def show(self) -> None:
        name = self.any()
        page = self.memory.show(name)
        assert (page.persona.images, page.persona.texts) == self.mine[name]
        assert sum(bool(triplet.text) for triplet in page.triplets) == self.mine[name][1]

    def forget(self) -> None:
        name = self.any()
        assert self.memory.forget(name).name == name
        del self.mine[name]
        with pytest.raises(PersonaNotFound):
            self.memory.show(name)

    def reject(self) -> None:
        name = self.any()
        other = picture(self.chance.random() * 90, 3)
        assert self.memory.reject(name, image=other).name == name

    def any(self) -> str:
        return self.chance.choice(list(self.mine))


@pytest.fixture
def restless():
    """The interpreter changes threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_eight_threads_call_everything_at_once(memory, restless):
    callers = [Caller(memory, number) for number in range(THREADS)]
    start = threading.Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(caller.run, start) for caller in callers]:
            done.result()
    expected = {name: held for caller in callers for name, held in caller.mine.items()}
    assert {p.name: (p.images, p.texts) for p in memory.people()} == expected
    assert memory.store.check() == []
