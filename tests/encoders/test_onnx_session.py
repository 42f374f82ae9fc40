"""A network in a file: what it takes is read from it, and what is wrong with it is one line."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.errors import ModelError
from tests.support import tiny_onnx


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return tiny_onnx.image_tower(tmp_path_factory.mktemp("session") / "image.onnx", first=True)


PICTURE = np.random.default_rng(1).random((2, 3, tiny_onnx.SIDE, tiny_onnx.SIDE))


def test_inputs_and_outputs_are_those_of_the_file(file):
    session = OnnxSession(file, threads=1)
    assert session.inputs == ("image",) and session.outputs == ("bent", "vectors")
    assert session.input_specs["image"].shape == (None, 3, tiny_onnx.SIDE, tiny_onnx.SIDE)
    assert session.output_specs["vectors"].rank == 2


def test_one_output_in_order_or_by_name_whatever_the_number_type(file):
    session = OnnxSession(file, threads=1)
    patches, vectors = session.run(PICTURE), session.run(image=PICTURE, output="vectors")
    assert patches.shape == (2, 24, 4, 4) and vectors.shape == (2, tiny_onnx.DIM)
    assert np.array_equal(vectors, session.run(PICTURE.astype(np.float32), output="vectors"))


def test_several_threads_may_run_it_at_once(file):
    session = OnnxSession(file, threads=1)
    alone = session.run(PICTURE, output="vectors")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: session.run(PICTURE, output="vectors"), range(32)))
    assert all(np.array_equal(each, alone) for each in found)


@pytest.mark.parametrize("content", [b"", b"this is no network" * 9, b"\x08\x09\x12"])
def test_what_is_no_network_is_named(tmp_path, capfd, content):
    file = tmp_path / "network.onnx"
    file.write_bytes(content)
    with pytest.raises(
        ModelError, match="network.onnx is no ONNX model that can be run .*export it again"
    ):
        OnnxSession(file)
    assert capfd.readouterr() == ("", "")


def test_a_network_that_was_cut_off_is_named(tmp_path, file):
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(ModelError, match="cut.onnx is no ONNX model"):
        OnnxSession(cut)


def test_a_network_with_numbers_in_another_file_is_refused(tmp_path, file):
    import onnx

    split = tmp_path / "split.onnx"
    onnx.save(
        onnx.load(file), split, save_as_external_data=True, location="numbers", size_threshold=0
    )
    with pytest.raises(ModelError, match="split.onnx keeps numbers in another file"):
        OnnxSession(split)


@pytest.mark.parametrize("place", ["gone.onnx", "."])
def test_a_missing_network_is_named(tmp_path, place):
    with pytest.raises(ModelError, match="is missing; pull or export"):
        OnnxSession(tmp_path / place)


def test_what_a_network_does_not_take_is_told_in_one_line(file, capfd):
    session = OnnxSession(file, threads=1)
    for given in ((PICTURE[:, :2],), (PICTURE[0],)):
        with pytest.raises(
            ModelError, match="image.onnx cannot be run on what this encoder gives"
        ) as told:
            session.run(*given)
        assert "\n" not in str(told.value)
    for given in ((), (PICTURE, PICTURE)):
        with pytest.raises(
            ModelError, match="takes image, which is not what this encoder has to give"
        ):
            session.run(*given)
    with pytest.raises(ModelError, match="cannot be run"):
        session.run(PICTURE, output="nothing")
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
@pytest.mark.parametrize(("threads", "helpers"), [(1, 0), (3, 2)])
def test_a_session_starts_as_many_threads_as_it_may_use(file, threads, helpers):
    program = (
        "import os, sys\n"
        "from persona_assistant.encoders.onnx_session import OnnxSession\n"
        "OnnxSession(sys.argv[1], threads=1)\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "kept = OnnxSession(sys.argv[1], threads=int(sys.argv[2]))\n"
        "print(len(os.listdir('/proc/self/task')) - before)"
    )
    command = [sys.executable, "-c", program, str(file), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) == helpers


def test_onnx_runtime_is_loaded_by_the_first_session_only():
    program = (
        "import sys, persona_assistant.encoders.clip, persona_assistant.encoders.sentence\n"
        "import persona_assistant.encoders.loader\n"
        "assert not {'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
