"""Which chats lie at a path: what kind of export it is, and reading it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from persona_assistant.errors import BadInput
from persona_assistant.importers import telegram, telegram_pages, whatsapp
from persona_assistant.importers.chat import Chat
from persona_assistant.importers.chat_files import MAX_JSON, MAX_TEXT, Files, opened
from persona_assistant.language.dates import DateOrder

PAGE = "messages.html"
Kind = Literal["whatsapp", "telegram text", "telegram json", "telegram pages"]


@dataclass(frozen=True, slots=True)
class Source:
    """An export that was read."""

    chats: tuple[Chat, ...]
    fingerprint: str
    """SHA-256 of the text it was read from."""


def is_chat(path: Path) -> bool:
    """Whether there is an export at a path. Raises OSError."""
    try:
        with opened(path) as files:
            return _found(files) is not None
    except BadInput:
        return False


def read(path: Path, order: DateOrder) -> Source:
    """The chats of an export. Raises BadInput."""
    with opened(path) as files:
        try:
            found = _found(files)
        except OSError as error:
            raise BadInput(f"{path} cannot be read ({error.strerror or error}).") from None
        if found is None:
            raise BadInput(f"{path} holds no chat.", code="bad_chat")
        name, kind = found
        if kind == "telegram pages":
            return _pages(files, path, name)
        data = files.read(name, MAX_JSON if kind == "telegram json" else MAX_TEXT)
        if data is None:
            raise BadInput(f"{name} of {path} is a link, not a file.", code="bad_chat")
    where = str(path) if path.name == name else f"{path}/{name}"
    if kind == "whatsapp":
        chats = [whatsapp.parse(data, where, order)]
    elif kind == "telegram text":
        chats = [telegram.parse_text(data, where, order)]
    else:
        chats = telegram.parse_json(data, where)
    return Source(tuple(chats), hashlib.sha256(data).hexdigest())


def _pages(files: Files, path: Path, first: str) -> Source:
    pages: list[bytes] = []
    left = MAX_JSON
    for name in telegram_pages.page_names(first):
        page = files.read(name, left)
        if page is None:
            break
        pages.append(page)
        left -= len(page)
    if not pages:
        raise BadInput(f"{first} of {path} is a link, not a file.", code="bad_chat")
    chat = telegram_pages.parse_pages(pages, str(path))
    return Source((chat,), hashlib.sha256(b"".join(pages)).hexdigest())


def _found(files: Files) -> tuple[str, Kind] | None:
    """The file that holds the messages, and how."""
    names = files.names()
    for name in names:
        if name.lower().endswith(".json"):
            if telegram.looks_like_json(files.head(name).decode("utf-8", "replace")):
                return name, "telegram json"
        elif name.lower().endswith(".txt"):
            head = _decoded(files.head(name))
            if whatsapp.looks_like(head):
                return name, "whatsapp"
            if telegram.looks_like_text(head):
                return name, "telegram text"
    for name in names:
        head = files.head(name).decode("utf-8", "replace") if name == PAGE else ""
        if telegram_pages.looks_like_page(head):
            return name, "telegram pages"
    return None


def _decoded(head: bytes) -> str:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return head.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
