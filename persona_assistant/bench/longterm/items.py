"""A question about a history, as suites of long-term memory have it and as systems get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from persona_assistant.bench.longterm.systems import History
from persona_assistant.bench.suite import Case, DisplayPart
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    sample: str
    """Items about one history, or one person, are not independent."""
    history: History
    question: str
    labels: Mapping[str, str] = field(default_factory=dict)
    asked_at: datetime | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """Letter -> option."""
    instruction: str = ""
    """How the answer is to be worded, for language models."""
    pictures: tuple[Path, ...] = ()
    gold: str = ""
    judged: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    """For the suite's counts. "rule" is told to a judge that is a language model."""
    evidence: tuple[str, ...] = ()
    """Ids of the turns that hold the answer."""

    def without_ground_truth(self) -> Item:
        return replace(self, labels={}, gold="", judged=False, facts={}, evidence=())

    @property
    def prompt(self) -> HistoryPrompt:
        """What a system is asked; its parts stand for all of it in an answer's key."""
        about = (
            self.history.fingerprint,
            self.asked_at,
            sorted(self.choices.items()),
            self.instruction,
            [str(path) for path in self.pictures],
        )
        return HistoryPrompt(
            parts=(self.question, repr(about)),
            query=Query(self.question),
            history=self.history,
            asked_at=self.asked_at,
            choices=self.choices,
            instruction=self.instruction,
            pictures=self.pictures,
        )

    @property
    def case(self) -> Case:
        by_id = {turn.id: turn for session in self.history.sessions for turn in session.turns}
        return Case(
            id=self.id,
            sample=self.sample,
            labels=self.labels,
            question=self.question,
            gold=self.gold,
            judged=self.judged,
            facts={**self.facts, "evidence": list(self.evidence)},
            shown=(
                *(
                    DisplayPart(f"({letter})", text=text, mark=_right(letter, self.gold))
                    for letter, text in self.choices.items()
                ),
                *(
                    DisplayPart(f"Evidence {id}", text=f"{turn.speaker}: {turn.said}")
                    for id in self.evidence
                    if (turn := by_id.get(id)) is not None
                ),
            ),
        )


def _right(letter: str, gold: str) -> str | None:
    return "the right one" if gold.strip("() ").lower() == letter else None


@dataclass(frozen=True, slots=True)
class HistoryPrompt(Prompt):
    """A question and the history it is about. Only a system of `longterm` reads it: an engine is
    given the prompt that the system makes of it."""

    history: History = field(default_factory=lambda: History("", "", ()))
    asked_at: datetime | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    instruction: str = ""
    pictures: tuple[Path, ...] = ()
