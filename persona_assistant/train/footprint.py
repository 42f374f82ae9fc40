"""The memory that a recipe takes on each device: what is counted, and a model of what training
keeps.

Weights, adapter, gradients, optimizer states and cache are counted. What a layer keeps for the way
back is the list of tensors that autograd saves, as formulas over dimensions; the tests compare it
with autograd.
"""

from __future__ import annotations

from dataclasses import dataclass

from persona_assistant.train.devices import GIB
from persona_assistant.train.dimensions import Dimensions, Layer, Text, Tower
from persona_assistant.train.recipe_parts import Recipe


@dataclass(frozen=True, slots=True)
class Assumed:
    """Everybody in a prompt has a picture, a clip and notes; the question has the longer of the two
    media."""

    clip_seconds: float = 10.0
    """The paper says 5 to 15."""
    notes: int = 120
    """Tokens of a person's notes."""
    frame: int = 150
    """Tokens of instructions, headers and the question."""
    answer: int = 48
    """Tokens of an answer that SFT teaches."""
    overhead: float = 1.2
    """GiB of the CUDA context and libraries."""
    waste: float = 0.10
    """Share of everything that allocation wastes."""


@dataclass(frozen=True, slots=True)
class Tokens:
    prompt: int
    completion: int
    """At most: what memory must hold."""
    images: int
    """Pictures of a prompt."""
    soft: int
    """Of `prompt`, those of pictures and clips."""


@dataclass(frozen=True, slots=True)
class Memory:
    """GiB on each GPU, at most."""

    weights: float
    adapter: float
    gradients: float
    optimizer: float
    activations: float
    """Of the pass that is trained, layer inputs and the layer being worked on, or all layers."""
    logits: float
    """Of the fused head's tiles."""
    encoders: float
    """Of the towers, which keep nothing."""
    cache: float
    """Keys and values while a step's completions are generated."""
    prefill: float
    """Of reading the step's prompts before generating."""
    reference: float
    """The reference model is the same one with its adapter off."""
    overhead: float

    @property
    def held(self) -> float:
        """All the time."""
        return (
            self.weights
            + self.adapter
            + self.gradients
            + self.optimizer
            + self.reference
            + self.overhead
        )

    @property
    def training(self) -> float:
        return self.held + self.activations + self.logits + self.encoders

    @property
    def generating(self) -> float:
        return self.held + self.cache + max(self.prefill, self.encoders)

    @property
    def peak(self) -> float:
        """Training and generating take turns."""
        return max(self.training, self.generating)


_TILE_ROWS, _TILE_COLUMNS = 4096, 32_768
"""Of TRL's fused head."""


def tokens_of(recipe: Recipe, model: Dimensions, assumed: Assumed) -> Tokens:
    clip = round(assumed.clip_seconds * model.audio_rate) if recipe.data.audio else 0
    people, image = recipe.data.contexts, recipe.model.image_tokens
    soft = people * (image + clip) + max(image, clip)
    completion = recipe.sampling.max_tokens if recipe.sampling else assumed.answer
    prompt = soft + people * assumed.notes + assumed.frame
    return Tokens(prompt, completion, people + (image >= clip), soft)


def memory_of(
    recipe: Recipe, model: Dimensions, tokens: Tokens, assumed: Assumed, *, on_gpu: bool
) -> Memory:
    width = 2 if recipe.run.precision == "bf16" else 4
    text, optim = model.text, recipe.optim
    trained = text.lora(recipe.lora.r)
    row = tokens.prompt + tokens.completion
    together = optim.batch * optim.accumulate if recipe.kind == "rlvr" else 0
    scored = min(_TILE_ROWS, optim.batch * tokens.completion)
    tile = scored * min(_TILE_COLUMNS, text.vocabulary)
    pieces = optim.batch * tokens.images * recipe.model.image_tokens * model.vision.pieces
    held = {
        "weights": model.parameters * width,
        "adapter": 4 * trained,
        "gradients": 4 * trained,
        "optimizer": 8 * trained,
        "activations": _activations(recipe, model, optim.batch * row, width),
        # A tile and its gradient, and what the head gives back to each hidden state.
        "logits": tile * (width + 4) + optim.batch * tokens.completion * text.hidden * 4,
        "encoders": pieces * _passing(model.vision) * width,
        "cache": together * text.cache(row) * width,
        "prefill": together
        * tokens.prompt
        * width
        * max(3 * layer.ffn + 2 * text.hidden for layer in text.layers),
        "reference": 0,
    }
    gib = {name: value / GIB for name, value in held.items()}
    overhead = (assumed.overhead if on_gpu else 0.3) + assumed.waste * sum(gib.values())
    return Memory(**gib, overhead=overhead)


def _activations(recipe: Recipe, model: Dimensions, tokens: int, width: int) -> float:
    """Bytes that the pass back needs of the pass there, for so many tokens."""
    text, r = model.text, recipe.lora.r
    kept = [kept_bytes(text, layer, r, recipe.run.precision) for layer in text.layers]
    side = text.per_layer * len(text.layers) * width
    if not recipe.run.checkpointing:
        # Autocast's copies of the adapter stay, too.
        return tokens * (sum(kept) + side) + (2 * text.lora(r) if width == 2 else 0)
    inputs = len(text.layers) * text.hidden * width
    widest = max(layer.ffn for layer in text.layers)
    return tokens * (inputs + side + max(kept) + 2 * widest * width)


def kept_bytes(text: Text, layer: Layer, r: int, precision: str) -> float:
    """Bytes that a layer with LoRA keeps of a token for the way back, as autograd saves them.

    In bf16 each adapter reads its own copy of the layer's input; in fp32 they share it. Attention
    keeps no matrix of scores, which is true of fused kernels alone.
    """
    width = 2 if precision == "bf16" else 4
    wide, narrow = layer.heads * layer.head, layer.kv_heads * layer.head
    norms = (4 + (text.per_layer > 0)) if text.gemma else 2
    total = norms * (4 * text.hidden + (8 if text.gemma else 4))
    if text.gemma:  # norms of queries, keys and values
        total += 4 * (wide + 2 * narrow) + 8 * layer.heads + 16 * layer.kv_heads
    adapters = 7 if narrow else 5
    read = (adapters - 2) * text.hidden + wide if width == 2 else 2 * text.hidden
    return (
        total
        + 4 * layer.heads
        + width * (read + 2 * wide + 2 * narrow + 4 * layer.ffn + adapters * r + text.per_layer)
    )


def scores(recipe: Recipe, model: Dimensions, tokens: Tokens) -> float:
    """Bytes of scores and their softmax, single precision: of one layer with checkpointing, or of
    all."""
    layers = 1 if recipe.run.checkpointing else len(model.text.layers)
    heads = max(layer.heads for layer in model.text.layers)
    return layers * recipe.optim.batch * heads * (tokens.prompt + tokens.completion) ** 2 * 8


def _passing(tower: Tower) -> int:
    """Numbers of a piece that exist at once while a layer of a tower is worked on."""
    return 4 * tower.hidden + 3 * tower.ffn
