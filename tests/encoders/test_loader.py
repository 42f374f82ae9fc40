"""Opening an encoder by name or by folder, and everything that can stand in the way."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from persona_assistant.encoders.loader import open_encoder
from persona_assistant.errors import ModelError
from persona_assistant.weights import catalog, registry
from persona_assistant.weights.registry import InstalledFile, InstalledModel
from tests.support import tiny_onnx


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tiny_onnx.clip_folder(tmp_path / "made", int8=True)


def shelve(folder: Path, models: Path, name: str) -> Path:
    """As an export or a pull leaves it."""
    place = models / name
    place.parent.mkdir(exist_ok=True)
    folder.rename(place)
    files = tuple(
        InstalledFile(path.relative_to(place).as_posix(), "part", path.stat().st_size, digest(path))
        for path in sorted(filter(Path.is_file, place.rglob("*")))
    )
    registry.write_manifest(place, InstalledModel(name, registry.EXPORTED, None, None, None, files))
    return place


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rewrite(folder: Path, **changed: Any) -> None:
    about = json.loads((folder / "encoder.json").read_text())
    (folder / "encoder.json").write_text(json.dumps({**about, **changed}))


# --- which one it is


def test_the_id_names_the_bytes_that_run(folder):
    for precision, file in (("fp32", "image.onnx"), ("int8", "image.int8.onnx")):
        encoder = open_encoder(folder, "image", precision=precision, threads=1)
        assert encoder.id == f"tiny-clip/{precision}/{digest(folder / file)[:12]}"
        assert (encoder.family, encoder.modality, encoder.dim) == ("clip", "image", tiny_onnx.DIM)


def test_other_weights_are_another_encoder(tmp_path, folder):
    other = tiny_onnx.clip_folder(tmp_path / "other", seed=7)
    ids = {open_encoder(each, "image", precision="fp32", threads=1).id for each in (folder, other)}
    assert len(ids) == 2


@pytest.mark.parametrize(("asked", "there"), [("int8", "fp32"), ("fp32", "int8")])
def test_where_a_precision_is_missing_the_other_runs_and_the_id_says_so(folder, asked, there):
    about = json.loads((folder / "encoder.json").read_text())
    rewrite(
        folder, image={there: about["image"][there], "side": tiny_onnx.SIDE}, text={**about["text"]}
    )
    assert open_encoder(folder, "image", precision=asked, threads=1).id.startswith(
        f"tiny-clip/{there}/"
    )


def test_by_name_from_the_shelf_as_from_the_folder(folder, models):
    by_folder = open_encoder(folder, "image", precision="int8", threads=1)
    shelve(folder, models, "my-clip")
    by_name = open_encoder("my-clip", "image", precision="int8", threads=1)
    picture = tiny_picture()
    assert by_name.id == by_folder.id
    assert np.array_equal(by_name.encode([picture]), by_folder.encode([picture]))
    shelved = open_encoder(models / "my-clip", "image", precision="int8", threads=1)
    assert np.array_equal(by_name.encode_text(["a"]), shelved.encode_text(["a"]))


def test_an_encoder_without_a_text_tower_says_so(tmp_path):
    encoder = open_encoder(
        tiny_onnx.clip_folder(tmp_path / "blind", text=False), "image", threads=1
    )
    assert not encoder.encodes_text
    with pytest.raises(ModelError, match="has no text tower"):
        encoder.encode_text(["hello"])


def test_ready_made_files_are_described_by_the_catalogue(tmp_path, models, monkeypatch):
    """A pull of the catalogue's entry leaves the published files and no encoder.json."""
    place = tmp_path / "pulled"
    (place / "onnx").mkdir(parents=True)
    tiny_onnx.image_tower(
        place / "onnx" / "vision_model.onnx",
        side=224,
        takes="pixel_values",
        gives="image_embeds",
        first=True,
    )
    tiny_onnx.text_tower(place / "onnx" / "text_model.onnx", takes="input_ids", gives="text_embeds")
    tiny_onnx.clip_tokenizer(place / "tokenizer.json")
    shelve(place, models, "clip-vit-b-32")
    encoder = open_encoder("CLIP-ViT-B-32", "image", precision="int8", threads=1)
    assert encoder.id.startswith("clip-vit-b-32/fp32/") and encoder.encodes_text
    assert encoder.encode([tiny_picture()]).shape == (1, tiny_onnx.DIM)


def test_every_encoder_of_the_catalogue_names_files_it_has():
    described = [model for model in catalog.catalog().values() if model.encoder]
    assert {model.encoder["family"] for model in described} == {"clip", "ecapa", "sentence"}
    for model in described:
        paths = {file.path for file in model.files}
        parts = [part for part in model.encoder.values() if isinstance(part, dict)]
        named = [
            part[key] for part in parts for key in ("fp32", "int8", "tokenizer") if key in part
        ]
        assert parts and set(named) <= paths


# --- what stands in the way


def refused(what: Path | str, modality: str = "image", precision: str = "fp32") -> str:
    with pytest.raises(ModelError) as told:
        open_encoder(what, modality, precision=precision, threads=1)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_what_is_not_installed_says_how_to_get_it(tmp_path):
    assert "clip-vit-b-32 is not installed; say: persona-assistant models pull" in refused(
        "clip-vit-b-32"
    )
    for unknown in ("nobody", str(tmp_path / "nowhere")):
        assert f"there is no encoder {unknown}; pull one" in refused(unknown)
        assert "models export" in refused(unknown)


def test_an_encoder_of_something_else_says_of_what(folder, tmp_path):
    assert "is an encoder of pictures; name one of voices" in refused(folder, "voice")
    assert "is an encoder of pictures; name one of sentences" in refused(folder, "text")
    sentences = tiny_onnx.sentence_folder(tmp_path / "sentences")
    assert "is an encoder of sentences; name one of pictures" in refused(sentences)


def test_a_language_model_is_no_encoder(folder, models):
    (folder / "encoder.json").unlink()
    shelve(folder, models, "chatter")
    assert "chatter is no encoder; see: persona-assistant models list" in refused("chatter")


@pytest.mark.parametrize("file", ["image.onnx", "encoder.json", "tokenizer.json", "text.onnx"])
def test_a_missing_file_is_named(folder, file):
    (folder / file).unlink()
    if file in ("image.onnx", "encoder.json"):
        assert file in refused(folder)
    else:
        with pytest.raises(ModelError, match=f"{file} is missing"):
            open_encoder(folder, "image", precision="fp32", threads=1).encode_text(["a"])


def test_a_network_that_was_tampered_with_is_not_run(folder, models):
    place = shelve(folder, models, "my-clip")
    assert open_encoder("my-clip", "image", precision="fp32", threads=1)
    network = place / "image.onnx"
    changed = bytearray(network.read_bytes())
    changed[-9] ^= 1
    network.write_bytes(changed)
    assert "has changed since it was installed; remove" in refused("my-clip")
    # The other network is what it was.
    assert open_encoder("my-clip", "image", precision="int8", threads=1)


@pytest.mark.parametrize("file", ["encoder.json", "tokenizer.json"])
def test_what_stands_beside_a_network_is_vouched_for_too(folder, models, file):
    place = shelve(folder, models, "my-clip")
    content = (place / file).read_text()
    os.utime(place / file)
    (place / file).write_text(content.replace("32", "33", 1))
    with pytest.raises(ModelError, match=f"{file} has"):
        open_encoder("my-clip", "image", precision="fp32", threads=1).encode_text(["a"])


@pytest.mark.parametrize(
    "changed",
    [
        {"family": "cli"},
        {"family": None},
        {"name": 3},
        {"image": None},
        {"image": {"side": 32}},
        {"image": {"fp32": 5}},
        {"image": {"fp32": "image.onnx", "side": "32"}},
        {"image": {"fp32": "image.onnx", "side": -1}},
        {"image": {"fp32": "image.onnx", "mean": [1, 2]}},
        {"image": {"fp32": "image.onnx", "std": [1, 0, 1]}},
        {"image": {"fp32": "../made/image.onnx"}},
        {"image": {"fp32": "/etc/passwd"}},
        {"text": {"fp32": "text.onnx"}},
        {"text": {"fp32": "text.onnx", "tokenizer": "tokenizer.json", "context": 0}},
        {"text": []},
    ],
)
def test_a_description_that_cannot_be_used_is_refused(folder, changed):
    rewrite(folder, **changed)
    assert "made" in refused(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_damaged_description_is_named(folder, content):
    (folder / "encoder.json").write_text(content)
    assert "encoder.json" in refused(folder) and "again" in refused(folder)


def tiny_picture():
    from persona_assistant.media import image_from_pixels

    return image_from_pixels(np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8))
