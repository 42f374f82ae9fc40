"""What is compared: systems that take in a dated history and then answer questions about it.

A system gets a history session by session, in order of time, and only then a question. It never
sees an answer key. Every question is answered from the same memory: asking changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken


@dataclass(frozen=True, slots=True)
class DatedTurn:
    """What one side said."""

    speaker: str
    text: str
    id: str
    """Unique in its history, as evidence is given: "D3:14"."""
    caption: str | None = None
    """What a picture that was shared shows, where the benchmark says so."""
    at: datetime | None = None
    """Without a time zone; None where the benchmark dates only sessions, or nothing."""
    pictures: tuple[Path, ...] = ()

    @property
    def said(self) -> str:
        """The text, and what the picture shows."""
        if self.caption is None:
            return self.text
        return f"{self.text} [shares a picture: {self.caption}]".lstrip()


@dataclass(frozen=True, eq=False)
class DatedSession:
    """One sitting. Its turns are in order of time."""

    id: str
    at: datetime | None
    """When it began, without a time zone."""
    turns: tuple[DatedTurn, ...]

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that is in it; pictures by their paths."""
        content = repr((self.id, self.at, [astuple(turn) for turn in self.turns]))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    text: str
    abstained: bool = False
    prompt_tokens: int | None = None
    """Of all prompts that this question needed; None where the engine does not count, 0 without a
    language model."""
    seconds: float = 0.0
    """From the question to the end of the answer; taking the history in is not part of it."""
    evidence: tuple[str, ...] = ()
    """Ids of the turns that the answer rests on, the best first."""
    first_token_seconds: float | None = None
    """From the question to the first piece of the answer."""
    tokens: int | None = None
    """Of the answer, where the engine counts them."""


@dataclass(frozen=True, slots=True)
class Switches:
    """Parts of the memory system that an ablation turns off."""

    core: bool = True
    semantic: bool = True
    episodic: bool = True
    procedural: bool = True
    reasoning: bool = True
    """Think and retrieve in steps; off: one retrieval with the question, then the answer."""
    personality: bool = True

    def __str__(self) -> str:
        off = [each.name for each in fields(self) if not getattr(self, each.name)]
        return ",".join(off) or "none"


def parse_switches(without: str) -> Switches:
    """What is turned off, as "none" or "episodic,reasoning". Raises BadInput."""
    known = [each.name for each in fields(Switches)]
    off = [name.strip() for name in without.split(",") if name.strip()]
    if off == ["none"]:
        off = []
    if unknown := [name for name in off if name not in known]:
        raise BadInput(
            f"without={unknown[0]}: must be none, or of {', '.join(known)}", code="bench_option"
        )
    return Switches(**dict.fromkeys(off, False))


class MemorySystem(Protocol):
    name: str
    """"full", "rag", "memory"."""

    def begin(self, user: str, other: str, *, profile: Mapping[str, str] = {}) -> None:
        """A fresh, empty memory. `user` is the one it belongs to, `other` who talks with them;
        both may be asked about. `profile` is what a benchmark tells beforehand of the user."""
        ...

    def take_in(self, session: DatedSession) -> None:
        """The next session, the earliest first."""
        ...

    def ask(
        self,
        question: str,
        asked_at: datetime | None,
        *,
        choices: Mapping[str, str] = {},
        instruction: str = "",
        pictures: Sequence[Path] = (),
        cancel: CancelToken | None = None,
    ) -> SystemAnswer:
        """Answer from what was taken in. Raises PersonaAssistantError.

        `choices`: letter -> option; the answer then names one by its letter in brackets, "(b)".
        `instruction`: how the benchmark wants the answer worded, for language models. Once `cancel`
        is set the answer ends early.
        """
        ...

    def close(self) -> None:
        """Its memory is gone, and so is what it lay in."""
        ...


@dataclass(frozen=True, eq=False)
class History:
    """What a question is asked about."""

    user: str
    other: str
    sessions: tuple[DatedSession, ...]
    """In order of time."""
    profile: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that a system is told."""
        sessions = [session.fingerprint for session in self.sessions]
        content = repr((self.user, self.other, sorted(self.profile.items()), sessions))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
