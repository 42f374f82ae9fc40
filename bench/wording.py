"""One form for the many ways to write one thing, so that an answer can be compared with a gold one.

`words` turns a text into tokens that are equal where people would say "the same": case, accents,
typography, plural and possessive s, and articles do not count, and these are one:

    14 June, June 14th, the fourteenth of June, 14.6., 2024-06-14 (with its year)
    seven, 7;  twenty-one, 21;  third, 3rd;  1,200 and 1200
    7:30 pm, 7.30pm, 19:30;  half past seven, 7:30
    £40, 40 pounds, 40 quid
    0170 555-0188, 0170 5550188

A date of digits alone is read with the day first, unless that cannot be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar enero janvier gennaio janeiro",
            "february feb februar febrero fevrier febbraio fevereiro",
            "march mar marz maerz marzo mars marco",
            "april apr abril avril aprile",
            "may mai mayo maggio maio",
            "june jun juni junio juin giugno junho",
            "july jul juli julio juillet luglio julho",
            "august aug agosto aout",
            "september sep sept septiembre septembre settembre setembro",
            "october oct okt oktober octubre octobre ottobre outubro",
            "november nov noviembre novembre novembro",
            "december dec dez dezember diciembre decembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_UNITS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    "twentieth": 20,
    "thirtieth": 30,
    **{f"{word}th": n for word, n in _UNITS.items() if n in (4, 6, 7, *range(10, 20)) and n != 12},
}
_SMALL = {**_UNITS, **_ORDINALS}
_MONEY = {"£": "pound", "€": "euro", "$": "dollar"}
_SAME = {
    "quid": "pound",
    "gbp": "pound",
    "eur": "euro",
    "usd": "dollar",
    "buck": "dollar",
    "mum": "mother",
    "mom": "mother",
    "dad": "father",
}
_APOSTROPHES = "\u2018\u2019\u02bc\u0060\u00b4"
_DASHES = "\u2010\u2011\u2012\u2013\u2014"
_DROPPED = frozenset(("a", "an", "the"))

_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMBER = "|".join(sorted({*_UNITS, *_TENS, *_ORDINALS}, key=len, reverse=True))
_NUMBER_WORDS = re.compile(rf"\b(?:{_NUMBER})(?:[- ](?:{_NUMBER}|hundred|thousand|and))*\b")
_TOKEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d+(?:[.:]\d+)+|\w+(?:'\w+)*", re.UNICODE)
_PHONE = re.compile(r"(?<![\w.:])\+?\(?\d[\d ()/.-]{5,}\d(?![\w:])")


def folded(text: str) -> str:
    """Lower case without accents, with plain quotes, hyphens and single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(f"[{_APOSTROPHES}]", "'", text)
    text = re.sub(f"[{_DASHES}]", "-", text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(text.split())


def words(text: str) -> tuple[str, ...]:
    """The tokens of a text in the one form."""
    text = _dates(_times(_amounts(_numbers(folded(text)))))
    return tuple(chain.from_iterable(map(_forms, _TOKEN.findall(text))))


def contains(text: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the tokens of `part` stand in `text`, one after the other. Nothing stands nowhere."""
    size = len(part)
    return size > 0 and any(
        tuple(text[at : at + size]) == tuple(part) for at in range(len(text) - size + 1)
    )


def _forms(token: str) -> list[str]:
    if "@" in token:
        return [token.rstrip(".")]
    token = token.removesuffix("'s").removesuffix("'").replace("'", "")
    plural = len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is"))
    if plural and not _NUMBER_WORDS.fullmatch(token[:-1]):  # "seconds" are not the number 2
        token = token[:-1]
    return [] if token in _DROPPED else [_SAME.get(token, token)]


# --- numbers


def _numbers(text: str) -> str:
    text = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1", text)
    text = re.sub(r"\ban? (?=(?:hundred|thousand)\b)", "one ", text)
    text = re.sub(r"(?<=\d)[,'](?=\d{3}\b)", "", text)
    return _NUMBER_WORDS.sub(lambda found: _spoken(found[0]), text)


def _spoken(text: str) -> str:
    """A run of number words in digits; "five six" are two numbers, and not eleven."""
    said: list[int | str] = []
    before = ""
    for word in re.split(r"[- ]", text):
        last = said[-1] if said else None
        if word == "and":
            if before != "hundred":
                said.append(word)
            continue
        kind, value = _kind(word)
        if not isinstance(last, int):
            said.append(value)
        elif kind == "hundred":
            said[-1] = last * value
        elif before == "hundred" or (before == "tens" and kind == "small" and 0 < value < 10):
            said[-1] = last + value
        else:
            said.append(value)
        before = kind
    return " ".join(map(str, said))


def _kind(word: str) -> tuple[str, int]:
    if word in _TENS:
        return "tens", _TENS[word]
    if word in ("hundred", "thousand"):
        return "hundred", 100 if word == "hundred" else 1000
    return "small", _SMALL[word]


def _amounts(text: str) -> str:
    text = re.sub(r"([£€$]) ?(\d+(?:\.\d+)?)", lambda m: f"{m[2]} {_MONEY[m[1]]}", text)
    text = re.sub(r"(\d) ?([£€$])", lambda m: f"{m[1]} {_MONEY[m[2]]}", text)
    return re.sub(r"(\d+)\.00\b(?! ?[ap]m)", r"\1", text)


# --- times and dates


def _times(text: str) -> str:
    def clock(found: re.Match[str]) -> str:
        hour, minute, half = int(found[1]), found[2] or "00", (found[3] or "").replace(".", "")
        hour = hour % 12 + 12 * (half == "pm") if half else hour
        return f" {hour}:{minute} "

    quarters = {"half past": 30, "quarter past": 15, "quarter to": -15}

    def quarter(found: re.Match[str]) -> str:
        minutes = 60 * int(found[2]) + quarters[found[1]]
        return f"{minutes // 60}:{minutes % 60:02d}"

    text = re.sub(r"\b(?:a )?(half past|quarter past|quarter to) (\d{1,2})\b", quarter, text)
    half = r"([ap]\.?m\b\.?)"
    text = re.sub(rf"\b(\d{{1,2}})(?:[:.](\d{{2}}))? ?{half}", clock, text)
    return re.sub(r"\b(\d{1,2}):(\d{2})\b()", clock, text)


def _dates(text: str) -> str:
    day, year = r"(?<![\d.:])(\d{1,2})", r"(?:,? (\d{4})\b)?"
    text = re.sub(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", lambda m: _date(m[3], m[2], m[1]), text)
    text = re.sub(
        rf"{day}[./-] ?(\d{{1,2}})[./-] ?(\d{{4}}|\d{{2}})(?![\d.:])",
        lambda m: _date(m[1], m[2], m[3]) or m[0],
        text,
    )
    text = re.sub(rf"{day}\. ?(\d{{1,2}})\.(?!\d)", lambda m: _date(m[1], m[2]) or m[0], text)
    text = re.sub(
        rf"{day}\.? (?:of |de |di )?{_MONTH}(?:,| de| del)?{year}",
        lambda m: _date(m[1], str(_MONTHS[m[2]]), m[3]) or m[0],
        text,
    )
    text = re.sub(
        rf"\b{_MONTH} (?:the )?(\d{{1,2}})(?![\d:]){year}",
        lambda m: _date(m[2], str(_MONTHS[m[1]]), m[3]) or m[0],
        text,
    )
    text = re.sub(rf"\b{_MONTH}", lambda m: f"month{_MONTHS[m[1]]}", text)
    return _PHONE.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    """Digits that are one telephone number, or what stood there."""
    digits = re.sub(r"\D", "", found[0])
    local = re.fullmatch(r"\d{3}-\d{4}", found[0])
    whole = len(digits) >= 9 or found[0][0] in "+(0" or local
    return digits if whole and len(digits) >= 7 else found[0]


def _date(day: str, month: str, year: str | None = None) -> str:
    """Empty where there is no such day."""
    first, second = int(day), int(month)
    if second > 12:
        first, second = second, first
    if not (1 <= second <= 12 and 1 <= first <= 31):
        return ""
    if year and len(year) == 2:
        year = f"{'19' if int(year) > 40 else '20'}{year}"
    return f" {first} month{second} {year or ''} "
