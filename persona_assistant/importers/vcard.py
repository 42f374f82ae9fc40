"""Address books: the contacts of a vCard file, versions 2.1, 3.0 and 4.0.

Own code, because the library for it (vobject) does not read what Android phones write in version
2.1 without losing lines, holds a file as a whole and sets no bounds; and a contact here is but a
dozen kinds of lines.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from persona_assistant.importers.vcard_lines import Property, properties, wrong

MAX_CARDS = 200_000
MAX_PROPERTIES = 5_000
"""Of one card."""
MAX_CARD = 32 * 2**20
"""Bytes of one card."""
_MAX_DEPTH = 8
_BIDI = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_KINDS = {
    "cell": "mobile",
    "mobile": "mobile",
    "iphone": "mobile",
    "home": "home",
    "work": "work",
    "fax": "fax",
    "pager": "pager",
    "car": "car",
    "school": "school",
}
_LABEL = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reach:
    """A telephone number, an address, with what it is for."""

    value: str
    kinds: tuple[str, ...] = ()
    """In words: "mobile", "work", or the user's own label."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of an address book."""

    line: int
    """Number of the line in which the card begins."""
    name: str
    """"" where the card has none."""
    uid: str = ""
    kind: str = "individual"
    """Also "group" or "org"."""
    nicknames: tuple[str, ...] = ()
    birthday: str = ""
    """1988-03-14, --03-14, 1988-03 or 1988, or as the card words it."""
    anniversary: str = ""
    phones: tuple[Reach, ...] = ()
    emails: tuple[Reach, ...] = ()
    addresses: tuple[Reach, ...] = ()
    urls: tuple[Reach, ...] = ()
    related: tuple[Reach, ...] = ()
    organisation: tuple[str, ...] = ()
    """The organisation, then its units."""
    title: str = ""
    role: str = ""
    notes: tuple[str, ...] = ()
    photo: bytes | None = field(default=None, repr=False)
    """The file, in whatever format."""
    photo_link: bool = False
    """Whether the photo is somewhere in the network instead."""
    revised: datetime.date | None = None


def contacts(path: Path) -> Iterator[Contact]:
    """The contacts of a file, one at a time. Raises BadInput that names the file and the line."""
    card: list[Property] | None = None
    begun = depth = cards = size = 0
    for each in properties(path):
        if each.name in ("BEGIN", "END"):
            if each.value.strip().upper() != b"VCARD":
                shown = each.value[:30].decode("utf-8", "replace").strip()
                raise wrong(path, each.line, f"{each.name}:{shown} stands in no vCard file.")
            if each.name == "BEGIN":
                depth += 1
                if depth == 1:
                    card, begun, cards, size = [], each.line, cards + 1, 0
                if depth > _MAX_DEPTH:
                    raise wrong(path, each.line, "cards stand in cards without end.")
                if cards > MAX_CARDS:
                    raise wrong(path, each.line, f"it has more than {MAX_CARDS} cards; split it.")
                continue
            depth -= 1
            if depth < 0:
                raise wrong(path, each.line, "a card ends that has not begun.")
            if depth == 0 and card is not None:
                yield _contact(path, begun, card)
                card = None
        elif card is None:
            raise wrong(path, each.line, f"{each.name} stands outside a card.")
        elif depth == 1:
            if len(card) >= MAX_PROPERTIES:
                raise wrong(path, each.line, f"a card has more than {MAX_PROPERTIES} lines.")
            size += len(each.value)
            if size > MAX_CARD:
                raise wrong(path, each.line, f"a card is larger than {MAX_CARD >> 20} MB.")
            card.append(each)
    if card is not None:
        raise wrong(path, begun, "this card has no end; the file is cut off.")


def begins(data: bytes) -> bool:
    """Whether a file that begins like this holds cards."""
    head = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    return head.lstrip("\ufeff \r\n\t").upper().startswith("BEGIN:VCARD")


class _Card:
    """The lines of a card by their names."""

    def __init__(self, path: Path, lines: list[Property]) -> None:
        self._path = path
        self._lines = lines
        self.version = next((self.plain(x) for x in lines if x.name == "VERSION"), "3.0")
        self._labels = {
            each.group: self.plain(each)
            for each in lines
            if each.name == "X-ABLABEL" and each.group
        }

    def all(self, *names: str) -> list[Property]:
        return [each for each in self._lines if each.name in names]

    def plain(self, each: Property) -> str:
        """The text of a line, unescaped, without characters that do something to others."""
        return _clean(_unescaped(self._raw(each)))

    def parts(self, each: Property, separator: str = ";") -> list[str]:
        pieces = [""]
        for token in re.findall(r"\\.|[^\\]|\\$", self._raw(each), re.DOTALL):
            if token == separator:
                pieces.append("")
            else:
                pieces[-1] += token
        return [_clean(_unescaped(piece)).strip() for piece in pieces]

    def one(self, *names: str) -> str:
        return next((text for each in self.all(*names) if (text := self.plain(each).strip())), "")

    def reaches(self, name: str, *, joined: str = "") -> tuple[Reach, ...]:
        found: dict[str, Reach] = {}
        for each in self.all(name):
            if joined:
                value = ", ".join(_without_doubles(self.parts(each)))
            else:
                value = _bare(self.plain(each))
            if value:
                found.setdefault(value, Reach(value, self._kinds(each)))
        return tuple(found.values())

    def labelled(self, label: str) -> str:
        """The date that Apple's own label names."""
        for each in self.all("X-ABDATE"):
            if label in self._labels.get(each.group, "").lower():
                return _date(self, each)
        return ""

    def _kinds(self, each: Property) -> tuple[str, ...]:
        own = self._labels.get(each.group, "")
        if own:
            match = _LABEL.fullmatch(own)
            word = match[1].lower() if match else own
            return (_KINDS.get(word, word),)
        types = each.types()
        return tuple(dict.fromkeys(word for kind, word in _KINDS.items() if kind in types))

    def _raw(self, each: Property) -> str:
        try:
            return each.text()
        except ValueError as error:
            raise wrong(self._path, each.line, f"{each.name} is no text: {error}") from None


def _contact(path: Path, line: int, lines: list[Property]) -> Contact:
    card = _Card(path, lines)
    photo, link = _photo(card)
    organisation = next((_filled(card.parts(each)) for each in card.all("ORG")), ())
    shown_as = card.one("X-ABSHOWAS").upper()
    kind = card.one("KIND", "X-ADDRESSBOOKSERVER-KIND").lower() or "individual"
    return Contact(
        line=line,
        name=_name(card),
        uid=card.one("UID")[:255],
        kind="org" if shown_as == "COMPANY" else kind,
        nicknames=tuple(
            dict.fromkeys(
                name
                for each in card.all("NICKNAME", "X-NICKNAME")
                for name in _filled(card.parts(each, ","))
            )
        ),
        birthday=next((_date(card, each) for each in card.all("BDAY")), ""),
        anniversary=next(
            (_date(card, each) for each in card.all("ANNIVERSARY", "X-ANNIVERSARY")), ""
        )
        or card.labelled("anniversary"),
        phones=card.reaches("TEL"),
        emails=card.reaches("EMAIL"),
        addresses=card.reaches("ADR", joined=", "),
        urls=card.reaches("URL"),
        related=card.reaches("X-ABRELATEDNAMES"),
        organisation=organisation,
        title=card.one("TITLE"),
        role=card.one("ROLE"),
        notes=tuple(filter(None, (card.plain(each).strip() for each in card.all("NOTE")))),
        photo=photo,
        photo_link=link,
        revised=_revised(card.one("REV")),
    )


def _name(card: _Card) -> str:
    """The name as the card shows it, else made of its parts: family, given, middle, title, ..."""
    if shown := " ".join(card.one("FN").split()):
        return shown
    for each in card.all("N"):
        family, given, middle, before, after = (*card.parts(each), "", "", "", "", "")[:5]
        name = " ".join(filter(None, (before, given, middle, family, after)))
        if name:
            return " ".join(name.replace(",", " ").split())
    return ""


def _photo(card: _Card) -> tuple[bytes | None, bool]:
    link = False
    for each in card.all("PHOTO"):
        if each.encoding == "base64":
            try:
                return each.data() or None, False
            except ValueError:
                continue
        value = each.value.strip()
        if value[:5].lower() == b"data:":
            head, _, body = value.replace(b"\\,", b",").partition(b",")
            if b"base64" in head.lower():
                packed = Property("PHOTO", {}, urllib.parse.unquote_to_bytes(body), each.line)
                try:
                    return packed.data() or None, False
                except ValueError:
                    continue
            return urllib.parse.unquote_to_bytes(body) or None, False
        link = link or bool(value)
    return None, link


_DAYS = (
    re.compile(r"(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)(?:[T ].*)?"),
    re.compile(r"--(?P<m>\d\d)-?(?P<d>\d\d)(?:T.*)?"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)"),
    re.compile(r"(?P<y>\d{4})"),
)


def _date(card: _Card, each: Property) -> str:
    """A day in ISO form, without the year where the card has none; else the card's own words."""
    text = card.plain(each).strip()
    match = next((found for form in _DAYS if (found := form.fullmatch(text))), None)
    if match is None:
        return text
    parts = {"y": "", "m": "", "d": "", **match.groupdict()}
    if parts["y"] and parts["y"] in each.params.get("X-APPLE-OMIT-YEAR", ()):
        parts["y"] = ""
    try:
        datetime.date(int(parts["y"] or 2000), int(parts["m"] or 1), int(parts["d"] or 1))
    except ValueError:
        return text
    return "-".join(filter(None, (parts["y"] or "-", parts["m"], parts["d"])))


def _revised(text: str) -> datetime.date | None:
    match = _DAYS[0].match(text)
    try:
        day = datetime.date(*(int(match[part]) for part in "ymd")) if match else None
    except ValueError:
        return None
    return day if day is not None and day <= datetime.date.today() else None


def _bare(value: str) -> str:
    """The number of "tel:+1-555-0142;ext=5", the address of "mailto:ana@x.org"."""
    value = value.strip()
    scheme, colon, rest = value.partition(":")
    if colon and scheme.lower() in ("tel", "mailto", "sms"):
        number, _, extra = urllib.parse.unquote(rest).partition(";")
        extension = re.search(r"(?:^|;)ext=(\w+)", extra)
        return number + (f" ext. {extension[1]}" if extension else "")
    return " ".join(value.split())


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\,;:nN])", lambda m: "\n" if m[1] in "nN" else m[1], text)


def _clean(text: str) -> str:
    """Without marks of direction and control characters other than line breaks and tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _filled(parts: list[str]) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def _without_doubles(parts: list[str]) -> list[str]:
    return list(dict.fromkeys(_filled(parts)))
