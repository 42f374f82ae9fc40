"""An installed model is hashed when it may have changed; a damaged one is not loaded."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from persona_assistant.errors import ModelError
from persona_assistant.weights import integrity, registry
from tests.support.model_hub import MODEL, pull

pytestmark = pytest.mark.usefixtures("models")


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
        integrity, "sha256", lambda path, *rest: hashed.append(path.name) or real(path, *rest)
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
    before = integrity.stat_signature(path)
    damage(path)
    real = integrity.stat_signature
    monkeypatch.setattr(
        integrity, "stat_signature", lambda each: before if each == path else real(each)
    )
    registry.resolve("tiny")  # nobody touched it, as far as the system says
    assert "has changed" in registry.verify(registry.get("tiny"))[0]


def test_a_folder_that_may_only_be_read_works(hub, models, monkeypatch):
    pull()
    (models / "tiny/marks.json").unlink()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "read only")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    assert registry.resolve("tiny")[0].name == "model.gguf"
    assert not (models / "tiny/marks.json").exists()


def test_a_damaged_manifest_is_named(hub, models):
    pull()
    (models / "tiny/manifest.json").write_text('{"files": [')
    with pytest.raises(ModelError, match="manifest.json cannot be read"):
        registry.resolve("tiny")
