"""A server that speaks OpenAI's protocol over the loopback interface, as a test scripts it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OpenAIServer(ThreadingHTTPServer):
    """Replies as `reply(handler)` says and remembers every request."""

    daemon_threads = True

    def __init__(self, reply: Callable[[BaseHTTPRequestHandler], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.reads_body = True
        self.requests: list[tuple[str, dict[str, str], dict]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has heard enough may leave; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: OpenAIServer

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers), {}))
        self.send_json(200, {"data": [{"id": "tiny-omni"}, {"id": "other"}]})

    def do_POST(self) -> None:
        whole = int(self.headers["Content-Length"]) if self.server.reads_body else 0
        body = json.loads(self.rfile.read(whole) or b"{}")
        self.server.requests.append((self.path, dict(self.headers), body))
        self.server.reply(self)

    def send_json(self, status: int, document: object) -> None:
        self.send_bytes(status, json.dumps(document).encode(), "application/json")

    def send_bytes(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def start_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send_event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()

    def send_piece(self, text: str) -> None:
        self.send_event(json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}))

    def end_stream(self) -> None:
        self.send_event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass


def streams(*pieces: str, **last: object) -> Callable[[Handler], None]:
    """Replies with these pieces; `last` are fields of a closing document."""

    def reply(handler: Handler) -> None:
        handler.start_stream()
        handler.send_event(
            json.dumps({"choices": [{"delta": {"role": "assistant", "content": None}}]})
        )
        for piece in pieces:
            handler.send_piece(piece)
        if last:
            handler.send_event(json.dumps(last))
        handler.end_stream()

    return reply


@contextmanager
def openai_servers() -> Iterator[Callable[..., OpenAIServer]]:
    """A function that starts one for each reply; all are closed at the end."""
    servers = []

    def start(reply: Callable[[Handler], None]) -> OpenAIServer:
        server = OpenAIServer(reply)
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        servers.append(server)
        return server

    try:
        yield start
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
