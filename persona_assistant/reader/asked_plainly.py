"""Whether a question for a thing of a kind says no more than whose it is.

What else it says may be said in passing ("exactly", "at the moment"), or tell which of somebody's
things is meant by a word that stands beside it in the notes: "the number of the studio".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import MONTH_NAMES, plain
from persona_assistant.language.slips import typing_errors
from persona_assistant.language.words import stem
from persona_assistant.reader.asked import OFTEN_MISTYPED, asked_kind, is_meant, words_of
from persona_assistant.reader.asked_age import asks_in_passing
from persona_assistant.reader.noted_names import is_nationality
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found


def asks_plainly(question: str, name: str | None) -> bool:
    """Whether a question for a thing of a kind says no more than whose it is: "how old is Ben", not
    "how old was Ben when they met" nor "how old is the parrot"."""
    left = _left(question, name)
    if not left:
        return True
    words = words_of(question)
    own = frozenset(word for word in words if _calls(word, _known(name)))
    return asked_kind(question) in ("age", "birthday") and asks_in_passing(question, own, _PLAIN)


def told_besides(question: str, name: str | None) -> list[str]:
    """The words that tell which of somebody's numbers or addresses is meant: "studio", not what
    is said in passing."""
    return [
        word
        for word in _left(question, name)
        if word not in _IN_PASSING and word not in _TIMES and not is_nationality(word)
    ]


def beside(
    words: Sequence[str], places: Sequence[Found], *, right_beside: bool = False
) -> list[Found]:
    """The places beside which all these words stand: `right_beside` them where that tells them
    apart, else in the sentence."""
    for said in (_near,) if right_beside else (_near, _around):
        fitting = [each for each in places if all(_holds(said(each), word) for word in words)]
        if fitting:
            return fitting
    return []


def meant_by(
    question: str,
    words: Sequence[str],
    name: str | None,
    places: Sequence[Found],
    *,
    reaching: bool,
) -> list[Found]:
    """The places that these words of a question tell of; where it asks how to reach somebody at a
    place of which the notes have no number of its own, theirs: "ring pippa at the bakery"."""
    if not words:
        return list(places)
    meant = beside(words, places)
    if meant or not reaching:
        return meant
    left = told_besides(re.sub(_AT_A_PLACE, " ", plain(question)), name)
    return beside(left, places) if left else list(places)


_AT_A_PLACE = r"\b(?:at|in|over at|down at) (?:(?:the|her|his|their|its|new|old) )+(?:[a-z'-]+)\b"


def where_asked(question: str, words: Sequence[str], found: Sequence[Found]) -> list[Found]:
    """The places, those of another town or street less probable: "her house number in Leith". These
    `words` of the question are not said beside any such thing."""
    said = re.findall(r"\b(?:in|on|at) (?:the )?([\w'-]+)", " ".join(words_of(question)))
    towns = [each for each in said if each in words]
    return [
        each
        if all(_holds(_around(each), town) for town in towns)
        else replace(each, probability=each.probability * _ELSEWHERE)
        for each in found
    ]


_ELSEWHERE = 0.3
"""What remains of the probability of a place in another town than the one asked for."""


def _near(place: Found) -> str:
    text, end = place.note.text, place.start + len(place.span)
    lead = re.split(r"[;.\n]\s|\s(?:and|her|his|their)\s", text[: place.start])[-1]
    return plain(lead + text[place.start : end])


def _around(place: Found) -> str:
    return plain(sentence_at(place.note.text, place.start))


def _holds(text: str, word: str) -> bool:
    begun = stem(word)
    if len(begun) < 4:
        return re.search(rf"\b{re.escape(word)}", text) is not None
    return begun in text


def _left(question: str, name: str | None) -> list[str]:
    return [
        each for each in words_of(question) if not (_is_plain(each) or _calls(each, _known(name)))
    ]


def _known(name: str | None) -> set[str]:
    return set(re.findall(r"[a-z0-9]+(?:[-'][a-z0-9]+)*", plain(name or "")))


_IN_PASSING = frozenset(
    """where was were exact exactly moment right nowadays today anywhere one case again mob want
    online send post postcard letter card parcel package invitation present gift note business
    best quick quickest easiest fastest way own correct like want wanna trying try tryna drop line
    addy details detail i'd i'll i'm gotta gets touch hold be been catch speak talk something put
    flat unit apartment apt condo must should would shall lately these days precise precisely as
    and so far thing stuff some any maybe still correct latest electronic electronically
    kind sort""".split()
)


_TIMES = frozenset("mid early late end start beginning christmas xmas easter birthday".split()) | {
    each.lower() for each in MONTH_NAMES
}
"""When something is to be sent there."""


def _is_plain(word: str) -> bool:
    return word in _PLAIN or any(is_meant(word, wanted) for wanted in OFTEN_MISTYPED)


def _calls(word: str, known: set[str]) -> bool:
    """Whether a word is one of these names, with the end of a possessive or of a pet name."""
    if len(word) == 1 and any(each.startswith(word) for each in known):  # "gene p"
        return True
    short = re.sub(r"(?:ie|y|i|chen|ito|ita|inho|inha)s?$", "", word)
    own = (word, word.removesuffix("s"), short, re.sub(r"(.)\1$", r"\1", short))
    pet_names = own[2:] if short != word else ()
    return (
        any(each in known for each in own)
        or any(_shortened(each, name) for each in pet_names for name in known)
        or any(_mistyped(each, name) for each in own[:2] for name in known)
    )


def _mistyped(word: str, name: str) -> bool:
    """Marsel for Marcel; two slips where the name is long."""
    least = min(len(word), len(name))
    if least < 5 or word[0] != name[0] or abs(len(word) - len(name)) > 2:
        return False
    return typing_errors(word, name) <= (2 if least >= 8 else 1)


def _shortened(short: str, name: str) -> bool:
    """Tess of Tessa, Tob of Tobias."""
    return len(short) >= 3 and name.startswith(short)


_PLAIN = frozenset(
    """what is s the a an of for to in on at from me my i we you us please pls again her his their
    hers she he they him them it its do does can could will would know have got give tell need find
    show which whose current currently now actual full how hw old od ild when wen wehn whn year day
    date number numbers no nr num digits phone phones telephone mobile cell cellphone tel landline
    reach call ring text contact email mail e-mail adress address addresses street postcode zip code
    reaching contacting way ways
    live lives website homepage url birthday birthdays bday born birth dob age aged shoe shoes size
    sizes sz dress shirt t-shirt trouser trousers wear wears take takes codes pin password passcode
    pw passwd wifi wlan wi-fi network door gate alarm key safe house work home office private new
    wie ist sind die der das von vom seine ihre sein ihr alt nummer telefonnummer handynummer handy
    telefon adresse anschrift geburtstag hat er sie wann geboren schuhgrosse grosse welche was
    lautet cual es su de la el telefono numero edad cuantos anos tiene cumpleanos cuando nacio
    direccion correo talla movil quel quelle est son sa t elle il ne nee quand anniversaire pointure
    ans qual e suo sua eta anni ha compleanno nato nata quando indirizzo o dele dela idade tem
    aniversario nasceu endereco telemovel seu quantos quanti there by via per por par with over
    through mr mrs ms dr am le les du des au al ao di del della dell da dos den dem ich wir kann
    erreichen anrufen unter welcher welchen welches como puedo llamar llamo contactar contacto
    comment puis-je joindre appeler come posso contattare chiamare ligar contatar ou numeros
    courriel portable cellulare mailadresse emailadresse mobilnummer fecha nacimiento naissance
    nascita nascimento geburtsdatum data contacting reaching ringing calling texting getting hold
    written write writing message dial whatsapp
    practice surgery clinic personal business emergency into building get handle username account
    instagram insta telegram twitter tiktok discord snapchat github linkedin has postal mailing
    younger older youngest oldest eldest little big extension ext are tienen ont cuales ages digit
    same exactly right os as cumple faz compie gli fa""".split()
)
