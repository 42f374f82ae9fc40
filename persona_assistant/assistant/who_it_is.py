"""Who somebody is who is only spoken of: "who is Tunde" is Kirsty's son, by a note of hers, and
"who is Tunde's mum" is Kirsty.

Of somebody whom a note names without saying what they are to its person, its words are the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.assistant.evidence import standing_on
from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.relative_by_name import whose_relative_is
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.told_of import known_through
from persona_assistant.language.chats import is_user
from persona_assistant.language.ordinary import is_no_name
from persona_assistant.language.roles import role
from persona_assistant.language.spelling import fold
from persona_assistant.language.support import Support, key_groups, support
from persona_assistant.language.words import STOP, sentences
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Note,
    Outcome,
    PersonAnswer,
    Query,
)
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.relatives import named_relatives

_ASKED = re.compile(
    r"^\W*(?:and\s+)?(?:remind me\s+)?who"
    r"(?:['’]?s|\s+(?:on earth\s+|the (?:hell|heck)\s+)?(?:is|was))"
    r"\s+(?:(?:mr|mrs|ms|miss|dr)\.?\s)?(?P<name>[^\W\d_]{3,})(?:\s+(?:again|then|anyway))?\W*$",
    re.IGNORECASE,
)
_CHAIN = re.compile(
    r"^\W*(?:and\s+)?(?:who(?:['’]?s|\s+(?:is|was))|what(?:['’]?s|\s+is)(?=.*(?:called|name)\W*$))"
    r"\s+(?P<chain>(?P<name>[^\W\d_]{3,}?)['’]?s\s+[\w-]+?)(?:['’]?s\s+name|\s+called)?\W*$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:mr|mrs|ms|miss|dr)\b", re.IGNORECASE)
"""Nobody but a person is called so."""
_BOTH = re.compile(
    r"^\W*(?:and\s+)?who\s+(?:are|were)\s+(?P<name>[^\W\d_]{3,})\s+(?:and|&|n)\s+"
    r"(?P<other>[^\W\d_]{3,})(?:\s+again)?\W*$",
    re.IGNORECASE,
)
_TITLES = frozenset(
    "uncle aunt auntie aunty grandad granddad grandpa gran grandma granny nan".split()
)
_SURE = 0.9
_SEXES = (frozenset("he his him himself".split()), frozenset("she her hers herself".split()))


def who_it_is(services: Services, question: str) -> PersonAnswer | None:
    """What somebody is to the one person whose notes name them as a relative, with the sentence;
    None for another question, for whoever is remembered, and where no notes say it."""
    both = _BOTH.match(question)
    asked = both or _ASKED.match(question)
    if asked is None:
        return None
    name, key = asked["name"], fold(asked["name"])
    with services.deciding:
        remembered = services.router.known.by_name.mentioned(question)
    if remembered or key in STOP or is_no_name(key):
        return None
    found = known_through(services, name, is_called=True)
    if found is None:
        return None
    holder, notes = found
    owner = services.store.people.names()[holder]
    of_user = is_user(owner) or owner == services.options.me
    theirs = named_relatives(notes_of(services, [holder])[holder], owner, of_user=of_user)
    meant = [each for each in theirs if key in map(fold, each.who.split())]
    meant = [each for each in meant if fold(each.word) not in _TITLES] or meant
    said = _sentence(notes, name, other=both["other"] if both else "")
    if said is not None and not meant and (born := _child_of(said[0], name)):
        return PersonAnswer(holder, owner, said[0], said[1].date, said[1].triplet_id, _SURE, born)
    if not meant and _TITLED.search(question) and (words := _sentence(notes, name, FRAGMENT)):
        said_so, note = words
        return PersonAnswer(holder, owner, said_so, note.date, note.triplet_id, _SURE, said_so)
    if not meant or said is None:
        return None
    relative, (sentence, note) = meant[0], said
    former = relative.former and not relative.word.startswith("ex")
    called = f"former {relative.word}" if former else relative.word
    texts = [each.text for each in notes_of(services, [holder])[holder]]
    if both is not None and not called.endswith("s"):
        called += "s"
    having = _holder(sentence, relative.word, owner) or owner
    short = f"{having}'s {called}"
    if of_user and having == owner:
        short = f"your {called}"
    if fold(relative.word) in _TITLES and not re.search(rf"['’]s {relative.word}", sentence):
        short = f"{relative.word.capitalize()} {relative.who}"  # what the user calls them
    pronoun = re.search(rf"\b(her|his)\s+(?:\w+\s+)?{re.escape(name)}\b", sentence, re.IGNORECASE)
    if pronoun is not None and not _is_theirs(pronoun[1].lower(), texts):
        short = pronoun.group()
    return PersonAnswer(holder, owner, sentence, note.date, note.triplet_id, _SURE, short)


def by_a_relative(services: Services, question: str) -> PersonAnswer | None:
    """Who "Tunde's mum" is, of somebody who is only spoken of: the one whose notes name him."""
    asked = _CHAIN.match(question)
    if asked is None:
        return None
    name = asked["name"]
    with services.deciding:
        remembered = services.router.known.by_name.mentioned(question)
    if remembered or fold(name) in STOP or is_no_name(fold(name)):
        return None
    found = known_through(services, name, is_called=True)
    if found is None or not whose_relative_is(services, asked["chain"], found[0]):
        return None
    holder, notes = found
    said = _sentence(notes, name)
    if said is None:
        return None
    sentence, note = said
    owner = services.store.people.names()[holder]
    return PersonAnswer(holder, owner, sentence, note.date, note.triplet_id, _SURE, owner)


def or_named(services: Services, query: Query, answer: Answer) -> Answer | None:
    """Of "who is Tunde", where no more is known, what the one person's note that names him says."""
    asked = _ASKED.match(query.text)
    if asked is None or not answer.abstained or query.image is not None or query.voice is not None:
        return None
    name = asked["name"]
    with services.deciding:
        remembered = services.router.known.by_name.mentioned(query.text)
    if remembered or fold(name) in STOP or is_no_name(fold(name)):
        return None
    found = known_through(services, name, is_called=True)
    said = None if found is None else _sentence(found[1], name, FRAGMENT)
    if found is None or said is None:
        return None
    words, note = said
    owner = services.store.people.names()[found[0]]
    one = PersonAnswer(found[0], owner, words, note.date, note.triplet_id, _SURE, words)
    return standing_on(answer, one, in_words(one))


_WHO = re.compile(r"^\W*(?:and\s+)?who(?:['’]?s)?\s+(?P<said>\S.+?)\W*$", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:i|he|she|they|her|his|their|him|them|or|else)\b", re.IGNORECASE)


def or_described(services: Services, query: Query, answer: Answer) -> Answer | None:
    """Of "who built our extension", and of a bare "the piano tuner", the one of whom a sentence
    says all of it, where their notes name nobody else who did."""
    edge = answer.edge
    if answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE or query.image or query.voice:
        return None
    if query.meant is not None or edge.outcome is not Outcome.MATCHED:
        return None
    asked = _WHO.match(query.text)
    phrase = role(query.text)
    whole = phrase is not None and not query.text[phrase.end :].strip(" ?!.")
    if _WHICH.search(query.text) or not (asked or (whole and phrase and phrase.start == 0)):
        return None
    with services.deciding:
        if services.router.known.by_name.mentioned(query.text):
            return None
    person = edge.candidates[0]
    said = asked["said"] if asked else query.text
    for note in notes_of(services, [person.persona_id])[person.persona_id]:
        for sentence in sentences(note.text):
            if key_groups(said) and support(said, sentence) is Support.FULL:
                one = PersonAnswer(
                    person.persona_id,
                    person.name,
                    sentence,
                    note.date,
                    note.triplet_id,
                    _SURE,
                    person.name,
                )
                return standing_on(answer, one, in_words(one))
    return None


def _holder(sentence: str, word: str, owner: str) -> str:
    """The name of whoever else has such a relative by the sentence: "Lorna has a son called
    Finn"; "" where nobody else does."""
    has = (
        r"(?P<who>[^\W\d_]{2,})(?:['’]s)? (?:has|had|got)\b(?: [\w-]+){1,3}? "
        rf"{re.escape(word)}s?\b"
    )
    found = re.search(has, sentence, re.IGNORECASE)
    if found is None or fold(found["who"]) in {*map(fold, owner.split()), *STOP}:
        return ""
    return found["who"].capitalize()


def _child_of(sentence: str, name: str) -> str:
    """Whose child somebody is by a sentence: "his wife Hayley had a boy, Freddie"."""
    has = (
        r"(?P<who>[A-ZÀ-Þ][^\W\d_]+) (?:had|has|welcomed)(?: [\w-]+){0,3}? "
        rf"(?P<word>boy|girl|son|daughter|baby|lad|lass)\b,? (?:called |named )?{re.escape(name)}\b"
    )
    found = re.search(has, sentence, re.IGNORECASE)
    return f"{found['who'].capitalize()}'s {found['word']}" if found else ""


def in_words(told: PersonAnswer) -> str:
    """With the sentence that says it."""
    if told.answer == told.name:
        return f'{told.name} ("{told.sentence}").'
    if told.answer == told.sentence:
        return f'"{told.sentence}". It is in a note of {told.name}.'
    return f'{told.answer} ("{told.sentence}"). It is in a note of {told.name}.'


def _sentence(
    notes: Sequence[Note], name: str, parts: re.Pattern[str] | None = None, other: str = ""
) -> tuple[str, Note] | None:
    """The first sentence that has the name, and the other one if there is one; or the first of such
    parts of one."""
    for note in notes:
        said = [each.group().strip() for each in parts.finditer(note.text)] if parts else []
        for sentence in said or sentences(note.text):
            if all(
                re.search(rf"(?<!\w){re.escape(each)}(?!\w)", sentence, re.IGNORECASE)
                for each in (name, other or name)
            ):
                return sentence, note
    return None


def _is_theirs(pronoun: str, texts: Sequence[str]) -> bool:
    """Whether notes speak of their person rather so: "her son" in a note about a man is of somebody
    else."""
    said = [word for text in texts for word in re.findall(r"[a-z]+", text.lower())]
    same, other = sorted(_SEXES, key=lambda sex: pronoun not in sex)
    return sum(word in same for word in said) >= sum(word in other for word in said)
