"""The next token of an answer, from the logits: the likeliest, or one that llama.cpp draws.

Sampling runs llama.cpp's own chain (top-k, top-p, min-p, temperature, draw), so that a setting
means here what it means in llama-server. A schema cuts the vocabulary down before that.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from llama_cpp import llama_cpp

from persona_assistant.engines.base import GenerateOptions
from persona_assistant.engines.llama.grammar import CANDIDATE, Grammar
from persona_assistant.engines.llama.soft_tokens import Floats
from persona_assistant.engines.llama.vocabulary import Vocabulary
from persona_assistant.errors import EngineError

_RANDOM_SEED = 0xFFFFFFFF
"""Tells llama.cpp to draw a seed."""


class Sampler:
    """Chooses tokens of one answer. Use it as a context manager. Raises EngineError for a schema
    that cannot be followed."""

    def __init__(self, options: GenerateOptions, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._grammar = (
            None if options.schema is None else Grammar(options.schema, vocabulary.native)
        )
        self._chain = _chain(options) if options.temperature > 0 else None

    def __enter__(self) -> Sampler:
        return self

    def __exit__(self, *_: object) -> None:
        if self._grammar is not None:
            self._grammar.close()
        if self._chain is not None:
            llama_cpp.llama_sampler_free(self._chain)
            self._chain = None

    def token(self, logits: Floats) -> int | None:
        """`logits`: (vocabulary,); what must not be chosen is overwritten in it.

        None where the answer is over, which is after an end token, or where nothing fits its schema
        any more. Control tokens are never part of an answer. Raises EngineError for logits that are
        no numbers.
        """
        if not np.isfinite(logits[logits.argmax()]):
            raise _no_numbers()
        cut = self._grammar is None
        while np.isfinite(logits[token := int(logits.argmax())]):
            if self._chain is not None:
                token = self._draw(logits)
            if self._grammar is not None and not self._grammar.allows(token):
                if not cut:
                    self._grammar.cut(logits)
                    cut = True
                else:
                    logits[token] = -np.inf
            elif self._ends(token):
                return None
            elif self._vocabulary.is_control(token):
                logits[token] = -np.inf
            else:
                if self._grammar is not None:
                    self._grammar.accept(token)
                return token
        if self._grammar is None:
            raise _no_numbers()
        return None

    def _ends(self, token: int) -> bool:
        """A grammar takes a mark around turns, where it is no end token, for letters."""
        if self._grammar is not None:
            return self._vocabulary.is_end_of_generation(token)
        return self._vocabulary.is_end(token)

    def _draw(self, logits: Floats) -> int:
        candidates = np.empty(len(logits), CANDIDATE)
        candidates["id"] = np.arange(len(logits), dtype=np.int32)
        candidates["logit"], candidates["p"] = logits, 0
        data = candidates.ctypes.data_as(llama_cpp.llama_token_data_p)
        array = llama_cpp.llama_token_data_array(data, len(candidates), -1, False)
        llama_cpp.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)


def _no_numbers() -> EngineError:
    return EngineError(
        "The model computes no numbers: its file is damaged, download it again.",
        code="model_damaged",
    )


def _chain(options: GenerateOptions) -> Any:
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    samplers = []
    if options.top_k is not None:
        samplers.append(llama_cpp.llama_sampler_init_top_k(options.top_k))
    if options.top_p is not None:
        samplers.append(llama_cpp.llama_sampler_init_top_p(options.top_p, 1))
    if options.min_p is not None:
        samplers.append(llama_cpp.llama_sampler_init_min_p(options.min_p, 1))
    samplers.append(llama_cpp.llama_sampler_init_temp(options.temperature))
    seed = _RANDOM_SEED if options.seed is None else options.seed
    samplers.append(llama_cpp.llama_sampler_init_dist(seed))
    for sampler in samplers:
        llama_cpp.llama_sampler_chain_add(chain, sampler)
    return chain
