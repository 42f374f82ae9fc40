"""A language model on an OpenAI-compatible server on this machine, whose replies a function
makes."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Asked(list):
    """The messages of each question."""

    at_once = most = 0


@contextmanager
def chat_server(reply, *, seconds=0.0):
    """`reply(messages)` gives what is said, or a status. It thinks for `seconds`."""
    asked, lock = Asked(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send(200, {"object": "list", "data": [{"id": "scribe-1", "object": "model"}]})

        def do_POST(self):
            messages = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"]
            with lock:
                asked.append(messages)
                asked.at_once += 1
                asked.most = max(asked.most, asked.at_once)
                said = reply(messages)
            time.sleep(seconds)
            with lock:
                asked.at_once -= 1
            if isinstance(said, int):
                return self.send(said, {"error": {"message": "not now"}})
            message = {"role": "assistant", "content": said}
            self.send(200, {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
            return None

        def send(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a reader that has gone
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
