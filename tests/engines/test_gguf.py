"""What is read of a model file without llama.cpp: its header, and a fingerprint of its content."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.errors import ModelError
from persona_assistant.gguf import fingerprint, read_metadata

# --- the fingerprint

MIB = 1 << 20
SIZE = 9 * MIB + 123
SAMPLES, SAMPLE = 256, 16 << 10


@pytest.fixture(scope="module")
def content() -> bytes:
    return np.random.default_rng(0).bytes(SIZE)


@pytest.fixture(scope="module")
def file(content, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("fingerprint") / "a.gguf"
    path.write_bytes(content)
    return path


def sample(number: int) -> int:
    """Where a sample begins."""
    return SIZE * number // SAMPLES


COVERED = [
    0, MIB - 1, SIZE - MIB, SIZE - 1,  # both ends, their first and last byte
    *(sample(n) + at for n in (29, 64, 127, 128, 200, 226) for at in (0, SAMPLE // 2, SAMPLE - 1)),
]  # fmt: skip


@pytest.mark.parametrize("place", COVERED)
def test_one_other_byte_where_it_looks_makes_another_fingerprint(content, file, tmp_path, place):
    other = bytearray(content)
    other[place] ^= 1
    changed = tmp_path / "b.gguf"
    changed.write_bytes(other)
    assert fingerprint(changed) != fingerprint(file)


def test_a_fine_tuned_tensor_in_the_middle_makes_another_fingerprint(content, file, tmp_path):
    other = bytearray(content)
    other[3 * MIB : 4 * MIB] = np.random.default_rng(1).bytes(MIB)
    changed = tmp_path / "b.gguf"
    changed.write_bytes(other)
    assert fingerprint(changed) != fingerprint(file)


def test_bytes_at_the_end_that_were_cut_off_or_added_make_another_fingerprint(tmp_path):
    found = set()
    for size in (0, 1, 9 * MIB, 9 * MIB + 1):  # of zeros: of the last two only the size tells
        path = tmp_path / f"{size}.gguf"
        path.write_bytes(bytes(size))
        found.add(fingerprint(path))
    assert len(found) == 4


def test_neither_name_nor_place_nor_time_matters(file, tmp_path):
    copy = Path(shutil.copy(file, tmp_path / "elsewhere.bin"))
    os.utime(copy, (1, 1))
    assert fingerprint(copy) == fingerprint(file)


def test_the_fingerprint_of_a_content_never_changes(tmp_path):
    """Caches, run cards and registered models are known by it."""
    path = tmp_path / "counted.gguf"
    path.write_bytes(np.arange(3 << 20, dtype="<u4").tobytes())
    assert fingerprint(path) == "1d885a1d457d675dc4508b2ae9bd38cc68d4424fa08baaf0c3597639959f68f2"


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(ModelError, match="absent"):
        fingerprint(tmp_path / "absent.gguf")


# --- the header


@pytest.fixture(scope="module")
def header(gguf_folder: Path) -> bytes:
    return (gguf_folder / "projector.gguf").read_bytes()[:1200]


@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_header_is_a_model_error_and_nothing_else(header, tmp_path_factory, data):
    damaged = bytearray(header[: data.draw(st.integers(0, len(header)))])
    for place in data.draw(st.lists(st.integers(0, max(0, len(damaged) - 1)), max_size=8)):
        if damaged:
            damaged[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.gguf"
    path.write_bytes(damaged)
    try:
        metadata = read_metadata(path)
    except ModelError as error:
        message = str(error)
    else:
        message = ""
        assert isinstance(metadata, dict)
    assert "\n" not in message


def test_a_whole_header_is_read(gguf_folder):
    about = read_metadata(gguf_folder / "projector.gguf")
    assert about["general.architecture"] == "clip" and about["clip.has_audio_encoder"] is True
    assert about["clip.vision.patch_size"] == 16
    assert read_metadata(gguf_folder / "model.gguf")["gemma4.context_length"] == 8192
