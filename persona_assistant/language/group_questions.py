"""Which questions are about more than one person, and what they ask of each.

"Who has a cat" wants a list, "how many of my friends have kids" a number, "who is older, Ben or
Lia" a comparison, "where do Ana and Lia live" an answer for each. "Who is the woman with the bees"
and "who is that" ask for one person's name, and are none of these.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from persona_assistant.language.about_each import (
    is_bare,
    is_joined,
    is_verbal,
    question_about_each,
    question_of_measure,
    singular,
)
from persona_assistant.language.being import names_a_quality
from persona_assistant.language.countries import is_country
from persona_assistant.language.dates import find_dates
from persona_assistant.language.group_words import ANYBODY, FRIENDS, GROUPS, HAVING, IN_MY_NOTES, MY
from persona_assistant.language.happened import When, without_when
from persona_assistant.language.lists_of_relatives import asked_of_relative
from persona_assistant.language.person_phrases import person_phrase
from persona_assistant.language.plain_questions import (
    each_with_verb,
    plain_predicate,
    plain_question,
    with_verb,
    without_now,
    without_once,
)
from persona_assistant.language.terse_lists import in_full
from persona_assistant.language.words import words


class GroupKind(StrEnum):
    LIST = "list"
    COUNT = "count"
    EXTREME = "extreme"
    """Who of everybody is the oldest, or has the most of something."""


@dataclass(frozen=True, slots=True)
class GroupQuestion:
    """A question about everybody."""

    kind: GroupKind
    each: tuple[str, ...] = ()
    """Questions about one person, all of which somebody must answer with yes to be meant; none
    means everybody."""
    wording: str = ""
    """The question as it was asked, with "which" for "how many": what the reader is asked of each
    person, who answers it by belonging."""
    said: str = ""
    """The words that tell those who are meant from others: what notes are searched for."""
    negative: bool = False
    """Whether it asks who does not ("who doesn't eat meat"), or who has least."""
    birthday: bool = False
    """Whether it asks whose birthday falls on a date that `said` names."""
    when: When | None = None
    """Of what happened, when: "who got married in 2024"."""
    possible: bool = False
    """Whether what may come to be counts too: "who may be moving"."""
    formerly: bool = False
    """Whether it asks who no longer does: "who used to smoke"."""
    once: bool = False
    """Whether it asks also who no longer does: "who is or was a nurse"."""


_SINGULAR = re.compile(r"\b(?:she|he|her|hers|him|his|herself|himself|you|your)\b", re.I)
_MEDIA = re.compile(
    r"\b(?:(?:this|that|the|my|these|attached) (?:\w+ )?(?:photo(?:graph)?|picture|image|pic|snap|"
    r"selfie|clip|recording|video|voice|audio|message|one|face|shot|portrait)s?\b|(?:this|here)$)",
    re.I,
)
_MORE_SENTENCES = re.compile(r"\w{3,}[.?!;:]\s+\w")
_ASKS_ON = re.compile(r"\b(?:and|,)\s+(?:what|where|when|how|why|whose|which)\b", re.I)
_EXTREME = re.compile(
    r"^(?:(?:who|which)(?: one)?(?: of [\w ]+?)? ?(?:'s|is|has|earns|lives|speaks|knows|owns|have)"
    r" (?:the )?(?P<most>oldest|youngest|eldest|most|fewest|tallest|shortest)\b)",
    re.I,
)
_KNOWN_EVENT = re.compile(
    r"['’]s? (?:\w+ )?(?:party|wedding|birthday|funeral|dinner|barbecue|bbq|picnic|house ?warming|"
    r"concert|baby shower|leaving do|hen do|stag do|lunch|brunch|reunion|christening|graduation)\b"
    r"|\b(?:knows?|has met|have met|works? with|worked with|studied with|lives? near|friends with|"
    r"went to school with|introduced me to)\b",
    re.I,
)
_BIRTHDAY = re.compile(
    r"\b(?:birthdays?|bdays?|b-days?|born|turn(?:s|ing)?)\b.{0,200}\b(?P<when>(?:in|on|before|after|"
    r"since|between|during|today|tomorrow|this|next|soon)\b.*)$",
    re.I,
)
_NEGATIVE = re.compile(
    r"\b(?:n't|not|never)\b|n't\b|^(?:has|have|with|is|are) no\b|^without\b", re.I
)
_AND_VERB = re.compile(
    r"\s+(?:and|but)\s+(?:also\s+|who\s+)?(?=(?:has|have|is|are|lives?|works?|speaks?|plays?|likes?|owns?|"
    r"keeps?|can|was|went|studied|sings?|cooks?|drives?|eats?|drinks?|comes?|studies|teaches|knows?|"
    r"loves?|hates?|collects?|runs?)\b)",
    re.I,
)


def group_question(text: str, *, names: bool = False) -> GroupQuestion | None:
    """What is asked of everybody; None for a question about one person. `names` says that the text
    calls somebody by name: then only an occasion of theirs, or knowing them, tells people apart
    ("who was at Dev's party")."""
    plain = plain_question(text)
    asked, once = without_once(IN_MY_NOTES.sub(r"\g<who>", in_full(plain)))
    if not asked or _ASKS_ON.search(asked):
        return None
    if not names and (relative := asked_of_relative(asked)):
        return GroupQuestion(GroupKind.LIST, (relative.each,), text.strip(), relative.said)
    if _describes_somebody(asked) or (names and not _KNOWN_EVENT.search(asked)):
        return None
    if match := _EXTREME.match(asked):
        rest = asked[match.end() :].strip()
        most = match["most"].lower()
        if most in ("most", "fewest") and not rest:
            return None
        each, least = question_of_measure(most, rest), most in ("youngest", "fewest", "shortest")
        return GroupQuestion(GroupKind.EXTREME, (each,), said=rest or most, negative=least)
    wording = _HOW_MANY.sub("which ", text.strip())
    if asked.lower().startswith("who ") and not _ASKING.match(plain):
        wording = f"{asked}?"  # "dog owners" is no question the reader knows
    for read in (_count, _which, _whose, _who, _anybody, _people):
        found = read(asked)
        if found is not None:
            return replace(found, wording=wording, once=once)
    return None


_ASKING = re.compile(
    r"(?:who|whose|which|what|how|is|are|do|does|did|has|have|can|could|will|any ?one|any ?body|"
    r"some ?one|some ?body|every ?one|every ?body|people|friends|list|name|show)\b|who'",
    re.I,
)
_HOW_MANY = re.compile(r"^(?:how many|what number of|count)(?: of)? ", re.I)


def _describes_somebody(asked: str) -> bool:
    """Whether it speaks of one person by a description: "who raised the film editor"."""
    if _MORE_SENTENCES.search(asked):
        return True
    if not re.match(r"(?:who|whose|how many)\b", asked, re.I):
        return False
    someone = re.sub(
        r"\b(?:my|our|an?)\b|\bthe (?=oldest|youngest|last|past)", "some", asked, flags=re.I
    )
    return person_phrase(words(someone)) is not None


# --- the ways to ask


def _count(asked: str) -> GroupQuestion | None:
    match = re.match(
        r"(?:how many|what number of|count)\s+(?:of\s+)?(?:(?:my|our|the|all my)\s+)?"
        r"(?P<rest>.+)$",
        asked,
        re.I,
    )
    if not match or _SINGULAR.search(asked):
        return None
    rest = match["rest"]
    if (dated := _birthdays(asked)) and re.match(rf"(?:{FRIENDS}|{HAVING})\b", rest, re.I):
        return replace(dated, kind=GroupKind.COUNT)
    people = re.match(
        rf"(?P<who>{FRIENDS}|{GROUPS})\b(?! and\b| (?:did|does|do|has|had) (?!i\b|we\b|not\b))"
        r"\s*(?P<rest>.*)$",
        rest,
        re.I,
    )
    known = re.compile(r"^(?:that |who(?:m)? )?(?:do i|i|do we|we) (?:know|have)\b\s*", re.I)
    if people:
        said = known.sub("", people["rest"])
        return _made(GroupKind.COUNT, said, _group(people["who"]))
    kind = re.match(
        r"(?P<what>[\w-]+(?: [\w-]+)??) (?:do i know|do we know|i know)\b\s*(?P<rest>.*)$",
        rest,
        re.I,
    )
    if kind:
        return _made(GroupKind.COUNT, kind["rest"], (f"are {kind['what']}",))
    return None


def _which(asked: str) -> GroupQuestion | None:
    match = re.match(
        rf"(?:which|what|who|any|all|some)(?: ones?)? (?:of|among|amongst|out of) {MY} "
        rf"(?P<who>{FRIENDS}|lot|gang|bunch|crowd|circle|{GROUPS})\b\s*(?P<rest>.+)$"
        rf"|(?:which|what)(?: of)? (?P<whom>{FRIENDS}|{GROUPS}|friend|person|colleague|"
        rf"neighbou?r|cousin|relative|one)\b\s*(?P<more>.+)$",
        asked,
        re.I,
    )
    if not match or _SINGULAR.search(asked):
        return None
    who, rest = match["who"] or match["whom"], match["rest"] or match["more"]
    if _MEDIA.search(asked):
        return None
    return _made(GroupKind.LIST, f"do {rest}" if is_bare(rest) else rest, _group(who))


def _whose(asked: str) -> GroupQuestion | None:
    match = re.match(
        r"(?:who's|whose)\s+(?P<what>[\w-]+(?: or [\w-]+)*(?: [\w-]+)?)\s+(?P<verb>is|are|was|were|"
        r"has|have|does|do|goes|go|works?|lives?|died|got|gets|went|had|can|broke|won|lost|started|"
        r"starts|moved|passed|graduated|left|plays?|speaks?)\s+(?P<rest>.+)$",
        asked,
        re.I,
    )
    if not match or _SINGULAR.search(asked) or _MEDIA.search(asked):
        return _birthdays(asked) if re.match(r"whose\b", asked, re.I) else None
    what, verb, rest = match["what"], match["verb"], match["rest"]
    if asked.lower().startswith("who's") and not re.match(r"(?:birthday|\w+s\b)", what, re.I):
        return None
    if dated := _birthdays(asked):
        return dated
    if re.match(r"(?:this|that|these|those|it)\b", rest, re.I):
        return None
    if verb.lower() in ("is", "are", "was", "were"):
        each = f"{verb.capitalize()} her {what} {rest}?"
    else:
        each = question_about_each(f"{verb} {rest}").replace(" she ", f" her {what} ", 1)
    asked_of = GroupQuestion(GroupKind.LIST, (each,), said=f"{what} {verb} {rest}")
    each, when = without_when(each.rstrip("?"), datetime.date.today())
    return replace(asked_of, each=(f"{each}?",), when=when)


def _birthdays(asked: str) -> GroupQuestion | None:
    match = _BIRTHDAY.search(asked)
    if not match or not _names_a_time(match["when"]):
        return None
    return replace(_BIRTHDAYS, said=asked)


_BIRTHDAYS = GroupQuestion(GroupKind.LIST, ("When is her birthday?",), birthday=True)
_BORN = re.compile(r"(?:(?:who|that) )?(?:(?:was|were|is|are) )?born \w+ \w", re.I)


def _names_a_time(said: str) -> bool:
    """Whether it names a day, a month, a year or the like, and no town."""
    return bool(find_dates(said, datetime.date.today()) or _SOON.search(said))


_SOON = re.compile(r"\b(?:soon|next|coming|turn(?:s|ing)?|\d0'?s|\w+ties|teens|today)\b", re.I)


def _who(asked: str) -> GroupQuestion | None:
    match = re.match(
        r"(?:who|whom)(?P<is>'s)?(?:\s+all|\s+else|\s+here)?\s+(?P<rest>.+)$", asked, re.I
    )
    if not match or _SINGULAR.search(asked) or _MEDIA.search(asked):
        return None
    rest = match["rest"]
    if dated := _birthdays(asked):
        return dated
    if match["is"]:
        rest = with_verb(rest)
    being = re.match(r"(?:is|are|was|were)\s+(?P<rest>.+)$", rest, re.I)
    if being:
        of_mine = re.match(
            rf"(?:all )?(?:my|the|our) (?P<what>[\w -]*?)\b(?P<who>{FRIENDS})\b\s*(?P<rest>.*)$",
            being["rest"],
            re.I,
        )
        if of_mine and (of_mine["what"] or of_mine["rest"]):
            what = of_mine["what"].strip()
            return _made(GroupKind.LIST, of_mine["rest"], (f"are {what}",) if what else ())
        if not names_a_quality(being["rest"]):
            return None
        return _made(GroupKind.LIST, rest)
    rest = re.sub(r"^(have|had|did|do)n't (i|we)\b", r"\1 \2 not", rest, flags=re.I)
    if re.match(
        r"(?:do|did|have|had|am|should|can|will|would|could|must|was)\s+(?:i|we)\b", rest, re.I
    ):
        return _with_gap(rest)
    if re.match(r"(?:did|do|does)\b(?!n't| not| [a-z-]+$)", rest, re.I):
        return None  # "who does Ben live with" is about Ben, whether or not he is known
    return _made(GroupKind.LIST, rest)


def _with_gap(rest: str) -> GroupQuestion | None:
    """ "did I meet in Lisbon" -> "did I meet her in Lisbon?"."""
    known = re.match(r"(?:do|did) (?:i|we) know\b\s*(?P<rest>.*)$", rest, re.I)
    if known:
        said = re.sub(r"^(?:that|who)\s+", "", known["rest"], flags=re.I)
        if is_country(said.removeprefix("from ").strip(" ?")):
            return _made(GroupKind.LIST, f"is {said}")
        if re.match(r"(?:from|through|via) (?:the |my )?[a-z]", said):
            return GroupQuestion(GroupKind.LIST, (f"Do I know her {said}?",), said=said)
        return _made(GroupKind.LIST, said)
    rest = without_now(rest)
    match = re.match(
        r"(?P<aux>\w+) (?P<i>i|we) (?P<not>not )?"
        r"(?P<verb>(?:have to |need to |want to |promise to |be |in )?(?:\w+))\b\s*(?P<rest>.*)$",
        rest,
        re.I,
    )
    if match is None:
        return _made(GroupKind.LIST, rest)
    aux, i, verb, more = match["aux"].capitalize(), match["i"], match["verb"], match["rest"]
    i = f"{'I' if i.lower() == 'i' else 'we'}{' not' if match['not'] else ''}"
    if re.search(r"\b(?:to|with|from|for|about|at)$", more, re.I):
        each = f"{aux} {i} {verb} {more} her?"
    else:
        each = f"{aux} {i} {verb} her {more}".rstrip() + "?"
    return GroupQuestion(GroupKind.LIST, (each,), said=f"{verb} {more}".strip())


def _anybody(asked: str) -> GroupQuestion | None:
    match = re.match(
        rf"(?P<aux>is|are|does|do|has|have|did|was|were|can|could|will|would)?\s*(?:there\s+)?"
        rf"(?:{ANYBODY}|(?:any|some)(?: of {MY})? (?:{FRIENDS}|(?P<group>{GROUPS})))"
        r"(?: else)?(?: of (?:my|our) friends| (?:that |who(?:m)? )?i know)?\b\s*(?P<rest>.+)$",
        asked,
        re.I,
    )
    if match and not _SINGULAR.search(asked) and not _MEDIA.search(asked):
        rest, aux = re.sub(r"^(?:who|that)\s+", "", match["rest"], flags=re.I), match["aux"]
        if aux and rest == match["rest"] and not re.match(r"(?:with|who's|called)\b", rest, re.I):
            rest = f"{aux} {rest}"
        return _made(GroupKind.LIST, rest, _group(match["group"] or ""))
    match = re.match(
        rf"(?:do|did) (?:i|we) (?:know|have) (?:(?:{ANYBODY}|(?:any |some |many )?{FRIENDS})\b"
        r"(?P<rest>.+)|(?:any|some|an?|many)\s+(?P<what>.+))$",
        asked,
        re.I,
    )
    if not match or _SINGULAR.search(asked):
        return None
    if match["what"]:
        if not asked.lower().startswith(("do i know", "do we know")):
            return None
        what = re.sub(r"^other\s+", "", match["what"])
        noun, _, more = what.partition(" ")
        said = re.sub(r"^(?:who|that)\s+", "", more, flags=re.I)
        return _made(GroupKind.LIST, said, (f"is {'' if noun != singular(noun) else 'a '}{noun}",))
    said = re.sub(r"^\s*(?:who|that)\s+", "", match["rest"], flags=re.I)
    return _made(GroupKind.LIST, said)


def _people(asked: str) -> GroupQuestion | None:
    match = re.match(
        rf"(?:(?:list|name|show|show me|give me|find|find me|tell me)\s+)?"
        rf"(?:every ?one|every ?body|(?:all )?(?:of )?(?:(?:my|our|the|all)\s+)?"
        rf"(?:{FRIENDS}|(?P<group>{GROUPS})))\s+(?:i know\s+)?"
        r"(?:(?P<that>who|that)\s+)?(?P<rest>.+)$",
        asked,
        re.I,
    )
    if not match or _SINGULAR.search(asked) or _MEDIA.search(asked):
        return None
    rest = match["rest"]
    joined = is_joined(rest)
    if not (match["that"] or joined):
        return None
    return _made(GroupKind.LIST, rest, _group(match["group"] or ""))


_COLLEAGUE = tuple(f"is my {each}" for each in "colleague coworker co-worker workmate".split())
_AT_WORK = re.compile(r"(?:at|from|in) (?:the |my |our )?[\w' -]+$", re.I)


def _group(who: str) -> tuple[str, ...]:
    """What a word for people says of each of them: nothing, or "is my colleague"."""
    if not who or not re.fullmatch(GROUPS, who, re.I):
        return ()
    return (f"is my {singular(who.lower())}",)


def _made(kind: GroupKind, said: str, known: tuple[str, ...] = ()) -> GroupQuestion | None:
    if not known and _BORN.match(said) and _names_a_time(said):
        return replace(_BIRTHDAYS, kind=kind, said=f"who {said}")
    plain = plain_predicate(said)
    if known and _AT_WORK.match(plain.said) and known[0] in _COLLEAGUE:
        known, plain = (f"{known[0]} {plain.said}",), replace(plain, said="")
    parts = _AND_VERB.split(each_with_verb(plain.said))
    predicates = [*known, *(part for part in parts if part)]
    return GroupQuestion(
        kind,
        tuple(map(question_about_each, predicates)),
        said=" ".join(predicates),
        negative=bool(_NEGATIVE.search(plain.said)),
        when=plain.when,
        possible=plain.possible,
        formerly=plain.formerly,
    )


__all__ = ["GroupKind", "GroupQuestion", "group_question", "is_verbal"]
