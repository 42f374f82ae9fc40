"""The run card: what a reader needs to believe a score, and nothing about the person who ran it.

No host or user name and no path of a machine; media and records are named as the benchmark names
them. It is written when a run starts and again when it ends, as JSON for programs and as a page of
Markdown.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import persona_assistant
from persona_assistant.bench.suite import Conditions, Records, Suite
from persona_assistant.prompt import Wording

if TYPE_CHECKING:
    from persona_assistant.bench.answerer import Answerer
    from persona_assistant.bench.plan import Shard, Subset
    from persona_assistant.bench.scoring import Scores

_PACKAGES = ("persona-assistant", "numpy", "onnxruntime", "llama-cpp-python", "faster-whisper")


def beginning(
    suite: Suite,
    records: Records,
    chosen: Subset,
    conditions: Conditions,
    answerer: Answerer,
    *,
    limit: int | None,
    shard: Shard | None,
    concurrency: int,
    endpoints: int,
) -> dict[str, Any]:
    """The card of a run that begins. What identifies it, so that parts of one run know each other,
    is "run"."""
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


def finished(
    card: Mapping[str, Any],
    scores: Scores,
    *,
    answering: float = 0.0,
    tokens: int = 0,
    reused: int = 0,
) -> dict[str, Any]:
    """The card of a run that was scored. `answering`: seconds spent on the answers that were
    new."""
    return {
        **card,
        "state": "incomplete" if scores.incomplete else "complete",
        "wall_seconds": round(scores.seconds, 3),
        "answering_seconds": round(answering, 3),
        "answer_tokens": tokens,
        "tokens_per_second": round(tokens / answering, 2) if tokens and answering else None,
        "answers_reused": reused,
        "missing_media": {"count": len(scores.missing_media), "files": list(scores.missing_media)},
        "result": scores.to_json(),
    }


def wording_hash(wording: Wording) -> str:
    return hashlib.sha256(json.dumps(asdict(wording), sort_keys=True).encode()).hexdigest()


def commit() -> str | None:
    """The commit of the checkout that is running, with "+changes" where files differ from it; None
    for an installed copy."""
    root = Path(persona_assistant.__file__).parents[1]
    if not (root / ".git").exists():
        return None
    try:
        found = _git(root, "rev-parse", "HEAD")
        changed = _git(
            root, "status", "--porcelain", "--untracked-files=no", "--", "persona_assistant"
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found + ("+changes" if changed else "")


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=True
    )
    return done.stdout.strip()


def source_hash() -> str:
    """SHA-256 over the package's Python files: says which code ran where there is no commit to
    name."""
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


def _subset(chosen: Subset, seed: int) -> dict[str, Any] | None:
    if len(chosen.items) == chosen.of:
        return None
    return {
        "items": len(chosen.items),
        "of": chosen.of,
        "seed": seed,
        "strata": {name: list(counts) for name, counts in chosen.strata.items()},
    }


# --- as a page


def markdown(card: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    """card.md. `columns`: metric -> heading, those that are shown."""
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
    names = [name for name in columns if name != "n"]
    rows = [("all", result["overall"], result.get("intervals", {}))]
    for label in result.get("slices", {}):
        rows += [
            (name, found, found.get("intervals", {}))
            for name, found in result["slices"][label].items()
        ]
        break  # the first label is the coarse one; the rest is in scores.json
    head = ["x100", "n", *(columns[name].replace("-\n", "").replace("\n", " ") for name in names)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for title, metrics, intervals in rows:
        cells = [_cell(metrics.get(name), intervals.get(name)) for name in names]
        lines.append("| " + " | ".join([title, str(metrics.get("n", "")), *cells]) + " |")
    return lines


def _cell(value: Any, interval: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" + (f" [{interval[0]:.1f}, {interval[1]:.1f}]" if interval else "")


def _facts(card: Mapping[str, Any]) -> list[tuple[str, Any]]:
    run, conditions, hardware = card["run"], card["run"]["conditions"], card["hardware"]
    subset, result = card.get("subset"), card.get("result") or {}
    return [
        ("items scored", result.get("n") and f"{result['n']} of {result['of']}, {result['samples']} samples"),
        ("data", f"{run['data']['file']}, {run['data']['records']} records, sha256 {run['data']['sha256'][:16]}"),
        ("subset", subset and f"{subset['items']} of {subset['of']}, proportional, seed {subset['seed']}"),
        ("shard", run["shard"]),
        ("route", run["route"]),
        ("engine", run["engine"]),
        *((f"engine, {name}", value) for name, value in run["identity"].items()),
        *((f"setting, {name}", value) for name, value in run["settings"].items()),
        ("prompt wording", f"{conditions['wording']}, sha256 {conditions['wording_sha256'][:16]}"),
        ("contexts", conditions["contexts"]),
        ("left out", ", ".join(conditions["drop"])),
        *((name, value) for name, value in conditions["options"].items()),
        ("new tokens per answer, at most", run["max_tokens"]),
        ("judge", result.get("judge") and f"{result['judge']}, prompt {result['judge_fingerprint']}"),
        ("intervals", result.get("intervals") and "95 %, samples resampled whole"),
        ("time", card["time"]),
        ("wall time", card.get("wall_seconds") and f"{card['wall_seconds']:.0f} s"),
        ("answers found from an earlier call", card.get("answers_reused")),
        ("answer tokens per second", card.get("tokens_per_second")),
        ("at once", f"{card['concurrency']} on {card['endpoints']} endpoint(s)" if card["concurrency"] > 1 else None),
        ("missing media", (card.get("missing_media") or {}).get("count") or None),
        ("commit", card["commit"]),
        ("source", card["source_sha256"][:16]),
        ("versions", ", ".join(f"{name} {version}" for name, version in card["versions"].items())),
        ("hardware", ", ".join(str(value) for value in (
            hardware["processor"], f"{hardware['cpus']} CPUs", f"{hardware['memory_gib']} GiB", hardware["system"]
        ) if value)),
    ]  # fmt: skip
