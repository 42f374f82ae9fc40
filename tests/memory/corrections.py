"""People to correct, and corrections of them, each told by a word and a number."""

from __future__ import annotations

import datetime

from persona_assistant.memory import Entry, Store, Transcript, Vector
from persona_assistant.memory.items import ItemKey
from persona_assistant.pmg import Clip, ConversationTurn, Picture, Triplet

DAY = datetime.date(2024, 5, 12)


def entry(number: int) -> Entry:
    """One of some triplets, with a picture, a clip and a note or some of them."""
    picture = Picture(bytes([number % 5 + 1]), 1, 1, f"{number % 5}.jpg") if number % 2 else None
    clip = Clip(bytes([number % 3 + 101]), 1.0, f"{number % 3}.flac") if number % 3 else None
    text = f"note {number} of hers" if number % 4 else None
    if picture is None and clip is None and text is None:
        text = "a note alone"
    return Entry(
        Triplet(picture, clip, text, date=DAY),
        None if picture is None else Vector("image/1", [1.0, float(number % 5)]),
        None if clip is None else Vector("voice/1", [float(number % 3), 1.0]),
    )


def fill(store: Store, name: str, numbers: list[int], rejected: list[int]) -> None:
    persona = store.people.add(name, [entry(number) for number in numbers], consent=f"{name} said")
    for number in rejected:
        vector = Vector("image/1", [float(number), 0.0])
        store.media.add_negative(name, "image", Picture(bytes([number]), 1, 1), vector)
    store.people.add_alias(name, f"{name}ny")
    store.people.add_external_id(name, "contacts", name)
    triplet = store.media.triplets(persona.id)[0]
    store.facts.add(persona.id, "likes", "tea", triplet_id=triplet.id)
    unread = store.passages.without_vector("words/1")
    store.passages.add_vectors([(each, [Vector("words/1", [1.0])]) for each in unread])
    talk = store.conversations.begin(name).id
    store.conversations.append(talk, ConversationTurn("user", f"Who is {name}?", (persona.id,)))


def hear(store: Store) -> None:
    heard = [
        (media, Transcript("w", "en", f"heard {media}"))
        for media, _ in store.passages.without_transcript("w")
    ]
    store.passages.add_transcripts(heard)


def items(store: Store, name: str) -> list[ItemKey]:
    found: dict[ItemKey, None] = {}
    for triplet in store.media.triplets(store.people.get(name).id):
        media = store.media.media_of(triplet.id or 0)
        found |= {
            ItemKey("picture" if kind == "image" else "clip", each): None
            for kind, each in media.items()
        }
        if triplet.text:
            found[ItemKey("note", triplet.id or 0)] = None
    return list(found)


def correct(store: Store, what: str, number: int) -> None:
    people = store.people.all()  # two of them may have one name
    persona, other = people[number % len(people)], people[(number + 1) % len(people)]
    name = persona.uid
    held = items(store, name)
    some = held[number % 3 : number % 3 + 1 + number % 2] or held[:1]
    notes = [each.id for each in held if each.kind == "note"]
    if what in ("edit", "date") and notes:
        if what == "edit":
            store.items.edit_note(persona.id, notes[0], f"written anew {number}")
        else:
            store.items.date(persona.id, notes[0], DAY + datetime.timedelta(number + 1))
    elif what == "remove" and some:
        store.items.remove(persona.id, some)
    elif what == "move" and some and other.id != persona.id:
        store.items.move(persona.id, some, other.id)
    elif what == "split" and some:
        store.items.split(persona.id, some, f"New {number}")
    elif what == "merge":
        store.people.merge(name, other.uid)
    elif what == "rename":
        store.people.rename(name, f"Name {number}", keep_alias=bool(number % 2))
    elif what == "alias":
        store.people.add_alias(name, f"Alias {number}")
    elif what == "consent":
        store.people.set_consent(name, f"consent {number}")
    elif what == "add":
        store.people.add(persona.name if number % 2 else f"Fresh {number}", [entry(number % 12)])
    elif what == "reject":
        vector = Vector("image/1", [float(number), 0.0])
        store.media.add_negative(name, "image", Picture(bytes([number + 30]), 1, 1), vector)
    elif what == "forget" and len(people) > 3:
        store.people.forget(name)
    elif what == "undo":
        store.events.undo()
