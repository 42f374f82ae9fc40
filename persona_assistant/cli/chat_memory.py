"""What a chat can do with the memory beside asking: the commands' words, as lines of the chat."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.cli import output

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant
    from persona_assistant.views import Line

_HELP = (
    ("/photo PATH", "a picture goes with the next question"),
    ("/voice PATH", "a clip goes with the next question"),
    ("/who", "who is meant, and why"),
    ("/people", "everybody in the memory"),
    ("/show NAME", "all that is remembered of a person"),
    ("/add NAME --text T --image F --voice F", "remember a person, or more of a person"),
    ("/undo [ID]", "take back a change, by default the latest"),
    ("/conversations", "the conversations, the latest first"),
    ("/new", "begin another conversation"),
    ("/lock", "lock the memory; your next line unlocks it"),
    ("/quit", "end the chat"),
)
_MEDIA = {"--text": "texts", "--image": "images", "--voice": "voices", "--date": "dates"}


def help_lines() -> list[Line]:
    from persona_assistant.views import Line

    return [Line(f"{words}: {does}") for words, does in _HELP]


@dataclass
class MemoryLines:
    """The lines of a chat that show or change the memory. Each takes what stands after its word."""

    assistant: Assistant
    as_json: bool

    def people(self, _: str) -> None:
        from persona_assistant import views

        everybody = self.assistant.people()
        if self.as_json:
            output.document_line(views.people_document(everybody))
        elif everybody:
            output.table(views.people_table(everybody))
        else:
            output.line("The memory is empty; add a person first.")

    def show(self, name: str) -> None:
        from persona_assistant import views

        page = self.assistant.show(_required(_unquoted(name), "/show NAME"))
        if self.as_json:
            output.document_line(views.page_document(page))
        else:
            output.lines(views.page_lines(page))

    def add(self, given: str) -> None:
        """NAME, then options as those of the command `add`."""
        import typer

        from persona_assistant import views
        from persona_assistant.cli.people import asking_whose

        name, options, same = _options(given)
        remember = partial(
            self.assistant.add, **options, on_notice=lambda text: output.notices([text])
        )
        try:
            persona = asking_whose(remember, name, same)
        except typer.Exit:
            return  # and it was said that nothing was remembered
        if self.as_json:
            output.document_line(views.persona_document(persona))
        else:
            output.line(views.remembered(persona))

    def undo(self, change: str) -> None:
        from persona_assistant import views
        from persona_assistant.errors import BadInput

        if change and not change.isdecimal():
            raise BadInput(f"a change is named by its number: /undo [ID], not {change!r}")
        undone = self.assistant.undo(int(change) if change else None)
        if self.as_json:
            output.document_line(views.undone_document(undone))
        else:
            output.lines(views.undone_lines(undone))

    def conversations(self, _: str) -> None:
        from persona_assistant import views

        kept = self.assistant.conversations.list()
        if self.as_json:
            output.document_line(views.conversations_document(kept))
        elif kept:
            output.table(views.conversations_table(kept))
        else:
            output.line("There is no conversation yet; ask something.")


def _options(given: str) -> tuple[str, dict[str, Any], bool | None]:
    """The name, what `Assistant.add` takes, and whether the name is that of somebody known. Raises
    BadInput."""
    from persona_assistant.cli.people import same_or_new
    from persona_assistant.errors import BadInput

    try:
        words = shlex.split(given)
    except ValueError:
        raise BadInput("a quotation mark is left open: /add 'Ana Ruiz' --text '...'") from None
    name: list[str] = []
    options: dict[str, Any] = {}
    flags = set()
    while words:
        word = words.pop(0)
        option, has_value, value = word.partition("=")
        if word in ("--anyway", "--same", "--new"):
            flags.add(word)
        elif option in _MEDIA or option == "--consent":
            if not has_value:
                value = words.pop(0) if words else ""
            _keep(options, option, _required(value, f"{option} and what belongs to it"))
        elif word.startswith("--"):
            known = ", ".join([*_MEDIA, "--consent", "--anyway", "--same", "--new"])
            raise BadInput(f"/add has no {word}; it has {known}")
        else:
            name.append(word)
    if "--anyway" in flags:
        options["anyway"] = True
    same = same_or_new("--same" in flags, "--new" in flags)
    return _required(" ".join(name), "/add NAME --text T"), options, same


def _keep(options: dict[str, Any], option: str, value: str) -> None:
    if option == "--consent":
        options["consent"] = value
        return
    kept: list[Any] = options.setdefault(_MEDIA[option], [])
    kept.append(Path(value).expanduser() if option in ("--image", "--voice") else value)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _required(value: str, usage: str) -> str:
    from persona_assistant.errors import BadInput

    if not value.strip():
        raise BadInput(f"something is missing: {usage}")
    return value
