"""Models in words: whether one fits this machine, what pulling one means, how one is used, what
checking them found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from persona_assistant.atomic import format_size
from persona_assistant.views.layout import Line

if TYPE_CHECKING:
    from persona_assistant.weights.availability import ModelStatus
    from persona_assistant.weights.registry import Verification

_DOES = {
    "image_encoder": "sees pictures",
    "voice_encoder": "hears voices",
    "text_encoder": "finds notes by what they mean",
    "transcriber": "writes down what is said in clips",
}


def fits(status: ModelStatus) -> str:
    """Installed, or what speaks against installing it."""
    if status.installed:
        return "installed"
    if status.fits_ram is False:
        return "no: memory"
    return "yes" if status.fits_disk is not False else "no: disk"


def used(name: str, setting: str | None, changed: Sequence[str], file: object) -> str:
    """What a model does from now on. `setting` names it; None where that is what is built in."""
    does = f"{name} {_DOES[setting]}" if setting else "What is built in recognises people"
    if not changed:
        return f"{does} already."
    removed = "" if setting else " removed from"
    return f"{does} from now on ({', '.join(changed)}{removed or ' in'} {file})."


def overridden(variables: Sequence[str], name: str) -> Iterator[str]:
    """What keeps the settings file from being heard."""
    for each in variables:
        yield f"{each} is set and wins over the settings file; unset it to use {name}"


def verified_lines(
    results: Sequence[Verification], bundled_problems: Sequence[str], bundled: int
) -> Iterator[Line]:
    """`bundled`: how many networks come with the product."""
    from persona_assistant.weights import registry

    yield Line(f"{'BAD' if bundled_problems else 'ok '}  the {bundled} bundled networks")
    for problem in bundled_problems:
        yield Line(f"     {problem}")
    if bundled_problems:
        yield Line("     -> install persona-assistant again")
    if not results:
        yield Line("No model is installed; see: persona-assistant models list")
    for each in results:
        yield Line(f"{'ok ' if each.intact else 'BAD'}  {each.model.name}")
        for problem in each.problems:
            yield Line(f"     {problem}")
        if not each.intact:
            yield Line(f"     -> {registry.remedy(each.model)}")


def pull_lines(status: ModelStatus, origin: str, ram: int | None, begun: int = 0) -> Iterator[str]:
    """What pulling a model of the catalogue from `origin` means. `begun`: bytes that are here
    already; `ram`: bytes this machine has."""
    model = status.known
    assert model is not None  # nothing else is pulled
    from persona_assistant.weights import models_folder

    size = "an unknown amount" if model.size is None else format_size(model.size)
    here = f", {format_size(begun)} of it is here" if begun else ""
    yield f"{size}{here}, from {origin}/{model.repository}"
    yield f"into {models_folder() / model.name}"
    yield f"licence: {model.license}"
    if model.ram:
        there = "an unknown amount" if ram is None else f"{ram / 1e9:.1f} GB"
        short = "" if status.fits_ram is not False else ": it does not fit"
        yield f"needs about {model.ram:.1f} GB of memory, {there} there{short}"
    if status.fits_disk is False:
        yield "there is not enough room on the disk"
    if model.evidence == "unverified":
        yield "nobody was seen to fetch this file, so its name or size may differ"
