"""How a chat model marks whose turn it is.

A chat template is a program that ships inside a model file; running it would mean trusting the
file. One user turn needs two strings, and which ones is told by the special tokens that the
vocabulary holds. Thinking mode stays off in all of them; the larger Gemma 4 models want to see an
empty thought for that, which their template spells out. A model with none of these tokens gets the
prompt as plain text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable


@dataclass(frozen=True, slots=True)
class Turns:
    family: str
    opening: str
    """Before the user's words, after the token that begins every text."""
    closing: str
    """After the user's words; what follows is the answer."""


_BY_TOKEN = {
    "<|turn>": Turns("gemma 4", "<|turn>user\n", "<turn|>\n<|turn>model\n"),
    "<start_of_turn>": Turns("gemma 3", "<start_of_turn>user\n", "<end_of_turn>\n<start_of_turn>model\n"),
    "<|im_start|>": Turns("chatml", "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"),
}
PLAIN = Turns("plain", "", "\n")
_EMPTY_THOUGHT = "<|channel>thought\n<channel|>"


def turns_for(is_special: Callable[[str], bool], template: str = "") -> Turns:
    """The turns of a model.

    `is_special` tells whether a string is one special token of its vocabulary; `template` is its
    chat template, of which nothing is run.
    """
    turns = next((turns for token, turns in _BY_TOKEN.items() if is_special(token)), PLAIN)
    if _EMPTY_THOUGHT.replace("\n", r"\n") in template:
        turns = replace(turns, closing=turns.closing + _EMPTY_THOUGHT)
    return turns
