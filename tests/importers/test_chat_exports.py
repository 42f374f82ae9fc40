"""Chats as phones and Telegram Desktop export them: who wrote what, and when; imported again, only
what is new."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path

import pytest
from archive_parts import taken
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, Plan, importer_of, telegram, whatsapp
from persona_assistant.importers.chat_files import opened
from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Triplet

FIRST = Entry(Triplet(text="Runs."))
L, NARROW = "\u200e", "\u202f"
STAMPS = [
    "13/03/2024, 18:22 - ", "3/13/24, 6:22 PM - ", f"3/13/24, 6:22{NARROW}PM - ",
    "13.03.24, 18:22 - ", "13/03/2024 18:22 - ", "2024-03-13 18:22 - ", "13/3/24, 6:22 p. m. - ",
    "[13.03.24, 18:22:10] ", "[3/13/24, 6:22:10 PM] ", f"{L}[13/03/2024, 18:22:10] ",
    "2024/3/13 下午6:22 - ", "2024년 3월 13일 오후 6:22, ", "13.3.2024 klo 18.22 - ",
    "١٣\u200f/٣\u200f/٢٠٢٤, ٦:٢٢ م - ", "2024. 03. 13. 18:22 - ", "13/03/2567 18:22 - ",
    "[2024/3/13 18:22:10] ", "13-03-2024 18:22 - ", "13/03/2024 à 18:22 - ",
]  # fmt: skip
CHAT = """\
12/03/2024, 18:20 - Messages and calls are end-to-end encrypted. Tap to learn more.
12/03/2024, 19:04 - Kirsty Muir: type 2 diagnosed in october
12/03/2024, 19:05 - Kirsty Muir: half marathon in sept
Link: https://x.example
12/03/2024, 19:06 - Kirsty Muir: <Media omitted>
12/03/2024, 19:07 - Rui: This message was deleted
12/03/2024, 19:09 - Rui: put me down for £25
13/03/2024, 08:01 - \u202a+44 7700 900147\u202c: hello
13/03/2024, 08:02 - Kirsty Muir changed the subject from "A" to "B: C"
"""


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "WhatsApp Chat with Kirsty.txt"
    path.write_text(text, encoding="utf-8")
    return path


def plan(path: Path, store: Store | None = None, **choices) -> Plan:
    return importer_of(path).preview(path, store, Choices(**choices))


def notes(store: Store, name: str) -> list[str]:
    return [text for _, text in store.passages.notes([store.people.get(name).id]).popitem()[1]]


@pytest.mark.parametrize("stamp", STAMPS)
def test_every_form_of_date_and_clock_is_read(stamp):
    found = whatsapp.parse(f"{stamp}Ana: hi\nthere\n{stamp}~ Bob: yo".encode(), "c.txt", "dmy")
    assert [(each.sender, each.text) for each in found.messages] == [
        ("Ana", "hi\nthere"),
        ("Bob", "yo"),
    ]
    assert {f"{each.when:%Y-%m-%d %H:%M}" for each in found.messages} == {"2024-03-13 18:22"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Ana", "Bob Li", "王芳"]),
            st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1),
            st.datetimes(min_value=datetime.datetime(2020, 1, 1),
                         max_value=datetime.datetime(2025, 1, 1)),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["%d/%m/%Y, %H:%M - ", "[%d.%m.%y, %H:%M:%S] ", "%m/%d/%y, %I:%M %p - "]),
)  # fmt: skip
def test_what_was_written_comes_back(said, form):
    said = sorted(said, key=lambda each: each[2])
    lines = [f"{when.strftime(form)}{who}: x{what}" for who, what, when in said]
    order = "mdy" if form.startswith("%m") else "dmy"
    found = whatsapp.parse("\n".join(lines).encode(), "c.txt", order)
    assert [(each.sender, each.text) for each in found.messages] == [
        (who, whatsapp.clean(f"x{what}")) for who, what, _ in said
    ]
    assert len(found.messages) == len(said)


@given(st.binary(max_size=200))
def test_no_chat_does_more_than_be_refused(data):
    for read in (whatsapp.parse, telegram.parse_text, telegram.parse_json):
        try:
            read(data, "c.txt")
            read(b"[13.03.24, 18:22:10] Ana: " + data, "c.txt")
        except BadInput as error:
            said = str(error)
        else:
            said = "c.txt"
        assert "c.txt" in said and "\n" not in said


def test_the_order_of_dates_is_that_in_which_the_file_makes_sense():
    text = "3/12/24, 19:04 - Ana: a\n4/1/24, 19:04 - Ana: b\n4/2/24, 19:04 - Ana: c\n"
    found = whatsapp.parse(text.encode(), "c.txt", "dmy").messages
    assert [f"{each.when:%m-%d}" for each in found] == ["03-12", "04-01", "04-02"]


def test_what_is_nobodys_own_words_is_left_out(tmp_path):
    planned = plan(file(tmp_path, CHAT))
    assert [(each.name, each.notes) for each in planned.people] == [("Kirsty Muir", 1), ("Rui", 1)]
    left = {each.what: each.why for each in planned.skipped}
    assert "say whose it is" in left["+44 7700 900147, 1 message"]
    assert {"2 system lines", "1 deleted messages", "1 media that were not exported"} <= set(left)
    assert any("--me" in each for each in planned.notices)


def test_people_are_assigned_and_known_the_next_time(tmp_path):
    path = file(tmp_path, CHAT)
    with Store.temporary() as store:
        store.people.add("Kirsty", [FIRST])
        choices = {"assigned": {"Kirsty Muir": "Kirsty", "+44 7700 900147": "Tom"}, "me": "Rui"}
        taken(store, path, **choices)
        assert notes(store, "Kirsty")[1:] == [
            "[19:04] Kirsty: type 2 diagnosed in october\n"
            "[19:05] Kirsty: half marathon in sept Link: https://x.example"
        ]
        assert notes(store, "Me") == ["[19:09] Me: put me down for £25"]
        assert notes(store, "Tom") == ["[08:01] Tom: hello"]
        path.write_text(CHAT + "13/03/2024, 09:00 - Kirsty Muir: I got a dog\n", encoding="utf-8")
        again = plan(path, store)
        assert [(each.name, each.notes) for each in again.people if each.notes] == [("Kirsty", 1)]
        taken(store, path)
        assert notes(store, "Kirsty")[2:] == ["[09:00] Kirsty: I got a dog"]


def test_what_was_corrected_does_not_come_back(tmp_path):
    path = file(tmp_path, CHAT)
    with Store.temporary() as store:
        taken(store, path)
        kirsty = store.people.get("Kirsty Muir")
        ((triplet, _),) = store.passages.notes([kirsty.id])[kirsty.id]
        store.items.edit_note(kirsty.id, triplet, "Kirsty has type 1.")
        taken(store, path)
        assert notes(store, "Kirsty Muir") == ["Kirsty has type 1."]


def test_somebody_of_the_name_has_to_be_confirmed(tmp_path):
    path = file(tmp_path, CHAT)
    with Store.temporary() as store:
        store.people.add("kirsty muir", [FIRST])
        planned = plan(path, store)
        assert "may be kirsty muir" in planned.people[0].details
        with pytest.raises(BadInput, match="same people") as error:
            importer_of(path).carry_out(planned, store)
        assert error.value.code == "similar_name" and len(store.people.all()) == 1
        taken(store, path, same=True, skipped=frozenset({"Rui"}))
        assert [each.name for each in store.people.all()] == ["kirsty muir"]


def test_a_name_that_nobody_has_is_said_with_those_there_are(tmp_path):
    with pytest.raises(BadInput, match="who does: Kirsty Muir, Rui"):
        plan(file(tmp_path, CHAT), assigned={"Ana": "Ana"})


def test_voice_messages_of_a_zip_become_clips_and_nothing_outside_is_read(tmp_path):
    from archive_parts import CLIPS, PICTURES

    path = tmp_path / "WhatsApp Chat - Ana.zip"
    (tmp_path / "00000009-PHOTO-1.jpg").write_bytes(PICTURES[0].data)
    names = ["00000001-AUDIO-1.opus", "00000002-PHOTO-2.jpg", "../00000009-PHOTO-1.jpg"]
    with zipfile.ZipFile(path, "w") as out:
        lines = [f"{L}[13.03.24, 18:22:10] Ana: {L}<attached: {each}>" for each in names]
        out.writestr("_chat.txt", "\n".join([*lines, "[13.03.24, 18:23:10] Ana: hi"]))
        out.writestr(names[0], CLIPS[0].data)
        out.writestr(names[1], PICTURES[1].data)
    with Store.temporary() as store:
        assert plan(path).people[0].clips == 1 and plan(path).people[0].pictures == 0
        taken(store, path, pictures=True)
        (ana,) = store.people.all()
        assert (ana.voices, ana.images, ana.texts) == (1, 1, 1)


def test_a_chat_names_no_file_outside_its_folder_and_no_link(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    folder = tmp_path / "chat"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "own").write_bytes(b"y")
    with opened(folder) as files:
        assert files.read("own", 10) == b"y"
        for name in ("../secret", "link", str(tmp_path / "secret"), "a/../../secret", "\0", ""):
            assert files.read(name, 10) is None


TELEGRAM = {
    "name": "Ana", "type": "personal_chat", "id": 7,
    "messages": [
        {"id": 1, "type": "service", "date": "2024-03-12T18:20:00", "action": "phone_call"},
        {"id": 2, "type": "message", "date": "2024-03-12T18:22:10", "from": "Ana",
         "from_id": "user1", "text": ["see ", {"type": "bold", "text": "you"}, " soon"]},
        {"id": 3, "type": "message", "date": "2024-03-12T18:23:10", "from": "Ana",
         "from_id": "user1", "forwarded_from": "Bob", "text": "I hate cats"},
    ],
}  # fmt: skip


def test_an_export_of_telegram(tmp_path):
    path = tmp_path / "result.json"
    own = {"personal_information": {"user_id": 1}, "chats": {"list": [TELEGRAM]}}
    path.write_text(json.dumps(own))
    with Store.temporary() as store:
        taken(store, path)
        assert notes(store, "Me") == ["[18:22] Me: see you soon"]
    copied = tmp_path / "copied.txt"
    copied.write_text("Ana, [13.03.2024 18:22]\nhi\n\nBob, [13.03.2024 18:25]\nyo\nyo\n")
    assert [each.name for each in plan(copied).people] == ["Ana", "Bob"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "nested"),
        ('{"type": "personal_chat", "messages": [1]}', "message 1: an object"),
        ('{"type": "personal_chat", "messages": [{"type": "message", "from": "A"}]}', "no date"),
        ('{"messages": 5}', "no list of messages"),
    ],
    ids=["deep", "number", "undated", "listless"],
)
def test_a_hostile_export_is_refused_in_one_line(text, why):
    with pytest.raises(BadInput, match=why):
        telegram.parse_json(text.encode(), "result.json")


def test_a_line_without_end_is_refused():
    with pytest.raises(BadInput, match="line 1: longer"):
        whatsapp.parse(b"[13.03.24, 18:22:10] Ana: " + b"a" * 200_000, "c.txt")


def test_a_name_may_hold_a_colon(tmp_path):
    lines = ["Ana: Work: hi", "Ana: Work: see 12:30", "Rui: note: yes", "Ana: Work: bye", "Rui: no"]
    for stamp in ("13/03/2024, 18:22 - ", "[13.03.24, 18:22:10] "):
        found = whatsapp.parse("\n".join(stamp + line for line in lines).encode(), "c.txt")
        assert [(each.sender, each.text) for each in found.messages] == [
            ("Ana: Work", "hi"), ("Ana: Work", "see 12:30"), ("Rui", "note: yes"),
            ("Ana: Work", "bye"), ("Rui", "no"),
        ]  # fmt: skip
    (close,) = whatsapp.parse(b"13/03/2024, 18:22 - Ana:Work: hi", "c.txt").messages
    assert (close.sender, close.text) == ("Ana:Work", "hi")


def test_what_was_removed_does_not_come_back_from_an_export_that_begins_later(tmp_path):
    first = CHAT.splitlines(keepends=True)
    with Store.temporary() as store:
        taken(store, file(tmp_path, CHAT))
        kirsty = store.people.get("Kirsty Muir")
        ((triplet, _),) = store.passages.notes([kirsty.id])[kirsty.id]
        store.items.edit_note(kirsty.id, triplet, "Kirsty has type 1.")
        taken(store, file(tmp_path, "".join(first[2:])))
        assert notes(store, "Kirsty Muir") == ["Kirsty has type 1."]
        more = "12/03/2024, 19:05 - Kirsty Muir: and a new one\n"
        taken(store, file(tmp_path, "".join([*first[2:4], more, *first[4:]])))
        assert sorted(notes(store, "Kirsty Muir")) == [
            "Kirsty has type 1.",
            "[19:05] Kirsty Muir: and a new one",
        ]
