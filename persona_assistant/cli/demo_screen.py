"""The tour as a person sees it, in at most 100 columns, and what to try next."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant import demo, views
from persona_assistant.cli import output
from persona_assistant.pmg import Outcome

if TYPE_CHECKING:
    from persona_assistant.bench import Scores

_WIDEST = 100


class DemoScreen:
    """Shows the events of `demo.run` as they come."""

    def __init__(self) -> None:
        self._console = output.console()
        self._console.width = min(self._console.width, _WIDEST)

    def loaded(self, loaded: demo.Loaded) -> None:
        self._say(
            f"{len(loaded.people)} invented people are in a new encrypted memory "
            f"({loaded.seconds:.1f} s). Their faces are drawn, their voices synthetic:",
            "bold",
        )
        self._say(", ".join(persona.name for persona in loaded.people) + ".")
        if loaded.kept is not None:
            self._say(f"It stays in {loaded.kept}.", "dim")

    def asked(self, asked: demo.AnsweredQuestion) -> None:
        answer = asked.answer
        unanswered = answer.abstained or answer.edge.outcome is not Outcome.MATCHED
        self._console.print()
        self._say(f"{_media(asked)}{asked.question}", "bold")
        self._say(answer.text, "yellow" if unanswered else "green", indent=2)
        self._say(views.footing(answer), "dim", indent=2)
        if asked.expected is not None:
            self._say(f"! Expected: {asked.expected}", "red", indent=2)

    def finished(self, report: demo.Report, commands: Sequence[str]) -> None:
        as_expected = sum(each.expected is None for each in report.asked)
        self._console.print()
        self._say(
            f"{as_expected} of {len(report.asked)} answers are as expected, "
            "in the eyes of a lexical judge.",
            "bold",
        )
        if report.bench is not None:
            self._benchmark(report.bench)
        self._console.print()
        self._say("Try next:", "bold")
        for command in commands:
            # Whole, for copying: a terminal that is too narrow may break it, we must not.
            output.line(f"  {command}")

    def _benchmark(self, bench: Scores) -> None:
        from persona_assistant.bench.terminal.scores import scores_table

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

        width = self._console.width - indent
        for line in Text(output.printable(text), style).wrap(self._console, width):
            line.rstrip()
            self._console.print(Text(" " * indent) + line)


def _media(asked: demo.AnsweredQuestion) -> str:
    """The picture or clip beside a question, by its name."""
    media = [("picture", asked.image), ("clip", asked.voice)]
    return "".join(f"[{kind} {Path(name).name}] " for kind, name in media if name)


def commands_to_try(keep: Path | None, key_file: Path | None) -> list[str]:
    """Three commands: about the demo's people where they stay, else the way to people of one's
    own."""
    if keep is None:
        return [
            "persona-assistant demo --keep demo-people",
            'persona-assistant add "Maya" --image maya.jpg --text "Maya is a nurse."',
            'persona-assistant ask "What is Maya\'s job?"',
        ]
    program = ["persona-assistant", "--store", str(keep)]
    if key_file is not None:
        program += ["--key-file", str(key_file)]
    picture = str(demo.folder() / "queries" / "02.jpg")
    return [
        shlex.join([*program, "people"]),
        shlex.join([*program, "who", "--image", picture]),
        shlex.join([*program, "ask", "What is this person's job?", "--image", picture]),
    ]
