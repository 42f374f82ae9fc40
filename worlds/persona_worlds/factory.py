"""The persona world as a data factory: any number of people with faces, voices and lives, in three
splits.

`write_world` makes a folder: world.json (what was asked for), people.jsonl (one line a person) and
media/. Train, dev and test share nobody and no wording (`cast`, `bank`). Records are the same bytes
for the same arguments, wherever and however often the call was interrupted; clips also depend on
the version of espeak-ng. A person's media are there as a whole or not at all, and people.jsonl is
there when everybody is.

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
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Resampling

from persona_assistant import __version__
from persona_assistant.errors import BadInput, DiskFull, EngineCrashed
from persona_worlds import espeak, events, faces, record, voices
from persona_worlds.bank import SPLITS, fingerprint
from persona_worlds.cast import Drawn, Take, draw_person, split_sizes
from persona_worlds.record import Image, Note, Person, Said, SoundEvent, Voice
from persona_worlds.scenes import dressed
from persona_worlds.worlds import (
    FORMAT,
    MEDIA,
    PEOPLE,
    WORLD,
    World,
    about_of,
    read_world,
)

DRAFTS = ".making"
_BLOCK = 480
"""Samples: clips are multiples of 30 ms long."""
_SPARE = 64 * 2**20
"""Bytes that are left free on the disk."""
_NOT_COMPARED = ("made_by", "espeak_ng")
"""A world begun with another version can be finished with this one."""

__all__ = ["FORMAT", "MEDIA", "PEOPLE", "WORLD", "World", "read_world", "write_world"]

README = """# A world of invented people

Nobody in here exists: faces are drawn, voices are synthetic (espeak-ng), texts come from templates.
`world.json` says what was asked for, `people.jsonl` holds one person a line; its paths start in this folder.
The splits train, dev and test share no person, no name, no wording, and nothing that is said.

- `facts`: every attribute and its value, whether it is written down or not; `said`: what the person said.
- `images`, `voices`, `notes`: at least two each. The first picture and the first clip are of the day that the
  notes tell of. `speaks_fact`: the clip says what is in `said`, and no note does. `holds`: which attribute a
  note answers, and in which sentence.
- `sounds`: clips in which something else is heard as well, and from when to when (`event`).
- `alike`: who of the same split looks alike, sounds alike, or has the same job.
- `face`, `voice`: what the person was drawn with.

Licence: CC0-1.0 (https://creativecommons.org/publicdomain/zero/1.0/): do with it what you like.
"""


def write_world(
    out: Path,
    seed: int,
    people: int,
    *,
    splits: tuple[float, float, float] = (0.8, 0.1, 0.1),
    workers: int | None = None,
    watch: Callable[[int, int], None] | None = None,
    images: int = 2,
    clips: int = 2,
    sounds: int = 1,
    size: int = faces.SIZE,
    seconds: float | None = None,
) -> World:
    """Make a world below `out`, or go on with one that was interrupted, and read it.

    `splits` are the shares of train, dev and test. Pictures are `size` x `size` pixels (32 .. 256);
    with `seconds`, no clip is longer. `watch` is called with (people done, people). Raises BadInput
    (a number out of range, a folder that holds something else), DiskFull, mostly before anything is
    made, EngineMissing without espeak-ng.
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
    _claim(out, about)
    if not (out / PEOPLE).exists():
        with _alone(out), _plainly(out):
            _make_everybody(out, seed, sizes, options, workers, watch)
    else:
        if (out / DRAFTS).exists():  # it was interrupted at the very end
            with _alone(out):
                _tidy(out)
        if watch:
            watch(people, people)
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


def _claim(out: Path, about: Mapping[str, Any]) -> None:
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
    _write_whole(marker, json.dumps(about, indent=1) + "\n")
    _write_whole(out / "README.md", README)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
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
def _plainly(out: Path) -> Iterator[None]:
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


def _make_everybody(
    out: Path,
    seed: int,
    sizes: Mapping[str, int],
    options: Mapping[str, Any],
    workers: int | None,
    watch: Callable[[int, int], None] | None,
) -> None:
    everybody = [(split, index) for split in SPLITS for index in range(sizes[split])]
    ids = {who: f"p{k:05d}" for k, who in enumerate(everybody)}
    missing = [who for who in everybody if not (out / MEDIA / ids[who] / "row.json").exists()]
    if missing:
        _check_space(out, len(missing), options)
        (out / MEDIA).mkdir(exist_ok=True)
    done = len(everybody) - len(missing)
    jobs = [
        (str(out), ids[who], seed, *who, sizes[who[0]], _partner_ids(ids, who), dict(options))
        for who in missing
    ]
    if watch:
        watch(done, len(everybody))

    def one_more() -> None:
        nonlocal done
        done += 1
        if watch:
            watch(done, len(everybody))

    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(jobs) < 2:
        for job in jobs:
            _make_person(*job)
            one_more()
    else:
        with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
            waiting = [pool.submit(_make_person, *job) for job in jobs]
            try:
                for job in as_completed(waiting):
                    job.result()
                    one_more()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    rows = [out / MEDIA / ids[who] / "row.json" for who in everybody]
    _write_whole(out / PEOPLE, "".join(row.read_text(encoding="utf-8") for row in rows))
    _tidy(out)


def _tidy(out: Path) -> None:
    """What people.jsonl holds need not lie beside the media any more."""
    for row in (out / MEDIA).glob("*/row.json"):
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
            f"{people} people need about {needed // 2**20} MB and {out} has {free // 2**20} MB left: "
            "free some space or ask for fewer people"
        )


def _make_person(
    out: str,
    id: str,
    seed: int,
    split: str,
    index: int,
    count: int,
    partners: Mapping[int, str],
    options: Mapping[str, Any],
) -> None:
    """Draw, record and write one person; the folder gets its name when everything lies in it."""
    size, seconds = options["size"], options["seconds"]
    drawn = draw_person(
        seed,
        split,
        index,
        count,
        images=options["images"],
        clips=options["clips"],
        sounds=options["sounds"],
        seconds=seconds,
    )
    home, draft = Path(out) / MEDIA / id, Path(out) / DRAFTS / id
    draft.mkdir()
    shutter = [
        _take_picture(drawn, look, draft / f"{k}.jpg", size) for k, look in enumerate(drawn.looks)
    ]
    spoken = [
        _record(drawn, take, draft / f"{k}.ogg", seconds) for k, take in enumerate(drawn.takes)
    ]
    noisy = [
        _record(drawn, take, draft / f"s{k}.ogg", seconds) for k, take in enumerate(drawn.sounds)
    ]
    row = record.to_json(_person(id, drawn, partners, shutter, spoken, noisy))
    (draft / "row.json").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    if home.exists():
        shutil.rmtree(home)
    draft.rename(home)


def _person(
    id: str,
    drawn: Drawn,
    partners: Mapping[int, str],
    images: list[Image],
    spoken: list[Voice],
    noisy: list[Voice],
) -> Person:
    life, said = drawn.life, drawn.life.saying
    return Person(
        id=id,
        split=drawn.split,
        name=life.named.full,
        images=tuple(images),
        voices=tuple(spoken),
        notes=tuple(Note(n.kind, n.text, dict(n.holds)) for n in drawn.notes),
        facts=dict(life.facts),
        sounds=tuple(noisy),
        first_name=life.named.first,
        presentation=drawn.face.presentation,
        mood=life.mood,
        said=Said(said.spoken, said.reported, said.gold, said.kind),
        alike={
            what: None if other is None else partners[other] for what, other in drawn.alike.items()
        },
        face=_rounded(asdict(drawn.face)),
        voice=_rounded(asdict(drawn.voice)),
    )


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}


def _take_picture(drawn: Drawn, look: faces.FaceNuisance, draft: Path, size: int) -> Image:
    picture = faces.draw_face(drawn.face, look)
    if size != faces.SIZE:
        picture = picture.resize((size, size), Resampling.LANCZOS)
    draft.write_bytes(faces.jpeg_bytes(picture))
    light = "dim" if look.brightness < 0.9 else "bright" if look.brightness > 1.0 else "normal"
    return Image(_path(draft), dressed(look), look.background, look.expression, light)


def _record(drawn: Drawn, take: Take, draft: Path, seconds: float | None) -> Voice:
    samples, event = _spoken(drawn.voice, take, seconds), None
    if take.event is not None:
        rng = np.random.default_rng((take.sound.seed, 1))
        samples, start, end = events.mix(samples, take.event, rng, under=take.under)
        event = SoundEvent(take.event, start, end, take.under)
    draft.write_bytes(voices.clip_bytes(samples, "VORBIS"))
    length = round(len(samples) / voices.RATE, 2)
    return Voice(
        _path(draft), take.text, take.sound.mood, take.speed, take.speaks_fact, length, event
    )


def _spoken(identity: voices.VoiceIdentity, take: Take, seconds: float | None) -> np.ndarray:
    """The clip without its event, spoken as fast as it takes to stay under the cap."""
    for faster in (1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5):
        samples = voices.speak(
            identity, take.text, replace(take.sound, tempo=take.sound.tempo * faster), block=_BLOCK
        )
        if seconds is None or len(samples) <= seconds * voices.RATE:
            return samples
    raise BadInput(f'"{take.text}" takes longer than {seconds} seconds: allow more')


def _path(draft: Path) -> str:
    """As it stands in the record: the person's folder will have its name by then."""
    return f"{MEDIA}/{draft.parent.name}/{draft.name}"


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
