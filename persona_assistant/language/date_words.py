"""The words dates are written with, in six languages.

Months and weekdays are CLDR's, with the shorter forms people type. Abbreviations that are English
words ("out" is October in Portuguese, "ago" August in Spanish) are left out.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner enero janvier janv gennaio janeiro",
            "february febuary feb februar feber febrero febr février févr fév febbraio "
            "fevereiro fev",
            "march mar märz mär mrz marzo mars março",
            "april apr abril abr avril avr aprile",
            "may mai mayo maggio maio",
            "june jun juni junio juin giugno giu junho",
            "july jul juli julio juillet juil luglio lug julho",
            "august aug agosto août",
            "september sept sep septiembre setiembre septembre settembre setembro",
            "october oct oktober okt octubre octobre ottobre ott outubro",
            "november nov noviembre novembre novembro",
            "december dec dezember dez diciembre dic décembre déc dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH_NAMES = tuple(
    "January February March April May June July August September October November December".split()
)

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lunes lundi lunedì segunda-feira",
            "tuesday dienstag martes mardi martedì terça-feira",
            "wednesday mittwoch miércoles mercredi mercoledì quarta-feira",
            "thursday donnerstag jueves jeudi giovedì quinta-feira",
            "friday freitag viernes vendredi venerdì sexta-feira",
            "saturday samstag sonnabend sábado samedi sabato",
            "sunday sonntag domingo dimanche domenica",
        )
    )
    for name in names.split()
}
SHORT_WEEKDAYS = {
    name: number
    for number, names in enumerate("mon|tue tues|wed weds|thu thur thurs|fri|sat|sun".split("|"))
    for name in names.split()
}
"""Taken only beside a date or a word that leads one in: "sat" and "sun" are words too."""
PLAIN_WEEKDAYS = ("tues", "weds", "thur", "thurs")
"""Those that are no other word."""

SEASONS = tuple(
    "spring summer autumn fall winter frühling frühjahr sommer herbst primavera verano otoño "
    "invierno printemps été automne hiver estate autunno inverno verão outono".split()
)

NEAR_DAYS = {
    name: days
    for days, names in {
        -2: "day before yesterday,vorgestern,anteayer,avant-hier,l'altro ieri,anteontem",
        -1: "yesterday,last night,yday,gestern,ayer,anoche,hier,ieri,ontem",
        0: "today,tonight,this morning,this afternoon,this evening,heute,hoy,aujourd'hui,oggi,hoje",
        1: "tomorrow,tmrw,tomorow,morgen,mañana,demain,domani,amanhã",
        2: "day after tomorrow,übermorgen,pasado mañana,après-demain,dopodomani,depois de amanhã",
    }.items()
    for name in names.split(",")
}

_COUNTS = (
    "one a an ein eine einem einer eins un una une uno um uma|two zwei dos deux due dois duas"
    "|three drei tres trois tre três|four vier cuatro quatre quattro quatro|five fünf cinco cinq"
    "|six sechs seis sei|seven sieben siete sept sette sete|eight acht ocho huit otto oito"
    "|nine neun nueve neuf nove|ten zehn diez dix dieci dez|eleven elf once onze undici"
    "|twelve zwölf doce douze dodici doze"
)
COUNTS = {
    name: number
    for number, names in enumerate(_COUNTS.split("|"), start=1)
    for name in names.split()
}

ORDINALS = {
    name: number
    for number, name in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
            "twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
            "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ).split(),
        start=1,
    )
}

UNITS = {
    name: unit
    for unit, names in {
        "day": "day days tag tage tagen día días jour jours giorno giorni dia dias",
        "week": "week weeks wk wks woche wochen semana semanas semaine semaines settimana "
        "settimane",
        "month": "month months mth mths monat monate monaten mes meses mois mese mesi mês",
        "year": "year years yr yrs jahr jahre jahren año años an ans anno anni ano anos",
    }.items()
    for name in names.split()
}

WEEKENDS = ("weekend", "wochenende", "week-end", "fim de semana", "fin de semana", "fine settimana")

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_ONES = "one two three four five six seven eight nine".split()

CARDINALS = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
}
"""English number words to ninety; "forty-two" is two of them."""
_TENS_OR_MORE = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)})\b)?"
CARDINAL = rf"(?>{_TENS_OR_MORE}|{'|'.join(_TEENS)}|{'|'.join(_ONES)})"


def cardinal(words: str) -> int:
    """The number that words below a hundred say: "thirty-six" -> 36."""
    return sum(CARDINALS[word] for word in re.split(r"[\s-]+", words.casefold().strip()))


@functools.lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """Without case and accents, for looking a word up."""
    marked = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(char for char in marked if not unicodedata.combining(char))


def by_plain(table: dict[str, int]) -> dict[str, int]:
    """The table by its words without accents."""
    return {plain(word): value for word, value in table.items()}


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of these, with accents, without, or as marks that follow their
    letters; the longest first."""
    forms = {
        form for word in words for form in (word, plain(word), unicodedata.normalize("NFD", word))
    }
    spelt = sorted(forms, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(each).replace("'", "['’]") for each in spelt) + ")"
