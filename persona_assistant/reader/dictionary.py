"""The words that the reader's network knows as they are spelled, the commonest first.

Its vocabulary is what a large collection of texts writes often: a word that is not in it may be
rare, or mistyped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from persona_assistant.errors import ModelError
from persona_assistant.resources import data_path

_SHORTEST = 3


@lru_cache(maxsize=1)
def dictionary() -> Mapping[str, int]:
    """Each word, in lower case, and its place. Raises ModelError."""
    path = data_path("models", "reader") / "tokenizer.json"
    try:
        vocabulary = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read ({error}); install the package again") from error
    return {
        each: int(place)
        for each, place in vocabulary.items()
        if each.isalpha() and len(each) >= _SHORTEST
    }
