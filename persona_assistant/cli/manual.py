"""The manual page, written from the commands themselves, so that it never says anything else.

A page is troff with the macros of man(7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from persona_assistant import __version__
from persona_assistant.cli.arguments import HELP_OPTIONS, PROGRAM

_VARIABLES = {
    "PERSONA_ASSISTANT_SETTINGS": "The settings file, in place of the one under FILES.",
    "PERSONA_ASSISTANT_PASSPHRASE": "The memory's passphrase, where nobody can be asked for it.",
    "PERSONA_ASSISTANT_NEW_PASSPHRASE": "The new one for key change, where nobody can be asked.",
    "PERSONA_ASSISTANT_MODELS": "The folder that models live in.",
    "PERSONA_ASSISTANT_API_KEY": "The key for the server of the endpoint engine.",
    "PERSONA_ASSISTANT_JUDGE_API_KEY": "The key for a judge's server.",
}
_EXIT_CODES = {
    "0": "It worked.",
    "1": "Something went wrong, or a check found a problem.",
    "2": "What was handed over cannot be used.",
    "130": "Stopped by Ctrl-C.",
    "141": "The reader of the output went away.",
}


def page(root: Any) -> str:
    """The manual page for the Typer command `root` and everything below it."""
    with root.make_context(PROGRAM, [], resilient_parsing=True) as context:
        return "\n".join(_page(root, context))


def _page(root: Any, context: Any) -> Iterator[str]:
    yield f'.TH {PROGRAM.upper()} 1 "" "{PROGRAM} {__version__}" "User Commands"'
    yield ".nh\n.ad l"  # long names of variables are neither broken nor spread
    yield ".SH NAME"
    yield f"{_text(PROGRAM)} \\- {_text(root.help.rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield from _usage(root, context)
    yield ".SH OPTIONS"
    yield from _parameters(root, context)
    yield from _paragraphs(root.epilog or "")
    yield ".SH COMMANDS"
    yield from _commands(root, context)
    yield ".SH ENVIRONMENT"
    for name, meaning in _VARIABLES.items():
        yield from _item(name, meaning)
    yield ".PP"
    yield _text(f"Every setting is a variable too: {', '.join(_settings())}.")
    yield ".SH FILES"
    yield from _item(
        "~/.config/persona-assistant/settings.toml",
        f"The settings, where the system keeps such files; {PROGRAM} doctor names the place.",
    )
    yield ".SH EXIT STATUS"
    for code, meaning in _EXIT_CODES.items():
        yield from _item(code, meaning)


def _settings() -> Iterator[str]:
    from persona_assistant.settings import PREFIX, Settings

    for each in fields(Settings):
        table = each.metadata.get("table")
        inner = [f"{each.name}__{one.name}" for one in fields(table)] if table else [each.name]
        yield from (PREFIX + name.upper() for name in inner)


def _commands(group: Any, context: Any) -> Iterator[str]:
    for name, command in group.commands.items():
        with command.make_context(name, [], parent=context, resilient_parsing=True) as inner:
            if hasattr(command, "commands"):
                yield from _commands(command, inner)
                continue
            yield f".SS {_text(inner.command_path)}"
            yield from _usage(command, inner)
            yield from _paragraphs(command.help or "")
            yield from _parameters(command, inner, without=HELP_OPTIONS)


def _usage(command: Any, context: Any) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    yield ".PP"
    yield f"\\fB{_text(context.command_path)}\\fR {_text(pieces)}"


def _parameters(command: Any, context: Any, without: Sequence[str] = ()) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and not set(without) & set(parameter.opts):
            yield from _item(*record)


def _item(term: str, meaning: str) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{_text(term)}\\fR"
    yield _text(meaning)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in filter(None, map(_text, text.split("\n\n"))):
        yield ".PP"
        yield paragraph


def _text(text: str) -> str:
    """`text` in one line without anything that troff would take for a command."""
    line = " ".join(text.split()).replace("\\", "\\(rs").replace("-", "\\-")
    return f"\\&{line}" if line[:1] in (".", "'") else line
