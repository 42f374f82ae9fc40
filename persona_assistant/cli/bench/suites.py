"""bench list, pull: the benchmarks there are, and how one comes to this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json
from persona_assistant.cli.progress import progress_line


def list_suites(as_json: Json = False) -> None:
    """Show the benchmarks there are, and what may be varied in each."""
    from persona_assistant.bench.use_cases import describe_suites

    suites = describe_suites()
    if as_json:
        output.document(suites)
        return
    for suite in suites:
        output.line(f"{suite['suite']}: {suite['about']}")
        items = "bundled items, or --data" if suite["bundled"] else "--data, or bench pull"
        routes = ", ".join(suite["routes"])
        hub = f"from the hub: {suite['dataset']}" if suite["dataset"] else "not on the hub"
        output.dim(f"  items: {items}; {hub}; routes: {routes}")
        for name, option in suite["options"].items():
            allowed = "|".join(option["allowed"]) or ("TEXT" if option["free"] else "N")
            about = f"{option['help']} (default {option['default']})"
            output.dim(f"  --set {name}={allowed}   {about}")


def pull(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="Which benchmark.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for it; otherwise one named after it."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="For data that ask who you are; otherwise HF_TOKEN."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch a benchmark from the hub.

    The same command goes on after a stop. HF_ENDPOINT names a mirror.
    """
    from persona_assistant.bench.pull import pull_suite
    from persona_assistant.bench.suites import find

    wanted = find(suite)
    with progress_line(quiet=as_json) as on_progress:
        pulled = pull_suite(wanted, out or Path(wanted.name), token=token, on_progress=on_progress)
    if as_json:
        output.document(pulled.to_json())
        return
    there = "was there already, and whole" if pulled.already else f"{pulled.size / 1e6:,.0f} MB"
    output.line(f"{wanted.title} is in {pulled.folder}: {pulled.files} files, {there}.")
    if pulled.records:
        output.dim(f"Run it: persona-assistant bench run {wanted.name} --data {pulled.records}")
