"""Telegram Desktop: the JSON of an exported chat or account, and text copied from its window."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import Any

from persona_assistant.enrolment.text_files import decode_text
from persona_assistant.errors import BadInput
from persona_assistant.importers.archive.values import parsed
from persona_assistant.importers.chat import Chat, Medium, Message, clean, clean_sender
from persona_assistant.importers.stamps import STAMP, Stamp, order_of, stamp_of
from persona_assistant.importers.whatsapp import MAX_LINE
from persona_assistant.language.dates import DateOrder

KINDS = ("personal_chat", "private_group", "private_supergroup")
"""Of chats that are taken; channels, bots and what one saves for oneself are left out."""
_HEAD = re.compile(r'"(?:type"\s*:\s*"\w+_(?:chat|group|supergroup|channel)|personal_information)"')
_COPIED = re.compile(rf"(?P<name>[^\n,\[\]]{{1,120}}), \[{STAMP}\]:?\s*")


def looks_like_json(head: str) -> bool:
    """Whether a file that begins like this is an export."""
    return head.lstrip("\ufeff \r\n\t").startswith("{") and _HEAD.search(head) is not None


def looks_like_text(head: str) -> bool:
    """Whether a text that begins like this was copied from the window."""
    return any(_COPIED.fullmatch(line) for line in head.split("\n")[:30])


def parse_json(data: bytes, name: str) -> list[Chat]:
    """The chats of an export that messages call `name`. Raises BadInput."""
    document = parsed(data, name)
    if not isinstance(document, dict):
        raise _wrong(name, "an object is expected")
    me = ""
    own = document.get("personal_information")
    if isinstance(own, dict):
        me = f"user{own.get('user_id')}"
    held = document.get("chats")
    chats = held.get("list") if isinstance(held, dict) else [document]
    if not isinstance(chats, list):
        raise _wrong(name, "chats.list is no list")
    return [_chat(each, f"{name}, chat {at}", me) for at, each in enumerate(chats, 1)]


def parse_text(data: bytes, name: str, order: DateOrder = "auto") -> Chat:
    """The chat in a text that was copied: "Ana, [12.03.2024 18:22]" above each message. Raises
    BadInput."""
    try:
        lines = decode_text(data).split("\n")
    except ValueError as error:
        raise _wrong(name, f"no text: {error}") from None
    found: list[tuple[Stamp, str, list[str]]] = []
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise _wrong(name, f"line {number} is longer than {MAX_LINE} characters")
        match = _COPIED.fullmatch(line.lstrip("\u200e\ufeff"))
        stamp = stamp_of(match) if match else None
        if match is not None and stamp is not None:
            found.append((stamp, clean_sender(match["name"]), []))
        elif found:
            found[-1][2].append(line)
    if not found:
        raise _wrong(name, "no line names who wrote when, as in copied messages")
    way, guessed = order_of([stamp for stamp, *_ in found], order, datetime.date.today())
    messages = []
    for stamp, sender, said in found:
        day, text = stamp.day(way), clean("\n".join(said))
        if day is not None and text and sender:
            messages.append(Message(sender, datetime.datetime.combine(day, stamp.time), text))
    notices = (f"the dates of {name} are read in the order {way}",) if guessed else ()
    return Chat("telegram", "", tuple(messages), notices=notices)


def _chat(document: Any, where: str, me: str) -> Chat:
    if not isinstance(document, dict) or not isinstance(document.get("messages"), list):
        raise _wrong(where, "it has no list of messages")
    kind = document.get("type")
    name = document.get("name")
    title = clean(name) if isinstance(name, str) else ""
    left_out: Counter[str] = Counter()
    messages: list[Message] = []
    if isinstance(kind, str) and kind not in KINDS:
        left_out[f"messages of {kind.replace('_', ' ')}s"] += len(document["messages"])
        return Chat("telegram", title, (), left_out)
    mine = ""
    for at, each in enumerate(document["messages"], 1):
        message = _message(each, f"{where}, message {at}", left_out)
        if message is not None:
            messages.append(message)
            if me and message.sender_id == me:
                mine = message.sender
    return Chat("telegram", title, tuple(messages), left_out, mine)


def _message(given: Any, where: str, left_out: Counter[str]) -> Message | None:
    if not isinstance(given, dict):
        raise _wrong(where, "an object is expected")
    if given.get("type") != "message":
        left_out["system lines"] += 1
        return None
    if given.get("forwarded_from") is not None:
        left_out["forwarded messages"] += 1
        return None
    sender, sender_id = given.get("from"), given.get("from_id")
    if not isinstance(sender, str) or not clean_sender(sender):
        left_out["messages of deleted accounts"] += 1
        return None
    try:
        when = datetime.datetime.fromisoformat(given["date"]).replace(second=0, tzinfo=None)
    except (KeyError, TypeError, ValueError):
        raise _wrong(where, "it has no date such as 2024-03-12T18:22:10") from None
    text = clean(_words(given.get("text"), where))
    medium: Medium = ""
    file = ""
    if given.get("media_type") == "voice_message":
        medium, file = "voice", given.get("file", "")
    elif "photo" in given:
        medium, file = "picture", given["photo"]
    elif "file" in given or "media_type" in given:
        left_out["other files"] += 1
    if medium and (not isinstance(file, str) or file.startswith("(")):  # "(File not included...)"
        left_out["media that were not exported"] += 1
        medium, file = "", ""
    if not text and not medium:
        return None
    known = sender_id if isinstance(sender_id, str) else ""
    return Message(clean_sender(sender), when, text, medium, file, known[:100])


def _words(given: Any, where: str) -> str:
    """Plain text, or pieces of it of which some are links, names or bold."""
    if isinstance(given, str):
        return given
    if given is None:
        return ""
    if not isinstance(given, list):
        raise _wrong(where, "its text is none")
    pieces: list[str] = []
    for each in given:
        piece = each.get("text") if isinstance(each, dict) else each
        if not isinstance(piece, str):
            raise _wrong(where, "its text is none")
        pieces.append(piece)
    return "".join(pieces)


def _wrong(where: str, what: str) -> BadInput:
    return BadInput(f"{where}: {what}.", code="bad_chat")
