"""Options that several commands share, and the way from them to settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant
    from persona_assistant.settings import Settings

Image = Annotated[
    Path | None, typer.Option("--image", metavar="F", help="A picture of the person meant.")
]
Voice = Annotated[
    Path | None, typer.Option("--voice", metavar="F", help="A clip of the voice meant.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")]
Engine = Annotated[
    str | None,
    typer.Option(
        metavar="extractive|llama|endpoint", help="What answers; extractive needs no model."
    ),
]
Model = Annotated[
    Path | None,
    typer.Option(metavar="F.gguf", help="Language model, a file or an installed name (llama)."),
]
Projector = Annotated[
    Path | None, typer.Option(metavar="F.gguf", help="Its eyes and ears (llama).")
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="OpenAI-compatible server (endpoint), e.g. http://127.0.0.1:8080/v1"
    ),
]
EndpointModel = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Model on that server; otherwise the first it offers."),
]
ChatTemplate = Annotated[
    str | None,
    typer.Option(
        metavar="gemma-4|gemma-3|chatml|plain",
        help="For a model file that has no chat template.",
    ),
]
TopK = Annotated[
    int | None,
    typer.Option("--top-k", metavar="K", help="People handed to the model on the model's route."),
]
Route = Annotated[
    str | None,
    typer.Option(metavar="assistant|model", help="Who decides whom a question is about."),
]


@dataclass(frozen=True)
class Before:
    """What stood before the command."""

    store: Path | None = None
    key_file: Path | None = None

    def settings(self, **flags: Any) -> Settings:
        """Raises SettingsError."""
        from persona_assistant.settings import load_settings

        return load_settings(store=self.store, key_file=self.key_file, **flags)


def assistant_of(settings: Settings, *, recovery: bool = False) -> Assistant:
    """The assistant of these settings; it opens the store when it is first needed, with `recovery`
    by the recovery key that is asked for now."""
    from persona_assistant import app
    from persona_assistant.cli.output import notices

    def advise() -> None:
        from persona_assistant.views import RECOVERED

        notices([RECOVERED])

    if recovery:
        return app.recovered(settings)
    return app.assistant_of(settings, on_recovery=advise)
