"""Models come from a hub whole and checked, or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from persona_assistant.errors import BadInput, DiskFull, ModelError, PullError
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.hub import Hub
from persona_assistant.weights.pull import pull_from
from tests.support.model_hub import (
    COMMIT,
    MODEL,
    NOTES,
    POINTER,
    PROJECTOR,
    REPOSITORY,
    ModelHub,
    without_network_settings,
)
from tests.support.model_hub import tiny_model as model

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    without_network_settings(monkeypatch)
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch):
    with ModelHub.with_tiny_model() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def pull(**other):
    return pull_from(Hub(), model(**other))


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def left_over(models: Path) -> list[str]:
    """Everything below the shelf that is not a lock."""
    found = (each.relative_to(models).as_posix() for each in models.rglob("*") if each.is_file())
    return sorted(each for each in found if not each.endswith(".lock"))


# --- what arrives


def test_a_model_arrives_with_what_is_known_of_it(hub, models):
    pulled = pull()
    assert not pulled.already
    assert (models / "tiny/model.gguf").read_bytes() == MODEL
    assert (models / "tiny/eyes/mmproj.gguf").read_bytes() == PROJECTOR
    manifest = json.loads((models / "tiny/manifest.json").read_text())
    assert manifest["revision"] == COMMIT and manifest["origin"] == hub.url
    assert manifest["license"] == "mit" and manifest["repository"] == REPOSITORY
    assert {
        file["path"]: (file["role"], file["size"], file["sha256"]) for file in manifest["files"]
    } == {
        "model.gguf": ("model", len(MODEL), sha(MODEL)),
        "eyes/mmproj.gguf": ("projector", len(PROJECTOR), sha(PROJECTOR)),
        "notes.json": ("part", len(NOTES), sha(NOTES)),
    }
    assert registry.resolve("tiny") == (
        models / "tiny/model.gguf",
        models / "tiny/eyes/mmproj.gguf",
    )
    assert registry.verified_path("TINY", "notes.json") == models / "tiny/notes.json"
    assert left_over(models) == [
        "tiny/eyes/mmproj.gguf", "tiny/manifest.json", "tiny/marks.json", "tiny/model.gguf", "tiny/notes.json"
    ]  # fmt: skip


def test_what_is_whole_is_not_fetched_again(hub):
    pull()
    hub.asked.clear()
    assert pull().already and not hub.asked


def test_a_repository_of_many_files_comes_by_its_names(hub, models):
    hub.files[REPOSITORY] |= {
        "model-00001-of-00002.safetensors": b"one",
        "model-00002-of-00002.safetensors": b"two",
    }
    hub.files[REPOSITORY]["training.pt"] = b"a pickle"
    pulled = pull(files=(), patterns=("*.safetensors", "*.json"))
    names = {file.path for file in pulled.model.files}
    assert names == {
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "notes.json",
    }
    assert registry.verified_folder("tiny") == models / "tiny"
    with pytest.raises(ModelError, match="no language model"):
        registry.resolve("tiny")


def test_a_repository_may_not_write_outside_its_folder(hub, models):
    hub.files[REPOSITORY]["../../escaped.json"] = b"{}"
    with pytest.raises(PullError, match="outside"):
        pull(files=(), patterns=("*.json",))
    assert not (models.parent / "escaped.json").exists()


def test_the_watcher_is_told_every_byte(hub):
    told = []
    pull_from(Hub(), model(), lambda *now: told.append(now))
    fetched = [
        (done, total)
        for stage, file, done, total in told
        if (stage, file) == ("fetching", "model.gguf")
    ]
    assert fetched[0] == (0, len(MODEL)) and fetched[-1] == (len(MODEL), len(MODEL))
    assert {stage for stage, *_ in told} == {"fetching", "checking"}


# --- who asks


def test_the_token_is_shown_to_the_hub_and_not_to_its_storage(hub, monkeypatch):
    hub.token = "hf_secret"
    with pytest.raises(PullError, match="HF_TOKEN") as refused:
        pull()
    assert "terms" in str(refused.value) and REPOSITORY in str(refused.value)
    pull_from(Hub("hf_secret"), model())
    shutil.rmtree(registry.models_folder())
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    pull()
    assert {who for server, _, _, who in hub.asked if server == "storage"} == {None}


def test_a_saved_token_is_not_shown_to_a_mirror(hub, tmp_path, monkeypatch):
    import huggingface_hub.constants

    (tmp_path / "token").write_text("hf_saved")
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    pull()
    assert {who for *_, who in hub.asked} == {None}


def test_a_hub_is_asked_for_files_and_told_nothing_else(hub, monkeypatch):
    monkeypatch.setenv("CLAUDECODE", "1")  # which the library would report
    pull_from(Hub(), model(files=(), patterns=("*",)))
    pull(name="again")
    assert {path for _, path, *_ in hub.asked if REPOSITORY not in path} == set()
    (agent,) = hub.agents
    assert re.fullmatch(r"persona-assistant/[\d.]+; hf_hub/[\d.]+; python/[\d.]+", agent), agent


def test_the_library_of_the_hub_is_loaded_by_a_pull_alone_and_brings_no_torch():
    script = (
        "import sys, persona_assistant.weights; from persona_assistant.weights import overview as o;"
        "o.rows(o.machine());"
        "assert not {'huggingface_hub', 'filelock', 'numpy'} & set(sys.modules);"
        "from huggingface_hub import HfApi, get_hf_file_metadata;"
        "from huggingface_hub.file_download import http_get;"
        "assert not {'torch', 'transformers', 'tensorflow'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


# --- interrupted


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from persona_assistant.weights.hub import Hub
from persona_assistant.weights.pull import pull_from
from tests.support.model_hub import tiny_model
{before}
pull_from(Hub(), tiny_model())
"""


def child(before: str = "") -> subprocess.Popen:
    script = SCRIPT.format(root=str(ROOT), before=before)
    return subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)


def test_a_pull_that_is_killed_goes_on_where_it_stopped(hub, models):
    big = b"GGUF" + os.urandom(1 << 20) * 24
    hub.files[REPOSITORY]["model.gguf"] = big
    hub.stop_after = 15 << 20
    process = child()
    part = models / "tiny.part/model.gguf.part"
    until = time.monotonic() + 30
    while not (part.exists() and part.stat().st_size >= 10 << 20) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    have = part.stat().st_size
    assert 0 < have < len(big)
    assert registry.installed() == [] and not (models / "tiny").exists()
    assert not list(models.rglob("*.gguf")), "an unfinished file has the name of a whole one"
    with pytest.raises(ModelError, match="no model called tiny"):
        registry.resolve("tiny")

    hub.stop_after = None
    pull()
    assert hub.given("model.gguf") == [None, f"bytes={have}-"]
    assert (models / "tiny/model.gguf").read_bytes() == big
    assert not (models / "tiny.part").exists()


def test_a_connection_that_breaks_is_taken_up_again(hub, models):
    hub.files[REPOSITORY]["model.gguf"] = big = b"GGUF" + os.urandom(1 << 20) * 12
    hub.stop_after, hub.then_close = 11 << 20, True
    pull()
    assert (models / "tiny/model.gguf").read_bytes() == big
    assert hub.given("model.gguf") == [None, f"bytes={10 << 20}-"]


@pytest.mark.parametrize("trouble", ["no_ranges", "other content", "longer than the file"])
def test_a_part_that_does_not_fit_is_begun_anew(hub, models, trouble):
    hub.files[REPOSITORY]["model.gguf"] = MODEL
    hub.served["model.gguf"] = MODEL[:99]
    with pytest.raises(PullError, match="early"):
        pull()
    part = models / "tiny.part/model.gguf.part"
    assert part.read_bytes() == MODEL[:99]
    hub.served.clear()
    wanted = MODEL
    if trouble == "no_ranges":
        hub.no_ranges = True
    elif trouble == "other content":
        hub.files[REPOSITORY]["model.gguf"] = wanted = b"GGUF another one" * 50
    else:
        part.write_bytes(MODEL * 2)
    pull()
    assert (models / "tiny/model.gguf").read_bytes() == wanted


def test_two_pulls_of_one_model_do_not_mix(hub, models):
    hub.stop_after = 100
    process = child()
    until = time.monotonic() + 30
    while not hub.given("model.gguf") and time.monotonic() < until:
        time.sleep(0.02)
    try:
        with pytest.raises(PullError, match="another process"):
            pull()
    finally:
        process.kill()
        process.communicate()


# --- what must not arrive


def refused(hub, models, match: str, kind=PullError, **other) -> str:
    """The one-line error of a pull that leaves nothing that looks like a model."""
    with pytest.raises(kind, match=match) as told:
        pull(**other)
    assert "\n" not in str(told.value)
    assert registry.installed() == [] and not (models / "tiny").exists()
    assert not (models / "tiny.part/model.gguf").exists()
    return str(told.value)


def test_a_file_of_another_hash_is_thrown_away(hub, models):
    hub.served["model.gguf"] = MODEL[:-1] + b"!"
    refused(hub, models, "another sha256")
    assert not (models / "tiny.part/model.gguf.part").exists(), "the next pull would build on it"
    hub.served.clear()
    pull()


def test_a_small_file_of_another_content_is_thrown_away(hub, models):
    hub.served["notes.json"] = NOTES.replace(b"small", b"other")
    with pytest.raises(PullError, match=r"notes\.json .* another content"):
        pull()
    assert not (models / "tiny").exists() and not list(models.rglob("notes.json*"))


def test_a_hub_whose_file_is_not_the_catalogues_is_not_asked_for_it(hub, models):
    refused(hub, models, "another model.gguf than the catalogue", sha256="0" * 64)
    assert not hub.given("model.gguf")
    pull(sha256=sha(MODEL))


@pytest.mark.parametrize("as_long", [False, True])
def test_a_pointer_is_told_from_a_file(hub, models, as_long):
    pointer = POINTER % (sha(MODEL).encode(), len(MODEL))
    hub.served["model.gguf"] = pointer.ljust(len(MODEL)) if as_long else pointer
    assert "mirror" in refused(hub, models, "git-LFS pointer")
    assert not (models / "tiny.part/model.gguf.part").exists()


def test_what_is_no_gguf_is_not_taken_for_one(hub, models):
    hub.files[REPOSITORY]["model.gguf"] = b"<html>gone</html>"
    refused(hub, models, "no GGUF file")


def test_what_the_hub_lacks_is_named(hub, models):
    del hub.files[REPOSITORY]["model.gguf"]
    assert "--from" in refused(hub, models, "has no model.gguf in makers/tiny-GGUF at main")
    refused(hub, models, "has no model.gguf .* at 0.9", revision="0.9")
    refused(hub, models, "has no model.gguf in nobody/nothing", repository="nobody/nothing")
    refused(
        hub, models, "has no nobody/nothing", repository="nobody/nothing", files=(), patterns=("*",)
    )
    refused(hub, models, r"holds nothing called \*\.onnx", files=(), patterns=("*.onnx",))


@pytest.mark.parametrize(
    ("status", "match"), [(403, "terms"), (503, "answered 503"), (500, "try again later")]
)
def test_a_hub_that_refuses_says_why(hub, models, status, match):
    hub.refuse_with = status
    refused(hub, models, match)


def test_what_is_no_hub_is_not_believed(hub, models):
    hub.no_hub = True
    refused(hub, models, "does not answer like a model hub")


def test_a_hub_that_is_not_there(models, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    said = refused(None, models, "cannot be reached")
    assert "HF_ENDPOINT" in said and "--from" in said


# --- no room


def test_room_is_looked_for_before_anything_is_fetched(hub, models, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 10**6 - 500, 500))
    refused(hub, models, "free some room", kind=DiskFull)
    assert not hub.given("model.gguf")


def test_only_the_rest_needs_room(hub, models, monkeypatch):
    hub.served["model.gguf"] = MODEL[:-10]
    with pytest.raises(PullError, match="early"):
        pull()
    hub.served.clear()
    usage = namedtuple("usage", "total used free")
    room = len(PROJECTOR) + len(NOTES) + 10
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 0, room - 1))
    with pytest.raises(DiskFull):
        pull()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 0, room))
    pull()


def test_a_disk_that_fills_up_keeps_what_it_took(hub, models):
    process = child("import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))")
    _, said = process.communicate(timeout=60)
    assert (
        process.returncode == 1
        and "DiskFull: the disk of" in said
        and "goes on where it stopped" in said
    )
    assert (
        not (models / "tiny").exists()
        and (models / "tiny.part/model.gguf.part").stat().st_size == 5000
    )
    pull()
    assert hub.given("model.gguf")[-1] == "bytes=5000-"
    assert (models / "tiny/model.gguf").read_bytes() == MODEL


def test_a_shelf_that_cannot_be_written_to_is_named(hub, models):
    models.write_text("a file where the shelf should be")
    with pytest.raises(BadInput, match=registry.VARIABLE):
        pull()


def test_a_folder_of_somebody_else_stays(hub, models):
    (models / "tiny").mkdir(parents=True)
    (models / "tiny/thesis.txt").write_text("mine")
    with pytest.raises(BadInput, match="move it away"):
        pull()
    assert (models / "tiny/thesis.txt").read_text() == "mine"


# --- later


def damage(path: Path) -> None:
    """Another content of the same size and, as far as can be set, the same times."""
    about = path.stat()
    with open(path, "r+b") as file:
        file.seek(about.st_size // 2)
        file.write(b"\xff\xfe\xff")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def test_a_model_is_hashed_when_it_changed_and_only_then(hub, models, monkeypatch):
    pull()
    hashed = []
    real = integrity.sha256
    monkeypatch.setattr(
        integrity, "sha256", lambda path, watch=None: hashed.append(path.name) or real(path, watch)
    )
    registry.resolve("tiny")
    assert hashed == []
    os.utime(models / "tiny/model.gguf")
    for _ in range(2):
        registry.resolve("tiny")
        assert hashed == ["model.gguf"]


def test_a_damaged_model_is_not_loaded_and_repaired_by_a_pull(hub, models):
    pull()
    damage(models / "tiny/model.gguf")
    with pytest.raises(ModelError, match="model.gguf has changed .* models pull tiny"):
        registry.resolve("tiny")
    with pytest.raises(ModelError):
        registry.resolve("tiny")
    assert registry.verified_path("tiny", "projector")
    assert len(registry.verify(registry.get("tiny"))) == 1
    hub.asked.clear()
    assert not pull().already
    assert hub.given("model.gguf") == [None] and not hub.given("mmproj.gguf")
    assert (
        registry.verify(registry.get("tiny")) == []
        and (models / "tiny/model.gguf").read_bytes() == MODEL
    )


def test_a_file_that_is_gone_or_cut_off_is_noticed(hub, models):
    pull()
    (models / "tiny/model.gguf").unlink()
    os.truncate(models / "tiny/eyes/mmproj.gguf", 100)
    wrong = registry.verify(registry.get("tiny"))
    assert len(wrong) == 2 and "missing" in wrong[0] and "100 bytes" in wrong[1]
    with pytest.raises(ModelError, match="missing"):
        registry.resolve("tiny")


def test_a_disk_that_decays_is_found_by_reading_all(hub, models, monkeypatch):
    pull()
    path = models / "tiny/model.gguf"
    before = integrity.mark(path)
    damage(path)
    real = integrity.mark
    monkeypatch.setattr(integrity, "mark", lambda each: before if each == path else real(each))
    registry.resolve("tiny")  # nobody touched it, as far as the system says
    assert "has changed" in registry.verify(registry.get("tiny"))[0]


def test_a_shelf_that_may_only_be_read_works(hub, models, monkeypatch):
    pull()
    (models / "tiny/marks.json").unlink()

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "read only")

    monkeypatch.setattr(os, "replace", refuse)
    assert registry.resolve("tiny")[0].name == "model.gguf"


def test_a_damaged_manifest_is_named(hub, models):
    pull()
    (models / "tiny/manifest.json").write_text('{"files": [')
    with pytest.raises(ModelError, match="manifest.json cannot be read"):
        registry.resolve("tiny")
