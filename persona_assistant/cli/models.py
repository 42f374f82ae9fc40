"""models list, pull, verify, add, and what makes models: export, merge, convert, quantize."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import export, output
from persona_assistant.cli.options import Json

if TYPE_CHECKING:
    from persona_assistant.weights.overview import Row
    from persona_assistant.weights.registry import Installed, Watch

app = typer.Typer(
    help="Fetch, check and make model files.", rich_markup_mode=None, no_args_is_help=False
)


@app.callback()
def models() -> None:
    """Fetch, check and make model files."""


# --- what there is


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """List the models: which fit this machine, which are installed."""
    from persona_assistant.weights import models_folder, overview

    machine = overview.machine()
    rows = overview.rows(machine)
    if as_json:
        output.document(
            {
                "folder": str(models_folder()),
                "ram": machine.ram,
                "disk_free": machine.disk,
                "models": [_row_document(row) for row in rows],
            }
        )
    else:
        _table(rows)
        ram = "unknown" if machine.ram is None else _amount(machine.ram)
        output.dim(
            f"This machine: {ram} of memory, {_amount(machine.disk)} free in {models_folder()}"
        )


@app.command()
def pull(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model of the list.")],
    from_folder: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", help="Take the files from a folder, without a network."
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="For models that ask who you are; otherwise HF_TOKEN."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch a model, or go on where it stopped.

    HF_ENDPOINT names a mirror, PERSONA_ASSISTANT_MODELS the folder that models live in.
    """
    from persona_assistant.weights.pull import pull as fetch

    with progress(as_json) as watch:
        pulled = fetch(name, token=token, from_folder=from_folder, watch=watch)
    if as_json:
        output.document({**_installed_document(pulled.model), "already": pulled.already})
        return
    model = pulled.model
    if pulled.already:
        output.line(f"{model.name} is installed already, and whole.")
    else:
        output.line(f"Installed {model.name}: {_amount(model.size)} in {model.folder}.")
    if model.of("model"):
        output.line(
            f"Ask with it: persona-assistant ask --engine llama --model {model.name} QUESTION"
        )


@app.command()
def verify(as_json: Json = False) -> None:
    """Read every installed model again; exit 1 when one is damaged."""
    from persona_assistant.weights import registry

    with progress(as_json) as watch:
        found = [(model, registry.verify(model, watch)) for model in registry.installed()]
    damaged = any(problems for _, problems in found)
    if as_json:
        output.document(
            {
                "models": [
                    {"name": model.name, "whole": not wrong, "problems": wrong}
                    for model, wrong in found
                ],
                "whole": not damaged,
            }
        )
    elif not found:
        output.line("No model is installed; see: persona-assistant models list")
    else:
        for model, problems in found:
            output.line(f"{'BAD' if problems else 'ok '}  {model.name}")
            for problem in problems:
                output.line(f"     {problem}")
            if problems:
                output.line(f"     -> {registry.remedy(model)}")
    raise typer.Exit(1 if damaged else 0)


@app.command()
def add(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A language model in GGUF.")],
    projector: Annotated[
        Path | None, typer.Option(metavar="F.gguf", help="The eyes and ears that belong to it.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What to call it; otherwise like the file."),
    ] = None,
    copy: Annotated[
        bool, typer.Option("--copy", help="Copy the files instead of using them there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Give a model file of this machine a name."""
    from persona_assistant.weights import register

    with progress(as_json) as watch:
        model = register.add(path, projector, name=name, copy=copy, watch=watch)
    if as_json:
        output.document(_installed_document(model))
    else:
        output.line(f"Added {model.name}: {_amount(model.size)}.")
        output.line(
            f"Ask with it: persona-assistant ask --engine llama --model {model.name} QUESTION"
        )


# --- making models: export, merge, convert, quantize


app.add_typer(export.app, name="export")


@app.command()
def merge(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="Folder of the full-precision model.")
    ],
    adapter: Annotated[
        Path, typer.Argument(metavar="ADAPTER", help="Folder of the LoRA adapter (PEFT).")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to make.")],
    as_json: Json = False,
) -> None:
    """Put a trained LoRA adapter into its model."""
    from persona_assistant.weights import merge as merging

    with progress(as_json) as watch:
        made = merging.merge(model, adapter, out, watch=watch)
    if as_json:
        output.document({"folder": str(made.folder), "matrices": made.layers, "size": made.size})
    else:
        output.line(f"Merged {made.layers} matrices: {_amount(made.size)} in {made.folder}.")
        output.line(f"Convert it next: persona-assistant models convert {made.folder} OUT")


@app.command()
def convert(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="Folder of the full-precision model.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to make.")],
    precision: Annotated[
        str,
        typer.Option(metavar="bf16|f16|f32", help="Of the language model; the projector is BF16."),
    ] = "bf16",
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="ARCHIVE", help="Source archive of llama-cpp-python, where pip cannot fetch it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make GGUF files, model and projector, of a full-precision model."""
    from persona_assistant.weights import convert as converting
    from persona_assistant.weights import models_folder

    cache = models_folder() / ".converter"
    with progress(as_json) as watch:
        made = converting.convert(
            model, out, cache=cache, precision=precision, source=source, watch=watch
        )
    files = [file for file in (made.model, made.projector) if file]
    if as_json:
        document = {
            "model": str(made.model),
            "projector": made.projector and str(made.projector),
            "sizes": [file.stat().st_size for file in files],
        }
        output.document(document)
    else:
        for file in files:
            output.line(f"Made {file}: {_amount(file.stat().st_size)}.")
        output.line(f"Quantize it next: persona-assistant models quantize {made.model} OUT.gguf")


@app.command()
def quantize(
    model: Annotated[
        Path, typer.Argument(metavar="F.gguf", help="A language model in F16, BF16 or F32.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.gguf", help="File to make.")],
    kind: Annotated[
        str, typer.Option(metavar="Q4_K_M|Q5_K_M|Q8_0|Q4_0", help="How fine.")
    ] = "Q4_K_M",
    as_json: Json = False,
) -> None:
    """Make a smaller model with fewer bits a number."""
    from persona_assistant.weights import quantize as quantizing

    with progress(as_json) as watch:
        made = quantizing.quantize(model, out, kind.upper(), watch=watch)
    if as_json:
        document = {"file": str(made.file), "kind": made.kind, "size": made.size}
        output.document({**document, "size_before": made.size_before})
    else:
        output.line(
            f"Made {made.file} ({made.kind}): {_amount(made.size)} instead of {_amount(made.size_before)}."
        )
        output.line(
            f"Give it a name: persona-assistant models add {made.file} --projector MMPROJ.gguf"
        )


# --- shown while it lasts


@contextmanager
def progress(as_json: bool) -> Iterator[Watch | None]:
    """What to tell of long work: a bar at a terminal, a line per file elsewhere, nothing beside
    JSON."""
    if sys.stderr.isatty():
        with _bar() as watch:
            yield watch
    elif as_json:
        yield None
    else:
        seen: set[tuple[str, str]] = set()

        def say(stage: str, file: str, done: int, total: int | None) -> None:
            if (stage, file) not in seen:
                seen.add((stage, file))
                begun = f", {_amount(done)} there already" if done else ""
                size = f" ({_amount(total)}{begun})" if total is not None else ""
                print(output.printable(f"{stage} {file}{size}"), file=sys.stderr, flush=True)

        yield say


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[tuple[str, str], Any] = {}

        def draw(stage: str, file: str, done: int, total: int | None) -> None:
            key = (stage, file)
            if key not in tasks:
                name = file if len(file) <= 32 else "..." + file[-29:]
                tasks[key] = shown.add_task(
                    output.printable(f"{stage} {name}"), total=total, completed=done
                )
            shown.update(tasks[key], completed=done)
            if total is not None and done >= total:
                shown.update(tasks[key], visible=False)

        yield draw


# --- as a table, as JSON


def _table(rows: list[Row]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("memory", justify="right", no_wrap=True)
    table.add_column("fits", no_wrap=True)
    table.add_column("license", overflow="fold")
    table.add_column("hashes", no_wrap=True)
    for purpose, group in groupby(
        rows, key=lambda row: row.known.purpose if row.known else "added"
    ):
        table.add_row(Text(purpose, style="dim"))
        for row in group:
            model, here = row.known, row.installed
            size = here.size if here else model and model.size
            table.add_row(
                Text(output.printable(row.name)),
                _amount(size) if size else "-",
                f"{model.ram:.1f} GB" if model and model.ram else "-",
                _standing(row),
                model.license if model else "-",
                model.evidence if model else "taken here",
            )
    output.console().print(table)
    output.dim("Hashes are pinned beforehand, or taken from the hub at the first pull; unverified:")
    output.dim("nobody was seen to fetch such a file, so its name or size may differ.")


def _standing(row: Row) -> str:
    """Installed, or what speaks against installing it."""
    if row.installed:
        return "installed"
    if row.fits_ram is False:
        return "no: memory"
    return "yes" if row.fits_disk is not False else "no: disk"


def _row_document(row: Row) -> dict[str, Any]:
    model = row.known
    return {
        "name": row.name,
        "title": model and model.title,
        "purpose": model and model.purpose,
        "repository": model and model.repository,
        "revision": model and model.revision,
        "license": model and model.license,
        "size": model.size if model else row.installed and row.installed.size,
        "ram_gb": model and model.ram,
        "note": model and model.note,
        "evidence": model and model.evidence,
        "source": model and model.source,
        "files": [
            {
                "path": file.path,
                "role": file.role,
                "size": file.size,
                "sha256": file.sha256,
                "seen": file.seen,
            }
            for file in (model.files if model else ())
        ],
        "patterns": list(model.patterns) if model else [],
        "fits": row.fits,
        "fits_ram": row.fits_ram,
        "fits_disk": row.fits_disk,
        "installed": row.installed and _installed_document(row.installed),
    }


def _installed_document(model: Installed) -> dict[str, Any]:
    return {
        "name": model.name,
        "folder": str(model.folder),
        "origin": model.origin,
        "repository": model.repository,
        "revision": model.revision,
        "license": model.license,
        "size": model.size,
        "files": [
            {
                "path": str(model.place(file)),
                "role": file.role,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in model.files
        ],
    }


def _amount(size: int) -> str:
    from persona_assistant.atomic import format_size

    return format_size(size)
