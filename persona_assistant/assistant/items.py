"""Items: every note, picture and clip of a person, numbered as they are shown.

A picture that stands in several triplets is one item. Numbers run from 1 in the order in which
things were stored; they are those of this moment.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from persona_assistant.errors import BadInput
from persona_assistant.memory.items import ItemKey, ItemKind
from persona_assistant.pmg import Clip, Picture

if TYPE_CHECKING:
    from persona_assistant.assistant.people import PersonPage


@dataclass(frozen=True, slots=True)
class Item:
    """One note, picture or clip of a person."""

    number: int
    kind: ItemKind
    key: ItemKey
    triplet_id: int
    """The first triplet it stands in."""
    text: str | None = None
    """Of a note."""
    medium: Picture | Clip | None = None
    """Of a picture or a clip."""
    date: datetime.date | None = None
    """The day the note was written, or the encounter was."""

    @property
    def source(self) -> str:
        """The name of the file that a picture or clip came from; empty for a note."""
        return "" if self.medium is None else self.medium.source


ItemInput: TypeAlias = int | str | Item
"""An item, its number, or words that stand in one note alone or are the name of one file."""


def items_of(page: PersonPage) -> tuple[Item, ...]:
    """The items of a person in the order of their numbers."""
    found: dict[ItemKey, Item] = {}
    for triplet in page.triplets:
        triplet_id = triplet.id or 0
        media = page.media.get(triplet_id, {})
        parts: list[tuple[ItemKey, str | None, Picture | Clip | None]] = []
        if triplet.image is not None:
            parts.append((ItemKey("picture", media.get("image", triplet_id)), None, triplet.image))
        if triplet.voice is not None:
            parts.append((ItemKey("clip", media.get("voice", triplet_id)), None, triplet.voice))
        if triplet.text is not None:
            parts.append((ItemKey("note", triplet_id), triplet.text, None))
        for key, text, medium in parts:
            if key not in found:
                number = len(found) + 1
                found[key] = Item(number, key.kind, key, triplet_id, text, medium, triplet.date)
    return tuple(found.values())


def chosen(page: PersonPage, which: ItemInput) -> Item:
    """The item that is meant. Raises BadInput with the code "no_such_item" or "ambiguous_item"."""
    items, name = page.items, page.persona.name
    if isinstance(which, Item):
        found: Sequence[Item] = [each for each in items if each.key == which.key]
        said = f"{which.kind} {which.number}"
    elif isinstance(which, int) or which.strip().isdecimal():
        number = int(which)
        found = [each for each in items if each.number == number]
        said = f"number {number}"
    else:
        words = " ".join(which.casefold().split())
        found = [each for each in items if words and words in _words_of(each)]
        said = f'item with "{which}"'
    if not found:
        count = len(items)
        shown = f"they have {count}" if count != 1 else "there is one"
        raise BadInput(
            f"there is no {said} among what is remembered of {name}; {shown}: see show",
            code="no_such_item",
            count=count,
        )
    if len(found) > 1:
        numbers = " and ".join(str(each.number) for each in found)
        raise BadInput(f"{said[5:]} stands in {numbers}; give the number", code="ambiguous_item")
    return found[0]


def _words_of(item: Item) -> str:
    return " ".join((item.text or item.source).casefold().split())
