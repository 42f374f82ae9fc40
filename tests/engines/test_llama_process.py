"""How answers of the llama engine end, and its child process: cancelled, left, killed, closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from persona_assistant.engines.base import GenerateOptions, texts
from persona_assistant.errors import EngineCrashed, EngineError, MediaError
from persona_assistant.pmg import Clip, Picture
from tests.support.llama_engines import engine_on, long_answer, prompt, says
from tests.support.made_media import picture

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Ada keeps a tortoise called Hypatia"


# --- ends ----------------------------------------------------------------------------------------


def test_cancel_ends_the_answer_and_the_work(engine):
    before = says(engine, "Who?")
    cancel = threading.Event()
    answer = long_answer(engine, "Who?", cancel=cancel)
    next(answer)
    cancel.set()
    started = time.monotonic()
    assert len(list(answer)) <= 1
    assert says(engine, "Who?") == before
    assert time.monotonic() - started < 2, "a full answer takes longer"


def test_leaving_an_answer_frees_the_engine_for_the_next(engine):
    before = says(engine, "Who?")
    answer = long_answer(engine, "Who?")
    next(answer)
    answer.close()
    started = time.monotonic()
    assert says(engine, "Who?") == before and time.monotonic() - started < 2


def test_two_answers_at_once_come_one_after_the_other(engine):
    alone = says(engine, "Who?")
    first = texts(engine.generate(prompt("What?"), options=GenerateOptions(max_tokens=100)))
    begun = next(first)
    assert says(engine, "Who?") == alone
    assert begun + "".join(first) == says(engine, "What?", max_tokens=100)


def test_a_prompt_that_is_too_long_is_said_with_numbers(engine):
    with pytest.raises(
        EngineError, match=r"takes \d{4} tokens .* holds 2048: .*fewer people"
    ) as caught:
        says(engine, SECRET * 100)
    assert "tortoise" not in str(caught.value)
    assert caught.value.code == "prompt_too_long" and caught.value.fields["n_ctx"] == 2048
    assert says(engine, "Who?")


def test_media_that_cannot_be_read_are_said_and_the_next_question_works(engine):
    before = says(engine, "Who?")
    for broken, where in (
        (Picture(b"no picture", 9, 9, "a.png"), "a.png"),
        (Clip(b"no sound", 1.0, "b.flac"), "b.flac"),
    ):
        with pytest.raises(MediaError, match=where):
            says(engine, "Who?", picture(1), broken)
        assert says(engine, "Who?") == before


@pytest.mark.parametrize(
    ("number", "hint"), [(signal.SIGKILL, "memory"), (signal.SIGABRT, "assertion")]
)
def test_a_child_that_dies_is_an_error_and_the_next_question_works(gguf_folder, number, hint):
    engine = engine_on(gguf_folder)
    try:
        before = says(engine, SECRET, max_tokens=8)
        first_pid = engine.pid
        answer = long_answer(engine, SECRET)
        next(answer)
        os.kill(engine.pid, number)
        with pytest.raises(EngineCrashed, match=f"{number.name}.*{hint}.*[Aa]gain") as caught:
            list(answer)
        assert "\n" not in str(caught.value) and "tortoise" not in str(caught.value)
        assert engine.pid is None
        assert says(engine, SECRET, max_tokens=8) == before
        assert engine.pid != first_pid
    finally:
        engine.close()


def test_closing_leaves_no_process_even_in_the_middle(gguf_folder):
    engine = engine_on(gguf_folder)
    answer = long_answer(engine, "Who?")
    next(answer)
    pid = engine.pid
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 1, "it ends by itself and needs no kill"
    assert not psutil.pid_exists(pid)
    with pytest.raises(EngineError, match="closed"):
        list(answer)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_the_child_dies_with_its_parent_in_the_middle_of_an_answer(gguf_folder):
    program = (
        "import os, signal, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from persona_assistant.engines.base import GenerateOptions\n"
        "from persona_assistant.engines.llama import LlamaEngine\n"
        "from persona_assistant.prompt import Prompt; from persona_assistant.pmg import Query\n"
        "engine = LlamaEngine(Path(sys.argv[1]), n_ctx=2048, threads=1)\n"
        "options = GenerateOptions(max_tokens=1900)\n"
        "next(engine.generate(Prompt(('Who?',), Query()), options=options))\n"
        "print(engine.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", program, str(gguf_folder / "model.gguf"), str(ROOT)]
    child = int(subprocess.run(command, capture_output=True, text=True).stdout)
    deadline = time.monotonic() + 5
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.02)


def test_the_child_outlives_the_thread_that_asked_first_and_an_interrupt(gguf_folder):
    engine = engine_on(gguf_folder)
    try:
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(says(engine, "Who?")))
        asking.start()
        asking.join()
        pid = engine.pid
        os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
        assert [says(engine, "Who?")] == answers and engine.pid == pid
    finally:
        engine.close()


# --- privacy -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_has_no_socket_no_keys_and_logs_no_prompt(gguf_folder, monkeypatch):
    import socket

    monkeypatch.setenv("PERSONA_ASSISTANT_API_KEY", "sk-private")
    engine = engine_on(gguf_folder)
    with socket.socketpair()[0] as ours:
        ours.set_inheritable(True)
        try:
            says(engine, SECRET, picture(1))
            with pytest.raises(EngineError):
                says(engine, SECRET * 100)
            proc = Path(f"/proc/{engine.pid}")
            targets = [
                os.readlink(entry) for entry in (proc / "fd").iterdir() if entry.is_symlink()
            ]
            assert targets and not [target for target in targets if target.startswith("socket:")]
            assert b"sk-private" not in (proc / "environ").read_bytes()
            assert b"tortoise" not in (proc / "cmdline").read_bytes()
            assert engine.log, "the projector logs a warning"
            assert "tortoise" not in "\n".join(engine.log)
        finally:
            engine.close()
