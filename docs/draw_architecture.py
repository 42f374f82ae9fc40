"""Draws docs/architecture.svg: the rooms on their floors, from what tests/test_floors.py allows.

python docs/draw_architecture.py            writes the picture
python docs/draw_architecture.py --check    exit 1 when the picture is not what it should be
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.test_floors import FLOORS  # noqa: E402

PICTURE = ROOT / "docs" / "architecture.svg"

NAMES = (
    "ground",
    "parts",
    "stores",
    "models",
    "people",
    "use cases",
    "wiring",
    "doors",
    "the command",
)
"""What each floor is for, from the bottom up."""
CAPTIONS = {
    "abstention": "the sentence and the rule",
    "app": "settings in, Assistant out",
    "assistant": "the use cases",
    "atomic": "files whole or not at all",
    "bench": "plan, answer, judge, score",
    "choice": "one or none, as a logit",
    "cli": "verbs and options",
    "demo": "a tour",
    "doctor": "self-examination",
    "encoders": "media to unit vectors",
    "reader": "notes to an answer, or not stated",
    "engines": "prompt to answer events",
    "enrolment": "much at once, resumable",
    "importers": "archives, contacts, chats",
    "protection": "no dumps, wiped keys",
    "errors": "one tree, codes, fields",
    "first_run": "a new memory, or none",
    "fitting": "fits what ships",
    "gguf": "what a model file says",
    "installation": "declared packages",
    "json_documents": "other people's JSON",
    "language": "words, names, dates",
    "media": "safe decoding",
    "memory": "the encrypted store",
    "model_use": "another encoder",
    "engine_use": "another engine",
    "personality": "five traits that evolve",
    "pmg": "the domain's words",
    "progress": "how far a run is",
    "prompt": "the interleaved prompt",
    "quality": "too poor to recognise",
    "resources": "bundled data",
    "routing": "retrieve, then decide",
    "self_test": "does it see and hear?",
    "setting_kinds": "what a setting may be",
    "settings": "one settings model",
    "settings_edit": "one of them changed",
    "spelling": "the nearest word",
    "samples": "what is compared",
    "telemetry": "switched off",
    "train": "SFT, RLVR, corpora",
    "tui": "the terminal interface",
    "visible": "what may be shown",
    "views": "results as JSON and rows",
    "weights": "pull, verify, convert",
}
WIDTH, BOX, GAP, ROW, LEFT, TOP, MOST = 1120, 46, 8, 58, 104, 20, 6
TINTS = (
    "#eef2f7",
    "#e6eef8",
    "#dfeaf6",
    "#e3f1ec",
    "#e3f1ec",
    "#fdf1dc",
    "#f3ecf8",
    "#fbe9ea",
    "#f7e6ef",
)


def rows() -> list[tuple[int, list[str]]]:
    """What is drawn, from the top: each floor's level and rooms, a wide floor on several rows."""
    found = []
    for level, rooms in reversed(list(enumerate(FLOORS))):
        names = sorted(rooms)
        count = -(-len(names) // MOST)
        size = -(-len(names) // count)
        found += [(level, names[start : start + size]) for start in range(0, len(names), size)]
    return found


def drawing() -> str:
    """The picture as SVG text; the same rooms give the same text."""
    drawn = rows()
    height = TOP + ROW * len(drawn) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="system-ui, sans-serif" font-size="12">',
        "<title>Rooms of persona-assistant, floor by floor: a room imports only downwards</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    named: set[int] = set()
    for row, (level, rooms) in enumerate(drawn):
        y = TOP + ROW * row
        if level not in named:
            label = f'<text x="{LEFT - 14}" y="{y + 28}" text-anchor="end" fill="#5a6572">'
            parts.append(f"{label}{NAMES[level]}</text>")
            named.add(level)
        width = (WIDTH - LEFT - 20 - GAP * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            parts.append(box(LEFT + place * (width + GAP), y, width, room, TINTS[level]))
    y = TOP + ROW * len(drawn) + 14
    parts.append(
        f'<text x="{LEFT}" y="{y}" fill="#5a6572">A room imports from its own floor and from those '
        "below it, never upwards, and no two files import each other.</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


def box(x: float, y: float, width: float, room: str, tint: str) -> str:
    middle = f'x="{x + width / 2:.1f}" text-anchor="middle"'
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BOX}" rx="6" fill="{tint}" '
        'stroke="#b9c4d0"/>'
        f'<text {middle} y="{y + 19}" font-weight="600" fill="#1d2733">{escape(room)}</text>'
        f'<text {middle} y="{y + 36}" font-size="10" fill="#3c4855">{escape(CAPTIONS[room])}</text>'
    )


def main(arguments: list[str]) -> int:
    wanted = drawing()
    if "--check" in arguments:
        return 0 if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == wanted else 1
    PICTURE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
