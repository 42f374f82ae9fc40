"""The tour: invented people in a new encrypted store, questions of every kind, then the benchmark.

Their faces are drawn and their voices synthetic. Every answer is made by the product as it stands;
the demo only loads and asks, and yields what a door then shows. Where an answer differs from what
the demo's author expected, it says so. Without `keep`, store and passphrase are gone when the tour
ends.
"""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant import app, resources, views
from persona_assistant.errors import BadInput, Cancelled
from persona_assistant.pmg import Answer, Persona
from persona_assistant.progress import CancelToken, Done, OnProgress, Progress, ignore
from persona_assistant.settings import Settings

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant
    from persona_assistant.bench import Scores
    from persona_assistant.memory import Store


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everybody is in the store."""

    people: tuple[Persona, ...]
    seconds: float
    kept: Path | None
    """The folder of the store, unless it is gone after the tour."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One question of the tour and its answer."""

    question: str
    image: str | None
    """Path of the picture beside it, relative to the demo's folder; `voice` likewise."""
    voice: str | None
    answer: Answer
    expected: str | None
    """Only where the answer is another one: what was expected."""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole tour."""

    loaded: Loaded
    asked: tuple[AnsweredQuestion, ...]
    bench: Scores | None

    @property
    def exit_code(self) -> int:
        return self.bench.exit_code if self.bench else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "people": [views.persona_document(persona) for persona in self.loaded.people],
            "questions": [
                {
                    "question": each.question,
                    "image": each.image,
                    "voice": each.voice,
                    "as_expected": each.expected is None,
                    "expected": each.expected,
                    "answer": views.answer_document(each.answer),
                }
                for each in self.asked
            ],
            "bench": self.bench and self.bench.to_json(),
            "kept": self.loaded.kept and str(self.loaded.kept),
        }


def folder() -> Path:
    """Where the demo's people, pictures and clips are."""
    return resources.data_path("memory_store", "demo")


def run(
    *,
    keep: Path | None = None,
    key_file: Path | None = None,
    on_progress: OnProgress = ignore,
) -> Iterator[Loaded | AnsweredQuestion | Done[Report]]:
    """The whole tour; `on_progress` sees how far the benchmark at its end is.

    `keep` is a folder without a store in it, opened later with the user's own key. Raises BadInput
    where there is one already.
    """
    script = _script()
    settings = Settings()
    asked: list[AnsweredQuestion] = []
    with _new_store(keep, key_file) as store, app.assistant_over(store, settings) as assistant:
        loaded = _loaded(assistant, script["people"], keep)
        yield loaded
        for question in script["questions"]:
            asked.append(_asked(assistant, question))
            yield asked[-1]
    yield Done(Report(loaded, tuple(asked), _benchmark(settings, on_progress)))


def enrol(assistant: Assistant, cancel: CancelToken | None = None) -> Iterator[Progress]:
    """Adds the demo's people to a memory, one after the other. Raises Cancelled, after which those
    who were added stay."""
    people = _script()["people"]
    began = time.monotonic()
    for number, person in enumerate(people):
        if cancel is not None and cancel.is_set():
            raise Cancelled("stopped", stage="adding the demo's people", done=number)
        seconds = time.monotonic() - began
        yield Progress(
            "adding the demo's people",
            number,
            len(people),
            "people",
            seconds,
            detail=person["name"],
        )
        _add(assistant, person)
    seconds = time.monotonic() - began
    yield Progress("adding the demo's people", len(people), len(people), "people", seconds)


def _script() -> Any:
    return json.loads((folder() / "demo.json").read_text(encoding="utf-8"))


def _add(assistant: Assistant, person: dict[str, Any]) -> None:
    for triplet in person["triplets"]:
        assistant.add(
            person["name"],
            images=[folder() / triplet["image"]] if triplet["image"] else [],
            voices=[folder() / triplet["voice"]] if triplet["voice"] else [],
            texts=[triplet["text"]] if triplet["text"] else [],
            consent=person["consent"],
        )


@contextmanager
def _new_store(keep: Path | None, key_file: Path | None) -> Iterator[Store]:
    from persona_assistant.memory import Store
    from persona_assistant.memory.store import FILE_NAME

    if keep is not None:
        if (keep / FILE_NAME).exists():
            raise BadInput(f"{keep} holds a memory already; name a new folder")
        with Store.open(keep, key_file=key_file) as store:
            yield store
        return
    with (
        tempfile.TemporaryDirectory(prefix="persona-assistant-demo-") as place,
        Store.open(Path(place), passphrase=secrets.token_urlsafe()) as store,
    ):
        yield store


def _loaded(assistant: Assistant, people: Sequence[dict[str, Any]], keep: Path | None) -> Loaded:
    started = time.perf_counter()
    for person in people:
        _add(assistant, person)
    return Loaded(tuple(assistant.people()), time.perf_counter() - started, keep)


def _asked(assistant: Assistant, script: dict[str, Any]) -> AnsweredQuestion:
    answer = assistant.ask(
        script["question"],
        image=folder() / script["image"] if script["image"] else None,
        voice=folder() / script["voice"] if script["voice"] else None,
    )
    expected = _expected(script, answer)
    return AnsweredQuestion(script["question"], script["image"], script["voice"], answer, expected)


def _expected(script: dict[str, Any], answer: Answer) -> str | None:
    """What the demo's author expected where the answer differs, by the offline lexical judge."""
    from persona_assistant.bench import LexicalJudge

    persona: str | None = script["expect"]
    gold: str | None = script["gold"]
    if gold is None:
        if not answer.abstained:
            return f"no answer, nothing of the kind is noted of {persona or 'anybody'}"
    elif answer.abstained or not LexicalJudge().judge(gold, answer.text):
        return gold
    if answer.edge.persona != persona:
        return persona or "nobody in the memory"
    return None


def _benchmark(settings: Settings, on_progress: OnProgress) -> Scores:
    from persona_assistant.bench import SPEECH_NOTE, LexicalJudge, RunConfig, run_bench
    from persona_assistant.bench.assistant_route import AssistantRoute
    from persona_assistant.bench.suites import find

    route = AssistantRoute(app.engine(settings), settings)
    suite = find("omni-persona")
    return run_bench(
        suite, RunConfig(), [route], LexicalJudge(), on_progress=on_progress, notes=[SPEECH_NOTE]
    )
