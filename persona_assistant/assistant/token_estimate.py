"""How many tokens something takes, for engines whose tokenizer cannot be asked.

Tokenizers of language models put about four letters of English into a token, take digits one by one
and split what is not ASCII into up to three. The estimate errs on the side of too many.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Part

LETTERS_PER_TOKEN = 3.5
PICTURE_TOKENS = 1100
"""Of a photo, for models that do not shrink it first."""
CLIP_TOKENS_PER_SECOND = 30
TURN_TOKENS = 8
"""The marks around a turn."""

_COSTLY = re.compile(r"[0-9]|[^\x00-\x7f]")


def text_tokens(text: str) -> int:
    """Tokens of a text, rather too many than too few."""
    costly = len(_COSTLY.findall(text))
    return math.ceil((len(text) - costly) / LETTERS_PER_TOKEN) + costly


def media_tokens(parts: Iterable[Part], picture_tokens: int | None = None) -> int:
    """Tokens of the pictures and clips among `parts`; `picture_tokens` where the engine says how
    many a picture takes."""
    pictures = PICTURE_TOKENS if picture_tokens is None else picture_tokens
    return sum(
        pictures
        if isinstance(part, Picture)
        else math.ceil(part.seconds * CLIP_TOKENS_PER_SECOND)
        if isinstance(part, Clip)
        else 0
        for part in parts
    )
