r"""What a corpus holds: one question a record, its media by path and its right answer by rule.

A line of a corpus file is one record:

    field      value
    id         text, different on every line
    source     "world", "rl_pairs" or "own"
    sample     text: questions of one sample share their people, and are not independent
    task       a key of TASKS, below
    kind       "perception", "retrieval" or "description", as the task has it
    contexts   0 to 4 people in the order of the prompt, each
               {"image": path|null, "audio": path|null, "text": text|null}
    query      {"text": text|null, "image": path|null, "audio": path|null}; without a text of its
               own the question is worded by `prompts`
    label      {"type": ..., "value": ...}
                 "yes_no"   true or false
                 "index"    which of the contexts, from 0; null for none of them
                 "answer"   the gold answer as text
                 "abstain"  null: it cannot be answered from the contexts
                 "text"     the wanted text (a transcript, a description)
    answer     the text that SFT teaches. Of yes_no it begins with Yes or No, of index it ends with
               \boxed{n}, n counted from 1 as the prompt counts people and one more than there are
               contexts for none of them; of abstain it is an abstention by `abstention.py`
    about      optional: an object of texts to slice results by, such as
               {"subtask": "visual_to_bio", "absent": "persona"}; it is in no prompt

Paths are relative, with forward slashes and without "..". A field that is not in the table is an
error, because a mistyped name would otherwise be a silent default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from persona_assistant import abstention

Kind = Literal["perception", "retrieval", "description"]
LabelType = Literal["yes_no", "index", "answer", "abstain", "text"]

MOST_CONTEXTS = 4


@dataclass(frozen=True, slots=True)
class Task:
    kind: Kind
    labels: tuple[LabelType, ...]
    fewest: int
    """Contexts it needs at least."""
    in_contexts: tuple[str, ...] = ()
    """Parts that every context must have."""
    in_query: tuple[str, ...] = ()


TASKS: dict[str, Task] = {
    "image_verification": Task("perception", ("yes_no",), 1, ("image",), ("image",)),
    "audio_verification": Task("perception", ("yes_no",), 1, ("audio",), ("audio",)),
    "image_localization": Task("perception", ("index",), 2, ("image",), ("image",)),
    "audio_localization": Task("perception", ("index",), 2, ("audio",), ("audio",)),
    "emotion_speaker_localization": Task("perception", ("index",), 2, ("audio",), ("audio",)),
    "conversation_speaker_localization": Task("perception", ("index",), 2, ("audio",), ("audio",)),
    "event_sound_choice": Task("perception", ("index",), 2, ("text",), ("audio",)),
    "event_transcription": Task("description", ("text",), 0, (), ("audio",)),
    "transcription": Task("description", ("text",), 0, (), ("audio",)),
    "visual_description": Task("description", ("text",), 0, (), ("image",)),
    "contextual_caption": Task("description", ("text",), 1, (), ("image",)),
    "missing_image_description": Task("description", ("text",), 1, (), ()),
    "text_qa": Task("retrieval", ("answer", "abstain"), 1, (), ("text",)),
}
"""What there is to learn; `text_qa` covers the 18 tasks of Omni-Persona, named in
`about.subtask`."""

SFT_1K = ("image_verification", "audio_verification", "image_localization", "audio_localization")
SFT_10K = tuple(task for task in TASKS if task != "text_qa")
SOURCES = ("world", "rl_pairs", "own")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the prompt shows them, or the query. Media as paths below the assets folder."""

    image: str | None = None
    audio: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What is right. See the table above for which value goes with which type."""

    type: LabelType
    value: bool | int | str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One question with its answer."""

    id: str
    source: str
    sample: str
    task: str
    kind: Kind
    contexts: tuple[Entry, ...]
    query: Entry
    label: Label
    answer: str
    about: Mapping[str, str] = field(default_factory=dict)

    def assets(self) -> tuple[tuple[str, str], ...]:
        """(field, path) of every medium, in prompt order."""
        places = [(f"contexts[{k}].", entry) for k, entry in enumerate(self.contexts)] + [
            ("query.", self.query)
        ]
        named = [
            (where + part, getattr(entry, part))
            for where, entry in places
            for part in ("image", "audio")
        ]
        return tuple((where, path) for where, path in named if path)


def target_text(label: Label, contexts: int) -> str:
    """The answer that SFT teaches for a label, where nothing more is to be said.

    >>> target_text(Label("index", None), 3)
    '\\boxed{4}'
    """
    if label.type == "yes_no":
        return "Yes." if label.value else "No."
    if label.type == "index":
        return f"\\boxed{{{contexts + 1 if label.value is None else int(label.value) + 1}}}"
    return abstention.SENTENCE if label.type == "abstain" else str(label.value)


def to_json(record: Record) -> dict[str, Any]:
    """The line of a record."""

    def parts(entry: Entry, *names: str) -> dict[str, str | None]:
        return {name: getattr(entry, name) for name in names}

    found: dict[str, Any] = {
        name: getattr(record, name) for name in ("id", "source", "sample", "task", "kind")
    }
    found["contexts"] = [parts(entry, "image", "audio", "text") for entry in record.contexts]
    found["query"] = parts(record.query, "text", "image", "audio")
    found["label"] = {"type": record.label.type, "value": record.label.value}
    found["answer"] = record.answer
    if record.about:
        found["about"] = dict(record.about)
    return found
