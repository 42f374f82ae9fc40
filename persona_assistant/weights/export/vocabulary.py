"""CLIP's vocabulary as a `tokenizer.json`, which splits texts as open-clip does.

The vocabulary is a list of byte pairs that were merged in training, most frequent first. Every byte
is written as a printable character; a word's last character carries an end mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

FIRST, LAST = "<start_of_text>", "<end_of_text>"
_END = "</w>"
_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""A word to CLIP: a clitic, letters, one digit, or other characters except spaces."""


def write_tokenizer(
    vocabulary: Mapping[str, int], merges: Iterable[tuple[str, str]], path: Path
) -> None:
    """`vocabulary` maps each token to its id, `merges` holds the pairs by rank.

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
            vocab=dict(vocabulary),
            merges=[(left, right) for left, right in merges],
            end_of_word_suffix=_END,
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
