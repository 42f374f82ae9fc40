"""A real browser without a window, driven over a pipe with the DevTools protocol: no library, no
port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROGRAM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
_PATIENCE = 40
"""Seconds; a busy machine starts a browser slowly."""


_START = """
import os, sys
ends = [os.dup(int(end)) for end in sys.argv[1:3]]  # out of the way of 3 and 4
while min(ends) < 5:
    ends = [os.dup(end) for end in ends]
for place, end in zip((3, 4), ends):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The protocol's descriptors are 3 and 4, whatever the pipes' own are."""


class Chromium:
    """One page of one browser. Remembers what it asked for outside of the file, and what went
    wrong."""

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _START,
                str(to_read),
                str(to_write),
                str(PROGRAM),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--mute-audio",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
                f"--user-data-dir={self._profile.name}",
            ],
            pass_fds=(to_read, to_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._number, self._rest, self._session = 0, b"", None
        self.requests: list[str] = []
        self.complaints: list[str] = []
        """Uncaught errors and what the page's policy refused."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            block = os.read(self._from, 1 << 20)
            if not block:
                raise RuntimeError("the browser is gone")
            self._rest += block
        line, _, self._rest = self._rest.partition(b"\0")
        return json.loads(line)

    def _note(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(
                told["exceptionDetails"].get("exception", {}).get("description", "error")
            )
        elif event.get("method") == "Log.entryAdded":
            self.complaints.append(told["entry"]["text"])

    def open(
        self, page: Path, *, width: int = 1280, height: int = 900, scripts: bool = True
    ) -> float:
        """Load a file. Seconds until its DOM was complete and its script had run."""
        self.requests.clear()
        self.complaints.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.ask("Page.navigate", url="about:blank")
        start = time.monotonic()
        self.ask("Page.navigate", url=page.resolve().as_uri())
        self.until("document.readyState === 'complete' && location.protocol === 'file:'")
        return time.monotonic() - start

    def visit(self, address: str, *, width: int = 1280, height: int = 900) -> None:
        """Load a page of a server."""
        self.requests.clear()
        self.complaints.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.protocol === 'http:'")

    def get(self, expression: str) -> Any:
        """The value of some JavaScript; the page's policy does not bind the one who looks at it."""
        answer = self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(
                str(answer["exceptionDetails"].get("exception", {}).get("description"))
            )
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not self.get(f"!!({expression})"):
            if time.monotonic() > end:
                raise AssertionError(f"never came true: {expression}")
            time.sleep(0.02)

    def press(self, *keys: str) -> None:
        """Type: single letters, or Tab, Enter and Space."""
        names = {"Tab": ("\t", 9), "Enter": ("\r", 13), "Space": (" ", 32)}
        for key in keys:
            text, code = names.get(key, (key, ord(key[0].upper())))
            kind = {
                "key": text if key == "Space" else key,
                "windowsVirtualKeyCode": code,
                "text": text,
            }
            self.ask("Input.dispatchKeyEvent", type="keyDown", **kind)
            self.ask(
                "Input.dispatchKeyEvent", type="keyUp", key=kind["key"], windowsVirtualKeyCode=code
            )

    def picture(self, to: Path, *, whole: bool = False, clip: dict[str, Any] | None = None) -> None:
        asked: dict[str, Any] = {"captureBeyondViewport": whole}
        if clip:
            asked["clip"] = {"scale": 1, **clip}
        to.write_bytes(
            base64.b64decode(self.ask("Page.captureScreenshot", format="png", **asked)["data"])
        )

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        os.close(self._to)
        os.close(self._from)
        self._profile.cleanup()
