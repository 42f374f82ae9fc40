"""An OpenAI-compatible server that says one piece of an answer and then takes its time."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class SlowServer(ThreadingHTTPServer):
    """Says one piece, then waits to be hung up on."""

    daemon_threads = True

    def __init__(self, finish: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Replies)
        self.finish = finish
        self.hung_up = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Replies(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        self._head("application/json")
        self.wfile.write(b'{"data": [{"id": "loopback"}]}')

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        assert json.loads(asked)["stream"]
        self._head("text/event-stream")
        self._say({"choices": [{"delta": {"content": "Maya is "}}]})
        if self.server.finish:
            self._say(
                {"choices": [{"delta": {"content": "a nurse \033[31m."}, "finish_reason": "stop"}]}
            )
            return
        try:
            while True:
                self.wfile.write(b": still thinking\n\n")
                self.wfile.flush()
                threading.Event().wait(0.1)
        except OSError:
            self.server.hung_up.set()

    def _head(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def _say(self, document: dict) -> None:
        self.wfile.write(b"data: " + json.dumps(document).encode() + b"\n\n")
        self.wfile.flush()
