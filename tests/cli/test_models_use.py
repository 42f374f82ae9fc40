"""models use: one step to another encoder, and back."""

from __future__ import annotations

import errno
import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from cli_support import DEMO

from persona_assistant import settings_edit
from persona_assistant.errors import DiskFull
from persona_assistant.weights import catalog, registry
from persona_assistant.weights.registry import InstalledFile, InstalledModel
from tests.support import tiny_gguf, tiny_onnx

FACE = DEMO / "people" / "01_1.jpg"
BEFORE = """# mine
top_k = 3  # few

image_encoder = "classical"  # as it came

[server]
port = 9000
"""


@pytest.fixture
def file(home: Path) -> Path:
    """The settings file, with comments and a table."""
    path = home / "config" / "persona-assistant" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(BEFORE)
    return path


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An encoder of pictures that was exported here, called my-clip."""
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path / "models"))
    folder = tiny_onnx.clip_folder(tmp_path / "models" / "my-clip")
    files = tuple(
        InstalledFile(
            path.relative_to(folder).as_posix(),
            "part",
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(filter(Path.is_file, folder.rglob("*")))
    )
    model = InstalledModel("my-clip", registry.EXPORTED, None, None, None, files)
    registry.write_manifest(folder, model)
    return folder


def test_one_step_to_another_encoder_and_back(run, file, clip):
    assert run("add", "Ada", "--image", FACE).code == 0
    used = run("models", "use", "my-clip")
    assert used.code == 0, used.err
    first, encoded = used.out.splitlines()
    assert first == f"my-clip sees pictures from now on (image_encoder in {file})."
    assert "encoded by tiny-clip/" in encoded
    assert file.read_text() == BEFORE.replace(
        'image_encoder = "classical"', 'image_encoder = "my-clip"'
    )
    assert run("who", "--image", FACE, "--json").document["outcome"] == "matched"

    assert "already" in run("models", "use", "my-clip").out
    back = run("models", "use", "builtin")
    assert back.out.startswith("What is built in recognises people from now on (image_encoder rem")
    assert tomllib.loads(file.read_text()) == {"top_k": 3, "server": {"port": 9000}}
    assert "# mine" in file.read_text() and "# few" in file.read_text()
    assert run("who", "--image", FACE, "--json").document["outcome"] == "matched"
    assert "already" in run("models", "use", "built-in").out


def test_without_settings_and_memory_the_file_is_made(run, home, clip):
    document = run("models", "use", "MY-CLIP", "--json").document
    made = home / "config" / "persona-assistant" / "settings.toml"
    assert tomllib.loads(made.read_text()) == {"image_encoder": "my-clip"}
    assert document == {
        "name": "my-clip",
        "setting": "image_encoder",
        "changed": ["image_encoder"],
        "pulled": False,
        "settings_file": str(made),
        "overridden_by": [],
        "encoding": None,
    }


def test_what_is_missing_is_pulled(run, home, clip, tmp_path, monkeypatch):
    about = json.loads((clip / "encoder.json").read_text())
    files = [path.relative_to(clip).as_posix() for path in clip.rglob("*.onnx")]
    files.append("tokenizer.json")
    encoder = {key: about[key] for key in ("family", "image", "text")}
    entry = catalog.CatalogModel(
        name="small-clip",
        title="Small",
        purpose="image encoder",
        repository="makers/small",
        revision="main",
        license="mit",
        source="a test",
        files=tuple(catalog.CatalogFile(each) for each in files),
        encoder=encoder,
    )
    known = {**catalog.catalog(), "small-clip": entry}
    monkeypatch.setattr(catalog, "catalog", lambda: known)
    shown = run("models", "use", "small-clip", "--from", clip, "--json")
    assert shown.code == 0, shown.err
    assert shown.document["pulled"] and registry.get("small-clip").size > 0
    assert run("models", "use", "small-clip", "--json").document["pulled"] is False


def test_a_variable_that_wins_over_the_file_is_named(run, file, clip, monkeypatch):
    assert run("add", "Ada", "--image", FACE).code == 0
    monkeypatch.setenv("PERSONA_ASSISTANT_IMAGE_ENCODER", "classical")
    used = run("models", "use", "my-clip")
    assert used.code == 0 and "PERSONA_ASSISTANT_IMAGE_ENCODER is set and wins" in used.err
    assert "encoded" not in used.out
    assert tomllib.loads(file.read_text())["image_encoder"] == "my-clip"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("clip-vt-b-32", "did you mean clip-vit-b-32"),
        ("gemma-4-e4b-q4_k_m", "--engine llama"),
        ("gemma-4-e4b-full", "models convert"),
        ("clip-vit-b-32-laion2b-checkpoint", "models export"),
        ("../my-clip", "no model"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_written(run, file, clip, name, words):
    refused = run("models", "use", name)
    assert refused.code == 2 and words in refused.error
    assert file.read_text() == BEFORE


def test_a_damaged_encoder_is_refused_and_nothing_written(run, file, clip):
    (clip / "image.onnx").write_bytes(b"not a network")
    refused = run("models", "use", "my-clip")
    assert refused.code == 2 and "my-clip" in refused.error
    assert file.read_text() == BEFORE


def test_a_language_model_that_was_added_is_refused(run, file, clip, tmp_path):
    model = tiny_gguf.write_model(tmp_path / "mine.gguf", hidden=256)
    assert run("models", "add", model, "--name", "mine").code == 0
    assert "--engine llama" in run("models", "use", "mine").error


def test_a_broken_settings_file_is_left_alone(run, file, clip):
    file.write_text("top_k = = 3")
    assert run("models", "use", "my-clip").code == 2
    assert file.read_text() == "top_k = = 3"


def test_a_full_disk_leaves_the_file_as_it_was(file, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFull):
        settings_edit.edit(file, {"image_encoder": "my-clip"})
    assert file.read_text() == BEFORE


def test_a_link_is_followed_and_permissions_stay(tmp_path):
    real = tmp_path / "dotfiles" / "settings.toml"
    real.parent.mkdir()
    real.write_bytes(b"# CRLF\r\ntop_k = 3\r\n")
    real.chmod(0o600)
    link = tmp_path / "settings.toml"
    link.symlink_to(real)
    assert settings_edit.edit(link, {"transcriber": "w"}) == ("transcriber",)
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o600
    assert real.read_bytes().startswith(b"# CRLF\r\ntop_k = 3\r\n")
    assert tomllib.loads(real.read_text()) == {"top_k": 3, "transcriber": "w"}
    assert settings_edit.edit(link, {"transcriber": None, "image_encoder": None}) == (
        "transcriber",
    )
