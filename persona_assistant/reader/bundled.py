"""The reader that comes with the product: the learned one, which reads the notes of the user's
relatives under their names."""

from __future__ import annotations

from persona_assistant.language.dates import DateOrder
from persona_assistant.reader.own_kin import OwnKinReader
from persona_assistant.reader.reader import Reader
from persona_assistant.reader.reading import AnyReader


def bundled_reader(order: DateOrder = "auto") -> AnyReader:
    """`order` says how 3/4/2024 is read. Raises ModelError."""
    return OwnKinReader(Reader(order=order))
