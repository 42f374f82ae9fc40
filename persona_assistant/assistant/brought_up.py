"""Whom and what of somebody's a conversation has brought up.

"What's Stellan's girlfriend called?" is answered from Stellan's notes, and so is "where did she get
a job": "she" is the girlfriend. It is for the words of a question and of its answer to say whom
they bring up, and for number, gender and the order of the questions whom a pronoun means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from persona_assistant.assistant.kin_known import remembered_relative
from persona_assistant.assistant.named import People
from persona_assistant.language.descriptions import asks
from persona_assistant.language.kin import ALIKE, ANY, WIDER, bare, may_be_called, sex_of
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.pronouns import Gender, plain
from persona_assistant.language.roles import role
from persona_assistant.language.words import STOP
from persona_assistant.reader.asked_relative import partner_by_verb
from persona_assistant.reader.named_animals import animals
from persona_assistant.reader.relatives import NamedRelative

Sort: TypeAlias = Literal["she", "he", "they", "any", "it"]


@dataclass(frozen=True, slots=True)
class BroughtUp:
    """A relative or a thing of somebody's."""

    persona: int
    """In whose notes they stand."""
    phrase: str
    """What they are called in a question: "Stellan Brandt's girlfriend Wiebke"."""
    sort: Sort
    """The pronoun; "any" for a person of whom no word tells it."""
    kind: str = ""
    """Of relatives, as in `kin.WIDER`."""
    called: str = ""
    """The name at the end of the phrase; "" where it has none beside the words for them."""
    told: bool = False
    """It is the answer that speaks of them, as the only one of those asked about."""

    def phrase_for(self, question: str) -> str:
        """The phrase as a question has it: without the name where that is what is asked for."""
        if self.called and (_NAMED.search(question) or _WHO_ALONE.match(question)):
            return self.phrase.removesuffix(self.called).rstrip()
        return self.phrase


def brought_up(question: str, answer: str, holder: int, people: People) -> tuple[BroughtUp, ...]:
    """Whom and what a question in full and its answer bring up, rather meant ones first. `answer`
    is the shortest one, "" where there was none."""
    found = [*_relatives(question, answer, holder, people)]
    found += _answered(question, answer, holder, people) if not found else []
    found += _things(question, answer, holder, people)
    return tuple(dict.fromkeys(found))


def meant_by(
    gender: Gender, brought: Sequence[BroughtUp], holder: Gender | None
) -> BroughtUp | None:
    """Which of these a pronoun stands for; None where it is rather whoever has them. `holder` is
    what is known of that person's gender."""
    if gender == "any":
        return None
    own = gender == holder

    def may_be(each: BroughtUp) -> bool:
        """A person of whom no word says which pronoun they have."""
        rather_holder = own and (each.kind == "partner" or each.told)
        return each.sort == "any" and each.kind != "pet" and not rather_holder

    fitting = [each for each in brought if each.sort == gender and not (own and each.told)]
    if gender == "they":
        fitting += [each for each in brought if each.sort == "it"]
    fitting += filter(may_be, brought)
    if gender in ("she", "he") and holder not in (gender, None):
        fitting += [each for each in brought if each.kind == "pet"]  # "her budgie": "him"
    return fitting[0] if fitting else None


def couple(brought: Sequence[BroughtUp]) -> BroughtUp | None:
    """The partner, of whom "they" means both, where nobody else was brought up."""
    several = any(each.sort in ("they", "it") for each in brought)
    partners = (it for it in brought if it.kind == "partner" and it.sort in ("she", "he"))
    return None if several else next(partners, None)


def only_child(gender: Gender, brought: Sequence[BroughtUp]) -> BroughtUp | None:
    """The only child that an answer about somebody's children tells of."""
    return next((each for each in brought if each.told and each.sort == gender), None)


def thing(brought: Sequence[BroughtUp]) -> BroughtUp | None:
    """What "it" stands for."""
    return next((each for each in brought if each.sort == "it" or each.kind == "pet"), None)


def relative_called(name: str, holder: int, people: People) -> BroughtUp | None:
    """Which relative of somebody's has that name by their notes."""
    said = plain(name)
    for each in people.relatives(holder):
        if said in (plain(each.who), plain(each.who.split()[0])):
            return _named(each, holder, people)
    return None


def somebodys(question: str, holder: int, people: People) -> BroughtUp | None:
    """Which relative of somebody's a question calls by name, or who else of their notes; None
    where it calls none."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", plain(question)))
    named = {plain(each.who.split()[0]) for each in people.relatives(holder)} & set(words)
    if named:
        return relative_called(named.pop(), holder, people) if len(named) == 1 else None
    told = " ".join(people.texts().get(holder, ()))
    names = [each.capitalize() for each in words if len(each) > 2 and not is_ordinary(each)]
    names = [each for each in names if re.search(rf"\b{each}\b", told) and each not in STOP]
    if len(names) != 1:
        return None
    return BroughtUp(holder, names[0], people.pronoun_of(names[0], holder) or "any", "", names[0])


def relative_of(word: str, holder: int, people: People) -> BroughtUp:
    """Who is meant by a word for a relative of somebody's, by name where the notes have it."""
    former = word.startswith(("ex-", "ex "))
    known = people.relatives(holder)
    return _relative(bare(word.removeprefix("ex-")), former, known, "", holder, people)


# --- relatives

_OF_USER = re.compile(r"\b(?:my|our)\s(?:[\w-]+\s)?$")
_OWNER = re.compile(r"(?:\w['’]s?|\ws|\bhis|\bher|\btheir)\s(?:[\w-]+\s)?$")
_CHAIN = re.compile(rf"\b(?:{ANY})(?:['’]s?|s)\s$")
_KIN = re.compile(rf"(?<![\w-])(?P<ex>ex[\s-])?(?P<word>(?:{ANY})s?|twins)\b(?![-])")


def _relatives(question: str, answer: str, holder: int, people: People) -> Iterator[BroughtUp]:
    known = people.relatives(holder)
    text = plain(question)
    if _WITH_WHOM.search(text) and (partner := _partner(known, answer)) is not None:
        yield _named(partner, holder, people)
        return
    own = plain(people.name(holder)).split()  # "Auntie" of Auntie Bev is nobody of hers
    said = [each for each in _KIN.finditer(text) if each["word"] not in own]
    said = [each for each in said if _is_owned(each, text)]
    if said:
        last = said[-1]
        chain = _CHAIN.search(text[: last.start()])
        if chain is None:
            yield from _only_one(last["word"], answer, known, holder, people)
            yield _relative(last["word"], bool(last["ex"]), known, answer, holder, people)
        else:
            yield BroughtUp(
                holder,
                f"{people.name(holder)}'s {chain.group().strip()} {last['word']}",
                sex_of(last["word"]),
                WIDER.get(bare(last["word"]), ""),
            )
            word = chain.group().strip()
            yield _relative(bare(word), False, known, "", holder, people)
    elif partner_by_verb(question):
        yield _relative("partner", False, known, answer, holder, people)
    words = set(re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", text)))
    for each in known:
        if plain(each.who.split()[0]) in words:
            yield _named(each, holder, people)


def _only_one(
    asked: str, answer: str, known: Sequence[NamedRelative], holder: int, people: People
) -> Iterator[BroughtUp]:
    """The child of whom the answer to "does Ana have kids" tells, where it tells of one."""
    if sex_of(asked) != "they" or WIDER.get(bare(asked)) != "child":
        return
    said = set(re.findall(r"[^\W\d_]+", plain(answer)))
    named = {plain(each.who.split()[0]): each.word for each in known}
    told = [each["word"] for each in _KIN.finditer(plain(answer)) if not each["ex"]]
    told = told or [named[each] for each in sorted(said & set(named))]
    told = [each for each in told if each == "twins" or WIDER.get(bare(each)) == "child"]
    children = [each for each in told if sex_of(each) != "any"]  # "a baby girl" is one
    if len(children) == 1 and sex_of(word := children[0]) in ("she", "he"):
        yield replace(_relative(word, False, known, answer, holder, people), told=True)


_WITH_WHOM = re.compile(
    r"^\W*(?:and\s)?who(?:m|['’]?s)?\b.*\b(?:live|living|lives|lived|stay(?:s|ing)|moved?|moving|have|had"
    r"|having|got|kids?|child(?:ren)?|baby)\b.*\bwith\b"
)
""" "Who does Ana live with", "who did she have the baby with"."""


def _partner(known: Sequence[NamedRelative], answer: str) -> NamedRelative | None:
    """The present partner, where the answer names them, or nobody."""
    said = set(re.findall(r"[^\W\d_]+", plain(answer)))
    present = [it for it in known if WIDER.get(bare(it.word)) == "partner" and not it.former]
    others = {plain(it.who.split()[0]) for it in known if it not in present}
    if not present or (said & others and plain(present[0].who.split()[0]) not in said):
        return None
    return present[0]


def _is_owned(found: re.Match[str], text: str) -> bool:
    """Whether it is somebody of the person's, not what the person is to the user ("my cousin") or
    is called ("the boss")."""
    before = text[: found.start()]
    if _OF_USER.search(before):
        return False
    return bool(WIDER.get(bare(found["word"])) or found["word"] == "twins" or _OWNER.search(before))


def _relative(
    word: str,
    former: bool,
    known: Sequence[NamedRelative],
    answer: str,
    holder: int,
    people: People,
) -> BroughtUp:
    fitting = [
        each
        for each in known
        if each.former == (former or word == "ex")
        and (may_be_called(each.word, word) or each.former)
    ]
    sex = sex_of(word)
    fitting = [each for each in fitting if sex_of(each.word) == sex] or fitting
    if sex == "they":
        return BroughtUp(holder, f"{people.name(holder)}'s {word}", sex, WIDER.get(bare(word), ""))
    if fitting:
        said = set(re.findall(r"[^\W\d_]+", plain(answer)))
        answered = (each for each in fitting if plain(each.who.split()[0]) in said)
        return _named(next(answered, fitting[0]), holder, people, word)
    other = None if former else remembered_relative(word, holder, people)
    if other is not None:
        return BroughtUp(other, people.name(other), sex, WIDER.get(bare(word), ""))
    name = answer if _NAME.fullmatch(answer) else ""
    known_by_name = set(people.mentioned(name)) - {holder} if name else set()
    if len(known_by_name) == 1:
        (one,) = known_by_name
        return BroughtUp(one, people.name(one), sex, WIDER.get(bare(word), ""))
    ex = "ex-" if former else ""
    phrase = f"{people.name(holder)}'s {ex}{word} {name}".rstrip()
    return BroughtUp(holder, phrase, sex, WIDER.get(bare(word), ""), name)


def _named(each: NamedRelative, holder: int, people: People, word: str = "") -> BroughtUp:
    """The relative by the word that says more: the one of the note, or that of the question."""
    called = each.word if not word or sex_of(word) == "any" else word
    kind, sex = WIDER.get(bare(called), ""), sex_of(called)
    if sex == "any" and kind != "pet":
        sex = people.pronoun_of(each.who, holder) or sex
    other = people.known_as(each.who, holder)
    if other is not None:
        return BroughtUp(other, people.name(other), sex, kind)
    if sex == "they":
        return BroughtUp(holder, f"{people.name(holder)}'s {called}", sex, kind)
    ex = "ex-" if each.former and called != "ex" else ""
    phrase = f"{people.name(holder)}'s {ex}{called} {each.who}"
    return BroughtUp(holder, phrase, sex, kind, each.who)


# --- whom the answer names

_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,2}")
_WHO_ALONE = re.compile(
    r"^\W*(?:and\s)?(?:who|whose|wer|qui|chi|quem|qui[eé]n)\b(?!.*\b(?:his|her|their)\s+[^\W\d_])",
    re.IGNORECASE,
)
""" "Who is he", and not "who is his mum"."""
_WHO = re.compile(r"^\W*(?:and\s)?(?:who|whose|wer|qui|chi|quem|qui[eé]n)\b", re.IGNORECASE)


def _answered(question: str, answer: str, holder: int, people: People) -> Iterator[BroughtUp]:
    if not answer or not _WHO.match(question):
        return
    words = set(re.findall(r"[^\W\d_]+", plain(answer)))
    for each in people.relatives(holder):
        if plain(each.who.split()[0]) in words:
            yield _named(each, holder, people)
            return
    if not _NAME.fullmatch(answer):
        return
    known = people.mentioned(answer)
    if not known:
        yield BroughtUp(holder, answer, "any")
    elif len(known) == 1 and known[0] != holder:
        name, sort = people.name(known[0]), people.gender(known[0])
        yield BroughtUp(known[0], name, "any" if sort is None else sort, told=True)


# --- things

_NAMED = re.compile(r"\b(?:call|called|named?|name's|surname)\b", re.IGNORECASE)
_ENDS = frozenset(
    "called named name call open opens close closes shut start starts done due fixed serviced"
    " booked going happening".split()
)
_HAS = r"\b(?:has|have|got|owns?|runs?)\s(?:a|an|any)\s"
_NO_OWNER = r"(?:what|where|when|who|how|why|that|it|he|she|there|here)['’]"
_MOST = 3
"""Words of a thing."""


def _things(question: str, answer: str, holder: int, people: People) -> Iterator[BroughtUp]:
    """ "Graciela's restaurant": what the last owner in a question has."""
    own = "|".join(map(re.escape, plain(people.name(holder)).split()))
    owners = (
        rf"(?:\b(?!{_NO_OWNER})\w+['’]s|s['’]|\b(?:{own}|{ANY})s)\s+|{_HAS}|\b(?:her|his|their)\s"
    )
    owned = list(re.finditer(owners, plain(question)))
    if not owned:
        yield from _of_nobody(question, answer, holder)
        return
    last = owned[-1]
    if last.group().strip()[-1] == "s" and not _is_of(holder, last.group(), question, people):
        return
    words = _owned(question[last.end() :])
    if (not words or asks(words[-1])) and len(owned) > 1:  # "Ana's new lady's name"
        last = owned[-2]
        words = _owned(question[last.end() :])
    if not words or asks(words[-1]) or bare(plain(words[-1])) in ALIKE:
        return
    if len(words) > 1 and bare(plain(words[0])) in ALIKE and _NAME.fullmatch(words[-1]):
        return  # "Ana's husband Chris"
    relative = re.search(rf"\b(?!(?:{own})\b)({ANY})['’]?s['’]?\s+$", plain(question[: last.end()]))
    owner = f"{people.name(holder)}'s " + (f"{relative[1]}'s " if relative else "")
    name = f" {answer}" if _NAMED.search(question) and len(answer.split()) <= _MOST else ""
    sort = sort_of(words[-1])
    if sort in ("she", "he") and relative is None:  # "his new woman", where the notes name her
        word = "girlfriend" if sort == "she" else "boyfriend"
        partner = _relative(word, False, people.relatives(holder), answer, holder, people)
        if partner.called and not answer:
            yield partner
            return
    somebody = sort != "it"
    name = name if answer and (not somebody or _NAME.fullmatch(answer)) else ""
    phrase = f"{owner}{' '.join(words)}{name}"
    kind = "pet" if plain(words[-1]) in animals() else ""
    yield BroughtUp(holder, phrase, sort, kind, name.strip() if somebody else "")


_THE = re.compile(r"\b(?:my|our|the)\s(?!(?:first|last|next|same|name|number|way|time|day)\b)")


def _of_nobody(question: str, answer: str, holder: int) -> Iterator[BroughtUp]:
    """ "The boiler", "my MOT": a thing that no word says to be somebody's."""
    found = list(_THE.finditer(plain(question))) if answer else []
    words = _owned(question[found[-1].end() :])[:2] if found else []
    if words and sort_of(words[-1]) == "it":
        yield BroughtUp(holder, f"{found[-1].group().strip()} {' '.join(words)}", "it")


def _is_of(holder: int, owner: str, question: str, people: People) -> bool:
    """Whether the owner may be that person or one of theirs: not the pupil whose tutor they are."""
    own_word = re.fullmatch(r"(?:her|his|their)\s*|.*\s(?:a|an|any)\s*", owner)
    relative = re.match(rf"(?:{ANY})(?:['’]?s|s['’])", owner)
    return bool(own_word or relative) or holder in people.mentioned(question)


def _owned(behind: str) -> list[str]:
    """The words for what somebody has, behind the word for the owner."""
    found: list[str] = []
    for word in re.findall(r"[\w’'-]+", behind)[:_MOST]:
        if word.lower() in (STOP - {"new", "old"}) | _ENDS:
            break
        found.append(re.sub(r"['’]s$", "", word))
        if found[-1] != word:
            break
    return found


def sort_of(word: str) -> Sort:
    """What pronoun a word for somebody or something asks for: "she" for "lady", "it" for "van"."""
    for sex, those in _MEN_AND_WOMEN.items():
        if plain(word) in those:
            return sex
    return "any" if role(f"the {word}") is not None else "it"


_MEN_AND_WOMEN: dict[Sort, frozenset[str]] = {
    "she": frozenset("lady woman lass landlady".split()),
    "he": frozenset("man guy chap fella bloke lad gentleman landlord".split()),
}
