"""Changes the code a little, one change at a time, and lists the changes that no test notices.

    python tests/mutate.py [ROOM ...] [--sample 60] [--seed 0]

A room is mutated in a copy of the tree, by cosmic-ray, and judged by the room's own tests. Every
survivor is printed as a diff: a test is missing, or the line is not needed. Where a room has more
possible changes than `--sample`, so many of them are drawn; `--sample 0` takes all. Exit 1 when
something survives.
"""

from __future__ import annotations

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "persona_assistant"
ROOMS = {
    "ground": (
        ["abstention.py", "atomic.py", "choice.py", "errors.py", "gguf.py", "progress.py"],
        ["tests/test_ground.py", "tests/test_atomic.py", "tests/engines/test_identity.py"],
    ),
    "routing": (["routing"], ["tests/routing"]),
    "memory": (["memory"], ["tests/memory"]),
    "bench": (["bench"], ["tests/bench"]),
}
TIMEOUT = 300.0
"""Seconds for the tests of one change; a change that makes them hang counts as noticed."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--sample", type=int, default=60, help="changes per room; 0: all")
    parser.add_argument("--seed", type=int, default=0, help="which changes are drawn")
    given = parser.parse_args(arguments)
    unknown = set(given.rooms) - set(ROOMS)
    if unknown:
        parser.error(f"no such room: {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    survived = 0
    for room in given.rooms or ROOMS:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            survived += mutate(room, Path(folder) / "tree", given.sample, given.seed)
    return 1 if survived else 0


def mutate(room: str, tree: Path, sample: int, seed: int) -> int:
    """Prints what survives of one room; returns how many."""
    copy_tree(tree)
    sources, tests = ROOMS[room]
    present = [test for test in tests if (tree / test).exists()]
    config, session = tree / "mutate.toml", tree / "session.sqlite"
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {' '.join(present)}"
    config.write_text(
        "[cosmic-ray]\n"
        f"module-path = {[f'{PACKAGE}/{source}' for source in sources]}\n"
        f"timeout = {TIMEOUT}\nexcluded-modules = []\ntest-command = {command!r}\n"
        '[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    cosmic_ray(tree, "init", config.name, session.name)
    # Without any change the tests must pass, or every change would seem to be noticed.
    cosmic_ray(tree, "baseline", config.name)
    with use_db(session) as db:
        total = draw(db, tree, sample, seed)
    cosmic_ray(tree, "exec", config.name, session.name)
    with use_db(session, WorkDB.Mode.open) as db:
        results = [result for _, result in db.results if result.test_outcome is not None]
    alive = [each for each in results if each.test_outcome == TestOutcome.SURVIVED]
    print(f"{room}: {len(results)} of {total} possible changes made, {len(alive)} not noticed")
    for each in alive:
        print(each.diff, end="\n\n")
    return len(alive)


def copy_tree(tree: Path) -> None:
    """The files of this tree, without environments and caches."""
    ignored = shutil.ignore_patterns(".git", ".venv", "*.pyc", "__pycache__", ".*_cache", "build")
    shutil.copytree(ROOT, tree, ignore=ignored)


def cosmic_ray(tree: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "cosmic_ray.cli", *words], cwd=tree, check=True)


def draw(db: WorkDB, tree: Path, sample: int, seed: int) -> int:
    """Marks all but `sample` changes as skipped; returns how many there were."""
    items = sorted(db.pending_work_items, key=lambda item: item.job_id)
    possible = [item for item in items if not in_annotation(item, tree)]
    wanted = possible
    if sample and sample < len(possible):
        wanted = random.Random(seed).sample(possible, sample)
    keep = {item.job_id for item in wanted}
    for item in items:
        if item.job_id not in keep:
            db.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))
    return len(possible)


def in_annotation(item: WorkItem, tree: Path) -> bool:
    """Whether the change is inside a type annotation, which does nothing when the code runs."""
    return any(
        begin <= mutation.start_pos < end
        for mutation in item.mutations
        for begin, end in annotations(tree / mutation.module_path)
    )


@cache
def annotations(file: Path) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the annotations of a file begin and end, as (line, column)."""
    nodes = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        nodes += [getattr(node, name, None) for name in ("annotation", "returns")]
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in nodes
        if isinstance(node, ast.expr)
    ]


if __name__ == "__main__":
    sys.exit(main())
