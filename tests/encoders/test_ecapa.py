"""A voice encoder in a file says of a clip what the network it was made of says."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from persona_assistant.encoders.ecapa import EcapaEncoder, signal_of
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.media import SAMPLE_RATE, samples, voice_from_samples
from persona_assistant.pmg import Clip
from tests.support.tiny_ecapa import PLAIN, SMALL, tune, weights_of, write_ecapa

pytest.importorskip("onnx")

SPEECHBRAINS = {
    SMALL: [
        0.024405, -0.067944, 0.241001, 0.178068, 0.198747, 0.471472,
        0.076657, -0.698121, 0.296601, -0.193447, -0.130904, -0.086214,
    ],
    PLAIN: [
        0.335688, -0.006148, 0.404628, -0.087959, -0.198406, -0.085152,
        -0.392347, -0.414695, 0.14503, 0.270636, -0.072375, -0.493736,
    ],
}  # fmt: skip
"""What speechbrain's ECAPA_TDNN, behind its Fbank and normalisation, makes of `tune()` with these
weights."""


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return write_ecapa(tmp_path_factory.mktemp("ecapa") / "voice.onnx")


@pytest.fixture(scope="module")
def encoder(file) -> EcapaEncoder:
    return EcapaEncoder(file, "tiny/fp32/0123456789ab", threads=1)


@pytest.mark.parametrize("shape", [SMALL, PLAIN])
def test_vectors_are_speechbrains(tmp_path, shape):
    encoder = EcapaEncoder(write_ecapa(tmp_path / "voice.onnx", shape), "tiny/fp32/0", threads=1)
    vector = encoder.encode([voice_from_samples(tune())])[0]
    assert np.abs(vector - SPEECHBRAINS[shape]).max() < 1e-4


def test_vectors_keep_the_contract(encoder):
    clips = [voice_from_samples(tune(seconds)) for seconds in (0.3, 1.0, 2.5)]
    vectors = encoder.encode(clips)
    assert (encoder.id, encoder.family, encoder.modality) == (
        "tiny/fp32/0123456789ab",
        "ecapa",
        "voice",
    )
    assert vectors.dtype == np.float32 and vectors.shape == (3, encoder.dim) == (3, SMALL.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.encode([]).shape == (0, encoder.dim)
    for clip, vector in zip(clips, vectors):
        assert np.array_equal(encoder.encode([clip])[0], vector)


def test_how_loud_a_clip_is_does_not_matter_and_who_speaks_does(encoder):
    noise = np.random.default_rng(0).normal(0, 0.2, SAMPLE_RATE)
    loud, quiet, other = encoder.encode(
        [voice_from_samples(each) for each in (noise, 0.3 * noise, tune())]
    )
    assert loud @ quiet > 0.999 > 0.99 > loud @ other


def test_kaldis_features_go_to_networks_that_want_them(file, encoder):
    clip = voice_from_samples(tune())
    other = EcapaEncoder(file, "tiny/fp32/0", features="kaldi", threads=1)
    assert other.dim == encoder.dim
    assert not np.allclose(other.encode([clip]), encoder.encode([clip]), atol=1e-3)
    with pytest.raises(ModelError, match="'mfcc', known are speechbrain and kaldi"):
        EcapaEncoder(file, "tiny/fp32/0", features="mfcc")


@pytest.mark.parametrize("features", ["speechbrain", "kaldi"])
@pytest.mark.parametrize("length", [2, 160, 399, 4000])
def test_a_clip_of_a_moment_is_repeated_until_it_can_be_heard(file, features, length):
    encoder = EcapaEncoder(file, "tiny/fp32/0", features=features, threads=1)
    moment = flac(np.random.default_rng(0).normal(0, 0.1, length))
    assert np.isfinite(encoder.encode([moment])).all() and len(signal_of(moment)) == 4800
    assert np.array_equal(signal_of(moment)[:length], samples(moment))


@pytest.mark.parametrize("level", [0.0, 0.25])
def test_silence_is_refused_by_name(encoder, level):
    wanted = "pause.wav: the clip is silent, nobody can be heard; record it again"
    with pytest.raises(MediaError, match=wanted):
        encoder.encode([flac(np.full(SAMPLE_RATE, level), "pause.wav")])


def test_a_file_of_another_kind_is_refused(tmp_path):
    from onnx import TensorProto, helper, save

    value = helper.make_tensor_value_info
    for shape in (["n", 3, 224, 224], ["n", "t", 40]):
        model = helper.make_graph(
            [helper.make_node("Identity", ["x"], ["y"])], "g",
            [value("x", TensorProto.FLOAT, shape)], [value("y", TensorProto.FLOAT, None)],
        )  # fmt: skip
        opsets = [helper.make_opsetid("", 17)]
        save(helper.make_model(model, opset_imports=opsets, ir_version=10), tmp_path / "other.onnx")
        with pytest.raises(ModelError, match="does not take features of 80 bands"):
            EcapaEncoder(tmp_path / "other.onnx", "tiny/fp32/0")


def flac(signal: np.ndarray, source: str = "") -> Clip:
    """A clip as only a caller of the library can make it, past what `media` refuses."""
    import soundfile

    out = io.BytesIO()
    whole = np.rint(signal * 32768).clip(-32768, 32767).astype(np.int16)
    soundfile.write(out, whole, SAMPLE_RATE, format="FLAC")
    return Clip(out.getvalue(), len(signal) / SAMPLE_RATE, source)


# --- beside the original


@pytest.mark.torch("speechbrain")
@pytest.mark.parametrize("seconds", [0.3, 1.0, 3.01, 8.0])
def test_samples_become_what_speechbrain_makes_of_them(file, encoder, seconds):
    from tests.support.torch_shims import apply

    apply()
    import torch
    from speechbrain.lobes.features import Fbank
    from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN
    from speechbrain.processing.features import InputNormalization

    network = ECAPA_TDNN(
        80, channels=list(SMALL.channels), kernel_sizes=list(SMALL.kernels),
        dilations=list(SMALL.dilations), attention_channels=SMALL.attention,
        res2net_scale=SMALL.scale, se_channels=SMALL.squeezed,
        lin_neurons=SMALL.dim,
    ).eval()  # fmt: skip
    weights = {name: torch.tensor(each) for name, each in weights_of(SMALL).items()}
    network.load_state_dict(weights, strict=False)  # it also counts batches
    clip = voice_from_samples(tune(seconds))
    with torch.no_grad():
        features = Fbank(n_mels=80)(torch.tensor(samples(clip))[None])
        features = InputNormalization(norm_type="sentence", std_norm=False)(features, torch.ones(1))
        wanted = torch.nn.functional.normalize(network(features)[0, 0], dim=0).numpy()
    assert np.abs(encoder.encode([clip])[0] - wanted).max() < 1e-4
