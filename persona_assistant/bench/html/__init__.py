"""A run as one HTML file that needs nothing else: no server, no network, no library.

It opens from a disk, an e-mail or a memory stick, and will still open in years. Plots are SVG drawn
here (`charts`); every picture and clip is embedded once (`embedded_media`); style and script are
one plain CSS and one plain JavaScript file. The page's Content-Security-Policy forbids every
request and every script but its own, by hash. Whatever a model or a file contributes is escaped
(`markup`), so that nothing in a prediction can act.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from persona_assistant import atomic
from persona_assistant.bench import suites
from persona_assistant.bench.html import items, published, run_card, sections
from persona_assistant.bench.html.embedded_media import EmbeddedMedia, MediaSize, open_assets
from persona_assistant.bench.html.items import ItemResult
from persona_assistant.bench.html.markup import Markup, join, tag
from persona_assistant.bench.outcome import (
    ERROR,
    UNANSWERED,
    UNJUDGED,
    outcome_of,
    scored_rows,
    stored_scores,
)
from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Suite
from persona_assistant.errors import BadInput
from persona_assistant.progress import OnProgress, ignore

__all__ = ["MediaSize", "write_report"]

_HERE = Path(__file__).parent


def write_report(
    run: Run,
    out: Path,
    *,
    assets: Path | None = None,
    media: str = "small",
    suite: Suite[Any] | None = None,
    on_progress: OnProgress = ignore,
) -> None:
    """Write the report of a scored run to `out`, complete or not at all.

    `assets` is the folder that media paths start from (None: where the run found them). `media` is
    a `MediaSize`: "small" embeds pictures of at most 320 pixels and compressed clips, "full" those
    the model was given, "none" none. Raises BadInput for a run without scores, for another `media`,
    and for a file that cannot be written; DiskFull.
    """
    size = next((each for each in get_args(MediaSize) if each == media), None)
    if size is None:
        allowed = ", ".join(get_args(MediaSize))
        raise BadInput(f"media {media}: choose one of {allowed}", code="bench_media_size")
    if assets is not None and not assets.is_dir():
        raise BadInput(
            f"{assets}: no such folder; give the folder that media paths start from",
            code="bench_assets",
        )
    scores = stored_scores(run)
    suite = suite or suites.find(scores["suite"])
    recorded = run.local_paths.get("assets")
    folder = assets or (Path(recorded) if recorded else None)
    embedded = EmbeddedMedia(open_assets(folder), size)
    results = list(_item_results(run, suite))
    embedded.load((part for result in results for part in result.case.shown), on_progress)
    with atomic.replacing(out) as draft, draft.open("w", encoding="utf-8") as file:
        file.writelines(_document(run, suite, results, embedded))


def _item_results(run: Run, suite: Suite[Any]) -> Iterator[ItemResult]:
    """Every item of the plan with its outcome."""
    rows, replies = scored_rows(run), run.replies()
    failed = {item["id"]: item["error"] for item in stored_scores(run).get("error_items", ())}
    for entry in run.entries:
        case, name = entry.case, entry.case.id
        error = entry.error or failed.get(name)
        row = rows.get(name)
        if row is not None and not error:
            verdict = row.correct if case.judged else None
            yield ItemResult(case, row.reply, outcome_of(suite, row), verdict)
        elif error:
            yield ItemResult(case, replies.get(name), ERROR, error=error)
        else:
            reply = replies.get(name)
            yield ItemResult(case, reply, UNANSWERED if reply is None else UNJUDGED)


def _document(
    run: Run, suite: Suite[Any], results: Sequence[ItemResult], embedded: EmbeddedMedia
) -> Iterator[str]:
    """The file, from its first line to its last."""
    scores, card = stored_scores(run), run.card
    engine = scores["engine"]
    style, script = ((_HERE / file).read_text("utf-8") for file in ("report.css", "report.js"))
    slices = _slice_values(suite, scores, results)

    yield '<!DOCTYPE html>\n<html lang="en">\n'
    yield tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"{scores['title']}: {engine}, {scores['route']} route"),
        tag("style", Markup(style)),
    )
    yield "\n<body>\n"
    yield tag("a", "To the items", href="#items", class_="skip")
    yield _header(scores, card)
    yield "\n<main>\n"
    yield join([sections.banner(scores), sections.remarks(scores)])
    yield _section("scores", "Scores", sections.tiles(suite, scores))
    comparison = published.comparison_section(suite, scores, engine)
    if comparison is not None:
        yield _section("published", "Beside published results", comparison)
    yield _section("parts", "By part", join(sections.slices(suite, scores)))
    yield _section(
        "outcomes",
        "What went right and wrong",
        sections.outcomes(results, suite),
        *sections.wording(scores),
    )
    yield _section("run", "How it was run", run_card.section(card, scores))
    yield '\n<section id="items" tabindex="-1">\n'
    yield tag("h2", "Items")
    yield items.filters(results, slices)
    for number, result in enumerate(results, start=1):
        yield "\n" + items.item(result, number, slices, embedded)
    reset = tag("button", "Reset", type="reset", form="filter")
    yield tag("p", "No item matches these filters. ", reset, id="none", hidden=True)
    yield "\n</section>\n</main>\n"
    for medium in embedded.elements():
        yield medium + "\n"
    yield tag("script", Markup(script))
    yield "\n</body>\n</html>\n"


def _slice_values(
    suite: Suite[Any], scores: Mapping[str, Any], results: Sequence[ItemResult]
) -> dict[str, list[str]]:
    """Label -> its values in the suite's order, as the filters offer them. Labels of items without
    a score come last."""
    values = {label: list(scores["slices"].get(label, {})) for label in suite.slices}
    for label, known in values.items():
        labels = (result.case.labels for result in results)
        known += sorted({each[label] for each in labels if label in each} - set(known))
    return values


def _policy(style: str, script: str) -> str:
    """Nothing may be requested from anywhere; media are inline; one style and one script, by
    hash."""
    return (
        "default-src 'none'; img-src data: blob:; media-src data: blob:; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _header(scores: Mapping[str, Any], card: Mapping[str, Any]) -> Markup:
    scored, planned = scores["n"], scores["of"]
    facts = [
        ("engine", scores["engine"]),
        ("route", scores["route"]),
        ("judge", scores["judge"]),
        ("wording", scores["wording"]),
        ("items", f"{scored:,}" + (f" of {planned:,}" if scored != planned else "")),
        ("date", str(card.get("time", ""))[:10]),
    ]
    links = {
        "Scores": "scores",
        "By part": "parts",
        "Right and wrong": "outcomes",
        "Run card": "run",
        "All items": "items",
    }
    rows = [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value]
    anchors = [tag("a", title, href=f"#{section}") for title, section in links.items()]
    return tag(
        "header",
        tag("h1", scores["title"]),
        tag("dl", rows),
        tag("nav", anchors, aria_label="Sections"),
    )


def _section(name: str, title: str, *content: Markup) -> Markup:
    return join([tag("section", tag("h2", title), *content, id=name), "\n"])
