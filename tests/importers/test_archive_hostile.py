"""An archive that anybody made is taken as a whole, or refused in one line."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import re
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archive_parts import CLIPS, PICTURES, taken
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, importer_of
from persona_assistant.importers.archive import write
from persona_assistant.memory import Entry, Store, Transcript
from persona_assistant.memory.dossiers import Dossier, Exemplar, Statement
from persona_assistant.memory.memories import Memory
from persona_assistant.memory.memory_states import Version
from persona_assistant.pmg import Triplet

UID = "00000000000000a1"


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> bytes:
    """An archive of two people."""
    ana = Dossier(
        "Ana",
        uid=UID,
        created="2024-01-01T10:00:00Z",
        aliases=("Annie",),
        external_ids=(("contacts", "7"),),
        entries=(Entry(Triplet(PICTURES[0], CLIPS[0], "a note")),),
        negatives=(Exemplar(PICTURES[1]),),
        facts=(Statement("likes", "tea", 0, "note"),),
        transcripts={CLIPS[0].sha256: Transcript("w", "en", "hello")},
    )
    bea = Dossier(
        "Bea", uid="b" * 16, created="2024-01-01T10:00:00Z", entries=(Entry(Triplet(text="x")),)
    )
    path = tmp_path_factory.mktemp("good") / "a"
    said = "2024-01-02T10:00:00Z"
    sings = Version(Memory("semantic", "I sing.", said=said, created=said), about=(UID,))
    write(path, [ana, bea], memories=(sings,))
    return path.read_bytes()


@pytest.fixture
def store() -> Store:
    with Store.temporary() as store:
        store.people.add("Cid", [Entry(Triplet(text="was here before"))])
        yield store


def members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        return {name: held.read(name) for name in held.namelist()}


def rebuilt(
    held: dict[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda info: None, more=()
) -> bytes:
    """An archive of these members, with a manifest that lists them."""
    manifest = json.loads(held["manifest.json"])
    manifest["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in held.items()
        if name != "manifest.json"
    }
    held = {**held, "manifest.json": json.dumps(manifest).encode()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, data in (*held.items(), *more):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            change(info)
            made.writestr(info, data)
    return stream.getvalue()


PERSON = f"people/{UID}/person.json"


def with_person(held: dict[str, bytes], **fields: Any) -> bytes:
    document = {**json.loads(held[PERSON]), **fields}
    return rebuilt({**held, PERSON: json.dumps(document).encode()})


def with_manifest(held: dict[str, bytes], **fields: Any) -> bytes:
    document = {**json.loads(held["manifest.json"]), **fields}
    return rebuilt({**held, "manifest.json": json.dumps(document).encode()})


def media_file(held: dict[str, bytes]) -> str:
    return next(name for name in held if "/media/" in name)


def a_link(info: zipfile.ZipInfo) -> None:
    if "/media/" in info.filename:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16


def deep(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def changed_member(held: dict[str, bytes]) -> bytes:
    """The manifest says something else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in held.items():
            made.writestr(name, data.replace(b"a note", b"b note"))
    return stream.getvalue()


def lying_about_sizes(held: dict[str, bytes]) -> bytes:
    """A member says that it is short, and unpacks to far more."""
    archive = rebuilt({**held, PERSON: held[PERSON] + b" " * 5_000_000})
    size = struct.pack("<L", len(held[PERSON]) + 5_000_000)
    return archive.replace(size, struct.pack("<L", 1000))


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], bytes], str]] = {
    "outside": (lambda h: rebuilt({**h, f"people/{UID}/media/../../../x.png": b"x"}), "no place"),
    "absolute": (lambda h: rebuilt({**h, "/etc/passwd": b"x"}), "no place"),
    "drive": (lambda h: rebuilt({**h, "C:\\x.png": b"x"}), "no place"),
    "backslash": (lambda h: rebuilt({**h, f"people\\{UID}\\person.json": b"x"}), "no place|twice"),
    "device": (lambda h: rebuilt({**h, f"people/{UID}/media/CON.png": b"x"}), "no place"),
    "control": (lambda h: rebuilt({**h, f"people/{UID}/media/001 \x1b.png": b"x"}), "no place"),
    "nul": (
        lambda h: rebuilt({**h, f"people/{UID}/media/001 a.png\0.exe": b"x"}),
        "no place|manifest",
    ),
    "link": (lambda h: rebuilt(h, a_link), "no regular file"),
    "twice": (lambda h: rebuilt(h, more=[(PERSON, h[PERSON])]), "twice"),
    "twice by case": (
        lambda h: rebuilt(
            {**h, f"people/{UID}/media/009 a.png": b"1", f"people/{UID}/media/009 A.png": b"2"}
        ),
        "twice",
    ),
    "changed": (changed_member, "was changed"),
    "not listed": (
        lambda h: rebuilt(h, more=[("conversations.json", b"{}")]),
        "not in its manifest",
    ),
    "no manifest": (
        lambda h: rebuilt(h).replace(b"manifest.json", b"manifesto.jso"),
        "nothing that can be imported",
    ),
    "bomb": (lambda h: rebuilt({**h, PERSON: b" " * 60_000_000}), "many times its size"),
    "huge": (lambda h: rebuilt({**h, media_file(h): bytes(70 * 2**20)}), "larger than 64 MB"),
    "sizes": (lying_about_sizes, "not as long|damaged"),
    "deep": (lambda h: rebuilt({**h, PERSON: deep(100_000)}), "too deeply"),
    "deep manifest": (lambda h: _raw({"manifest.json": deep(100_000)}), "too deeply"),
    "no JSON": (lambda h: rebuilt({**h, PERSON: b"{"}), "not valid JSON"),
    "no text": (lambda h: rebuilt({**h, PERSON: b"\xff\xfe"}), "not valid JSON"),
    "NaN": (lambda h: rebuilt({**h, PERSON: b"NaN"}), "not valid JSON"),
    "long number": (lambda h: rebuilt({**h, PERSON: b"1" * 5000}), "not valid JSON"),
    "a list": (lambda h: rebuilt({**h, PERSON: b"[]"}), "an object is expected"),
    "newer": (lambda h: with_manifest(h, version=3), "newer version"),
    "another format": (lambda h: with_manifest(h, format="tar"), "another one"),
    "somebody else": (lambda h: with_person(h, uid="c" * 16), "in whose folder"),
    "no name": (lambda h: with_person(h, name=" "), "name is empty"),
    "name of a line": (lambda h: with_person(h, name="A\nB"), "control character"),
    "surrogate": (lambda h: with_person(h, name="A\ud800"), "control character"),
    "a number for a name": (lambda h: with_person(h, name=7), "a text is expected"),
    "unknown": (lambda h: with_person(h, secret=1), "is unknown"),
    "no medium": (lambda h: with_person(h, media=[]), "no medium"),
    "no triplet": (
        lambda h: with_person(
            h, facts=[{"attribute": "a", "value": "b", "triplet": 9, "origin": "note"}]
        ),
        "no triplet",
    ),
    "no date": (lambda h: with_person(h, triplets=[{"text": "a", "date": "soon"}]), "no date"),
    "nothing": (lambda h: with_person(h, triplets=[{}]), "nothing to remember"),
    "no picture": (lambda h: rebuilt({**h, media_file(h): b"\x89PNG\r\n\x1a\n rubbish"}), "cannot"),
    "a page": (lambda h: rebuilt({**h, media_file(h): b"<html>"}), "not a picture|not sound"),
}


def talks(**fields: Any) -> bytes:
    turn = {"role": "user", "text": "a", "abstained": False, "created": "2024-01-01T10:00:00Z"}
    each = {"title": "a", "created": "2024-01-01T10:00:00Z", "turns": [{**turn, **fields}]}
    return json.dumps({"conversations": [each]}).encode()


HOSTILE |= {
    "no role": (lambda h: rebuilt({**h, "conversations.json": talks(role="root")}), "none of"),
    "no time": (lambda h: rebuilt({**h, "conversations.json": talks(created="now")}), "no time"),
    "another's medium": (
        lambda h: rebuilt(
            {
                **h,
                "conversations.json": talks(
                    attachments=[{"file": "../x.png", "kind": "image", "source": ""}]
                ),
            }
        ),
        "is missing",
    ),
}


def _raw(held: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in held.items():
            made.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_wrong_is_one_line_and_nothing_is_stored(case, good, store, tmp_path):
    make, words = HOSTILE[case]
    path = tmp_path / "hostile.zip"
    path.write_bytes(make(members(good)))
    events = store.events.list()
    with pytest.raises(BadInput) as raised:
        taken(store, path)
    said = str(raised.value)
    assert re.search(words, said) and str(path) in said and "\n" not in said and len(said) < 600
    assert store.events.list() == events and len(store.people.all()) == 1
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_the_archive_itself_is_good(good, store, tmp_path):
    (tmp_path / "a").write_bytes(rebuilt(members(good)))
    taken(store, tmp_path / "a")
    assert [each.name for each in store.people.all()] == ["Ana", "Bea", "Cid"]
    zipped_again = rebuilt(members(good), more=[("people/", b""), (f"people/{UID}/media/", b"")])
    (tmp_path / "b").write_bytes(zipped_again)
    taken(store, tmp_path / "b")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_any_document_is_taken_or_refused(good, tmp_path_factory, data):
    held = members(good)
    name = data.draw(st.sampled_from([PERSON, "manifest.json", "memories.json"]))
    document = json.loads(held[name])
    place = data.draw(st.sampled_from(places(document)))
    document = copy.deepcopy(document)
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    if place:
        holder[place[-1]] = data.draw(JSON)
    else:
        document = data.draw(JSON)
    changed = {**held, name: json.dumps(document).encode()}
    path = tmp_path_factory.mktemp("any") / "a.zip"
    path.write_bytes(_raw(changed) if name == "manifest.json" else rebuilt(changed))
    refused_or_taken(path)


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_any_damage_is_refused_or_does_no_harm(good, tmp_path_factory, data):
    at = data.draw(st.integers(0, len(good) - 1))
    cut = data.draw(st.booleans())
    damaged = bytearray(good)
    if cut:
        damaged = damaged[:at]
    else:
        damaged[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("any") / "a.zip"
    path.write_bytes(damaged)
    refused_or_taken(path)


def refused_or_taken(path: Path) -> None:
    with Store.temporary() as store:
        try:
            taken(store, path)
        except BadInput as error:
            said = str(error)
        else:
            said = ""
        assert "\n" not in said and store.check() == []
        if said:
            assert str(path) in said and store.events.list() == ()


def test_an_archive_that_changes_after_the_plan_is_not_taken(good, store, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(good)
    importer = importer_of(path)
    plan = importer.preview(path, store, Choices())
    path.write_bytes(with_person(members(good), name="Eve"))
    with pytest.raises(BadInput) as raised:
        importer.carry_out(plan, store)
    assert raised.value.code == "changed_meanwhile" and len(store.people.all()) == 1
