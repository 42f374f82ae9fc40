"""What the benchmark's harness costs, and what its order is worth.

    python bench/speed/harness.py [--items N] [--samples N] [--json]

overhead_ms [< 2]
    Milliseconds of harness for each item: a whole `run_bench` of Omni-Persona's bundled items with
    an engine that answers at once (plan and keys, answers and verdicts on the disk with fsync,
    scores with intervals, run card) minus the same prompts in a bare loop with the same engine,
    both without pictures and clips, because decoding them takes ten times as long and would drown
    the difference; plus the time to find and hash all pictures and clips for the keys. No harness
    can do without decoding, which is shown separately as media_ms; with an engine that works it is
    hidden, because the next item's media are decoded meanwhile. Medians of alternating rounds.
sample_order_ratio [>= 2]
    Seconds of the questions of a few samples in random order with nothing reused, over the same
    questions as
    `run_bench` asks them: those of one sample together, on an engine that reuses what it has. A
    tiny random Gemma 4 with both towers, four people with a picture, a clip and a note each,
    answers of 16 tokens.
score_seconds [< 2]
    `bench score` of 750 items: 2,000 resamples for the whole, every group and every task.

Seconds belong to a machine; both sides of each ratio run here, in this run.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

TARGETS = {
    "overhead_ms": ("<", 2.0),
    "sample_order_ratio": (">=", 2.0),
    "score_seconds": ("<", 2.0),
}
ROUNDS = 5
ANSWER = 16
SCORED = 750


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--items", type=int, metavar="N", help="for overhead_ms; otherwise all that are bundled"
    )
    parser.add_argument(
        "--samples", type=int, default=3, metavar="N", help="for sample_order_ratio"
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found: dict[str, Any] = {
            **overhead(place / "overhead", chosen.items),
            **scoring(place / "scoring"),
            **order(place / "order", chosen.samples),
        }
    found["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)
    return 0


class Instant:
    """Answers at once, half of the questions by abstaining."""

    name, engine, max_tokens = "model", "instant", 256
    identity: Mapping[str, str] = {"engine": "instant"}
    settings: Mapping[str, str] = {}

    def check(self) -> None: ...

    def answer(self, prompt: Any, cancel: Any = None) -> Any:
        from persona_assistant import abstention
        from persona_assistant.bench import Reply

        text = abstention.SENTENCE if len(prompt.query.text) % 2 else prompt.contexts[0].texts[0]
        return Reply(text, seconds=0.0, tokens=8)


def overhead(place: Path, limit: int | None) -> dict[str, Any]:
    from persona_assistant.bench import LexicalJudge, RunConfig, run_bench
    from persona_assistant.bench.media import Assets, HashedMedia
    from persona_assistant.bench.suite import Conditions

    suite, items = bundled()
    items = items[:limit]
    data = place / "items.jsonl"
    place.mkdir()
    lines = suite.bundled.read_text(encoding="utf-8").splitlines()[: len(items)]
    data.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words_alone, media_root = Conditions(drop=frozenset({"image", "audio"})), suite.bundled.parent

    def bare(conditions: Conditions = words_alone) -> float:
        begun = time.perf_counter()
        media, engine = Assets(media_root), Instant()
        for item in items:
            engine.answer(suite.build_prompt(item.without_ground_truth(), media, conditions))
        return time.perf_counter() - begun

    def hashed() -> float:
        begun = time.perf_counter()
        stand_ins = HashedMedia(Assets(media_root))
        for item in items:
            suite.build_prompt(item.without_ground_truth(), stand_ins, Conditions())
            stand_ins.raise_problems()
        return time.perf_counter() - begun

    def whole(number: int) -> float:
        wanted = RunConfig(
            data=data, assets=media_root, out=place / f"run {number}", conditions=words_alone
        )
        begun = time.perf_counter()
        scores = run_bench(suite, wanted, [Instant()], LexicalJudge())
        assert scores.n == len(items), scores.error_items
        return time.perf_counter() - begun

    bare(), whole(0), hashed()
    sides = by_turns(bare, whole, ROUNDS)
    keys = statistics.median(hashed() for _ in range(ROUNDS))
    each = [1000 * (all_of_it - alone + keys) / len(items) for alone, all_of_it in sides]
    return {
        "overhead_ms": round(statistics.median(each), 3),
        "overhead_ms_rounds": [round(value, 3) for value in sorted(each)],
        "hashing_ms": round(1000 * keys / len(items), 3),
        "media_ms": round(1000 * bare(Conditions()) / len(items), 3),
        "overhead_items": len(items),
    }


def scoring(place: Path) -> dict[str, Any]:
    from persona_assistant.bench import LexicalJudge, RunConfig, run_bench, score_run

    suite, _ = bundled()
    place.mkdir()
    lines = [json.loads(line) for line in suite.bundled.read_text(encoding="utf-8").splitlines()]
    copies = []
    for number in range(SCORED):
        record = dict(lines[number % len(lines)])
        turn = number // len(lines)
        record["augmented_id"] += f"__{turn}"
        record["source_sample_id"] += f"__{turn}"
        copies.append(record)
    data = place / "items.jsonl"
    data.write_text("".join(json.dumps(record) + "\n" for record in copies))
    out = place / "run"
    run_bench(
        suite,
        RunConfig(data=data, assets=suite.bundled.parent, out=out),
        [Instant()],
        LexicalJudge(),
    )
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        assert score_run(out).n == SCORED
        seconds.append(time.perf_counter() - begun)
    return {"score_seconds": round(statistics.median(seconds), 3), "score_items": SCORED}


def order(place: Path, samples: int) -> dict[str, Any]:
    from persona_assistant.bench import LexicalJudge, ModelRoute, RunConfig, run_bench
    from persona_assistant.bench.media import Assets
    from persona_assistant.bench.suite import Conditions
    from persona_assistant.engines.llama import LlamaEngine
    from tests.support.tiny_gguf import write_model, write_projector

    suite, items = bundled()
    place.mkdir()
    model, projector = write_model(place / "model.gguf"), write_projector(place / "mmproj.gguf")
    by_sample: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        by_sample[item.source_sample_id].append(index)
    # The benchmark asks three questions about each sample.
    chosen = [
        index for indices in by_sample.values() if len(indices) >= 3 for index in indices[:3]
    ][: 3 * samples]
    lines = suite.bundled.read_text(encoding="utf-8").splitlines()
    data = place / "items.jsonl"
    data.write_text("".join(lines[index] + "\n" for index in chosen), encoding="utf-8")
    engine = LlamaEngine(model, projector, n_ctx=8192)
    route = ModelRoute(engine, max_tokens=ANSWER)
    media, conditions = Assets(suite.bundled.parent), Conditions()
    prompts = [
        suite.build_prompt(items[index].without_ground_truth(), media, conditions)
        for index in chosen
    ]
    shuffled = prompts[:]
    random.Random(1).shuffle(shuffled)

    def without() -> float:
        seconds = 0.0
        for prompt in shuffled:
            engine.forget()
            begun = time.perf_counter()
            route.answer(prompt)
            seconds += time.perf_counter() - begun
        return seconds

    def ours(number: int) -> float:
        engine.forget()
        wanted = RunConfig(data=data, assets=suite.bundled.parent, out=place / f"run {number}")
        begun = time.perf_counter()
        scores = run_bench(suite, wanted, [route], LexicalJudge())
        assert scores.n == len(chosen), scores.error_items
        return time.perf_counter() - begun

    try:
        route.answer(prompts[0])
        sides = by_turns(without, ours, 3)
    finally:
        engine.close()
    ratios = sorted(alone / together for alone, together in sides)
    return {
        "sample_order_ratio": round(statistics.median(ratios), 2),
        "sample_order_ratio_rounds": [round(value, 2) for value in ratios],
        "order_questions": len(chosen),
        "order_answer_tokens": ANSWER,
    }


def bundled() -> tuple[Any, list[Any]]:
    from persona_assistant.bench.suites import find

    suite = find("omni-persona")
    assert suite.bundled is not None
    return suite, list(suite.read(suite.bundled, {}).items)


def by_turns(
    one: Callable[[], float], other: Callable[[int], float], rounds: int
) -> list[tuple[float, float]]:
    """Seconds of both sides in each round, which of them first by turns."""
    found = []
    for number in range(1, rounds + 1):
        if number % 2:
            first = one()
            found.append((first, other(number)))
        else:
            second = other(number)
            found.append((one(), second))
    return found


def show(found: dict[str, Any]) -> None:
    meaning = {
        "overhead_ms": (
            f"ms of harness an item ({found['overhead_items']} items; "
            f"media take {found['media_ms']} ms)"
        ),
        "sample_order_ratio": (
            f"random order without reuse / as we ask ({found['order_questions']} questions)"
        ),
        "score_seconds": f"s to score {found['score_items']} items",
    }
    for name, (sign, bound) in TARGETS.items():
        value = found[name]
        missed = value >= bound if sign == "<" else value < bound
        verdict = "   MISSED" if missed else ""
        print(f"{name:20} {value:8}  [{sign} {bound:g}]  {meaning[name]}{verdict}")
    print(found["machine"])


if __name__ == "__main__":
    raise SystemExit(main())
