"""The cards of the reader and of its corpus say what the files say, and a reader that was made
becomes the bundled one in a single step."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from persona_assistant.errors import BadInput
from persona_assistant.fitting import bundle_reader
from persona_assistant.fitting.bundle_reader import FILES, bundle, section
from persona_assistant.resources import data_path
from persona_assistant.weights import integrity

READER, CORPUS = data_path("models", "reader"), data_path("worlds", "reading")
REMEDY = "run: python -m persona_assistant.fitting.bundle_reader"
MEASURED = {
    "slope": 0.8123, "intercept": -0.5, "threshold": 0.4321, "trained_on": 13_183,
    "plans": [{"epochs": 3, "batch": 16, "rate": 8e-5, "head_rate": 1e-3, "misspelled": 0.12,
               "warm_up": 0.06, "edges": 0.25, "seed": 5}],
    "kept_apart": {"questions": 630, "answered": 91.2, "right": 82.3, "declined": 86.4,
                   "declined_near": 80.5, "span_f1": 79.6},
    "made": "2026-11-29", "version": "0.1.0",
}  # fmt: skip


def test_the_card_states_what_readerjson_says():
    card = READER / "README.md"
    assert section(card, "figures") == bundle_reader.figures(READER), REMEDY
    assert section(card, "hashes") == bundle_reader.hashes(data_path("models", "bundled.toml"))


def test_the_corpus_card_counts_what_is_there():
    assert section(CORPUS / "README.md", "counts") == bundle_reader.corpus_counts(CORPUS), REMEDY


def test_every_number_that_was_measured_is_in_the_card(tmp_path):
    (tmp_path / "reader.json").write_text(json.dumps(MEASURED))
    told = bundle_reader.figures(tmp_path)
    for fact in (
        "13,183 questions", "passes 3", "seed 5", "8e-05", "0.001", "12 % misspelled", "2026-11-29",
        "| 630 questions kept apart", "(1-FA) | 91.2 |", "right sentence | 82.3 |",
        "(TA) | 86.4 |", "comes near: declined | 80.5 |", "is right | 79.6 |",
        "0.8123 x -0.5", "from 0.4321 on",
    ):  # fmt: skip
        assert fact in told
    without = {**MEASURED, "kept_apart": {**MEASURED["kept_apart"], "declined_near": None}}
    (tmp_path / "reader.json").write_text(json.dumps(without))
    assert "comes near: declined | - |" in bundle_reader.figures(tmp_path)


# --- taking a reader in


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The product's folder, with another reader in it."""
    folder = tmp_path / "models"
    (folder / "reader").mkdir(parents=True)
    shutil.copy(data_path("models", "bundled.toml"), folder)
    shutil.copy(READER / "README.md", folder / "reader")
    for name in FILES:
        (folder / "reader" / name).write_bytes(b"an earlier one")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "reading"
    folder.mkdir()
    shutil.copy(CORPUS / "README.md", folder)
    for split, name in (("train", "Ada"), ("kept_apart", "Bo")):
        (folder / split).mkdir()
        (folder / split / "hand.txt").write_text(
            f"= {name}\nFrom Hull.\n? {name} where\n> Hull\n? {split}\n> ~\n? {split} why\n> -\n"
        )
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """As train reader makes it."""
    folder = tmp_path / "made"
    folder.mkdir()
    for name in (*FILES, "weights.npz"):
        (folder / name).write_bytes(f"the new {name}".encode())
    (folder / "reader.json").write_text(json.dumps(MEASURED))
    return folder


def test_a_reader_that_was_made_becomes_the_bundled_one(made, models, corpus):
    bundle(made, models=models, corpus=corpus)
    reader = models / "reader"
    assert {each.name for each in reader.iterdir()} == {*FILES, "README.md"}, "no weights.npz"
    assert all((reader / name).read_bytes() == (made / name).read_bytes() for name in FILES)
    before = tomllib.loads(data_path("models", "bundled.toml").read_text())["network"]
    listed = tomllib.loads((models / "bundled.toml").read_text())["network"]
    assert [each for each in listed if each["kind"] != "reader"] == [
        each for each in before if each["kind"] != "reader"
    ]
    (entry,) = (each for each in listed if each["kind"] == "reader")
    assert [each["file"] for each in (entry, *entry["beside"])] == list(FILES)
    for each in (entry, *entry["beside"]):
        path = reader / each["file"]
        assert (each["size"], each["sha256"]) == (path.stat().st_size, integrity.sha256(path))
        assert each["sha256"] in (reader / "README.md").read_text()
    assert "13,183 questions" in section(reader / "README.md", "figures")
    counts = section(corpus / "README.md", "counts")
    assert "| `train/hand.txt` | 1 | 1 | 3 | 1 | 1 | 1 |" in counts
    assert "Of the 3 questions kept apart, 2 share neither" in counts
    files = [models / "bundled.toml", reader / "README.md", corpus / "README.md"]
    once = [each.read_bytes() for each in files]
    bundle(models=models, corpus=corpus)
    assert [each.read_bytes() for each in files] == once


def test_a_comment_in_the_list_stays(made, models, corpus):
    first = (models / "bundled.toml").read_text().splitlines()[0]
    bundle(made, models=models, corpus=corpus)
    assert first.startswith("#") and (models / "bundled.toml").read_text().startswith(first)


def test_what_is_not_whole_is_refused_and_nothing_changes(made, models, corpus):
    (made / "words.npz").unlink()
    with pytest.raises(BadInput, match=r"made holds no words\.npz"):
        bundle(made, models=models, corpus=corpus)
    assert (models / "reader" / "reader.onnx").read_bytes() == b"an earlier one"


def test_a_card_without_its_marks_is_refused(made, models, corpus):
    (models / "reader" / "README.md").write_text("# My own card")
    with pytest.raises(BadInput, match=r"README\.md has no place for its hashes"):
        bundle(made, models=models, corpus=corpus)
