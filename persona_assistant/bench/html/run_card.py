"""How the run was made: everything that was recorded about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from persona_assistant.bench.html import tables
from persona_assistant.bench.html.markup import Markup, join, tag, without_paths

_HASH = re.compile(r"([0-9a-f]{12})[0-9a-f]{20,52}(\D*)$")


def section(card: Mapping[str, Any], scores: Mapping[str, Any]) -> Markup:
    """The run card in groups, then missing media and errors."""
    groups = {
        "Asked": _asked(card.get("run", {}), scores),
        "Answered by": _answered_by(card.get("run", {}), scores),
        "Judged by": {
            "judge": scores["judge"],
            "judge prompt": scores.get("judge_fingerprint"),
            "BERTScore by": scores.get("bertscore"),
        },
        "Course": {
            "state": card.get("state"),
            "time": card.get("time"),
            "wall time": _duration(card.get("wall_seconds")),
            "answering": _duration(card.get("answering_seconds")),
            "answers from an earlier call": card.get("answers_reused"),
            "answer tokens": card.get("answer_tokens"),
            "answer tokens per second": card.get("tokens_per_second"),
            "questions at once": card.get("concurrency"),
            "endpoints": card.get("endpoints"),
        },
        "Software and hardware": {
            "commit": card.get("commit"),
            "source sha256": card.get("source_sha256"),
            **(card.get("versions") or {}),
            **{
                name.replace("_gib", " (GiB)"): value
                for name, value in (card.get("hardware") or {}).items()
            },
        },
    }
    blocks = [
        tag("section", tag("h3", title), _definitions(facts)) for title, facts in groups.items()
    ]
    return join([tag("div", blocks, class_="groups"), _missing_media(scores), _errors(scores)])


def _asked(run: Mapping[str, Any], scores: Mapping[str, Any]) -> dict[str, Any]:
    conditions, data, subset = run.get("conditions", {}), run.get("data", {}), scores.get("subset")
    return {
        "benchmark": scores["title"],
        "data": data.get("file"),
        "records": data.get("records"),
        "data sha256": data.get("sha256"),
        "subset": f"{subset['items']} of {subset['of']}, proportional" if subset else None,
        "shard": run.get("shard"),
        "contexts kept": conditions.get("contexts"),
        "left out": ", ".join(conditions.get("drop") or ()),
        "seed": conditions.get("seed"),
        **(conditions.get("options") or {}),
        "prompt wording": scores["wording"],
        "wording sha256": conditions.get("wording_sha256"),
    }


def _answered_by(run: Mapping[str, Any], scores: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "route": scores["route"],
        "engine": scores["engine"],
        **(run.get("identity") or {}),
        **(run.get("settings") or {}),
        "new tokens, at most": run.get("max_tokens"),
    }


def _definitions(facts: Mapping[str, Any]) -> Markup:
    rows = []
    for name, value in facts.items():
        if value in (None, "", [], {}):
            continue
        text = without_paths(_as_text(value))
        # A hash is shown by its beginning; the run card has all of it.
        if digest := _HASH.match(text):
            cell = tag("dd", f"{digest[1]}\u2026{digest[2]}", title=text)
        else:
            cell = tag("dd", text)
        rows.append(tag("div", tag("dt", str(name).replace("_", " ")), cell))
    return tag("dl", rows, class_="card-facts")


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_as_text(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_as_text, value))
    return str(value)


def _duration(seconds: Any) -> str | None:
    if not isinstance(seconds, (int, float)):
        return None
    if seconds < 120:
        return f"{seconds:.1f} s"
    hours, rest = divmod(round(seconds), 3600)
    return (f"{hours} h " if hours else "") + f"{rest // 60} min {rest % 60} s"


def _missing_media(scores: Mapping[str, Any]) -> Markup | None:
    files = scores.get("missing_media") or []
    if not files:
        return None
    names = [tag("li", tag("code", without_paths(name))) for name in files]
    return tables.collapsible(f"Missing media ({len(files)})", tag("ul", names, class_="long"))


def _errors(scores: Mapping[str, Any]) -> Markup | None:
    errors = scores.get("error_items") or []
    if not errors:
        return None
    rows = [
        tag("li", tag("code", item["id"]), " ", without_paths(item["error"])) for item in errors
    ]
    return tables.collapsible(f"Errors ({len(errors)})", tag("ul", rows, class_="long"))
