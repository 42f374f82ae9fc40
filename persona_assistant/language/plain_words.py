"""Everyday and roundabout words of a question as the plain words that ask the same.

"Where does Gus hang his hat" asks where he lives. `data/plain_words.txt` holds such words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from persona_assistant.language.data_files import plain_words


def in_plain_words(text: str) -> str:
    """The text with plain words for the everyday ones in it; as it is where there are none."""
    return _said().sub(lambda match: _plain()[_key(match.group())], text)


@lru_cache(maxsize=1)
def _plain() -> dict[str, str]:
    return {_key(said): plain for plain, those in plain_words() for said in those}


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    longest = sorted(_plain(), key=len, reverse=True)
    words = "|".join(re.escape(each).replace("'", "['’]") for each in longest)
    return re.compile(rf"(?<![\w'’])(?:{words})(?![\w])", re.IGNORECASE)


def _key(said: str) -> str:
    return said.lower().replace("’", "'")
