"""The model's vocabulary: words to tokens so that no word of the user becomes a control token.

User text is tokenized without special parsing. Vocabularies declare some control tokens as ordinary
words, so where one comes out all the same, whatever looks like a control token is cut after its
first letter. The other way round, control tokens are never chosen as part of an answer.

Real vocabularies hold a quarter of a million tokens; looking at each takes a second, so only those
that occur are looked at.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from functools import cached_property
from typing import Any

from llama_cpp import llama_cpp

from persona_assistant.engines.chat_template import chat_template_for
from persona_assistant.errors import EngineError

_MARKER = re.compile(r"<\|[^\s<>]+>|<[^\s<>]+\|>|<unused\d+>")
"""The shape of a control token, also where a vocabulary does not declare it as one."""
_DECLARED_SPECIAL = (
    llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
    | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
    | llama_cpp.LLAMA_TOKEN_ATTR_UNUSED
)


class Vocabulary:
    """`bos`: tokens before the first turn; `generation_prompt`: tokens after the last; `family`: of
    the chat template; `turn_marks`: what its turns are marked with, as text; `native`: of
    llama.cpp."""

    def __init__(self, model: Any, family: str | None = None) -> None:
        """`family`: of the chat template, where it is not to be found out; see `FAMILIES`."""
        self.native = llama_cpp.llama_model_get_vocab(model)
        self.size = llama_cpp.llama_vocab_n_tokens(self.native)
        self._lengths: dict[int, int] = {}
        self._control: dict[int, bool] = {}
        template = llama_cpp.llama_model_chat_template(model, None) or b""
        marks = chat_template_for(
            lambda text: len(self.tokens(text, special=True)) == 1,
            template.decode(errors="replace"),
            family,
        )
        self.family, self._marks = marks.family, marks
        self.turn_marks = marks.spelt_out
        self._ends = {self._one(mark) for mark in marks.spelt_out} - {None}
        starts = llama_cpp.llama_vocab_get_add_bos(self.native)
        self.bos = [llama_cpp.llama_vocab_bos(self.native)] if starts else []
        self.generation_prompt = self.tokens(marks.generation_prompt, special=True)

    def turn_start(self, role: str) -> list[int]:
        """Tokens that begin the first turn, of "user" or "assistant"."""
        return self.tokens(self._marks.turn_start(role), special=True)

    def turn_change(self, role: str) -> list[int]:
        """Tokens that end a turn and begin the next."""
        return self.tokens(self._marks.turn_change(role), special=True)

    def user_tokens(self, text: str) -> list[int]:
        """Tokens of somebody's words, none of them a control token."""
        tokens = self.tokens(text, special=False)
        if not any(map(self.is_control, tokens)):
            return tokens
        cuts = [0, *(match.start() + 1 for match in self._control_texts.finditer(text)), len(text)]
        return [
            token
            for a, b in itertools.pairwise(cuts)
            for token in self.tokens(text[a:b], special=False)
        ]

    def tokens(self, text: str, *, special: bool) -> list[int]:
        data = text_bytes(text)
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.native, data, len(data), tokens, room, False, special)
        if count < 0:
            raise EngineError(
                "The text cannot be turned into tokens: shorten it.", code="text_not_tokenized"
            )
        return list(tokens[:count])

    def is_end(self, token: int) -> bool:
        """Whether a token ends the answer: the model's metadata name it as an end, or it is one of
        the marks around turns."""
        return self.is_end_of_generation(token) or token in self._ends

    def is_end_of_generation(self, token: int) -> bool:
        """Whether the model's metadata name a token as an end."""
        return bool(llama_cpp.llama_vocab_is_eog(self.native, token))

    def bytes_of(self, token: int, *, special: bool = False) -> bytes:
        """The text of a token. Control tokens have one only when `special` is asked for."""
        room = 64
        while True:
            text = ctypes.create_string_buffer(room)
            length = llama_cpp.llama_token_to_piece(self.native, token, text, room, 0, special)
            if length >= 0:
                return text.raw[:length]
            room = -length

    def _one(self, text: str) -> int | None:
        """The one special token that is written like this."""
        tokens = self.tokens(text, special=True)
        return tokens[0] if len(tokens) == 1 else None

    def length_of(self, token: int) -> int:
        """How many bytes of text a token stands for."""
        if token not in self._lengths:
            self._lengths[token] = len(self.bytes_of(token, special=True))
        return self._lengths[token]

    def is_control(self, token: int) -> bool:
        """Whether a token steers a model instead of being text: declared so, or shaped like one."""
        if token not in self._control:
            declared = llama_cpp.llama_vocab_get_attr(self.native, token) & _DECLARED_SPECIAL
            self._control[token] = bool(declared or _MARKER.fullmatch(self._text(token)))
        return self._control[token]

    @cached_property
    def _control_texts(self) -> re.Pattern[str]:
        """Finds what any control token is written as."""
        texts = [self._text(token) for token in range(self.size) if self.is_control(token)]
        longest_first = sorted((text for text in texts if len(text) > 1), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def _text(self, token: int) -> str:
        text: bytes = llama_cpp.llama_vocab_get_text(self.native, token)
        return text.decode(errors="replace")


def text_bytes(text: str) -> bytes:
    """The bytes that a tokenizer sees; what is no valid text becomes a question mark."""
    return text.encode("utf-8", "replace")
