"""The layout of an archive: a zip file with these members and no others.

    manifest.json                        format, version, counts, size and SHA-256 of all others
    people/<uid>/person.json             all of one person but the media
    people/<uid>/media/<number> <name>   pictures and clips, as they are stored
    people/<uid>/vectors.json            what encoders saw in them, only where asked for
    memories.json                        what is remembered of the user, only where asked for
    conversations.json                   only where asked for, with their media in
    conversations/<number> <name>

docs/archive.md describes what the JSON documents hold.
"""

from __future__ import annotations

import re
import unicodedata

FORMAT = "persona-assistant archive"
VERSION = 2
FIRST_VERSION = 1
"""Of an archive without memories, which earlier versions of the product read too."""
MANIFEST = "manifest.json"
MEMORIES = "memories.json"
CONVERSATIONS = "conversations.json"

_MEDIA_NAME = r"[0-9]{3,6}(?: [^/\\:*?\"<>|]{1,80})?\.[a-z0-9]{1,5}"
_MEMBER = re.compile(
    r"(?:manifest\.json|memories\.json|conversations\.json"
    r"|people/[0-9a-f]{16}/(?:person\.json|vectors\.json|media/" + _MEDIA_NAME + r")"
    r"|conversations/" + _MEDIA_NAME + r")"
)
_FOLDER = re.compile(r"(?:people/(?:[0-9a-f]{16}/(?:media/)?)?|conversations/)")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def is_member(name: str) -> bool:
    """Whether a name has a place in the layout. Such a name is safe on any file system: it is
    relative, stays where it is, begins with a word of ours or a number and has an ending."""
    return _MEMBER.fullmatch(name) is not None and name.isprintable()


def is_folder(name: str) -> bool:
    """Whether it is a folder of the layout: some programs list them."""
    return _FOLDER.fullmatch(name) is not None


def person_file(uid: str) -> str:
    return f"people/{uid}/person.json"


def vectors_file(uid: str) -> str:
    return f"people/{uid}/vectors.json"


def media_name(number: int, source: str, ending: str) -> str:
    """For example "001 at the beach.jpg": readable, and unique by its number."""
    stem = unicodedata.normalize("NFC", source.rpartition(".")[0] or source)
    stem = "".join(char for char in _UNSAFE.sub(" ", stem) if char.isprintable())
    words = " ".join(stem.split())[:60].strip(" .")
    return f"{number:03d}{' ' * bool(words)}{words}.{ending}"
