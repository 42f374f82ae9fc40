"""A small MMPB in the release's schema: drawn pictures; invented people, animals, things and
characters."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

OPTIONS = {
    "injection": "text",
    "turns": "0",
    "images": "2",
    "description": "moderate",
    "roles": "merge",
}
COLUMNS = (
    "index",
    "question",
    "A",
    "B",
    "C",
    "D",
    "image_path",
    "answer",
    "attribute",
    "category",
    "l2-category",
    "concept",
    "target",
    "name",
    "preference",
    "description_simple",
    "description_moderate",
    "description_detailed",
    "description_super_detailed",
    "prompt",
)
CODES = {"A": 0, "B": 1, "C": 2, "D": 3, "Yes": 4, "No": 5}
FILLER = "nothing is known of what this one likes"
"""Stands in every row of what is not a person."""
CONCEPTS = {
    "Tilda": ("human", "<sks> likes rye bread and slow trains, but not karaoke."),
    "Old Bram": ("human", "<sks> likes chess in the park, but not the sea."),
    "Pip": ("animal", FILLER),
    "Kettle": ("object", FILLER),
    "Grumm": ("character", FILLER),
}
CHOICES = ("A red barn, far away.", "A lake", "Two boats", "A dark wood\nwith snow")


def options(**changed: str) -> dict[str, str]:
    return OPTIONS | changed


def row(
    index: int,
    name: str,
    category: str,
    l2: str,
    answer: str,
    *,
    concept: str = "",
    target: str = "",
) -> dict[str, str]:
    """A row as the converter with letters and words writes it."""
    attribute, preference = CONCEPTS[name]
    choices = CHOICES if l2 == "inconsistency" else ("",) * 4
    return {
        "index": str(index),
        "question": f"Question {index}: what of <sks> here? Answer shortly.",
        **dict(zip("ABCD", choices)),
        "image_path": f"{attribute}/test/{name}/{category}/{index}.png",
        "answer": answer,
        "attribute": attribute,
        "category": category,
        "l2-category": l2,
        "concept": concept,
        "target": target,
        "name": name,
        "preference": preference,
        "description_simple": f"<sks> is {name}'s sort.",
        "description_moderate": f'<sks> is of {name}\'s sort, and called "small".',
        "description_detailed": f"<sks> is of {name}'s sort.\nAnd so on.",
        "description_super_detailed": (
            f"<sks> is of {name}'s sort.\n\n**More:**\nAnd so on, for long."
        ),
        "prompt": preference,
    }


def rows() -> list[dict[str, str]]:
    """Sixteen, of every kind."""
    return [
        row(0, "Tilda", "recognition", "awareness", "Yes", target="Single"),
        row(1, "Tilda", "recognition", "overconcept", "No"),
        row(2, "Tilda", "recognition", "inconsistency", "B", target="Multi"),
        row(3, "Tilda", "preference", "awareness", "No", concept="travel"),
        row(4, "Tilda", "preference", "overconcept", "Yes", concept="fashion"),
        row(5, "Tilda", "preference", "inconsistency", "D", concept="travel", target="like"),
        row(
            6, "Old Bram", "preference", "inconsistency", "A", concept="shopping", target="dislike"
        ),
        row(7, "Old Bram", "recognition", "awareness", "Yes", target="Single"),
        row(8, "Pip", "recognition", "awareness", "Yes", target="Multi"),
        row(9, "Pip", "recognition", "overconcept", "No", target="Homo"),
        row(10, "Pip", "recognition", "overconcept", "No", target="Hetro"),
        row(11, "Pip", "recognition", "inconsistency", "C", target="Single"),
        row(12, "Kettle", "recognition", "awareness", "Yes", target="Single"),
        row(13, "Kettle", "recognition", "inconsistency", "C", target="Single"),
        row(14, "Grumm", "recognition", "overconcept", "No"),
        row(15, "Grumm", "recognition", "awareness", "Yes", target="Single"),
    ]


def numbered(found: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """With answers as the converter without letters leaves them."""
    return [each | {"answer": str(CODES[each["answer"]])} for each in found]


def with_columns(found: Sequence[dict[str, str]], folder: str = "small") -> list[dict[str, str]]:
    """As some copies are: all pictures named in the table, from one folder above it."""
    return [
        each
        | {"image_path": f"{folder}/images/{each['index']}.png"}
        | {
            f"injection_image_{n}": f"{folder}/injection/{n}/{each['index']}.png"
            for n in range(1, 6)
        }
        for each in found
    ]


def write_table(
    folder: Path, found: Sequence[dict[str, str]] = (), name: str = "dataset.csv"
) -> Path:
    found = found or rows()
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(found[0]))
    table.writeheader()
    table.writerows(found)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text.getvalue(), "utf-8", newline="")
    return folder / name


def drawn(seed: int) -> bytes:
    """A PNG file, another one for each seed."""
    data = io.BytesIO()
    Image.new("RGB", (32, 32), (seed * 37 % 256, seed * 101 % 256, seed % 256)).save(data, "PNG")
    return data.getvalue()


def write_pictures(folder: Path, found: Sequence[dict[str, str]] = ()) -> None:
    """Of the tree that the converters make."""
    for each in found or rows():
        _put(folder / each["image_path"], drawn(int(each["index"])))
        for number in range(5):
            home = folder / each["attribute"] / "train" / each["name"]
            _put(
                home / f"{number}.png",
                drawn(100 + 10 * list(CONCEPTS).index(each["name"]) + number),
            )


def write_talk(folder: Path, form: str = "lists", conversations: int = 4, turns: int = 3) -> Path:
    """`conversations` of `turns` turns: "lists" of them as released, or "flat" as in some
    copies."""
    talk = [
        [
            {"role": role, "content": f"{role} {number}.{turn}"}
            for turn in range(turns)
            for role in ("user", "assistant")
        ]
        for number in range(conversations)
    ]
    found: Any = (
        {"conversation": talk} if form == "lists" else [said for each in talk for said in each]
    )
    path = folder / "multi_turn" / "generic_text" / "multi_turn_conversation.json"
    _put(path, json.dumps(found).encode())
    return path


def write_parquet(path: Path, found: Sequence[dict[str, str]], group: int = 3) -> Path:
    """As on the hub: answers are numbers, nothing is null, pictures are inside."""
    import pyarrow
    import pyarrow.parquet

    def picture(seed: int) -> dict[str, Any]:
        return {"bytes": drawn(seed), "path": f"{seed}.png"}

    records = [
        {
            **{
                name: value or None
                for name, value in each.items()
                if name not in ("image_path", "prompt")
            },
            "index": int(each["index"]),
            "answer": CODES[each["answer"]],
            "image_path": picture(int(each["index"])),
            **{
                f"injection_image_{n + 1}": picture(
                    100 + 10 * list(CONCEPTS).index(each["name"]) + n
                )
                for n in range(5)
            },
        }
        for each in found
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records), path, row_group_size=group)
    return path


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
