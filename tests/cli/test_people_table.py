"""Tables in narrow and wide terminals: a name is never broken or cut."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from persona_assistant import views
from persona_assistant.cli import output
from persona_assistant.pmg import Persona

NAMES = [
    "Maya Okonkwo",
    "ليلى حدّاد",
    "王小明和他的弟弟王大明",
    "Wilhelmina Alexandra von Hohenberg-Sigmaringen the Younger",
    "Bartholomew Featherstonehaugh-Cholmondeley of the Upper Meadows by the Old Mill",
]


def people(*names: str) -> list[Persona]:
    return [
        Persona(n, name, 1, 12, 1, 345, created="2026-01-02T03:04:05")
        for n, name in enumerate(names)
    ]


def shown(capsys, monkeypatch, width: int, *names: str) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(width))
    output.table(views.people_table(people(*names)))
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_names_are_whole_at_any_width(capsys, monkeypatch, width, count):
    names = NAMES[:count]
    lines = shown(capsys, monkeypatch, width, *names)
    for name in names:
        assert sum(name in line for line in lines) == 1
    longest = max(map(cell_len, names))
    assert max(map(cell_len, lines)) <= max(width, longest)
    assert all("12" in line for line in lines if "345" in line)
    assert sum("345" in line for line in lines) == count, "no count is lost"


def test_a_wide_terminal_shows_every_column(capsys, monkeypatch):
    heading, rule, first, second = shown(capsys, monkeypatch, 120, *NAMES[::3])
    assert heading.split() == ["name", "pictures", "clips", "notes", "since"]
    assert set(rule) == {"─"}
    assert first.startswith("Maya Okonkwo ") and first.endswith("2026-01-02")
    assert {len(heading) + 5, len(rule), len(first), len(second)} == {len(rule)}


def test_the_date_goes_first_where_there_is_no_room(capsys, monkeypatch):
    lines = shown(capsys, monkeypatch, 94, *NAMES[:4])
    assert lines[0].endswith("since")
    lines = shown(capsys, monkeypatch, 93, *NAMES[:4])
    assert lines[0].endswith("notes")


def test_where_columns_do_not_fit_each_person_takes_two_lines(capsys, monkeypatch):
    lines = shown(capsys, monkeypatch, 60, NAMES[0], NAMES[4])
    assert lines == [
        "Maya Okonkwo",
        "  pictures 12, clips 1, notes 345, since 2026-01-02",
        NAMES[4],
        "  pictures 12, clips 1, notes 345, since 2026-01-02",
    ]


def test_control_characters_do_not_reach_the_terminal(capsys, monkeypatch):
    (*_, last) = shown(capsys, monkeypatch, 80, "Eve\033[31m")
    assert "\033" not in last and last.startswith("Eve[31m ")
