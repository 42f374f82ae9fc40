"""The model's vocabulary: words to tokens so that no word of the user becomes a control token.

User text is tokenized without special parsing, and whatever looks like a control token is cut after
its first letter, because vocabularies declare some of them as ordinary words. The other way round,
control tokens are never chosen as part of an answer.
"""

from __future__ import annotations

import ctypes
import re
from typing import Any

import llama_cpp
import numpy as np

from persona_assistant.engines.llama.faults import Refused
from persona_assistant.engines.llama.turns import turns_for

_MARKER = re.compile(r"<\|[^\s<>]+>|<[^\s<>]+\|>|<unused\d+>")
"""The shape of a control token, also where a vocabulary does not declare it as one."""
_DECLARED_SPECIAL = (
    llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
    | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
    | llama_cpp.LLAMA_TOKEN_ATTR_UNUSED
)


class Vocabulary:
    """`opening`, `closing`: tokens around the user's turn. `banned`: int64 ids no answer may hold."""

    def __init__(self, model: Any) -> None:
        self._vocab = llama_cpp.llama_model_get_vocab(model)
        self.size = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self._lengths: dict[int, int] = {}
        self._read()
        template = llama_cpp.llama_model_chat_template(model, None) or b""
        turns = turns_for(
            lambda text: len(self.tokens(text, special=True)) == 1, template.decode(errors="replace")
        )
        self.family = turns.family
        starts = llama_cpp.llama_vocab_get_add_bos(self._vocab)
        begin = [llama_cpp.llama_vocab_bos(self._vocab)] if starts else []
        self.opening = begin + self.tokens(turns.opening, special=True)
        self.closing = self.tokens(turns.closing, special=True)

    def user_tokens(self, text: str) -> list[int]:
        """Tokens of the user's words."""
        cuts = [0, *(match.start() + 1 for match in self._special.finditer(text)), len(text)]
        return [token for a, b in zip(cuts, cuts[1:]) for token in self.tokens(text[a:b], special=False)]

    def tokens(self, text: str, *, special: bool) -> list[int]:
        data = text_bytes(text)
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        found = llama_cpp.llama_tokenize(self._vocab, data, len(data), tokens, room, False, special)
        if found < 0:
            raise Refused("The text cannot be turned into tokens: shorten it.")
        return list(tokens[:found])

    def ends(self, token: int) -> bool:
        return llama_cpp.llama_vocab_is_eog(self._vocab, token)

    def bytes_of(self, token: int, *, special: bool = False) -> bytes:
        """The text of a token. Control tokens have one only when `special` is asked for."""
        room = 64
        while True:
            text = ctypes.create_string_buffer(room)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, text, room, 0, special)
            if length >= 0:
                return text.raw[:length]
            room = -length

    def length_of(self, token: int) -> int:
        """How many bytes of text a token stands for."""
        if token not in self._lengths:
            self._lengths[token] = len(self.bytes_of(token, special=True))
        return self._lengths[token]

    def _read(self) -> None:
        """Which tokens may not be chosen, and which texts the user's words must not turn into tokens."""
        special: list[str] = []
        banned: list[int] = []
        # A quarter of a million tokens in real models: most are dismissed without being decoded.
        vocab, text_of, attributes_of = (
            ctypes.c_void_p(self._vocab),
            llama_cpp.llama_vocab_get_text,
            llama_cpp.llama_vocab_get_attr,
        )
        for token in range(self.size):
            data = text_of(vocab, token)
            declared = attributes_of(vocab, token) & _DECLARED_SPECIAL
            if not declared and data[:1] != b"<":
                continue
            text = data.decode(errors="replace")
            if not (declared or _MARKER.fullmatch(text)):
                continue
            if len(text) > 1:
                special.append(text)
            if not self.ends(token):
                banned.append(token)
        self.banned = np.array(banned, dtype=np.int64)
        alternatives = "|".join(re.escape(text) for text in sorted(special, key=len, reverse=True))
        self._special = re.compile(alternatives or r"(?!)")


def text_bytes(text: str) -> bytes:
    """The bytes that a tokenizer sees; what is no valid text becomes a question mark."""
    return text.encode("utf-8", "replace")
