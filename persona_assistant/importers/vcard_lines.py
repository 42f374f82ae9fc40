"""The lines of a vCard file: `group.NAME;PARAM=value:value`, folded and encoded as programs of 25
years have written them.

A long line goes on in the next, which then begins with a space; where it is quoted-printable it
ends with "="; and old phones just break Base64. Folds may cut a letter in two, so lines are joined
as bytes and decoded afterwards. Nothing is held but the line that is being read.
"""

from __future__ import annotations

import binascii
import codecs
import io
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from persona_assistant.enrolment.text_files import decode_text
from persona_assistant.errors import BadInput

MAX_FILE = 512 * 2**20
MAX_LINE = 24 * 2**20
"""Bytes of a line with what it goes on in: a picture of 16 MB in Base64."""
_MAX_WIDE_FILE = 64 * 2**20
"""Bytes of a file in UTF-16, which is decoded as a whole."""
_LONGEST_HEAD = 4096
_HEAD = re.compile(
    r"\s*(?:(?P<group>[\w.-]+)\.)?(?P<name>[A-Za-z][\w-]*)"
    r"(?P<params>(?:;(?:[^\":;]|\"[^\"]*\")*)*):",
    re.ASCII,
)
_PARAM = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}[ \t]*")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Property:
    """A line that says something."""

    name: str
    """In capitals."""
    params: Mapping[str, tuple[str, ...]]
    """By names in capitals; what stands without a name, as in vCard 2.1, is a TYPE or an
    ENCODING."""
    value: bytes
    """As it stands there: not decoded, not unescaped."""
    line: int
    """Number of the line in which it begins, from 1."""
    group: str = ""
    """In small letters: "item1"."""

    def types(self) -> frozenset[str]:
        """In small letters."""
        return frozenset(each.lower() for each in self.params.get("TYPE", ()))

    def text(self) -> str:
        """The value, decoded; escapes such as "\\n" stay. Raises ValueError for what is no text."""
        data = self.value
        if self.encoding == "quoted-printable":
            data = quopri.decodestring(data)
        elif self.encoding == "base64":
            data = self.data()
        charset = next(iter(self.params.get("CHARSET", ())), "")
        if charset:
            try:
                return data.decode(charset)
            except (LookupError, UnicodeDecodeError, ValueError):
                pass  # many say a charset and write another one
        return decode_text(data)

    def data(self) -> bytes:
        """The value out of Base64. Raises ValueError."""
        packed = re.sub(rb"\s", b"", self.value)
        try:
            return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
        except binascii.Error:
            raise ValueError("its Base64 is damaged") from None

    @property
    def encoding(self) -> str:
        """ "", "quoted-printable" or "base64"."""
        said = next(iter(self.params.get("ENCODING", ())), "").lower()
        return {"q": "quoted-printable", "b": "base64"}.get(said, said)


def properties(path: Path) -> Iterator[Property]:
    """The lines of a file. Raises BadInput that names the file and the line."""
    try:
        with path.open("rb") as file:
            yield from _properties(_narrow(file, path), path)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}).") from None


def wrong(path: Path, line: int, what: str) -> BadInput:
    return BadInput(f"{path}, line {line}: {what}", code="bad_vcard")


def _narrow(file: BinaryIO, path: Path) -> BinaryIO:
    """The file in an encoding whose line ends are bytes of their own."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_FILE:
        raise BadInput(f"{path} is larger than {MAX_FILE >> 20} MB; export fewer contacts at once.")
    head = file.read(3)
    if head[:2] in _WIDE:
        if size > _MAX_WIDE_FILE:
            raise BadInput(
                f"{path} is UTF-16 and larger than {_MAX_WIDE_FILE >> 20} MB; save it as UTF-8."
            )
        file.seek(0)
        return io.BytesIO(file.read().decode("utf-16", "replace").encode("utf-8", "replace"))
    file.seek(len(head) if head == codecs.BOM_UTF8 else 0)
    return file


def _properties(file: BinaryIO, path: Path) -> Iterator[Property]:
    for number, line in _logical_lines(file, path):
        if not line.strip():
            continue
        match = _HEAD.match(line[:_LONGEST_HEAD].decode("latin-1"))
        if match is None:
            shown = "".join(c for c in line[:30].decode("utf-8", "replace") if c.isprintable())
            raise wrong(path, number, f"{shown!r} is no line of a vCard; check the file.")
        params: dict[str, tuple[str, ...]] = {}
        said = line[match.start("params") : match.end("params")].decode("utf-8", "replace")
        for given in _PARAM.findall(said):
            name, value = _param(given)
            params[name] = (*params.get(name, ()), *value)
        yield Property(
            match["name"].upper(),
            params,
            line[match.end() :],
            number,
            (match["group"] or "").lower(),
        )


def _param(given: str) -> tuple[str, tuple[str, ...]]:
    name, equals, value = given.partition("=")
    if not equals:
        bare = name.strip()
        kind = bare.lower() in ("quoted-printable", "base64", "8bit", "7bit")
        return ("ENCODING" if kind else "TYPE"), (bare,)
    return name.strip().upper(), tuple(each.strip() for each in value.replace('"', "").split(","))


def _logical_lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with those in which they go on, and the number of the first of them."""
    parts, size = list[bytes](), 0
    first = goes_on = packed = plain_fold = 0
    for number, line in enumerate(_physical_lines(file, path), 1):
        folded = line[:1] in (b" ", b"\t")
        loose = packed and line and b":" not in line and _BASE64.fullmatch(line) is not None
        if parts and (goes_on or (folded and (line.strip() or not packed)) or loose):
            if goes_on:
                parts[-1] = parts[-1].rstrip()[:-1]
            elif folded:
                line = line if plain_fold else line[1:]
            parts.append(line)
            size += len(line)
            if size > MAX_LINE:
                raise wrong(path, first, f"longer than {MAX_LINE >> 20} MB; check the file.")
        else:
            if parts:
                yield first, b"".join(parts)
            parts, size, first = [line], len(line), number
            head = line[:200].upper().partition(b":")[0]
            packed = b"BASE64" in head or b"ENCODING=B" in head
            quoted = b"QUOTED-PRINTABLE" in head or b"ENCODING=Q" in head
            if line.strip().upper() == b"VERSION:2.1":
                plain_fold = True
            elif line.strip().upper().startswith(b"VERSION:"):
                plain_fold = False
        goes_on = quoted and parts[-1].rstrip().endswith(b"=")
    if parts:
        yield first, b"".join(parts)


def _physical_lines(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Lines without their ends, whether CR, LF or both."""
    number = 0
    while line := file.readline(MAX_LINE + 2):
        number += 1
        if len(line) > MAX_LINE:
            raise wrong(path, number, f"longer than {MAX_LINE >> 20} MB; check the file.")
        yield from line.rstrip(b"\r\n").split(b"\r")
