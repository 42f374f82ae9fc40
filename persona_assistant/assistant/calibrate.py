"""How well the people of this store are told apart, and who may be in it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from persona_assistant.assistant.services import Services
from persona_assistant.errors import Cancelled
from persona_assistant.progress import CancelToken, Done, Progress

if TYPE_CHECKING:
    from persona_assistant.routing.calibration import Evidence
    from persona_assistant.routing.duplicates import Finding
    from persona_assistant.routing.self_calibration import Measured

_MODALITIES: tuple[Literal["image", "voice"], ...] = ("image", "voice")


@dataclass(frozen=True, slots=True)
class Unseen:
    """Media that cannot be compared, because the chosen encoder has not seen them yet."""

    modality: Literal["image", "voice"]
    encoder: str
    count: int


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """What was measured, and how scores are judged from now on."""

    measured: tuple[Measured, ...]
    """One for faces, one for voices; none when calibrations were forgotten."""
    evidence: Mapping[str, Evidence]
    """By modality, what scores are judged by from now on."""
    doubtful: int = 0
    """How many things look doubled or mixed up, which spoils the figures."""
    unseen: tuple[Unseen, ...] = ()
    forgotten: tuple[str, ...] = ()
    """Modalities whose calibration was forgotten."""


@dataclass(frozen=True, slots=True)
class PeopleCheck:
    """Who may be in the store twice, and what may lie with the wrong person."""

    people: int
    findings: tuple[Finding, ...]
    unseen: tuple[Unseen, ...] = ()


def calibrate(
    services: Services, cancel: CancelToken | None
) -> Iterator[Progress | Done[CalibrationReport]]:
    """See `Assistant.calibrate`."""
    from persona_assistant.routing import duplicates, self_calibration

    store, encoders = services.store, services.encoders
    unseen = _unseen(services)
    measured: list[Measured] = []
    yield Progress("measuring", 0, len(_MODALITIES), "senses")
    for each in self_calibration.calibrate(store, encoders, services.shipped_calibration):
        measured.append(each)
        yield Progress("measuring", len(measured), len(_MODALITIES), "senses")
        if cancel is not None and cancel.is_set():
            raise Cancelled("stopped; what was measured before is kept", stage="measuring")
    doubtful = 0
    if any(each.problem is None for each in measured):
        yield Progress("looking for people entered twice", 0)
        doubtful = len(duplicates.check(store, encoders, services.calibration))
    yield Done(CalibrationReport(tuple(measured), _evidence(services), doubtful, unseen))


def forget_calibration(services: Services) -> CalibrationReport:
    """See `Assistant.forget_calibration`."""
    forgotten = tuple(
        modality
        for modality in _MODALITIES
        if services.store.calibrations.forget(services.encoders[modality].id)
    )
    return CalibrationReport((), _evidence(services), forgotten=forgotten)


def check_people(services: Services) -> PeopleCheck:
    """See `Assistant.check_people`."""
    from persona_assistant.routing import duplicates

    findings = duplicates.check(services.store, services.encoders, services.calibration)
    return PeopleCheck(len(services.store.people.names()), tuple(findings), _unseen(services))


def _evidence(services: Services) -> Mapping[str, Evidence]:
    calibration = services.calibration
    return {
        modality: calibration.evidence(modality, services.encoders[modality])
        for modality in _MODALITIES
    }


def _unseen(services: Services) -> tuple[Unseen, ...]:
    counts = [
        Unseen(modality, encoder, services.store.media.count_without_vector(encoder, modality))
        for modality in _MODALITIES
        for encoder in (services.encoders[modality].id,)
    ]
    return tuple(each for each in counts if each.count)
