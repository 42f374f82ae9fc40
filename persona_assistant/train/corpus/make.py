"""Makes a corpus of any kind: the use case behind `train corpus`.

Kinds about a world need the generator of invented people (`generator`); rl-pairs does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from persona_assistant.errors import BadInput
from persona_assistant.train.corpus.format import check_assets, read_corpus, write_corpus
from persona_assistant.train.corpus.kinds import KINDS
from persona_assistant.train.corpus.rl_pairs import read_pairs
from persona_assistant.train.generator import require_generator

HELDOUT, RL_PAIRS, OWN = "heldout", "rl-pairs", "own"
HELDOUT_COUNT = 180
ALL_KINDS = (*KINDS, HELDOUT, RL_PAIRS, OWN)


@dataclass(frozen=True, slots=True)
class MadeCorpus:
    """A corpus file, or with the kind "own" the folder of a world."""

    path: Path
    kind: str
    count: int
    """Records; people of a world."""
    media: Path
    """Where paths of media start from."""
    skipped: tuple[str, ...] = ()
    """One line for each thing that was left out, and why."""


def make_corpus(
    kind: str,
    out: Path,
    *,
    world: Path | None = None,
    data: Path | None = None,
    assets: Path | None = None,
    split: str | None = None,
    records: int | None = None,
    seed: int = 0,
) -> MadeCorpus:
    """Make the corpus file `out`.

    The kinds of `KINDS` and "heldout" ask `records` questions about the people in the folder
    `world`; `split` is train unless given, dev for heldout. "rl-pairs" takes the release's file
    `data`, with media below `assets`; "own" makes the world `out` of the folder of people `data`.

    Raises BadInput for what is missing (code `corpus_needs_world`, `corpus_needs_data`) or taken,
    RecordError, MediaError, EngineMissing without the generator, DiskFull.
    """
    if kind not in ALL_KINDS:
        raise BadInput(f"no corpus is called {kind!r}; there are: {', '.join(ALL_KINDS)}")
    if kind in (RL_PAIRS, OWN):
        if data is None:
            source = (
                "the release's rl_pairs.json"
                if kind == RL_PAIRS
                else "a folder with a folder for each person"
            )
            raise BadInput(f"{kind} is made of {source}: name it", code="corpus_needs_data")
        return _from_pairs(data, out, assets) if kind == RL_PAIRS else _from_own_media(data, out)
    if world is None:
        raise BadInput(
            f"{kind} is about the people of a world: name its folder", code="corpus_needs_world"
        )
    return _from_world(kind, world, out, split, seed, records)


def _from_world(
    kind: str, folder: Path, out: Path, split: str | None, seed: int, records: int | None
) -> MadeCorpus:
    require_generator()
    from persona_worlds.world import read_world

    from persona_assistant.train.corpus.build import build
    from persona_assistant.train.corpus.heldout import heldout, write_heldout

    world = read_world(folder)
    _refuse_existing(out)
    if kind == HELDOUT:
        count = HELDOUT_COUNT if records is None else records
        questions = heldout(world, seed, count, split="dev" if split is None else split)
        write_heldout(out, questions)
        return MadeCorpus(out, kind, len(questions), folder)
    made = build(world, kind, seed, records, split="train" if split is None else split)
    about: dict[str, str | int] = {"kind": kind, "seed": seed, "world_seed": world.seed}
    if split is not None:
        about["split"] = split
    write_corpus(out, made, about, assets=folder)
    return MadeCorpus(out, kind, len(made), folder)


def _from_pairs(data: Path, out: Path, assets: Path | None) -> MadeCorpus:
    _refuse_existing(out)
    records, bad = read_pairs(data)
    if not records:
        raise bad[0]
    media = assets or data.parent
    write_corpus(out, records, {"kind": RL_PAIRS}, assets=media)
    try:
        check_assets(read_corpus(out, check=False))
    except BaseException:
        out.unlink()
        raise
    skipped = tuple(f"left out, {data.name}: {error}" for error in bad)
    return MadeCorpus(out, RL_PAIRS, len(records), media, skipped)


def _from_own_media(data: Path, out: Path) -> MadeCorpus:
    require_generator()
    from persona_assistant.train.corpus.own_media import import_people

    made = import_people(data, out)
    return MadeCorpus(out, OWN, len(made.world.people), out, (*made.skipped, *made.notices))


def _refuse_existing(out: Path) -> None:
    if out.exists():
        raise BadInput(f"{out} exists already: choose another place or remove it first.")
