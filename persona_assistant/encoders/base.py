"""What an encoder is: media in, unit vectors out, under a name that never lies.

`id` names the algorithm *and* its version ("classical-image/1"), for installed weights also what
their bytes are ("clip-vit-b-32/int8/1f0a2b3c4d5e"). Vectors are stored with it, and only vectors
with equal ids are ever compared. `family` is what encoders of one kind have in common: a score of
one that nobody measured yet is judged by what is assumed of its family.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from persona_assistant.samples import Sample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Modality = Literal["image", "voice", "text"]


class Encoder(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def family(self) -> str:
        """ "classical", "clip", "ecapa" or "sentence"."""
        ...

    @property
    def modality(self) -> Modality: ...

    @property
    def dim(self) -> int: ...

    def encode(self, items: Sequence[Any]) -> NDArray[np.float32]:
        """float32, shape (len(items), dim), each row of length 1. Deterministic. Items are
        pictures, clips or strings, by modality.

        Raises MediaError, naming the item's source, for media in which there is nothing to
        encode (an empty picture, silence).
        """
        ...


@runtime_checkable
class Specialist(Protocol):
    """An encoder whose scores mean something for one kind of media alone."""

    def knows(self, item: Any) -> bool:
        """Whether the item is of that kind. Raises MediaError as `Encoder.encode`."""
        ...


@runtime_checkable
class Examiner(Protocol):
    """An encoder that finds none, one or several samples in a medium."""

    @property
    def id(self) -> str: ...

    @property
    def quality_names(self) -> tuple[str, ...]:
        """What `Sample.quality` holds, in its order."""
        ...

    def examine(self, item: Any) -> Sequence[Sample]:
        """The faces of a picture from left to right, the speakers of a clip as they begin to speak;
        nothing where there is none that this encoder knows.

        Raises MediaError, naming the item's source, for media in which there is nothing at all.
        """
        ...


def samples_in(encoder: Encoder, item: Any) -> Sequence[Sample]:
    """What the encoder finds in a medium; the whole of it for an encoder that is no `Examiner`."""
    if isinstance(encoder, Examiner):
        return encoder.examine(item)
    return (Sample(encoder.encode([item])[0]),)
