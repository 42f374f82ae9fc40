"""How a chat model marks whose turn it is.

A chat template is a program that ships inside a model file; running it would mean trusting the
file. Three strings are enough, how each side's turn begins and how both end, and the special tokens
of the vocabulary tell which ones. Thinking mode stays off in all of them; the larger Gemma 4 models
want to see an empty thought for that, which their template spells out. A model with none of these
tokens gets the prompt as plain text, a line end after each turn.

A file without a template is a base model: it continues text and answers nobody, though its
vocabulary may have the tokens. It is used only as one of the families that a setting names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

_MARK = re.compile(r"<[^<>\n]+>")


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
    def spelt_out(self) -> tuple[str, ...]:
        """The marks around turns as a model may write them letter by letter."""
        return tuple(dict.fromkeys(_MARK.findall(self.user + self.assistant + self.end)))

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
FAMILIES: Mapping[str, ChatTemplate] = {
    each.family.replace(" ", "-"): each for each in (*_BY_TOKEN.values(), PLAIN)
}
"""By the name that a setting gives them."""
TURN_MARKS = tuple(mark for each in FAMILIES.values() for mark in each.spelt_out)
"""Of all families, as text."""
_EMPTY_THOUGHT = "<|channel>thought\n<channel|>"


def chat_template_for(
    is_special: Callable[[str], bool], template: str = "", named: str | None = None
) -> ChatTemplate:
    """The marks of a model.

    `is_special` tells whether a string is one special token of its vocabulary; `template` is the
    template in its file, of which nothing is run. `named`: the family of `FAMILIES` to use whatever
    they say.
    """
    if named is not None:
        return FAMILIES[named]
    marks_of_model = next((marks for token, marks in _BY_TOKEN.items() if is_special(token)), PLAIN)
    if _EMPTY_THOUGHT.replace("\n", r"\n") in template:
        return replace(marks_of_model, thought=_EMPTY_THOUGHT)
    return marks_of_model
