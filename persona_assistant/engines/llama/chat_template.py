"""How a chat model marks whose turn it is.

A chat template is a program that ships inside a model file; running it would mean trusting the
file. Three strings are enough, how each side's turn begins and how both end, and the special tokens
of the vocabulary tell which ones. Thinking mode stays off in all of them; the larger Gemma 4 models
want to see an empty thought for that, which their template spells out. A model with none of these
tokens gets the prompt as plain text, a line end after each turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ChatTemplate:
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

    def turn_start(self, role: str) -> str:
        """What begins a turn of "user" or "assistant"."""
        return self.assistant if role == "assistant" else self.user

    def turn_change(self, role: str) -> str:
        """What ends one turn and begins the next."""
        return self.end + self.turn_start(role)

    @property
    def generation_prompt(self) -> str:
        """After the last words of the user; what follows is the answer."""
        return self.turn_change("assistant") + self.thought


_BY_TOKEN = {
    "<|turn>": ChatTemplate("gemma 4", "<|turn>user\n", "<|turn>model\n", "<turn|>\n"),
    "<start_of_turn>": ChatTemplate(
        "gemma 3", "<start_of_turn>user\n", "<start_of_turn>model\n", "<end_of_turn>\n"
    ),
    "<|im_start|>": ChatTemplate(
        "chatml", "<|im_start|>user\n", "<|im_start|>assistant\n", "<|im_end|>\n"
    ),
}
PLAIN = ChatTemplate("plain", "", "", "\n")
_EMPTY_THOUGHT = "<|channel>thought\n<channel|>"


def chat_template_for(is_special: Callable[[str], bool], template: str = "") -> ChatTemplate:
    """The marks of a model.

    `is_special` tells whether a string is one special token of its vocabulary; `template` is the
    template in its file, of which nothing is run.
    """
    marks_of_model = next((marks for token, marks in _BY_TOKEN.items() if is_special(token)), PLAIN)
    if _EMPTY_THOUGHT.replace("\n", r"\n") in template:
        return replace(marks_of_model, thought=_EMPTY_THOUGHT)
    return marks_of_model
