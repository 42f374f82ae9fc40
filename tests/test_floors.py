"""A room imports only from its own floor and from those below it."""

from __future__ import annotations

import ast
from pathlib import Path

import persona_assistant

PACKAGE = Path(persona_assistant.__file__).parent

FLOORS = [
    {"pmg", "errors", "abstention", "resources", "choice", "gguf", "atomic", "progress"},
    {"media", "quality", "settings", "prompt"},
    {"language", "memory", "weights"},
    {"encoders", "engines"},
    {"enrolment", "routing"},
    {"assistant"},
    {"app", "self_test", "doctor", "bench"},
    {"cli", "demo", "fitting", "train"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def imported(file: Path) -> set[str]:
    """Rooms that a module names in its imports, wherever they stand; those only for type checkers
    left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    rooms = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            rooms |= {
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith("persona_assistant.")
            }
        elif (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] == "persona_assistant"
        ):
            inner = node.module.split(".")[1:]
            rooms |= {inner[0]} if inner else {alias.name for alias in node.names}
    return rooms & set(FLOOR)


def test_every_room_has_a_floor():
    rooms = {
        path.stem
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "_data"} == set(FLOOR)


def test_no_room_imports_from_above():
    above = [
        f"{file.relative_to(PACKAGE)} imports {room}"
        for file in PACKAGE.rglob("*.py")
        if (home := file.relative_to(PACKAGE).parts[0].removesuffix(".py")) in FLOOR
        for room in imported(file)
        if FLOOR[room] > FLOOR[home]
    ]
    assert not above
