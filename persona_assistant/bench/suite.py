"""What a benchmark has to be for this harness: a suite.

A suite reads its files, poses an item as the prompt a model gets, and says in additive counts how
an answer did; everything else (planning, answering, resuming, judging, intervals, reports) is the
same for all suites. Counts are additive so that scores over any part, and over resampled samples,
are sums and one formula.

A `Case` is all of an item that is needed once it has been answered. It is written to the run
folder, so that judging, scoring and reporting need neither the benchmark's files nor a model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

from persona_assistant import abstention
from persona_assistant.errors import RecordError
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Prompt, Wording


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of an item as a report shows it. Media are paths as the benchmark's own files name
    them."""

    title: str
    image: str | None = None
    audio: str | None = None
    text: str | None = None
    mark: str | None = None
    """What only the scorer may know of it, in a word or two, such as "the one meant"."""


@dataclass(frozen=True, slots=True)
class Case:
    """One item, as judging, scoring and reporting see it. One line of items.jsonl."""

    id: str
    sample: str
    """Source sample: items of one sample share their media and are not independent."""
    labels: Mapping[str, str]
    """The slices it belongs to, by `Suite.slices` name; a slice it is not part of is left out."""
    question: str
    gold: str = ""
    judged: bool = False
    """Whether a judge says if an answer is right; otherwise the suite's own rule does."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON values that the suite's counts need, such as answerable, absent_persona, target."""
    shown: tuple[Shown, ...] = ()

    def to_json(self) -> dict[str, Any]:
        # By hand: `asdict` copies every value, and took a seventh of all that the harness costs.
        found = {name: getattr(self, name) for name in _CASE}
        found["shown"] = [{name: getattr(shown, name) for name in _SHOWN} for shown in self.shown]
        return found

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Case:
        """Raises KeyError or TypeError for something else."""
        return cls(**{**found, "shown": tuple(Shown(**shown) for shown in found["shown"])})


_CASE, _SHOWN = (tuple(each.name for each in fields(kind)) for kind in (Case, Shown))


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    text: str
    routed: int | None = None
    """Index of the persona it was decided to be about, from 0; None for nobody or undecided."""
    outcome: str | None = None
    """"matched", "ambiguous" or "unknown"; None when the route makes no identity decision."""
    seconds: float = 0.0
    tokens: int | None = None
    """New tokens of the answer, where the engine tells."""
    prompt_tokens: int | None = None
    computed_tokens: int | None = None
    """Of the prompt's, those that had to be computed; the others were there from an earlier
    question."""

    @property
    def abstained(self) -> bool:
        return abstention.is_abstention(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """An answered case with its verdict."""

    case: Case
    reply: Reply
    correct: bool = False
    """The judge's verdict; False where no judge is asked."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not be read. It counts as an error, never as wrong."""

    id: str
    """Its own id where it has one, else where it stands ("line 7")."""
    error: RecordError


@dataclass(frozen=True, slots=True)
class Records:
    """A benchmark's file: what could be read, what could not, and its fingerprint."""

    items: tuple[Any, ...]
    bad: tuple[BadRecord, ...]
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What may be varied between runs over the same items."""

    wording: Wording = field(default_factory=Wording)
    contexts: int | None = None
    """Keep so many contexts of each item, the one meant among them; None keeps all."""
    drop: frozenset[str] = frozenset()
    """Modalities left out of contexts and query: "image", "audio", "text"."""
    seed: int = 20_260_509
    options: Mapping[str, str] = field(default_factory=dict)
    """The suite's own, by `Option.name`; every one of them is there."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something only this suite lets vary: `bench run SUITE --set name=value`."""

    name: str
    default: str
    allowed: tuple[str, ...]
    """Empty for a whole number of at least 0."""
    help: str


class Media(Protocol):
    """Media by the paths a benchmark's files name. Raises MediaError naming the path.

    When a run is planned it hands out stand-ins whose `data` is the SHA-256 of the file, so that
    `pose` says what a prompt depends on without anything being decoded. Sizes and lengths are 0
    then.
    """

    def picture(self, path: str) -> Picture: ...

    def clip(self, path: str) -> Clip: ...


Counts = Mapping[str, float]
Metrics = dict[str, "float | int | None"]


@dataclass(frozen=True, slots=True)
class Column:
    metric: str
    heading: str
    """With a line break where a narrow terminal needs one."""


class Suite(Protocol):
    name: str
    """As typed: "omni-persona"."""
    title: str
    """As published: "Omni-Persona"."""
    about: str
    """One line for `bench list`."""
    dataset: str
    """On the hub: "owner/name"."""
    bundled: Path | None
    """Records that come with the product; None where the licence lets none."""
    routes: tuple[str, ...]
    """Of "assistant" and "model", those that make sense here; the first is the default."""
    options: tuple[Option, ...]
    slices: Mapping[str, tuple[str, ...]]
    """Label name -> its values in order; values not listed follow by name."""
    columns: tuple[Column, ...]
    """What a table shows, in order; all metrics are in the JSON."""
    headline: str
    """The metric shown while a run goes on."""

    def read(self, data: Path, options: Mapping[str, str]) -> Records:
        """Raises RecordError when there is nothing to read at all; single bad records are in
        `bad`."""
        ...

    def strata(self, item: Any) -> tuple[str, ...]:
        """What a subset is proportional over."""
        ...

    def under(self, item: Any, conditions: Conditions) -> Any:
        """The item as the conditions leave it, such as with fewer contexts; it still knows the
        answer. Raises RecordError where they cannot be met for this item."""
        ...

    def case(self, item: Any) -> Case: ...

    def build_prompt(self, item: Any, media: Media, conditions: Conditions) -> Prompt:
        """The prompt with all contexts, for an item without what only the scorer may know
        (`item.blind()`, where items have that). Raises MediaError."""
        ...

    def count(self, row: Row) -> Counts:
        """What one answered case adds to the counts; the same keys for every row."""
        ...

    def metrics(self, counts: Mapping[str, Any]) -> Metrics:
        """Rates x100 and numbers from summed counts; None for a rate over nothing."""
        ...

    def published(self) -> Sequence[Mapping[str, Any]]:
        """Published rows: model, definition, source, shown, and metrics by their names."""
        ...


Watch = Callable[["Moment"], None]
"""Told how far a run is."""


@dataclass(frozen=True, slots=True)
class Moment:
    stage: str
    """"answer" or "judge"."""
    done: int
    total: int
    reused: int = 0
    errors: int = 0
    tokens: int = 0
    """New answer tokens so far in this call."""
    seconds: float = 0.0
    """Since this stage began."""
    headline: float | None = None
    """The suite's headline metric over what is answered so far, by the lexical judge."""
