"""A Whisper that a test makes in a moment: random ears, and a mouth that follows a script.

The idea: faster-whisper and CTranslate2 run for real, and what comes out is known. The encoder's
weights are random. In the decoder nothing but the position counts: each position is a direction of
its own, and the last matrix turns that direction into the token that the script has there. So a
test says what is "heard", in which language, with how much doubt whether it is speech at all, and
sees what becomes of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, POSITIONS, WINDOW = 64, 448, 1500
_PROMPT = 4
"""Tokens before the first word: start, language, task, no timestamps."""
_SURE, _SECOND, _DOUBTFUL = 3.0, 2.0, 0.3
"""How much of a position's direction a token's row holds: the first leaves no other token any
probability."""


def write_whisper(
    folder: Path,
    said: Sequence[str],
    *,
    instead: Sequence[str] = (),
    language: str = "en",
    speech: bool = True,
    sure: bool = True,
    bands: int = 80,
) -> Path:
    """Write the model to the new `folder`; it hears `said`, words with their leading spaces, in
    every clip.

    `instead`: what it says at a place where it may not say that. `speech`: whether it takes what it
    hears for speech. `sure`: whether it is certain of the words.
    """
    from ctranslate2.specs import WhisperSpec

    assert len(said) < WIDTH - _PROMPT, "a position for each word and for the end"
    folder.mkdir(parents=True)
    languages, text, specials = _vocabulary([*said, *instead])
    vocabulary = [*text, *specials]
    number = {token: place for place, token in enumerate(vocabulary)}
    _write_tokenizer(folder / "tokenizer.json", text, specials)

    spec = WhisperSpec(1, 1, 1, 1)
    mouth = np.zeros((len(vocabulary), WIDTH), np.float32)
    mouth[number[f"<|{language}|>"], 0] = _SURE
    mouth[number["<|nospeech|>"], 0] = 0 if speech else 2 * _SURE
    for place, word in enumerate([*said, "<|endoftext|>"], _PROMPT - 1):
        mouth[number[_spelled(word)], place] = _SURE if sure else _DOUBTFUL
    for place, word in enumerate(instead, _PROMPT - 1):
        mouth[number[_spelled(word)], place] = _SECOND
    _fill(spec, mouth, bands)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [number[f"<|{each}|>"] for each in languages]
    spec.config.alignment_heads = [[0, 0]]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": bands}))
    return folder


def _spelled(word: str) -> str:
    return word.replace(" ", "\u0120")


def _vocabulary(words: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """(languages, text tokens, special tokens), as many and in the order that a multilingual
    Whisper has."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import pre_tokenizers

    text = list(
        dict.fromkeys([*sorted(pre_tokenizers.ByteLevel.alphabet()), *map(_spelled, words)])
    )
    text += [f"unheard{each}" for each in range(50256 - len(text))]
    text.append("")  # the token by which CTranslate2 tells a multilingual model
    languages = list(_LANGUAGE_CODES)
    specials = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{each}|>" for each in languages)]
    specials += [
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
    ]
    specials += ["<|notimestamps|>", *(f"<|{each * 0.02:.2f}|>" for each in range(1501))]
    return languages, text, specials


def _write_tokenizer(path: Path, text: Sequence[str], specials: Sequence[str]) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    tokenizer = Tokenizer(
        models.BPE(vocab={token: place for place, token in enumerate(text)}, merges=[])
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in specials])
    tokenizer.save(str(path))


def _fill(spec: Any, mouth: np.ndarray, bands: int) -> None:
    """Random ears; the decoder is zeros but for the positions, which are unit vectors, and
    `mouth`."""
    rng = np.random.default_rng(0)

    def noise(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.05, shape).astype(np.float32)

    def nothing(*shape: int) -> np.ndarray:
        return np.zeros(shape, np.float32)

    ears, decoder = spec.encoder, spec.decoder
    ears.conv1.weight, ears.conv1.bias = noise(WIDTH, bands, 3), nothing(WIDTH)
    ears.conv2.weight, ears.conv2.bias = noise(WIDTH, WIDTH, 3), nothing(WIDTH)
    ears.position_encodings.encodings = noise(WINDOW, WIDTH)
    _layers(ears, noise, crossed=False)

    decoder.embeddings.weight = nothing(len(mouth), WIDTH)
    decoder.position_encodings.encodings = np.eye(POSITIONS, WIDTH, dtype=np.float32)
    decoder.projection.weight = mouth
    _layers(decoder, nothing, crossed=True)


def _layers(half: Any, values: Callable[..., np.ndarray], crossed: bool) -> None:
    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(layer: Any, out: int, into: int = WIDTH) -> None:
        layer.weight, layer.bias = values(out, into), np.zeros(out, np.float32)

    norm(half.layer_norm)
    for layer in half.layer:
        sizes = {layer.self_attention: (3 * WIDTH, WIDTH)}
        if crossed:
            sizes[layer.attention] = (WIDTH, 2 * WIDTH, WIDTH)
        for attention, outs in sizes.items():
            norm(attention.layer_norm)
            for part, out in zip(attention.linear, outs):
                linear(part, out)
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, 2 * WIDTH)
        linear(layer.ffn.linear_1, WIDTH, 2 * WIDTH)
