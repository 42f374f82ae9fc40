"""What was open and what was being typed is there again, also after a kill."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from persona_assistant import demo
from persona_assistant.media import load_image
from persona_assistant.pmg import ConversationTurn, Query, Session
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.chat.transcript import Answered, Asked
from tests.support.terminals import open_terminals
from tests.tui.tui_support import (
    app_on,
    chat,
    drive,
    key_of,
    open_store,
    said,
    shown,
    typed,
    until,
)

PICTURE = demo.folder() / "people" / "01_1.jpg"


def conversation(folder: Path, *questions: str) -> int:
    with open_store(folder) as memory:
        talk = memory.conversations.begin(questions[0]).id
        for each in questions:
            memory.store.conversations.append(
                talk, ConversationTurn("user", each), ConversationTurn("assistant", f"re: {each}")
            )
    return talk


def test_killed_apps_of_one_memory_come_back_each_with_its_own(folder: Path) -> None:
    words = ["--store", str(folder), "--key-file", str(key_of(folder))]
    conversation(folder, "Where is the harbour?")
    picture = b"\x1b[200~%s\x1b[201~" % str(PICTURE).encode()
    with open_terminals() as start:
        first = start(words, TERM="xterm-256color")
        first.until("Where is the harbour?")
        first.until("Ask about somebody")
        first.type(b"what does Ben")
        first.type(picture)
        wait_for(folder, "what does Ben")
        second = start(words, TERM="xterm-256color")
        assert "harbour" not in second.until("one of its own"), "it is the other's"
        second.type(b"where is Ana")
        wait_for(folder, "where is Ana", "what does Ben")
        for each in (first, second):
            each.process.send_signal(signal.SIGKILL)
            assert each.process.wait(30) == -signal.SIGKILL
        again = start(words, TERM="xterm-256color")
        again.until("where is Ana")
        other = start(words, TERM="xterm-256color")
        other.until("Where is the harbour?")
        other.until(PICTURE.name)
        other.until("what does Ben")
        for each in (again, other):
            each.process.send_signal(signal.SIGTERM)
            assert each.process.wait(30) == 128 + signal.SIGTERM
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"what does Ben" not in content and PICTURE.read_bytes()[-64:] not in content


def wait_for(folder: Path, *drafts: str) -> None:
    """Until the memory keeps these, the latest first, and a picture with the first that came."""
    with open_store(folder) as memory:
        end = time.monotonic() + 30
        kept: tuple[Session, ...] = ()
        while [each.draft for each in kept] != list(drafts) or not kept[-1].image:
            assert time.monotonic() < end, f"they were not kept; there is {kept}"
            time.sleep(0.05)
            kept = memory.store.session.all()


def test_questions_that_waited_wait_again(folder: Path) -> None:
    talk = conversation(folder, "first")
    waiting = (Query("Where does Ben Okoro repair bicycles?"), Query("What does Ana Lopes teach?"))
    with open_store(folder) as memory:
        memory.conversations.keep_session(Session(talk, "", waiting))
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: len(chat(app).query(Asked)) == 3)
        assert app.assistant.conversations.session().waiting == waiting, "nothing is asked unasked"
        await pilot.press("enter")
        await until(pilot, lambda: len(chat(app).query(Answered)) == 3)
        last = str(chat(app).query(Answered).last().render())
        assert "chemistry" in last
        await until(pilot, lambda: app.assistant.conversations.session().waiting == ())

    drive(app, steps)


def test_a_draft_is_kept_at_the_end_and_over_the_lock(folder: Path) -> None:
    app = app_on(folder)

    async def lock(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: app.is_ready and chat(app).talk is not None)
        await typed(pilot, "about ana")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: not app.is_ready and not isinstance(app.screen, ChatScreen))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.is_ready and isinstance(app.screen, ChatScreen))
        await until(pilot, lambda: chat(app).composer.text == "about ana")
        await pilot.press("s", "ctrl+q")

    drive(app, lock)
    with open_store(folder) as memory:
        assert memory.conversations.session() == Session(None, "about anas")


def test_the_conversation_that_was_open_is_open_again_unless_unwanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, _ = conversation(folder, "the older one"), conversation(folder, "the latest one")
    with open_store(folder) as memory:
        memory.conversations.keep_session(Session(older, "go on"))

    async def resumed(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: chat(app).talk is not None and chat(app).talk.id == older)
        await until(pilot, lambda: chat(app).composer.text == "go on")
        assert "the older one" in shown(app) and "the latest one" not in shown(app)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "the older one" not in shown(app))

    app = app_on(folder)
    drive(app, resumed)

    async def anew(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: chat(app).composer.text == "go on")
        assert chat(app).talk.id is None and "the older one" not in shown(app)

    with open_store(folder) as memory:
        memory.conversations.keep_session(Session(older, "go on"))
    app = app_on(folder, tui__resume=False)
    drive(app, anew)


def test_what_was_said_of_the_forgotten_leaves_the_screen(folder: Path) -> None:
    conversation(folder, "Who is Ben Okoro?", "Who is the baker?")
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "Who is Ben Okoro?" in shown(app))
        await app.background.call(lambda: app.assistant.forget("Ben Okoro"))
        app.memory_changed()
        await until(pilot, lambda: "Okoro" not in shown(app) and "the baker?" in shown(app))

    drive(app, steps)


def test_a_turn_in_the_middle_is_shown_with_what_stands_around_it(folder: Path) -> None:
    talk = conversation(folder, *(f"question {number:03}" for number in range(70)))
    with open_store(folder) as memory:
        turn = memory.conversations.search("question 020")[0].turn_id
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "question 069" in shown(app))
        chat(app).open_conversation(talk, turn)
        await until(pilot, lambda: "question 020" in shown(app))
        chosen = chat(app).transcript.selected
        assert chosen is not None and turn in chosen.turns and "question 069" not in shown(app)
        chat(app).transcript.focus()

        def further() -> bool:
            chat(app).transcript.scroll_page_down(animate=False)
            return "question 069" in shown(app)

        await until(pilot, further)
        chat(app).open_conversation(talk, turn)
        await until(pilot, lambda: "question 020" in shown(app))
        chat(app).composer.focus()
        await typed(pilot, "What does Ana Lopes teach?")
        await pilot.press("enter")
        await until(pilot, lambda: "chemistry" in shown(app) and "question 069" in shown(app))

    drive(app, steps)


def test_what_another_program_does_meanwhile_is_shown_and_loses_nothing(folder: Path) -> None:
    talk = conversation(folder, "Who is the baker?")
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "Who is the baker?" in shown(app))
        with open_store(folder) as other:
            await typed(pilot, "ask ben okoro")
            chat(app).entry.add(load_image(PICTURE))
            await until(pilot, lambda: other.store.session.all()[0].image)
            other.conversation(talk).ask("Where does Ben Okoro repair bicycles?")
            other.forget("Ana Lopes")
            app.app_focus = False
            app.app_focus = True
            await until(pilot, lambda: "Leeds" in shown(app))
            await until(pilot, lambda: not chat(app).entry.holds_media)
            assert chat(app).composer.text == "", "the picture may show whoever was forgotten"
            other.conversations.delete(talk)
        await typed(pilot, "What is Ana Ruiz allergic to?")
        await pilot.press("enter")
        await until(pilot, lambda: "walnuts" in shown(app))
        assert "deleted in another program" in said(app)
        assert "Who is the baker?" not in shown(app)

    drive(app, steps)
