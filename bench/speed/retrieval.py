"""What finding the nearest people costs, beside raw FAISS, sqlite-vec, usearch and numpy.

    python bench/speed/retrieval.py [--sizes 10000,100000,1000000] [--threads 1] [--no-who] [--json]

512 numbers per vector, ten photos per person, people in 3,000 groups of look-alikes, all in an
encrypted memory. Each size runs in a fresh process, with as many threads on every side. Targets in
brackets.

faiss_ratio [<= 1.2]
    `Index.nearest` (64 people or more, best exemplar of each, negative exemplars heeded) over
    `IndexFlatIP.search` (10 exemplars, nobody's) for one query: medians of times taken in turns.
    Every side is timed in turns with raw FAISS, which has its own copy of the vectors: what one
    leaves in the processor's cache is no use to the other.
sqlite_vec_ms, usearch_ms, numpy_ms
    Milliseconds per query of `search = "sqlite-vec"` over the encrypted file, of usearch's exact
    search and of a matrix product with a partial sort. usearch's HNSW graph is built up to 100,000
    vectors; a million would take it a quarter of an hour. usearch is in the extra [bench].
recall
    How many of the ten nearest people, by comparing with every vector, `Index.nearest` finds.
who_p95_ms
    See who.py, which is run at the end.

Resident memory is what building and asking added to this process, in MB; grow_ms is how long the
index takes to follow one more photo. At a million vectors the file takes 3 GB below --folder, and
all takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from persona_assistant.memory import Store

    Floats = NDArray[np.float32]
    Indices = NDArray[np.integer[Any]]
Search = Callable[[Any], Any]
"""Answers one query vector."""

SIZES = (10_000, 100_000, 1_000_000)
DIM, PHOTOS, GROUPS = 512, 10, 3000
K = 10
ENCODER = "bench/512"
HNSW_UP_TO = 100_000
TARGET = 1.2


# --- the people


def looks(people: int, seed: int) -> Iterator[Floats]:
    """Blocks of unit vectors, PHOTOS rows a person: a group of look-alikes, a face of it, a photo
    of that."""
    import numpy as np

    fixed = np.random.default_rng(0)
    inner = 48
    groups = fixed.standard_normal((GROUPS, inner), dtype=np.float32)
    outward = fixed.standard_normal((inner, DIM), dtype=np.float32) / np.float32(inner**0.5)
    chance = np.random.default_rng(seed)
    for start in range(0, people, 1000):
        count = min(1000, people - start)
        faces = groups[chance.integers(0, GROUPS, count)] + 0.5 * chance.standard_normal(
            (count, inner), dtype=np.float32
        )
        photos = np.repeat(faces, PHOTOS, axis=0)
        photos = photos + 0.2 * chance.standard_normal(photos.shape, dtype=np.float32)
        rows = photos @ outward + 0.15 * chance.standard_normal(
            (len(photos), DIM), dtype=np.float32
        )
        yield rows / np.linalg.norm(rows, axis=1, keepdims=True)


def enrol(memory: Store, people: int) -> None:
    """As `People.add` would, in one transaction instead of one a person: a million are added in
    minutes."""
    connection = memory._connections.raw()
    with connection:
        photo = 0
        for rows in looks(people, seed=1):
            media, vectors = [], []
            for row in rows:
                photo += 1
                person = (photo - 1) // PHOTOS + 1
                media.append((photo, person, photo.to_bytes(32, "big")))
                vectors.append((ENCODER, photo, DIM, row.tobytes()))
            names = [
                (each, f"{each:016x}", f"Person {each}", f"person {each}")
                for each in range(media[0][1], media[-1][1] + 1)
            ]
            connection.executemany(
                "INSERT INTO persona (id, uid, name, folded) VALUES (?, ?, ?, ?)", names
            )
            connection.executemany(
                "INSERT INTO media (id, persona, kind, sha256, width, height, source, data)"
                " VALUES (?, ?, 'image', ?, 1, 1, '', x'00')",
                media,
            )
            connection.executemany(
                "INSERT INTO triplet (persona, image) VALUES (?2, ?1)", (m[:2] for m in media)
            )
            connection.executemany(
                "INSERT INTO vector (encoder, media, dim, data) VALUES (?, ?, ?, ?)", vectors
            )
        connection.execute("UPDATE content_version SET version = version + 1")


# --- one size


def measure(size: int, queries: int, threads: int, folder: Path) -> dict[str, Any]:
    import faiss
    import numpy as np

    from persona_assistant.memory import Entry, Store, Vector
    from persona_assistant.pmg import Picture, Triplet
    from persona_assistant.routing.index import Index, Indexes

    faiss.omp_set_num_threads(threads)
    asked = np.concatenate(list(looks(-(-queries // 2), seed=2)))[:: PHOTOS // 2][:queries]
    found: dict[str, Any] = {"size": size, "threads": threads}
    resident: dict[str, float | None] = {}

    with Store.open(folder, key_file=folder / "key") as memory:
        found["enrol_s"] = seconds(enrol, memory, size // PHOTOS)
        found["file_mb"] = round((folder / "memory.db").stat().st_size / 1e6)

        before = rss()
        stored = Indexes(memory, "sqlite-vec").media_index(ENCODER)
        few = asked[: max(3, min(queries, 2_000_000 // size))]
        by_file = [stored.nearest(query) for query in few]
        found["sqlite_vec_ms"] = median_ms([seconds(stored.nearest, query) for query in few])
        resident["sqlite-vec"] = added(before)
        del stored  # its pages are not to be counted below

        before = rss()
        indexes = Indexes(memory)
        found["build_s"] = seconds(indexes.media_index, ENCODER)
        index = indexes.media_index(ENCODER)
        assert isinstance(index, Index)
        matrix, people = index.rows(0, size).matrix, index.rows(0, size).persona_ids
        index.nearest(asked[0])
        resident["ours"] = added(before)

        before = rss()
        raw = faiss.IndexFlatIP(DIM)
        for start in range(0, size, 65536):
            raw.add(matrix[start : start + 65536])
        resident["raw FAISS"] = added(before)

        def by_numpy(query: Floats) -> Indices:
            scores = matrix @ query
            some: Indices = np.argpartition(-scores, K)[:K]
            ordered: Indices = some[np.argsort(-scores[some])]
            return ordered

        sides: dict[str, Search] = {
            "ours": index.nearest,
            "numpy": by_numpy,
            **usearch_sides(matrix, size, threads, resident),
        }
        times = in_turns(lambda query: raw.search(query[None], K), sides, asked)

        truth = [nearest_people(matrix @ query, people) for query in asked]
        rows_truth = [by_numpy(query) for query in asked]
        found["recall"] = overlap(truth, [index.nearest(query).persona_ids[:K] for query in asked])
        found["recalls"] = {
            "sqlite-vec": overlap(truth, [nearest.persona_ids[:K] for nearest in by_file]),
            "raw FAISS": overlap(rows_truth, [raw.search(query[None], K)[1][0] for query in asked]),
            "numpy": 1.0,
            **{
                name: overlap(rows_truth, [sides[name](query).keys for query in asked])
                for name in sides
                if name.startswith("usearch")
            },
        }
        raw.reset()  # makes room for the rest
        one = Picture(b"one more", 1, 1, "one more")
        memory.people.add("Person 1", [Entry(Triplet(one), Vector(ENCODER, asked[0]))])
        found["grow_ms"] = round(1000 * seconds(indexes.media_index, ENCODER), 1)

    found |= {
        "ours_ms": median_ms(times["ours"]),
        "raw_faiss_ms": median_ms(times["raw FAISS"]),
        "faiss_ratio": round(
            statistics.median(times["ours"]) / statistics.median(times["raw FAISS"]), 3
        ),
        "numpy_ms": median_ms(times["numpy"]),
        "usearch_ms": median_ms(times.get("usearch exact")),
        "usearch_hnsw_ms": median_ms(times.get("usearch HNSW")),
        "resident_mb": {**resident, "numpy": round(matrix.nbytes / 1e6)},
    }
    return found


def usearch_sides(
    matrix: Floats, size: int, threads: int, resident: dict[str, float | None]
) -> dict[str, Search]:
    try:
        from usearch.index import Index, MetricKind, search
    except ImportError:
        print(
            "usearch is not installed (extra [bench]); the rest is measured without it.",
            file=sys.stderr,
        )
        return {}
    resident["usearch exact"] = round(matrix.nbytes / 1e6)
    sides: dict[str, Search] = {
        "usearch exact": lambda query: search(
            matrix, query, K, MetricKind.IP, exact=True, threads=threads
        )
    }
    if size <= HNSW_UP_TO:
        before = rss()
        graph = Index(ndim=DIM, metric="ip", dtype="f32")
        graph.add(list(range(size)), matrix)
        resident["usearch HNSW"] = added(before)
        sides["usearch HNSW"] = lambda query: graph.search(query, K, threads=threads)
    return sides


def in_turns(raw: Search, sides: dict[str, Search], queries: Floats) -> dict[str, list[float]]:
    """Seconds of each side per query, each in turns with raw FAISS alone; of raw FAISS those in
    turns with ours."""
    times: dict[str, list[float]] = {"raw FAISS": []}
    for name, side in sides.items():
        raw(queries[0]), side(queries[0])
        beside, own = [], []
        for query in queries:
            beside.append(seconds(raw, query))
            own.append(seconds(side, query))
        times[name] = own
        if name == "ours":
            times["raw FAISS"] = beside
    return times


# --- figures


def nearest_people(scores: Floats, people: Indices) -> list[int]:
    import numpy as np

    # As many exemplars as ten people can have are enough for ten people.
    some = np.argpartition(-scores, K * PHOTOS)[: K * PHOTOS]
    ordered = people[some[np.argsort(-scores[some])]].tolist()
    return list(dict.fromkeys(map(int, ordered)))[:K]


def overlap(truth: Sequence[Iterable[int]], found: Sequence[Iterable[int]]) -> float:
    shares = [
        len(set(map(int, one)) & set(map(int, other))) / K for one, other in zip(truth, found)
    ]
    return round(statistics.mean(shares), 4)


def seconds(call: Callable[..., Any], *arguments: Any) -> float:
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


def median_ms(times: list[float] | None) -> float | None:
    return None if not times else round(1000 * statistics.median(times), 3)


def rss() -> float | None:
    """Resident MB of this process; None where the system has no /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def added(before: float | None) -> float | None:
    after = rss()
    return None if before is None or after is None else round(after - before)


# --- the run


def fresh(size: int, asked: argparse.Namespace) -> dict[str, Any]:
    """One size in a process of its own: threads are counted from its start, memory from nothing."""
    threads = {name: str(asked.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    with tempfile.TemporaryDirectory(
        prefix="persona-assistant-retrieval-", dir=asked.folder
    ) as folder:
        command = [sys.executable, __file__, "--one", str(size), "--in", folder]
        command += ["--threads", str(asked.threads), "--queries", str(asked.queries)]
        ran = subprocess.run(
            command, env={**os.environ, **threads}, stdout=subprocess.PIPE, text=True
        )
    if ran.returncode:
        sys.exit(f"measuring {size} vectors failed; see above")
    document: dict[str, Any] = json.loads(ran.stdout)
    return document


def who() -> dict[str, Any]:
    script = Path(__file__).with_name("who.py")
    ran = subprocess.run([sys.executable, str(script), "--json"], stdout=subprocess.PIPE, text=True)
    if ran.returncode:
        print("who.py could not be run (see above): who_p95_ms is not measured.", file=sys.stderr)
        return {"who_p95_ms": None}
    document: dict[str, Any] = json.loads(ran.stdout)
    return document


def show(found: dict[str, Any]) -> None:
    ratio = found["faiss_ratio"]
    print(
        f"\n{found['size']:,} vectors of {DIM}, {found['threads']} thread(s), "
        f"file {found['file_mb']} MB"
    )
    print(
        f"  ours over raw FAISS flat: {ratio:.3f}"
        f" (wanted <= {TARGET}: {'met' if ratio <= TARGET else 'missed'})"
    )
    times = {
        "ours": found["ours_ms"],
        "raw FAISS": found["raw_faiss_ms"],
        "sqlite-vec": found["sqlite_vec_ms"],
        "usearch exact": found["usearch_ms"],
        "usearch HNSW": found["usearch_hnsw_ms"],
        "numpy": found["numpy_ms"],
    }
    recalls = {"ours": found["recall"], **found["recalls"]}
    print(f"  {'':14} {'ms':>9} {'MB':>6} {'recall@10':>9}")
    for name, milliseconds in times.items():
        if milliseconds is not None:
            megabytes = found["resident_mb"].get(name)
            megabytes = "" if megabytes is None else megabytes
            print(f"  {name:14} {milliseconds:9.2f} {megabytes:>6} {recalls[name]:9.3f}")
    print(
        f"  index read in {found['build_s']:.1f} s, "
        f"follows one more photo in {found['grow_ms']:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of vectors")
    parser.add_argument("--threads", type=int, default=1, help="of every side")
    parser.add_argument("--queries", type=int, default=41)
    parser.add_argument("--folder", type=Path, help="where the files are made, and removed again")
    parser.add_argument("--no-who", action="store_true", help="leave out who.py")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--in", dest="inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.one, asked.queries, asked.threads, asked.inside)))
        return
    document: dict[str, Any] = {}
    for size in map(int, asked.sizes.split(",")):
        document[str(size)] = fresh(size, asked)
        if not asked.json:
            show(document[str(size)])
    if not asked.no_who:
        document |= who()
        if not asked.json:
            print(f"\nwho, 95 of 100 within: {document['who_p95_ms']} ms")
    if asked.json:
        print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
