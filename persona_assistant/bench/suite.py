"""What a benchmark has to be for this harness: a suite.

A suite reads its files, turns an item into the prompt that a model gets, and counts how an answer
did. Everything else (planning, answering, resuming, judging, intervals, reports) is the same for
all suites. Counts are additive, so that scores over any part and over resampled samples are sums
and one formula.

A `Case` is all of an item that is needed once it has been answered. It is written to the run
folder, so that judging, scoring and reporting need neither the benchmark's files nor a model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, Self, TypeVar

from persona_assistant import abstention
from persona_assistant.errors import RecordError
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Prompt, Wording

MAX_PATH = 1024
"""Characters of the path of a medium in a record."""


@dataclass(frozen=True, slots=True)
class DisplayPart:
    """A part of an item as a report shows it. Media are paths as in the benchmark's own files."""

    title: str
    image: str | None = None
    audio: str | None = None
    text: str | None = None
    mark: str | None = None
    """Ground truth about it in a word or two, such as "the one meant"."""


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
    """Whether a judge decides if an answer is right; otherwise the suite's own rule does."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON values that the suite's counts need, such as answerable, absent_persona, target."""
    shown: tuple[DisplayPart, ...] = ()

    def to_json(self) -> dict[str, Any]:
        # By hand: `asdict` copies every value, which took a seventh of the harness's time.
        document = {name: getattr(self, name) for name in _CASE_FIELDS}
        document["shown"] = [
            {name: getattr(part, name) for name in _PART_FIELDS} for part in self.shown
        ]
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Case:
        """Raises KeyError or TypeError for anything but the result of `to_json`."""
        parts = tuple(DisplayPart(**part) for part in document["shown"])
        return cls(**{**document, "shown": parts})


_CASE_FIELDS = tuple(each.name for each in fields(Case))
_PART_FIELDS = tuple(each.name for each in fields(DisplayPart))


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
    """New tokens of the answer, where the engine counts them."""
    prompt_tokens: int | None = None
    computed_tokens: int | None = None
    """Those of the prompt's tokens that had to be computed; the others were cached."""
    first_token_seconds: float | None = None
    """Until the answer began."""
    said_abstained: bool | None = None
    """Whether it abstained, where the one who answered says so; otherwise its words decide."""
    evidence: Sequence[str] | None = None
    """Ids of what it rests on, where the one who answered says so."""

    @property
    def abstained(self) -> bool:
        if self.said_abstained is not None:
            return self.said_abstained
        return abstention.is_abstention(self.text)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Reply:
        """From a line of answers.jsonl, whatever else is in it."""
        values: dict[str, Any] = {name: document.get(name) for name in _REPLY_FIELDS}
        return cls(**values)


_REPLY_FIELDS = tuple(each.name for each in fields(Reply))


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
    """Its own id where it has one, else its place in the file ("line 7")."""
    error: RecordError


class Item(Protocol):
    """An item of a benchmark, in the suite's own type."""

    def without_ground_truth(self) -> Self:
        """The item without anything that only the scorer may know."""
        ...


ItemT = TypeVar("ItemT", bound=Item)


@dataclass(frozen=True, slots=True)
class Records(Generic[ItemT]):
    """A benchmark's file: the items that could be read, the records that could not, and the file's
    hash."""

    items: tuple[ItemT, ...]
    bad: tuple[BadRecord, ...]
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What may vary between runs over the same items."""

    wording: Wording = field(default_factory=Wording)
    contexts: int | None = None
    """Keep so many contexts of each item, the gold one among them; None keeps all."""
    drop: frozenset[str] = frozenset()
    """Modalities left out of contexts and query: "image", "audio", "text"."""
    seed: int = 20_260_509
    options: Mapping[str, str] = field(default_factory=dict)
    """The suite's own options by `Option.name`; a run has every one of them."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that only this suite lets vary."""

    name: str
    default: str
    allowed: tuple[str, ...]
    """Empty for a whole number of at least 0."""
    help: str
    free: bool = False
    """Whether any text may be given; `read` raises BadInput for one that does not fit."""


class Media(Protocol):
    """Media by the paths in a benchmark's files. Raises MediaError naming the path.

    While a run is planned it returns stand-ins whose `data` is the SHA-256 of the file, so that
    `build_prompt` says what a prompt depends on without decoding anything. Their sizes and lengths
    are 0.
    """

    def picture(self, path: str) -> Picture: ...

    def clip(self, path: str) -> Clip: ...


Route = Literal["assistant", "model", "rag", "full", "memory"]
"""Who answers: the product, a model alone, or a system of long-term memory."""
Counts = Mapping[str, float]
Metrics = dict[str, "float | int | None"]


@dataclass(frozen=True, slots=True)
class Column:
    metric: str
    heading: str
    """With a line break where a narrow terminal needs one."""


class Suite(Protocol[ItemT]):
    name: str
    """As typed: "omni-persona"."""
    title: str
    """As published: "Omni-Persona"."""
    description: str
    """One line for `bench list`."""
    dataset: str
    """On the hub: "owner/name"; empty where it is not there."""
    pull_patterns: tuple[str, ...]
    """Files of the data set to download, as in a shell, where a star also stands for folders."""
    routes: tuple[Route, ...]
    """Those that make sense here; the first is the default."""
    options: tuple[Option, ...]
    slices: Mapping[str, tuple[str, ...]]
    """Label name -> its values in order; values not listed follow by name."""
    columns: tuple[Column, ...]
    """What a table shows, in order; all metrics are in the JSON."""
    headline: str
    """The metric shown while a run is under way."""

    @property
    def bundled(self) -> Path | None:
        """Records that come with the product; None where their licence forbids it."""
        ...

    def read(self, data: Path, options: Mapping[str, str]) -> Records[ItemT]:
        """Raises RecordError when there is nothing to read at all; single bad records are in
        `bad`."""
        ...

    def strata(self, item: ItemT) -> tuple[str, ...]:
        """What a subset is proportional over."""
        ...

    def apply_conditions(self, item: ItemT, conditions: Conditions) -> ItemT:
        """The item under the conditions, such as with fewer contexts, ground truth included.
        Raises RecordError where they cannot be met for this item."""
        ...

    def case(self, item: ItemT) -> Case: ...

    def build_prompt(self, item: ItemT, media: Media, conditions: Conditions) -> Prompt:
        """The prompt with all contexts, for an item without its ground truth. Raises MediaError."""
        ...

    def count(self, row: Row) -> Counts:
        """What one answered case adds to the counts; the same keys for every row."""
        ...

    def metrics(self, counts: Mapping[str, Any]) -> Metrics:
        """Rates x100 and numbers from summed counts; None for a rate over nothing. From arrays of
        counts come arrays, with NaN for None."""
        ...

    def published_results(self) -> Sequence[Mapping[str, Any]]:
        """Published rows: model, definition, source, shown, and metrics by their names."""
        ...
