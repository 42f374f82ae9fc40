"""The browser mode when the disk is full, or the memory busy or locked in the middle of an answer:
sentences, and the page goes on."""

from __future__ import annotations

import asyncio
import contextlib
import re
import resource
import sys
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from persona_assistant.memory import Store
from tests.tui.test_browser_mode import Served
from tests.tui.tui_support import key_of, open_store

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)", re.DOTALL)
_PATIENCE = 60
"""Seconds."""


class Page:
    """What the page in a browser does: it sends keys and gets what is drawn."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._drawn = socket, ""

    async def type(self, text: str) -> None:
        await self._socket.send_json(["stdin", text])

    async def until(self, *words: str) -> None:
        """Until all of this is drawn anew. Where a sentence begins with a path, its lines break
        elsewhere on each machine: look for its words one by one."""
        async with asyncio.timeout(_PATIENCE):
            while not all(each in self._seen for each in words):
                message = await self._socket.receive()
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), message
                if message.type == aiohttp.WSMsgType.BINARY:
                    self._drawn += message.data.decode("utf-8", "replace")
        self._drawn = ""

    @property
    def _seen(self) -> str:
        return " ".join(_ESCAPE.sub(" ", self._drawn).split())


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's")
def test_a_full_disk_and_a_busy_or_locked_memory_are_sentences(folder: Path) -> None:
    served = Served(folder)
    try:
        asyncio.run(troubles(served, folder))
    finally:
        served.process.terminate()
        _, err = served.process.communicate(timeout=30)
    assert "Traceback" not in err
    with open_store(folder) as memory:
        (kept,) = memory.conversations.list()
        said = [turn.text for turn in memory.conversations.show(kept).turns if turn.role == "user"]
        # What was asked while nothing could be written is kept or not, as the moment was.
        assert {
            "What is Ana Ruiz allergic to?",
            "Where does Ben Okoro repair bicycles?",
        } <= set(said)


async def troubles(served: Served, folder: Path) -> None:
    own = f"http://127.0.0.1:{served.port}"
    address = f"{own}{served.base}ws?width=120&height=40"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, headers={"Origin": own}) as socket,
    ):
        page = Page(socket)
        await page.until("Ask about somebody you remember")
        # What is asked before the memory is open fails in another way where the disk is full.
        await page.type("Who is Ana Lopes?\r")
        await page.until("Ana Lopes over 99 %")
        with full_disk(served):
            await page.type("Where does Ben Okoro repair bicycles?\r")
            await page.until("disk", "full", "failing")
        await page.type("What is Ana Ruiz allergic to?\r")
        await page.until("walnuts.", "this answers")  # nothing more is written then
        with Store.open(folder, key_file=key_of(folder), create=False) as other:
            writing = other._connections.raw()
            writing.execute("BEGIN IMMEDIATE")
            await page.type("Where does Ben Okoro repair bicycles?\r")
            await page.until("Another process is writing")
            writing.execute("ROLLBACK")
            writing.execute("BEGIN IMMEDIATE")
            await page.type("Who is Ana Lopes?\r")
            await page.until("Who is Ana Lopes?")
            await page.type("\x0c")
            writing.execute("ROLLBACK")
        await page.until("The memory is locked")
        await page.type("\x12")
        await page.until("walnuts.")
        await page.type("Where does Ben Okoro repair bicycles?\r")
        await page.until("Leeds")
        await kept(folder, "Where does Ben Okoro repair bicycles?")


async def kept(folder: Path, question: str) -> None:
    """Until the memory keeps it; an answer is drawn before that."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            with open_store(folder) as memory:
                if memory.conversations.search(question):
                    return
            await asyncio.sleep(0.1)


@contextlib.contextmanager
def full_disk(served: Served) -> Any:
    """No file of the app grows meanwhile."""
    apps = psutil.Process(served.process.pid).children(recursive=True)
    before = {each.pid: resource.prlimit(each.pid, resource.RLIMIT_FSIZE) for each in apps}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
