"""calibrate: how well the people of this memory are told apart, and judging by that from now on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, open_memory

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.memory import Store
    from persona_assistant.routing.calibration import Evidence, Rate
    from persona_assistant.routing.self_calibration import Measured

_SENSES = {"image": ("Faces", "pictures"), "voice": ("Voices", "clips")}


def calibrate(
    context: typer.Context,
    forget: Annotated[
        bool, typer.Option("--forget", help="Judge by what is shipped again, not by this memory.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure how well people are told apart, and judge by that.

    Every picture and clip you remember is asked about as if it were new. With too few people
    nothing changes.
    """
    from persona_assistant import app
    from persona_assistant.routing import duplicates, self_calibration
    from persona_assistant.routing.calibration import load

    settings = context.obj.settings()
    with open_memory(settings) as memory:
        encoders, calibration = app.encoders(settings), load().with_library(memory.calibrations.get)
        said = []
        if forget:
            measured = []
            for modality in _SENSES:
                dropped = memory.calibrations.forget(encoders[modality].id)
                said.append((modality, "forgotten" if dropped else "none was kept"))
        else:
            left_out(memory, encoders)
            measured = list(self_calibration.calibrate(memory, encoders, load()))
        used = {
            modality: calibration.evidence(modality, encoders[modality]) for modality in _SENSES
        }
        fitted = any(each.problem is None for each in measured)
        doubtful = len(duplicates.check(memory, encoders, calibration)) if fitted else 0
    if doubtful:
        what = "1 thing looks" if doubtful == 1 else f"{doubtful} things look"
        how = "these rates are worse than they would be without"
        output.notices(
            [
                f"{what} doubled or mixed up, {how}: persona-assistant people --check, then calibrate again"
            ]
        )
    if as_json:
        output.document(
            {
                "calibrated": [_document(each, used[each.modality]) for each in measured],
                "doubtful": doubtful,
                "forgotten": [modality for modality, what in said if what == "forgotten"],
            }
        )
        return
    for modality, what in said:
        output.line(f"{_SENSES[modality][0]}: {what}. {_origin(used[modality])}")
    for each in measured:
        _say(each, used[each.modality])
    if measured:
        output.line(
            "Notes: judged as shipped; notes alone do not show how somebody would be described."
        )


def left_out(memory: Store, encoders: Mapping[str, Encoder]) -> None:
    """Says what cannot be compared, because the encoders of the settings have not seen it yet."""
    for modality, (_, things) in _SENSES.items():
        unseen = memory.media.count_without_vector(encoders[modality].id, modality)
        if unseen:
            by = f"{encoders[modality].id} has not seen them"
            output.notices([f"{unseen} {things} are left out, {by}: persona-assistant encode"])


def _document(measured: Measured, used: Evidence) -> dict[str, Any]:
    content = measured.content()
    if measured.problem is not None:
        content = {
            name: content[name]
            for name in ("modality", "encoder", "people", "enrolled", "exemplars")
        }
    kept = measured.problem is None
    return {**content, "kept": kept, "why_not": measured.problem, "judged_by": used.origin}


def _say(measured: Measured, used: Evidence) -> None:
    sense, things = _SENSES[measured.modality]
    held = f"{measured.exemplars} {things} of {measured.enrolled} people"
    if measured.problem is not None:
        output.line(f"{sense} ({measured.encoder}): {held}.")
        output.line(f"  Nothing is changed: {measured.problem}.")
        output.line(f"  {_origin(used)}")
        return
    output.line(f"{sense} ({measured.encoder}): {held}, each asked about against all others.")
    output.line(f"  strangers taken for somebody you know   {_rate(measured.fpir)}")
    output.line(f"  people you know who are not recognised  {_rate(measured.fnir)}")
    output.line(f"  one against one: false matches          {_rate(measured.fmr)}")
    output.line(f"                   false non-matches      {_rate(measured.fnmr)}")
    output.line(f"                   equal error rate       {_rate(measured.eer)}")
    output.line(f"  {_origin(used)} A match needs {100 * used.match:.0f} %.")


def _rate(rate: Rate) -> str:
    between = f"95 %: {100 * rate.low:.1f} to {100 * rate.high:.1f} %"
    return f"{100 * rate.rate:5.1f} %   ({between}, {rate.people} people)"


def _origin(used: Evidence) -> str:
    return {
        "library": "Judged by your own people from now on.",
        "fitted": "Judged as shipped, fitted on invented people.",
        "assumed": "Judged by what is assumed of this kind of encoder; nobody has measured it.",
    }[used.origin]
