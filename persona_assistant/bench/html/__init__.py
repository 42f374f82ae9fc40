"""A run as one HTML file that needs nothing else: no server, no network, no library.

It opens from a disk, an e-mail or a thumb drive and still works in years: plots are SVG drawn here
(`charts`), pictures and clips are inside, each once (`shelf`), style and script are plain CSS and
JavaScript, a page each. A policy in the page forbids every request and every script but that one,
by its hash; and whatever a model or a file said is escaped on its way in (`words`), so that nothing
in a prediction can act.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from persona_assistant.bench.html import beside, card, items, page
from persona_assistant.bench.html.items import Told
from persona_assistant.bench.html.shelf import Shelf, Size, open_assets
from persona_assistant.bench.html.words import Safe, join, tag
from persona_assistant.bench.outcome import ERROR, OPEN, UNJUDGED, outcome, scored, scores_of
from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Suite, Watch
from persona_assistant.errors import BadInput

__all__ = ["Size", "write_report"]

_HERE = Path(__file__).parent


def write_report(
    run: Run,
    out: Path,
    *,
    assets: Path | None = None,
    media: Size = "small",
    suite: Suite | None = None,
    watch: Watch | None = None,
) -> None:
    """Write the report of a scored run to `out`, whole or not at all.

    `assets` is the folder that media paths start from (None: where the run found them). `media`:
    "small" embeds pictures of at most 320 pixels and compressed clips, "full" those the model was
    given, "none" no media; `watch` is told how many are done. Raises BadInput for a run that was
    not scored yet and for a file that cannot be written.
    """
    if media not in get_args(Size):
        raise BadInput(f"--media {media}: must be one of {', '.join(get_args(Size))}")
    if assets is not None and not assets.is_dir():
        raise BadInput(
            f"{assets}: no such folder; --assets is the folder that media paths start from"
        )
    scores = scores_of(run)
    suite = suite or _suite(scores["suite"])
    found = run.local.get("assets")
    shelf = Shelf(open_assets(assets or (Path(found) if found else None)), media)
    told = list(_told(run, suite))
    shelf.fill((part for one in told for part in one.case.shown), watch)
    draft = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            for piece in _pieces(run, suite, told, shelf):
                file.write(piece)
        os.replace(draft, out)
    except OSError as error:
        raise BadInput(
            f"{out}: cannot be written ({error.strerror}); choose another place with -o"
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _suite(name: str) -> Suite:
    from persona_assistant.bench import suites

    return suites.find(name)


def _told(run: Run, suite: Suite) -> Iterator[Told]:
    """Every item of the plan with what became of it."""
    rows, replies = scored(run), run.replies()
    failed = {one["id"]: one["error"] for one in scores_of(run).get("error_items", ())}
    for entry in run.entries:
        case, name = entry.case, entry.case.id
        error = entry.error or failed.get(name)
        row = rows.get(name)
        if row is not None and not error:
            yield Told(case, row.reply, outcome(suite, row), row.correct if case.judged else None)
        elif error:
            yield Told(case, replies.get(name), ERROR, error=error)
        else:
            yield Told(case, replies.get(name), UNJUDGED if name in replies else OPEN)


def _pieces(run: Run, suite: Suite, told: list[Told], shelf: Shelf) -> Iterator[str]:
    """The file, front to back."""
    scores, about = scores_of(run), run.about
    name = scores["engine"]
    style, script = ((_HERE / file).read_text("utf-8") for file in ("report.css", "report.js"))
    # What there are: label -> its values in the suite's order, as the filter offers them.
    used = {label: list(scores["slices"].get(label, {})) for label in suite.slices}
    for label, values in used.items():
        # Labels of items that are in no score.
        values += sorted(
            {one.case.labels[label] for one in told if label in one.case.labels} - set(values)
        )

    yield '<!DOCTYPE html>\n<html lang="en">\n'
    yield tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"{scores['title']}: {name}, {scores['route']} route"),
        tag("style", Safe(style)),
    )
    yield "\n<body>\n"
    yield tag("a", "To the items", href="#items", class_="skip")
    yield _header(scores, about)
    yield "\n<main>\n"
    yield join([page.banner(scores), page.remarks(scores)])
    yield _section("scores", "Scores", page.tiles(suite, scores))
    others = beside.against_published(suite, scores, name)
    if others is not None:
        yield _section("published", "Beside published results", others)
    yield _section("parts", "By part", join(page.slices(suite, scores)))
    yield _section(
        "outcomes", "What went right and wrong", page.outcomes(told, suite), *page.wording(scores)
    )
    yield _section("run", "What was run", card.facts(about, scores))
    yield '\n<section id="items" tabindex="-1">\n'
    yield tag("h2", "Items")
    yield items.filters(told, used)
    for number, one in enumerate(told, start=1):
        yield "\n" + items.item(one, number, used, shelf)
    yield tag("p", "Nothing fits all of these. ", tag("button", "Reset", type="reset", form="filter"),
              id="none", hidden=True)  # fmt: skip
    yield "\n</section>\n</main>\n"
    for medium in shelf.store():
        yield medium + "\n"
    yield tag("script", Safe(script))
    yield "\n</body>\n</html>\n"


def _policy(style: str, script: str) -> str:
    """Nothing may be asked for anywhere; pictures and clips are inside; one style and one script,
    by hash."""
    return (
        "default-src 'none'; img-src data: blob:; media-src data: blob:; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _header(scores: dict, about: dict) -> Safe:
    facts = [
        ("engine", scores["engine"]),
        ("route", scores["route"]),
        ("judge", scores["judge"]),
        ("wording", scores["wording"]),
        (
            "items",
            f"{scores['n']:,}" + (f" of {scores['of']:,}" if scores["n"] != scores["of"] else ""),
        ),
        ("date", str(about.get("time", ""))[:10]),
    ]
    links = [
        ("Scores", "scores"), ("By part", "parts"), ("Right and wrong", "outcomes"), ("Run card", "run"),
        ("All items", "items"),
    ]  # fmt: skip
    return tag(
        "header",
        tag("h1", scores["title"]),
        tag(
            "dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value]
        ),
        tag(
            "nav",
            [tag("a", words, href=f"#{place}") for words, place in links],
            aria_label="Sections",
        ),
    )


def _section(name: str, title: str, *inner: Safe) -> Safe:
    return join([tag("section", tag("h2", title), *inner, id=name), "\n"])
