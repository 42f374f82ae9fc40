"""The tour: invented people in a new encrypted memory, questions of every kind, then the benchmark.

Every answer is made by the product as it stands; the demo only loads, asks and shows. What comes
out otherwise than the demo's author expected is marked, not hidden. Without `keep`, memory and
passphrase are gone when the tour ends.
"""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from persona_assistant import app, resources
from persona_assistant.errors import BadInput
from persona_assistant.pmg import Answer, Outcome, Persona
from persona_assistant.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from persona_assistant.bench import Scores
    from persona_assistant.progress import OnProgress
    from persona_assistant.memory import Store


@dataclass(frozen=True)
class Asked:
    """One question of the tour and what came of it."""

    question: str
    image: str | None
    voice: str | None
    answer: Answer
    differs: str | None
    """What was expected, where that is not what came; None when all is as expected."""


@dataclass
class Report:
    people: list[Persona] = field(default_factory=list)
    load_seconds: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    bench: Scores | None = None
    kept: Path | None = None

    @property
    def exit_code(self) -> int:
        return self.bench.exit_code if self.bench else 0

    def to_json(self) -> dict[str, Any]:
        from persona_assistant.cli.output import answer_document, persona_document

        return {
            "people": [persona_document(persona) for persona in self.people],
            "questions": [
                {
                    "question": each.question,
                    "image": each.image,
                    "voice": each.voice,
                    "as_expected": each.differs is None,
                    "expected": each.differs,
                    "answer": answer_document(each.answer),
                }
                for each in self.asked
            ],
            "bench": self.bench and self.bench.to_json(),
            "kept": self.kept and str(self.kept),
        }


class Watcher(Protocol):
    """Who sees the tour while it goes on."""

    def loaded(self, people: Sequence[Persona], seconds: float, kept: Path | None) -> None: ...
    def asked(self, number: int, asked: Asked) -> None: ...
    def finished(self, report: Report) -> None: ...


class _Nobody:
    def loaded(self, *_: object) -> None: ...
    def asked(self, *_: object) -> None: ...
    def finished(self, *_: object) -> None: ...


def run(
    *,
    keep: Path | None = None,
    key_file: Path | None = None,
    watcher: Watcher | None = None,
    watch: OnProgress | None = None,
) -> Report:
    """The whole tour. `keep` is a folder without a memory in it, opened later with the user's own
    key."""
    watcher = watcher or _Nobody()
    report = Report(kept=keep)
    folder = resources.data_path("memory_store", "demo")
    script = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    settings = Settings()
    with _new_memory(keep, key_file) as memory:
        with app.assistant_over(memory, settings) as assistant:
            started = time.perf_counter()
            for person in script["people"]:
                _remember(assistant, person, folder)
            report.people = assistant.people()
            report.load_seconds = time.perf_counter() - started
            watcher.loaded(report.people, report.load_seconds, keep)
            for number, each in enumerate(script["questions"], start=1):
                query = app.query(
                    each["question"],
                    folder / each["image"] if each["image"] else None,
                    folder / each["voice"] if each["voice"] else None,
                )
                answer = assistant.ask(query)
                asked = Asked(
                    each["question"], each["image"], each["voice"], answer, _differs(each, answer)
                )
                report.asked.append(asked)
                watcher.asked(number, asked)
    report.bench = _benchmark(settings, watch)
    watcher.finished(report)
    return report


@contextmanager
def _new_memory(keep: Path | None, key_file: Path | None) -> Iterator[Store]:
    from persona_assistant.memory import Store
    from persona_assistant.memory.store import FILE_NAME

    if keep is not None:
        if (keep / FILE_NAME).exists():
            raise BadInput(f"{keep} holds a memory already; name a new folder")
        with Store.open(keep, key_file=key_file) as memory:
            yield memory
        return
    with tempfile.TemporaryDirectory(prefix="persona-assistant-demo-") as place:
        with Store.open(Path(place), passphrase=secrets.token_urlsafe()) as memory:
            yield memory


def _remember(assistant, person: dict[str, Any], folder: Path) -> None:
    from persona_assistant.media import load_image, load_voice

    for triplet in person["triplets"]:
        assistant.add(
            person["name"],
            images=[load_image(folder / triplet["image"])] if triplet["image"] else [],
            voices=[load_voice(folder / triplet["voice"])] if triplet["voice"] else [],
            texts=[triplet["text"]] if triplet["text"] else [],
            consent=person["consent"],
        )


def _differs(expected: dict[str, Any], answer: Answer) -> str | None:
    """What the demo's author expected where the answer is otherwise, by the offline lexical
    judge."""
    from persona_assistant.bench import LexicalJudge

    if expected["expect_abstain"]:
        if not answer.abstained:
            return f"no answer, nothing of the kind is noted of {expected['expect'] or 'anybody'}"
    elif answer.abstained or not LexicalJudge().judge(expected["gold"], answer.text):
        return expected["gold"]
    if answer.edge.persona != expected["expect"]:
        return expected["expect"] or "nobody in the memory"
    return None


def _benchmark(settings: Settings, watch: OnProgress | None) -> Scores:
    from persona_assistant.bench import SPEECH_NOTE, LexicalJudge, RunConfig, run_bench
    from persona_assistant.bench.assistant_route import AssistantRoute
    from persona_assistant.bench.suites import find
    from persona_assistant.progress import ignore

    route = AssistantRoute(app.engine(settings), settings)
    return run_bench(
        find("omni-persona"),
        RunConfig(),
        [route],
        LexicalJudge(),
        on_progress=watch or ignore,
        notes=[SPEECH_NOTE],
    )


class Screen:
    """The tour as a person sees it, in at most 100 columns."""

    def __init__(self, console: Console) -> None:
        self._console = console
        console.width = min(console.width, 100)

    def loaded(self, people: Sequence[Persona], seconds: float, kept: Path | None) -> None:
        self._say(
            f"{len(people)} invented people are in a new encrypted memory ({seconds:.1f} s):",
            "bold",
        )
        self._say(", ".join(persona.name for persona in people) + ".")
        if kept is not None:
            self._say(f"It stays in {kept}.", "dim")

    def asked(self, number: int, asked: Asked) -> None:
        from persona_assistant.cli.output import footing

        self._console.print()
        self._say(f"{_shown(asked)}{asked.question}", "bold")
        unknown = asked.answer.edge.outcome is not Outcome.MATCHED
        self._say(
            asked.answer.text, "yellow" if asked.answer.abstained or unknown else "green", indent=2
        )
        self._say(footing(asked.answer), "dim", indent=2)
        if asked.differs is not None:
            self._say(f"! Expected: {asked.differs}", "red", indent=2)

    def finished(self, report: Report) -> None:
        from persona_assistant.bench.terminal.scores import scores_table

        expected = sum(each.differs is None for each in report.asked)
        self._console.print()
        self._say(
            f"{expected} of {len(report.asked)} answers are as expected, in the eyes of a lexical judge.",
            "bold",
        )
        bench = report.bench
        if bench is None:
            return
        self._console.print()
        self._say(f"The bundled benchmark, {bench.n} items, {bench.seconds:.1f} s:", "bold")
        self._say(f"engine {bench.engine}, route {bench.route}, judge: {bench.judge}", "dim")
        self._console.print(scores_table(bench))
        for note in bench.notes:
            self._say(note, "dim")
        if bench.incomplete:
            again = "persona-assistant bench run omni-persona"
            self._say(
                f"INCOMPLETE: {bench.errors} items are in no score; to see why: {again}", "red"
            )

    def _say(self, text: str, style: str = "", indent: int = 0) -> None:
        from rich.text import Text

        from persona_assistant.cli.output import printable

        for line in Text(printable(text), style).wrap(self._console, self._console.width - indent):
            line.rstrip()
            self._console.print(Text(" " * indent) + line)


def _shown(asked: Asked) -> str:
    """The picture or clip that goes with a question, by its name."""
    shown = [("picture", asked.image), ("clip", asked.voice)]
    return "".join(f"[{kind} {Path(name).name}] " for kind, name in shown if name)
