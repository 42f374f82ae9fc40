"""What is said in a clip is written down, and nothing is written down that nobody said."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys

import numpy as np
import pytest

from persona_assistant.encoders import transcriber
from persona_assistant.encoders.transcriber import Transcriber, open_transcriber
from persona_assistant.errors import BadInput, EngineMissing, ModelError
from persona_assistant.media import load_voice, voice_from_samples
from persona_assistant.pmg import Clip
from persona_assistant.resources import data_path
from tests.support.tiny_whisper import write_whisper

pytest.importorskip("faster_whisper")

SAID = [" My", " sister", " keeps", " bees", "."]


@pytest.fixture(scope="module")
def clip() -> Clip:
    """Somebody speaks."""
    return load_voice(min(data_path("memory_store", "demo").rglob("*.ogg")))


@pytest.fixture(scope="module")
def whisper(tmp_path_factory):
    return write_whisper(tmp_path_factory.mktemp("models") / "tiny", SAID)


def heard(folder, clip, language=None):
    return Transcriber(folder, name="tiny", threads=1).transcribe(clip, language)


def test_what_is_said_is_written_down_with_its_language(whisper, clip):
    assert heard(whisper, clip) == ("My sister keeps bees.", "en")
    assert heard(whisper, clip) == heard(whisper, clip)


def test_the_language_is_detected_unless_given(tmp_path, clip):
    folder = write_whisper(tmp_path / "tiny", [" Guten", " Tag"], language="de")
    assert heard(folder, clip) == ("Guten Tag", "de")
    assert heard(folder, clip, "fr") == ("Guten Tag", "fr")
    with pytest.raises(BadInput, match="no language 'xx'.*such as en"):
        heard(folder, clip, "xx")


@pytest.mark.parametrize("sound", ["hiss", "hum", "pause"])
def test_where_nobody_speaks_nothing_is_written_down(whisper, sound):
    rng = np.random.default_rng(0)
    wave = {
        "hiss": rng.normal(0, 0.01, 48_000),
        "hum": 0.2 * np.sin(np.arange(48_000) * 2 * np.pi * 50 / 16_000),
        "pause": np.concatenate([[0.5], np.zeros(48_000)]),
    }[sound]
    assert heard(whisper, voice_from_samples(wave)) == ("", "")
    assert heard(whisper, voice_from_samples(wave), "de") == ("", "de")


def test_what_the_model_takes_for_no_speech_is_left_out(tmp_path, clip):
    folder = write_whisper(
        tmp_path / "doubting", [" Thanks", " for", " watching"], speech=False, sure=False
    )
    assert heard(folder, clip) == ("", "")


def test_a_loop_is_left_by_saying_it_again(tmp_path, clip):
    rng = np.random.default_rng(0)
    words = [" " + "".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), 8)) for _ in range(20)]
    text, _ = heard(write_whisper(tmp_path / "looping", [" ha"] * 20, instead=words), clip)
    # Where the loop is left depends on how the processor rounds.
    assert text.startswith("ha ") and words[3] in text and text.count("ha ha ha") <= 1


def test_what_still_repeats_itself_is_left_out(tmp_path, clip):
    folder = write_whisper(tmp_path / "stuck", [f" {'la' * 20}{number}" for number in range(20)])
    assert heard(folder, clip) == ("", "")


def test_its_id_says_which_bytes_it_is(whisper, tmp_path):
    other = write_whisper(tmp_path / "tiny", [" else"])
    ids = [open_transcriber(folder).id for folder in (whisper, whisper, other)]
    assert (
        ids[0] == ids[1] != ids[2]
        and ids[0].startswith("tiny/")
        and len(ids[0]) == len("tiny/") + 12
    )


def test_nothing_leaves_the_machine(whisper, clip, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert heard(whisper, clip)[0]


@pytest.mark.parametrize("missing", ["tokenizer.json", "model.bin", "config.json"])
def test_a_folder_that_lacks_a_file_is_refused_by_its_name(whisper, tmp_path, missing):
    folder = shutil.copytree(whisper, tmp_path / "lacking")
    (folder / missing).unlink()
    with pytest.raises(ModelError, match=f"holds no {missing}"):
        Transcriber(folder, name="lacking")


@pytest.mark.parametrize("damaged", ["tokenizer.json", "model.bin"])
def test_a_damaged_file_is_one_line(whisper, tmp_path, clip, damaged):
    folder = shutil.copytree(whisper, tmp_path / "damaged")
    with open(folder / damaged, "r+b") as file:
        file.truncate(1000)
    with pytest.raises(ModelError, match="no Whisper model that loads") as caught:
        heard(folder, clip)
    assert "\n" not in str(caught.value)


def test_a_model_of_other_bands_than_its_folder_says_is_refused(tmp_path, clip):
    folder = write_whisper(tmp_path / "large", SAID, bands=128)
    assert heard(folder, clip)[0]
    (folder / "preprocessor_config.json").unlink()
    with pytest.raises(ModelError, match="128 bands"):
        heard(folder, clip)


def test_without_the_package_the_way_to_it_is_named(whisper, monkeypatch):
    monkeypatch.setattr(transcriber.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match=r'pip install "persona-assistant\[voice\]"'):
        Transcriber(whisper, name="tiny")


def test_a_name_that_is_not_installed_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="models list"):
        open_transcriber("no-such-model")
    with pytest.raises(ModelError, match="there is no folder"):
        open_transcriber("no/such/folder")


def test_nothing_is_loaded_before_a_clip_is(whisper):
    program = (
        "import sys; from persona_assistant.encoders.transcriber import open_transcriber;"
        f"open_transcriber({str(whisper)!r}); print('faster_whisper' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
