"""Notes in the encodings that old and new programs save them in."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant import app
from persona_assistant.cli import main
from persona_assistant.enrolment.text_files import decode_text

GERMAN = "Jörg mag Käse und wohnt in der Straße am See."
QUOTED = "She said \u201cno\u201d \u2013 it\u2019s Zo\u00eb\u2019s caf\u00e9."
CZECH = "Jiří Novák a Petr Dvořák jedí šunku."
POLISH = "Łukasz z Gdańska ma żonę i pięć kotów."
HUNGARIAN = "Szőke Ödön fűtő, és Győrben él."

SAVED = [
    (GERMAN, "latin-1"),
    (GERMAN, "cp1252"),
    (GERMAN, "mac-roman"),
    (GERMAN, "cp850"),
    (QUOTED, "cp1252"),
    (QUOTED, "mac-roman"),
    ("Jørgen og Åse bor i Tromsø.", "latin-1"),
    ("José vive en La Coruña, ¿no?", "latin-1"),
    ("Le cœur de Zoé coûte 5 €.", "iso8859-15"),
    ("Le cœur de Zoé coûte 5 €.", "cp1252"),
    (CZECH, "cp1250"),
    (CZECH, "iso8859-2"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859-2"),
    (HUNGARIAN, "cp1250"),
    ("Привет от Ольги, она живёт в Москве.", "cp1251"),
    ("Привет от Ольги, она живёт в Москве.", "koi8-r"),
    ("Ο Νίκος μένει στην Αθήνα.", "cp1253"),
    *((CZECH, each) for each in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")),
]


@pytest.mark.parametrize(("text", "encoding"), SAVED)
def test_a_note_is_read_as_it_was_written(text, encoding):
    assert decode_text(text.encode(encoding)) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.booleans())
def test_any_text_with_a_byte_order_mark_is_read(text, big):
    mark = "\ufeff" + text
    assert decode_text(mark.encode("utf-16-be" if big else "utf-16-le")) == text
    assert decode_text(mark.encode("utf-8")) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_lines_end_in_one_way(end, encoding):
    data = f"Käse{end}{end}Brot{end}".encode(encoding)
    assert decode_text(data) == "Käse\n\nBrot\n"


def test_the_end_mark_of_an_old_file_is_no_text():
    assert decode_text(b"K\xe4se\x1a") == "Käse"


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError):
        decode_text(b"\x89PNG\r\n\x1a\n\x01\x02\xff\xfe\xe4")
    with pytest.raises(ValueError):
        decode_text(bytes(range(128, 256)))


@pytest.fixture
def memory(tmp_path, monkeypatch):
    for name in ("STORE", "KEY_FILE"):
        monkeypatch.setenv(f"PERSONA_ASSISTANT_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("PERSONA_ASSISTANT_FACE_ENCODER", "none")
    return app


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "mac-roman", "utf-8-sig"])
def test_every_way_to_hand_over_a_note_reads_it(memory, tmp_path, monkeypatch, encoding):
    data = GERMAN.replace(" und", "\r\nund").encode(encoding)
    stdin = SimpleNamespace(buffer=io.BytesIO(data), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["add", "Jo", "--text", "-"]) == 0
    folder = tmp_path / "people" / "Ida"
    folder.mkdir(parents=True)
    (folder / "note.txt").write_bytes(data)
    assert main(["enrol", str(tmp_path / "people")]) == 0
    with memory.open_assistant() as assistant:
        notes = assistant.services.store.passages.notes()
    texts = [text for each in notes.values() for _, text in each]
    assert texts == [GERMAN.replace(" und", "\nund")] * 2
