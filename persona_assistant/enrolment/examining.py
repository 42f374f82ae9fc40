"""What the encoders of a medium's kind see in it: each looks once, and all of it is kept.

The first in turn that finds a sample there serves the medium, and with that sample it is judged
whether somebody can be remembered by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from persona_assistant.encoders.base import Encoder, Examiner
from persona_assistant.enrolment.choosing import largest
from persona_assistant.errors import MediaError
from persona_assistant.memory import Vector
from persona_assistant.memory.records import Seen
from persona_assistant.pmg import Clip, Picture
from persona_assistant.samples import SENSES, Examination, Sample

Kind = Literal["image", "voice"]


def senses(encoders: Mapping[str, Encoder], kind: Kind) -> list[str]:
    """Those of a kind of medium for which there is an encoder, in turn; opens none."""
    return [sense for sense in SENSES[kind] if sense in encoders]


def seen_by(encoder: Encoder, medium: Picture | Clip) -> Seen:
    """The medium's vector, or the samples of an encoder that looks for them, with the largest
    chosen. Raises MediaError for a medium in which there is nothing at all."""
    if not isinstance(encoder, Examiner):
        return Vector(encoder.id, encoder.encode([medium])[0])
    samples = tuple(encoder.examine(medium))
    return Examination(encoder.id, samples, largest(samples) if samples else None)


def examine(
    encoders: Mapping[str, Encoder], kind: Kind, medium: Picture | Clip, *, anyway: bool = False
) -> dict[str, Seen]:
    """By sense, what each encoder sees.

    Raises MediaError when the first in turn says that there is nothing in the medium; with
    `anyway`, only when all say so.
    """
    seen: dict[str, Seen] = {}
    refusal: MediaError | None = None
    for sense in senses(encoders, kind):
        encoder = encoders[sense]
        try:
            seen[sense] = seen_by(encoder, medium)
        except MediaError as error:
            if not anyway and not any(map(_finds, seen.values())):
                raise
            refusal = refusal or error
            seen[sense] = Examination(encoder.id, ())
    if refusal is not None and not any(map(_finds, seen.values())):
        raise refusal
    return seen


def samples_of(seen: Mapping[str, Seen]) -> tuple[str, Examination] | None:
    """The sense that serves a medium and what it found there; None where that is the medium as a
    whole."""
    for sense, each in seen.items():
        if isinstance(each, Vector):
            return None
        if each.samples:
            return sense, each
    return None


def check_exemplar(medium: Picture | Clip, samples: Sequence[Sample] = ()) -> None:
    """Raises MediaError unless one of the samples, or where there is none the medium as a whole, is
    good enough to remember somebody by; see `quality`."""
    # Answering questions in words imports this package and needs no decoder.
    from persona_assistant.quality import check_clip, check_face, check_picture, check_voice

    voiced = isinstance(medium, Clip)
    if not samples:
        return check_clip(medium) if isinstance(medium, Clip) else check_picture(medium)
    name = medium.source or ("clip" if voiced else "picture")
    refusals = [_refusal(check_voice if voiced else check_face, sample, name) for sample in samples]
    refusal = refusals[largest(samples)]
    if refusal is not None and all(refusals):
        raise refusal
    return None


def _refusal(check: Callable[[Sample, str], None], sample: Sample, name: str) -> MediaError | None:
    try:
        check(sample, name)
    except MediaError as error:
        return error
    return None


def _finds(seen: Seen) -> bool:
    return isinstance(seen, Vector) or bool(seen.samples)
