"""CLIP's vocabulary as a `tokenizer.json`, so that texts are split alike without open-clip.

The vocabulary is a list of byte pairs that were joined in training, most frequent first. Every byte
is written as a printable character; a word's last character carries the mark of its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

FIRST, LAST = "<start_of_text>", "<end_of_text>"
_END = "</w>"
_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""What CLIP takes for a word: a clitic, letters, one digit, or anything else but spaces."""


def write_tokenizer(
    vocabulary: Mapping[str, int], joined: Iterable[tuple[str, str]], path: Path
) -> None:
    """`vocabulary` maps each token to its number, `joined` holds the pairs by rank.

    A text becomes FIRST, its tokens, LAST.
    """
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    tokenizer = Tokenizer(
        models.BPE(
            vocab=dict(vocabulary), merges=[tuple(pair) for pair in joined], end_of_word_suffix=_END
        )
    )
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{FIRST} $0 {LAST}",
        special_tokens=[(each, vocabulary[each]) for each in (FIRST, LAST)],
    )
    tokenizer.add_special_tokens([AddedToken(each, special=True) for each in (FIRST, LAST)])
    tokenizer.save(str(path))
