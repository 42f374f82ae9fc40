"""Samples: what an encoder finds in a medium, ready to be compared.

A photo shows no face, one or several; a clip is of nobody, one speaker or two. Each face and each
speaker is one *sample*: a unit vector, where it is, and how good it is. Senses take turns: the
first sense of a medium that finds a sample there serves the medium, and samples are compared with
samples of the same sense alone. So a face meets faces, and only where there is none is a picture
compared as a whole; recorded speech meets recorded speech, and only a synthetic voice is left to
the encoder that knows such voices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from persona_assistant.pmg import Box, Sense

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SENSES: Mapping[Literal["image", "voice"], tuple[Sense, ...]] = {
    "image": ("face", "image"),
    "voice": ("voice", "synthetic"),
}
"""Kind of medium -> its senses, in the order in which they take turns. The names are also those of
the encoders in a mapping of encoders."""

FACE_MEASURES = ("size", "sharpness", "frontal", "light", "purity", "certainty")
"""What the quality of a face holds; see `encoders.face_quality`."""
VOICE_MEASURES = ("length", "band", "clean", "undistorted", "enough")
"""Of recorded speech, in the order of `Sample.quality`; see `encoders.recording_quality`."""


def kind_of(sense: str) -> Literal["image", "voice"]:
    """The kind of medium in which a sense finds its samples."""
    return "image" if sense in SENSES["image"] else "voice"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One face, one speaker, or a medium as a whole."""

    vector: NDArray[np.float32] = field(repr=False)
    """(dim,), of length 1."""
    quality: NDArray[np.float32] | None = None
    """(k,), what the encoder's calibration is conditioned on, by the encoder's `quality_names`."""
    box: Box | None = None
    """Where the face is."""
    spans: tuple[tuple[float, float], ...] = ()
    """When the speaker speaks: beginning and end, in seconds."""
    doubts: tuple[str, ...] = ()
    """What is poor about it, each as it stands after "it is": "small", "blurred", "from the
    side"."""


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """All samples that one encoder found in one medium; none is a result, too."""

    encoder: str
    """Id of the encoder."""
    samples: tuple[Sample, ...]
    chosen: int | None = None
    """Index of the sample that stands for the person to whom the medium belongs; None where there
    is no sample."""
    by_user: bool = False
    """Whether the user chose it; then nobody else chooses another."""
