"""What a reader makes of a question of the corpus, as the product asks it."""

from __future__ import annotations

from persona_assistant.reader.joint import weighed
from persona_assistant.reader.network import Place, ReaderNetwork
from persona_assistant.train.reader.people import Asked


def compared(reader: ReaderNetwork, question: Asked) -> list[tuple[int, Place]]:
    """The places in its notes, each with the number of its note, the likeliest sentences compared
    side by side. Raises ModelError."""
    found = reader.places_together(question.text, question.notes, question.name)
    numbers = {id(note): number for number, note in enumerate(question.notes)}
    places = [(note, place) for note, those in zip(question.notes, found) for place in those]
    read = weighed(reader, question.text, question.name, places)
    return [(numbers[id(note)], place) for note, place in read]
