"""chat, and ask within a conversation."""

from __future__ import annotations

import io
import json
import signal

import pytest
from cli_support import DEMO

from persona_assistant.memory import Store
from persona_assistant.memory.memories import Memory
from tests.support.chat_server import chat_server
from tests.support.slow_server import SlowServer
from tests.support.terminals import open_terminals

MAYA = DEMO / "queries" / "01.jpg"
GREW_UP = "Where did Maya Okonkwo grow up?"
TOWN = "Enugu"


@pytest.fixture
def say(run, monkeypatch):
    """Runs chat with these lines coming through a pipe."""

    def pipe(*lines, options=(), **how):
        text = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        try:
            return run("chat", *options, **how)
        finally:
            monkeypatch.setattr("sys.stdin", None)

    return pipe


@pytest.fixture
def kept(store, tmp_path):
    """What the conversations hold, as (title, what was asked)."""

    def read() -> list[tuple[str, list[str]]]:
        with Store.open(store, key_file=tmp_path / "key", create=False) as memory:
            return [
                (
                    each.title,
                    [t.text for t in memory.conversations.turns(each.id) if t.role == "user"],
                )
                for each in memory.conversations.list()
            ]

    return read


def test_lines_are_answered_one_by_one_without_a_prompt(say, friends, kept):
    ran = say(GREW_UP, "", "where does she work?")
    assert ran.code == 0 and ran.err == "" and ">" not in ran.out
    first, _, second = ran.out.partition("conversation 1\n")
    assert TOWN in first and "as before" not in first
    assert "Maya Okonkwo, as before" in second
    asked = [GREW_UP, "where does she work?"]
    assert kept() == [(GREW_UP, asked)]


def test_a_photo_goes_with_the_next_question_only(say, friends):
    ran = say(
        f"/photo '{MAYA}'", "/who", "Where did this person grow up?", "and where does she work?"
    )
    shown, who, home, *_ = ran.out.splitlines()
    assert shown == "01.jpg goes with the next question"
    assert who.startswith("This is Maya Okonkwo - ") and TOWN in home
    assert ran.out.rstrip().splitlines()[-1].startswith("Maya Okonkwo, as before")


def test_each_line_of_json_is_a_document(say, friends):
    ran = say(GREW_UP, "/who", "/new", "does she sing?", options=["--json"])
    home, who, sings = map(json.loads, ran.out.splitlines())
    assert (home["conversation"], home["persona"]) == (1, "Maya Okonkwo")
    assert who["persona"] == "Maya Okonkwo" and who["explanation"]
    assert (sings["conversation"], sings["persona"], sings["abstained"]) == (2, None, True)
    assert sings["text"].endswith("Who do you mean? Name the person, or show a photo.")


def test_an_error_is_one_line_and_the_chat_goes_on(say, friends, kept):
    ran = say(
        "/photo nowhere.jpg",
        "/dance",
        "/voice",
        "/who",
        GREW_UP,
        "/quit",
        "x",
    )
    assert ran.code == 2 and ran.err.count("error: ") == 3
    assert ran.out.startswith("Nobody yet") and TOWN in ran.out
    assert [asked for _, asked in kept()] == [[GREW_UP]]


def test_a_chat_without_a_question_leaves_no_conversation(say, friends, kept):
    assert say("/new", "/quit").code == 0 and kept() == []


def test_without_a_memory_there_is_nothing_to_talk_about(say):
    assert "add a person to begin" in say("hello").error


def test_a_chat_goes_on_where_it_was(say, run, friends, kept):
    say(GREW_UP)
    say("where does she work?", options=["--continue"])
    assert "as before" in run("ask", "-c", "and where does she work?").out
    assert [len(asked) for _, asked in kept()] == [3]
    unknown = run("ask", "--conversation", "7", "x?").error
    assert "no conversation 7" in unknown and "conversations list" in unknown


def test_ask_keeps_a_conversation_only_when_told_to(run, friends, kept):
    assert "no conversation to go on with" in run("ask", "--continue", "and her age?").error
    run("ask", GREW_UP)
    assert kept() == []
    begun = run("ask", "--new", GREW_UP)
    assert "· conversation 1" in begun.out
    following = run("ask", "-c", "where does she work?", "--json").document
    assert (following["conversation"], following["persona"]) == (1, "Maya Okonkwo")
    assert following["candidates"][0]["scores"] == {"conversation": 1.0}
    assert len(kept()[0][1]) == 2
    assert "give one of" in run("ask", "-c", "--new", "x?").error


# --- at a terminal


@pytest.fixture
def terminal(before, friends, home):
    """chat at a terminal of its own: what is typed goes to `Terminal.type`."""
    with open_terminals() as start:
        yield lambda *options, **more: start([*before, "chat", *options], **more)


def test_ctrl_c_drops_a_line_and_twice_ends_the_chat(terminal, home):
    chat = terminal()
    chat.until("> ")
    chat.type(b"half a line")
    chat.until("half a line")  # else Ctrl-C may take it from under readline, which then waits on
    chat.interrupt("once more to end")
    chat.until("> ")
    chat.type(f"{GREW_UP}\n".encode())
    assert TOWN in chat.until("conversation 1")
    chat.until("> ")
    chat.interrupt("once more to end")
    chat.interrupt("interrupted")
    assert chat.process.wait(30) == 130
    written = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in written if b"Maya" in path.read_bytes()], "no history on the disk"


def test_ctrl_c_ends_an_answer_and_not_the_chat(terminal, kept):
    server = SlowServer(finish=False)
    chat = terminal("--engine", "endpoint", "--base-url", server.url)
    chat.until("> ")
    chat.type(f"{GREW_UP}\n".encode())
    chat.until("Maya is ")
    chat.type(b"\x03")
    chat.until("> ")
    assert server.hung_up.wait(30)
    chat.type(b"/quit\n")
    assert chat.process.wait(30) == 0
    assert [asked for _, asked in kept()] == [[GREW_UP]], "what was said by then is kept"
    server.shutdown()
    server.server_close()


def test_the_end_of_input_ends_the_chat(terminal):
    chat = terminal()
    chat.until("> ")
    chat.type(b"\x04")
    assert chat.process.wait(30) == 0


def test_a_killed_chat_loses_nothing_that_was_answered(terminal, kept):
    chat = terminal()
    chat.until("> ")
    for _ in range(3):
        chat.type(f"{GREW_UP}\n".encode())
        chat.until("Maya Okonkwo over")
        chat.until("> ")
    chat.type(b"What is her age?\n")
    chat.process.send_signal(signal.SIGKILL)
    chat.process.wait()
    ((_, asked),) = kept()
    assert asked[:3] == [GREW_UP] * 3


def test_what_a_model_looks_for_is_said_until_it_answers(before, store, tmp_path, home):
    step = {"thought": "Which?", "action": "retrieve", "keywords": "kayak"}
    thoughts = [json.dumps({**step, "since": None, "until": None})]

    def reply(messages):
        if "Do not answer yet" in json.dumps(messages[-1]):
            return thoughts.pop() if thoughts else "no form"
        return "At the fair."

    with Store.open(store, key_file=tmp_path / "key") as memory:
        memory.memories.add(Memory("semantic", "I bought a kayak at the fair."))
    with chat_server(reply) as (url, _), open_terminals() as start:
        words = [*before, "chat", "--engine", "endpoint", "--base-url", url]
        chat = start(words, TERM="xterm")
        chat.until("> ")
        chat.type(b"Where did I get the thing that floats?\n")
        chat.until("\r\x1b[Klooking for: kayak")
        assert "thought" not in chat.until("\r\x1b[KAt the fair.")
