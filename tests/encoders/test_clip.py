"""CLIP's two towers: unit rows that depend on the picture or the text and on nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto
from PIL import Image

from persona_assistant.encoders.clip import ClipEncoder, TextTower
from persona_assistant.encoders.loader import open_encoder
from persona_assistant.encoders.tokenizer import TextTokenizer
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.media import image_from_pixels, load_image
from persona_assistant.pmg import Picture
from tests.support import tiny_onnx

SIDE = tiny_onnx.SIDE


def photo(seed: int, width: int = 60, height: int = 40) -> Picture:
    grain = np.random.default_rng(seed).integers(0, 256, (height // 4, width // 4, 3), np.uint8)
    return image_from_pixels(np.kron(grain, np.ones((4, 4, 1), np.uint8)), f"{seed}.png")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tiny_onnx.clip_folder(tmp_path_factory.mktemp("clip"), int8=True)


@pytest.fixture(scope="module", params=["fp32", "int8"])
def encoder(request, folder) -> ClipEncoder:
    return open_encoder(folder, "image", precision=request.param, threads=1)


SIZES = [(60, 40), (40, 60), (48, 48), (400, 36)]
PHOTOS = [photo(seed, *size) for seed, size in enumerate(SIZES * 3)]


def test_rows_are_of_length_one_and_tell_pictures_apart(encoder):
    rows = encoder.encode(PHOTOS)
    assert rows.dtype == np.float32 and rows.shape == (len(PHOTOS), encoder.dim) == (
        12,
        tiny_onnx.DIM,
    )
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert (rows @ rows.T - np.eye(12)).max() < 0.999
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_a_picture_has_the_same_vector_alone_and_in_company(encoder):
    together = encoder.encode(PHOTOS)
    for number in (0, 5, 11):
        assert np.allclose(encoder.encode([PHOTOS[number]])[0], together[number], atol=1e-6)
    assert np.array_equal(together, encoder.encode(PHOTOS))


def test_texts_lie_in_the_space_of_the_pictures(encoder):
    texts = ["the lamp", "a lamp", "\u0645\u0635\u0628\u0627\u062d", ""]
    rows = encoder.encode_text(texts)
    assert encoder.encodes_text and rows.shape == (4, encoder.dim) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert (rows @ rows.T - np.eye(4)).max() < 0.999
    assert np.allclose(encoder.encode_text(texts[2:3])[0], rows[2], atol=1e-6)
    assert encoder.encode_text([]).shape == (0, encoder.dim)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("THE  Lamp\n", "the lamp"),
        ("it\u2019s \u201chere\u201d", 'it\'s "here"'),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("Tom &amp; Jo", "tom & jo"),
        ("\uff21\uff22\u3000\ufb01n", "ab fin"),
        ("a\x00b\ufeff", "ab"),
    ],
)
def test_how_a_text_is_typeset_changes_nothing(encoder, written, plain):
    assert np.array_equal(*encoder.encode_text([written, plain])[:, None])


def test_a_long_text_loses_its_end_and_keeps_its_last_token(folder):
    tokens = TextTokenizer(folder / "tokenizer.json", tiny_onnx.CONTEXT)
    (long, longer, short), mask = tokens(["x" * 50, "x" * 50 + "y", "x"], length=tiny_onnx.CONTEXT)
    first, last = short[0], short[2]
    assert long[0] == first and long[-1] == last and np.array_equal(long, longer)
    assert (short[3:] == 0).all() and mask.sum(axis=1).tolist() == [12, 12, 3]


def test_what_spells_a_control_token_is_text(folder):
    tokens = TextTokenizer(folder / "tokenizer.json", 64)
    ids, _ = tokens(["a <end_of_text> b <start_of_text>", "a"])
    first, last = ids[1, 0], ids[1, 2]
    assert (ids[0] == last).sum() == (ids[0] == first).sum() == 1


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_can_be_read(text):
    rows = _shared().encode_text([text])
    assert np.isfinite(rows).all()


def test_half_a_character_is_read_as_an_unknown_one(encoder):
    """File names and broken JSON can hold such text."""
    assert np.array_equal(*encoder.encode_text(["a \ud800 b", "a \ufffd b"])[:, None])


_READY: list[ClipEncoder] = []


def _shared() -> ClipEncoder:
    if not _READY:
        import tempfile

        with tempfile.TemporaryDirectory() as place:
            folder = tiny_onnx.clip_folder(Path(place))
            _READY.append(open_encoder(folder, "image", precision="fp32", threads=1))
            _READY[0].encode_text(["loaded while the folder is there"])
    return _READY[0]


def test_orientation_and_profile_of_a_file_are_settled_before(encoder, tmp_path):
    image = Image.fromarray(np.random.default_rng(3).integers(0, 256, (50, 80, 3), np.uint8))
    turned = image.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "upright.png")
    turned.save(tmp_path / "turned.png", exif=exif)
    upright, rotated = (load_image(tmp_path / name) for name in ("upright.png", "turned.png"))
    assert np.array_equal(*encoder.encode([upright, rotated])[:, None])


def test_the_middle_square_is_what_is_seen(encoder):
    """Of a picture twice as wide as high, the outer quarters lie outside."""
    middle = np.random.default_rng(5).integers(0, 256, (64, 64, 3), np.uint8)
    pictures = []
    for edge in (0, 255):
        wide = np.full((64, 192, 3), edge, np.uint8)
        wide[:, 64:128] = middle
        pictures.append(image_from_pixels(wide))
    # Scaling reaches a little beyond the square's edge, so its middle is compared.
    a, b = (encoder.preprocessed(_opened(picture)) for picture in pictures)
    assert a.shape == (3, SIDE, SIDE) and np.array_equal(a[:, :, 3:-3], b[:, :, 3:-3])


def test_scaling_is_bicubic_and_smooths_what_gets_smaller(encoder):
    grain = np.random.default_rng(8).integers(0, 256, (4 * SIDE, 4 * SIDE, 3), np.uint8)
    found = encoder.preprocessed(Image.fromarray(grain))
    expected = Image.fromarray(grain).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    assert np.allclose(found, encoder.preprocessed(expected), atol=1e-6)
    assert found.std() < 0.5 * encoder.preprocessed(Image.fromarray(grain[:SIDE, :SIDE])).std()


def test_values_are_those_of_the_colours_own_mean_and_spread(encoder):
    grey = encoder.preprocessed(Image.new("RGB", (70, 50), (0, 128, 255)))
    expected = (np.array([0, 128, 255]) / 255 - [0.48145466, 0.4578275, 0.40821073]) / [
        0.26862954, 0.26130258, 0.27577711,
    ]  # fmt: skip
    assert np.allclose(grey.reshape(3, -1), expected[:, None], atol=1e-6)


def test_a_damaged_picture_is_refused_by_name(encoder):
    with pytest.raises(MediaError, match="broken.jpg"):
        encoder.encode([photo(1), Picture(b"\xff\xd8\xff rubbish", 40, 40, source="broken.jpg")])


# --- files from elsewhere ------------------------------------------------------------------------


def test_the_layout_of_transformers_exports(tmp_path):
    image = tiny_onnx.image_tower(
        tmp_path / "v.onnx", takes="pixel_values", gives="image_embeds", first=True
    )
    text = tiny_onnx.text_tower(
        tmp_path / "t.onnx", takes="input_ids", gives="text_embeds", masked=True
    )
    ours = _encoder(tmp_path, image, text)
    plain = open_encoder(
        tiny_onnx.clip_folder(tmp_path / "plain"), "image", precision="fp32", threads=1
    )
    assert np.array_equal(ours.encode(PHOTOS), plain.encode(PHOTOS))
    assert np.array_equal(
        ours.encode_text(["one", "the other"]), plain.encode_text(["one", "the other"])
    )


def test_the_layout_of_exports_for_one_picture_at_a_time(tmp_path):
    image = tiny_onnx.image_tower(tmp_path / "v.onnx", takes="image", gives="embedding", batch=1)
    text = tiny_onnx.text_tower(
        tmp_path / "t.onnx", gives="embedding", batch=1, kind=TensorProto.INT32
    )
    ours = _encoder(tmp_path, image, text)
    plain = open_encoder(
        tiny_onnx.clip_folder(tmp_path / "plain"), "image", precision="fp32", threads=1
    )
    assert np.allclose(ours.encode(PHOTOS), plain.encode(PHOTOS), atol=1e-6)
    assert np.allclose(
        ours.encode_text(["one", "two"]), plain.encode_text(["one", "two"]), atol=1e-6
    )


def test_towers_of_two_spaces_are_refused(tmp_path):
    image = tiny_onnx.image_tower(tmp_path / "v.onnx")
    ours = _encoder(tmp_path, image, tiny_onnx.text_tower(tmp_path / "t.onnx", dim=5))
    with pytest.raises(ModelError, match="vectors of another length"):
        ours.encode_text(["hello"])


def test_a_tower_of_another_side_is_refused_at_once(tmp_path):
    tower = tiny_onnx.image_tower(tmp_path / "v.onnx", side=16)
    with pytest.raises(ModelError, match="v.onnx does not take pictures of 32 x 32"):
        ClipEncoder(tower, "a/fp32/b", side=SIDE)


def test_a_network_that_gives_no_vectors_is_refused(tmp_path):
    tower = tiny_onnx.sentence_network(tmp_path / "s.onnx")
    with pytest.raises(ModelError, match="s.onnx gives no vectors"):
        ClipEncoder(tower, "a/fp32/b")


def test_a_network_that_computes_no_numbers_is_refused(tmp_path):
    import onnx
    from onnx import numpy_helper

    model = onnx.load(tiny_onnx.image_tower(tmp_path / "v.onnx"))
    weights = next(each for each in model.graph.initializer if each.name == "outer")
    weights.CopyFrom(numpy_helper.from_array(np.full((32, 16), np.nan, np.float32), "outer"))
    onnx.save(model, tmp_path / "v.onnx")
    with pytest.raises(ModelError, match="v.onnx computes no numbers"):
        ClipEncoder(tmp_path / "v.onnx", "a/fp32/b", side=SIDE).encode([photo(1)])


def _encoder(place: Path, image: Path, text: Path) -> ClipEncoder:
    vocabulary = tiny_onnx.clip_tokenizer(place / "tokenizer.json")

    def tower() -> TextTower:
        return TextTower(text, vocabulary, context=tiny_onnx.CONTEXT, one_by_one=False, threads=1)

    return ClipEncoder(image, "ready/fp32/0", side=SIDE, text=tower, threads=1)


def _opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data)).convert("RGB")
