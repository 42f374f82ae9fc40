"""The senses in turn: by which encoder a stored medium is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from persona_assistant.samples import SENSES

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.memory import Store, Vectors
    from persona_assistant.pmg import Sense


class Turn(NamedTuple):
    """One sense of a kind of medium."""

    kind: Literal["image", "voice"]
    sense: Sense
    encoder: Encoder
    earlier: tuple[str, ...]
    """Encoders whose turn comes before: media that they have a vector of are theirs."""

    def vectors(self, memory: Store) -> Vectors:
        """Of the media that this sense serves."""
        return memory.media.vectors(self.encoder.id, unless=self.earlier)


def turns(encoders: Mapping[str, Encoder]) -> Iterator[Turn]:
    """Senses of pictures, then of clips."""
    for kind, senses in SENSES.items():
        earlier: tuple[str, ...] = ()
        for sense in senses:
            if sense in encoders:
                encoder = encoders[sense]
                yield Turn(kind, sense, encoder, earlier)
                earlier += (encoder.id,)
