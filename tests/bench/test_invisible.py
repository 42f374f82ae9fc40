"""What cannot be seen reaches neither a report nor a table."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace

from rich.console import Console

from persona_assistant.bench.html.markup import tag
from persona_assistant.bench.terminal import diff, scores

HOSTILE = "An\u200ba\U000e0041 \u202eevil\x1b[31m"


def test_a_report_shows_where_the_order_would_change_and_drops_the_rest():
    assert tag("td", HOSTILE) == "<td>Ana \ufffdevil\ufffd[31m</td>"


def test_tables_of_the_terminal_hold_visible_text():
    assert scores._plain(HOSTILE) == "Ana evil [31m"
    change = SimpleNamespace(a=1.0, b=1.0, difference=0.0, interval=None, p=None)
    part = {"n": 1, "metrics": {"Cal": change}}
    found = SimpleNamespace(headings={}, headline="Cal", slices={"group": {HOSTILE: part}})
    shown = Console(file=StringIO(), width=80)
    shown.print(diff._sliced(found, "group"))
    assert "Ana evil[31m" in shown.file.getvalue() and "\x1b" not in shown.file.getvalue()
