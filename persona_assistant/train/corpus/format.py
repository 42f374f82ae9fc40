r"""A corpus is one question a line, with its media by path and its right answer by rule.

JSON Lines, UTF-8. The first line may tell of the corpus, `{"corpus": {...}}`; of what it holds only
`assets` is read, the folder of the media from where the file lies (default: beside the file). Every
other line is a record:

    field      value
    id         text, different on every line
    source     "world", "rl_pairs" or "own"
    sample     text: questions of one sample share their people, and are not independent
    task       a key of TASKS, below
    kind       "perception", "retrieval" or "description", as the task has it
    contexts   0 to 4 people in the order of the prompt, each
               {"image": path|null, "audio": path|null, "text": text|null}
    query      {"text": text|null, "image": path|null, "audio": path|null}; without a text of its
    own the
               question is worded by `prompts`
    label      {"type": ..., "value": ...}
                 "yes_no"   true or false
                 "index"    which of the contexts, from 0; null for none of them
                 "answer"   the gold answer as text
                 "abstain"  null: it cannot be answered from the contexts
                 "text"     the wanted text (a transcript, a description)
    answer     the text that SFT teaches. Of yes_no it begins with Yes or No, of index it ends with
    \boxed{n},
               n counted from 1 as the prompt counts people and one more than there are contexts for
               none of
               them; of abstain it is an abstention by `abstention.py`
    about      optional: an object of texts to slice results by, such as
               {"subtask": "visual_to_bio", "absent": "persona"}; it is in no prompt

Paths are relative, with forward slashes and without "..". A field that is not in the table is an
error, because a mistyped name would otherwise be a silent default.

The training questions of the Omni-Persona release, a JSON array (`rl_pairs`), are read as they are
wherever a corpus is.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from persona_assistant import abstention
from persona_assistant.errors import RecordError

Kind = Literal["perception", "retrieval", "description"]
LabelType = Literal["yes_no", "index", "answer", "abstain", "text"]

MOST_CONTEXTS = 4
_LFS = b"version https://git-lfs"
_BOM = b"\xef\xbb\xbf"
_LISTED = 5
"""So many missing files are named."""


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


@dataclass(frozen=True, slots=True)
class Corpus(Sequence[Record]):
    """A corpus file, read and found right."""

    path: Path
    assets: Path
    """The folder that media paths start from."""
    records: tuple[Record, ...]
    places: tuple[str, ...]
    """Where each record stands in the file, such as "line 3"."""
    about: Mapping[str, Any]
    """What the file's first line tells of it."""
    sha256: str

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index):  # an int gives a Record, a slice a tuple of them
        return self.records[index]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)


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


def read_corpus(
    path: Path | str, assets: Path | str | None = None, *, check: bool = True
) -> Corpus:
    """Read a corpus. `assets` overrules the folder that the file names; `check` looks for every
    medium.

    Raises RecordError for the first mistake, naming file, line, field and what was expected there.
    """
    from persona_assistant.train.corpus.validation import parse_record

    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be read ({error.strerror}); name a corpus file (.jsonl)"
        ) from None
    if data.startswith(_LFS):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    if data.removeprefix(_BOM).lstrip()[:1] == b"[":
        corpus = _released(path, assets, hashlib.sha256(data).hexdigest())
        if check:
            check_assets(corpus)
        return corpus
    records: list[Record] = []
    places: list[str] = []
    about: Mapping[str, Any] = {}
    seen: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found = _loaded(line)
            if number == 1 and isinstance(found, dict) and set(found) == {"corpus"}:
                about = _about(found["corpus"])
                continue
            record = parse_record(found)
            if record.id in seen:
                raise RecordError(
                    f"id: expected a new one, found {record.id!r} again (first in line {seen[record.id]})"
                )
        except RecordError as error:
            raise RecordError(f"{path}, line {number}: {error}") from None
        seen[record.id] = number
        records.append(record)
        places.append(f"line {number}")
    if not records:
        raise RecordError(f"{path}: holds no record; make one with: persona-assistant train corpus")
    root = Path(assets) if assets is not None else path.parent / about.get("assets", ".")
    corpus = Corpus(
        path, root, tuple(records), tuple(places), about, hashlib.sha256(data).hexdigest()
    )
    if check:
        check_assets(corpus)
    return corpus


def check_assets(corpus: Corpus) -> None:
    """Raise RecordError in one line that counts all media that are not there and names the first
    few.

    A git-lfs pointer and an empty file count as not there.
    """
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for place, record in zip(corpus.places, corpus.records, strict=True):
        for where, relative in record.assets():
            if relative in seen:
                continue
            seen.add(relative)
            why = _unusable(corpus.assets.joinpath(*PurePosixPath(relative).parts))
            if why:
                wrong[relative] = f"{place}, {where}: {relative} ({why})"
    if wrong:
        more = f"; and {len(wrong) - _LISTED} more" if len(wrong) > _LISTED else ""
        raise RecordError(
            f"{corpus.path}: {len(wrong)} of {len(seen)} media files cannot be used, looked for below "
            f"{corpus.assets}: {'; '.join(list(wrong.values())[:_LISTED])}{more}. Name their folder with "
            "--assets"
        )


def write_corpus(
    path: Path | str,
    records: Iterable[Record],
    about: Mapping[str, Any] | None = None,
    assets: Path | str | None = None,
) -> None:
    """Write a corpus, whole or not at all; equal records make equal bytes.

    `assets` is the folder of the media where that is not the file's own. Raises RecordError for a
    record that could not be read back, OSError when nothing could be written.
    """
    from persona_assistant.train.corpus.validation import parse_record

    path = Path(path)
    head = dict(about or {})
    if assets is not None:
        head["assets"] = PurePosixPath(Path(os.path.relpath(assets, path.parent))).as_posix()
    lines = [json.dumps({"corpus": head}, ensure_ascii=False)] if head else []
    seen: set[str] = set()
    for record in records:
        found = to_json(record)
        try:
            if parse_record(found) != record:
                raise RecordError("would be read back as something else")
            if record.id in seen:
                raise RecordError("id: is there twice")
        except RecordError as error:
            raise RecordError(f"record {record.id!r}: {error}") from None
        seen.add(record.id)
        lines.append(json.dumps(found, ensure_ascii=False))
    if not seen:
        raise RecordError(f"{path}: a corpus needs at least one record")
    written_whole(path, "\n".join(lines) + "\n")


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


def written_whole(path: Path, text: str) -> None:
    """Write a text file so that a crash leaves the old one, or none, and never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _released(path: Path, assets: Path | str | None, sha256: str) -> Corpus:
    from persona_assistant.train.corpus.rl_pairs import read_pairs

    records, bad = read_pairs(path)
    if bad:
        named = "; ".join(str(error) for error in bad[:_LISTED])
        more = f"; and {len(bad) - _LISTED} more" if len(bad) > _LISTED else ""
        raise RecordError(
            f"{path}: {len(bad)} of {len(records) + len(bad)} records cannot be used: {named}{more}"
        )
    root = Path(assets) if assets is not None else path.parent
    places = tuple(f"index {number}" for number in range(len(records)))
    return Corpus(path, root, tuple(records), places, {"kind": "rl_pairs"}, sha256)


def _unusable(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_LFS))
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return error.strerror or "unreadable"
    if not head:
        return "empty"
    return "a git-lfs pointer: git lfs pull" if head == _LFS else None


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"expected one JSON object in the line ({error})") from None


def _about(found: Any) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise RecordError("corpus: expected an object that tells of the corpus")
    assets = found.get("assets", ".")
    if (
        not isinstance(assets, str)
        or not assets
        or PurePosixPath(assets).is_absolute()
        or "\\" in assets
    ):
        raise RecordError(
            f"corpus.assets: expected a folder relative to this file, found {assets!r}"
        )
    return found
