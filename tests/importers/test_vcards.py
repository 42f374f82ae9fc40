"""Address books of old and new programs: every contact as it was meant, or one line that says what
is wrong."""

from __future__ import annotations

import base64
import datetime
import io
import quopri

import pytest
from archive_parts import taken
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, importer_of
from persona_assistant.importers.contacts import notes_of
from persona_assistant.importers.vcard import Contact, contacts
from persona_assistant.memory import Store

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40
)


def read(tmp_path, text: str | bytes, name: str = "a.vcf") -> list[Contact]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(contacts(path))


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), (200, 100, 50)).save(file, "PNG")
    return file.getvalue()


def test_an_android_card_of_version_2_1(tmp_path):
    packed = base64.b64encode(photo()).decode()
    (ana,) = read(
        tmp_path,
        card(
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=53=6F=75=73=61;=41=\r\n=6E=61;;;",
            "TEL;CELL;PREF:+351 912 345 678",
            "BDAY:19880314",
            "PHOTO;ENCODING=BASE64;PNG:" + packed[:60] + "\r\n" + packed[60:] + "\r\n",
            "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:caf=E9=0D=0Aat noon",
            version="2.1",
        ),
    )
    assert (ana.name, ana.birthday, ana.notes) == ("Ana Sousa", "1988-03-14", ("café\nat noon",))
    assert (ana.phones[0].value, ana.phones[0].kinds) == ("+351 912 345 678", ("mobile",))
    assert ana.photo == photo()


def test_cards_of_apple_and_version_4(tmp_path):
    data = f"data:image/png;base64,{base64.b64encode(photo()).decode()}"
    folded = "\r\n ".join(data[at : at + 70] for at in range(0, len(data), 70))
    ana, bob = read(
        tmp_path,
        card(
            "FN:Ana Sou\r\n sa",
            "NICKNAME:Annie,Nan\\, the",
            "item1.TEL;type=pref:+351 1",
            "item1.X-ABLabel:_$!<Mobile>!$_",
            "item2.ADR;type=HOME:;;Rua X\\, 5;Lisboa;;1000;Portugal",
            "BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-14",
            "REV:2024-05-17T10:00:00Z",
        )
        + card(
            "FN:Bob",
            "TEL;VALUE=uri:tel:+1-555-0142;ext=5",
            f"PHOTO:{folded}",
            "BDAY:--0401",
            "ORG:Acme;Sales",
            "TITLE:Cook",
            version="4.0",
        ),
    )
    assert ana.name == "Ana Sousa" and ana.nicknames == ("Annie", "Nan, the")
    assert ana.revised == datetime.date(2024, 5, 17)
    assert notes_of(ana) == [
        "Birthday: 14 March.",
        "Mobile phone: +351 1.",
        "Home address: Rua X, 5, Lisboa, 1000, Portugal.",
    ]
    assert bob.photo == photo()
    assert notes_of(bob) == [
        "Birthday: 1 April.",
        "Phone: +1-555-0142 ext. 5.",
        "Works as Cook at Acme, Sales.",
    ]


@given(name=WORDS, note=WORDS, width=st.integers(1, 30), version=st.sampled_from(["3.0", "4.0"]))
def test_whatever_a_card_says_comes_back_however_it_is_folded(tmp_path_factory, **given):
    name, note = (
        given[each].replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
        for each in ("name", "note")
    )
    lines = card(f"FN:{name}", f"NOTE:{note}", version=given["version"]).encode().split(b"\r\n")
    width = given["width"] + 20  # a fold may cut a letter in two
    text = b"\r\n".join(
        b"\r\n ".join(line[at : at + width] for at in range(0, max(1, len(line)), width))
        for line in lines
    )
    (found,) = read(tmp_path_factory.mktemp("v"), text)
    assert (found.name, found.notes) == (given["name"], (given["note"],))


@given(note=WORDS)
def test_quoted_printable_comes_back(tmp_path_factory, note):
    escaped = note.replace("\\", "\\\\")
    packed = quopri.encodestring(escaped.encode()).decode().replace("\n", "\r\n")
    line = f"NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{packed}"
    (found,) = read(tmp_path_factory.mktemp("v"), card("FN:A", line, version="2.1"))
    assert found.notes == (note,)


@given(st.binary(max_size=300))
def test_no_file_does_more_than_be_refused(tmp_path_factory, data):
    try:
        read(tmp_path_factory.mktemp("v"), b"BEGIN:VCARD\r\nFN:A\r\n" + data + b"\r\nEND:VCARD")
        said = "a.vcf, line 1"
    except BadInput as error:
        said = str(error)
    assert "a.vcf, line " in said and "\n" not in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("BEGIN:VCARD\nFN:A\n", "line 1: this card has no end"),
        ("BEGIN:VCARD\nFN:A\nhello\nEND:VCARD", "line 3: 'hello' is no line"),
        ("BEGIN:VCARD\n" * 100, "cards stand in cards"),
        ("FN:A\n", "outside a card"),
        ("END:VCARD\n", "has not begun"),
        ("BEGIN:VCARD\nNOTE:" + "a" * (25 * 2**20), "longer than 24 MB"),
        ("BEGIN:VCARD\n" + "TEL:1\n" * 6000 + "END:VCARD", "more than 5000 lines"),
    ],
    ids=["cut", "garbage", "nested", "outside", "unbegun", "endless", "many"],
)
def test_a_hostile_file_is_refused_in_one_line(tmp_path, text, why):
    with pytest.raises(BadInput, match=why):
        read(tmp_path, text)


def test_contacts_are_known_again_and_only_what_is_new_is_added(tmp_path):
    path = tmp_path / "a.vcf"
    path.write_text(card("FN:Ana", "TEL:1234567", "UID:x") + card("FN:Acme", "KIND:org"))
    with Store.temporary() as store:
        taken(store, path)
        taken(store, path)
        path.write_text(card("FN:Ana Sousa", "TEL:7654321", "NICKNAME:Annie", "UID:x"))
        taken(store, path)
        (ana,) = store.people.all()
        assert (ana.name, ana.aliases, ana.texts) == ("Ana", ("Annie",), 2)


def test_a_bad_photo_is_left_out_with_the_reason(tmp_path):
    path = tmp_path / "a.vcf"
    path.write_text(card("FN:Ana", "TEL:1234567", "PHOTO;ENCODING=b:AAAA"))
    plan = importer_of(path).preview(path, None, Choices())
    assert [each.what for each in plan.skipped] == ["the photo of Ana"]
    assert plan.people[0].notes == 1 and plan.people[0].pictures == 0
