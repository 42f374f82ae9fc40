"""Chats that Telegram Desktop exported as web pages."""

from __future__ import annotations

import time

import pytest
from archive_parts import CLIPS, PICTURES, taken

from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, importer_of
from persona_assistant.importers.telegram_pages import parse_pages
from persona_assistant.memory import Store

HEAD = """<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap">
<div class="page_header"><div class="content"><div class="text bold">Ana &amp; I</div></div></div>
<div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">12 March 2024</div></div>
"""
DATE = '<div class="pull_right date details" title="{} UTC+01:00">18:22</div>'


def message(body: str, sender: str = "", when: str = "12.03.2024 18:22:10") -> str:
    name = f'<div class="from_name">\n{sender}\n</div>' if sender else ""
    return (
        f'<div class="message default clearfix {"" if sender else "joined"}"><div class="body">'
        f"{DATE.format(when)}{name}{body}</div></div>\n"
    )


def text(words: str) -> str:
    return f'<div class="text">\n{words}\n       </div>'


FIRST = HEAD + "".join([
    message(text('see <strong>you</strong> soon<br><a href="https://x.example">x</a>'), "Ana"),
    message(text("1 &lt; 2<script>alert('no')</script>")),
    message('<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left"'
            ' href="photos/1.jpg"><img class="photo" src="photos/1_thumb.jpg"/></a></div>'),
    message('<div class="media_wrap clearfix"><a class="media clearfix media_voice_message"'
            ' href="voice_messages/1.ogg"><div class="title bold">Voice message</div></a></div>'),
    message('<div class="media_wrap clearfix"><div class="media clearfix media_photo">'
            '<div class="title bold">Photo</div></div></div>'),
    message(f'<div class="forwarded body"><div class="from_name">Cy</div>{text("I hate")}</div>'),
    message('<div class="reply_to details">In reply to <a href="#1">this message</a></div>'
            + text("no"), "Bob"),
    message(text("old"), "Deleted Account"),
])  # fmt: skip
SECOND = (
    HEAD
    + message(text("next day"), "Bob", "13.03.2024 08:00:00")
    + message(text("joined"), when="13.03.2024 08:00:30")
)


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "ChatExport"
    for name in ("photos", "voice_messages"):
        (folder / name).mkdir(parents=True)
    (folder / "photos" / "1.jpg").write_bytes(PICTURES[0].data)
    (folder / "voice_messages" / "1.ogg").write_bytes(CLIPS[0].data)
    (folder / "messages.html").write_text(FIRST, encoding="utf-8")
    (folder / "messages2.html").write_text(SECOND, encoding="utf-8")
    return folder


def test_pages_are_read_with_their_media(export):
    for path in (export, export / "messages.html"):
        with Store.temporary() as store:
            plan = importer_of(path).preview(path, store, Choices())
            left = {each.what for each in plan.skipped}
            assert {"2 system lines", "1 forwarded messages", "1 messages of deleted accounts",
                    "1 media that were not exported"} <= left  # fmt: skip
            taken(store, path, pictures=True)
            ana = store.people.get("Ana")
            assert (ana.texts, ana.images, ana.voices) == (1, 1, 1)
            (note,) = store.passages.notes([ana.id])[ana.id]
            assert note[1].startswith("[18:22] Ana: see you soon\nx\n[18:22] Ana: 1 < 2")
            assert "alert" not in note[1]
            bob = store.people.get("Bob")
            said = [words for _, words in store.passages.notes([bob.id])[bob.id]]
            assert said == ["[18:22] Bob: no", "[08:00] Bob: next day\n[08:00] Bob: joined"]


def test_a_sender_goes_on_on_the_next_page():
    pages = [HEAD + message(text("one"), "Ana"), HEAD + message(text("two"))]
    chat = parse_pages([each.encode() for each in pages], "export")
    assert chat.title.startswith("Ana & I")
    assert [(each.sender, each.text) for each in chat.messages] == [("Ana", "one"), ("Ana", "two")]


def test_a_hostile_page_is_refused_or_read_in_time():
    for words, why in (("<div>" * 10_000, "nested"), (message(text("x"), "A", "soon"), "no date")):
        with pytest.raises(BadInput, match=why):
            parse_pages([(HEAD + words).encode()], "export")
    began = time.process_time()
    for piece in ("<!--", "<a ", '<a "', "<a/", "</", "&#", "<!", "<?", "<![CDATA[", "<b a='"):
        parse_pages([(HEAD + message(text("x"), "Ana") + piece * 20_000).encode()], "export")
    assert time.process_time() - began < 20
