"""What an answer may go on with, when it has to follow a JSON Schema.

The schema becomes a grammar in llama.cpp's notation (GBNF), by the converter of llama-cpp-python.
Looking at a whole vocabulary takes a while, so the token that a model wants is looked at alone, and
the others only where that one does not fit.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from llama_cpp import llama_cpp

from persona_assistant.engines.llama.soft_tokens import Floats
from persona_assistant.errors import EngineError

CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""llama.cpp's llama_token_data."""


class Grammar:
    """The grammar of one answer; `vocab` is llama.cpp's vocabulary. To be closed.

    Raises EngineError for a schema that makes no grammar.
    """

    def __init__(self, schema: Mapping[str, Any], vocab: Any) -> None:
        self._grammar = llama_cpp.llama_sampler_init_grammar(vocab, _gbnf(schema), b"root")
        if not self._grammar:
            raise _no_grammar()

    def allows(self, token: int) -> bool:
        """Whether the answer may go on with this token; with one that ends it, if it is whole."""
        return bool(np.isfinite(self._cut(np.array([token], np.int32), np.zeros(1, np.float32))[0]))

    def cut(self, logits: Floats) -> None:
        """Take away, in `logits` (vocabulary,), what the answer may not go on with."""
        logits[:] = self._cut(np.arange(len(logits), dtype=np.int32), logits)

    def accept(self, token: int) -> None:
        """The answer goes on with this token, which is allowed."""
        llama_cpp.llama_sampler_accept(self._grammar, token)

    def close(self) -> None:
        if self._grammar:
            llama_cpp.llama_sampler_free(self._grammar)
            self._grammar = None

    def _cut(self, tokens: Any, logits: Floats) -> Floats:
        candidates = np.empty(len(tokens), CANDIDATE)
        candidates["id"], candidates["logit"], candidates["p"] = tokens, logits, 0
        data = candidates.ctypes.data_as(llama_cpp.llama_token_data_p)
        array = llama_cpp.llama_token_data_array(data, len(candidates), -1, False)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(array))
        left: Floats = candidates["logit"]
        return left


def _gbnf(schema: Mapping[str, Any]) -> bytes:
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    try:
        text: str = json_schema_to_gbnf(json.dumps(schema))
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError):
        raise _no_grammar() from None
    return text.encode()


def _no_grammar() -> EngineError:
    return EngineError(
        "The schema of the answer cannot be followed: use a plainer JSON Schema.",
        code="schema_not_followed",
    )
