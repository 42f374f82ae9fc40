"""A model hub on this machine, for tests: the answers of a real one, and its misfortunes.

Two servers, as in life: the hub, which knows repositories, hashes and who may have them, and the
storage that it sends big files' readers to. What was asked is kept in `asked`.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from persona_assistant.weights.catalog import CatalogFile, CatalogModel
from persona_assistant.weights.hub import Hub
from persona_assistant.weights.pull import PulledModel, pull_from

REPOSITORY = "makers/tiny-GGUF"
MODEL = b"GGUF" + bytes(range(256)) * 40
PROJECTOR = b"GGUF" + b"eyes and ears" * 99
NOTES = b'{"a": "small file"}'
COMMIT = "c0ffee" + "0" * 34
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"


@dataclass
class ModelHub:
    """`files[repository][path]` is content; what ends in .json is not in large-file storage. The
    name of a data set's repository begins with "datasets/"."""

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    token: str | None = None
    """Who has it may read; everybody when None."""
    refuse_with: int | None = None
    """Every question to the hub is answered with this status."""
    no_hub: bool = False
    """Answers like the login buffer of a hotel's network."""
    served: dict[str, bytes] = field(default_factory=dict)
    """By path: what storage gives instead of the content."""
    stop_after: int | None = None
    """Storage falls silent after so many bytes of a file..."""
    then_close: bool = False
    """... or closes the connection, once."""
    no_ranges: bool = False
    seconds: float = 0.0
    """Storage thinks for so long before it gives a file."""
    buffer: int = 1000
    """So many names at most are told at once."""
    at_once: int = 0
    most: int = 0
    """Files that storage gives now, and the most it ever gave at once."""
    asked: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    """(server, path, Range, Authorization) of each GET, and of each HEAD with the server "head"."""
    agents: set[str] = field(default_factory=set)

    @classmethod
    def with_tiny_model(cls) -> ModelHub:
        return cls(
            {REPOSITORY: {"model.gguf": MODEL, "eyes/mmproj.gguf": PROJECTOR, "notes.json": NOTES}}
        )

    def __enter__(self) -> ModelHub:
        self.silent, self.lock = threading.Event(), threading.Lock()
        self._servers = [_serve(self, _HubAnswers), _serve(self, _StorageAnswers)]
        self.url, self.storage = (
            f"http://127.0.0.1:{server.server_port}" for server in self._servers
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.silent.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def given(self, path: str) -> list[str | None]:
        """The Range of every request for a file's content."""
        return [
            span
            for server, asked, span, _ in self.asked
            if (server == "storage" and asked.endswith(path))
            or (server == "hub" and asked.endswith(path))
            if server == "storage" or path.endswith(".json")
        ]


def tiny_model(*, sha256: str | None = None, **other) -> CatalogModel:
    """The catalogue's entry of what `with_tiny_model` has; `sha256` is that of model.gguf."""
    about = {
        "name": "tiny",
        "title": "Tiny",
        "purpose": "language model",
        "repository": REPOSITORY,
        "revision": "main",
        "license": "mit",
        "source": "a test",
        "files": (
            CatalogFile("model.gguf", "model", sha256=sha256),
            CatalogFile("eyes/mmproj.gguf", "projector"),
            CatalogFile("notes.json"),
        ),
    }
    return CatalogModel(**{**about, **other})


def pull(**other) -> PulledModel:
    """The tiny model from the hub that HF_ENDPOINT names; `other` as in `tiny_model`."""
    return pull_from(Hub(), tiny_model(**other))


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def without_network_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own between a test and its hub."""
    for name in (
        "HF_TOKEN",
        "HF_ENDPOINT",
        "HF_HUB_OFFLINE",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)


def is_large(path: str) -> bool:
    return not path.endswith(".json")


def git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def _serve(hub: ModelHub, answers: type) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a reader that was killed
    server.hub = hub
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    return server


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    name = ""

    def do_HEAD(self) -> None:
        self._take("head")

    def do_GET(self) -> None:
        self._take(self.name)

    def _take(self, server: str) -> None:
        self.hub: ModelHub = self.server.hub
        url = urlsplit(self.path)
        path, self.query = unquote(url.path), parse_qs(url.query)
        self.hub.asked.append(
            (server, path, self.headers.get("Range"), self.headers.get("Authorization"))
        )
        self.hub.agents.add(self.headers.get("User-Agent", ""))
        self.answer(path)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _HubAnswers(_Answers):
    name = "hub"

    def answer(self, path: str) -> None:
        hub = self.hub
        if hub.refuse_with:
            return self.say(hub.refuse_with)
        if hub.no_hub:
            return self.say(200, b"<html>Please accept our terms</html>", Content_Type="text/html")
        if hub.token and self.headers.get("Authorization") != f"Bearer {hub.token}":
            return self.say(
                401, X_Error_Code="GatedRepo", X_Error_Message="Access to this model is restricted."
            )
        if path.startswith("/api/models/"):
            return self.tell(path.removeprefix("/api/models/"))
        if path.startswith("/api/datasets/"):
            return self.tell(path.removeprefix("/api/"))
        repository, _, rest = path.strip("/").partition("/resolve/")
        revision, _, name = rest.partition("/")
        if repository not in hub.files:
            return self.say(404, X_Error_Code="RepoNotFound")
        if revision not in ("main", COMMIT):
            return self.say(404, X_Error_Code="RevisionNotFound")
        if name not in hub.files[repository]:
            return self.say(404, X_Error_Code="EntryNotFound")
        content = hub.files[repository][name]
        if not is_large(name):
            blob = git_blob(content)
            return self.say(
                200, hub.served.get(name, content), ETag=f'"{blob}"', X_Repo_Commit=COMMIT
            )
        self.say(
            302,
            Location=f"{hub.storage}/{repository}/{name}?signature=abc",
            X_Repo_Commit=COMMIT,
            X_Linked_Etag=f'"{hashlib.sha256(content).hexdigest()}"',
            X_Linked_Size=str(len(content)),
            ETag='"of-the-redirect"',
        )
        return None

    def tell(self, path: str) -> None:
        repository, of_tree, _ = path.partition("/tree/")
        if of_tree and repository in self.hub.files:
            begin = int(self.query.get("cursor", ["0"])[0])
            names = list(self.hub.files[repository].items())
            more = {}
            if len(names) > begin + self.hub.buffer:
                following = f"{self.hub.url}{urlsplit(self.path).path}?recursive=True&cursor="
                more = {"Link": f'<{following}{begin + self.hub.buffer}>; rel="next"'}
            tree = [
                {
                    "type": "file",
                    "path": name,
                    "size": len(content),
                    "oid": git_blob(content),
                    **(
                        {
                            "lfs": {
                                "oid": hashlib.sha256(content).hexdigest(),
                                "size": len(content),
                                "pointerSize": 130,
                            }
                        }
                        if is_large(name)
                        else {}
                    ),
                }
                for name, content in names[begin : begin + self.hub.buffer]
            ]
            return self.say(200, json.dumps(tree).encode(), Content_Type="application/json", **more)
        repository = path.partition("/revision/")[0]
        if repository in self.hub.files:
            about = {"id": repository, "sha": COMMIT, "siblings": []}
            return self.say(200, json.dumps(about).encode(), Content_Type="application/json")
        self.say(404, X_Error_Code="RepoNotFound")
        return None


class _StorageAnswers(_Answers):
    name = "storage"

    def answer(self, path: str) -> None:
        hub = self.hub
        with hub.lock:
            hub.at_once += 1
            hub.most = max(hub.most, hub.at_once)
        try:
            hub.silent.wait(hub.seconds)
            self.give(path.strip("/"))
        finally:
            with hub.lock:
                hub.at_once -= 1

    def give(self, path: str) -> None:
        hub = self.hub
        repository = next(each for each in hub.files if path.startswith(each + "/"))
        name = path.removeprefix(repository + "/")
        content = hub.served.get(name, hub.files[repository][name])
        span, start = self.headers.get("Range"), 0
        if span and not hub.no_ranges:
            start = int(span.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                return self.say(416, Content_Range=f"bytes */{len(content)}")
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if hub.stop_after is None or start >= hub.stop_after:
            self.wfile.write(content[start:])
            return None
        self.wfile.write(content[start : hub.stop_after])
        self.wfile.flush()
        if hub.then_close:
            hub.stop_after = None
            self.connection.close()
        else:
            hub.silent.wait(60)
        self.close_connection = True
        return None
