"""The browser mode: the same screen in a real browser, and nothing without the token."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.chromium import PROGRAM, Chromium
from tests.support.terminals import ROOT
from tests.tui.tui_support import filled, key_of, open_store

_COMMAND = ("-m", "persona_assistant.cli")


class Served:
    """`persona-assistant web`, running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        store = ["--store", str(folder), "--key-file", str(key_of(folder))]
        self.process = subprocess.Popen(
            [sys.executable, *_COMMAND, *store, "web", "--port", str(self.port)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().removeprefix("Open ").strip()

    def status(self, path: str, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status

    def last_answer(self) -> str:
        """What the memory kept of the conversation; the page itself draws on a canvas."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with open_store(self.folder) as memory:
                kept = memory.conversations.list()
                if kept and (turns := memory.conversations.show(kept[0]).turns):
                    return str(turns[-1].text)
            time.sleep(0.2)
        raise AssertionError("nothing was kept")

    @property
    def base(self) -> str:
        """The path that the token makes."""
        return self.address.partition(str(self.port))[2]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(filled(tmp_path_factory.mktemp("people") / "store"))
    yield served
    served.process.terminate()
    out, err = served.process.communicate(timeout=30)
    assert out == "" and "Traceback" not in err, "nothing is printed but the address"


_SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_only_the_whole_address_opens_it(served: Served) -> None:
    assert served.address.startswith("http://127.0.0.1:")
    assert served.status(served.base) == 200
    assert served.status("/") == 403
    assert served.status("/ws", **_SOCKET) == 403
    assert served.status("/static/js/textual.js") == 403
    assert served.status(served.base[:-2] + "/") == 403


def test_other_hosts_and_other_pages_are_refused(served: Served) -> None:
    own = f"http://127.0.0.1:{served.port}"
    assert served.status(served.base, Host=f"evil.example:{served.port}") == 403
    assert served.status(served.base, Origin="http://evil.example") == 403
    assert served.status(f"{served.base}ws", **_SOCKET) == 403, "a websocket without an origin"
    assert served.status(f"{served.base}ws", Origin="null", **_SOCKET) == 403
    assert served.status(f"{served.base}ws", Origin=own, **_SOCKET) == 101


def test_it_listens_on_this_machine_alone(tmp_path: Path) -> None:
    everywhere = {"PERSONA_ASSISTANT_SERVER__HOST": "0.0.0.0", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "persona_assistant.cli", "web"],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, **everywhere},
    )  # fmt: skip
    assert done.returncode == 2
    assert "listens on this machine alone, not on 0.0.0.0" in done.stderr


def test_a_port_that_is_taken_is_one_clear_line(served: Served) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "persona_assistant.cli", "web", "--port", str(served.port)],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"port {served.port} cannot be listened on" in done.stderr


@pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")
def test_a_conversation_in_a_real_browser(served: Served) -> None:
    browser = Chromium()
    try:
        browser.visit(served.address)
        browser.until("document.body.classList.contains('-first-byte')")
        browser.get("document.querySelector('textarea').focus()")
        browser.press(*"Where does Ben Okoro repair bicycles?", "Enter")
        assert "Leeds" in served.last_answer()
        outside = [each for each in browser.requests if not each.startswith(served.address)]
        assert [each.rpartition("/")[2] for each in outside] in ([], ["favicon.ico"])
    finally:
        browser.close()
