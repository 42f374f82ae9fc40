"""The Persona Modality Graph: the words every other room speaks.

A memory holds personas; a persona is known by triplets (image, voice clip, text); a query arrives
with an image, a clip or words. Answering means drawing **one edge** from the query to a persona,
or none (Omni-Persona, arXiv 2605.09996, section 3). This module is that vocabulary alone.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Modality = Literal["image", "voice", "text"]
"""Of what kind something that shows, plays or describes a persona is."""

Sense = Literal["face", "image", "voice", "synthetic"]
"""What is compared: a face, a picture as a whole, a recorded voice, a synthetic voice."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture, in fractions (0 to 1) of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded, upright, metadata-free picture, held as encoded bytes (see `media.load_image`)."""

    data: bytes = field(repr=False)
    """PNG or JPEG file bytes, RGB, no EXIF."""
    width: int
    height: int
    source: str = ""
    """Name of the file it came from; names the evidence, never used to decide anything."""
    notices: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Clip:
    """A voice clip as FLAC file bytes: 16 kHz, mono, at most 30 s (see `media.load_voice`)."""

    data: bytes = field(repr=False)
    seconds: float
    source: str = ""
    notices: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Note:
    """What the user wrote of a persona."""

    text: str
    date: datetime.date | None = None
    """The day it was written: "yesterday" in it is the day before."""
    triplet_id: int | None = None
    told: bool = False
    """In a conversation, rather than noted."""


@dataclass(frozen=True, slots=True)
class Triplet:
    """What is known of one encounter with a persona. Any part may be missing, not all three."""

    image: Picture | None = None
    voice: Clip | None = None
    text: str | None = None
    id: int | None = None
    """Row in the memory; None before it is stored."""
    date: datetime.date | None = None
    """The day the encounter was, or the text was written."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A person in the memory."""

    id: int
    name: str
    triplets: int = 0
    """How many triplets are stored."""
    images: int = 0
    voices: int = 0
    texts: int = 0
    consent: str | None = None
    """What the person agreed to, in the user's words."""
    created: str = ""
    """UTC, ISO 8601."""
    uid: str = ""
    """16 hexadecimal digits that stay the same when the name changes."""
    aliases: tuple[str, ...] = ()
    """Other names the person goes by."""
    mark: str = ""
    """What tells the person from others of the same name."""

    @property
    def label(self) -> str:
        """The name, with the mark where there is one."""
        return labelled(self.name, self.mark)


def labelled(name: str, mark: str) -> str:
    """For example "John Smith (dentist in Porto)"."""
    return f"{name} ({mark})" if mark else name


Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """What one side said."""

    role: Role
    text: str
    about: tuple[int, ...] = ()
    """Ids of the personas it is about."""
    attachments: tuple[Picture | Clip, ...] = ()
    abstained: bool = False
    """The assistant did not answer."""
    created: str = ""
    """UTC, ISO 8601."""
    id: int | None = None
    """Row in the memory; None before it is stored."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns that belong together."""

    id: int
    title: str = ""
    turns: int = 0
    """How many there are."""
    created: str = ""
    """UTC, ISO 8601."""
    updated: str = ""
    """When the last turn was added, or the conversation began."""


@dataclass(frozen=True, slots=True)
class ConversationHit:
    """A turn in which words were found that were searched for."""

    conversation: Conversation
    turn_id: int
    role: Role
    excerpt: str
    """The words found, with some of those around them."""
    created: str = ""
    """UTC, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a question is about by the conversation before it, where its own words do not say."""

    personas: tuple[int, ...] = ()
    """Ids. One: that person. Several: one of them, and it is left open which. None: somebody whom
    nothing before tells."""
    together: bool = False
    """All of them are meant."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, with what it shows, plays or describes."""

    text: str = ""
    image: Picture | None = None
    voice: Clip | None = None
    meant: Meant | None = None
    """Decided by the conversation; None where the query itself says who it is about."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a chat was left with."""

    conversation: int | None = None
    """The one that is open; None for a new one."""
    draft: str = ""
    waiting: tuple[Query, ...] = ()
    """Questions without an answer yet, in the order in which they were asked."""
    image: Picture | None = None
    """What goes along with the draft."""
    voice: Clip | None = None


@dataclass(frozen=True, slots=True)
class TranscriptSegment:
    """What speech recognition made of a clip. Nobody wrote it, and it may be wrong."""

    text: str
    source: str = ""
    triplet_id: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """One persona as it enters a prompt: raw image, raw audio, text."""

    persona: str | None
    """Name shown to the model; None in the benchmark, where personas are numbered."""
    image: Picture | None = None
    voice: Clip | None = None
    texts: tuple[str, ...] = ()
    persona_id: int | None = None
    heard: tuple[TranscriptSegment, ...] = ()
    """For engines that read and do not hear. A prompt holds the raw audio and never this."""
    dates: tuple[datetime.date | None, ...] = ()
    """When each of the texts was written, where that is known."""
    triplets: tuple[int | None, ...] = ()
    """Which triplet each of the texts belongs to, where that is known."""
    told: tuple[Note, ...] = ()
    """What the user told of them in conversations. A prompt holds it with the memories."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """The texts, each with its date and its triplet, and what was told."""
        unknown = itertools.repeat(None)
        dates = itertools.chain(self.dates, unknown)
        triplets = itertools.chain(self.triplets, unknown)
        return (*(Note(*each) for each in zip(self.texts, dates, triplets)), *self.told)


class Outcome(StrEnum):
    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    """Two or more known people are shown or heard, and nothing says which of them is meant; or the
    words ask about several people."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A persona the query may be about."""

    persona_id: int
    name: str
    probability: float
    """Posterior probability, among all personas of the memory and "nobody known"."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """Raw score per modality, of the best exemplar."""
    exemplars: Mapping[str, int] = field(default_factory=dict)
    """Triplet id of that exemplar, per modality."""
    mark: str = ""
    """What tells the person from others of the same name, for example "dentist in Porto"."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """By sense, and for the query's "words": the natural logarithm of how much likelier the query
    is if it is about this persona than if it is about nobody known."""

    @property
    def label(self) -> str:
        """The name, with the mark where there is one."""
        return labelled(self.name, self.mark)


@dataclass(frozen=True, slots=True)
class Probe:
    """One face or one speaker of a query, or its picture or clip as a whole, and who that is."""

    sense: Sense
    number: int
    """From 1: faces from left to right, speakers as they begin to speak."""
    outcome: Outcome
    """Matched, ambiguous or unknown."""
    candidates: tuple[Candidate, ...] = ()
    """By this sample alone, most probable first."""
    probability: float = 0.0
    """As in `Edge`."""
    box: Box | None = None
    spans: tuple[tuple[float, float], ...] = ()
    """When the speaker speaks, in seconds."""
    doubts: tuple[str, ...] = ()
    """What is poor about the sample, each as it stands after "it is": "small", "from the side"."""

    @property
    def persona(self) -> str | None:
        """The one persona's name, or None unless matched."""
        return self.candidates[0].name if self.outcome is Outcome.MATCHED else None


@dataclass(frozen=True, slots=True)
class Edge:
    """The identity decision: who the query is about."""

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    """Most probable first. One is named when matched, two or more when ambiguous; of several, those
    who are known come first."""
    probability: float = 0.0
    """matched: of the persona; ambiguous: of the candidates together; unknown: of "nobody
    known"."""
    notices: tuple[str, ...] = ()
    """What a person should know of how this was decided, one sentence each."""
    probes: tuple[Probe, ...] = ()
    """Every face and every speaker that the query shows, each decided by itself."""
    tied: int = 2
    """ambiguous: how many people it is open between."""

    @property
    def persona(self) -> str | None:
        """The one persona's name, or None unless matched."""
        return self.candidates[0].name if self.outcome is Outcome.MATCHED else None

    @property
    def alternatives(self) -> tuple[Candidate, ...]:
        """Those between whom an ambiguous edge is open, or as many of them as it lists."""
        return self.candidates[: self.tied] if self.outcome is Outcome.AMBIGUOUS else ()

    @property
    def known(self) -> tuple[Candidate, ...]:
        """Everybody whom a face or a voice shows, each once: by face from left to right, then as
        they speak. Without media, of several people everybody the words mean."""
        best = [probe.candidates[0] for probe in self.probes if probe.persona is not None]
        if not self.probes and self.outcome is Outcome.SEVERAL:
            best = list(self.candidates)
        return tuple({each.persona_id: each for each in best}.values())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer stands on."""

    modality: Modality
    persona: str
    detail: str
    """For text the sentence; for an image or a clip the name of the stored file, with the words
    that were heard in it when the answer stands on them."""
    triplet_id: int | None = None
    date: datetime.date | None = None
    """Of text: when the note was written, where that is known."""


class AbstentionReason(StrEnum):
    ABSENT_PERSONA = "absent persona"
    AMBIGUOUS_PERSONA = "ambiguous persona"
    ABSENT_ATTRIBUTE = "absent attribute"
    SEVERAL_PEOPLE = "several people"
    """Several known people are shown or heard; which of them is meant was not said."""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """What an answer about several people says of one of them."""

    persona_id: int
    name: str
    sentence: str = ""
    """What it stands on, as it stands in the note; "" where the notes do not say."""
    date: datetime.date | None = None
    """When that note was written, where it is known."""
    triplet_id: int | None = None
    probability: float = 0.0
    """That the sentence answers."""
    answer: str = ""
    """The answer in the fewest words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says, and why."""

    text: str
    edge: Edge
    abstained: bool
    reason: AbstentionReason | None = None
    evidence: tuple[Evidence, ...] = ()
    seconds: float = 0.0
    """Wall time from query to last word."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds per stage: encode, decide, generate."""
    notices: tuple[str, ...] = ()
    people: tuple[PersonAnswer, ...] = ()
    """What is said of each person, most certain first: of several, or of the one."""
    short: str = ""
    """The answer in the fewest words: a span, the names of a list, a number. "" where a language
    model answered or nothing does."""
    tokens: Mapping[str, int] = field(default_factory=dict)
    """Of a language model, as far as they are known: "prompt", "computed" of these in this run, and
    "answer"."""
