"""What the suites of long-term memory have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from persona_assistant.bench.longterm.items import Item
from persona_assistant.bench.longterm.systems import parse_switches
from persona_assistant.bench.suite import Case, Conditions, Media, Option, Route
from persona_assistant.errors import BadInput
from persona_assistant.prompt import Prompt

OPTIONS = (
    Option(
        "retriever",
        "words",
        ("words", "meaning"),
        "how rag finds messages: BM25, or an installed sentence encoder",
    ),
    Option("messages", "5", (), "messages that rag reads"),
    Option(
        "without",
        "none",
        (),
        "parts that memory leaves out, an ablation: core, semantic, episodic, procedural, "
        "reasoning, personality",
        free=True,
    ),
)


class LongTermSuite:
    """The parts of `suite.Suite` that do not differ."""

    title: str
    pull_patterns: tuple[str, ...] = ("*.json", "*.csv", "*.jsonl", "README.md")
    bundled: Path | None = None
    routes: tuple[Route, ...] = ("rag", "full", "memory")
    options: tuple[Option, ...] = OPTIONS

    def apply_conditions(self, item: Item, conditions: Conditions) -> Item:
        """Raises BadInput for conditions of suites about people in pictures."""
        if conditions.contexts is not None or conditions.drop:
            raise BadInput(
                f"{self.title} has a history and no contexts: do not limit or drop any",
                code="bench_contexts",
            )
        parse_switches(conditions.options["without"])
        return item

    def case(self, item: Item) -> Case:
        return item.case

    def build_prompt(self, item: Item, media: Media, conditions: Conditions) -> Prompt:
        """A question and its history; the system makes of it what its engine is given."""
        return item.prompt

    def published_results(self) -> Sequence[Mapping[str, Any]]:
        """None that were measured under this harness's protocol."""
        return ()
