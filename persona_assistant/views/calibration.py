"""How well people are told apart, and how scores are judged."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line

if TYPE_CHECKING:
    from persona_assistant.assistant.calibrate import CalibrationReport, Unseen
    from persona_assistant.routing.calibration import Evidence, Rate
    from persona_assistant.routing.self_calibration import Measured

_SENSES = {
    "face": ("Faces", "photos"),
    "image": ("Pictures", "pictures"),
    "voice": ("Voices", "clips"),
    "synthetic": ("Synthetic voices", "clips"),
    "together": ("A picture and a clip together", "media"),
}
_ORIGINS = {
    "library": "Judged by your own people from now on.",
    "fitted": "Judged as shipped, fitted on invented people.",
    "assumed": "Judged by what is assumed of this kind of encoder; nobody has measured it.",
}
_WIDTH = 100


def calibration_document(report: CalibrationReport) -> dict[str, Any]:
    return {
        "calibrated": [_document(each, report.evidence) for each in report.measured],
        "doubtful": report.doubtful,
        "forgotten": list(report.forgotten),
    }


def _document(measured: Measured, used: Mapping[str, Evidence]) -> dict[str, Any]:
    content = measured.content()
    kept = measured.problem is None
    if not kept:
        names = ("modality", "encoder", "people", "enrolled", "exemplars")
        content = {name: content[name] for name in names}
    evidence = used.get(measured.modality)
    judged_by = evidence.origin if evidence else "library"
    provenance = evidence.provenance if evidence and not kept else ""
    return {
        **content,
        "kept": kept,
        "why_not": measured.problem,
        "judged_by": judged_by,
        "provenance": provenance,
    }


def calibration_lines(report: CalibrationReport) -> list[Line]:
    """What was measured of every sense, or that a calibration was forgotten."""
    if report.measured:
        lines = [
            line
            for each in report.measured
            for line in _measured_lines(each, report.evidence.get(each.modality))
        ]
        if report.joint is not None:
            lines += _wrapped("A picture and a clip together: as shipped. " + report.joint)
        notes = "Notes: judged as shipped; notes alone do not show how somebody would be described."
        return [*lines, Line(notes)]
    return [
        line
        for sense, used in report.evidence.items()
        for line in _wrapped(
            f"{_SENSES[sense][0]}: "
            f"{'forgotten' if sense in report.forgotten else 'none was kept'}. {_origin(used)}"
        )
    ]


def _origin(used: Evidence) -> str:
    if used.origin == "fitted" and used.provenance:
        return f"Judged as shipped. {used.provenance}"
    return _ORIGINS[used.origin]


def _wrapped(text: str, indent: str = "") -> list[Line]:
    later = indent + "  "
    return [
        Line(line)
        for line in textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=later)
    ]


def _measured_lines(measured: Measured, used: Evidence | None) -> Iterator[Line]:
    sense, things = _SENSES[measured.modality]
    exemplars = f"{measured.exemplars} {things} of {measured.enrolled} people"
    if measured.problem is not None:
        yield Line(f"{sense} ({measured.encoder}): {exemplars}.")
        yield Line(f"  Nothing is changed: {measured.problem}.")
        if used is not None:
            yield from _wrapped(_origin(used), "  ")
        return
    if used is None:
        yield Line(f"{sense} ({measured.encoder}):")
        yield Line(f"  {measured.people} people asked about against all others.")
    else:
        yield Line(
            f"{sense} ({measured.encoder}): {exemplars}, each asked about against all others."
        )
    yield Line(f"  strangers taken for somebody you know   {_rate(measured.fpir)}")
    yield Line(f"  people you know taken for one another   {_rate(measured.misidentified)}")
    yield Line(f"  people you know who are not recognised  {_rate(measured.fnir)}")
    if used is not None:
        yield Line(f"  one against one: false matches          {_rate(measured.fmr)}")
        yield Line(f"                   false non-matches      {_rate(measured.fnmr)}")
        yield Line(f"                   equal error rate       {_rate(measured.eer)}")
    yield Line(f"  {_ORIGINS['library']} A match needs {100 * measured.match:.0f} %.")


def _rate(rate: Rate | None) -> str:
    if rate is None:
        return "  not measured"
    between = f"95 %: {100 * rate.low:.1f} to {100 * rate.high:.1f} %"
    return f"{100 * rate.rate:5.1f} %   ({between}, {rate.people} people)"


def doubtful(report: CalibrationReport) -> str | None:
    """A warning about what spoils the figures; None without reason."""
    if not report.doubtful:
        return None
    what = "1 thing looks" if report.doubtful == 1 else f"{report.doubtful} things look"
    return f"{what} doubled or mixed up; these rates are worse than they would be without"


def unseen(media: Unseen) -> str:
    things = _SENSES[media.modality][1]
    return f"{media.count} {things} are left out: {media.encoder} has not seen them"
