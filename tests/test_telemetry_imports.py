"""ONNX Runtime reports nothing home: the switch is set before anything imports it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import persona_assistant
from persona_assistant.telemetry import import_onnxruntime, silence_onnxruntime

PACKAGE = Path(persona_assistant.__file__).parent
REPORTING = {"onnxruntime", "faster_whisper"}
"""ONNX Runtime, and a library that imports it."""
VARIABLE = "ORT_DISABLE_TELEMETRY"


@pytest.mark.parametrize("switch", [silence_onnxruntime, import_onnxruntime])
def test_the_switch_is_an_environment_variable(monkeypatch, switch):
    monkeypatch.delenv(VARIABLE, raising=False)
    switch()
    assert os.environ[VARIABLE] == "1"


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and not node.level:
        return {(node.module or "").split(".")[0]}
    return set()


def unguarded(tree: ast.Module) -> Iterator[int]:
    """Lines that import a reporting library where no `silence_onnxruntime()` stands before them in
    the same function. Imports for type checkers run never."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    guarded: set[int] = set()
    for function in functions(tree):
        calls = [
            node.lineno
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "silence_onnxruntime"
        ]
        guarded |= {
            node.lineno
            for node in ast.walk(function)
            if imported(node) and calls and node.lineno > min(calls)
        }
    for node in ast.walk(tree):
        if imported(node) & REPORTING and node.lineno not in guarded:
            yield node.lineno


def test_every_import_of_a_reporting_library_comes_after_the_switch():
    files = sorted(PACKAGE.rglob("*.py"))
    assert any("import onnxruntime" in file.read_text(encoding="utf-8") for file in files)
    missing = [
        f"{file.relative_to(PACKAGE)}:{line}"
        for file in files
        for line in unguarded(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert not missing


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("import onnxruntime", [1]),
        ("def f():\n    import onnxruntime\n    silence_onnxruntime()", [2]),
        ("def f():\n    silence_onnxruntime()\n    from onnxruntime.capi import x", []),
        ("def f():\n    silence_onnxruntime()\ndef g():\n    import faster_whisper", [4]),
        ("if TYPE_CHECKING:\n    import onnxruntime", []),
    ],
)
def test_the_check_itself_finds_what_it_looks_for(code, lines):
    assert list(unguarded(ast.parse(code))) == lines


def test_onnx_runtime_sees_the_switch_when_it_loads():
    code = (
        "import os, sys, numpy as np\n"
        "from persona_assistant.weights.export import report\n"
        "class Stop(Exception): pass\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'onnxruntime':\n"
        "            print(os.environ.get('ORT_DISABLE_TELEMETRY')); raise Stop\n"
        "sys.meta_path.insert(0, Finder())\n"
        "try: list(report._run('none.onnx', []))\n"
        "except Stop: pass\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env=environment,
        check=True,
    )
    assert done.stdout == "1\n"
