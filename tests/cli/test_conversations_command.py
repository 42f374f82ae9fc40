"""conversations: list, search, show, rename, delete."""

from __future__ import annotations

import pytest
from cli_support import DEMO

from persona_assistant.cli import output

MAYA = DEMO / "queries" / "01.jpg"


@pytest.fixture
def talks(run, friends):
    run("ask", "--new", "Where did this person grow up?", "--image", MAYA)
    run("ask", "-c", "where does she work?")
    run("ask", "--new", "What does Zoe repair?")


def test_they_are_listed_the_latest_first(run, talks):
    kept = run("conversations", "list", "--json").document["conversations"]
    assert [(each["id"], each["title"], each["turns"]) for each in kept] == [
        (2, "What does Zoe repair?", 2),
        (1, "Where did this person grow up?", 4),
    ]
    assert set(kept[0]) == {"id", "title", "turns", "created", "updated"}
    shown = run("conversations", "list").out
    assert "What does Zoe repair?" in shown and shown.index("Zoe") < shown.index("this person")


def test_one_is_shown_with_its_turns(run, talks):
    page = run("conversations", "show", "1", "--json").document
    assert set(page) == {"id", "title", "turns", "created", "updated", "said"}
    asked, answered, *_ = page["said"]
    assert set(asked) == {"id", "role", "text", "about", "shown", "abstained", "created"}
    assert (asked["role"], asked["about"]) == ("user", ["Maya Okonkwo"])
    assert asked["shown"] == [{"kind": "image", "source": "01.jpg"}]
    assert (answered["role"], answered["shown"], answered["abstained"]) == ("assistant", [], False)
    lines = run("conversations", "show", "1").out.splitlines()
    assert lines[0] == "Where did this person grow up?" and "picture 01.jpg" in lines
    assert "You: where does she work?" in lines
    assert "no conversation 9" in run("conversations", "show", "9").error


def test_words_are_found_in_whatever_was_said(run, talks):
    found = run("conversations", "search", "ENUGU", "--json").document
    hit = found["hits"][-1]
    assert set(hit) == {"conversation", "title", "turn", "role", "excerpt", "created"}
    assert (found["searched"], hit["conversation"], hit["role"]) == ("ENUGU", 1, "assistant")
    assert "Enugu" in hit["excerpt"]
    assert run("conversations", "search", "zoé").out.startswith("2  What does Zoe repair?")
    assert run("conversations", "search", "parrot").out == 'Nothing that was said holds "parrot".\n'
    assert "no words" in run("conversations", "search", " ?").error


def test_a_forgotten_person_takes_what_was_said_along(run, talks):
    run("forget", "Maya Okonkwo", "--yes")
    assert run("conversations", "search", "Enugu", "--json").document["hits"] == []
    assert [
        each["id"] for each in run("conversations", "list", "--json").document["conversations"]
    ] == [2]


def test_rename_and_delete(run, talks, monkeypatch):
    renamed = run("conversations", "rename", "2", "Repairs", "--json").document
    assert (renamed["id"], renamed["title"]) == (2, "Repairs")
    assert run("conversations", "delete", "2", "--json").document == {"deleted": 1}
    assert "no conversation 2" in run("conversations", "delete", "2").error
    assert "--all" in run("conversations", "delete").error
    assert "--yes" in run("conversations", "delete", "--all").error
    answers = iter([False, True])
    asked = []
    monkeypatch.setattr(output, "confirmed", lambda text: asked.append(text) or next(answers))
    assert run("conversations", "delete", "--all").code == 1
    assert run("conversations", "delete", "--all").out == "Deleted 1 conversation.\n"
    assert asked == ["Delete 1 conversation? This cannot be undone."] * 2
    assert run("conversations", "list").out.startswith("There is no conversation")


def test_one_is_written_as_markdown(run, talks, tmp_path, monkeypatch):
    shown = run("conversations", "export", "1")
    assert shown.code == 0 and shown.out.startswith("# Where did this person grow up?\n\n20")
    assert (
        "\n\n## where does she work?\n\n" in shown.out and "\n\n*picture 01.jpg*\n\n" in shown.out
    )
    file = tmp_path / "talk.md"
    assert "Written to" in run("conversations", "export", "1", file).out
    assert file.read_text("utf-8") == shown.out and file.stat().st_mode & 0o777 == 0o600
    file.write_text("mine")
    assert "--force" in run("conversations", "export", "1", file).error
    monkeypatch.setattr(output, "confirmed", lambda text: False)
    assert run("conversations", "export", "1", file).code == 1 and file.read_text() == "mine"
    assert run("conversations", "export", "1", file, "--force").code == 0
    assert file.read_text("utf-8") == shown.out and file.stat().st_mode & 0o777 == 0o600
    assert "no conversation 9" in run("conversations", "export", "9").error
