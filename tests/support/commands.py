"""The commands that a document shows, and whether the product has them in that form."""

from __future__ import annotations

import functools
import re
import shlex
from pathlib import Path
from typing import Any

PROGRAM = "persona-assistant"
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"\s+#\s.*$", re.MULTILINE)
_INLINE = re.compile(rf"`{PROGRAM} ([^`]+)`")


def shown_commands(document: Path) -> list[list[str]]:
    """The words after `persona-assistant` of every command in fenced blocks and inline code.

    A comment is left out, a line that ends in a backslash goes on, optional parts in brackets are
    taken as given, and `a | b` shows two commands.
    """
    text = document.read_text(encoding="utf-8")
    lines: list[str] = []
    for block in _FENCE.findall(text):
        joined = _COMMENT.sub("", block).replace("\\\n", " ")
        lines += [line for line in joined.splitlines() if line.startswith(f"{PROGRAM} ")]
    lines += [f"{PROGRAM} {words}" for words in _INLINE.findall(_FENCE.sub("", text))]
    found = []
    for line in lines:
        for part in line.removeprefix(f"{PROGRAM} ").split(" | "):
            words = shlex.split(part.replace("[", " ").replace("]", " "))
            if words:
                found.append(words)
    return found


@functools.cache
def _commands() -> Any:
    import typer

    from persona_assistant.cli.root import app

    return typer.main.get_command(app)


def parse(words: list[str]) -> str:
    """The path of the command that takes these words, such as "bench run".

    Nothing is run. Raises a usage error for a verb, an option or a value that does not exist, or an
    argument that lacks.
    """
    command = _commands()
    context = command.make_context(PROGRAM, list(words))
    path: list[str] = []
    while hasattr(command, "commands"):
        rest = [*context._protected_args, *context.args]
        if not rest and command.invoke_without_command:
            return PROGRAM  # without a verb
        name, command, rest = command.resolve_command(context, rest)
        path.append(name)
        context = command.make_context(name, rest, parent=context)
    return " ".join(path)
