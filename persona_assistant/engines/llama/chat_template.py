"""How a chat model marks whose turn it is.

A chat template is a program that ships inside a model file; running it would mean trusting the
file. Turns need three strings, how each side's begins and how both end, and which ones is told by
the special tokens that the vocabulary holds. Thinking mode stays off in all of them; the larger
Gemma 4 models want to see an empty thought for that, which their template spells out. A model with
none of these tokens gets the prompt as plain text, a line end after each turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Turns:
    family: str
    user: str
    """Before the user's words."""
    assistant: str
    """Before the assistant's words."""
    end: str
    """After the words of either."""
    thought: str = ""
    """Between the beginning of the turn that is to be answered and the answer; not in earlier
    turns."""

    def opening(self, role: str) -> str:
        """What begins a turn of "user" or "assistant"."""
        return self.assistant if role == "assistant" else self.user

    def change(self, role: str) -> str:
        """What ends one turn and begins the next."""
        return self.end + self.opening(role)

    @property
    def closing(self) -> str:
        """After the last words of the user; what follows is the answer."""
        return self.change("assistant") + self.thought


_BY_TOKEN = {
    "<|turn>": Turns("gemma 4", "<|turn>user\n", "<|turn>model\n", "<turn|>\n"),
    "<start_of_turn>": Turns(
        "gemma 3", "<start_of_turn>user\n", "<start_of_turn>model\n", "<end_of_turn>\n"
    ),
    "<|im_start|>": Turns(
        "chatml", "<|im_start|>user\n", "<|im_start|>assistant\n", "<|im_end|>\n"
    ),
}
PLAIN = Turns("plain", "", "", "\n")
_EMPTY_THOUGHT = "<|channel>thought\n<channel|>"


def turns_for(is_special: Callable[[str], bool], template: str = "") -> Turns:
    """The turns of a model.

    `is_special` tells whether a string is one special token of its vocabulary; `template` is its
    chat template, of which nothing is run.
    """
    turns = next((turns for token, turns in _BY_TOKEN.items() if is_special(token)), PLAIN)
    if _EMPTY_THOUGHT.replace("\n", r"\n") in template:
        turns = replace(turns, thought=_EMPTY_THOUGHT)
    return turns
