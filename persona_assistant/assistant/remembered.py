"""One remembered person, and every correction of what is remembered of them.

Everything but erasing and forgetting can be undone: `Assistant.undo`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from persona_assistant.assistant import people
from persona_assistant.assistant.history import Change, history
from persona_assistant.assistant.inputs import ClipInput, DayInput, PictureInput, read_day
from persona_assistant.assistant.items import Item, ItemInput, chosen
from persona_assistant.assistant.people import PersonPage
from persona_assistant.assistant.services import Services
from persona_assistant.atomic import replacing, whole_file
from persona_assistant.errors import BadInput
from persona_assistant.pmg import Persona


class RememberedPerson:
    """A person of the memory: `assistant.persona("Ana")`.

    Items are given as `Item`, by their number in `items`, or by words that stand in one note alone.
    Methods that take one raise BadInput with the code "no_such_item" or "ambiguous_item".
    """

    def __init__(self, services: Services, name: str) -> None:
        """Raises PersonaNotFound, BadInput ("ambiguous_name")."""
        self._services = services
        self._uid = services.store.people.get(name).uid

    # --- looking

    @property
    def persona(self) -> Persona:
        """The person with the present names and counts. Raises PersonaNotFound when forgotten."""
        return self._services.store.people.get(self._uid)

    @property
    def name(self) -> str:
        return self.persona.name

    @property
    def page(self) -> PersonPage:
        """All that is remembered of the person."""
        return people.show(self._services, self._uid)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every note, picture and clip, in the order of their numbers."""
        return self.page.items

    @property
    def notes(self) -> tuple[Item, ...]:
        return tuple(each for each in self.items if each.kind == "note")

    @property
    def pictures(self) -> tuple[Item, ...]:
        return tuple(each for each in self.items if each.kind == "picture")

    @property
    def clips(self) -> tuple[Item, ...]:
        return tuple(each for each in self.items if each.kind == "clip")

    def history(self, limit: int | None = None) -> tuple[Change, ...]:
        """What was changed of the person, the latest first."""
        return history(self._services, self._uid, limit)

    # --- more of the person

    def add(
        self,
        *,
        images: Iterable[PictureInput] = (),
        voices: Iterable[ClipInput] = (),
        texts: Iterable[str] = (),
        dates: Iterable[DayInput | None] = (),
        anyway: bool = False,
    ) -> Persona:
        """Remembers more of the person, as `Assistant.add` does."""
        given = (images, voices, texts, None, anyway)
        return people.add(self._services, self._uid, *given, dates=dates)

    # --- correcting

    def edit(
        self,
        item: ItemInput,
        *,
        text: str | None = None,
        date: DayInput | None = None,
        erase: bool = False,
    ) -> Item:
        """Writes a note anew, or says on which day it was written; returns it as it is now. The
        former text stays in the history, unless `erase` says that it shall be nowhere.

        Raises BadInput for nothing to change, for an item that is no note, for an empty text.
        """
        if text is None and date is None:
            raise BadInput("nothing to change; give a text or a date", code="usage")
        day = None if date is None else read_day(date, self._services.options.date_order)
        note = self._note(item)
        items, persona = self._services.store.items, self.persona
        if text is not None:
            items.edit_note(persona.id, note.key.id, text, erase=erase)
        if day is not None:
            items.date(persona.id, note.key.id, day)
        self._changed()
        return next(each for each in self.items if each.key == note.key)

    def remove(self, *items: ItemInput, erase: bool = False) -> tuple[Item, ...]:
        """Takes items away: nobody is told of them or known by them any more. They stay in the
        history, unless they are erased: then they are gone everywhere, with what conversations
        quoted of them."""
        gone = self._chosen(items)
        keys = [each.key for each in gone]
        self._services.store.items.remove(self.persona.id, keys, erase=erase)
        self._changed()
        return gone

    def move(self, *items: ItemInput, to: str) -> tuple[Item, ...]:
        """Gives items to another person, as if they had always been theirs. Raises
        PersonaNotFound."""
        moved = self._chosen(items)
        other = self._services.store.people.get(to)
        if other.uid == self._uid:
            raise BadInput(f"these are {other.name}'s already", code="same_person")
        keys = [each.key for each in moved]
        self._services.store.items.move(self.persona.id, keys, other.id)
        self._changed()
        return moved

    def split(self, *items: ItemInput, into: str) -> Persona:
        """Makes somebody new, called `into`, of some items; the two are never merged again.

        Raises BadInput with the code "name_taken" where somebody has that name.
        """
        found = self._chosen(items)
        store = self._services.store
        taken = [each for each in store.people.all() if _goes_by(each, into)]
        if taken:
            raise BadInput(
                f"{taken[0].name} is remembered already; move the items to them instead",
                code="name_taken",
                name=into,
            )
        new = store.items.split(self.persona.id, [each.key for each in found], into)
        self._changed()
        return new

    def save(self, item: ItemInput, file: Path | str, *, overwrite: bool = False) -> Path:
        """Writes an item to a file: a note as UTF-8 text; a picture or a clip as it is stored, or
        in the format of the ending: .jpg, .png, .webp; .wav, .flac, .ogg.

        Raises BadInput with the code "target_exists" for a file that is there, unless `overwrite`;
        "unknown_format" for another ending.
        """
        from persona_assistant.media.saving import as_file

        found, target = chosen(self.page, item), Path(file)
        if found.medium is None:
            data = (found.text or "").encode()
        else:
            data = as_file(found.medium, target.name)
        with replacing(target) if overwrite else whole_file(target) as draft:
            draft.write_bytes(data)
        return target

    # --- parts

    def _note(self, which: ItemInput) -> Item:
        item = chosen(self.page, which)
        if item.kind != "note":
            raise BadInput(
                f"number {item.number} is a {item.kind}, which cannot be written; remove it, or "
                "add another",
                code="no_note",
            )
        return item

    def _chosen(self, items: Iterable[ItemInput]) -> tuple[Item, ...]:
        page = self.page
        found = tuple(dict.fromkeys(chosen(page, each) for each in items))
        if not found:
            raise BadInput("name the items; show numbers them", code="no_items")
        return found

    def _changed(self) -> None:
        self._services.forget_read()
        self._services.selector.embed_texts()


def _goes_by(persona: Persona, name: str) -> bool:
    asked = name.strip().casefold()
    return any(asked == each.casefold() for each in (persona.name, *persona.aliases))
