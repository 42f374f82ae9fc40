"""What a reader makes of a question of the corpus, as the product asks it."""

from __future__ import annotations

from persona_assistant.reader.joint import weighed
from persona_assistant.reader.network import Place, ReaderNetwork
from persona_assistant.train.reader.corpus import Question


def compared(reader: ReaderNetwork, question: Question) -> list[Place]:
    """The places in its note, the likeliest sentences compared side by side. Raises ModelError."""
    (found,) = reader.places(question.text, [question.note], question.name)
    places = [(question.note, place) for place in found]
    return [place for _, place in weighed(reader, question.text, question.name, places)]
