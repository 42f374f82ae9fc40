"""Laws of the store: the version never shrinks, events account for everything, and nothing is left
of who is forgotten."""

from __future__ import annotations

import contextlib
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from store_tables import tables

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import Entry, Store, Transcript, Vector
from persona_assistant.pmg import Clip, ConversationTurn, Picture, Triplet

NAMES = st.sampled_from(["Ada", "Ben", "ADA", "Cy"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "new", "forget", "rename", "alias", "talk", "fact", "calibrate", "negative"]
        ),
        NAMES,
        st.integers(0, 5),
    ),
    max_size=15,
)


def step(store: Store, talk: int, what: str, name: str, number: int) -> None:
    entry = Entry(Triplet(Picture(bytes([number + 1]), 1, 1), text=f"note {number}"))
    picture = Picture(bytes([100 + number]), 1, 1)
    with contextlib.suppress(BadInput, PersonaNotFound):  # nobody, or several, of the name
        if what in ("add", "new"):
            store.people.add(name, [entry], new=what == "new")
        elif what == "forget":
            store.people.forget(name)
        elif what == "rename":
            store.people.rename(name, f"{name} {number}")
        elif what == "alias":
            store.people.add_alias(name, f"Alias {number}")
        elif what == "talk":
            about = (store.people.get(name).id,)
            store.conversations.append(talk, ConversationTurn("user", "text", about))
        elif what == "fact":
            store.facts.add(store.people.get(name).id, "likes", str(number))
        elif what == "calibrate":
            store.calibrations.put("image/1", {"slope": number})
        else:
            vector = Vector("image/1", [1.0, float(number)])
            store.media.add_negative(name, "image", picture, vector)


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_the_events_account_for_everything_and_the_version_never_shrinks(steps):
    with Store.temporary() as store:
        talk = store.conversations.begin().id
        seen = store.version
        for each in steps:
            step(store, talk, *each)
            assert store.version >= seen
            seen = store.version
        ids = [event.id for event in store.events.list()]
        assert ids == list(range(1, len(ids) + 1))
        counted: Counter[tuple[str, int | None]] = Counter()
        for event in store.events.list():
            payload = event.payload or {}
            counted["triplets", event.subject] += len(payload.get("triplets", ()))
            counted[event.kind, event.subject] += event.payload is not None
        people = store.people.all()
        for persona in people:
            assert counted["triplets", persona.id] == persona.triplets
            assert counted["alias_added", persona.id] == len(persona.aliases)
            assert counted["fact_added", persona.id] == len(store.facts.of(persona.id))
            negatives = store.media.vectors("image/1", negative=True).persona_ids.tolist()
            assert counted["refuted", persona.id] == negatives.count(persona.id)
        turns = store.conversations.list()[0].turns if store.conversations.list() else 0
        assert counted["turn_added", None] == turns
        gone = {event.subject for event in store.events.list() if event.kind == "forgot"}
        assert not gone & {persona.id for persona in people}
        assert store.check() == []


LETTERS = "абвгдежзиклмнопрстуфхцчшэюя"
WORDS = st.text(LETTERS, min_size=6, max_size=20)


@given(st.lists(WORDS, min_size=12, max_size=12, unique=True))
@settings(max_examples=25, deadline=None)
def test_nothing_of_who_is_forgotten_is_in_any_column_of_any_table(words):
    name, former, alias, note, consent, fact, outside, heard, turn, title, source, other = words
    with Store.temporary() as store:
        store.people.add("Ben", [Entry(Triplet(text="Ben rows."))])
        picture, clip = Picture(b"picture", 1, 1, source), Clip(b"clip", 1.0, f"{source}.flac")
        triplet = Triplet(picture, clip, f"{note} and so on")
        ada = store.people.add(former, [Entry(triplet)], consent=consent)
        store.people.rename(former, name, keep_alias=True)
        store.people.add_alias(name, alias)
        store.people.remove_alias(name, former)
        store.people.add_external_id(name, "contacts", outside)
        store.people.set_consent(name, None)
        store.passages.add_transcripts([(2, Transcript("w", "en", heard))])
        store.media.add_negative(name, "image", Picture(b"x", 1, 1, source), Vector("e", [1.0]))
        fact_id = store.facts.add(ada.id, fact, fact).id
        store.facts.add(ada.id, other, other)
        store.facts.remove(fact_id)
        talk = store.conversations.begin(title).id
        shown = Picture(b"shown", 1, 1, source)
        store.conversations.append(
            talk,
            ConversationTurn("user", turn, (ada.id,), (shown,)),
            ConversationTurn("user", f"Who is {alias.upper()}?"),
            ConversationTurn("user", "Who rows?", (1,)),
        )
        store.conversations.rename(talk, f"about {alias}")
        store.conversations.rename(talk, "tea")
        assert traces(store, words) == parts(words), "the search finds what is there"
        store.people.forget(name)
        assert traces(store, words) == set()
        assert [t.text for t in store.conversations.turns(talk)] == ["Who rows?"]
        assert store.passages.notes() == {1: [(1, "Ben rows.")]} and store.check() == []


def parts(words: list[str]) -> set[str]:
    """Pieces of words as an index may keep them."""
    return {word[:4] for word in words}


def traces(store: Store, words: list[str]) -> set[str]:
    """Which of the words are in any column of any table, or anywhere in its pages."""
    connection = store._connections.raw()
    values = [
        value
        for table in tables(store)
        for row in connection.execute(f'SELECT * FROM "{table}"')
        for value in row
    ]
    there = "\n".join(value for value in values if isinstance(value, str)).casefold()
    blobs = b"\n".join(v for v in values if isinstance(v, bytes)) + connection.serialize("main")
    return {piece for piece in parts(words) if piece in there or piece.encode() in blobs}
