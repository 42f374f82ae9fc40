"""What was run: everything that was recorded of how the numbers came about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from persona_assistant.bench.html import tables
from persona_assistant.bench.html.words import Safe, join, tag, without_places

_HASH = re.compile(r"([0-9a-f]{12})[0-9a-f]{20,52}(\D*)$")

Scores = Mapping[str, Any]


def facts(about: Mapping[str, Any], scores: Scores) -> Safe:
    """The run card, in groups."""
    run = about.get("run", {})
    conditions, data = run.get("conditions", {}), run.get("data", {})
    subset, shard = scores.get("subset"), run.get("shard")
    hardware, speed = about.get("hardware", {}), about.get("tokens_per_second")
    groups = {
        "Asked": {
            "benchmark": scores["title"],
            "data": data.get("file"),
            "records": data.get("records"),
            "data sha256": data.get("sha256"),
            "subset": f"{subset['items']} of {subset['of']}, proportional" if subset else None,
            "shard": shard,
            "contexts kept": conditions.get("contexts"),
            "left out": ", ".join(conditions.get("drop") or ()),
            "seed": conditions.get("seed"),
            **(conditions.get("options") or {}),
            "prompt wording": scores["wording"],
            "wording sha256": conditions.get("wording_sha256"),
        },
        "Answered by": {
            "route": scores["route"],
            "engine": scores["engine"],
            **(run.get("identity") or {}),
            **(run.get("settings") or {}),
            "new tokens, at most": run.get("max_tokens"),
        },
        "Judged by": {
            "judge": scores["judge"],
            "judge prompt": scores.get("judge_fingerprint"),
            "BERTScore by": scores.get("bertscore"),
        },
        "How it went": {
            "state": about.get("state"),
            "time": about.get("time"),
            "wall time": _seconds(about.get("wall_seconds")),
            "answering": _seconds(about.get("answering_seconds")),
            "answers found from earlier": about.get("answers_reused"),
            "answer tokens": about.get("answer_tokens"),
            "answer tokens per second": speed,
            "at once": about.get("concurrency"),
            "endpoints": about.get("endpoints"),
        },
        "With": {
            "commit": about.get("commit"),
            "source sha256": about.get("source_sha256"),
            **(about.get("versions") or {}),
            **{name.replace("_gib", " (GiB)"): value for name, value in hardware.items()},
        },
    }
    blocks = [
        tag("section", tag("h3", title), _definitions(facts)) for title, facts in groups.items()
    ]
    return join([tag("div", blocks, class_="groups"), _missing(scores), _errors(scores)])


def _definitions(facts: Mapping[str, Any]) -> Safe:
    rows = []
    for name, value in facts.items():
        if value in (None, "", [], {}):
            continue
        words = without_places(_words(value))
        # A hash is told by its beginning; the whole of it is in the run card.
        hashed = _HASH.match(words)
        shown = (
            tag("dd", f"{hashed[1]}\u2026{hashed[2]}", title=words) if hashed else tag("dd", words)
        )
        rows.append(tag("div", tag("dt", str(name).replace("_", " ")), shown))
    return tag("dl", rows, class_="card-facts")


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_words(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_words, value))
    return str(value)


def _seconds(value: Any) -> str | None:
    if not isinstance(value, (int, float)):
        return None
    if value < 120:
        return f"{value:.1f} s"
    hours, rest = divmod(round(value), 3600)
    return (f"{hours} h " if hours else "") + f"{rest // 60} min {rest % 60} s"


def _missing(scores: Scores) -> Safe | None:
    files = scores.get("missing_media") or []
    if not files:
        return None
    listed = tag(
        "ul", [tag("li", tag("code", without_places(name))) for name in files], class_="long"
    )
    return tables.folded(f"Missing media ({len(files)})", listed)


def _errors(scores: Scores) -> Safe | None:
    failed = scores.get("error_items") or []
    if not failed:
        return None
    rows = [tag("li", tag("code", one["id"]), " ", without_places(one["error"])) for one in failed]
    return tables.folded(f"Errors ({len(failed)})", tag("ul", rows, class_="long"))
