"""A language model as a judge, on an OpenAI-compatible server on this machine."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Requests(list):
    """(when, messages) of each question; how many came at once at most, and the last one's body."""

    at_once = most = 0
    last: dict | None = None


@contextmanager
def judge_server(verdicts, *, retry_after=None, seconds=0.0, gone_after=None):
    """An OpenAI-compatible server that gives these verdicts in turn, the last one for ever; a
    number is a status. It thinks for `seconds`, and lists no model any more after so many
    questions."""
    asked, lock = Requests(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if gone_after is not None and len(asked) > gone_after:
                return self.reply(503, {})
            self.reply(200, {"object": "list", "data": [{"id": "referee-1", "object": "model"}]})
            return None

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                asked.append((time.monotonic(), request["messages"]))
                asked.last = request
                verdict = verdicts[min(len(asked), len(verdicts)) - 1]
                asked.at_once += 1
                asked.most = max(asked.most, asked.at_once)
            time.sleep(seconds)
            with lock:
                asked.at_once -= 1
            if isinstance(verdict, int):
                return self.reply(verdict, {"error": {"message": "not now"}})
            message = {"role": "assistant", "content": verdict}
            self.reply(
                200, {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            )
            return None

        def reply(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 429 and retry_after is not None:
                self.send_header("Retry-After", str(retry_after))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a reader that was killed
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
