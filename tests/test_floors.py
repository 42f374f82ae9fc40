"""A room imports only from its own floor and from those below it, and no two files need each other.

Imports count wherever they stand, also inside functions; those only for type checkers do not.
"""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

import persona_assistant

ROOT = Path(persona_assistant.__file__).parents[1]
PACKAGES = {"persona_assistant": ROOT, "persona_worlds": ROOT / "worlds"}

FLOORS = [
    set(
        "pmg errors abstention resources choice gguf atomic progress spelling installation"
        " json_documents personality protection samples telemetry visible".split()
    ),
    {"media", "quality", "setting_kinds", "settings", "settings_edit", "prompt"},
    {"language", "memory", "weights"},
    {"encoders", "engines", "reader"},
    {"enrolment", "importers", "routing"},
    {"assistant", "views"},
    {"app", "model_use", "engine_use", "self_test", "doctor", "bench"},
    {"demo", "first_run", "fitting", "train", "tui"},
    {"cli"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def module_name(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> dict[str, Path]:
    return {
        module_name(file, root): file
        for package, root in PACKAGES.items()
        for file in sorted((root / package).rglob("*.py"))
    }


def imported(file: Path, known: set[str]) -> set[str]:
    """The modules of this repository that a file imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from package import name`: the name may be a module or something inside the package.
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inside & known
            if inside - known:
                found.add(node.module)
    return found & known


@functools.cache
def graph() -> dict[str, set[str]]:
    files = modules()
    return {name: imported(file, set(files)) - {name} for name, file in files.items()}


def room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "persona_assistant" and len(parts) > 1 else None


def circles(needs: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach one another (Tarjan's strongly connected components)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        stack.append(module)
        for other in sorted(needs[module]):
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in stack:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            group = []
            while not group or group[-1] != module:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for module in needs:
        if module not in number:
            visit(module)
    return found


def test_every_room_has_a_floor():
    assert {room(module) for module in modules()} - {None, "_data"} == set(FLOOR)


def test_no_room_imports_from_above():
    above = [
        f"{module} imports {other}"
        for module, others in graph().items()
        for other in others
        if room(module) in FLOOR and room(other) in FLOOR
        if FLOOR[room(other)] > FLOOR[room(module)]
    ]
    assert not above


def test_no_two_files_need_each_other():
    assert circles(graph()) == []


def test_only_training_and_fitting_need_the_generator_of_worlds():
    users = {
        room(module)
        for module, others in graph().items()
        for other in others
        if other.startswith("persona_worlds") and room(module)
    }
    assert users <= {"train", "fitting", "cli"}


def test_no_file_is_longer_than_400_lines():
    folders = [ROOT / name for name in ("persona_assistant", "worlds", "bench", "tests")]
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in folders
        for file in folder.rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


@pytest.mark.parametrize(
    ("needs", "groups"),
    [
        ({"a": {"b"}, "b": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, [["a", "b"]]),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [["a", "b", "c"]]),
    ],
)
def test_circles_are_seen(needs, groups):
    assert circles(needs) == groups
