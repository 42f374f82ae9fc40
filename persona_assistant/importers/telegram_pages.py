"""Telegram Desktop: a chat exported as web pages, messages.html, messages2.html and so on.

A page is read for what its classes say and for nothing else: no script, style or link of it is
followed. A message without a name is by whoever wrote the one before, also on the page before.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser

from persona_assistant.errors import BadInput
from persona_assistant.importers.chat import Chat, Medium, Message, clean, clean_sender

MAX_DEPTH = 200
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2})")
_DELETED = "Deleted Account"
_FILES = re.compile(r"media_\w+|video_file_wrap|animated_wrap|sticker_wrap")


def looks_like_page(head: str) -> bool:
    """Whether a file that begins like this is such a page."""
    return "<!DOCTYPE html" in head[:200] and 'class="page_header' in head


def page_names(first: str) -> Iterable[str]:
    """The names that the pages of an export have, without end."""
    yield first
    number = 1
    while True:
        number += 1
        yield f"messages{number}.html"


def parse_pages(pages: Iterable[bytes], name: str) -> Chat:
    """The chat in the pages of an export that messages call `name`. Raises BadInput."""
    reader = _Pages(name)
    for page in pages:
        reader.reset()
        try:
            # Never closed: what is cut off at the end of a page is left out.
            reader.feed(page.decode("utf-8-sig", "replace"))
        except AssertionError:
            raise BadInput(f"{name} is no web page that can be read.", code="bad_chat") from None
        reader.end_page()
    return Chat("telegram", reader.title, tuple(reader.messages), reader.left_out)


class _Pages(HTMLParser):
    """Collects messages from the pages it is fed."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.messages: list[Message] = []
        self.left_out: Counter[str] = Counter()
        self._name = name
        self._sender = ""
        self._open: list[tuple[str, frozenset[str]]] = []
        self._inside: Counter[str] = Counter()
        """How many open elements have a class."""
        self._begun: int | None = None
        """How many elements were open when the message began."""
        self._forget()

    def _forget(self) -> None:
        self._from: list[str] = []
        self._text: list[str] = []
        self._when: datetime.datetime | None = None
        self._medium: Medium = ""
        self._file = ""
        self._forwarded = self._other = self._missing = False

    def end_page(self) -> None:
        self._end_message()
        self._open.clear()
        self._inside.clear()

    # --- what the parser meets

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        classes = frozenset(given.get("class", "").split())
        if tag == "br":
            self.handle_data("\n")
        if tag in _VOID:
            return
        if len(self._open) >= MAX_DEPTH:
            raise BadInput(f"{self._name} is nested too deeply.", code="bad_chat")
        if self._begun is None and "message" in classes:
            if "default" in classes:
                self._begun = len(self._open)
            else:
                self.left_out["system lines"] += 1
        self._open.append((tag, classes))
        self._inside.update(classes)
        if self._begun is not None:
            self._look_at(tag, classes, given)

    def handle_endtag(self, tag: str) -> None:
        if all(name != tag for name, _ in self._open):
            return
        closed = ""
        while closed != tag:
            closed, classes = self._open.pop()
            self._inside.subtract(classes)
        if self._begun is not None and len(self._open) <= self._begun:
            self._end_message()

    def handle_data(self, data: str) -> None:
        inside = self._inside
        if self._open and self._open[-1][0] in ("script", "style"):
            return
        if self._begun is None:
            if inside["page_header"] > 0 and inside["text"] > 0:
                self.title = clean(f"{self.title} {data}")
        elif inside["forwarded"] > 0 or inside["reply_to"] > 0:
            return
        elif inside["from_name"] > 0 and inside["date"] == 0:
            self._from.append(data)
        elif inside["text"] > 0:
            self._text.append(data)

    # --- a message

    def _look_at(self, tag: str, classes: frozenset[str], given: dict[str, str]) -> None:
        if "forwarded" in classes:
            self._forwarded = True
        elif "date" in classes and self._when is None:
            self._when = _moment(given.get("title", ""))
        elif classes & {"photo_wrap", "media_photo", "media_voice_message"}:
            kind: Medium = "voice" if "media_voice_message" in classes else "picture"
            if tag == "a" and given.get("href"):
                self._medium, self._file = kind, given["href"]
            else:
                self._missing = True
        elif any(map(_FILES.fullmatch, classes)) and "media_wrap" not in classes:
            self._other = True

    def _end_message(self) -> None:
        if self._begun is None:
            return
        self._begun = None
        said = "".join(self._from)
        if said.strip():
            self._sender = clean_sender(said)
        self._add()
        self._forget()

    def _add(self) -> None:
        if self._forwarded:
            self.left_out["forwarded messages"] += 1
            return
        if not self._sender or self._sender == _DELETED:
            self.left_out["messages of deleted accounts"] += 1
            return
        if self._when is None:
            raise BadInput(
                f"{self._name}, message {len(self.messages) + 1}: it has no date such as "
                "12.03.2024 18:22:10.",
                code="bad_chat",
            )
        if self._other:
            self.left_out["other files"] += 1
        if self._missing:
            self.left_out["media that were not exported"] += 1
        text = clean("".join(self._text))
        if text or self._medium:
            self.messages.append(Message(self._sender, self._when, text, self._medium, self._file))


def _moment(title: str) -> datetime.datetime | None:
    match = _DAY.match(title)
    if match is None:
        return None
    day, month, year, hour, minute = map(int, match.groups())
    try:
        return datetime.datetime(year, month, day, hour, minute)
    except ValueError:
        return None
