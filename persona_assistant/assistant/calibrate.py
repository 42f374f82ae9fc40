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
    """One for each sense with exemplars, and one for a picture and a clip together where enough
    people have both; none when calibrations were forgotten."""
    evidence: Mapping[str, Evidence]
    """By sense, what scores are judged by from now on."""
    doubtful: int = 0
    """How many things look doubled or mixed up, which spoils the figures."""
    unseen: tuple[Unseen, ...] = ()
    forgotten: tuple[str, ...] = ()
    """Senses whose calibration was forgotten."""
    joint: str | None = None
    """Where a picture and a clip together could not be measured, what is known of them as
    shipped."""


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
    from persona_assistant.routing.senses import turns

    store, encoders = services.store, services.encoders
    unseen = _unseen(services)
    measured: list[Measured] = []
    total = len(list(turns(encoders)))
    yield Progress("measuring", 0, total, "senses")
    for each in self_calibration.calibrate(store, encoders, services.shipped_calibration):
        measured.append(each)
        yield Progress("measuring", len(measured), max(total, len(measured)), "senses")
        if cancel is not None and cancel.is_set():
            raise Cancelled("stopped; what was measured before is kept", stage="measuring")
    doubtful = 0
    if any(each.problem is None for each in measured):
        yield Progress("looking for people entered twice", 0)
        doubtful = len(duplicates.check(store, encoders, services.calibration))
    together = any(each.modality == self_calibration.TOGETHER for each in measured)
    yield Done(
        CalibrationReport(
            tuple(measured),
            _evidence(services),
            doubtful,
            unseen,
            joint=None if together else services.shipped_calibration.joint.provenance or None,
        )
    )


def forget_calibration(services: Services) -> CalibrationReport:
    """See `Assistant.forget_calibration`."""
    from persona_assistant.routing.calibration import joint_key
    from persona_assistant.routing.senses import turns

    calibrations = services.store.calibrations
    senses = list(turns(services.encoders))
    forgotten = tuple(each.sense for each in senses if calibrations.forget(each.encoder.id))
    for image in senses:
        for voice in senses:
            if (image.kind, voice.kind) == ("image", "voice"):
                calibrations.forget(joint_key(image.encoder.id, voice.encoder.id))
    return CalibrationReport((), _evidence(services), forgotten=forgotten)


def check_people(services: Services) -> PeopleCheck:
    """See `Assistant.check_people`."""
    from persona_assistant.routing import duplicates

    findings = duplicates.check(services.store, services.encoders, services.calibration)
    return PeopleCheck(len(services.store.people.names()), tuple(findings), _unseen(services))


def _evidence(services: Services) -> Mapping[str, Evidence]:
    from persona_assistant.routing.senses import turns

    calibration = services.calibration
    return {
        each.sense: calibration.evidence(each.sense, each.encoder)
        for each in turns(services.encoders)
    }


def _unseen(services: Services) -> tuple[Unseen, ...]:
    """Of each kind of medium, by the encoder that lacks most."""
    from persona_assistant.routing.senses import turns

    media = services.store.media
    most: dict[str, Unseen] = {}
    for kind, _, encoder, _ in turns(services.encoders):
        count = media.count_without_vector(encoder.id, kind)
        if count > (most[kind].count if kind in most else 0):
            most[kind] = Unseen(kind, encoder.id, count)
    return tuple(most.values())
