"""Of whom a place in somebody's note speaks: the person, or one of their people.

A note about Ana says "her bf joel drives trains. works nights, mum's a vet": trains are Joel's, the
nights Ana's, and the animals her mother's. Every clause has the subject it names; one that names
none goes on with the subject of the clause before it in its sentence. A new sentence without a
subject speaks of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import bare, sex_of
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.cast import KIN, Cast


@dataclass(frozen=True)
class Subject:
    own: bool
    """Whether the person is spoken of, alone or with others."""
    names: frozenset[str] = frozenset()
    """Others, by their names in lower case."""
    kin: frozenset[str] = frozenset()
    """Words for what these are to the person."""
    sure: bool = True
    """Whether words say so, and not only that nothing else is said."""


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    subject: Subject


_CUT = re.compile(
    r"(?P<stop>[.;!?]+(?=\s|$)|\n|:\()"
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<and>,(?=\s)|\s[&+]\s|\s(?:and|und|y|e|et)\s)"
    r"|(?P<cut>\s[-–—]\s|:\s|\s(?:but|so|while|whereas|because|bc|cos"
    r"|since(?=\s[a-zà-ÿ]+\s[a-z]+ed)|aber|pero|mais|ma|mas)\s)"
    r"|(?P<who>(?=\s(?:who|whos|who['’]s|whose)\s))"
)
_LEAD = (
    r"\W*(?:(?:and|but|then|also|now|so|turns out|says|said|sad news|good news|die|der|das|el|la"
    r"|le|il|lo|os?|as?|later|anyway|btw|apparently|today|yesterday|new|poor|little|her little"
    r"|his little)\b\W*)*"
)
_PRONOUN = r"(?P<pro>he|she|they|hes|shes|theyre|er|sie|il|elle|lui|lei|ele|ela|él|ella)\b"
KIND = (
    r"(?:(?:older|younger|elder|eldest|oldest|youngest|little|big|new|old|then|late|other|best"
    r"|twin|half"
    r"|step|ex|former|current|first|second|\d+|two|three|four|own|dear|poor|adopted"
    r"|gentleman)[\s-])*"
)
"""Words before one for somebody's people that tell which: "older", "new"."""
_OWNER = (
    r"(?:(?P<owner>his|her|their|my|our|the|an?|seine?|ihre?|su[saeo]?|suoi|s[ao]|son|ses"
    r"|[^\W\d_]+['’]s)\s)?"
)
_RELATIVE = (
    rf"{_OWNER}{KIND}(?P<kin>{KIN})s?(?P<owns>['’]?s)?\b(?P<of>\sof\b)?"
    r"(?:[\s,]\s?(?P<who>[^\W\d_]+))?"
)
_WHO = re.compile(r"\s*who(?:se|s|['’]s)?\s")


def subject_at(text: str, place: int, cast: Cast) -> Subject:
    """Of whom the clause speaks in which a place of a note stands."""
    own = Subject(True, sure=False)
    for clause in clauses(text, cast):
        if clause.start <= place < clause.end:
            return _with(text, clause, place, cast)
    return own


def clauses(text: str, cast: Cast) -> Iterator[_Clause]:
    """The clauses of a note with their subjects, in order."""
    person = Subject(True, sure=False)
    now, last, start = person, person, 0
    held: list[Subject] = []
    pending: Subject | None = None
    kind = "stop"
    known = cast.own | set(cast.others)
    for cut in (*_CUT.finditer(text), None):
        if cut is not None and _is_firm(text, cut, known):
            continue
        end = len(text) if cut is None else cut.start()
        said = text[start:end]
        if said.strip():
            before = person if kind == "stop" else last
            named = _named(said, cast, before, text[:start])
            if kind == "who" or _WHO.match(said):
                named = _last_named(text[:start], cast) or named
            elif kind == "open":
                named = named or _last_named(text[:start], cast, ends=True)
            if (
                kind == "and"
                and named is not None
                and named.own
                and not named.sure
                and not before.own
            ):
                named = before  # "una gave up the stall, she's a cook"
            now = named or (before if kind != "close" or not held else held[-1])
            if named is None and kind == "and" and _is_apposition(said):
                now = _last_named(text[:start], cast, ends=True) or now
            if pending is not None and kind == "and" and named is not None:
                now = _both(pending, named)
            pending = named if named is not None and _is_bare(said, cast) else None
            if kind == "close" and held:
                held.pop()
            yield _Clause(start, end, now)
            last = now
        if cut is None:
            break
        kind = str(cut.lastgroup)
        if kind == "open":
            held.append(last)
        start = max(cut.end(), start)


def _is_firm(text: str, cut: re.Match[str], known: set[str] | frozenset[str]) -> bool:
    """Whether "&" stands inside a name that is nobody's: "Marlow & Finch"."""
    if cut.group().strip() not in ("&", "+"):
        return False
    before = re.search(r"([^\W\d_]+)$", text[: cut.start()])
    behind = re.match(r"[A-ZÀ-Þ]", text[cut.end() :])
    return bool(before and behind and before[1][0].isupper() and plain(before[1]) not in known)


_OF_THEIRS = re.compile(
    r"\W*(?:his|her|their)\s(?:\w+\s)?(?P<who>teacher|coach|tutor|trainer|carer|lodger|student"
    r"|client|doctor"
    r"|nurse|cleaner|lawyer|therapist|producer|agent|editor)\s(?:is|was|has|s|says|thinks)\b"
)


def _both(one: Subject, other: Subject) -> Subject:
    return Subject(one.own or other.own, one.names | other.names, one.kin | other.kin)


def _is_bare(said: str, cast: Cast) -> bool:
    """Whether a clause is nothing but a name: "ana" of "ana & joel moved"."""
    found = re.findall(r"[^\W\d_]+(?:['’]s?)?", plain(said))
    return 0 < len(found) <= 3 and any(_bare(found[-1]) in each for each in (cast.own, cast.others))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _is_apposition(said: str) -> bool:
    return re.match(r"\s*(?:an?|the|retired|ex|head|junior|senior)\s", said) is not None


def _named(said: str, cast: Cast, before: Subject, heard: str) -> Subject | None:
    """The subject that a clause begins with."""
    low = plain(said)
    if match := _CALLED.match(low):
        return Subject(False, frozenset({match["who"]}), cast.others.get(match["who"], frozenset()))
    if match := _OF_THEIRS.match(low):
        return Subject(False, kin=frozenset({match["who"]}))
    lead = re.match(_LEAD, low)
    at = lead.end() if lead else 0
    if match := re.compile(_PRONOUN).match(low, at):
        return _of_pronoun(match["pro"], cast, before, heard)
    for begin in dict.fromkeys((at, len(low) - len(low.lstrip(" \t'\"“‘«¡¿-–—,")))):
        if match := re.compile(rf"{_RELATIVE}").match(low, begin):
            found = _of_relative(match, low, cast)
            if found is not None:
                return found
        word = re.compile(r"[^\W\d_]+(?:['’]s?)?").match(low, begin)
        if word is None:
            continue
        key, owns = _bare(word.group()), word.group() != _bare(word.group())
        if key.endswith("s") and not {key, key[:-1]}.isdisjoint(cast.own | set(cast.others)):
            key = key if key in cast.own or key in cast.others else key[:-1]  # "nadiras flat"
        if key in cast.own:
            return Subject(True)
        following = low[word.end() :]
        told = cast.others.get(key) or (following.strip() and not _NO_VERB.match(following))
        if key in cast.others and told:
            return Subject(False, frozenset({key}), cast.others[key])
        if owns and key not in _NOBODY and said[begin : begin + 1].isupper():
            return Subject(False, frozenset({key}))
    return None


_NOBODY = frozenset("it that there what i here who how where let she he they we you".split())
_FRENCH = re.compile(r"\b(?:est|et|les?|la|du|des|a|au|il|elle)\b")
_NO_VERB = re.compile(r"\s(?:at|in|for|on|w/|with|of|to|from|by|st|rd)\b")
_CALLED = re.compile(
    r"\W*(?:an?|the)\s(?:[\w-]+\s){1,3}(?:called|named|namens)\s(?P<who>[^\W\d_]+)"
)


def _of_relative(match: re.Match[str], low: str, cast: Cast) -> Subject | None:
    kin, owner, who = bare(match["kin"]), match["owner"] or "", match["who"] or ""
    mine = owner in ("my", "our")
    plural = match["kin"] in ("children", "kids", "kid")
    if match["owns"] and plural and not owner:  # a children's librarian
        return None
    if kin == "son" and not owner and who not in cast.others and _FRENCH.search(low):
        return None
    if match["of"] and owner in ("", "the", "a", "an"):  # "dad of Tobi" is the person
        return Subject(True)
    if who in cast.own or (mine and who not in cast.others):
        return Subject(True)
    if _bare(owner) in cast.others:
        return Subject(False, frozenset(), frozenset({kin}))
    names = frozenset({who}) if who in cast.others else frozenset()
    words = frozenset({kin}) | (cast.others.get(who, frozenset()) if names else frozenset())
    if not names:
        named = next((n for n, kins in cast.others.items() if kin in kins), None)
        copula = re.match(r"\s(?:is|was|=|are)\s(?P<who>[^\W\d_]+)", low[match.end("kin") :])
        if copula and copula["who"] in cast.others:
            named = copula["who"]
        # A role without an owner says what the person is: "manager at the mill".
        if _is_role(kin) and named is None and owner.strip() in ("", "a", "an", "the"):
            return None
        if _is_role(kin) and _bare(owner) in cast.own and not copula:
            return Subject(True)  # "imogen's branch manager now"
        names = frozenset({named}) if named else frozenset()
    return Subject(False, names, words)


def _is_role(kin: str) -> bool:
    return kin in _ROLES


_ROLES = frozenset(
    "boss manager chef colleague coworker assistant secretary neighbour neighbor friend flatmate"
    " roommate housemate agent landlord landlady super superintendent caretaker janitor doctor"
    " dentist lawyer plumber vet boy girl baby lad partner cousin ex kind".split()
)
"""Words for somebody's people that as well say what somebody is."""


def _of_pronoun(word: str, cast: Cast, before: Subject, heard: str) -> Subject | None:
    if word in ("they", "theyre"):
        return Subject(True, before.names, before.kin)
    sex = "he" if word in ("he", "hes", "er", "il", "lui", "ele", "él") else "she"
    if not before.own and _fits(before, sex, cast) and (cast.sex != sex or before.names):
        return before if cast.sex != sex else Subject(True, before.names, before.kin, sure=False)
    if before.own and before.names and cast.sex != sex:
        return Subject(cast.sex is None, before.names, before.kin, sure=cast.sex is not None)
    fitting = [name for name in _last_first(heard) if cast.sex_of(name) == sex][:1]
    fitting = fitting or [name for name in cast.others if cast.sex_of(name) == sex]
    if cast.sex is None or cast.sex == sex:
        either = frozenset(fitting if cast.sex is None else ())
        return Subject(True, either, sure=cast.sex is not None)
    if len(fitting) == 1:
        return Subject(False, frozenset(fitting), cast.others[fitting[0]])
    return Subject(False, sure=False)


def _last_first(heard: str) -> list[str]:
    """The words of a text, the last one first."""
    return [re.sub(r"['’]s?$", "", each) for each in reversed(re.findall(r"[\w'’]+", plain(heard)))]


def _fits(subject: Subject, sex: str, cast: Cast) -> bool:
    sexes = {sex_of(each) for each in subject.kin} | {cast.sex_of(name) for name in subject.names}
    told = sexes - {"any", "they", None}
    return not told or told == {sex}


def _last_named(before: str, cast: Cast, *, ends: bool = False) -> Subject | None:
    """Whom the words before a place named last; `ends`: only where they end with it."""
    low = plain(before).rstrip(" ,(")
    words = list(re.finditer(r"[^\W\d_]+", low))
    for word in reversed(words[-1:] if ends else words[-5:]):
        key = word.group()
        if key in cast.others:
            return Subject(False, frozenset({key}), cast.others[key])
        if key in cast.own:
            return Subject(True)
        if re.fullmatch(KIN, key):
            mine = re.search(r"\b(?:my|our)\s(?:\w+\s)?$", low[: word.start()])
            return Subject(bool(mine), kin=frozenset({bare(key)}))
    return None


def _with(text: str, clause: _Clause, place: int, cast: Cast) -> Subject:
    """The subject of a clause; where a place stands in what is said of a companion ("going out w/
    a polish chef, Marek"), the companion."""
    if not clause.subject.own or (not clause.subject.sure and clause.start == 0 and place == 0):
        return clause.subject
    before, after = text[clause.start : place], text[place : clause.end]
    called = re.search(
        r"\b(?:called|named)\s(?P<who>[^\W\d_]+)\s(?:from|in|at|who)\b", plain(before)
    )
    if called:
        who = called["who"]
        return Subject(False, frozenset({who}), cast.others.get(who, frozenset()))
    begins = compiled(r"\b(?:seeing|dating|going\sout\sw(?:ith|/)|engaged\sto)\san?\s(?:\w+\s)?$")
    follows = re.match(r"[\w\s]*?,\s(?P<who>[A-ZÀ-Þ][\w’'-]+)", text[place:])
    if begins.search(before) and (follows or re.match(r"[\w-]+(?:\s[\w-]+)?$", after.strip())):
        who = _bare(plain(follows["who"])) if follows else ""
        names = frozenset({who}) if who else frozenset()
        return Subject(False, names, cast.others.get(who, frozenset({"partner"})))
    return clause.subject
