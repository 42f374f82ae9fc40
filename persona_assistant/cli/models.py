"""models list, pull, use, verify, add, and what makes models: export, merge, convert, quantize."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_assistant.cli import export, output
from persona_assistant.cli.options import ChatTemplate, Json

if TYPE_CHECKING:
    from persona_assistant.weights.availability import ModelStatus

app = typer.Typer(
    help="Download, check and make model files.", rich_markup_mode=None, no_args_is_help=False
)


@app.callback()
def models() -> None:
    """Download, check and make model files."""


# --- what there is


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """List the models: which fit this machine, which are installed."""
    from persona_assistant.weights import availability, documents, models_folder

    machine = availability.hardware()
    models = availability.list_models(machine)
    if as_json:
        output.document(documents.available(machine, models))
        return
    _table(models)
    ram = "unknown" if machine.ram is None else _amount(machine.ram)
    output.dim(
        f"This machine: {ram} of memory, {_amount(machine.disk_free)} free in {models_folder()}"
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
    """Download a model, or continue where it stopped.

    HF_ENDPOINT names a mirror, PERSONA_ASSISTANT_MODELS the folder that models live in.
    """
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.weights import documents
    from persona_assistant.weights.pull import pull as pull_model

    with progress_line(quiet=as_json) as on_progress:
        pulled = pull_model(name, token=token, from_folder=from_folder, on_progress=on_progress)
    if as_json:
        output.document(documents.pulled(pulled))
        return
    model = pulled.model
    if pulled.already:
        output.line(f"{model.name} is installed already, and whole.")
    else:
        output.line(f"Installed {model.name}: {_amount(model.size)} in {model.folder}.")
    if model.of("model"):
        _say_how_to_ask(model.name)


@app.command()
def use(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="An encoder or Whisper model of the list; or: builtin."
        ),
    ],
    from_folder: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", help="Take missing files from a folder, without a network."
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="For models that ask who you are; otherwise HF_TOKEN."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Have another encoder recognise people, or builtin.

    NAME sees pictures, hears voices, finds notes by what they mean or writes down clips. It is
    downloaded if it is missing and named in the settings file, and everything remembered is
    encoded anew. builtin goes back to what comes with this program.
    """
    from persona_assistant import model_use, views
    from persona_assistant.cli.enrol import encode_all, say_what_is_left
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.memory.store import FILE_NAME
    from persona_assistant.views import models as model_views

    with progress_line(quiet=as_json) as on_progress:
        used = model_use.use(
            name,
            context.obj.settings(),
            token=token,
            from_folder=from_folder,
            on_progress=on_progress,
        )
    if not as_json:
        output.line(model_views.used(used.name, used.setting, used.changed, used.file))
    output.notices(model_views.overridden(used.overridden, used.name))
    settings = context.obj.settings()
    report = None
    if not used.overridden and (settings.store / FILE_NAME).exists():
        report = encode_all(settings)
    if as_json:
        encoded = views.encoded_document(report) if report else None
        output.document({**model_use.as_document(used), "encoding": encoded})
    elif report:
        output.lines(views.encoded_lines(report))
    if report:
        say_what_is_left(report, passed_over=not as_json)


@app.command()
def verify(as_json: Json = False) -> None:
    """Read every model again; exit 1 when one is damaged."""
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.views import models as model_views
    from persona_assistant.weights import bundled, documents, registry

    with progress_line(quiet=as_json) as on_progress:
        problems = bundled.problems(on_progress)
        results = registry.verify_all(on_progress)
    if as_json:
        output.document(documents.verified(results, problems))
    else:
        output.lines(model_views.verified_lines(results, problems, len(bundled.networks())))
    raise typer.Exit(0 if not problems and all(each.intact for each in results) else 1)


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
    chat_template: ChatTemplate = None,
    as_json: Json = False,
) -> None:
    """Give a model file of this machine a name."""
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.settings import load_settings
    from persona_assistant.weights import documents
    from persona_assistant.weights.add import add as add_model

    with progress_line(quiet=as_json) as on_progress:
        model = add_model(
            path,
            projector,
            name=name,
            copy=copy,
            chat_template=load_settings(chat_template=chat_template).chat_template,
            on_progress=on_progress,
        )
    if as_json:
        output.document(documents.installed(model))
    else:
        output.line(f"Added {model.name}: {_amount(model.size)}.")
        _say_how_to_ask(model.name)


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
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although the adapter names another model.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a trained LoRA adapter into its model."""
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.weights import documents
    from persona_assistant.weights.merge import merge as merge_adapter

    with progress_line(quiet=as_json) as on_progress:
        merged = merge_adapter(model, adapter, out, anyway=anyway, on_progress=on_progress)
    output.notices(merged.notices)
    if as_json:
        output.document(documents.merged(merged))
    else:
        output.line(f"Merged {merged.layers} matrices: {_amount(merged.size)} in {merged.folder}.")
        output.line(f"Convert it next: persona-assistant models convert {merged.folder} OUT")


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
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.weights import documents
    from persona_assistant.weights.convert import convert as convert_model

    with progress_line(quiet=as_json) as on_progress:
        converted = convert_model(
            model, out, precision=precision, source=source, on_progress=on_progress
        )
    if as_json:
        output.document(documents.converted(converted))
    else:
        for file in converted.files:
            output.line(f"Made {file}: {_amount(file.stat().st_size)}.")
        made = converted.model
        output.line(f"Quantize it next: persona-assistant models quantize {made} OUT.gguf")


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
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.weights import documents
    from persona_assistant.weights.quantize import quantize as quantize_model

    with progress_line(quiet=as_json) as on_progress:
        made = quantize_model(model, out, kind, on_progress=on_progress)
    if as_json:
        output.document(documents.quantized(made))
    else:
        output.line(
            f"Made {made.file} ({made.kind}): {_amount(made.size)} instead of"
            f" {_amount(made.size_before)}."
        )
        output.line(
            f"Give it a name: persona-assistant models add {made.file} --projector MMPROJ.gguf"
        )


# --- in words


def _say_how_to_ask(name: str) -> None:
    output.line(f"Ask with it: persona-assistant ask --engine llama --model {name} QUESTION")


def _table(models: list[ModelStatus]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from persona_assistant.views.models import fits
    from persona_assistant.weights import bundled

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("memory", justify="right", no_wrap=True)
    table.add_column("fits", no_wrap=True)
    table.add_column("license", overflow="fold")
    table.add_column("hashes", no_wrap=True)
    table.add_row(Text("bundled", style="dim"))
    for network in bundled.networks():
        table.add_row(
            network.name, _amount(network.total_size), "-", "bundled", network.license, "pinned"
        )
    for purpose, group in groupby(
        models, key=lambda status: status.known.purpose if status.known else "added"
    ):
        table.add_row(Text(purpose, style="dim"))
        for status in group:
            model, present = status.known, status.installed
            size = present.size if present else model and model.size
            table.add_row(
                Text(output.printable(status.name)),
                _amount(size) if size else "-",
                f"{model.ram:.1f} GB" if model and model.ram else "-",
                fits(status),
                model.license if model else "-",
                model.evidence if model else "taken here",
            )
    output.console().print(table)
    output.dim("Hashes are pinned beforehand, or taken from the hub at the first pull; unverified:")
    output.dim("nobody was seen to fetch such a file, so its name or size may differ.")


def _amount(size: int) -> str:
    from persona_assistant.atomic import format_size

    return format_size(size)
