"""Words, and a judge that compares them.

`LexicalJudge` counts how many of the gold answer's content words the prediction has. It is a rough
stand-in for a language model and is named wherever its verdicts are shown. It is blind to negation,
to word order and to whatever else the prediction says.
"""

from __future__ import annotations

import re
import unicodedata

from persona_assistant.progress import CancelToken

THRESHOLD = 0.6
"""Share of the gold answer's content words that must be in the prediction. Above one half, so that
of a two-word answer such as "blue jacket" both are needed; two of three are enough."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:['\u2019][^\W_]+)*")
_FUNCTION_WORDS = frozenset(
    "a an the and or of to in on at by for with from as is are was were be been being am do does"
    " did has have had he she it they him her them his hers its their theirs i you we me us my your"
    " our this that these those there who which what will would can could s".split()
)
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_NUMBERS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}


def words(text: str) -> list[str]:
    """Lower-case words of `text` without punctuation; numbers below a hundred as digits."""
    normalised = unicodedata.normalize("NFKC", text).casefold()
    result: list[str] = []
    after_tens = False
    for word in _WORD.findall(normalised):
        word = word.replace("\u2019", "'")
        if word[0].isdigit():
            word = word.replace(",", "")
        value = _NUMBERS.get(word)
        if value is not None and after_tens and 0 < value < 10:
            result[-1] = str(int(result[-1]) + value)
        else:
            result.append(word.removesuffix("'s") if value is None else str(value))
        after_tens = value is not None and value >= 20
    return result


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry the answer; all words where there are only function words."""
    every = words(text)
    content = frozenset(_stem(word) for word in every if word not in _FUNCTION_WORDS)
    return content or frozenset(every)


def _stem(word: str) -> str:
    """A light stemmer that drops plural and verb endings, so that "teaches" equals "teaching"."""
    for ending, shortest in (
        ("ies", 2),
        ("ing", 4),
        ("ed", 4),
        ("es", 3),
        ("s", 3),
        ("e", 3),
        ("y", 2),
    ):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= shortest
            and not word.endswith("ss")
        ):
            return word[: -len(ending)]
    return word


class LexicalJudge:
    """Correct when at least `THRESHOLD` of the gold answer's content words are in the
    prediction."""

    name = f"lexical (token recall >= {THRESHOLD:g}; no language model)"
    fingerprint = "lexical/1"
    concurrency = 1

    def check(self) -> None:
        """Does nothing: it is always available."""

    def judge(
        self, gold: str, prediction: str, cancel: CancelToken | None = None, *, about: str = ""
    ) -> bool:
        expected, predicted = content_words(gold), content_words(prediction)
        if not expected:
            # A gold answer without a single word, such as "?!".
            return bool(gold.strip()) and gold.split() == prediction.split()
        return len(expected & predicted) >= THRESHOLD * len(expected)

    def close(self) -> None:
        """Does nothing: it holds no resources."""
