"""Words to the numbers a text network knows, by the vocabulary that was published with it.

What a person wrote is text and nothing else: where it happens to spell one of the vocabulary's
control tokens, it is split like any other word.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import ModelError


class TextTokenizer:
    """A `tokenizer.json`. Its own template puts the first and the last token around a text; a text
    that is too long loses its end, never its last token."""

    def __init__(self, path: Path, context: int) -> None:
        """`context` is the most tokens of a text, both control tokens included. Raises
        ModelError."""
        from tokenizers import Tokenizer

        if not path.is_file():
            raise ModelError(f"{path} is missing; pull or export the model it belongs to again")
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:
            # The library raises plain Exception for whatever it cannot read; the file is at fault.
            raise ModelError(
                f"{path} is no tokenizer.json that can be read; pull or export it again"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(context)
        self._tokenizer.encode_special_tokens = True
        self.context = context

    def __call__(
        self, texts: Sequence[str], *, length: int | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ids and mask, int64 (n, `length`; None: of the longest text). Behind a text's end stands
        0."""
        # One by one: a batch would start threads, and a process that forks later would be warned
        # about it.
        tokenized = [self._tokenizer.encode(_without_surrogates(text)).ids for text in texts]
        length = max(map(len, tokenized), default=0) if length is None else length
        ids = np.zeros((len(tokenized), length), np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(tokenized):
            ids[row, : len(each)] = each
            mask[row, : len(each)] = 1
        return ids, mask


def network_inputs(
    names: Sequence[str], ids: NDArray[Any], mask: NDArray[Any]
) -> tuple[NDArray[Any], ...]:
    """The arrays for inputs of these names: published files differ in which they want."""
    return tuple(
        mask if "mask" in name else np.zeros_like(ids) if "type" in name else ids for name in names
    )


def _without_surrogates(text: str) -> str:
    """`text` without lone surrogates, which file names and broken JSON can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
