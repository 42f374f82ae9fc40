"""A question about one of somebody's people by name, or by the word for them: "does Ana's wife Mia
sing", "what did Mateo break". Only what the notes tell of that one answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.addressed import called
from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE, ANY, WIDER, bare, sex_of
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import words
from persona_assistant.pmg import Note
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.named_other import named_others
from persona_assistant.reader.noted_names import NAME
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import named_relatives

_ASKED_BY_NAME = rf"(?<![\w'’-])(?:ex-)?(?P<word>{ANY})\s(?P<who>{NAME})"
_NOT_OF_THEM = r"^\W*who\b|\b(?:she|he|her|his|him|they|their|them)\b"
"""Asks for somebody, or speaks of somebody known."""
_SUBJECT = r"(?:^|[.,;:!?(\n–—]|\b(?:and|but|&|cousin|boss)|\s-)\s*$"
_BE = r"\b(?:is|are|was|were|been|being|gets?|got)"
_BESIDE = r"(?:\bwith|\bw/|\bto|\bof|\bfor|\bfrom|\blike|\bthan|\bnot|\band|&)\s$"


def about_named(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """Of the places for a question about a relative by name ("does Ana's wife Mia sing", "what did
    Mateo break") those where the note speaks of that one, and not of the person or of another."""
    if name is None:
        return found
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    asked = compiled(_ASKED_BY_NAME).search(question)
    said = asked["who"].split()[0] if asked else called(question) or ""
    who = plain(said).replace("’", "'").split("'")[0]
    by_name = own & set(plain(name).split()[:1]) & _said(question)
    others = called_by(notes, name)
    if by_name and who not in others and re.search(rf"{_BE} {re.escape(who)}\W*$", plain(question)):
        who = ""  # "which of Ana's knees was done" speaks of nobody called Done
    if by_name and not who:
        return found
    if not asked and who not in others and not by_name:
        alone = _said(question) & others - own
        who = alone.pop() if len(alone) == 1 else who
        if not who and not compiled(_NOT_OF_THEM).search(plain(question)):
            named = named_others(question, notes, name)
            who = min(named) if len(named) == 1 else ""
    if who not in others:
        if asked:
            return found
        others |= {who}
    if not who or who in own or not any(_has_word(each.text, who) for each in notes):
        return found
    sex = sex_of(plain(asked["word"])) if asked else "any"
    own |= own_names(notes, plain(name)) - {who}
    kin = rf"\b{re.escape(who)}['’]?s\s(?:\w+\s)?(?:{ANY})\b"
    owned = re.search(kin, plain(question)) is not None
    return [
        each
        for each in found
        if _speaks_of(each, who, others, own)
        and (owned or not _is_of_their_own(each, kin))
        and not _is_of_another_sex(each, who, sex)
    ]


_WHO_WITH = r"^\W*who(?:m|['’]?s)?\b.*\b(?:liv(?:e[sd]?|ing)|stay(?:s|ing|ed)?)\b.*\bwith\b"
_WHERE_TOLD = r"\b(?:in|at|on|to|near)\s(?:the\s)?$"
_A_HOME = r"(?:an?|the|her|his|their)\s(?:\w+\s)?(?:flat|house|apartment|room|place|cottage|boat)\b"


_NEAR = 0.8
"""Of the likeliest one's probability, what another one needs who may live there now."""


def of_a_person(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """Of the places for "who does Ana live with" those that are no town or house."""
    if not compiled(_WHO_WITH).search(question):
        return found

    def is_where(each: Found) -> bool:
        before = plain(each.note.text[: each.start])
        return bool(re.search(_WHERE_TOLD, before) or compiled(_A_HOME).match(plain(each.span)))

    people = [each for each in found if not is_where(each)]
    least = _NEAR * max((each.probability for each in people), default=0.0)
    return [each for each in people if each.probability >= least]


_CHAIN = rf"\b(?:{ANY})(?:\s{NAME})?['’]s\s(?P<word>{ANY})\b"


def of_the_last(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """Of the places for "what does Ana's daughter Mia's husband do" those in a sentence that
    speaks of such a one, or of a "he": what it tells of Mia is no answer."""
    asked = compiled(_CHAIN).search(question)
    if asked is None:
        return found
    word = plain(asked["word"])
    said = {bare(word), *ALIKE.get(bare(word), ())} | ({sex_of(word)} - {"any", "they"})

    def speaks_of_them(each: Found) -> bool:
        text = re.sub(r"['’]s\b", "", plain(each.sentence))
        return bool(said & {bare(it) for it in re.findall(r"[^\W\d_]+", text)})

    return [each for each in found if speaks_of_them(each)]


def by_name_alone(question: str) -> str:
    """The question without the word for a relative whom it calls by name: of "Ana's partner Mia's
    craft" that is "Mia's craft", which asks for no partner."""
    pattern = compiled(rf"(?:[\w-]+(?:['’]s|s['’])\s)?{_ASKED_BY_NAME}")
    said = pattern.sub(lambda found: found["who"], question)
    return re.sub(r"(?i)^(\W*what)['’]?s (?=\S+ do\b)", r"\1 does ", said)


def _is_of_another_sex(place: Found, who: str, sex: str) -> bool:
    """Whether the pronoun right before a place is not for such a relative: "he teaches there" of
    somebody's wife."""
    before = re.split(r"[.!?;\n]", plain(place.note.text[: place.start + len(place.span)]))[-1]
    before = before[max(before.rfind(who), 0) :]
    said = re.findall(r"\b(she|he)\b(?=['’]?s?\b)", before)
    return sex in ("she", "he") and bool(said) and said[-1] != sex


_LONGEST = 10_000
"""Characters of a note that is looked through for names."""
_MOST = 120
"""Notes that are; of more the last ones."""


def called_by(notes: Sequence[Note], name: str) -> set[str]:
    """The first names, in lower case, of everybody whom the notes call a relative of the person."""
    told = named_relatives(read_for_names(notes), name, of_user=is_user(name))
    return {plain(each.who.split()[0]) for each in told}


def called_partners(notes: Sequence[Note], name: str) -> set[str]:
    """The first names, in lower case, of everybody whom the notes call a partner of the person."""
    return {
        plain(each.who.split()[0])
        for each in named_relatives(read_for_names(notes), name)
        if WIDER.get(bare(each.word)) == "partner"
    }


def read_for_names(notes: Sequence[Note]) -> list[Note]:
    """The notes that are looked through for names: the last ones, without very long ones."""
    return [each for each in notes[-_MOST:] if len(each.text) <= _LONGEST]


def _said(question: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", plain(question))))


_OWNED = rf"(?:['’]s|\ws['’]?|\bhis|\bher|\btheir)\s(?P<word>{ANY})(?:['’]s)?\b"


_WHERE_IS = rf"^\W*where(?:['’]?s| is| are)\s.*\b(?:{ANY})\s(?:{NAME})['’]s\s(?P<what>[\w ]+?)\W*$"
_NO_THING = frozenset(
    "home house flat place apartment work job office workplace school from now based these days"
    " family hometown town country village city uni university college living at".split()
)


def of_the_thing(question: str, found: Sequence[Found], notes: Sequence[Note]) -> Sequence[Found]:
    """No place for a question where something of a relative's is of which no note speaks: "where's
    Ana's brother Leo's fire station" is not where Leo lives."""
    asked = compiled(_WHERE_IS).match(question)
    if asked is None:
        return found
    last = words(asked["what"])[-1:]
    if not last or last[0].lower in _NO_THING:
        return found
    told = any(each.stem == last[0].stem for note in notes for each in words(note.text))
    return found if told else ()


def of_their_sex(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """Of the places for a question about somebody's husband those that are not said of a "she"
    alone, and likewise for other relatives whose word tells the pronoun."""
    sexes = {sex_of(each["word"]) for each in compiled(_OWNED).finditer(plain(question))}
    if sexes not in ({"she"}, {"he"}):
        return found
    other = r"\b(?:she|her)\b" if sexes == {"he"} else r"\b(?:he|his|him)\b"
    other = rf"(?<!than )(?<!with )(?<!to )(?<!for )(?<!of )(?<!w/ ){other}"
    own = r"\b(?:he|his|him)\b" if sexes == {"he"} else r"\b(?:she|her)\b"

    def is_anothers(each: Found) -> bool:
        text = plain(each.sentence)
        named = re.search(rf"(?!^)(?-i:\b[A-ZÀ-Þ])|\b(?:{ANY})s?\b", each.sentence)
        return bool(re.search(other, text)) and not (re.search(own, text) or named)

    return [each for each in found if not is_anothers(each)]


def _is_of_their_own(place: Found, kin: str) -> bool:
    """Whether it is said of a relative of theirs: "Alasdair's wife drives her to physio"."""
    text = plain(place.note.text[: place.start])
    clause = re.split(r"[.,;!?\n]\s", text)[-1]
    return re.match(rf"(?:and\s|but\s)?{kin}", clause) is not None


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", plain(text)) is not None


def _end(place: Found) -> int:
    return place.start + len(place.span)


def _speaks_of(place: Found, who: str, others: set[str], own: set[str]) -> bool:
    """Whether the last one named before the place is the relative; where nobody is, the first
    one behind it in the sentence."""
    text = plain(place.note.text)
    if _has_word(place.span, who):
        return True
    if re.match(rf"\W{{0,2}}\s?(?:called |named )?{re.escape(who)}\b", text[_end(place) :]):
        return True  # "a mailman, Curtis"
    spoken_of = ""
    for match in re.finditer(r"[^\W\d_]+", text):
        word, before = match.group(), text[: match.start()]
        word = who if word == f"{who}s" and word not in own | others else word  # "alfies"
        named = word in others or (word in own and re.search(_SUBJECT, before) is not None)
        if not named or (word != who and re.search(_BESIDE, before)):
            continue
        if match.start() >= place.start and spoken_of:
            break
        spoken_of = word
        if match.start() >= place.start:
            break
    return spoken_of == who
