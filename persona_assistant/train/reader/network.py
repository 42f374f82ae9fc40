"""The cross-encoder in torch: a small BERT with heads for sentences, for "nothing", for the span.

A sentence answers the more, the nearer its tokens lie to the question's: that is what the
published network already knows of meaning, so the head begins with the cosine and learns the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from persona_assistant.reader.layout import Window


@cache
def quick_in_half() -> bool:
    """Whether this processor multiplies in bfloat16. One that does not takes four times as long in
    it as in single precision."""
    able: dict[str, object] = torch.cpu.get_capabilities()
    return any(bool(there) for what, there in able.items() if what.endswith("bf16"))


CONFIG: dict[str, Any] = {
    "hidden_size": 384,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "vocab_size": 30522,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "attn_implementation": "eager" if quick_in_half() else "sdpa",
}
"""Of MiniLM-H384 (Wang et al., arXiv 2002.10957) and what came of it, at any depth. Nothing is
dropped: a run sees most questions once, and dropping takes a third of its time. Attention written
out is quicker in bfloat16 than the fused one, mostly backwards; in single precision the fused one
is, by a third."""
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
_COSINE, _SHIFT = 10.0, 4.0
"""Where the weight of the cosine and what is taken from it begin."""


@dataclass(frozen=True)
class Batch:
    """Windows side by side: b of them, of n tokens and s sentences at most."""

    ids: torch.Tensor
    """int64 (b, n), as are `types` and `mask`, which is 0 behind a window's end."""
    types: torch.Tensor
    mask: torch.Tensor
    pool: torch.Tensor
    """float32 (b, 1 + s, n), as in `Window.pool`."""
    present: torch.Tensor
    """bool (b, s): which sentences there are."""


def batch_of(windows: Sequence[Window]) -> Batch:
    count, tokens = len(windows), max(len(each.ids) for each in windows)
    most = max(len(each.sentences) for each in windows)
    ids, types, mask = (np.zeros((count, tokens), np.int64) for _ in range(3))
    pool = np.zeros((count, 1 + most, tokens), np.float32)
    present = np.zeros((count, most), np.bool_)
    for row, window in enumerate(windows):
        size, rows = len(window.ids), 1 + len(window.sentences)
        ids[row, :size], types[row, :size], mask[row, :size] = window.ids, window.types, 1
        pool[row, :rows, :size] = window.pool
        present[row, : rows - 1] = True
    return Batch(*(torch.from_numpy(each) for each in (ids, types, mask, pool, present)))


def depth(weights: Mapping[str, Any]) -> int:
    """How many layers a BERT has, by the names of its weights."""
    numbers = [_LAYER.search(name) for name in weights]
    return 1 + max((int(each[1]) for each in numbers if each), default=-1)


class CrossEncoder(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """See the module's idea."""

    def __init__(
        self, published: Mapping[str, np.ndarray] | None = None, *, layers: int = 6
    ) -> None:
        """`published` are the weights of a BERT of this size, by their names in its file, which
        also tell its layers; without them it begins at random. Raises KeyError for one that is
        missing."""
        from transformers import BertConfig, BertModel

        super().__init__()
        layers = layers if published is None else depth(published)
        config = BertConfig(**CONFIG, num_hidden_layers=layers)
        self.bert = BertModel(config, add_pooling_layer=False)
        if published is not None:
            with torch.no_grad():
                for name, weight in self.bert.state_dict().items():
                    weight.copy_(torch.from_numpy(np.array(published[name])))
        # Vectors of words stay as published, so that rare words keep what is known of them.
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        size = CONFIG["hidden_size"]
        self.answers, self.nothing = nn.Linear(size, 1), nn.Linear(size, 1)
        self.edges = nn.Linear(size, 2)
        self.cosine = nn.Parameter(torch.tensor(_COSINE))
        self.shift = nn.Parameter(torch.tensor(_SHIFT))

    def keep_lowest(self, layers: int) -> None:
        """Leaves so many of the lowest layers as they are, and the places and types with them: a
        step is the quicker."""
        if not layers:
            return
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:layers]):
            part.requires_grad_(False)

    def body(self) -> list[nn.Parameter]:
        """What comes from the published network and is trained on."""
        return [each for each in self.bert.parameters() if each.requires_grad]

    def heads(self) -> list[nn.Parameter]:
        """What does not come from the published network."""
        return [each for name, each in self.named_parameters() if not name.startswith("bert.")]

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of sentences (b, s), of "nothing answers" (b,), of edges (b, n, 2)."""
        states: Any = self.bert(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types
        ).last_hidden_state.float()
        means = batch.pool @ states
        question, sentences = means[:, :1], means[:, 1:]
        near = functional.cosine_similarity(sentences, question, dim=-1)
        answers = self.answers(sentences).squeeze(-1) + self.cosine * near - self.shift
        nothing = self.nothing(states[:, 0]).squeeze(-1)
        return answers, nothing, self.edges(states)
