"""The run card: what a reader needs in order to believe a score, and nothing about who ran it.

It holds no host name, user name or path of a machine; media and records are named as in the
benchmark. It is written when a run starts and again when it ends, as JSON and as Markdown.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import persona_assistant
from persona_assistant.bench.suite import Conditions, ItemT, Records, Suite
from persona_assistant.prompt import Wording

if TYPE_CHECKING:
    from persona_assistant.bench.answerer import Answerer
    from persona_assistant.bench.answering import AnsweringResult
    from persona_assistant.bench.plan import Shard, Subset
    from persona_assistant.bench.scoring import Scores

_PACKAGES = ("persona-assistant", "numpy", "onnxruntime", "llama-cpp-python", "faster-whisper")


def start_card(
    suite: Suite[ItemT],
    records: Records[ItemT],
    chosen: Subset[ItemT],
    conditions: Conditions,
    answerer: Answerer,
    *,
    limit: int | None,
    shard: Shard | None,
    concurrency: int,
    endpoints: int,
) -> dict[str, Any]:
    """The card of a run that begins. Its "run" identifies the run: shards of one run have it in
    common."""
    return {
        "benchmark": suite.title,
        "state": "running",
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "run": {
            "suite": suite.name,
            "data": {
                "file": records.name,
                "sha256": records.sha256,
                "records": len(records.items) + len(records.bad),
            },
            "route": answerer.name,
            "engine": answerer.engine,
            "identity": dict(answerer.identity),
            "settings": dict(answerer.settings),
            "max_tokens": answerer.max_tokens,
            "conditions": {
                "contexts": conditions.contexts,
                "drop": sorted(conditions.drop),
                "seed": conditions.seed,
                "options": dict(conditions.options),
                "wording": conditions.wording.source,
                "wording_sha256": wording_hash(conditions.wording),
            },
            "limit": limit,
            "shard": str(shard) if shard else None,
        },
        "subset": _subset(chosen, conditions.seed),
        "concurrency": concurrency,
        "endpoints": endpoints,
        "commit": commit(),
        "source_sha256": source_hash(),
        "versions": {"python": platform.python_version(), **_versions()},
        "hardware": hardware(),
    }


def finish_card(
    card: Mapping[str, Any], scores: Scores, answered: AnsweringResult | None
) -> dict[str, Any]:
    """The card of a run that was scored. `answered` None: by a later call, which keeps what the
    card says about how the answers were made."""
    if answered is None:
        seconds, tokens = card.get("answering_seconds", 0.0), card.get("answer_tokens", 0)
        reused, wall = card.get("answers_reused", 0), card.get("wall_seconds")
    else:
        seconds, tokens, reused = answered.seconds, answered.tokens, answered.reused
        wall = round(scores.seconds, 3)
    return {
        **card,
        "state": "incomplete" if scores.incomplete else "complete",
        "wall_seconds": wall,
        "answering_seconds": round(seconds, 3),
        "answer_tokens": tokens,
        "tokens_per_second": round(tokens / seconds, 2) if tokens and seconds else None,
        "answers_reused": reused,
        "missing_media": {"count": len(scores.missing_media), "files": list(scores.missing_media)},
        "result": scores.to_json(),
    }


def wording_hash(wording: Wording) -> str:
    return hashlib.sha256(json.dumps(asdict(wording), sort_keys=True).encode()).hexdigest()


def commit() -> str | None:
    """The commit of the running checkout, with "+changes" if files differ from it; None for an
    installed copy."""
    root = Path(persona_assistant.__file__).parents[1]
    if not (root / ".git").exists():
        return None
    try:
        head = _git(root, "rev-parse", "HEAD")
        changed = _git(
            root, "status", "--porcelain", "--untracked-files=no", "--", "persona_assistant"
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return head + ("+changes" if changed else "")


def _git(root: Path, *arguments: str) -> str:
    # Neither its index is refreshed nor a program of its settings started.
    quiet = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", str(root)]
    done = subprocess.run(
        [*quiet, *arguments], capture_output=True, text=True, timeout=10, check=True
    )
    return done.stdout.strip()


def source_hash() -> str:
    """SHA-256 over the package's Python files: which code ran, also where there is no commit."""
    package = Path(persona_assistant.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def hardware() -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": _memory(),
        "machine": platform.machine(),
        "system": platform.system(),
    }


def _processor() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or None
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), None
    )


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30), 1)
    except (AttributeError, ValueError, OSError):
        return None


def _versions() -> dict[str, str]:
    installed = {}
    for name in _PACKAGES:
        try:
            installed[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return installed


def _subset(chosen: Subset[Any], seed: int) -> dict[str, Any] | None:
    if len(chosen.items) == chosen.total:
        return None
    return {
        "items": len(chosen.items),
        "of": chosen.total,
        "seed": seed,
        "strata": {name: list(counts) for name, counts in chosen.strata.items()},
    }


# --- as Markdown


def render_markdown(card: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    """The content of card.md. `columns`: metric -> heading, of the metrics to show."""
    run, result = card["run"], card.get("result") or {}
    lines = [f"# {card['benchmark']}: {run['engine']}", ""]
    if card["state"] != "complete":
        why = (
            "still running, or stopped"
            if card["state"] == "running"
            else f"{result.get('errors')} item(s) in no score"
        )
        lines += [f"**{card['state'].upper()}** ({why})", ""]
    if result.get("overall"):
        lines += [*_table(result, columns), ""]
    lines += [
        f"- {name}: {value}" for name, value in _facts(card) if value not in (None, "", {}, [])
    ]
    return "\n".join(lines) + "\n"


def _table(result: Mapping[str, Any], columns: Mapping[str, str]) -> list[str]:
    """The whole and the slices of the first label; the other slices are in scores.json."""
    names = [name for name in columns if name != "n"]
    rows = {"all": result["overall"] | {"intervals": result.get("intervals", {})}}
    rows |= next(iter(result.get("slices", {}).values()), {})
    head = ["x100", "n", *(columns[name].replace("-\n", "").replace("\n", " ") for name in names)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for title, metrics in rows.items():
        intervals = metrics.get("intervals", {})
        cells = [_cell(metrics.get(name), intervals.get(name)) for name in names]
        lines.append("| " + " | ".join([title, str(metrics.get("n", "")), *cells]) + " |")
    return lines


def _cell(value: float | int | None, interval: Sequence[float] | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" + (f" [{interval[0]:.1f}, {interval[1]:.1f}]" if interval else "")


def _facts(card: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values; values that are empty or None are to be left out."""
    run, result = card["run"], card.get("result") or {}
    return [
        *_data_facts(card, run, result),
        ("route", run["route"]),
        ("engine", run["engine"]),
        *((f"engine, {name}", value) for name, value in run["identity"].items()),
        *((f"setting, {name}", value) for name, value in run["settings"].items()),
        *_condition_facts(run["conditions"]),
        ("new tokens per answer, at most", run["max_tokens"]),
        *_course_facts(card, result),
        *_machine_facts(card),
    ]


def _data_facts(
    card: Mapping[str, Any], run: Mapping[str, Any], result: Mapping[str, Any]
) -> list[tuple[str, Any]]:
    data, subset, scored = run["data"], card.get("subset"), result.get("n")
    return [
        (
            "items scored",
            f"{scored} of {result['of']}, {result['samples']} samples" if scored else None,
        ),
        ("data", f"{data['file']}, {data['records']} records, sha256 {data['sha256'][:16]}"),
        (
            "subset",
            f"{subset['items']} of {subset['of']}, proportional, seed {subset['seed']}"
            if subset
            else None,
        ),
        ("shard", run["shard"]),
    ]


def _condition_facts(conditions: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("prompt wording", f"{conditions['wording']}, sha256 {conditions['wording_sha256'][:16]}"),
        ("contexts", conditions["contexts"]),
        ("left out", ", ".join(conditions["drop"])),
        *conditions["options"].items(),
    ]


def _course_facts(card: Mapping[str, Any], result: Mapping[str, Any]) -> list[tuple[str, Any]]:
    judge, wall = result.get("judge"), card.get("wall_seconds")
    at_once = f"{card['concurrency']} on {card['endpoints']} endpoint(s)"
    return [
        ("judge", f"{judge}, prompt {result['judge_fingerprint']}" if judge else None),
        ("intervals", "95 %, samples resampled whole" if result.get("intervals") else None),
        ("time", card["time"]),
        ("wall time", f"{wall:.0f} s" if wall else None),
        ("answers found from an earlier call", card.get("answers_reused")),
        ("answer tokens per second", card.get("tokens_per_second")),
        ("at once", at_once if card["concurrency"] > 1 else None),
        ("missing media", (card.get("missing_media") or {}).get("count") or None),
    ]


def _machine_facts(card: Mapping[str, Any]) -> list[tuple[str, Any]]:
    hardware = card["hardware"]
    parts = (
        hardware["processor"],
        f"{hardware['cpus']} CPUs",
        f"{hardware['memory_gib']} GiB",
        hardware["system"],
    )
    return [
        ("commit", card["commit"]),
        ("source", card["source_sha256"][:16]),
        ("versions", ", ".join(f"{name} {version}" for name, version in card["versions"].items())),
        ("hardware", ", ".join(str(part) for part in parts if part)),
    ]
