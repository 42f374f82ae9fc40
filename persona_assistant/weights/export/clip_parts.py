"""Parts of open-clip's transformers, rewritten: the same numbers in fewer steps.

open-clip's own attention becomes dozens of ONNX nodes that shape and move numbers; here it is two
matrix products around the scores. The convolution that cuts a picture into patches touches every
pixel once and is a matrix product too, which int8 can speed up. The last block computes only the
class token, which stands for the whole picture.

This module needs torch and open-clip.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from open_clip.transformer import ResidualAttentionBlock, VisionTransformer
from torch import nn


def replacements(model: nn.Module) -> Iterator[tuple[nn.Module, str, nn.Module]]:
    """(parent, name, faster part) for all parts that have a faster form."""
    for block in model.modules():
        if type(block) is ResidualAttentionBlock and _is_plain(block):
            yield block, "attn", Attention(block.attn)
    visual: Any = getattr(model, "visual", None)
    if type(visual) is VisionTransformer:
        if _is_patch_embedding(visual.conv1):
            yield visual, "conv1", PatchEmbedding(visual.conv1)
        blocks = visual.transformer.resblocks
        if visual.attn_pool is None and visual.pool_type == "tok" and _is_plain(blocks[-1]):
            yield blocks, str(len(blocks) - 1), ClassTokenBlock(blocks[-1])


class Attention(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Multi-head self-attention, batch first; called as torch's own."""

    def __init__(self, attention: nn.MultiheadAttention) -> None:
        super().__init__()
        self.heads, self.size = attention.num_heads, attention.head_dim
        weight, bias = (
            attention.in_proj_weight.detach().clone(),
            attention.in_proj_bias.detach().clone(),
        )
        # The scale of the scores is folded into the query projection.
        weight[: attention.embed_dim] *= self.size**-0.5
        bias[: attention.embed_dim] *= self.size**-0.5
        self.in_proj, self.in_bias = _constant(weight.T), _constant(bias)
        self.out_proj = _constant(attention.out_proj.weight.T)
        self.out_bias = _constant(attention.out_proj.bias)

    def forward(
        self,
        rows: torch.Tensor,
        _keys: torch.Tensor | None = None,
        _values: torch.Tensor | None = None,
        need_weights: bool = False,
        attn_mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor]:
        queries, keys, values = (rows @ self.in_proj + self.in_bias).chunk(3, dim=-1)
        return (self.attend(queries, keys, values, attn_mask),)

    def attend(
        self,
        queries: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
        mask: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Attention of queries (batch, n, width) over keys and values (batch, m, width), after the
        output projection."""
        if mask is None and torch.onnx.is_in_onnx_export():
            rows = self._fused(queries, keys, values)
        else:
            count, width = queries.shape[1], queries.shape[2]
            queries, keys, values = (self._by_head(each) for each in (queries, keys, values))
            scores = queries @ keys.transpose(-1, -2)
            if mask is not None:
                scores = scores + mask
            rows = (scores.softmax(dim=-1) @ values).transpose(1, 2).reshape(-1, count, width)
        return rows @ self.out_proj + self.out_bias

    def _fused(
        self, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor
    ) -> torch.Tensor:
        """ONNX Runtime's own attention node, which needs no transposition by head."""
        return torch.onnx.ops.symbolic(
            "com.microsoft::MultiHeadAttention",
            (queries, keys, values),
            {"num_heads": self.heads, "scale": 1.0},
            dtype=queries.dtype,
            shape=queries.shape,
            version=1,
        )

    def _by_head(self, rows: torch.Tensor) -> torch.Tensor:
        return rows.reshape(-1, rows.shape[1], self.heads, self.size).transpose(1, 2)


class ClassTokenBlock(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """A block that computes the first row only: (batch, n, width) to (batch, 1, width)."""

    def __init__(self, block: ResidualAttentionBlock) -> None:
        super().__init__()
        self.block = block
        self.attention = block.attn if isinstance(block.attn, Attention) else Attention(block.attn)
        weight, bias = self.attention.in_proj, self.attention.in_bias
        width = weight.shape[0]
        self.query, self.query_bias = _constant(weight[:, :width]), _constant(bias[:width])
        self.key_value = _constant(weight[:, width:])
        self.key_value_bias = _constant(bias[width:])

    def forward(self, rows: torch.Tensor, attn_mask: torch.Tensor | None = None) -> torch.Tensor:
        block, normed = self.block, self.block.ln_1(rows)
        queries = normed[:, :1] @ self.query + self.query_bias
        keys, values = (normed @ self.key_value + self.key_value_bias).chunk(2, dim=-1)
        first = rows[:, :1] + block.ls_1(self.attention.attend(queries, keys, values))
        return first + block.ls_2(block.mlp(block.ln_2(first)))


class PatchEmbedding(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """A convolution whose stride equals its kernel size, as one matrix product."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        self.side = convolution.kernel_size[0]
        self.width = convolution.out_channels
        self.kernels = _constant(convolution.weight.reshape(self.width, -1).T)
        self.bias = None if convolution.bias is None else _constant(convolution.bias)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        _, colours, height, width = pictures.shape
        down, across = height // self.side, width // self.side
        cut = pictures.reshape(-1, colours, down, self.side, across, self.side).permute(
            0, 2, 4, 1, 3, 5
        )
        rows = cut.reshape(-1, down * across, colours * self.side**2) @ self.kernels
        if self.bias is not None:
            rows = rows + self.bias
        return rows.transpose(1, 2).reshape(-1, self.width, down, across)


def _constant(values: torch.Tensor) -> nn.Parameter:
    return nn.Parameter(values.detach().contiguous(), requires_grad=False)


def _is_plain(block: ResidualAttentionBlock) -> bool:
    attention = block.attn
    if isinstance(attention, Attention):
        return True
    return (
        type(attention) is nn.MultiheadAttention
        and attention.batch_first
        and attention.in_proj_bias is not None
        and attention.bias_k is None
        and not attention.add_zero_attn
        and not hasattr(block, "ln_1_kv")
    )


def _is_patch_embedding(convolution: nn.Module) -> bool:
    return (
        type(convolution) is nn.Conv2d
        and convolution.kernel_size == convolution.stride == (convolution.kernel_size[0],) * 2
        and convolution.padding == (0, 0)
        and convolution.groups == 1
    )
