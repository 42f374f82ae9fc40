"""Writes a world: any number of people with faces, voices and notes, in three splits.

`write_world` makes a folder: world.json (what was asked for), people.jsonl (one line a person) and
media/. Train, dev and test share nobody and no wording (`sampling`, `word_bank`). Records are the
same bytes for the same arguments, wherever and however often the call was interrupted; clips also
depend on the version of espeak-ng. A person's media are there as a whole or not at all, and
people.jsonl is there when everybody is.

    world.json    {"format", "seed", "people", "splits", "options", "words", "made_by",
                   "espeak_ng", "licence"}
    people.jsonl  one `record.Person` a line, paths relative to the folder
    media/<id>/   <k>.jpg, <k>.ogg: pictures and clips; s<k>.ogg: clips with a sound event
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from persona_assistant import __version__
from persona_assistant.atomic import write_text
from persona_assistant.errors import BadInput, Cancelled, DiskFull, EngineCrashed
from persona_assistant.progress import CancelToken, OnProgress, Progress, ignore
from persona_worlds import espeak, faces
from persona_worlds.person_files import DRAFTS, ROW, write_person
from persona_worlds.sampling import split_sizes
from persona_worlds.word_bank import SPLITS, fingerprint
from persona_worlds.world import FORMAT, MEDIA, PEOPLE, WORLD, World, about_of, read_world

STAGE = "inventing people"
_SPARE = 64 * 2**20
"""Bytes that are left free on the disk."""
_NOT_COMPARED = ("made_by", "espeak_ng")
"""A world begun with another version can be finished with this one."""

README = Path(__file__).with_name("world_README.md").read_text(encoding="utf-8")


def write_world(
    out: Path,
    seed: int,
    people: int,
    *,
    splits: tuple[float, float, float] = (0.8, 0.1, 0.1),
    workers: int | None = None,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
    images: int = 2,
    clips: int = 2,
    sounds: int = 1,
    size: int = faces.SIZE,
    seconds: float | None = None,
) -> World:
    """Make a world below `out`, or go on with one that was interrupted, and read it.

    `splits` are the shares of train, dev and test. Pictures are `size` x `size` pixels (32 .. 256);
    with `seconds`, no clip is longer. Raises BadInput (a number out of range, a folder that holds
    something else), DiskFull, mostly before anything is made, EngineMissing without espeak-ng, and
    Cancelled when `cancel` was set: the same call goes on from there.
    """
    _check(seed, people, splits, images, clips, sounds, size, seconds)
    out = Path(out)
    sizes = split_sizes(people, splits)
    options = {"images": images, "clips": clips, "sounds": sounds, "size": size, "seconds": seconds}
    about = {
        "format": FORMAT,
        "seed": seed,
        "people": people,
        "splits": sizes,
        "options": options,
        "words": fingerprint(),
        "made_by": __version__,
        "espeak_ng": espeak.version() if espeak.installed() else None,
        "licence": "CC0-1.0",
    }
    if not (out / PEOPLE).exists():
        espeak.require()
    _claim_folder(out, about)
    if not (out / PEOPLE).exists():
        with _exclusive(out), _explain_trouble(out):
            _make_everybody(
                out, seed, sizes, options, workers, _Counter(people, on_progress, cancel)
            )
    else:
        if (out / DRAFTS).exists():  # it was interrupted at the very end
            with _exclusive(out):
                _remove_rows(out)
        on_progress(Progress(STAGE, people, people, "people", worked=0))
    return read_world(out)


def _check(
    seed: int,
    people: int,
    splits: tuple[float, ...],
    images: int,
    clips: int,
    sounds: int,
    size: int,
    seconds: float | None,
) -> None:
    if seed < 0:
        raise BadInput(f"a seed is 0 or more, not {seed}")
    if people < 1:
        raise BadInput(f"a world needs at least one person, not {people}")
    if len(splits) != 3 or min(splits) < 0 or sum(splits) <= 0:
        raise BadInput(f"splits are three shares, of train, dev and test, not {splits}")
    if images < 2 or clips < 2:
        raise BadInput(f"a person needs at least 2 pictures and 2 clips, not {images} and {clips}")
    if sounds < 0:
        raise BadInput(f"a person has {sounds} clips with a sound event: take 0 or more")
    if not 32 <= size <= faces.SIZE:
        raise BadInput(f"pictures are 32 to {faces.SIZE} pixels wide, not {size}")
    if seconds is not None and seconds < 1.2:
        raise BadInput(f"a clip of {seconds} seconds holds no sentence: allow at least 1.2")


def _claim_folder(out: Path, about: Mapping[str, Any]) -> None:
    """Make sure that the folder is this world's: new, or begun with the same arguments."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file: name a folder for the world")
    marker = out / WORLD
    if marker.exists():
        there = about_of(out)
        different = [k for k in about if k not in _NOT_COMPARED and there.get(k) != about[k]]
        if different:
            raise BadInput(
                f"{out} holds another world ({', '.join(different)} differ): name another folder"
            )
        return
    if out.is_dir() and any(out.iterdir()):
        raise BadInput(f"{out} holds other files and no world: name a new folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{out} cannot be made ({error.strerror}): name another folder") from error
    write_text(marker, json.dumps(about, indent=1) + "\n")
    write_text(out / "README.md", README)


@contextmanager
def _exclusive(out: Path) -> Iterator[None]:
    """The folder for drafts, empty, and nobody else at work in it; it is gone in the end."""
    from filelock import FileLock, Timeout

    drafts = out / DRAFTS
    drafts.mkdir(exist_ok=True)
    try:
        with FileLock(drafts / "lock", timeout=0):
            for half_made in drafts.iterdir():
                if half_made.is_dir():
                    shutil.rmtree(half_made)
            yield
        shutil.rmtree(drafts, ignore_errors=True)
    except Timeout:
        raise BadInput(f"another process is making the world in {out}: wait for it") from None


@contextmanager
def _explain_trouble(out: Path) -> Iterator[None]:
    """What can happen on the way, in words."""
    try:
        yield
    except BrokenProcessPool as error:
        raise EngineCrashed(
            "a process that drew people was ended from outside: call again to go on"
        ) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DiskFull(
            f"the disk of {out} is full: free some space and call again to go on"
        ) from error


class _Counter:
    """Reports how many people are made, and stops the work between two of them."""

    def __init__(
        self, people: int, on_progress: OnProgress, cancel: CancelToken | None = None
    ) -> None:
        self._people, self._report, self._cancel = people, on_progress, cancel
        self._done = self._before = 0
        self._begun = time.monotonic()

    def begin(self, done: int) -> None:
        """`done`: by an earlier call. Raises Cancelled."""
        self._done = self._before = done
        self._tell()

    def add_one(self) -> None:
        """Raises Cancelled."""
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        self._report(
            Progress(
                STAGE,
                self._done,
                self._people,
                "people",
                seconds=time.monotonic() - self._begun,
                worked=self._done - self._before,
            )
        )
        if self._cancel is not None and self._cancel.is_set() and self._done < self._people:
            raise Cancelled(
                f"stopped after {self._done} of {self._people} people; the same call goes on",
                stage=STAGE,
                done=self._done,
                total=self._people,
            )


def _make_everybody(
    out: Path,
    seed: int,
    sizes: Mapping[str, int],
    options: Mapping[str, Any],
    workers: int | None,
    counter: _Counter,
) -> None:
    everybody = [(split, index) for split in SPLITS for index in range(sizes[split])]
    ids = {who: f"p{k:05d}" for k, who in enumerate(everybody)}
    missing = [who for who in everybody if not (out / MEDIA / ids[who] / ROW).exists()]
    if missing:
        _check_space(out, len(missing), options)
        (out / MEDIA).mkdir(exist_ok=True)
    jobs = [
        (str(out), ids[who], seed, *who, sizes[who[0]], _partner_ids(ids, who), dict(options))
        for who in missing
    ]
    counter.begin(done=len(everybody) - len(missing))
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(jobs) < 2:
        for job in jobs:
            write_person(*job)
            counter.add_one()
    else:
        with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
            futures = [pool.submit(write_person, *job) for job in jobs]
            try:
                for future in as_completed(futures):
                    future.result()
                    counter.add_one()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    rows = [out / MEDIA / ids[who] / ROW for who in everybody]
    write_text(out / PEOPLE, "".join(row.read_text(encoding="utf-8") for row in rows))
    _remove_rows(out)


def _remove_rows(out: Path) -> None:
    """What people.jsonl holds need not lie beside the media any more."""
    for row in (out / MEDIA).glob(f"*/{ROW}"):
        row.unlink()


def _partner_ids(ids: Mapping[tuple[str, int], str], who: tuple[str, int]) -> dict[int, str]:
    split, index = who
    return {index ^ 1: ids[split, index ^ 1]} if (split, index ^ 1) in ids else {}


def _check_space(out: Path, people: int, options: Mapping[str, Any]) -> None:
    # Measured: pictures of 256 pixels 10 KB, clips 13 KB, records 8 KB, and a part of a block each.
    media = (
        options["images"] * 12_000 * (options["size"] / 256) ** 2
        + (options["clips"] + options["sounds"]) * 15_000
    )
    needed = int(1.5 * (media + 10_000) * people) + _SPARE
    free = shutil.disk_usage(out).free
    if free < needed:
        raise DiskFull(
            f"{people} people need about {needed // 2**20} MB and {out} has {free // 2**20} MB "
            "left: free some space or ask for fewer people"
        )
