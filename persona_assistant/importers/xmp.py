"""XMP packets: metadata of a photo as RDF, read with the place of everything in the packet.

A packet may come from anybody: it has no document type, so no entities of its own, and may be only
so large and so deep. Since the places of elements are known, something is added to a packet by
inserting text; all else in it stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from persona_assistant.errors import BadInput

MAX_PACKET = 8 * 2**20
MAX_DEPTH = 64
MAX_ELEMENTS = 200_000
MAX_TEXT = 10_000
"""Characters of an element that are kept, about."""
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f' <rdf:RDF xmlns:rdf="{RDF}">\n </rdf:RDF>\n'
    '</x:xmpmeta>\n<?xpacket end="w"?>'
).encode()
Name = tuple[str, str]
"""Namespace and local name."""
_CONTAINERS = tuple((RDF, kind) for kind in ("Bag", "Seq", "Alt"))


@dataclass(slots=True)
class Node:
    """An element."""

    name: Name
    attributes: dict[Name, str]
    start: int
    """Where its tag begins, in bytes of the packet."""
    end: int = 0
    """Where its closing tag begins; of an empty element, where it ends."""
    children: list[Node] = field(default_factory=list)
    text: str = ""


def parse(packet: bytes, where: str) -> Node:
    """The outermost element. Raises BadInput that begins with `where`."""
    return _Parser(packet, where).root()


def find(root: Node, name: Name) -> Iterator[Node]:
    """Elements with this name, wherever they are."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.name == name:
            yield node
        waiting += reversed(node.children)


def fields(node: Node) -> dict[Name, Node | str]:
    """The fields of a structure, in whichever of RDF's ways it is written."""
    found: dict[Name, Node | str] = {
        name: value for name, value in node.attributes.items() if name[0] != RDF
    }
    for child in node.children:
        if child.name == (RDF, "Description"):
            found.update(fields(child))
        else:
            found[child.name] = child
    return found


def items(node: Node | str | None) -> list[Node]:
    """The items of a list."""
    if not isinstance(node, Node):
        return []
    return [
        item
        for container in node.children
        if container.name in _CONTAINERS
        for item in container.children
        if item.name == (RDF, "li")
    ]


def words(value: Node | str | None) -> str:
    """The text of a field; "" for none."""
    if isinstance(value, Node):
        inner = fields(value).get((RDF, "value")) if not value.text.strip() else None
        value = words(inner) if inner is not None else value.text
    return " ".join((value or "").split())


def inserted(packet: bytes, node: Node, text: str, where: str) -> bytes:
    """The packet with `text` as the last thing in an element. Raises BadInput."""
    added = text.encode()
    if packet.startswith(b"</", node.end):
        return packet[: node.end] + added + packet[node.end :]
    tag = re.match(rb"<([^\s/>]+)", packet[node.start : node.start + 300])
    if tag is None or packet[node.end - 2 : node.end] != b"/>":
        raise BadInput(f"{where}: its XMP is written in a way that cannot be added to.")
    closing = b"</" + tag[1] + b">"
    return packet[: node.end - 2] + b">" + added + closing + packet[node.end :]


class _Parser:
    """Elements from the events of expat."""

    def __init__(self, packet: bytes, where: str) -> None:
        self._where = where
        if len(packet) > MAX_PACKET:
            self._refuse(f"is larger than {MAX_PACKET >> 20} MB")
        self._stack: list[Node] = []
        self._root: Node | None = None
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = lambda *_: self._refuse("declares a document type")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        try:
            self._parser.Parse(packet.rstrip(b"\0"), True)
        except expat.ExpatError as error:
            self._refuse(f"is not well-formed, line {error.lineno}")
        except (LookupError, ValueError):
            self._refuse("is in an unknown encoding")

    def root(self) -> Node:
        if self._root is None:
            self._refuse("is empty")
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._stack) >= MAX_DEPTH:
            self._refuse("has too many elements, or too deep ones")
        given = {_name(key): value for key, value in attributes.items()}
        node = Node(_name(name), given, self._parser.CurrentByteIndex)
        if self._stack:
            self._stack[-1].children.append(node)
        else:
            self._root = node
        self._stack.append(node)

    def _end(self, _: str) -> None:
        self._stack.pop().end = self._parser.CurrentByteIndex

    def _characters(self, text: str) -> None:
        if self._stack and len(self._stack[-1].text) < MAX_TEXT:
            self._stack[-1].text += text[:MAX_TEXT]

    def _refuse(self, why: str) -> NoReturn:
        raise BadInput(f"{self._where}: its XMP {why}.", code="bad_xmp")


def _name(name: str) -> Name:
    space, _, local = name.rpartition(" ")
    return space, local
