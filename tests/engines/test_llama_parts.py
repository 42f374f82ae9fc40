"""Laws of the llama engine's small parts: picture sizes, parts on the wire, stored soft tokens."""

from __future__ import annotations

import dataclasses
import io

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from persona_assistant import media
from persona_assistant.engines.chat_template import PLAIN, chat_template_for
from persona_assistant.engines.llama import soft_tokens
from persona_assistant.engines.llama.frames import read_frame, write_frame
from persona_assistant.engines.llama.prompt_encoding import MediaEncoding, PictureSize, part_headers

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


ENCODING = MediaEncoding(PictureSize(48, 70), "projector", "1.0")


def test_pictures_travel_resized_bicubically_and_clips_as_they_sound():
    pixels = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    picture = media.image_from_pixels(pixels)
    clip = media.voice_from_samples(0.5 * np.sin(np.arange(8000) / 9))
    header, payload = ENCODING.raw(picture)
    expected = Image.fromarray(pixels).resize(header["shape"], Image.Resampling.BICUBIC)
    assert header["kind"] == "image" and payload == expected.tobytes()
    header, payload = ENCODING.raw(clip)
    assert header == {"kind": "audio", "shape": [8000]}
    assert np.array_equal(np.frombuffer(payload, np.float32), media.samples(clip))


def test_a_key_says_all_that_soft_tokens_depend_on():
    picture = media.image_from_pixels(
        np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    )
    other = media.image_from_pixels(
        np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8)
    )
    clip = media.voice_from_samples(0.5 * np.sin(np.arange(8000) / 9))
    renamed = dataclasses.replace(picture, source="elsewhere.png")
    size, changed = ENCODING.size, dataclasses.replace
    assert ENCODING.key(renamed) == ENCODING.key(picture)
    encodings = [
        ENCODING,
        changed(ENCODING, projector="other"),
        changed(ENCODING, version="1.1"),
        changed(ENCODING, size=changed(size, tokens=140)),
    ]
    keys = [each.key(medium) for each in encodings for medium in (picture, other, clip)]
    assert len(set(keys)) == len(keys) - 1, "only a clip's are the same for another budget"


def test_parts_stay_apart_and_outer_space_goes():
    def texts(*parts: str) -> list[str]:
        return [header["text"] for header in part_headers(parts, ENCODING)]

    assert texts(" \na\n", "\nb ", " c\n") == ["a\n", "\nb ", " c"]
    assert texts(" \n", " a", "b ", " ", "\n") == ["", "a", "b", "", ""]
    assert texts(" ", "\n") == ["", ""] and part_headers((), ENCODING) == []
    clip = media.voice_from_samples(0.5 * np.sin(np.arange(8000) / 9))
    headers = part_headers(("a ", clip, " b"), ENCODING)
    assert (
        headers[0]["text"] == "a " and headers[2]["text"] == " b" and headers[1]["kind"] == "audio"
    )


@given(st.integers(1, 5), st.booleans(), st.booleans(), st.binary(max_size=40))
def test_soft_tokens_survive_being_kept_bit_for_bit_or_are_refused(count, causal, mrope, noise):
    rng = np.random.default_rng(count)
    places = rng.integers(0, 99, (2, 4, count), dtype=np.int32) if mrope else None
    segments = (
        soft_tokens.Segment(2, 2, (7, 9)),
        soft_tokens.Segment(count, 3, (), causal, places),
        soft_tokens.Segment(1, 1, (4,)),
        soft_tokens.Segment(2, 2),
    )
    numbers = rng.standard_normal((count + 2, 6)).astype(np.float32)
    data = b"".join(soft_tokens.pack(soft_tokens.Medium(segments), numbers))
    medium, kept = soft_tokens.unpack(data, 6)
    assert kept.dtype == np.float32 and kept.tobytes() == numbers.tobytes()
    for before, after in zip(segments, medium.segments, strict=True):
        assert (before.count, before.positions, before.tokens) == (
            after.count,
            after.positions,
            after.tokens,
        )
        assert before.causal == after.causal and np.array_equal(before.places, after.places)
    at = noise[0] * len(data) // 256 if noise else 0
    for damaged in (
        data[:at],
        data + noise + b"x",
        data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
        noise,
    ):
        assert soft_tokens.unpack(damaged) is None
    assert soft_tokens.unpack(data, 7) is None


@given(st.dictionaries(st.text(), st.text() | st.integers()), st.binary(), st.integers(0, 400))
def test_a_frame_arrives_whole_or_not_at_all(header, payload, cut):
    pipe = io.BytesIO()
    write_frame(pipe, header, payload)
    whole = pipe.getvalue()
    assert read_frame(io.BytesIO(whole)) == (header, payload)
    if cut < len(whole):
        assert read_frame(io.BytesIO(whole[:cut])) is None


@pytest.mark.parametrize(
    ("token", "family", "closing"),
    [
        ("<|turn>", "gemma 4", "<turn|>\n<|turn>model\n"),
        ("<start_of_turn>", "gemma 3", "<end_of_turn>\n<start_of_turn>model\n"),
        ("<|im_start|>", "chatml", "<|im_end|>\n<|im_start|>assistant\n"),
    ],
)
def test_the_turns_follow_from_the_vocabulary(token, family, closing):
    marks = chat_template_for({token}.__contains__)
    assert (marks.family, marks.generation_prompt) == (family, closing) and marks.turn_start(
        "user"
    ).startswith(token)
    assert chat_template_for(set().__contains__) == PLAIN
