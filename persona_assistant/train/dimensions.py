"""How large a model is, from the numbers in its configuration alone.

Every count is a formula over dimensions, so that it can be checked against the very classes that
are trained (tests/train/test_estimate.py builds them without memory and compares to the last
parameter). Dimensions are those of the published configurations.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from persona_assistant.errors import BadInput


@dataclass(frozen=True, slots=True)
class Layer:
    """One decoder layer."""

    heads: int
    head: int
    """Size of a head."""
    kv_heads: int
    """0: keys and values are those of an earlier layer."""
    ffn: int
    window: int | None
    """Tokens it looks back at most; None: all."""


@dataclass(frozen=True, slots=True)
class Text:
    hidden: int
    vocabulary: int
    layers: tuple[Layer, ...]
    gemma: bool
    """Four norms a layer, norms of queries and keys, no biases; otherwise two norms and biases of
    q, k, v."""
    per_layer: int = 0
    """Width of Gemma's per-layer embeddings."""
    tied: bool = True
    """The output matrix is the embedding."""

    def matrices(self) -> Iterator[tuple[int, int]]:
        """(inputs, outputs) of every matrix that LoRA changes: attention and feed-forward."""
        for layer in self.layers:
            wide = layer.heads * layer.head
            yield from ((self.hidden, wide), (wide, self.hidden))
            if layer.kv_heads:
                yield from [(self.hidden, layer.kv_heads * layer.head)] * 2
            yield from [(self.hidden, layer.ffn)] * 2
            yield layer.ffn, self.hidden

    @property
    def multiplied(self) -> int:
        """Parameters that every token is multiplied with, embeddings and output left out."""
        side = 2 * self.hidden * self.per_layer * len(self.layers)
        return (
            sum(n * m for n, m in self.matrices())
            + side
            + self.hidden * self.per_layer * len(self.layers)
        )

    @property
    def embeddings(self) -> int:
        """Rows of tables that are looked up, the output matrix included where it is the same."""
        return self.vocabulary * (self.hidden + self.per_layer * len(self.layers))

    @property
    def parameters(self) -> int:
        total = self.embeddings + self.multiplied + self.hidden
        if not self.tied:
            total += self.vocabulary * self.hidden
        for layer in self.layers:
            total += self._small(layer)
        return total + self.per_layer

    def _small(self, layer: Layer) -> int:
        """Norms and biases."""
        if not self.gemma:
            return 2 * self.hidden + (layer.heads + 2 * layer.kv_heads) * layer.head
        norms = 4 * self.hidden + (self.hidden if self.per_layer else 0)
        return norms + layer.head * (2 if layer.kv_heads else 1)

    def lora(self, r: int) -> int:
        """Parameters of an adapter of rank `r`."""
        return sum(r * (n + m) for n, m in self.matrices())

    def cache(self, tokens: int) -> int:
        """Numbers that generation keeps of one row of so many tokens."""
        return sum(
            2 * layer.kv_heads * layer.head * min(tokens, layer.window or tokens)
            for layer in self.layers
        )

    def forward(self, tokens: int) -> float:
        """Operations of one pass over a row of so many tokens, the output matrix left out."""
        seen = [_seen(tokens, layer.window) for layer in self.layers]
        looking = sum(
            4 * layer.heads * layer.head * each
            for layer, each in zip(self.layers, seen, strict=True)
        )
        return 2.0 * self.multiplied * tokens + looking

    def head(self, tokens: int) -> float:
        """Operations of the output matrix for so many tokens."""
        return 2.0 * self.hidden * self.vocabulary * tokens


def _seen(tokens: int, window: int | None) -> float:
    """Pairs of a token and one that it looks at."""
    if window is None or tokens <= window:
        return tokens * (tokens + 1) / 2
    return window * (window + 1) / 2 + (tokens - window) * window


@dataclass(frozen=True, slots=True)
class Tower:
    """A frozen encoder."""

    parameters: int
    hidden: int
    ffn: int
    layers: int
    pieces: int
    """Patches or frames that become one soft token."""

    def forward(self, tokens: int) -> float:
        """Operations for so many soft tokens, looking at each other left out."""
        return 2.0 * self.parameters * tokens * self.pieces


@dataclass(frozen=True, slots=True)
class Dimensions:
    name: str
    family: str
    text: Text
    vision: Tower
    audio: Tower
    audio_rate: float
    """Soft tokens a second."""

    @property
    def parameters(self) -> int:
        return self.text.parameters + self.vision.parameters + self.audio.parameters


# --- Gemma 4


def _gemma(
    name: str,
    *,
    hidden: int,
    layers: int,
    ffn: int,
    heads: int,
    kv_heads: int,
    full: set[int] | int,
    shared: int,
    wide: bool,
    head: int = 256,
    full_head: int = 512,
    per_layer: int = 256,
    vocabulary: int = 262_144,
    vision: tuple[int, int, int, int] = (768, 3072, 16, 10_240),
    vision_head: int = 64,
    audio: tuple[int, int, int] = (1024, 12, 1536),
    channels: tuple[int, int] = (128, 32),
    audio_heads: int = 8,
) -> Dimensions:
    """`full`: layers that look at everything, or after how many one does; `shared`: last layers
    without keys and values; `wide`: these have a feed-forward of twice the width; `vision`: hidden,
    feed-forward, layers, positions; `audio`: hidden, layers, outputs."""
    made = []
    for number in range(layers):
        whole = (number + 1) % full == 0 if isinstance(full, int) else number in full
        sharing = number >= layers - shared
        made.append(
            Layer(
                heads=heads,
                head=full_head if whole else head,
                kv_heads=0 if sharing else kv_heads,
                ffn=2 * ffn if wide and sharing else ffn,
                window=None if whole else 512,
            )
        )
    text = Text(hidden, vocabulary, tuple(made), gemma=True, per_layer=per_layer)
    wide_v, ffn_v, layers_v, positions = vision
    block = 4 * wide_v**2 + 2 * vision_head + 3 * wide_v * ffn_v + 4 * wide_v
    seeing = (3 * 16 * 16) * wide_v + 2 * positions * wide_v + layers_v * block + wide_v * hidden
    wide_a, layers_a, out_a = audio
    first, second = channels
    stem = 9 * first + first + 9 * first * second + second + (second * 32) * wide_a
    conformer = (
        2 * (8 * wide_a**2 + 2 * wide_a)
        + 5 * wide_a**2
        + wide_a // audio_heads
        + 3 * wide_a**2
        + 5 * wide_a
        + 2 * wide_a
        + 3 * wide_a
    )
    hearing = stem + layers_a * conformer + out_a * wide_a + out_a + out_a * hidden
    return Dimensions(
        name,
        "gemma4",
        text,
        Tower(seeing, wide_v, ffn_v, layers_v, 9),
        Tower(hearing, wide_a, 4 * wide_a, layers_a, 1),
        25.0,
    )


# --- Qwen2.5-Omni thinkers


def _qwen(
    name: str, *, hidden: int, layers: int, ffn: int, heads: int, kv_heads: int, vocabulary: int
) -> Dimensions:
    layer = Layer(heads, 128, kv_heads, ffn, None)
    text = Text(hidden, vocabulary, (layer,) * layers, gemma=False, tied=False)
    wide, ffn_v, patch = 1280, 3420, 3 * 2 * 14 * 14
    block = 4 * wide**2 + 4 * wide + 3 * wide * ffn_v + 2 * ffn_v + wide + 2 * wide
    merged = 4 * wide
    seeing = patch * wide + 32 * block + wide + merged**2 + merged + merged * hidden + hidden
    ffn_a = 5120
    stem = 3 * 128 * wide + wide + 3 * wide**2 + wide
    block_a = 4 * wide**2 + 3 * wide + 2 * wide * ffn_a + ffn_a + wide + 4 * wide
    hearing = stem + 32 * block_a + 2 * wide + (wide + 1 + 2) * hidden
    return Dimensions(
        name,
        "qwen2.5-omni",
        text,
        Tower(seeing, wide, ffn_v, 32, 4),
        Tower(hearing, wide, ffn_a, 32, 2),
        25.0,
    )


_KNOWN: Mapping[str, Dimensions] = {
    each.name: each
    for each in (
        _gemma(
            "google/gemma-4-E2B-it",
            hidden=1536,
            layers=35,
            ffn=6144,
            heads=8,
            kv_heads=1,
            full=5,
            shared=20,
            wide=True,
        ),
        _gemma(
            "google/gemma-4-E4B-it",
            hidden=2560,
            layers=42,
            ffn=10_240,
            heads=8,
            kv_heads=2,
            full=6,
            shared=18,
            wide=False,
        ),
        _qwen(
            "Qwen/Qwen2.5-Omni-3B",
            hidden=2048,
            layers=36,
            ffn=11_008,
            heads=16,
            kv_heads=2,
            vocabulary=151_936,
        ),
        _qwen(
            "Qwen/Qwen2.5-Omni-7B",
            hidden=3584,
            layers=28,
            ffn=18_944,
            heads=28,
            kv_heads=4,
            vocabulary=152_064,
        ),
        _gemma(
            "tiny-gemma4",
            hidden=256,
            layers=5,
            ffn=512,
            heads=4,
            kv_heads=2,
            full={1, 3, 4},
            shared=0,
            wide=False,
            head=32,
            full_head=64,
            per_layer=32,
            vocabulary=1536,
            vision=(128, 256, 3, 128),
            audio=(128, 2, 128),
            channels=(128, 16),
            audio_heads=4,
        ),
    )
}


def dimensions(name: str) -> Dimensions:
    """Of the model of that name. Raises BadInput naming those that are known."""
    if name in _KNOWN:
        return _KNOWN[name]
    near = difflib.get_close_matches(name, _KNOWN, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(_KNOWN)}"
    raise BadInput(f"the dimensions of a model {name!r} are not known; {hint}")
