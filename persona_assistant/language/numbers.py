"""The number that a short answer gives: "three kids" is 3, "2.400 €" is 2400, and "181 cm" is
1.81."""

from __future__ import annotations

import re

from persona_assistant.language.support import means
from persona_assistant.language.words import words

NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"none": 0, "a": 1, "an": 1, "both": 2, "twins": 2, "triplets": 3, "thirty": 30, "forty": 40,
     "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
     "hundred": 100, "half": 0.5}  # fmt: skip
_FIGURE = re.compile(r"\d+(?:[.,  ']\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_SCALES = {"k": 1e3, "thousand": 1e3, "grand": 1e3, "million": 1e6, "cm": 0.01}
_TIMES = {"hundred": 1e2, "thousand": 1e3, "grand": 1e3, "million": 1e6}
_SCALE = re.compile(rf"\s*({'|'.join(_SCALES)})\b", re.I)


_COUNTED = re.compile(r"how many (?P<what>[\w ]+?) (?:does|did|has|do|is)\b", re.I)


def counted_in(question: str, answer: str, sentence: str) -> float | None:
    """The number a sentence gives for what a question counts: of "two kids, Ole is 5" the first. Of
    other questions the number in the answer."""
    asked = _COUNTED.match(question)
    if asked is None:
        return number_in(answer)
    tokens = words(sentence)
    counted = [word for word in words(asked["what"]) if word.content]
    for at, word in enumerate(tokens):
        behind = " ".join(each.surface for each in tokens[at + 1 : at + 3])
        is_number = word.lower in NUMBER_WORDS or word.surface.isdigit()
        if is_number and behind and any(means(each, behind) for each in counted):
            return number_in(word.surface)
        if word.lower in ("twins", "triplets") and any(means(each, word.lower) for each in counted):
            return number_in(word.lower)
    return None


def number_in(text: str) -> float | None:
    """The first number, in figures or in words; None where there is none."""
    figure = _FIGURE.search(text)
    word = next(
        (each for each in re.finditer(r"[a-z]+", text.lower()) if each[0] in NUMBER_WORDS), None
    )
    if figure is None:
        return None if word is None else _in_words(text.lower()[word.start() :])
    said = figure.group()
    if re.fullmatch(r"\d+(?:[.,  ']\d{3})+", said):
        value = float(re.sub(r"\D", "", said))
    else:
        value = float(said.replace(",", "."))
    scale = _SCALE.match(text[figure.end() :])
    return value * _SCALES[scale[1].lower()] if scale else value


def _in_words(text: str) -> float:
    """Of a text that begins with a number: "a hundred" is 100."""
    first, *following = re.findall(r"[a-z]+", text)[:2]
    value = float(NUMBER_WORDS[first])
    return value * _TIMES.get(following[0], 1) if following else value
