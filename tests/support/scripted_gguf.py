"""A model file that says what a test wants: each token is followed by one other, whatever stands
before it.

One layer of zeros leaves a token's embedding, one hot, as it is, and the output matrix holds a one
where the next token is. After whatever ends the prompt comes the first word of the script.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np

from tests.support.tiny_qwen import byte_letters

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|eot|>")
TEMPLATE = "{% for each in messages %}<|im_start|>{{ each.role }}{% endfor %}"
WIDTH = 512


def write_script(path: Path, words: Sequence[str], *, then: str, template: str = TEMPLATE) -> Path:
    """Write a model that says `words`, each of them one token that occurs once, and then `then`: a
    special token, or one of the words, with which it goes on in a circle."""
    spoken = [word.replace(" ", "\u0120").replace("\n", "\u010a") for word in (*words, then)]
    tokens = list(dict.fromkeys([*SPECIALS, *byte_letters(), *spoken]))
    assert len(set(spoken[:-1])) == len(words) and len(tokens) <= WIDTH
    places = [tokens.index(word) for word in spoken]
    after = np.full(WIDTH, places[0])
    for one, other in pairwise(places):
        after[one] = other
    kinds = gguf.TokenType
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("scripted")
    writer.add_block_count(1)
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(32)
    writer.add_head_count(8)
    writer.add_head_count_kv(8)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(WIDTH // 8)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    normal = len(tokens) - len(SPECIALS)
    writer.add_token_types([int(kinds.CONTROL)] * len(SPECIALS) + [int(kinds.NORMAL)] * normal)
    writer.add_token_merges(["t h"])
    writer.add_eos_token_id(tokens.index("<|endoftext|>"))
    writer.add_eot_token_id(tokens.index("<|eot|>"))
    if template:
        writer.add_chat_template(template)
    hot = np.eye(len(tokens), WIDTH, dtype=np.float32)
    output = np.zeros((len(tokens), WIDTH), np.float32)
    output[after, np.arange(WIDTH)] = 1
    writer.add_tensor("token_embd.weight", hot)
    writer.add_tensor("output.weight", output)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros((WIDTH, WIDTH), np.float32))
    for name, shape in (
        ("ffn_gate", (32, WIDTH)),
        ("ffn_up", (32, WIDTH)),
        ("ffn_down", (WIDTH, 32)),
    ):
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros(shape, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
