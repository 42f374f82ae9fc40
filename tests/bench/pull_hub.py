"""A benchmark on a hub of this machine, and what a test asks of both."""

from __future__ import annotations

from pathlib import Path

from tests.support.model_hub import ModelHub

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = "datasets/makers/people"
RECORDS = b'{"augmented_id": "sample_0__aug_0"}\n' * 50


class People:
    """A suite, as far as pulling knows one."""

    name, dataset = "people", "makers/people"
    pull_patterns = ("*.jsonl", "assets/*", "about.json")


def left_over(place: Path) -> list[str]:
    return sorted(each.name for each in place.parent.iterdir()) if place.parent.exists() else []


def given(hub: ModelHub, name: str = "") -> list[tuple[str, str | None]]:
    """(file, Range) of every file that was given, or begun to be."""
    return [
        (asked.partition("makers/people/")[2], span)
        for server, asked, span, _ in hub.asked
        if server == "storage" and asked.endswith(name)
    ]
