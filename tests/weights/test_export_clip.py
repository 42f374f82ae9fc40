"""From an open-clip checkpoint to an encoder folder, compared with open-clip. Needs torch."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra export is not installed: make test-torch")

from PIL import Image  # noqa: E402

from tests.support import tiny_onnx, torch_shims  # noqa: E402

torch_shims.apply()
open_clip = pytest.importorskip(
    "open_clip", reason="the extra export is not installed: make test-torch"
)

from persona_assistant.cli import main  # noqa: E402
from persona_assistant.encoders.clip import ClipEncoder, clean_text  # noqa: E402
from persona_assistant.encoders.loader import open_encoder  # noqa: E402
from persona_assistant.encoders.tokenizer import TextTokenizer  # noqa: E402
from persona_assistant.errors import BadInput, EngineMissing, ModelError  # noqa: E402
from persona_assistant.media import image_from_pixels, pixels  # noqa: E402
from persona_assistant.weights import registry  # noqa: E402
from persona_assistant.weights.export import export, network  # noqa: E402

pytestmark = pytest.mark.torch

TINY = "ViT-Tiny-of-the-tests"
CONFIG = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 64, "layers": 3, "width": 128, "patch_size": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 64, "heads": 2, "layers": 3},
}
"""As small as open-clip's heads of 64 allow."""


@pytest.fixture(scope="session")
def architecture(tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("architectures") / f"{TINY}.json"
    file.write_text(json.dumps(CONFIG))
    open_clip.add_model_config(file)
    return TINY


@pytest.fixture(scope="session")
def model(architecture):
    torch.manual_seed(0)
    model = open_clip.create_model(architecture, pretrained=None).eval()
    with torch.no_grad():  # biases start at zero, where it would not show that one is missing
        for name, values in model.named_parameters():
            if name.endswith("bias"):
                values.normal_(0, 0.05)
    return model


@pytest.fixture(scope="session")
def checkpoint(model, tmp_path_factory) -> Path:
    from safetensors.torch import save_model

    file = tmp_path_factory.mktemp("published") / "open_clip_model.safetensors"
    save_model(model, str(file))
    return file


@pytest.fixture(scope="session")
def exported(checkpoint, architecture, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "tiny"
    return export("clip", checkpoint, out=out, architecture=architecture)


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def photo(seed: int, width: int, height: int):
    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (max(2, height // 9), max(2, width // 9), 3), np.uint8)
    soft = Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR)
    return image_from_pixels(np.asarray(soft))


SIZES = [
    (224, 224), (640, 480), (481, 640), (33, 47), (1600, 901), (224, 225), (223, 500), (300, 17),
    (64, 64), (65, 63),
]  # fmt: skip
TEXTS = [
    "a portrait of a woman with glasses",
    "Two  MEN\tlaughing, 42 & 7!",
    "it's they'll I'd we've you're I'm",
    "\u0627\u0645\u0631\u0623\u0629 \u062a\u0636\u062d\u0643",
    "\u5973\u6027 \u306e \u5199\u771f",
    "na\u00efve caf\u00e9 e\u0301t\u00e9 \u00c5ngstr\u00f6m",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "\u2019tis \u201cquoted\u201d \u2014 dashes\u2026",
    "\uff26\uff55\uff4c\uff4c\uff57\uff49\uff44\uff54\uff48 \ufb01ne \u01c6",
    "&lt;b&gt;bold&lt;/b&gt; &amp;amp; Tom &amp; Jo",
    "word " * 200,
    "x" * 500,
    "",
    "   ",
    "1234567890",
    "\u03a3\u039f\u03a6\u039f\u03a3 \u0130stanbul STRASSE \u1e9e",
    "tab\tand\nnew\r\nlines\u2028here",
    "a\u00a0b\u3000c\u200bd",
    "zero\x00and\x1bcontrol\x7f",
]


# --- what open-clip does, done alike


def test_pictures_are_prepared_as_open_clip_prepares_them(exported):
    ours = open_encoder(exported.folder, "image", precision="fp32", threads=1)
    theirs = open_clip.image_transform(64, is_train=False)
    for seed, size in enumerate(SIZES):
        image = Image.fromarray(pixels(photo(seed, *size)))
        assert np.array_equal(ours.preprocessed(image), theirs(image).numpy()), size


def test_at_the_side_of_published_models_too(tmp_path):
    """224, with the mean and the spread that stand for themselves where nothing is said."""
    tower = tiny_onnx.image_tower(tmp_path / "v.onnx", side=224)
    ours, theirs = (
        ClipEncoder(tower, "a/fp32/b", threads=1),
        open_clip.image_transform(224, is_train=False),
    )
    for seed, size in enumerate(SIZES):
        image = Image.fromarray(pixels(photo(seed, *size)))
        assert np.array_equal(ours.preprocessed(image), theirs(image).numpy()), size


def test_texts_become_the_same_tokens(exported):
    theirs = open_clip.get_tokenizer("ViT-B-32")
    ours = TextTokenizer(exported.folder / "tokenizer.json", 77)
    ids, _ = ours([clean_text(text) for text in TEXTS], length=77)
    for text, row, wanted in zip(TEXTS, ids, theirs(TEXTS).numpy()):
        assert row.tolist() == wanted.tolist(), text


def test_random_texts_become_the_same_tokens(exported):
    """But for what looks as if it had been decoded wrongly, which open-clip tries to repair."""
    ftfy = pytest.importorskip("ftfy")
    theirs, ours = (
        open_clip.get_tokenizer("ViT-B-32"),
        TextTokenizer(exported.folder / "tokenizer.json", 77),
    )
    random = np.random.default_rng(0)
    ranges = [
        (32, 127), (160, 384), (0x370, 0x500), (0x5D0, 0x6FF), (0x900, 0x97F), (0x3040, 0x30FF),
        (0x4E00, 0x4F00),
    ]  # fmt: skip
    texts = []
    for _ in range(400):
        low, high = ranges[random.integers(len(ranges))]
        letters = [chr(each) for each in random.integers(low, high, random.integers(1, 30))]
        texts.append("".join(letter if random.random() > 0.2 else " " for letter in letters))
    texts = [text for text in texts if ftfy.fix_encoding(text) == text]
    ids, _ = ours([clean_text(text) for text in texts], length=77)
    assert len(texts) > 350 and np.array_equal(ids, theirs(texts).numpy())


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_vectors_are_those_of_open_clip(exported, model, precision):
    """From a stored picture and from words as they were typed."""
    ours = open_encoder(exported.folder, "image", precision=precision, threads=1)
    transform = open_clip.image_transform(64, is_train=False)
    photos = [photo(seed, *size) for seed, size in enumerate(SIZES)]
    with torch.inference_mode():
        batch = torch.stack([transform(Image.fromarray(pixels(each))) for each in photos])
        pictures = model.encode_image(batch, normalize=True).numpy()
        words = model.encode_text(
            open_clip.get_tokenizer("ViT-B-32")(TEXTS), normalize=True
        ).numpy()
    for found, wanted in ((ours.encode(photos), pictures), (ours.encode_text(TEXTS), words)):
        if precision == "fp32":
            assert np.abs(found - wanted).max() < 2e-6
        assert (found * wanted).sum(axis=1).min() > (0.999999 if precision == "fp32" else 0.99)


# --- the folder


def test_the_folder_holds_what_it_says_and_how_near_it_is(exported):
    assert {file.path for file in exported.files} == {
        "encoder.json", "parity.json", "tokenizer.json",
        "image.onnx", "image.int8.onnx", "text.onnx", "text.int8.onnx",
    }  # fmt: skip
    about = json.loads((exported.folder / "encoder.json").read_text())
    assert about == exported.encoder and about["family"] == "clip" and about["image"]["side"] == 64
    told = json.loads((exported.folder / "parity.json").read_text())["parity"]
    assert [(each["part"], each["precision"]) for each in told] == [
        ("image", "fp32"), ("image", "int8"), ("text", "fp32"), ("text", "int8"),
    ]  # fmt: skip
    assert all(each["fit"] for each in told)
    assert max(max(each["batches"]) for each in told) > 1


def test_nothing_of_this_machine_is_in_the_networks(exported):
    for file in exported.folder.glob("*.onnx"):
        content = file.read_bytes()
        assert b"site-packages" not in content and str(Path.home()).encode() + b"/" not in content


def test_the_same_checkpoint_gives_the_same_encoder(exported, checkpoint, architecture, tmp_path):
    again = export("clip", checkpoint, out=tmp_path / "again", architecture=architecture)
    for file in exported.folder.glob("*.onnx"):
        assert file.read_bytes() == (again.folder / file.name).read_bytes(), file.name


def test_by_the_command_among_the_models_and_found_there(checkpoint, architecture, models, capsys):
    command = ["models", "export", "clip", "--checkpoint", str(checkpoint), "--arch", architecture]
    assert main([*command, "--name", "mine", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["installed"] and told["folder"] == str(models / "mine")
    assert [each.name for each in registry.installed()] == ["mine"]
    assert registry.verify(registry.get("mine")) == []
    assert open_encoder("mine", "image", precision="int8", threads=1).id.startswith("mine/int8/")
    assert main([*command, "--name", "mine"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*command, "--name", "clip-vit-b-32"]) == 2
    assert "is a model of the catalogue" in capsys.readouterr().err


def test_the_command_tells_how_near_each_network_is(checkpoint, architecture, capsys):
    assert (
        main(["models", "export", "clip", "--checkpoint", str(checkpoint), "--arch", architecture])
        == 0
    )
    told = capsys.readouterr().out
    assert "image fp32: differs by" in told and "text int8: differs by" in told
    assert "PERSONA_ASSISTANT_IMAGE_ENCODER=clip-exported" in told


def test_other_ways_a_checkpoint_is_published(model, architecture, tmp_path):
    """A folder, a training checkpoint of torch, half precision, names with "module."."""
    folder = tmp_path / "published"
    folder.mkdir()
    state = {f"module.{name}": values.half() for name, values in model.state_dict().items()}
    torch.save({"epoch": 3, "state_dict": state}, folder / "epoch_3.pt")
    made = export("clip", folder, out=tmp_path / "made", architecture=architecture)
    assert made.parity[0].fit


# --- what is refused


def test_int8_that_is_too_far_is_left_out_and_said(
    checkpoint, architecture, tmp_path, monkeypatch, capsys
):
    from persona_assistant.weights.export import report

    monkeypatch.setitem(report.SMALLEST_COSINE, "int8", 1.1)
    out = tmp_path / "made"
    command = ["models", "export", "clip", "--checkpoint", str(checkpoint), "--arch", architecture]
    assert main([*command, "--out", str(out)]) == 0
    assert "too far, left out" in capsys.readouterr().out
    about = json.loads((out / "encoder.json").read_text())
    assert not list(out.glob("*.int8.onnx")) and "int8" not in about["image"]
    assert "/fp32/" in open_encoder(out, "image", precision="int8", threads=1).id


def test_single_precision_that_differs_is_no_export(
    checkpoint, architecture, tmp_path, monkeypatch
):
    whole = network.export_onnx

    def wrong(module, example, file, **names):
        with torch.no_grad():
            weight = module.model.visual.proj
            weight.mul_(1 + 0.01 * torch.randn_like(weight))
            whole(module, example, file, **names)

    from persona_assistant.weights.export import clip

    monkeypatch.setattr(clip, "export_onnx", wrong)
    with pytest.raises(
        ModelError, match="for image the ONNX file differs from the original by up to"
    ):
        export("clip", checkpoint, out=tmp_path / "made", architecture=architecture)
    assert not list(tmp_path.glob("*made*")) and not list(tmp_path.glob(".*"))


class Trap:
    def __reduce__(self):
        return (os.system, ("touch trapped",))


def test_a_checkpoint_that_is_a_program_is_not_run(architecture, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"state_dict": {"visual.proj": torch.zeros(3)}, "extra": Trap()}, tmp_path / "a.pt")
    (tmp_path / "b.bin").write_bytes(pickle.dumps(Trap()))
    refusals = {
        "a.pt": "holds more than tensors .* use the model's safetensors",
        "b.bin": "no checkpoint",
    }
    for name, told in refusals.items():
        with pytest.raises(ModelError, match=f"{name} .*{told}"):
            export("clip", tmp_path / name, out=tmp_path / "made", architecture=architecture)
    assert {each.name for each in tmp_path.iterdir()} == {"a.pt", "b.bin"}


@pytest.mark.parametrize("name", ["cut.safetensors", "cut.pt"])
def test_a_checkpoint_that_was_cut_off_is_named(checkpoint, architecture, tmp_path, name):
    (tmp_path / name).write_bytes(checkpoint.read_bytes()[:100_000])
    with pytest.raises(ModelError, match=f"{name} is cut off or no"):
        export("clip", tmp_path / name, out=tmp_path / "made", architecture=architecture)


def test_another_architecture_is_told_apart(checkpoint, tmp_path):
    with pytest.raises(ModelError, match="is no RN50 of open-clip: .* name its architecture"):
        export("clip", checkpoint, out=tmp_path / "made", architecture="RN50")
    with pytest.raises(BadInput, match="did you mean ViT-B-32"):
        export("clip", checkpoint, out=tmp_path / "made", architecture="ViT-B32")
    assert not (tmp_path / "made").exists()


def test_a_library_that_cannot_be_loaded_is_one_line(checkpoint, tmp_path, monkeypatch):
    (tmp_path / "open_clip.py").write_text(
        "raise RuntimeError('operator torchvision::nms does not exist')"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "open_clip")
    with pytest.raises(
        EngineMissing, match=r"open_clip cannot be loaded .*persona-assistant\[export\]"
    ):
        export("clip", checkpoint, out=tmp_path / "made")


def test_a_kill_leaves_nothing_that_looks_like_a_model(checkpoint, architecture, models, tmp_path):
    config = tmp_path / f"{architecture}.json"
    config.write_text(json.dumps(CONFIG))
    program = (
        "import sys\nfrom tests.support import torch_shims\ntorch_shims.apply()\nimport open_clip\n"
        f"open_clip.add_model_config({str(config)!r})\nfrom persona_assistant.cli import main\n"
        f"main(['models', 'export', 'clip', '--checkpoint', {str(checkpoint)!r},"
        f" '--arch', {architecture!r}])"
    )
    child = subprocess.Popen([sys.executable, "-c", program])
    while child.poll() is None and not list(models.glob(".unfinished-*/*/image.int8.onnx")):
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert registry.installed() == []
    export("clip", checkpoint, architecture=architecture)
    assert [each.name for each in models.iterdir()] == ["clip-exported"]


# --- the real size, once


def test_vit_b_32_with_outliers_as_trained_networks_have_them(tmp_path):
    """Random weights, some channels thirty times as loud: int8 stays near all the same."""
    torch.manual_seed(0)
    model = open_clip.create_model("ViT-B-32", pretrained=None).eval()
    with torch.no_grad():
        for block in model.visual.transformer.resblocks:
            block.ln_1.weight[:3] *= 30
            block.ln_2.weight[5:8] *= 30
    torch.save(model.state_dict(), tmp_path / "loud.pt")
    made = export("clip", tmp_path / "loud.pt", out=tmp_path / "made")
    near = {(each.part, each.precision): each for each in made.parity}
    assert (
        near["image", "fp32"].largest_difference < 1e-6
        and near["text", "fp32"].largest_difference < 1e-6
    )
    assert all(each.smallest_cosine > 0.99 and each.fit for each in made.parity)
    sizes = {file.path: file.size for file in made.files}
    assert sizes["image.int8.onnx"] < 0.35 * sizes["image.onnx"]
