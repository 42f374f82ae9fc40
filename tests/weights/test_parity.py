"""What the engine computes is what transformers computes, on a tiny Gemma 4. Needs torch; `make
test-torch`.

The figures themselves are printed: add `-rP`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra convert is not installed: make test-torch")
pytest.importorskip("transformers", reason="the extra convert is not installed: make test-torch")
pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

from persona_assistant import media
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.llama import LlamaEngine, soft_tokens
from persona_assistant.pmg import Clip, Picture, Query
from persona_assistant.prompt import Part, Prompt
from tests.support.reference import Reference

pytestmark = pytest.mark.torch

COSINE = {"image": 0.99999, "voice": 0.9999}
"""Of each soft token with its counterpart, at least. With the activation that llama.cpp gives the
vision tower of a projector that does not say which, a picture's is 0.99993."""
LOGITS = 0.15
"""Apart at most; their standard deviation is 3. llama.cpp's flash attention computes in half
precision; without it they are five times nearer."""
MAX_TOKENS = 12
"""Prompts are chosen so that no choice within so many is closer than what half precision moves."""


def picture(seed: int, width: int, height: int) -> Picture:
    """Waves, squares and noise, so that no two patches are alike."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    waves = [
        127 + 60 * np.sin(x / (17 + 9 * c + seed)) + 50 * np.cos(y / (23 + 5 * c)) for c in range(3)
    ]
    pixels = np.stack(waves, axis=-1) + rng.normal(0, 12, (height, width, 3))
    for _ in range(6):
        left, top = rng.integers(0, width - 40), rng.integers(0, height - 40)
        pixels[top : top + 40, left : left + 40] = rng.integers(0, 255, 3)
    return media.image_from_pixels(pixels.clip(0, 255).astype(np.uint8))


def clip(seed: int, seconds: float) -> Clip:
    """A buzz of eight harmonics that wavers, swells and hisses."""
    time = np.arange(int(16000 * seconds)) / 16000
    pitch = 110 * (1 + 0.3 * seed) * time + 0.4 * np.sin(2 * np.pi * 3 * time)
    buzz = sum(np.sin(2 * np.pi * k * pitch) / k for k in range(1, 9))
    hiss = np.random.default_rng(seed).normal(0, 0.02, len(time))
    return media.voice_from_samples(0.15 * buzz * (1 + 0.6 * np.sin(14 * time + seed)) + hiss)


MEDIA = {
    "portrait": picture(1, 768, 816),
    "large photo": picture(2, 1600, 1100),
    "small photo": picture(3, 200, 160),
    "3.2 s": clip(1, 3.2),
    "5.37 s": clip(2, 5.37),
    "29.9 s": clip(3, 29.9),
}
PROMPTS: dict[str, tuple[Part, ...]] = {
    "text": ("Ada keeps a tortoise. Who keeps a tortoise? Answer in one short sentence, please.",),
    "image": ("Here is a photo: ", MEDIA["large photo"], " Please answer briefly."),
    "audio": ("Listen to the voice: ", MEDIA["3.2 s"], " Whose voice is this?"),
    "mixed": (
        "Person 1 (Ada):\n", MEDIA["small photo"], MEDIA["3.2 s"],
        "\nShe keeps a tortoise.\nPerson 2:\n", MEDIA["portrait"], MEDIA["5.37 s"],
        "\nHe sails.\nQuestion:\nWho sails?",
    ),
}  # fmt: skip


class Kept(dict):
    """A cache that keeps everything in the open."""

    def get(self, kind: str, key: str) -> bytes | None:
        return super().get((kind, key))

    def put(self, kind: str, key: str, data: bytes, *, about: Iterable[int] = ()) -> None:
        self[kind, key] = data


@pytest.fixture(scope="module")
def reference(published) -> Reference:
    return Reference(published)


@pytest.fixture(scope="module")
def engine(converted) -> Iterator[LlamaEngine]:
    engine = LlamaEngine(converted.model, converted.projector, n_ctx=4096, threads=1)
    yield engine
    engine.close()


@pytest.mark.parametrize("name", MEDIA)
def test_soft_tokens_are_those_of_transformers(converted, reference, name):
    kept = Kept()
    engine = LlamaEngine(converted.model, converted.projector, n_ctx=512, threads=1, cache=kept)
    try:
        engine.encode([MEDIA[name]], about=[1])
    finally:
        engine.close()
    ((_, ours),) = (
        soft_tokens.unpack(data) for (kind, _), data in kept.items() if kind == "soft tokens"
    )
    theirs = reference.soft_tokens(MEDIA[name])
    assert ours.shape == theirs.shape
    cosine = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    print(f"measured: {len(ours)} soft tokens, least cosine {cosine.min():.7f}")
    assert cosine.min() >= COSINE["image" if isinstance(MEDIA[name], Picture) else "voice"]


@pytest.mark.parametrize("name", PROMPTS)
def test_logits_and_greedy_answers_are_those_of_transformers(engine, reference, name):
    prompt = Prompt(PROMPTS[name], Query())
    assert engine.count_tokens(prompt) == reference.inputs(prompt.parts)["input_ids"].shape[1]
    apart = np.abs(engine.logits(prompt)[0] - reference.logits(prompt.parts)).max()
    theirs, closest = reference.answer(prompt.parts, max_tokens=MAX_TOKENS)
    print(f"measured: {theirs!r}, logits {apart:.4f} apart, closest choice by {closest:.4f}")
    assert apart < LOGITS
    assert (
        collect(engine.generate(prompt, options=GenerateOptions(MAX_TOKENS))).text == theirs != ""
    )
