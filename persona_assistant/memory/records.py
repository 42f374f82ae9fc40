"""What goes into the store and what comes out of it, beside the words of `pmg`.

`Entry` is a triplet with what encoders saw in its media; `Vectors` is every vector of one encoder
as a matrix; a `Passage` is a text, written or transcribed, and a `Hit` one that was found
by its words. Whatever enters is checked here, before a transaction begins.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Triplet
from persona_assistant.samples import Examination, Sample
from persona_assistant.visible import visible

Origin = Literal["note", "transcript"]
"""Whether the user wrote a text or a program heard it in a clip."""

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

MAX_NAME = 200
"""Characters."""

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Format characters that reorder what follows them: a name must not rewrite the line it stands in.

Other format characters stay allowed: joiners are ordinary spelling in Persian and in emoji."""


@dataclass(frozen=True, eq=False)
class Vector:
    """A medium as an encoder sees it."""

    encoder: str
    """Id of the encoder; only vectors with equal ids are ever compared."""
    values: Array
    """float32, shape (dim,)."""
    quality: Array | None = None
    """float32, shape (k,), as in `samples.Sample`."""


Seen: TypeAlias = Vector | Examination
"""A medium as one encoder sees it: as a whole, or by the samples it finds there."""


@dataclass(frozen=True)
class Entry:
    """A triplet to remember, with what one or several encoders saw in its image and its voice."""

    triplet: Triplet
    image: Seen | Sequence[Seen] | None = None
    voice: Seen | Sequence[Seen] | None = None

    def seen(self, kind: Literal["image", "voice"]) -> tuple[Seen, ...]:
        """By each encoder."""
        given = self.image if kind == "image" else self.voice
        if given is None:
            return ()
        return (given,) if isinstance(given, (Vector, Examination)) else tuple(given)


@dataclass(frozen=True)
class IngestedFile:
    """A file of a person's that was read: its entries, none when all of it is there already."""

    name: str
    """The person's."""
    digest: bytes
    """32 bytes that tell the file's content from any other."""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, eq=False)
class Vectors:
    """Stored vectors of one encoder; row i of all belongs together."""

    matrix: Array
    """float32, shape (n, dim); shape (0, 0) when there is none."""
    persona_ids: Array
    """int64, shape (n,)."""
    triplet_ids: Array
    """int64, shape (n,): the first triplet that shows the medium; 0 for a negative exemplar."""
    media_ids: Array = field(default_factory=lambda: np.empty(0, np.int64))
    """int64, shape (n,), ascending; empty for vectors of texts."""
    quality: Array | None = None
    """float32, shape (n, k), as in `samples.Sample`; None for an encoder that judges none."""
    left_out: int = 0
    """How many more there are of media that another encoder serves."""
    last: int = 0
    """The largest id of a medium up to which these are all, those left out counted."""


@dataclass(frozen=True)
class Near:
    """An exemplar that search found near to a query."""

    persona_id: int
    triplet_id: int
    score: float
    """Cosine similarity."""
    quality: Array | None = field(default=None, compare=False)
    """float32, shape (k,), of the exemplar, as in `samples.Sample`."""


@dataclass(frozen=True)
class Passage:
    """A text of a persona."""

    triplet_id: int
    """The first triplet it belongs to."""
    persona_id: int
    origin: Origin
    text: str


@dataclass(frozen=True)
class Transcript:
    """What a model heard in a clip."""

    model: str
    """Id of the model; another one may hear better."""
    language: str
    """Its code, such as "en"; empty when the model does not tell."""
    text: str
    """Empty when nothing is said in the clip."""


@dataclass(frozen=True)
class Hit:
    """A triplet found by words of its note, or by what is said in its clip."""

    persona_id: int
    triplet_id: int
    score: float
    """Negated BM25 of SQLite among the texts of its origin: larger is better."""
    origin: Origin = "note"


@dataclass(frozen=True)
class Event:
    """A change of the store."""

    id: int
    kind: str
    """See `events.Kind`."""
    subject: int | None
    """Id of the persona it is about; None when it is about several or nobody."""
    payload: Mapping[str, Any] | None
    """What changed: ids, names, files. None when there is nothing to say or the persona was
    forgotten."""
    inverse: Mapping[str, Any] | None
    """The ids of rows that undoing it takes away, where it only added. None otherwise."""
    created: str
    """UTC, ISO 8601."""
    other: int | None = None
    """Id of a second persona it is about: one that was merged, moved to or split off."""
    together: int = 0
    """Id of the first event of the same transaction; they are undone together."""
    undone_by: int | None = None
    """Id of the event that took it back."""


@dataclass(frozen=True)
class Fact:
    """One statement about a persona."""

    id: int
    persona_id: int
    attribute: str
    """For example "employer"."""
    value: str
    triplet_id: int | None = None
    """The triplet whose text it comes from; None when somebody entered it."""
    origin: Origin | None = None
    """Which text of that triplet."""
    valid_from: str | None = None
    """ISO 8601, as exact as it is known: 2024, 2024-05 or 2024-05-17; None: unknown."""
    valid_to: str | None = None
    created: str = ""
    """UTC, ISO 8601."""


def clean_name(name: str) -> str:
    """The name as it is shown: without surrounding space, in Unicode NFC. Raises BadInput."""
    name = unicodedata.normalize("NFC", name.strip())
    if all(unicodedata.category(char)[0] in "ZC" for char in visible(name)):
        raise BadInput("The name is empty; give the person a name.")
    if len(name) > MAX_NAME:
        raise BadInput(f"The name has {len(name)} characters; shorten it to {MAX_NAME}.")
    for char in name:
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _BIDI_CONTROLS:
            raise BadInput(f"The name holds a control character (U+{ord(char):04X}); leave it out.")
    return name


def fold_name(name: str) -> str:
    """The name without its case: what two spellings of one name have in common."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


def clean_text(text: str | None, what: str) -> str | None:
    """The text itself, None when it is blank. Raises BadInput for what is not Unicode text."""
    if text is None or not text.strip():
        return None
    if "\0" in text:
        raise BadInput(f"The {what} holds a NUL character; leave it out.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInput(f"The {what} is not valid Unicode text; enter it again.") from None
    return text


def clean_source(source: str) -> str:
    """A file name that can be stored, whatever bytes the file system holds."""
    return source.encode("utf-8", "replace").decode("utf-8")


def check_entry(entry: Entry) -> Entry:
    """The entry with its vectors as float32 and blank text as None. Raises BadInput."""
    triplet = entry.triplet
    text = clean_text(triplet.text, "text")
    if triplet.image is None and triplet.voice is None and text is None:
        raise BadInput(
            "There is nothing to remember in this entry; give a picture, a clip or a text."
        )
    image, voice = (tuple(map(check_seen, entry.seen(kind))) for kind in ("image", "voice"))
    for seen, media, what in (
        (image, triplet.image, "picture"),
        (voice, triplet.voice, "clip"),
    ):
        if seen and media is None:
            raise BadInput(
                f"A vector of {seen[0].encoder} came without the {what} it was made from."
            )
    return Entry(replace(triplet, text=text), image, voice)


def check_seen(seen: Seen) -> Seen:
    """The vector or the examination with float32 numbers. Raises BadInput."""
    return check_vector(seen) if isinstance(seen, Vector) else check_examination(seen)


def check_vector(vector: Vector) -> Vector:
    """The vector as float32. Raises BadInput for what is no vector of numbers."""
    return Vector(
        vector.encoder,
        _numbers(vector.values, "vector", vector.encoder),
        None if vector.quality is None else _numbers(vector.quality, "quality", vector.encoder),
    )


def check_examination(examination: Examination) -> Examination:
    """The examination with vectors as float32. Raises BadInput for vectors that are none, of
    unequal shapes, and for a choice of a sample that is not there."""
    encoder, samples = examination.encoder, tuple(examination.samples)
    if not encoder:
        raise BadInput("An examination came without the id of its encoder.")
    checked = [_checked_sample(sample, encoder) for sample in samples]
    shapes = {(s.vector.shape, None if s.quality is None else s.quality.shape) for s in checked}
    if len(shapes) > 1:
        raise BadInput(f"The samples that {encoder} found in one medium differ in shape.")
    if examination.chosen is not None and not 0 <= examination.chosen < len(samples):
        raise BadInput(
            f"{encoder} found {len(samples)} samples; there is none at {examination.chosen}."
        )
    return replace(examination, samples=tuple(checked))


def _checked_sample(sample: Sample, encoder: str) -> Sample:
    return replace(
        sample,
        vector=_numbers(sample.vector, "vector", encoder),
        quality=None if sample.quality is None else _numbers(sample.quality, "quality", encoder),
    )


def _numbers(given: Any, what: str, encoder: str) -> Array:
    values = np.ascontiguousarray(given, dtype="<f4")
    if not encoder or values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise BadInput(
            f"A {what} of encoder {encoder!r} cannot be stored: it needs a name and finite "
            f"numbers of shape (dim,), this one has shape {values.shape}."
        )
    return values


def check_transcript(transcript: Transcript) -> Transcript:
    """The transcript without surrounding space. Raises BadInput for what is not text, or has no
    model."""
    if not transcript.model.strip():
        raise BadInput("A transcript came without the id of the model that heard it.")
    return Transcript(
        clean_text(transcript.model, "id of a model") or "",
        clean_text(transcript.language, "language of a transcript") or "",
        (clean_text(transcript.text, "transcript") or "").strip(),
    )
