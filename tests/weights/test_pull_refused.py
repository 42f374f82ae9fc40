"""What must not arrive does not, and one line says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_assistant.errors import PullError
from persona_assistant.weights import registry
from persona_assistant.weights.hub import is_inside
from tests.support.model_hub import MODEL, NOTES, POINTER, REPOSITORY, pull, sha

pytestmark = pytest.mark.usefixtures("models")


def refused(models: Path, match: str, **other) -> PullError:
    """The one-line error of a pull that leaves nothing that looks like a model."""
    with pytest.raises(PullError, match=match) as caught:
        pull(**other)
    assert "\n" not in str(caught.value)
    assert registry.installed() == [] and not (models / "tiny").exists()
    assert not (models / "tiny.part/model.gguf").exists()
    return caught.value


def test_a_file_of_another_hash_is_thrown_away(hub, models):
    hub.served["model.gguf"] = MODEL[:-1] + b"!"
    refused(models, "another sha256")
    assert not (models / "tiny.part/model.gguf.part").exists(), "the next pull would build on it"
    hub.served.clear()
    pull()


def test_a_small_file_of_another_content_is_thrown_away(hub, models):
    hub.served["notes.json"] = NOTES.replace(b"small", b"other")
    with pytest.raises(PullError, match=r"notes\.json .* another content"):
        pull()
    assert not (models / "tiny").exists() and not list(models.rglob("notes.json*"))


def test_a_hub_whose_file_is_not_the_catalogues_is_not_asked_for_it(hub, models):
    refused(models, "another model.gguf than the catalogue", sha256="0" * 64)
    assert not hub.given("model.gguf")
    pull(sha256=sha(MODEL))


@pytest.mark.parametrize("as_long", [False, True])
def test_a_pointer_is_told_from_a_file(hub, models, as_long):
    pointer = POINTER % (sha(MODEL).encode(), len(MODEL))
    hub.served["model.gguf"] = pointer.ljust(len(MODEL)) if as_long else pointer
    assert "mirror" in str(refused(models, "git-LFS pointer"))
    assert not (models / "tiny.part/model.gguf.part").exists()


def test_what_is_no_gguf_is_not_taken_for_one(hub, models):
    hub.files[REPOSITORY]["model.gguf"] = b"<html>gone</html>"
    refused(models, "no GGUF file")


def test_what_the_hub_lacks_is_named(hub, models):
    del hub.files[REPOSITORY]["model.gguf"]
    error = refused(models, "has no model.gguf in makers/tiny-GGUF at main")
    assert error.code == "pull_offline" and "--" not in str(error)
    refused(models, "has no model.gguf .* at 0.9", revision="0.9")
    refused(models, "has no model.gguf in nobody/nothing", repository="nobody/nothing")
    refused(models, "has no nobody/nothing", repository="nobody/nothing", files=(), patterns=("*",))
    refused(models, r"holds nothing called \*\.onnx", files=(), patterns=("*.onnx",))


@pytest.mark.parametrize(
    ("status", "match"), [(403, "terms"), (503, "answered 503"), (500, "try again later")]
)
def test_a_hub_that_refuses_says_why(hub, models, status, match):
    hub.refuse_with = status
    refused(models, match)


def test_what_is_no_hub_is_not_believed(hub, models):
    hub.no_hub = True
    refused(models, "does not answer like a model hub")


def test_a_hub_that_is_not_there(models, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    error = refused(models, "cannot be reached")
    assert "HF_ENDPOINT" in str(error) and error.code == "pull_offline"


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("model.gguf", True),
        ("eyes/mmproj.gguf", True),
        ("..hidden/a..b", True),
        ("", False),
        ("/etc/passwd", False),
        ("a/../../b", False),
        ("..", False),
        ("C:evil.dll", False),
        ("a\\..\\..\\b", False),
        ("a\0b", False),
    ],
)
def test_a_path_stays_inside_on_every_system(path, inside):
    assert is_inside(path) is inside
