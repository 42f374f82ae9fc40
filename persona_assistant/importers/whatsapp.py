"""WhatsApp: the text of an exported chat.

Android writes `12/03/2024, 18:22 - Ana: hi`, iPhones `[12.03.24, 18:22:10] Ana: hi`, each in the
way of the phone's language. A message goes on in the lines that begin otherwise. What the program
itself says has no name before it, or, on iPhones, a mark of direction before its words, by which
it is known in every language.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import dataclass

from persona_assistant.enrolment.text_files import decode_text
from persona_assistant.errors import BadInput
from persona_assistant.importers.chat import Chat, Medium, Message, clean, clean_sender
from persona_assistant.importers.stamps import STAMP, Stamp, order_of, stamp_of
from persona_assistant.language.dates import DateOrder

MAX_LINE = 100_000
"""Characters; a message has at most 65,536."""
MAX_MESSAGES = 1_000_000
_LRM = "\u200e"
_OTHER_MARKS = dict.fromkeys(
    map(ord, "\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
_HEADER = re.compile(
    rf"[\u200e\s]*(?P<open>\[)?\u200e*{STAMP}(?(open)\]|(?:\s[-–—]|,))\s(?P<rest>.*)", re.DOTALL
)
_SAID = re.compile(r"\u200e*(?P<name>[^\n]{1,120}?)\s?:(?P<space>\s|$)(?P<text>.*)", re.DOTALL)
_SAID_CLOSE = re.compile(r"\u200e*(?P<name>[^:\n]{1,120}?)\s?:(?P<text>.*)", re.DOTALL)
_GOES_ON = re.compile(r"(?P<name>[^:\n]{1,60}:)(?:\s|$)")
_TELLING = 3
"""So many messages of a sender begin with the same word and a colon before it is part of a name."""
_QUOTES = re.compile('["“”„«»]')
_FILE = r"(?P<file>[^<>/\\\n:]{1,200}\.\w{2,5})"
_ATTACHED = (
    re.compile(rf"\u200e?<\s*[^<>:\n]{{2,30}}:\s*{_FILE}>"),
    re.compile(
        rf"(?:\u200e|(?=[A-Z]{{3}}-\d{{8}}-WA\d)){_FILE} \([^()\n]{{4,40}}\)$", re.MULTILINE
    ),
)
_OMITTED = re.compile(
    r"<[^<>\n]{3,60}>|(?:image|video|audio|sticker|GIF|document|video note|contact card) omitted",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\s*\u200e<[^<>\n]{3,60}>\s*$|\s*<This message was edited>\s*$")
_DELETED = re.compile(
    r"(?:this message was deleted|you deleted this message|diese nachricht wurde gelöscht"
    r"|du hast diese nachricht gelöscht|se eliminó este mensaje|eliminaste este mensaje"
    r"|ce message a été supprimé|vous avez supprimé ce message|questo messaggio è stato eliminato"
    r"|hai eliminato questo messaggio|mensagem apagada|esta mensagem foi apagada"
    r"|você apagou esta mensagem|dit bericht is verwijderd|null)\.?",
    re.IGNORECASE,
)
_ENCRYPTED = re.compile(
    r"end-to-end encrypted|ende-zu-ende-verschlüsselt|de extremo a extremo|de bout en bout"
    r"|crittografia end-to-end|crittografati end-to-end|de ponta a ponta|end-to-end versleuteld",
    re.IGNORECASE,
)
_VOICE = re.compile(r"^PTT-|-AUDIO-|\.opus$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|heic)$", re.IGNORECASE)
_STICKER = re.compile(r"^STK-|-STICKER-", re.IGNORECASE)
_TITLE = re.compile(
    r"WhatsApp[ \-_]+(?:Chat|.{3,30}?)(?: - |[ _](?:with|mit|con|avec|com|met) )(.+)"
)


@dataclass(slots=True)
class _Open:
    """A message whose lines are still coming."""

    stamp: Stamp
    sender: str
    lines: list[str]
    program: bool
    """Whether the program says it, not somebody."""


def looks_like(head: str) -> bool:
    """Whether a text that begins like this is a chat."""
    return any(_header(line) for line in head.split("\n")[:30])


def parse(data: bytes, name: str, order: DateOrder = "auto") -> Chat:
    """The chat in a text file that messages call `name`. Raises BadInput."""
    try:
        text = decode_text(data)
    except ValueError as error:
        raise BadInput(f"{name} is no text: {error}.", code="bad_chat") from None
    opened: list[_Open] = []
    bracketed: bool | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise BadInput(
                f"{name}, line {number}: longer than {MAX_LINE} characters; no message is.",
                code="bad_chat",
            )
        found = _header(line)
        if found is not None and bracketed in (None, found[1]):
            if len(opened) == MAX_MESSAGES:
                raise BadInput(
                    f"{name}, line {number}: more than {MAX_MESSAGES} messages; split the file.",
                    code="bad_chat",
                )
            stamp, bracketed, rest = found
            opened.append(_begun(stamp, bracketed, rest))
        elif opened:
            opened[-1].lines.append(line)
    if not opened:
        raise BadInput(
            f"{name}: no line begins with a date, a time and a name, as in an exported chat.",
            code="bad_chat",
        )
    _complete_names(opened)
    return _chat(opened, name, order)


def _complete_names(opened: list[_Open]) -> None:
    """A name may hold a colon: where every message of a sender begins with the same word and a
    colon, as in "Ana: Work: see you", that word is the rest of the name."""
    by_sender: dict[str, list[_Open]] = {}
    for each in opened:
        if not each.program:
            by_sender.setdefault(each.sender, []).append(each)
    for sender, said in by_sender.items():
        rest = {match[0] if (match := _GOES_ON.match(x.lines[0])) else "" for x in said}
        if len(said) < _TELLING or len({each.strip() for each in rest}) != 1 or "" in rest:
            continue
        for each in said:
            match = _GOES_ON.match(each.lines[0])
            if match is not None:
                each.sender = clean_sender(f"{sender}: {match['name'][:-1]}")
                each.lines[0] = each.lines[0][match.end() :]


def _header(line: str) -> tuple[Stamp, bool, str] | None:
    """Date and time, whether they stand in brackets, and what follows."""
    match = _HEADER.fullmatch(line.translate(_OTHER_MARKS))
    stamp = stamp_of(match) if match else None
    if match is None or stamp is None:
        return None
    return stamp, match["open"] is not None, match["rest"]


def _begun(stamp: Stamp, bracketed: bool, rest: str) -> _Open:
    match = _SAID.fullmatch(rest) or (_SAID_CLOSE.fullmatch(rest) if bracketed else None)
    if match is None or _QUOTES.search(match["name"]):
        return _Open(stamp, "", [rest], True)
    text = match["text"].removeprefix(" ")
    program = (
        bracketed and text.startswith(_LRM) and not any(form.search(text) for form in _ATTACHED)
    )
    sender = clean_sender(match["name"])
    return _Open(stamp, sender, [text], program or not sender)


def _chat(opened: list[_Open], name: str, wanted: DateOrder) -> Chat:
    order, guessed = order_of([each.stamp for each in opened], wanted, datetime.date.today())
    left_out: Counter[str] = Counter()
    messages: list[Message] = []
    for at, each in enumerate(opened):
        day = each.stamp.day(order)
        text = "\n".join(each.lines)
        if day is None:
            left_out["lines of an impossible date"] += 1
            continue
        if each.program or (at < 3 and _ENCRYPTED.search(text)):
            left_out["system lines"] += 1
            continue
        when = datetime.datetime.combine(day, each.stamp.time)
        message = _message(each.sender, when, text, left_out)
        if message is not None:
            messages.append(message)
    notices = (f"the dates of {name} are read in the order {_words(order)}",) if guessed else ()
    title = _TITLE.search(name.rpartition("/")[2].removesuffix(".txt"))
    return Chat(
        "whatsapp", clean(title[1]) if title else "", tuple(messages), left_out, "", notices
    )


def _message(
    sender: str, when: datetime.datetime, text: str, left_out: Counter[str]
) -> Message | None:
    match = next((found for form in _ATTACHED if (found := form.search(text))), None)
    file = match["file"].strip().strip(_LRM) if match else ""
    medium: Medium = ""
    if match is not None and (match.start() == 0 or text.startswith(("<", _LRM), match.start())):
        text = text[: match.start()] + text[match.end() :]
        if _STICKER.search(file):
            file = ""
        elif _VOICE.search(file):
            medium = "voice"
        elif _PICTURE.search(file):
            medium = "picture"
        if not medium:
            left_out["other files"] += 1
    text = clean(_EDITED.sub("", text))
    if _DELETED.fullmatch(text):
        left_out["deleted messages"] += 1
        return None
    if _OMITTED.fullmatch(text):
        left_out["media that were not exported"] += 1
        return None
    if not text and not medium:
        return None
    return Message(sender, when, text, medium, file if medium else "")


def _words(order: str) -> str:
    return "/".join({"d": "day", "m": "month", "y": "year"}[part] for part in order)
