"""Faces that photo programs have named: read where they are, written without touching anything
else."""

from __future__ import annotations

import unicodedata

import pytest
from archive_parts import taken
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from persona_assistant.errors import BadInput
from persona_assistant.importers import photo_metadata
from persona_assistant.importers.regions import Region, overlap, read_regions, write_regions
from persona_assistant.memory import Store
from persona_assistant.pmg import Box

ANA, BOB = Region("Ana", Box(0.1, 0.2, 0.3, 0.2)), Region("Bob <b> & co", Box(0.6, 0.5, 0.2, 0.4))
MICROSOFT = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF
 xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about=""
 xmlns:MP="http://ns.microsoft.com/photo/1.2/"
 xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
 xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" xmlns:dc="urn:mine" dc:mine="kept">
 <MP:RegionInfo r:parseType="Resource"><MPRI:Regions><r:Bag><r:li MPReg:Rectangle=
 "0.1, 0.2, 0.3, 0.2" MPReg:PersonDisplayName="Ana"/></r:Bag></MPRI:Regions></MP:RegionInfo>
 </r:Description></r:RDF></x:xmpmeta>"""


def photo(path, orientation: int = 1, kind: str = "JPEG"):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "a walk"
    Image.effect_noise((120, 80), 60).convert("RGB").save(path, kind, exif=exif)
    return path


def same(one: Region, other: Region) -> bool:
    return one.name == other.name and overlap(one.box, other.box) > 0.99


def without_packet(data: bytes) -> bytes:
    packet = photo_metadata.packets(data, "x")[0]
    at = data.index(packet)
    if data.startswith(b"\xff\xd8"):
        return data[: at - 33] + data[at + len(packet) :]
    return data[: at - 30] + data[at + len(packet) + 4 :]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_written_is_read_and_the_rest_stays(tmp_path, orientation, kind):
    path = photo(tmp_path / "a", orientation, kind)
    before = path.read_bytes()
    assert write_regions(path, [ANA, BOB]) == (ANA, BOB)
    assert all(map(same, read_regions(path), (ANA, BOB)))
    assert without_packet(path.read_bytes()) == before
    assert write_regions(path, [Region("Eve", ANA.box)]) == ()  # who has a name keeps it
    more = Region("Cid", Box(0.0, 0.0, 0.05, 0.1))
    assert write_regions(path, [more]) == (more,)
    assert [each.name for each in read_regions(path)] == ["Ana", BOB.name, "Cid"]
    assert without_packet(path.read_bytes()) == before


def test_a_region_turns_with_the_picture(tmp_path):
    path = photo(tmp_path / "a.jpg", 6)
    write_regions(path, [Region("Ana", Box(0.0, 0.0, 0.2, 0.1))])  # upper left, upright
    data = path.read_bytes()  # lower left, as stored
    assert b'stArea:x="0.050000"' in data and b'stArea:y="0.900000"' in data


def test_people_tags_of_microsoft_and_files_beside(tmp_path):
    path = photo(tmp_path / "a.jpg")
    beside = tmp_path / "a.jpg.xmp"
    beside.write_text(MICROSOFT)
    assert all(map(same, read_regions(path), [ANA]))
    webp = photo(tmp_path / "b.webp", kind="WEBP")
    beside.rename(tmp_path / "b.webp.xmp")
    before = webp.read_bytes()
    assert write_regions(webp, [ANA, BOB]) == (BOB,)
    written = (tmp_path / "b.webp.xmp").read_text()
    assert webp.read_bytes() == before and 'dc:mine="kept"' in written
    assert [each.name for each in read_regions(webp)] == [BOB.name, "Ana"]


@given(st.binary(max_size=200))
def test_no_packet_does_more_than_be_refused(tmp_path_factory, data):
    path = photo(tmp_path_factory.mktemp("p") / "a.jpg")
    for packet in (data, MICROSOFT.encode().replace(b"0.1, 0.2", data)):
        path.with_name("a.jpg.xmp").write_bytes(packet)
        try:
            read_regions(path)
            said = "a.jpg.xmp: its XMP"
        except BadInput as error:
            said = str(error)
        assert "a.jpg.xmp: its XMP" in said


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=30),
    st.tuples(*[st.floats(0.05, 0.45)] * 4),
    st.integers(1, 8),
)
def test_any_name_and_place_come_back(tmp_path_factory, name, numbers, orientation):
    region = Region(name, Box(*numbers))
    path = photo(tmp_path_factory.mktemp("p") / "a.jpg", orientation)
    written = write_regions(path, [region])
    assert bool(written) == bool(name.strip())
    if written:
        (found,) = read_regions(path)
        assert overlap(found.box, region.box) > 0.99
        assert found.name == " ".join(unicodedata.normalize("NFC", name).split())


@pytest.mark.parametrize(
    "packet",
    [
        '<!DOCTYPE a [<!ENTITY b "cccccccc">]><a>&b;</a>',
        "<a>" * 1000,
        "<a>" + "<b/>" * 300_000 + "</a>",
        "",
    ],
    ids=["entities", "deep", "many", "empty"],
)
def test_a_hostile_packet_is_refused_in_one_line(tmp_path, packet):
    path = photo(tmp_path / "a.jpg")
    path.with_name("a.xmp").write_text(packet)
    with pytest.raises(BadInput, match="a.xmp: its XMP"):
        read_regions(path)


def test_each_named_person_gets_the_photo(tmp_path):
    write_regions(photo(tmp_path / "a.jpg"), [ANA, BOB])
    photo(tmp_path / "b.jpg")
    with Store.temporary() as store:
        taken(store, tmp_path)
        taken(store, tmp_path)
        assert [(each.name, each.images) for each in store.people.all()] == [
            ("Ana", 1),
            (BOB.name, 1),
        ]
    with pytest.raises(BadInput, match="no face in the photos of"):
        taken(store, tmp_path / "b.jpg")
