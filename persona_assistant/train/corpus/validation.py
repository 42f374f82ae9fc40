"""What makes a decoded line of JSON a record: each field has its type, and label, task and contexts
agree.

A message begins with the field and says what was expected and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, cast

from persona_assistant import abstention
from persona_assistant.errors import RecordError
from persona_assistant.train.corpus.records import (
    MOST_CONTEXTS,
    SOURCES,
    TASKS,
    Entry,
    Label,
    LabelType,
    Record,
    Task,
    target_text,
)

_FIELDS = ("id", "source", "sample", "task", "kind", "contexts", "query", "label", "answer")
_LONGEST_PATH = 1024
_PARTS = ("image", "audio", "text")
_BOXED = re.compile(r"\\boxed\{\s*(\d+)\s*\}")
_FIRST_WORD = re.compile(r"\W*(\w*)")
_VALUES = {
    "yes_no": "true or false",
    "answer": "the gold answer as text",
    "text": "the wanted text",
    "abstain": "null",
}


def parse_record(found: Any) -> Record:
    """A decoded line as a Record. Raises RecordError naming the field."""
    if not isinstance(found, dict):
        raise RecordError(f"expected a JSON object, found {kind_of(found)}")
    if unknown := [name for name in found if name not in (*_FIELDS, "about")]:
        raise RecordError(
            f"{unknown[0]}: no field of a record; expected {', '.join(_FIELDS)} or about"
        )
    task_name = _choice(found, "task", TASKS)
    task = TASKS[task_name]
    contexts = _contexts(found, task_name, task)
    query = _entry(_of(found, "query", dict, "an object with text, image and audio"), "query.")
    _needed(query, task.in_query, "query.", task_name)
    if _choice(found, "kind", ("perception", "retrieval", "description")) != task.kind:
        raise RecordError(
            f"kind: expected {task.kind}, which {task_name} is, found {found['kind']!r}"
        )
    label = _label(found, task_name, task, len(contexts))
    record = Record(
        id=_required_text(found, "id"),
        source=_choice(found, "source", SOURCES),
        sample=_required_text(found, "sample"),
        task=task_name,
        kind=task.kind,
        contexts=contexts,
        query=query,
        label=label,
        answer=_required_text(found, "answer"),
        about=_about(found),
    )
    _agreeing(record)
    return record


def _contexts(found: Mapping[str, Any], task_name: str, task: Task) -> tuple[Entry, ...]:
    listed = _of(found, "contexts", list, f"a list of at most {MOST_CONTEXTS} people")
    if len(listed) > MOST_CONTEXTS:
        raise RecordError(f"contexts: expected at most {MOST_CONTEXTS}, found {len(listed)}")
    if len(listed) < task.fewest:
        raise RecordError(
            f"contexts: expected at least {task.fewest} for {task_name}, found {len(listed)}"
        )
    entries = []
    for k, each in enumerate(listed):
        where = f"contexts[{k}]"
        if not isinstance(each, dict):
            raise RecordError(
                f"{where}: expected an object with image, audio and text, found {kind_of(each)}"
            )
        entry = _entry(each, f"{where}.")
        if entry == Entry():
            raise RecordError(f"{where}: expected an image, audio or text, found none of them")
        _needed(entry, task.in_contexts, f"{where}.", task_name)
        entries.append(entry)
    return tuple(entries)


def _label(found: Mapping[str, Any], task_name: str, task: Task, contexts: int) -> Label:
    label = _of(found, "label", dict, "an object with type and value")
    _known(label, ("type", "value"), "label.")
    kind = _choice(label, "type", task.labels, "label.", f" for {task_name}")
    if "value" not in label:
        raise RecordError(f"label.value: missing; expected {_VALUES.get(kind, 'an index or null')}")
    value = label["value"]
    if kind == "index":
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and 0 <= value < contexts):
            raise RecordError(
                f"label.value: expected 0 to {contexts - 1}, one of the {contexts} contexts, or "
                f"null for none of them, found {shown(value)}"
            )
    elif kind == "yes_no":
        if not isinstance(value, bool):
            raise RecordError(f"label.value: expected {_VALUES[kind]}, found {shown(value)}")
    elif kind == "abstain":
        if value is not None:
            raise RecordError(f"label.value: expected null with abstain, found {shown(value)}")
    elif not isinstance(value, str) or not value.strip() or not _encodable(value):
        raise RecordError(f"label.value: expected {_VALUES[kind]}, found {shown(value)}")
    return Label(cast(LabelType, kind), value)


def _agreeing(record: Record) -> None:
    """The text that is taught must say what the label says, or SFT and the rewards teach
    opposites."""
    label, said = record.label, record.answer
    right = target_text(label, len(record.contexts))
    if label.type == "yes_no":
        first = _FIRST_WORD.match(said)
        agrees = first is not None and first[1].casefold() == right[:-1].casefold()
        right = right[:-1] + " as its first word"
    elif label.type == "index":
        agrees = [f"\\boxed{{{n}}}" for n in _BOXED.findall(said)[-1:]] == [right]
        right = f"{right} in it, last of all numbers in a box"
    elif label.type == "abstain":
        agrees = abstention.is_abstention(said, last_sentence_only=True)
        right = "an abstention"
    else:
        if label.type == "answer" and abstention.is_abstention(str(label.value)):
            raise RecordError(
                "label.value: an abstention as the gold answer; expected the type abstain"
            )
        agrees = label.type == "text" or not abstention.is_abstention(said)
        right = "an answer and no abstention"
    if not agrees:
        raise RecordError(
            f"answer: expected {right}, because the label is {shown(label.value)}, found "
            f"{shown(said)}"
        )


def _about(found: Mapping[str, Any]) -> dict[str, str]:
    if found.get("about") is None:
        return {}
    about = _of(found, "about", dict, "an object of texts")
    for name in about:
        _required_text(about, name, "about.")
    return dict(about)


def _entry(found: Mapping[str, Any], where: str) -> Entry:
    _known(found, _PARTS, where)
    text = _optional_text(found, "text", where)
    return Entry(_asset(found, "image", where), _asset(found, "audio", where), text)


def _needed(entry: Entry, parts: Iterable[str], where: str, task_name: str) -> None:
    for part in parts:
        if getattr(entry, part) is None:
            raise RecordError(f"{where}{part}: missing; {task_name} is about it")


# --- fields --------------------------------------------------------------------------------------


def _of(found: Mapping[str, Any], name: str, kind: type, expected: str, where: str = "") -> Any:
    if name not in found:
        raise RecordError(f"{where}{name}: missing; expected {expected}")
    if not isinstance(found[name], kind):
        raise RecordError(f"{where}{name}: expected {expected}, found {kind_of(found[name])}")
    return found[name]


def _known(found: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    for name in found:
        if name not in names:
            raise RecordError(f"{where}{name}: no such field; expected {', '.join(names)}")


def _optional_text(found: Mapping[str, Any], name: str, where: str) -> str | None:
    return None if found.get(name) is None else _required_text(found, name, where)


def _required_text(found: Mapping[str, Any], name: str, where: str = "") -> str:
    text: str = _of(found, name, str, "text", where)
    if not text.strip():
        raise RecordError(f"{where}{name}: expected text, found nothing in it")
    if not _encodable(text):
        raise RecordError(
            f"{where}{name}: expected text, found half of a Unicode pair (a lone surrogate)"
        )
    return text


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _choice(
    found: Mapping[str, Any], name: str, choices: Iterable[str], where: str = "", of: str = ""
) -> str:
    expected = f"one of {', '.join(choices)}{of}"
    value: str = _of(found, name, str, expected, where)
    if value not in choices:
        raise RecordError(f"{where}{name}: expected {expected}, found {shown(value)}")
    return value


def _asset(found: Mapping[str, Any], name: str, where: str) -> str | None:
    value = _optional_text(found, name, where)
    if value is not None and not safe(value):
        raise RecordError(
            f"{where}{name}: expected a relative path below the assets folder, found {shown(value)}"
        )
    return value


def safe(relative: str) -> bool:
    """Whether a path stays below the folder it is looked for in, on any system."""
    path = PurePosixPath(relative)
    climbs = path.is_absolute() or ".." in path.parts or not path.parts
    odd = "\\" in relative or ":" in relative or not relative.isprintable()
    return not (climbs or odd or len(relative) > _LONGEST_PATH)


def shown(value: Any) -> str:
    """A value fit to stand in one line."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def kind_of(value: Any) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        type(None): "null",
    }
    return kinds.get(type(value), "a number")
