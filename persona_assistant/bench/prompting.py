"""From a record to what an engine is asked: media found, hashed and decoded, each once.

Relative paths are looked for below the assets folder, in its `assets/` folder, and, when the
folder handed over *is* that `assets/`, without the prefix. The three questions of one source
sample share their media, so hashes are remembered by path and the last few decoded media are kept.
What is missing is reported for every item that needs it; nothing is answered without its media.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path, PurePosixPath

from persona_assistant import media
from persona_assistant.bench.records import Item
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Context, Picture, Query
from persona_assistant.prompt import Prompt, Wording, build_prompt

_LFS = b"version https://git-lfs"
_BLOCK = 1 << 20


class Assets:
    """The media of a benchmark below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._root_name = root.resolve().name
        self.missing: set[str] = set()
        """Relative paths asked for and not there."""
        self.found: set[str] = set()
        self._hashes: dict[str, str] = {}
        # Two source samples' worth: four contexts and a query, image and audio each.
        self.picture = lru_cache(20)(self._picture)
        self.clip = lru_cache(20)(self._clip)

    def hashes(self, item: Item) -> tuple[str, ...]:
        """SHA-256 of every media file the item needs, in prompt order.

        Raises MediaError naming the files that are not there, all of them.
        """
        needed = item.assets()
        missing = [path for path in needed if self._locate(path) is None]
        if missing:
            if len(missing) == len(needed):
                raise MediaError(
                    f"no media present: none of its {len(needed)} files is there (first: {missing[0]})"
                )
            raise MediaError(f"missing media: {', '.join(missing)}")
        return tuple(self._hash(path) for path in needed)

    def _locate(self, relative: str) -> Path | None:
        parts = PurePosixPath(relative).parts
        places = [self._root.joinpath(*parts), self._root.joinpath("assets", *parts)]
        if len(parts) > 1 and parts[0] == self._root_name:
            places.append(self._root.joinpath(*parts[1:]))
        for place in places:
            if place.is_file():
                self.found.add(relative)
                return place
        self.missing.add(relative)
        return None

    def _hash(self, relative: str) -> str:
        if relative not in self._hashes:
            digest = hashlib.sha256()
            with self._there(relative).open("rb") as file:
                while block := file.read(_BLOCK):
                    if block.startswith(_LFS):
                        raise MediaError(
                            f"{relative}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
                        )
                    digest.update(block)
            self._hashes[relative] = digest.hexdigest()
        return self._hashes[relative]

    def _there(self, relative: str) -> Path:
        path = self._locate(relative)
        if path is None:
            raise MediaError(f"missing media: {relative}")
        return path

    def _picture(self, relative: str) -> Picture:
        return self._decoded(relative, media.load_image)

    def _clip(self, relative: str) -> Clip:
        return self._decoded(relative, media.load_voice)

    def _decoded(self, relative, load):
        path = self._there(relative)
        try:
            return load(path)
        except MediaError as error:
            # Named as the record names it: run cards are shared, the folders of a machine are not.
            raise MediaError(str(error).replace(str(path), relative)) from None


def pose(item: Item, assets: Assets) -> tuple[Query, list[Context]]:
    """The question and the personas of an item, with their media. Raises MediaError.

    The query image is left out of voice queries, as in the release. Personas are numbered by the
    prompt, not named; nothing of `item.oracle` is read.
    """
    contexts = [
        Context(
            persona=None,
            image=assets.picture(context.image) if context.image else None,
            voice=assets.clip(context.audio) if context.audio else None,
            texts=(context.text,) if context.text else (),
        )
        for context in item.contexts
    ]
    shows = item.query_image if item.query_modality != "voice" else None
    query = Query(
        text=item.query_text,
        image=assets.picture(shows) if shows else None,
        voice=assets.clip(item.query_audio) if item.query_audio else None,
    )
    return query, contexts


def compose(item: Item, assets: Assets, wording: Wording) -> tuple[Query, list[Context], Prompt]:
    """`pose`, and the prompt with all personas in it. Raises MediaError."""
    query, contexts = pose(item, assets)
    return query, contexts, build_prompt(query, contexts, wording=wording)
