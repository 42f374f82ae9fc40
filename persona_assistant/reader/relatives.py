"""Who somebody's people are: "her mum Solange (71)", "two sisters, Keisha and Renée".

A note names a relative beside the word for what they are, in a handful of forms. A question that
asks for nothing but that name ("desmonds mum", "who is Quentin married to") is answered from there,
where the network is unsure of fragments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE, ANY, CONVERSE, WIDER, bare, sex_of
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import AskedRelative, asked_relative, partner_by_verb
from persona_assistant.reader.born import named_at_birth
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.noted_names import FULL, NAME, is_nationality, no_name
from persona_assistant.reader.partners import has_gone, of_earlier, parted_from, partners
from persona_assistant.reader.reading import Found
from persona_assistant.reader.step_children import of_a_partner, sex_in
from persona_assistant.reader.whose import RELATION

_AGE = r"(?:,?\s\(?\d{1,2}\)?(?!\d))?"
_SMALL = r"(?:(?:little|baby|wee|young|(?:the\s)?(?:twins|triplets))\s)?"
_IN = r"(?:\s(?:in|at|over in)\s(?-i:[A-ZÀ-Þ])[\w'’-]+)?"
_AND = rf"{_IN}(?:\s\([^()]{{1,40}}\))?(?:\s?[,&+]\s?|,?\s(?:and|und|y|e|et)\s){_SMALL}"
_ROW = rf"{FULL}(?:{_AGE}{_AND}{FULL})*"
_LINK = (
    r"(?:\s(?:is\s|was\s)?(?:called|named|namens|llamad[oa])\s|(?:\snow)?\s?[:,(=–—-]\s?|\s"
    r"|\s(?:now\s|then\s)?(?P<is>is|was|are)\s(?:now\s)?)"
)
_AFTER = (
    rf"(?<![\w'’-])(?P<ex>ex[\s-])?(?P<word>{ANY})(?P<several>s)?\b{_LINK}"
    rf"(?P<who>(?(several){_ROW}|{FULL}))"
)
_OF = rf"(?<![\w'’-])(?P<word>{ANY})\s(?:of|to)\s(?P<who>{_ROW})"
_HERS = rf"(?:(?:his|her|their|{NAME}['’]s)\s(?:\w+\s)?)"
_BEFORE = (
    rf"(?P<who>{FULL}){_AGE}(?:\s?[,–—-]\s?{_HERS}|\s(?:is|was)\s{_HERS}|\s?\({_HERS}?)"
    rf"(?P<ex>ex[\s-])?(?P<word>{ANY})\b(?!['’]s|\s(?:of|in|and|at)\b)"
)
_BORN = (
    rf"(?<![\w'’-])(?P<word>twins|{ANY})\b(?:\s(?:girl|boy))?"
    r"(?:\s(?:(?:was|were|is|are|has|have)\s)?(?:born|arrived|here)|\scame(?=\s\d)|(?=\son\s))"
    rf"(?:\s(?:on\s)?[\w ]{{3,16}})?,\s(?P<who>{_ROW})"
)
"""A birth: "their baby was born 27 jan, Nina", "twins arrived, Ama & Esi"."""
_USERS = r"\b(?:my|our|meine?|unsere?|mi|mon|ma)\s(?:\w+\s)?$"
_OWNER = r"(?P<owner>[^\W\d_]+)['’]s\s(?:\w+\s)?$"
SURE = 0.85
"""How sure a relative who is named so is to be the one asked for."""


def relatives(
    asked: AskedRelative, notes: Sequence[Note], name: str | None, *, of_user: bool = False
) -> list[Found]:
    """Where the notes name the relative; the newest note first. The span is the name, or the names
    of several in a row."""
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    found = [place for note in notes for place in _in_note(asked, note, own, of_user)]
    if not found and "child" in asked.words:  # a baby may be the son or the daughter
        wider = replace(asked, words=asked.words | _UNSEXED)
        found = [place for note in notes for place in _in_note(wider, note, own, of_user)]
    if "child" in {WIDER.get(each) for each in asked.words}:
        gender = sex_in(notes, name)
        found = [each for each in found if not of_a_partner(each.note.text, each.sentence, gender)]
    if asked.former and not of_user:
        found += [
            each for each in _partners_of_then(asked, notes, own) if has_gone(each, notes, own)
        ]
    if asked.earlier:
        found = of_earlier(found, notes)
    elif "partner" in asked.words and not asked.former:
        found = [each for each in found if not has_gone(each, notes, own)]
    return sorted(found, key=lambda each: each.note.date is None or -each.note.date.toordinal())


def _partners_of_then(
    asked: AskedRelative, notes: Sequence[Note], own: set[str]
) -> Iterator[Found]:
    """Where notes name a partner of the sort of whom an ex is asked for."""
    kinds = asked.words if "partner" in asked.words else ALIKE["partner"]
    once = AskedRelative(kinds, False)
    for note in notes:
        yield from _in_note(once, note, own, False)


def earlier_relative(question: str, notes: Sequence[Note], name: str | None) -> Found | None:
    """The place that names whoever a question means by "her boyfriend before" or "her ex"; None for
    any other question."""
    asked = asked_relative(question, name)
    if asked is None or not (asked.earlier or asked.former):
        return None
    of_user = name is not None and is_user(name)
    return next(iter(relatives(asked, notes, name, of_user=of_user)), None)


def names_of(wanted: frozenset[int], notes: Sequence[Note], name: str | None) -> frozenset[str]:
    """What the notes call somebody's relatives, in lower case; `wanted` as `whose.asked_about`
    has them."""
    kin = frozenset(word for word, number in RELATION.items() if number in wanted)
    if not kin:
        return frozenset()
    asked = AskedRelative(kin, False)
    found = relatives(asked, notes, name, of_user=name is not None and is_user(name))
    names = {plain(part) for each in found for part in re.findall(r"[^\W\d_]+", each.span)}
    if kin & {"wife", "husband", "partner"}:
        pattern = compiled(rf"\b(?:married|engaged) (?:to )?(?P<who>{NAME})")
        names |= {plain(match["who"]) for note in notes for match in pattern.finditer(note.text)}
    return frozenset(names)


def _in_note(asked: AskedRelative, note: Note, own: set[str], of_user: bool) -> Iterator[Found]:
    places = [
        (match.start("who"), who)
        for match in _matches(asked, note.text)
        if (who := _whose(match, note.text, own, of_user))
    ]
    if (asked.former or "partner" in asked.words) and not of_user:
        places += [
            (it.start, note.text[it.start :][: len(it.who)])
            for it in partners(note.text, own)
            if it.former == asked.former and (it.former or it.word in asked.words)
        ]
    if not asked.former and any(WIDER.get(each) == "child" for each in asked.words):
        wanted = {sex_of(each) for each in asked.words if WIDER.get(each) == "child"}
        places += [(it.start, it.who) for it in named_at_birth(note, own, wanted)]
    for start, who in dict.fromkeys(places):
        sentence = next(note.text[a:b] for a, b in bounds(note.text) if a <= start < b)
        yield Found(note, sentence, who, start, SURE)


def _name_of(match: re.Match[str]) -> str:
    return re.sub(r"['’]s$", "", match["who"])


def _whose(match: re.Match[str], text: str, own: set[str], of_user: bool) -> str:
    """The name of the relative, where a place names one of the person's; else ""."""
    end, who = match.end("who"), _name_of(match)
    said = plain(who).split()
    stated = match.groupdict().get("is") and is_nationality(said[0])
    if stated or no_name(said[0]) or said[0] in own or text[end:].startswith(("'s ", "’s ")):
        return ""
    before = text[: match.start("word")].removesuffix("ex-")
    return who if _is_theirs(before, own, of_user) and not is_of_another(before, own) else ""


_HAS = r"\s(?:(?:just|now|already|also)\s)?(?:had|has|have|got|welcomed)\s(?:[\w'-]+\s){0,3}$"
_ANOTHERS = (
    rf"\b(?P<kin>{ANY})s?(?:\s(?P<called>{NAME}))?{_HAS}"
    rf"|(?<![\w'’-])(?P<name>{NAME}){_HAS}"
    rf"|(?<![\w'’-])(?P<of>{NAME})\s(?:and|&)\s(?:his|her)\s(?:\w+\s)?$"
    r"|(?:^|[.,;!?]\s)(?P<small>[^\W\d_]+)\s(?:and|&)\s(?:his|her)\s"
    rf"(?:\w+\s|(?:{ANY})(?:\s{NAME})?{_HAS})?$"
)


_PRONOUNS = frozenset("he she they".split())


def is_of_another(before: str, own: set[str]) -> bool:
    """Whether somebody else has the relative: "her sister Luz had a boy", "Nils and his wife"."""
    match = compiled(_ANOTHERS).search(before)
    if match is None:
        return False
    if match["small"]:
        return not (is_ordinary(word := plain(match["small"])) or word in own or word in _PRONOUNS)
    if match["kin"]:
        return WIDER.get(bare(plain(match["kin"]))) not in ("partner", "")
    said = plain(match["name"] or match["of"])
    return not (no_name(said) or said in own or match["name"])


def _matches(asked: AskedRelative, text: str) -> Iterator[re.Match[str]]:
    for match, word, former in _places(text):
        if (word in asked.words or word == "ex") and former == asked.former:
            yield match
    wanted = {WIDER.get(each, "") for each in asked.words} - {""}
    for match in compiled(_OF).finditer(text):  # "mum of Joel": Joel is her child
        if not asked.former and CONVERSE.get(WIDER.get(bare(plain(match["word"])), "")) in wanted:
            yield match


_UNSEXED = frozenset("baby newborn toddler child".split())
"""Words for a child that may be a son or a daughter."""


def _places(text: str) -> Iterator[tuple[re.Match[str], str, bool]]:
    """Where a text names a relative, by which word, and whether it is a former one."""
    for pattern in (_AFTER, _BEFORE):
        for match in compiled(pattern).finditer(text):
            word = bare(plain(match["word"]))
            yield match, word, match["ex"] is not None or word == "ex"
    for match in compiled(_BORN).finditer(text):
        word = "child" if match["word"] == "twins" else bare(plain(match["word"]))
        if WIDER.get(word) == "child":
            yield match, word, False


@dataclass(frozen=True, slots=True)
class NamedRelative:
    """Somebody's relative as a note names them."""

    word: str
    """What the note calls them: "mum", "girlfriend"."""
    who: str
    former: bool


def named_relatives(
    notes: Sequence[Note], name: str | None, *, of_user: bool = False
) -> list[NamedRelative]:
    """Everybody's names whom the notes call a relative of the person; the newest note first."""
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    dated = sorted(notes, key=lambda each: each.date is None or -each.date.toordinal())
    found: list[NamedRelative] = []
    known = {
        plain(each.group()) for note in notes for each in compiled(_INSIDE).finditer(note.text)
    }
    over: set[str] = set()
    """With whom a note as new as this says it is over."""
    for note in dated:
        told = [] if of_user else list(partners(note.text, own, known))
        over |= {plain(each.who) for each in told if each.former} | parted_from(note.text, own)
        for match, _, former in _places(note.text):
            for who in each_of_row(_whose(match, note.text, own, of_user)):
                ended = former or _is_over(match["word"], who, over)
                found.append(NamedRelative(plain(match["word"]), who, ended))
        for match in compiled(_OF).finditer(note.text):  # "dad of Ama"
            kind = CONVERSE.get(WIDER.get(bare(plain(match["word"])), ""))
            if kind and not of_user and _is_said_of(note.text, match, own):
                found += [NamedRelative(kind, who, False) for who in each_of_row(match["who"])]
        found += [NamedRelative(each.word, each.who, plain(each.who) in over) for each in told]
        known_so = {plain(each.who) for each in found}
        for born in () if of_user else named_at_birth(note, own, ("any",)):
            for who in each_of_row(born.who):
                if plain(who) not in known_so:
                    found.append(NamedRelative(born.word, who, False))
    return found


def _is_said_of(text: str, role: re.Match[str], own: set[str]) -> bool:
    """Whether the person is what the word says: "kofi, dad of Ama", "she's mum of Ama"."""
    before = plain(re.split(r"[.;!?\n]", text[: role.start()])[-1])
    said = re.findall(r"[^\W\d_]+", before)
    return all(each in own | _PRONOUNS | {"s", "is", "the", "a"} for each in said)


def each_of_row(names: str) -> list[str]:
    """Everybody of a row: "Harvey (9) and Max", "Kev in Perth, Donna in Leeds"."""
    people = re.sub(rf"\([^()]*\)|{_IN}", "", names)
    return [each.group() for each in compiled(FULL).finditer(people)]


_INSIDE = rf"(?<=[\w,]\s)(?-i:(?=[A-ZÀ-Þ])){NAME}"
"""A name inside a sentence: what is one there is one in small letters too."""


def _is_over(word: str, who: str, over: set[str]) -> bool:
    return WIDER.get(bare(plain(word))) == "partner" and plain(who.split()[0]) in over


def _is_theirs(before: str, own: set[str], of_user: bool) -> bool:
    """Whether the relative is the person's, and not the writer's or somebody else's."""
    if compiled(_USERS).search(before):
        return of_user
    owner = compiled(_OWNER).search(before)
    return owner is None or plain(owner["owner"]) in own


def with_relatives(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> tuple[Found, ...]:
    """The places of the network, most probable first, after those that name the relative who is
    asked for. Of several people the one of the newest note is first."""
    asked = asked_relative(question, name)
    if asked is None:
        return tuple(found)
    told = relatives(asked, notes, name, of_user=name is not None and is_user(name))
    if re.search(_SPOUSE, plain(question)):
        told = [each for each in told if not _is_courted(each)] or told
    if partner_by_verb(question):  # whom somebody is with today
        told = [each for each in told if not _has_died(each)]
    seen = {(each.note, each.start): each for each in told}
    first = [replace(each, probability=max(SURE, _seen(each, found))) for each in seen.values()]
    rest = [each for each in found if not any(_holds(each, it) for it in first)]
    if first:  # what only seems to name one does not take the place of one who is called so
        rest = [replace(each, probability=min(each.probability, _UNNAMED)) for each in rest]
    return (*first, *rest)


_UNNAMED = 0.29
"""The most that a place counts which has no word for such a relative beside the name."""


_SPOUSE = r"\b(?:wife|husband|spouse|hubby)\b"
_COURTED = r"\b(?:seeing|dating|going out with|met)\b(?:(?!\bmarr).)*$"


def _has_died(place: Found) -> bool:
    """Whether a place names somebody who is no more: "wife Jen died in 2019"."""
    behind = place.note.text[place.start + len(place.span) :]
    return re.match(r"\W{1,2}(?:who\s)?(?:has\s)?(?:died|passed away|passed)\b", behind) is not None


def _is_courted(place: Found) -> bool:
    """Whether a place names somebody who is seen, not married."""
    before = place.note.text[: place.start]
    return re.search(_COURTED, plain(before[-_NEAR:])) is not None


_NEAR = 60
"""Letters before a name."""


def _seen(named: Found, found: Sequence[Found]) -> float:
    """How probable the network holds the sentence in which somebody is named."""
    return max((each.probability for each in found if _holds(each, named)), default=0.0)


def _holds(place: Found, named: Found) -> bool:
    return place.note == named.note and place.sentence == named.sentence
