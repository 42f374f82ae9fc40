"""What an encoder is: media in, unit vectors out, under a name that never lies.

`id` names the algorithm *and* its version ("classical-image/1"), for installed weights also what
their bytes are ("clip-vit-b-32/int8/1f0a2b3c4d5e"). Vectors are stored with it, and only vectors
with equal ids are ever compared. `family` is what encoders of one kind have in common: a score of
one that nobody measured yet is judged by what is assumed of its family.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from persona_assistant.pmg import Clip, Picture

if TYPE_CHECKING:
    import numpy as np

Media = TypeVar("Media", Picture, Clip, str, contravariant=True)


class Encoder(Protocol[Media]):
    id: str
    family: str
    """"classical", "clip", "ecapa" or "sentence"."""
    modality: Literal["image", "voice", "text"]
    dim: int

    def encode(self, items: Sequence[Media]) -> np.ndarray:
        """float32, shape (len(items), dim), each row of length 1. Deterministic.

        Raises MediaError, naming the item's source, for media in which there is nothing to
        encode (an empty picture, silence).
        """
        ...
