"""The chat: asked, answered, stopped, queued, chosen, asked again."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Markdown, Static

from persona_assistant.engines.base import Finished, TextPiece
from persona_assistant.errors import EngineCrashed
from persona_assistant.pmg import Query
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.composer import Composer
from persona_assistant.tui.chat.transcript import Answered
from tests.tui.tui_support import app_on, chat, drive, open_store, shown, typed, until


def answers(app: PersonaApp) -> list[str]:
    return [str(each.render()) for each in chat(app).query(Answered)]


async def ask(pilot: Pilot[Any], app: PersonaApp, question: str) -> str:
    """Types a question and waits for its answer, which is selected then."""
    before, former = len(answers(app)), chat(app).transcript.selected
    await typed(pilot, question)
    await pilot.press("enter")
    await until(pilot, lambda: len(answers(app)) > before)
    await until(pilot, lambda: chat(app).transcript.selected is not former)
    return answers(app)[-1]


def test_an_answer_comes_with_what_it_stands_on_and_is_kept(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        answer = await ask(pilot, app, "What is Ana Ruiz allergic to?")
        assert "walnuts" in answer
        shows = chat(app).query_one("#evidence-text", Static)
        await until(pilot, lambda: "Ana Ruiz" in str(shows.render()))
        panel = str(shows.render())
        assert "Ana Ruiz" in panel and "words" in panel and "for" in panel
        assert '"Ana Ruiz is allergic to walnuts."' in panel
        assert not chat(app).query(Markdown), "a finished answer is frozen"

    drive(app, steps)
    with open_store(folder) as memory:
        kept = memory.conversations.list()
        turns = memory.conversations.show(kept[0]).turns
    assert turns[0].text == "What is Ana Ruiz allergic to?"
    assert "walnuts" in turns[1].text


def test_nobody_known_says_why(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await ask(pilot, app, "What is Zoe Quill allergic to?")
        panel = str(chat(app).query_one("#evidence-text", Static).render())
        assert "Nobody known" in panel and "nobody who is remembered" in panel

    drive(app, steps)


def test_between_two_people_a_click_or_a_key_chooses(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        first = await ask(pilot, app, "What is Ana's job?")
        assert "Ana Lopes" in first and "Ana Ruiz" in first
        labels = [
            each.persona_id for each in chat(app).transcript.selected.answer.edge.alternatives
        ]
        with_lopes = app.assistant.persona("Ana Lopes").persona.id
        chat(app).action_choose(labels.index(with_lopes) + 1)
        await until(pilot, lambda: len(answers(app)) == 2)
        assert "chemistry" in answers(app)[-1]

    drive(app, steps)


def test_markup_in_notes_and_names_is_only_text(folder: Path) -> None:
    with open_store(folder) as memory:
        memory.add("[bold]Eve[/]", texts=["[bold]Eve[/] lives in [red]Oslo[/red] \x1b[31mnow."])
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        chat(app).composer.put("Where does [bold]Eve[/] live?")
        await pilot.press("enter")
        await until(pilot, lambda: answers(app))
        assert "[red]Oslo[/red]" in shown(app) and "\x1b" not in shown(app)

    drive(app, steps)


class Slow:
    """An engine that writes until it is told to stop."""

    name = "slow"

    def __init__(self, real: Any) -> None:
        # A language model: what it says comes as it is said.
        self.capabilities = replace(real.capabilities, window=8192)

    def generate(self, prompt: Any, options: Any = None, cancel: Any = None, **_: Any) -> Any:
        for number in range(100_000):
            if cancel is not None and cancel.wait(0.05):
                yield Finished("cancelled", abstained=False)
                return
            yield TextPiece(f"word{number} ")

    def close(self) -> None:
        pass


class Crashing(Slow):
    def generate(self, *_: Any, **__: Any) -> Any:
        yield TextPiece("It begins ")
        raise EngineCrashed("The model's process ended; ask again, or choose another model.")


async def with_engine(pilot: Pilot[Any], app: PersonaApp, kind: type[Slow]) -> None:
    app.assistant.services._engine = kind(app.assistant.engine)


def test_escape_stops_and_what_was_typed_meanwhile_is_asked_next(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        real = app.assistant.engine
        await with_engine(pilot, app, Slow)
        chat(app).ask(Query("What is Ana Ruiz allergic to?"))
        await until(pilot, lambda: "word" in shown(app))
        app.assistant.services._engine = real
        chat(app).composer.put("Where does Ben Okoro repair bicycles?")
        await pilot.press("enter")
        await until(pilot, lambda: "waits" in shown(app))
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(120, 40)
        await pilot.press("escape")
        await until(pilot, lambda: len(answers(app)) == 2)
        assert "word0" in answers(app)[0] and "stopped" in answers(app)[0]
        assert "Leeds" in answers(app)[1]

    drive(app, steps)


def test_leaving_in_the_middle_of_an_answer_is_no_error(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await with_engine(pilot, app, Slow)
        chat(app).ask(Query("What is Ana Ruiz allergic to?"))
        await until(pilot, lambda: "word" in shown(app))

    drive(app, steps)  # raises what ended a worker


def test_an_engine_that_crashes_is_a_message_and_the_question_can_be_asked_again(
    folder: Path,
) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        real = app.assistant.engine
        await with_engine(pilot, app, Crashing)
        answer = await ask(pilot, app, "What is Ana Ruiz allergic to?")
        assert "The model's process ended" in answer
        app.assistant.services._engine = real
        await pilot.press("up")
        await until(pilot, lambda: chat(app).query_one(Composer).text)
        await pilot.press("enter")
        await until(pilot, lambda: len(answers(app)) == 2)
        assert "walnuts" in answers(app)[-1]

    drive(app, steps)


def test_the_latest_exchanges_come_first_and_earlier_ones_on_scrolling_up(folder: Path) -> None:
    from persona_assistant.pmg import ConversationTurn

    with open_store(folder) as memory:
        begun = memory.conversations.begin("long")
        for number in range(60):
            memory.store.conversations.append(
                begun.id,
                ConversationTurn("user", f"question {number}"),
                ConversationTurn("assistant", f"answer {number}"),
            )
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await chat(app).open_conversation(begun.id).wait()
        await until(pilot, lambda: "answer 59" in shown(app))
        assert len(answers(app)) == 20
        chat(app).transcript.scroll_home(animate=False)
        await until(pilot, lambda: len(answers(app)) == 40)
        assert answers(app)[0] == "answer 20"
        await until(pilot, lambda: "question 40" in shown(app) or "question 39" in shown(app))

    drive(app, steps)


class Thinking(Slow):
    """Looks for something once, and answers when it may."""

    may = threading.Event()
    looked = False

    def generate(self, prompt: Any, options: Any = None, cancel: Any = None, **_: Any) -> Any:
        if options.schema is not None:
            assert not self.looked or self.may.wait(60)
            step = {"thought": "Hm.", "action": "retrieve", "keywords": "kayak"}
            self.looked = True
            yield TextPiece(json.dumps({**step, "since": None, "until": None}))
        else:
            yield TextPiece("At the fair.")
        yield Finished("stop", abstained=False)


def test_what_a_model_looks_for_stands_with_the_question_until_it_answers(folder: Path) -> None:
    with open_store(folder) as memory:
        memory.memories.add("I bought a kayak at the fair.")
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await with_engine(pilot, app, Thinking)
        chat(app).ask(Query("Where did I get the thing that floats?"))
        await until(pilot, lambda: "looking for: kayak" in shown(app))
        Thinking.may.set()
        await until(pilot, lambda: answers(app))
        assert "At the fair." in answers(app)[-1]
        assert "looking for" not in shown(app) and "Hm." not in shown(app)

    drive(app, steps)
