"""What is remembered of the user as a JSON document of an archive, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from persona_assistant.importers.archive.values import Fields, listed
from persona_assistant.memory.impressions import Carriage, Carried
from persona_assistant.memory.memories import KINDS, ORIGINS, Memory
from persona_assistant.memory.memory_states import State, Version, checked_version
from persona_assistant.personality import whole

_ENDS = ("replaced", "retracted")


def about_only(state: State, uids: Collection[str]) -> State:
    """The memories, with all their versions, that are about nobody but these people."""
    chains: dict[str, str] = {}
    """The first version of each."""
    former = {each.key: each.follows for each in state}
    for key in former:
        first = key
        while (before := former.get(first)) is not None:
            first = before
        chains[key] = first
    about: dict[str, set[str]] = {}
    for each in state:
        about.setdefault(chains[each.key], set()).update(each.about)
    kept = {first for first, people in about.items() if people and people <= set(uids)}
    return tuple(each for each in state if chains[each.key] in kept)


def memories_document(state: State, personality: Carriage = ()) -> dict[str, Any]:
    """The versions, each with its key and the key of the one before it; and, where there is
    something of it, how the user came across."""
    document: dict[str, Any] = {"memories": [_document(each) for each in state]}
    if personality:
        document["personality"] = [
            {"said": each.said, "sha256": each.sha256, "traits": list(each.traits)}
            for each in personality
        ]
    return document


def _document(version: Version) -> dict[str, Any]:
    memory = version.memory
    return {
        "key": version.key,
        "follows": version.follows,
        "kind": memory.kind,
        "name": memory.name,
        "text": memory.text,
        "keywords": memory.keywords,
        "said": memory.said,
        "valid_from": memory.valid_from,
        "valid_to": memory.valid_to,
        "origin": memory.origin,
        "source": memory.source,
        "created": memory.created,
        "ended": memory.ended,
        "turns": [{"said": said, "sha256": digest} for said, digest in version.turns],
        "about": list(version.about),
    }


def remembered_of(document: Any) -> tuple[State, Carriage]:
    """The versions of their document, and how the user came across. Raises BadInput for what cannot
    be kept."""
    fields = Fields(document, "the memories")
    versions = [_version(each) for each in fields.objects("memories")]
    carried = [_carried(each) for each in fields.objects("personality")]
    fields.done()
    keys = {each.key for each in versions}
    for each in versions:
        if each.follows is not None and each.follows not in keys:
            raise fields.wrong("memories", "names a version that is not there")
    return tuple(versions), tuple(carried)


def _carried(each: Fields) -> Carried:
    traits = whole(listed(each.value("traits"), "personality.traits"))
    carried = Carried(each.text("said"), each.text("sha256"), traits)
    each.done()
    return carried


def _version(each: Fields) -> Version:
    key, follows = each.text("key"), each.optional("follows")
    ended = each.optional("ended")
    if ended not in (None, *_ENDS):
        raise each.wrong("ended", f"is none of {', '.join(_ENDS)}")
    kind, origin = each.one_of("kind", KINDS), each.one_of("origin", ORIGINS)
    memory = Memory(
        next(known for known in KINDS if known == kind),
        each.text("text"),
        each.text("name"),
        each.text("keywords"),
        said=each.text("said"),
        valid_from=each.optional("valid_from"),
        valid_to=each.optional("valid_to"),
        origin=next(known for known in ORIGINS if known == origin),
        source=each.text("source"),
        created=each.text("created"),
        ended=None if ended is None else "replaced" if ended == "replaced" else "retracted",
    )
    turns = tuple(_turns(each.objects("turns")))
    version = checked_version(Version(memory, follows, turns, each.texts("about")))
    each.done()
    if version.key != key:
        raise each.wrong("key", "is not that of what it says; it was changed")
    return version


def _turns(given: Iterable[Fields]) -> Iterable[tuple[str, str]]:
    for each in given:
        yield each.text("said"), each.text("sha256")
        each.done()
