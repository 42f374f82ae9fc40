"""Who is where in a photo, as photo programs write it: regions of the Metadata Working Group
(digiKam, Lightroom, Picasa, Apple) and people tags of Microsoft.

A region is told in fractions of the picture as it is stored, whereas everything here sees pictures
upright; so regions are turned with the picture. Some programs write them upright all the same; the
size to which they say that they apply gives these away.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from persona_assistant.atomic import write_bytes
from persona_assistant.errors import BadInput
from persona_assistant.importers import photo_metadata, xmp
from persona_assistant.importers.chat import clean
from persona_assistant.importers.xmp import RDF, Node
from persona_assistant.pmg import Box

_MWG = "http://www.metadataworkinggroup.com/schemas/regions/"
_AREA = "http://ns.adobe.com/xmp/sType/Area#"
_DIMENSIONS = "http://ns.adobe.com/xap/1.0/sType/Dimensions#"
_MP = "http://ns.microsoft.com/photo/1.2/"
_MPRI = "http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
_MPREG = "http://ns.microsoft.com/photo/1.2/t/Region#"
_SAME = 0.4
"""Share of their common area from which two boxes are of one face."""
_BACK = {6: 8, 8: 6}
MAX_REGIONS = 2_000


@dataclass(frozen=True, slots=True)
class Region:
    """A face with a name."""

    name: str
    box: Box
    """In the upright picture."""


def read_regions(path: Path | str) -> tuple[Region, ...]:
    """The named faces of a photo, by the XMP in it and in the files beside it.

    Raises BadInput that names the file for what cannot be read, or is no XMP.
    """
    path = Path(path)
    data = photo_metadata.read(path)
    found: list[Region] = []
    held = [(each, str(path)) for each in photo_metadata.packets(data, str(path))]
    held += [(photo_metadata.read(each), str(each)) for each in photo_metadata.sidecars(path)]
    shape = _Shape.of(data) if held else _Shape()
    for packet, where in held:
        for region in _regions(xmp.parse(packet, where), shape):
            if not any(_is_double(region, each) for each in found):
                found.append(region)
            if len(found) > MAX_REGIONS:
                raise BadInput(f"{where}: more than {MAX_REGIONS} faces.", code="bad_xmp")
    return tuple(found)


def write_regions(path: Path | str, regions: Iterable[Region]) -> tuple[Region, ...]:
    """Adds named faces to a photo: into a JPEG or PNG file, else to a file beside it, called like
    photo.heic.xmp. Returns those that were added.

    A face that another program has named stays as it is. Pixels and all other metadata stay, byte
    for byte. Raises BadInput, DiskFull.
    """
    path = Path(os.path.realpath(path))
    data = photo_metadata.read(path)
    there = read_regions(path)
    new = [
        each
        for each in regions
        if _clean(each.name) and not any(overlap(each.box, other.box) >= _SAME for other in there)
    ]
    if not new:
        return ()
    shape = _Shape.of(data)
    within = photo_metadata.can_hold(data)
    target = path if within else path.with_name(f"{path.name}.xmp")
    if within:
        held = photo_metadata.packets(data, str(path))
        for each in held[1:]:
            if next(xmp.find(xmp.parse(each, str(path)), (_MWG, "Regions")), None) is not None:
                raise BadInput(f"{path}: it has so many regions that none can be added.")
    else:
        held = [photo_metadata.read(target)] if target.exists() else []
    packet = _added(held[0] if held else xmp.EMPTY, new, shape, str(target))
    xmp.parse(packet, str(target))
    whole = photo_metadata.replaced(data, packet, str(path)) if within else packet
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    write_bytes(target, whole, mode=mode)
    return tuple(new)


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes have in common, as a share of what they cover together."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (one.width * one.height + other.width * other.height - common)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a photo is stored."""

    width: int = 0
    """0 where it is not known."""
    height: int = 0
    orientation: int = 1

    @classmethod
    def of(cls, data: bytes) -> _Shape:
        """Other formats than these are turned by their own means, so their regions are upright."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
                said = image.getexif().get(0x0112, 1)
                orientation = said if isinstance(said, int) and 1 <= said <= 8 else 1
                return cls(*image.size, orientation)
        except Exception:  # damaged metadata make Pillow raise nearly any class
            return cls()

    def turned(self, box: Box, applied: tuple[float, float] | None) -> Box:
        """A box of the stored picture, in the upright one."""
        sideways = self.orientation >= 5 and self.width != self.height
        if sideways and applied and (applied[0] > applied[1]) != (self.width > self.height):
            return box  # told of the upright picture
        return _turned(box, self.orientation)

    def back(self, box: Box) -> Box:
        return _turned(box, _BACK.get(self.orientation, self.orientation))


def _turned(box: Box, orientation: int) -> Box:
    left, top, width, height = box.left, box.top, box.width, box.height
    if orientation >= 5:  # along the diagonal first
        left, top, width, height = top, left, height, width
    if orientation in (2, 3, 6, 7):
        left = 1 - left - width
    if orientation in (3, 4, 7, 8):
        top = 1 - top - height
    return Box(left, top, width, height)


# --- reading


def _regions(root: Node, shape: _Shape) -> Iterable[Region]:
    for regions in xmp.find(root, (_MWG, "Regions")):
        given = xmp.fields(regions)
        applied = _applied(given.get((_MWG, "AppliedToDimensions")))
        for item in xmp.items(given.get((_MWG, "RegionList"))):
            said = xmp.fields(item)
            name = _clean(xmp.words(said.get((_MWG, "Name"))))
            kind = xmp.words(said.get((_MWG, "Type"))).lower()
            box = _area(said.get((_MWG, "Area")), applied)
            if name and box is not None and kind in ("face", ""):
                yield Region(name, shape.turned(box, applied))
    for regions in xmp.find(root, (_MPRI, "Regions")):
        for item in xmp.items(regions):
            said = xmp.fields(item)
            name = _clean(xmp.words(said.get((_MPREG, "PersonDisplayName"))))
            box = _rectangle(xmp.words(said.get((_MPREG, "Rectangle"))))
            if name and box is not None:
                yield Region(name, shape.turned(box, None))


def _applied(node: Node | str | None) -> tuple[float, float] | None:
    if not isinstance(node, Node):
        return None
    said = xmp.fields(node)
    size = [_number(xmp.words(said.get((_DIMENSIONS, part)))) for part in "wh"]
    return (size[0], size[1]) if size[0] and size[1] else None


def _area(node: Node | str | None, applied: tuple[float, float] | None) -> Box | None:
    """The box around a rectangle, which is told by its middle, or a circle."""
    if not isinstance(node, Node):
        return None
    said = {name: xmp.words(value) for (_, name), value in xmp.fields(node).items()}
    x, y, w, h, d = (_number(said.get(part, "")) for part in "xywhd")
    if d and not (w and h):
        w, h = (d, d * applied[0] / applied[1]) if applied else (d, d)
    if x is None or y is None or not w or not h:
        return None
    if said.get("unit") == "pixel":
        if applied is None:
            return None
        x, w, y, h = x / applied[0], w / applied[0], y / applied[1], h / applied[1]
    return _within(x - w / 2, y - h / 2, w, h)


def _rectangle(said: str) -> Box | None:
    """Left, top, width, height."""
    numbers = [_number(part.strip()) for part in said.split(",")]
    if len(numbers) != 4 or any(each is None for each in numbers):
        return None
    return _within(*(each or 0.0 for each in numbers))


def _within(left: float, top: float, width: float, height: float) -> Box | None:
    """The part of a box that is in the picture; None where there is none."""
    right, bottom = min(left + width, 1.0), min(top + height, 1.0)
    left, top = max(left, 0.0), max(top, 0.0)
    if right - left < 1e-4 or bottom - top < 1e-4:
        return None
    return Box(left, top, right - left, bottom - top)


def _number(said: str) -> float | None:
    try:
        number = float(said.replace(",", ".")[:40])
    except ValueError:
        return None
    return number if -1e9 < number < 1e9 else None


def _clean(name: str) -> str:
    return " ".join(clean(name).translate({0xFFFE: None, 0xFFFF: None}).split())


def _is_double(one: Region, other: Region) -> bool:
    return one.name == other.name and overlap(one.box, other.box) >= _SAME


# --- writing


def _added(packet: bytes, regions: Sequence[Region], shape: _Shape, where: str) -> bytes:
    """The packet with these regions beside those that it has."""
    root = xmp.parse(packet, where)
    if packet[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in packet[:64]:
        raise BadInput(f"{where}: its XMP is not UTF-8; save it anew with the program it is from.")
    items = "".join(_item(each.name, shape.back(each.box)) for each in regions)
    there = next(xmp.find(root, (_MWG, "Regions")), None)
    if there is not None:
        listed = xmp.fields(there).get((_MWG, "RegionList"))
        bags = listed.children if isinstance(listed, Node) else []
        bag = next((each for each in bags if each.name in ((RDF, "Bag"), (RDF, "Seq"))), None)
        if bag is None:
            raise BadInput(f"{where}: its regions are written in a way that cannot be added to.")
        return xmp.inserted(packet, bag, items, where)
    rdf = next(xmp.find(root, (RDF, "RDF")), None)
    if rdf is None:
        raise BadInput(f"{where}: its XMP holds no RDF.", code="bad_xmp")
    applied = ""
    if shape.width:
        applied = (
            f'<mwg-rs:AppliedToDimensions xmlns:stDim="{_DIMENSIONS}" stDim:w="{shape.width}"'
            f' stDim:h="{shape.height}" stDim:unit="pixel"/>'
        )
    return xmp.inserted(
        packet,
        rdf,
        f'<rdf:Description xmlns:rdf="{RDF}" xmlns:mwg-rs="{_MWG}" rdf:about="">'
        f'<mwg-rs:Regions rdf:parseType="Resource">{applied}<mwg-rs:RegionList><rdf:Bag>{items}'
        "</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions></rdf:Description>",
        where,
    )


def _item(name: str, box: Box) -> str:
    """Names its namespaces itself: what they are called around it is not known."""
    middle = (box.left + box.width / 2, box.top + box.height / 2)
    return (
        f'<rdf:li xmlns:rdf="{RDF}" xmlns:mwg-rs="{_MWG}" xmlns:stArea="{_AREA}"'
        f' rdf:parseType="Resource"><mwg-rs:Name>{escape(_clean(name))}</mwg-rs:Name>'
        f'<mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Area stArea:x="{middle[0]:.6f}"'
        f' stArea:y="{middle[1]:.6f}" stArea:w="{box.width:.6f}" stArea:h="{box.height:.6f}"'
        ' stArea:unit="normalized"/></rdf:li>'
    )
