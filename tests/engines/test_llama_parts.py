"""Laws of the llama engine's small parts: picture sizes, parts on the wire, model file headers."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st
from PIL import Image

from persona_assistant import media
from persona_assistant.engines.llama.frames import read_frame, write_frame
from persona_assistant.engines.llama.gguf_file import read_metadata
from persona_assistant.engines.llama.turns import PLAIN, turns_for
from persona_assistant.engines.llama.wire import PictureSize, encode_parts
from persona_assistant.errors import ModelError

SIDES = st.integers(media.MIN_SIDE, media.MAX_SIDE)


@given(SIDES, SIDES, st.sampled_from([70, 140, 280, 560, 1120]))
@example(1600, 16, 70)
def test_a_picture_becomes_whole_squares_within_the_budget(width, height, tokens):
    columns, rows = (side / 48 for side in PictureSize(48, tokens).fit(width, height))
    assert columns == int(columns) >= 1 and rows == int(rows) >= 1 and columns * rows <= tokens
    # As many as the aspect allows: one more square both ways would not fit.
    assert (columns + 1) * (rows + 1) > tokens


def test_known_sizes():
    size = PictureSize(48, 280)
    assert size.fit(4000, 3000) == (912, 672) == size.fit(640, 480)
    assert size.fit(1000, 1000) == (768, 768)
    assert PictureSize(None, 280).fit(333, 17) == (333, 17)


def test_pictures_travel_resized_bicubically_and_clips_as_they_sound():
    pixels = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    picture = media.image_from_pixels(pixels)
    clip = media.voice_from_samples(0.5 * np.sin(np.arange(8000) / 9))
    headers, payload = encode_parts(("a", picture, clip), PictureSize(48, 70))
    width, height = headers[1]["image"]
    size = width * height * 3
    expected = Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC)
    assert payload[:size] == expected.tobytes()
    assert headers[2] == {"audio": 8000}
    assert np.array_equal(np.frombuffer(payload[size:], np.float32), media.samples(clip))


def test_neighbouring_texts_become_one_and_outer_space_goes():
    headers, payload = encode_parts((" \na\n", "\nb ", " c\n"), PictureSize(48, 70))
    assert headers == [{"text": "a\n\nb  c"}] and payload == b""
    assert encode_parts((), PictureSize(48, 70)) == ([], b"")


@given(st.dictionaries(st.text(), st.text() | st.integers()), st.binary(), st.integers(0, 400))
def test_a_frame_arrives_whole_or_not_at_all(header, payload, cut):
    pipe = io.BytesIO()
    write_frame(pipe, header, payload)
    whole = pipe.getvalue()
    assert read_frame(io.BytesIO(whole)) == (header, payload)
    if cut < len(whole):
        assert read_frame(io.BytesIO(whole[:cut])) is None


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
        assert isinstance(read_metadata(path), dict)
    except ModelError as error:
        assert "\n" not in str(error)


def test_a_whole_header_is_read(gguf_folder):
    about = read_metadata(gguf_folder / "projector.gguf")
    assert about["general.architecture"] == "clip" and about["clip.has_audio_encoder"] is True
    assert about["clip.vision.patch_size"] == 16
    assert read_metadata(gguf_folder / "model.gguf")["gemma4.context_length"] == 8192


@pytest.mark.parametrize(
    "token, family, closing",
    [
        ("<|turn>", "gemma 4", "<turn|>\n<|turn>model\n"),
        ("<start_of_turn>", "gemma 3", "<end_of_turn>\n<start_of_turn>model\n"),
        ("<|im_start|>", "chatml", "<|im_end|>\n<|im_start|>assistant\n"),
    ],
)
def test_the_turns_follow_from_the_vocabulary(token, family, closing):
    turns = turns_for({token}.__contains__)
    assert (turns.family, turns.closing) == (family, closing) and turns.opening.startswith(token)
    assert turns_for(set().__contains__) == PLAIN
