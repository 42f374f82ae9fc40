"""What a shell offers when somebody presses the tab key.

Typer writes the script for each shell. The script runs the command once more with a variable that
asks for the words that fit; Typer knows the verbs and options, and this module adds the values of
options. Where it knows none, the shell offers files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from persona_assistant.cli.arguments import PROGRAM, verbs
from persona_assistant.errors import BadInput, PersonaAssistantError

VARIABLE = "_PERSONA_ASSISTANT_COMPLETE"
SHELLS = ("bash", "zsh", "fish")
_CHOICES = re.compile(r"[^|\s]+(\|[^|\s]+)+")
_PLACEHOLDER = re.compile(r"[A-Z]+|F\..*")
"""What stands for a value in a list of choices: "lexical|URL|F.gguf"."""


def script(shell: str) -> str:
    """What the shell has to run once. Raises BadInput for a shell that is not known."""
    # Typer declares no exports here.
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    if shell not in SHELLS:
        raise BadInput(f"no completion for {shell!r}; there is one for: {', '.join(SHELLS)}")
    return str(get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell))


def is_asked() -> bool:
    return VARIABLE in os.environ


def answer(command: Any) -> int:
    """Prints the words that fit what was typed so far; returns the exit code for the shell."""
    # Typer declares no exports here.
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()
    for path, each in verbs(command):
        for parameter in each.params:
            if values := _values(path, parameter):
                parameter.shell_complete = _offering(values)
    try:
        command.main(args=[], prog_name=PROGRAM, complete_var=VARIABLE)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


# --- the values of options and arguments

Values = Callable[[], Iterable[str]]


@dataclass(frozen=True)
class _Item:
    """What Typer's scripts read of a completion item."""

    value: str
    help: str | None = None
    type: str = "plain"


def _offering(values: Values) -> Callable[[Any, str], list[_Item]]:
    def complete(context: Any, incomplete: str) -> list[_Item]:
        try:
            return [_Item(each) for each in values() if each.startswith(incomplete)]
        except (PersonaAssistantError, OSError):
            return []  # a shell that completes is no place for an error

    return complete


def _values(path: tuple[str, ...], parameter: Any) -> Values | None:
    """What `parameter` of the command `path` may be, where that is a list of words."""
    metavar = parameter.metavar or ""
    if _CHOICES.fullmatch(metavar):
        choices = [each for each in metavar.split("|") if not _PLACEHOLDER.fullmatch(each)]
        if choices:
            return lambda: choices
    if "--model" in parameter.opts and metavar == "F.gguf":
        return _installed_models
    if "--recipe" in parameter.opts:
        return _recipes
    return _ARGUMENTS.get(" ".join((*path, metavar)))


def _installed_models() -> Iterable[str]:
    from persona_assistant.weights.registry import installed

    return [each.name for each in installed() if each.of("model")]


def _catalogued_models() -> Iterable[str]:
    from persona_assistant.weights.catalog import catalog

    return list(catalog())


def _recipes() -> Iterable[str]:
    from persona_assistant.train.recipes import names

    return names()


def _suites() -> Iterable[str]:
    from persona_assistant.bench.suites import names

    return list(names())


_ARGUMENTS: dict[str, Values] = {
    "models pull NAME": _catalogued_models,
    "bench run SUITE": _suites,
    "bench pull SUITE": _suites,
}
"""By the words of a command and what its argument is called."""
