"""The phrase by which a question means somebody without a name: "our drummer", "the guy with the
bees", "my kid's doctor", "the old lady next door".

A phrase is an article with its noun for a person, and what stands behind it for as long as the
notes say that too: where "the bloke on plot 22 enter" ends, only the notes can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from persona_assistant.language.clauses import AFTER_DO, BEFORE_NOUN, GENERIC
from persona_assistant.language.kin import WIDER
from persona_assistant.language.person_phrases import LINK, is_person
from persona_assistant.language.relations_to_user import is_relation
from persona_assistant.language.words import STOP, Word, stem, words

_ARTICLE = re.compile(r"\b(?:the|my|our)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W\d_]+)*")
_OWNER = re.compile(r"['’]s?$", re.IGNORECASE)
_BEFORE_NAMES = 4
"""Words of a phrase up to its noun, at most."""
_BEHIND = 6
"""Words behind it that may still belong to it, at most."""
_PLACED = LINK | frozenset(
    "next across opposite upstairs downstairs over above below down up under round".split()
)
_CLAUSES = frozenset("i we you he she they who whom that which whose when where".split())
"""What begins a clause: of "the person I saw when it rained" the descriptions decide."""
_PLACES = frozenset("next upstairs downstairs across opposite".split())
_PERSONS = re.compile(r"\w{2,}(?:man|woman|lady|person)$")
_ROLES = frozenset(
    "nun monk priest vicar rabbi imam gp vet cop pa intern sitter babysitter nanny singer bassist"
    " drummer keyboardist".split()
)
_FAMILY = frozenset(word for word, kind in WIDER.items() if kind not in ("", "pet")) | frozenset(
    "uncle aunt auntie cousin nephew niece godmother godfather godson goddaughter".split()
)
_AGENT = re.compile(r"(?P<verb>[a-z]{3,}?)(?:er|or|ist|ian)$")
_TAKES_UP = re.compile(
    r"^(?:what|where|when|who|whose|which|why|how|is|are|was|were|does|did|has)$"
)


@dataclass(frozen=True, slots=True)
class RoleWord:
    """A word of the phrase, and the others that say the same of somebody."""

    forms: tuple[Word, ...]
    """Of "drummer" also "drum"."""
    end: int
    """Where it ends in the question."""


@dataclass(frozen=True, slots=True)
class Role:
    """Where a question means somebody by what they are or have."""

    start: int
    end: int
    """Of the article and the noun."""
    required: tuple[RoleWord, ...]
    """What somebody's notes must say: none where the noun is "guy"."""
    behind: tuple[RoleWord, ...]
    """What may still describe them, in order."""
    mine: bool
    """Whether it is the user's own: "my dentist", and not "the dentist"."""
    of_another: bool
    """Somebody is described whose they are: "my kid's doctor"."""
    of_family: bool
    """The noun says of which family they are, not what they do: "my sister"."""
    by_thing: bool
    """The noun says no more than that it is somebody: "the fish man"."""
    surely: bool
    """The noun is no thing's, as "boiler" may be: it is the user's own, or known for somebody's."""


@lru_cache(maxsize=1024)
def role(question: str) -> Role | None:
    """The first such phrase of a question; None where there is none."""
    for article in _ARTICLE.finditer(question):
        found = _phrase(question, article)
        if found is not None:
            return found
    return None


def _phrase(question: str, article: re.Match[str]) -> Role | None:
    described: list[RoleWord] = []
    of_another = False
    phrase = list(_WORD.finditer(question, article.end()))[:_BEFORE_NAMES]
    newly = False
    for match, following in zip(phrase, [*phrase[1:], None]):
        lower = _bare(match)
        if re.search(r"[,;:.?!–—]", question[article.end() : match.start()]) or _ends(lower):
            return None
        here = _role_word(match)
        owner = lower != match.group().lower()
        if owner and WIDER.get(lower) and any(_is_work(_bare(each)) for each in phrase):
            described, of_another = [], True  # "my kid's | doctor"
        elif _is_role(lower) and (owner or following is None or not _is_role(_bare(following))):
            required = [*described] if lower in _ANYBODY else [*described, here]
            required = [each for each in required if _tells(each)]
            placed = _PLACED - _CLAUSES if lower in _ANYBODY else _PLACED
            behind = () if owner else tuple(_behind(question, match.end(), placed))
            if not required and not behind:
                return None
            family = lower in _FAMILY and lower not in _ANYBODY
            mine = not article[0].lower().startswith("the")
            return Role(
                article.start(),
                here.end,
                tuple(required),
                behind,
                mine,
                of_another,
                family,
                lower in _ANYBODY and bool(required),
                mine or lower in _ANYBODY or lower in _ROLES or is_relation(lower),
            )
        elif newly:  # "newly | appointed"
            newly = False
        elif _NEWLY.fullmatch(lower) and following is not None:
            newly = _PARTICIPLE.search(_bare(following)) is not None
            described += [] if newly else [here]
        else:
            described.append(here)
    return None


def _ends(lower: str) -> bool:
    """Whether a word cannot stand between an article and its noun."""
    return (lower in STOP and lower not in ("old", "new")) or bool(_TAKES_UP.match(lower))


def _is_work(lower: str) -> bool:
    """Whether it is a role that somebody has by their work: "doctor", and not "wife"."""
    return _is_role(lower) and not WIDER.get(lower) and lower not in _ANYBODY


def _bare(match: re.Match[str]) -> str:
    return _OWNER.sub("", match.group()).lower()


_NEWLY = re.compile(r"\w{3,}ly|just|long")
_PARTICIPLE = re.compile(r"(?:ed|en|wn|rn|made)$")
_RANKS = frozenset("vice deputy assistant associate sub trainee ex former co".split())
"""Before a role these words make another one of it."""
_OF_OTHERS = re.compile(r"\b(?:her|his|their|its)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_OF_ONE_NAMED = re.compile(r"['’]s\s+(?:[\w-]+\s+)?$")


def is_said_of(asked: Role, sentence: str) -> bool:
    """Whether a sentence that has the words may give the role to whomever it is about, and not to
    somebody else ("her dentist called"). A doctor of another's is meant where it says so."""
    wanted = {form.stem for form in asked.required[-1].forms}
    before = [
        sentence[: each.start()] for each in _WORD.finditer(sentence) if stem(_bare(each)) in wanted
    ]
    ranks = _RANKS.difference(form.lower for word in asked.required for form in word.forms)
    before = [each for each in before if _last_word(each) not in ranks] if before else [""]
    return bool(before) and (
        asked.of_another or any(not _is_of_others(asked, each) for each in before)
    )


def names_a_thing(question: str) -> bool:
    """Whether the noun of the phrase only tells what sort of thing is meant: "my dentist
    appointment"."""
    asked = role(question)
    behind = asked and _NOUN_BEHIND.match(question, asked.end)
    if not asked or not behind:
        return False
    following = words(behind["word"])[0]
    return following.content and not following.lower.endswith(("ed", "ing", "n't"))


_NOUN_BEHIND = re.compile(r"\s(?P<word>[^\W\d_]{3,})")


def is_called_so(asked: Role, sentence: str) -> bool:
    """Whether a sentence calls somebody by the same thing, as "the fish guy"."""
    wanted = {form.stem for form in asked.required[-1].forms}
    found = list(_WORD.finditer(sentence))
    return any(
        stem(_bare(each)) in wanted and _bare(following) in _ANYBODY
        for each, following in pairwise(found)
    )


def _last_word(text: str) -> str:
    return next(iter(re.findall(r"[^\W\d_]+(?=[\s-]*\Z)", text)), "").lower()


def _is_of_others(asked: Role, before: str) -> bool:
    named = asked.mine and _OF_ONE_NAMED.search(before)
    return bool(named or _OF_OTHERS.search(before))


_ANYBODY = frozenset(
    "person man woman guy lady gentleman bloke fella fellow chap boy girl lad dude one friend"
    " folk mate".split()
)


@lru_cache(maxsize=4096)
def _is_role(lower: str) -> bool:
    if lower in _ANYBODY or lower in _ROLES or is_relation(lower):
        return True
    if lower.endswith("s") and not lower.endswith(("ss", "us")):
        return False
    found = words(lower)
    return bool(found) and (is_person(found[0]) or bool(_PERSONS.fullmatch(lower)))


def _behind(question: str, start: int, placed: frozenset[str]) -> Sequence[RoleWord]:
    """Words behind the noun, while they may belong to it; the first of all is one of `placed`."""
    found: list[RoleWord] = []
    before = ""
    for match in _WORD.finditer(question, start):
        gap, lower = question[start : match.start()], _bare(match)
        verb = lower in AFTER_DO or lower in ("do", "be", "have")
        if re.search(r"[,;:.?!–—]", gap) or _TAKES_UP.match(lower):
            break
        if lower not in placed if not before else verb and before not in BEFORE_NOUN:
            break
        here = _role_word(match)
        if _tells(here) or lower in _PLACES:
            found.append(here)
        if lower != match.group().lower() or len(found) >= _BEHIND:
            break
        before, start = lower, match.end()
    return found


def _tells(word: RoleWord) -> bool:
    first = word.forms[0]
    return first.content and first.stem not in GENERIC


def _role_word(match: re.Match[str]) -> RoleWord:
    surface = _OWNER.sub("", match.group())
    first = words(surface)[0]
    agent = _AGENT.fullmatch(first.lower)
    verbs: list[str] = []
    if agent is not None:
        verb = agent["verb"]
        verbs = [verb[:-1], verb] if verb[-1:] == verb[-2:-1] else [verb, verb + "e"]
    others = [words(each)[0] for each in verbs if len(each) > 2]
    return RoleWord((first, *others), match.start() + len(surface))
