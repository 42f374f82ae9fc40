"""All of somebody's children, brothers or parents by name: "what are Ana's kids called".

Each may be named in a note of its own: "had a girl, Mia" and, years later, "Leo was born". The
network points at one; here everybody whom the notes name as such, or whose name alone the network
is sure of, is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY, WIDER, bare, sex_of
from persona_assistant.language.patterns import compiled
from persona_assistant.language.pronouns import joined
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.asked_relative import asked_relative
from persona_assistant.reader.named_animals import animals
from persona_assistant.reader.noted_names import NAME, no_name
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import is_of_another, relatives

_SEEN = 0.5
"""How sure the network is of a name that it points at."""
_BIRTH = r"\b(?:born|birth|arrived|adopted|second|third|2nd|3rd|no\.? ?[2-9]|another)\b"
_CALLED_SO = rf"(?:{ANY})s?[,:]?\s(?:called\s|named\s)?$"
_ALONE = rf"(?:(?:baby|little|son|daughter|brother|sister)\s)?(?P<who>{NAME})"


@dataclass(frozen=True, slots=True)
class EveryRelative:
    answer: str
    """Their names in a row, the one noted first in front."""
    found: tuple[Found, ...]
    """Where each is named."""


def every_relative(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> EveryRelative | None:
    """Everybody who is asked for; None where one is asked for, and where one place names all."""
    asked = asked_relative(question, name)
    if asked is None or asked.former or asked.earlier or not _asks_for_several(question):
        return None
    kinds = {WIDER.get(each, "") for each in asked.words}
    if not name or "pet" in kinds or not kinds - {"partner", ""}:
        return None
    told = relatives(asked, notes, name, of_user=is_user(name))
    places = {plain(who): (who, each) for each in told for who in _names(each.span)}
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    others = called_by(notes, name) - set(places) | own
    for each in found if places else ():
        alone = compiled(_ALONE).fullmatch(each.span)
        if alone is None or each.probability < _SEEN:
            continue
        who = alone["who"]
        before = compiled(_CALLED_SO).sub("", each.note.text[: each.start])
        if not _says_so(each, asked.words) or is_of_another(before, own):
            continue
        if plain(who) not in others and not no_name(plain(who)):
            places.setdefault(plain(who), (who, each))
    if len({(each.note, each.start) for _, each in places.values()}) < 2:
        return None  # a row of names in one place is told as it stands
    order = sorted(places.values(), key=lambda it: (str(it[1].note.date), it[1].start))
    return EveryRelative(
        joined([who for who, _ in order]),
        tuple(dict.fromkeys(each for _, each in reversed(order))),
    )


def _says_so(place: Found, words: frozenset[str]) -> bool:
    """Whether a sentence speaks of such relatives or of a birth, and of no animal."""
    said = {bare(each) for each in re.findall(r"[^\W\d_]+", plain(place.sentence))}
    if said & animals():
        return False
    return bool(said & words) or bool(re.search(_BIRTH, plain(place.sentence)))


def _names(span: str) -> list[str]:
    return [each.group() for each in compiled(NAME).finditer(re.sub(r"\([^()]*\)", "", span))]


def _asks_for_several(question: str) -> bool:
    return any(sex_of(each) == "they" for each in re.findall(r"[^\W\d_]+", plain(question)))
