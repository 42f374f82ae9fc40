"""The ways a date is written, each a regular expression and what reads it; the surer ones first."""

from __future__ import annotations

from persona_assistant.language import date_readings as readings
from persona_assistant.language import date_words as words
from persona_assistant.language.date_readings import WHICH, Read

_D = r"(?:3[01]|[12]\d|0?[1-9])"
_M = words.any_of(words.MONTHS)
_ORDINAL = (
    "(?:"
    + "|".join(
        sorted((each.replace("-", "[ -]") for each in words.ORDINALS), key=len, reverse=True)
    )
    + ")"
)
_DAY = rf"(?:(?P<d>{_D})\s?(?:st|nd|rd|th|er|[.ºª°])?|(?P<word>{_ORDINAL}))"
_YEAR_IN_WORDS = (
    rf"(?:(?:eighteen|nineteen|twenty)[ -](?:oh[ -])?{words.CARDINAL}"
    rf"|two thousand(?: and)?(?: {words.CARDINAL})?)"
)
_YEAR = rf"(?:(?:1[89]|20)\d\d(?!\d)|['’]\d\d(?!\d)|{_YEAR_IN_WORDS})"
_SHORT_YEAR = r"(?P<short>[4-9]\d|[0-3]\d(?=\s*(?:[.,;:!?)\n]|$)))(?![\d:%€£$]|[.,]\d|\s*[ap]\.?m)"
_OF = r"(?:\s+(?:of|de|del|di|do)\s+|\s*[-/,.]?\s*|\s+)"
_WEEKDAY = words.any_of([*words.WEEKDAYS, *words.SHORT_WEEKDAYS])
_SHORT_WEEKDAY = words.any_of(words.SHORT_WEEKDAYS)
_HOUR = (
    r"\s+(?:at\s+)?(?:[01]?\d|2[0-3])(?:[.:][0-5]\d|\s?[ap]\.?m)\b"
    r"|\s+(?:[ap]m|morning|afternoon|eve(?:ning)?|night|lunchtime)\b"
)
""" "fri 10.40", "sat morning"."""
_W = rf"(?:(?P<w>{_WEEKDAY})\.?,?\s+(?:the\s+|den\s+|der\s+|el\s+|le\s+)?)?"
_B, _E = r"(?<![\w])", r"(?![\w])"
_VERB = (
    r"(?!(?<=may)\s+(?:not|also|well|be|have|come|go|want|need|like|get|take|still|move|visit|join"
    r"|stay|start|leave|or|look|seem|bring|call|ask)\b)"
)
_LEAD = (
    r"(?:on|by|in|since|until|till|from|before|after|around|about|early|mid|late|end of|start of"
    r"|beginning of|of|during|through|between|and|to|im|seit|ab|bis|anfang|mitte|ende|en|desde"
    r"|hasta|depuis|jusqu['’]en|dal|da|a|nel|em|até|month of)"
)
_DAY_LEAD = (
    r"(?:on|by|bday|b-day|birthday|born|since|until|till|from|date|due|am|le|el|il|dia|día|seit|bis"
    r"|geburtstag|geb|anniversary|cumpleaños|anniversaire|compleanno|aniversário)"
)
_UNIT = words.any_of(words.UNITS)
_WEEKENDS = words.any_of(words.WEEKENDS)
_N = rf"(?P<n>\d{{1,3}}|{words.any_of(words.COUNTS)})"
_LAST = words.any_of(
    [
        *(each for forms in WHICH.values() for each in forms),
        "próximo",
        "próxima",
        "último",
        "última",
        "nächste",
        "nächsten",
        "nächster",
        "nächstes",
    ]
)
_BEFORE = rf"(?:(?P<which>{_LAST})\s+)"
_AFTER = (
    r"(?:\s+(?P<which2>pasado|pasada|dernier|dernière|prochain|prochaine|scorso|scorsa|prossimo"
    r"|prossima|passado|passada|que viene))"
)
_NOT_A_YEAR = (
    r"(?!\d|[-/:]\d|[.,]\d|\s\d{3}|\s*(?:€|£|\$|%|eur|euros?|usd|gbp|pounds?|dollars?|chf|quid|km|kg|m"
    r"|mb|gb|steps|calories|kcal|people|units|words|members|pieces|square|sqm|watts?|w)\b)"
)


def _around(middle: str, before: str = _BEFORE, after: str = _AFTER) -> tuple[str, str]:
    """With "last" before, as in English, or behind, as in Spanish."""
    return before + "(?P<which2>(?!))?" + middle, "(?P<which>(?!))?" + middle + after


_TO_YEAR = (
    r"(?:\s+|\s?[/-]\s?|\.(?!\s)|(?<!\w{5})(?<!\b(?:may|mai))(?<!\bjun[ei])(?<!\bjul[yi])\.\s)"
)
"""Not what ends a sentence: "his birthday is 6 october. 33, single"."""
NUMERIC = (
    r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?"
    r"(?P<y>(?:1[89]|20)\d\d|['’]?\d\d)(?![\d/-]|\.\d)"
)
WAYS: tuple[tuple[str, Read], ...] = (
    (NUMERIC, readings.numeric),
    (
        r"(?<![\d/.-])(?P<y>(?:1[89]|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)",
        readings.iso,
    ),
    (rf"{_B}(?P<y>(?:1[89]|20)\d\d)年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日", readings.iso),
    (
        rf"{_B}(?P<d>{_D})\.?\s?(?:-|–|to|until|bis|al?|au|and|&)\s?(?P<d2>{_D})\.?{_OF}(?P<m>{_M})"
        rf"(?:{_OF}(?P<y>{_YEAR}))?{_E}",
        readings.days_of_month,
    ),
    (
        rf"{_B}(?P<m>{_M})\s(?P<d>{_D})\s?(?:-|–|to)\s?(?P<d2>{_D})(?:st|nd|rd|th)?"
        rf"(?:,?\s(?P<y>{_YEAR}))?{_E}",
        readings.days_of_month,
    ),
    (
        rf"{_B}{_W}{_DAY}{_OF}(?P<m>{_M}){_VERB}(?:{_OF}(?P<y>{_YEAR})|{_TO_YEAR}{_SHORT_YEAR})?{_E}",
        readings.named_day,
    ),
    (
        rf"{_B}{_W}(?P<m>{_M})\.?\s+(?:the\s+)?{_DAY}(?!\d)"
        rf"(?:[,.]?\s+(?:of\s+)?(?P<y>{_YEAR})|\s+{_SHORT_YEAR})?{_E}",
        readings.named_day,
    ),
    (rf"{_B}{_BEFORE}(?P<which2>(?!))?(?P<m>{_M}){_E}", readings.that_month),
    (
        rf"{_B}(?P<m>{_M})\.?(?:,?\s+|\s+(?:of|de|del|di|do)\s+)(?P<y>{_YEAR}){_E}",
        readings.named_month,
    ),
    (r"(?<![\d/.-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])", readings.iso_month),
    (r"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)(?![\d/])", readings.iso_month),
    (
        r"(?<![\d.,/-])(?P<y>(?:19|20)\d\d)\s?[-–/]\s?(?P<y2>(?:19|20)\d\d|\d\d)(?![\d/-])",
        readings.two_years,
    ),
    (
        rf"{_B}(?:(?P<which>last|this|next|past)\s+)?(?:{words.any_of(words.SEASONS)})"
        rf"(?:\s+(?:of\s+|de\s+)?(?P<y>{_YEAR}))?{_E}",
        readings.season,
    ),
    (
        rf"{_B}(?:the\s+)?(?:(?:early|late)\s|mid[- ])?['’]?"
        rf"(?P<y>(?:18|19|20)\d0|[2-9]0)['’]?s{_E}",
        readings.decade,
    ),
    (rf"{_B}(?:the\s+)?(?P<name>{words.any_of(words.NEAR_DAYS)}){_E}", readings.near_day),
    (
        rf"{_B}(?:a\s+|one\s+)?(?P<unit>week|fortnight)\s+(?:on|from|this|next)\s+(?P<w>{_WEEKDAY}){_E}",
        readings.weekday_after,
    ),
    (rf"{_B}(?P<w>{_WEEKDAY})\s+(?P<unit>week|fortnight){_E}", readings.weekday_after),
    (
        rf"{_B}(?P<part>end|start|beginning|middle) of (?:the|this) month{_E}",
        readings.this_month,
    ),
    *(
        (rf"{_B}{each}{_E}(?!\s(?:of|in)\s(?:the |each |every )?month)", readings.that_weekday)
        for each in _around(rf"(?P<w>{_WEEKDAY})")
    ),
    *(
        (rf"{_B}{each}{_E}", readings.that_period)
        for each in _around(rf"(?P<unit>{_WEEKENDS}|{_UNIT})")
    ),
    (
        rf"{_B}(?:about\s+|around\s+)?{_N}\s+(?P<unit>{_UNIT})\s+(?:ago|back|fa|atrás|earlier)"
        rf"(?P<ahead>(?!))?{_E}",
        readings.away,
    ),
    (rf"{_B}(?:vor|hace|il y a|há)\s+{_N}\s+(?P<unit>{_UNIT})(?P<ahead>(?!))?{_E}", readings.away),
    (rf"{_B}(?P<ahead>in|dans|en|tra|fra|em|within)\s+{_N}\s+(?P<unit>{_UNIT}){_E}", readings.away),
    (
        rf"{_B}(?:the|el|le|il|am|den)\s+(?P<d>{_D})(?:st|nd|rd|th|\.|º)(?P<w>(?!))?{_E}(?!\s?%)",
        readings.the_day,
    ),
    (rf"{_B}(?P<w>{_WEEKDAY})\.?,?\s+(?:the\s+)?(?P<d>{_D})(?:st|nd|rd|th){_E}", readings.the_day),
    (
        rf"(?:{_B}(?P<lead>{_DAY_LEAD})(?:\s+is)?(?:\s+on)?\s*[:=]?\s*)?(?<![\d/.-])"
        r"(?P<all>(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?:(?<=\.\d)\.|(?<=\.\d\d)\.)?)(?![\d/%]|\.\d)",
        readings.yearless_numeric,
    ),
    (rf"{_B}{_LEAD}\s+(?P<all>(?P<m>{_M})){_VERB}{_E}", readings.led_month),
    (
        rf"{_B}(?:on|every|since|by|until|till?)\s+(?P<all>(?P<w>{_SHORT_WEEKDAY})){_E}",
        readings.named_weekday,
    ),
    (rf"{_B}(?P<all>(?P<w>{_SHORT_WEEKDAY})){_E}(?={_HOUR})", readings.named_weekday),
    (rf"{_B}(?P<w>{words.any_of(words.PLAIN_WEEKDAYS)}){_E}(?!\sof\b)", readings.named_weekday),
    (rf"{_B}(?P<w>{words.any_of(words.WEEKDAYS)})(?:s|en)?{_E}", readings.named_weekday),
    (rf"(?<![\w.,/:+$€£-])(?<!\d\s)(?P<y>(?:19|20)\d\d){_NOT_A_YEAR}{_E}", readings.one_year),
    (rf"{_B}(?P<y>['’][4-9]\d|(?<=in )['’][0-3]\d){_E}", readings.one_year),
    (rf"{_B}in\s+(?P<all>(?P<y>{_YEAR_IN_WORDS})){_E}", readings.spelt_year),
)

_MONTH, _DAY_NAME = rf"{_B}{_M}{_E}", rf"{_B}{_WEEKDAY}"
_PERIOD = rf"{_B}(?:{_UNIT}|{_WEEKENDS}){_E}"
NEEDS: dict[Read, str] = {
    readings.days_of_month: _MONTH,
    readings.named_day: _MONTH,
    readings.named_month: _MONTH,
    readings.that_month: _MONTH,
    readings.led_month: _MONTH,
    readings.that_weekday: _DAY_NAME,
    readings.weekday_after: _DAY_NAME,
    readings.this_month: r"month",
    readings.named_weekday: _DAY_NAME,
    readings.that_period: _PERIOD,
    readings.away: _PERIOD,
    readings.season: words.any_of(words.SEASONS),
    readings.near_day: words.any_of(words.NEAR_DAYS),
    readings.spelt_year: r"eighteen|nineteen|twenty|two thousand",
}
"""What a text must hold for a reading to find anything; all others need a digit. Looking for these
first saves most of the time."""

MAY_HOLD_ONE = (
    rf"\d|{_B}(?:{_M}|{_WEEKDAY}|{words.any_of(words.NEAR_DAYS)}|{_LAST}"
    rf"|{words.any_of(words.SEASONS)}|month|ago|back|fa|atrás|vor|hace|il y a|há|in|dans|tra|em|on"
    r"|every)"
)
