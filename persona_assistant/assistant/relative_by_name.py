"""A relative of somebody's whom a question calls by name: "kyle's job" of "their boy Kyle".

Whoever reads the notes of the one who has them is told whose relative it is: "Darrell's boy Kyle's
job". Otherwise what the notes say of their person would answer for the relative. And "Kyle's dad",
in the notes of Darrell, is Darrell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.services import Services
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import ANY, CONVERSE, WIDER, bare, sex_of
from persona_assistant.language.mentions import Mention
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import Note
from persona_assistant.reader.relatives import NamedRelative, named_relatives


def with_whose_relative(
    services: Services, text: str, person: int, first: str, mentions: Sequence[Mention] = ()
) -> str:
    """The text with whose relative is meant; as it is where it calls none by name, or says it.
    `mentions` are whom it calls by name of those who are remembered."""
    name = services.store.people.names()[person]
    surnames = {fold(part) for part in name.split()[1:]}
    named = {fold(re.sub(r"['’]s?$", "", each.typed)) for each in mentions}
    notes = notes_of(services, [person])[person]
    if not named and (said := _read_backwards(text, notes, name, first)):
        return said
    if not named <= surnames or re.search(rf"\b(?:{ANY})s?\b", fold(text)):
        return text
    surname = "|".join(re.escape(part) for part in name.split()[1:])
    for each in named_relatives(notes, name):
        who = each.who.split()[0]
        full = rf"(?<![\w'’-]){re.escape(who)}(?:\s+(?:{surname or who}))?(?P<end>['’]?s)?(?![\w-])"
        found = re.search(full, text, re.IGNORECASE)
        if found is None or each.former:
            continue
        end = "'s" if found["end"] else ""
        said = f"{first}'s {each.word} {who}{end}"
        return text[: found.start()] + said + text[found.end() :]
    return text


def whose_relative_is(services: Services, chain: str, person: int) -> bool:
    """Whether "Kyle's dad" is that person, by their notes."""
    name = services.store.people.names()[person]
    first = name.split()[0]
    said = _read_backwards(chain, notes_of(services, [person])[person], name, first)
    return said == first


_CHAIN = (
    r"(?<![\w'’-])(?P<who>[^\W\d_]+?)['’]?s['’]?\s(?P<other>other\s)?"
    rf"(?P<word>{ANY})(?P<end>['’]?s)?(?![\w'’-])"
)


def _read_backwards(text: str, notes: Sequence[Note], name: str, first: str) -> str:
    """The text with the name for what the person is to a relative: "Kyle's dad"; "" where it says
    no such thing, or may mean somebody else."""
    found = re.search(_CHAIN, text, re.IGNORECASE)
    if found is None:
        return ""
    word, who = fold(found["word"]), fold(found["who"])
    kind, sex = WIDER.get(bare(word), ""), sex_of(word)
    known = named_relatives(notes, name)
    theirs = {
        WIDER.get(bare(each.word), "")
        for each in known
        if not each.former and fold(each.who.split()[0]) == who
    }
    gender = gender_of([each.text for each in notes], name)
    end = "'s" if found["end"] else ""
    before, after = text[: found.start()], text[found.end() :]
    if kind == "parent" and "child" in theirs and (found["other"] or gender not in (sex, None)):
        parent = _other_parent(known, sex)
        return f"{before}{first}'s {parent}{end}{after}" if parent else ""
    if found["other"] or CONVERSE.get(kind, "") not in theirs:
        return ""
    if sex in ("she", "he") and gender not in (sex, None):
        return ""
    if kind == "parent" and gender != sex:
        return ""
    if kind == "sibling" and sum(WIDER.get(bare(each.word)) == kind for each in known) > 1:
        return ""
    return f"{before}{first}{end}{after}"


def _other_parent(known: Sequence[NamedRelative], sex: str) -> str:
    """The word for the only partner of that sex whom the notes have ever named; "" where there is
    none, or are several."""
    partners = {
        each.who: each
        for each in known
        if WIDER.get(bare(each.word)) == "partner" and sex_of(each.word) in (sex, "any")
    }
    if len(partners) != 1:
        return ""
    (one,) = partners.values()
    return f"ex-{one.word}" if one.former else one.word
