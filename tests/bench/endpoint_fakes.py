"""Language models on servers of this machine that a test can break."""

from __future__ import annotations

import io
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

from persona_assistant.bench.answerer import ModelRoute
from persona_assistant.bench.answering import Job, answer_all
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Case, Conditions
from persona_assistant.engines.base import collect
from persona_assistant.engines.endpoint import EndpointEngine
from persona_assistant.engines.retry import RetryPolicy
from persona_assistant.pmg import Picture, Query
from persona_assistant.prompt import Prompt

HASTY = RetryPolicy(attempts=3, first_delay=0.01)


class Model(ThreadingHTTPServer):
    """Echoes the question in capitals; `trouble(model, request)` may send something else and say
    so."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, trouble=None, entry=None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.trouble, self.entry = trouble, {"id": "tiny-omni", **(entry or {})}
        self.asked: list[dict] = []
        self.at: list[float] = []
        self.lock = threading.Lock()
        self.now = self.most = 0
        self.handle_error = lambda *_: None

    @property
    def questions(self) -> list[str]:
        return [request["messages"][-1]["content"][0]["text"] for request in self.asked]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Model

    def do_GET(self) -> None:
        self.send(200, {"data": [self.server.entry]})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            server.asked.append(request)
            server.at.append(time.monotonic())
            server.now += 1
            server.most = max(server.most, server.now)
        try:
            if server.trouble is None or not server.trouble(self, request):
                self.stream(request)
        finally:
            with server.lock:
                server.now -= 1

    def stream(self, request: dict, usage: dict | None = None, whole: bool = True) -> None:
        text = request["messages"][-1]["content"][0]["text"].upper()
        self.start()
        for piece in (text[:1], text[1:]):
            self.event({"choices": [{"delta": {"content": piece}}], "usage": None})
        if not whole:
            self.close_connection = True
            return
        self.event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        if request.get("stream_options") == {"include_usage": True}:
            self.event(
                {"choices": [], "usage": usage or {"prompt_tokens": 30, "completion_tokens": 2}}
            )
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def start(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def event(self, document: dict) -> None:
        self.wfile.write(f"data: {json.dumps(document)}\n\n".encode())
        self.wfile.flush()

    def send(self, status: int, document: dict, **headers: str) -> bool:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        return True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def models(*troubles, **more):
    servers = [Model(trouble, **more) for trouble in troubles]
    for server in servers:
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
    try:
        yield servers
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def picture() -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return Picture(file.getvalue(), 8, 8)


class Item(str):
    def without_ground_truth(self):
        return self


class Posing:
    headline = "Cal"

    def build_prompt(self, item, media, conditions) -> Prompt:
        return Prompt((item, picture()), Query(item))


def jobs(count: int) -> list[Job]:
    return [
        Job(Item(f"question {i}"), Entry(Case(f"q{i}", f"s{i // 3}", {}, "?"), f"key {i}"))
        for i in range(count)
    ]


def ask(count, servers, *, concurrency=1, retry=HASTY, **more):
    answerers = [ModelRoute(EndpointEngine(server.url, retry=retry)) for server in servers]
    return answer_all(
        jobs(count),
        Posing(),
        None,
        Conditions(),
        answerers,
        Log(None),
        concurrency=concurrency,
        **more,
    )


def says(server, retry=HASTY) -> str:
    engine = EndpointEngine(server.url, retry=retry)
    return collect(engine.generate(Prompt(("hello",), Query("hello")))).text
