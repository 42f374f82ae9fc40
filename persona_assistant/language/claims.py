"""How a sentence stands to what is asked about somebody: it states it, denies it, tells of former
times, leaves it open, or speaks of somebody else.

"She is allergic to cats", "she used to have a cat", "she wants a cat" and "her sister has a cat"
all speak of cats, and none says that she has one.
"""

from __future__ import annotations

import re
from enum import StrEnum

from persona_assistant.language.support import means
from persona_assistant.language.words import irregular_base, stem, words


class Stance(StrEnum):
    STATES = "states"
    DENIES = "denies"
    FORMER = "former"
    OPEN = "open"
    """Wished for, planned or supposed."""
    OTHERS = "others"
    """Said of somebody else."""


_CUT = re.compile(
    r"[;,.!?()–—]\s*|\s+-\s+|\s+(?:but|while|whereas|though|although|because|and (?=(?:she|he|they|"
    r"i|her|his|their|my|now|then|has|is|was|used|wants|no)\b))\s*",
    re.I,
)
KIN = (
    r"mother|mum|mom|mam|father|dad|parents?|sister|brother|siblings?|sons?|daughters?|child(?:ren)?|"
    r"kids?|wife|husband|partner|boyfriend|girlfriend|fianc[eé]e?|ex|ex-wife|ex-husband|"
    r"grand(?:mother|father|ma|pa|parents|son|daughter)|granny|gran|nan|aunt(?:ie)?|uncle|cousins?|"
    r"nephews?|nieces?|gf|bf|hubby|missus"
)
_OLDER = r"(?:new|current|older|younger|elder|eldest|oldest|youngest|big|little|twin|late)"
_RELATIVE = (
    rf"{KIN}|boss|colleagues?|coworkers?|neighbou?rs?|friends?|flatmate|roommate|"
    r"housemate|landlord|landlady|assistant|teacher|in-laws|best friend|mate"
)
_IN_LAW = "(?:[ -]in[ -]law)?"
_VERB = (
    r"(?:(?:also|still|now|just|never|always|really|who|already) )*"
    r"(?:is|are|was|were|has|have|had|'s|does|did|can|could|will|would|lives?|works?|keeps?|owns?|"
    r"\w+s|\w+ed|\w{3,}ing|went|came|got|bought|made|told|said|pregnant|due)\b"
)
_OF_RELATIVE = re.compile(
    rf"(?:(?<!and )(?<!with )\b(?:his|her|their|the|an?|\w+['’]s) (?:\w+ )?(?P<who>(?:{_RELATIVE})"
    rf"{_IN_LAW})|^(?:{_OLDER} )?(?P<kin>(?:{KIN}){_IN_LAW}))(?: [A-ZÀ-Þ]\w+)?"
    rf"(?:,? {_VERB}|['’]s (?=an?\b))",
    re.I,
)
_OF_NAME = re.compile(
    r"^(?:(?:and|that|so|then|me:|i think) )*(?:[\w' ]+ (?:told|said|says|heard|thinks|mentioned)"
    r"(?: (?:me|us|her|him))?(?: that)? )?(?P<who>[A-ZÀ-Þ][^\W\d_]+)(?: [A-ZÀ-Þ][^\W\d_]+)? "
    r"(?:also |still |now )?(?:is|was|has|had|lives|works|keeps|owns|plays|speaks|likes|loves|"
    r"hates|moved|went|owes|can)\b"
)
_OF_NAME_IS = re.compile(
    r"^(?:and |but |so )?(?P<who>[^\W\d_]+)['’]s (?:still|also|now|not|been|gone|got|an?|"
    r"just|always|only|allergic|afraid|vegan|vegetarian|coeliac|expecting|pregnant|married|engaged|"
    r"retired|\w{3,}ing)\b"
)
"""Short for "is" or "has", in small letters too: "joel's still vegan"."""
_SPEAKER = re.compile(r"^\s*(?:\[[^\]]*\]\s*)?(?P<who>[^\W\d_][\w .'-]{0,30}?)\s*:\s")
_WRITER = re.compile(r"^(?:and |so |but )?(?:i|we|i'm|i've)\b|^me:|\bi(?:'m| am| have|'ve)\b", re.I)
_DENIED = re.compile(
    r"\bw/o\b|\b(?:no|not|never|without|none|neither|nor|cannot)\b(?! (?:only|just|doubt|longer))"
    r"|n['’]t\b(?! (?:only|just))|\b(?:dont|doesnt|isnt|hasnt|cant|wont|didnt|wasnt)\b",
    re.I,
)
_AVERSE = re.compile(
    r"\b(?:allergic|allergy|intolerant|afraid|scared|frightened|terrified|hates?|dislikes?|loathes?|"
    r"can(?:no|['’])?t stand|avoids?|sick|tired|phobia|detests?)\b(?: (?:to|of|by|her|his))?",
    re.I,
)
_FORMER = re.compile(
    r"\b(?:used to|no longer|any ?more|formerly|former|previously|once (?:had|was|lived|worked)|"
    r"until (?:19|20|last|recently|he|she|they)|gave (?:up|away|her|him|it)|given up|"
    r"stopped (?=\w+ing)|(?:packed|jacked) in|"
    r"off the (?:fags|cigs|ciggies)|kicked|back to (?=\w+ing)|died|passed away|lost|"
    r"sold|back then|as a (?:child|kid|boy|girl|student)|years ago|in the past|growing up|quit|"
    r"retired\b(?! to\b| in\b)|"
    r"(?<=['’]s )off (?:the|his|her|their)\b|"
    r"shav(?:ed|ing) (?:\w+ ){0,2}(?:off|beard|moustache|tache)\b|"
    r"ex-\w+|split up|broke up|divorced|separated|grew out of)\b",
    re.I,
)
_LEFT = re.compile(
    r"\b(?:moved?|moving|moves|relocated|back) (?:\w+ )?from (?:the )?[\w-]+$"
    r"|\bleft (?!handed|(?:eye|eyebrow|ear|arm|forearm|hand|wrist|leg|knee|foot|ankle|hip|shoulder"
    r"|side|thumb|elbow|cheek|lung|breast)\b)(?:the )?[\w-]+$",
    re.I,
)
_NOT_THEIRS = re.compile(
    r"\b(?:isn|wasn|aren|weren)['’]?t (?:hers|his|theirs|mine)\b|\bnot (?:hers|his|theirs)\b"
    r"|\bbelongs to\b",
    re.I,
)
_WITHOUT = re.compile(
    r"\b(?:vegetarian|vegan|veggie|teetotal\w*|sober|childless|non-\w+|"
    r"intoleran\w+|allerg\w+|anaphyla\w+|hives|swell\w*|epi-?pen|no go|off limits|"
    r"co?eliac|(?:gluten|dairy)[ -]free|off (?:the )?(?:drink|booze|meat|dairy|gluten))\b",
    re.I,
)
"""Words that deny something without a "not"."""
_I_OWE = re.compile(
    r"\b(?:lent|lends|loaned|advanced) (?:me|us)\b|\b(?:i|we) (?:still )?(?:owe|borrowed)\b", re.I
)
_OWES_ME = re.compile(
    r"\bowes? (?:me|us)\b|\b(?:i|we) (?:lent|loaned|advanced)\b|^lent\b|"
    r"\bborrowed .*from (?:me|us)\b",
    re.I,
)
_DRY = re.compile(
    r"\b(?:teetotal\w*|sober|non-?alcoholic|alcohol[ -]free|off (?:the )?(?:drink|booze))\b",
    re.I,
)
_DRINKS = re.compile(r"\b(?:drink|drinks|alcohol|beer|wine|booze)\b", re.I)
_HAD = re.compile(r"(?<!has )(?<!have )(?<!'ve )(?<!'s )\bhad\b(?! (?:to|better)\b)", re.I)
_BEFELL = re.compile(
    r" (?:an?|another|his|her|their|the|two|three|\d) (?:[\w-]+ ){0,2}(?:attacks?|strokes?|"
    r"ops?|operation|surgery|pups|puppies|kittens|foals?|litter|"
    r"bypass|stents?|pacemaker|seizure|miscarriage|transplant|replacement|diagnosis|tumou?r)\b",
    re.I,
)
"""What somebody "had" is no possession that they have lost."""
_WAS = re.compile(r"\b(?:was|were)\b", re.I)
_SINCE_WAS = re.compile(
    r"\b(?:since|from when|ever since) (?:s?he|they) (?:was|were)\b"
    r"|\b(?:was|were) (?=(?:just |recently |also )?(?:made redundant|laid off|let go|fired|sacked|"
    r"diagnosed|widowed|found|told)\b)",
    re.I,
)
"""Says since when, or by what, it is so, and not that it is over."""
_PERFECT = re.compile(r"\b(?:has|have|'s|'ve|been)\s+(?:\w+ly |also |always )?$", re.I)
_OPEN = re.compile(
    r"\b(?:wants?|wanted|wish(?:es)?|would (?:like|love)|['’]d (?:like|love)|hop(?:es?|ing)|"
    r"think(?:s|ing) (?:of|about)|might|maybe|perhaps|plans?|planning|considering|"
    # no month: "in may", "3 may", "may 3"
    r"(?<!in )(?<!since )(?<!on )(?<!last )(?<!this )(?<!of )(?<!\d )may(?! \d|$|[,.;])|"
    r"dreams?|dreaming|looking for|saving (?:up )?for|if|possibly|not sure|unsure)\b",
    re.I,
)
_UNSURE = re.compile(r"\b(?:maybe|perhaps|possibly|not sure|unsure|undecided)\b", re.I)
_ONCE_AT_HOME = re.compile(r"\b(?:grew up|growing up|raised|born)\b", re.I)
"""Tells nothing of where somebody lives."""
_NEGATIVE = re.compile(r"\b(?:not|no|never|without)\b|n't\b", re.I)


def stance(
    question: str, sentence: str, *, span: str = "", names: frozenset[str] = frozenset()
) -> Stance:
    """How a sentence of somebody's notes stands to a question with yes or no about them.

    `span` are its words that answer; `names` the parts of the person's own names, in lower case.
    """
    clause, end = _clause(question, sentence, span)
    until = clause[:end].rstrip()
    asked = {word.lower for word in words(question)}
    if _owes_the_other_way(question, clause) or _is_of_somebody_else(
        question, sentence, clause, end, asked, names
    ):
        return Stance.OTHERS
    negative = _NEGATIVE.search(question) is not None
    now = re.match(r"(?:is|are|does|do|has|have|can)\b", question, re.I)
    if now and (_LEFT.search(until) or _is_former(question, clause, span)):
        return Stance.STATES if negative else Stance.FORMER
    averse = _AVERSE.search(until)
    if averse is not None and _asks(averse, question):
        averse = None
    denies = _DENIED.search(_told_before(_INTOLERANT, until) if _asks_food(question) else until)
    denied = bool(denies) or averse is not None or _is_dry(question, clause)
    if negative:
        return Stance.STATES if denied or _WITHOUT.search(clause) else Stance.DENIES
    if denied:
        return Stance.DENIES
    if re.match(r"does she live\b", question, re.I) and _ONCE_AT_HOME.search(until):
        return Stance.OPEN
    if _ASKS_SKILL.match(question) and _LEARNING.search(clause):
        return Stance.OPEN
    if (kin := _ASKS_KIN.match(question)) and re.search(
        rf"\b(?:her|his|their) (?:\w+ )?{kin['who']}\b", clause, re.I
    ):
        return Stance.STATES  # "moving to be nearer her sister"
    supposed = _OPEN.search(until) or _UNSURE.search(clause)
    if supposed and not _asks(supposed, question):
        return Stance.OPEN
    return _by_tense(question, span, clause)


_ASKS_KIN = re.compile(rf"does she have an? (?P<who>{KIN})\?$", re.I)
_ASKS_SKILL = re.compile(r"(?:does|can) she (?:\w+ )?(?:drive|speak)\b", re.I)
_LEARNING = re.compile(r"\b(?:learn(?:s|ing)?|lessons?|failed|theory test|course)\b", re.I)
_INTOLERANT = re.compile(r"\b(?:co?eliac|allerg\w+|intoleran\w+)\b", re.I)


def _asks_food(question: str) -> bool:
    """Whether it asks for what somebody cannot have: "no gluten" denies nothing of that."""
    return _INTOLERANT.search(question) is not None


def _told_before(said: re.Pattern[str], clause: str) -> str:
    match = said.search(clause)
    return clause if match is None else clause[: match.start()]


def _owes_the_other_way(question: str, clause: str) -> bool:
    """Whether it is the user who owes what the person is asked to owe, or the other way."""
    if re.search(r"\bowes? (?:me|us)\b", question, re.I):
        return bool(_I_OWE.search(clause) and not _OWES_ME.search(clause))
    if re.search(r"\bi owe\b", question, re.I):
        return bool(_OWES_ME.search(clause) and not _I_OWE.search(clause))
    return False


def _is_dry(question: str, clause: str) -> bool:
    """Whether it says of somebody who is asked about drinking that they do not."""
    asked = _DRINKS.search(question) and not _DRY.search(question)
    return bool(asked and _DRY.search(clause))


def _by_tense(question: str, span: str, clause: str) -> Stance:
    """Whether what is told is past where the past is asked about, and to come where that is."""
    if re.match(r"(?:did|has|have)\b", question, re.I):
        return Stance.OPEN if re.match(r"(?!wedding)\w+ing\b", span) else Stance.STATES
    to_come = re.match(r"(?:(?:is|are) \w+|\w+ \w+ be) \w{3,}ing\b", question, re.I)
    if to_come and (re.match(r"\w{3,}ed\b", span, re.I) or _is_done(to_come.group(), clause)):
        return Stance.FORMER
    return Stance.STATES


def _is_done(asked: str, clause: str) -> bool:
    """Whether a clause tells as done what is asked as going on: "they've moved" of "is moving"."""
    forms = [
        each for each in re.findall(r"[^\W\d_]+", clause) if stem(each) == stem(asked.split()[-1])
    ]
    return bool(forms) and all(each.lower().endswith("ed") for each in forms)


def relative_meant(question: str, sentence: str, span: str = "") -> str:
    """The relative of whom a sentence states what is asked: of "his dad had a stroke" the "dad"."""
    clause, end = _clause(question, sentence, span)
    match = _OF_RELATIVE.search(clause)
    if match is None or match.start() > end:
        return ""
    who = match["who"] or match["kin"]
    behind = clause[match.end("who" if match["who"] else "kin") :]
    of_them = f"she{behind}"
    return who.lower() if stance(question, of_them) is Stance.STATES else ""


def _asks(match: re.Match[str], question: str) -> bool:
    """Whether the question itself speaks of it: "who is allergic to cats"."""
    here = {stem(word) for word in re.findall(r"\w+", match.group())} - {"to", "of", "by"}
    return any(
        word.stem in here or (word.content and means(word, match.group()))
        for word in words(question)
    )


def _clause(question: str, sentence: str, span: str) -> tuple[str, int]:
    """The clause that answers, and where in it the answer ends."""
    at = sentence.find(span) if span else -1
    whole = at <= 0 and len(span) >= 0.6 * len(sentence)
    if at < 0 or whole:
        key = _key(question, sentence)
        at, length = key if key else (0, len(sentence))
    else:
        length = len(span)
    cuts = [
        0,
        *(
            match.end()
            for match in _CUT.finditer(sentence)
            if not _is_apposition(sentence, match)
            and ("and" not in match.group() or re.search(rf" {_VERB}", sentence[: match.start()]))
        ),
        len(sentence),
    ]
    start = max(cut for cut in cuts if cut <= at)
    stop = min((cut for cut in cuts if cut >= at + length), default=len(sentence))
    return sentence[start:stop], min(at + length, stop) - start


def _is_apposition(sentence: str, cut: re.Match[str]) -> bool:
    """Whether what follows a comma says what the one before it is: "Dawn, a nurse"."""
    before, after = sentence[: cut.start()], sentence[cut.end() :]
    return (
        cut.group().startswith(",")
        and re.search(r"[A-ZÀ-Þ]\w+$", before) is not None
        and re.match(r"(?:an?|the|who)\s", after) is not None
    )


def _key(question: str, sentence: str) -> tuple[int, int] | None:
    """The word of the sentence that fits the question's last words best."""
    asked = [word for word in words(question) if word.content]
    for word in reversed(asked):
        places = list(re.finditer(r"[\w'’-]+", sentence))
        for match in sorted(places, key=lambda place: stem(place.group()) != word.stem):
            if means(word, match.group()):
                return match.start(), len(match.group())
    return None


def _is_former(question: str, clause: str, span: str) -> bool:
    ended = (match.group().strip() for match in _FORMER.finditer(clause))
    if not _FORMER.search(question) and any(each not in span for each in ended):
        return not re.search(r"\bnow\b", clause, re.I)
    if re.search(r"\b(?:has|have)\b", question, re.I) and not question.lower().startswith("does"):
        return False
    had = _HAD.search(clause)
    if (
        question.lower().startswith("does she have")
        and had
        and not _BEFELL.match(clause, had.end())
    ):
        return True
    if re.match(r"(?:is|are)\b", question, re.I) and _WAS.search(_SINCE_WAS.sub("", clause)):
        return not re.search(r"\bis\b|\bwas born\b", clause, re.I)
    verb = re.match(r"does she (\w+)", question, re.I)
    if not verb or verb[1].lower() == "have":
        return False
    if verb[1].lower() == "live" and _WAS.search(clause):
        return not re.search(r"\bis\b|\blives\b|\bborn\b", clause, re.I)
    for match in re.finditer(r"\w+", clause):
        word = match.group().lower()
        past = word.endswith("ed") or irregular_base(word) == verb[1].lower()
        if past and stem(word) == stem(verb[1]) and word != verb[1] and not word.endswith("s"):
            return not _PERFECT.search(clause[: match.start()])
    return False


def _is_of_somebody_else(
    question: str, sentence: str, clause: str, end: int, asked: set[str], names: frozenset[str]
) -> bool:
    if _NOT_THEIRS.search(clause):
        return True
    speaker = _SPEAKER.match(sentence)
    who_speaks = {part.lower() for part in speaker["who"].split()} if speaker else set()
    if who_speaks & {"me", "i"}:
        return "i" not in asked and "me" not in asked
    for match in _OF_RELATIVE.finditer(clause):
        who = match["who"] or match["kin"]
        own = match["kin"] is not None and who.lower() in names  # the user's mom is called so
        asked_of = (
            any(means(word, question) for word in words(who))
            or own
            or (_WIDOWED.search(question) is not None and _PARTNER.fullmatch(who) is not None)
        )
        if match.start() <= end and not asked_of:
            return True
    if _ELLIPTIC.match(clause) and _led_by_relative(question, sentence, clause):
        return True
    named = _OF_NAME.match(clause) or _OF_NAME_IS.match(clause)
    if named and names and not re.search(r"\b(?:her|his|their)\b", clause):
        who = named["who"].lower()
        if who not in names and who not in _PRONOUNS and who not in asked:
            return True
    if speaker and names and _WRITER.search(sentence[speaker.end() :]):
        return not who_speaks & names
    if asked & {"i", "me", "my", "we", "us"}:
        return False
    return bool(_WRITER.search(clause[:end])) and not re.search(r"\b(?:her|him|she|he)\b", clause)


_WIDOWED = re.compile(r"\bwidow", re.I)
_PARTNER = re.compile(r"husband|wife|partner|fianc[eé]e?|hubby", re.I)
_ELLIPTIC = re.compile(r"(?:now |also |still |just )?(?:\w+ed|\w+s|now)\b", re.I)
"""A clause without a subject, which is that of the clause before: "retired now"."""


def _led_by_relative(question: str, sentence: str, clause: str) -> bool:
    """Whether a relative is the subject of the clause before: "her dad was a driver, retired"."""
    before = sentence[: max(sentence.find(clause), 0)]
    if not re.search(r",\s*$", before):
        return False
    last = [each for each in _CUT.split(before) if each][-1:]
    match = _OF_RELATIVE.match(last[0]) if last else None
    if match is None:
        return False
    return not any(means(word, question) for word in words(match["who"] or match["kin"]))


_PRONOUNS = frozenset(
    "she he they it her his their this that who there the now still also works lives born likes has"
    " is not no one both two since last today yesterday mum dad"
    " what where here let how when everyone nobody".split()
)

__all__ = ["KIN", "Stance", "relative_meant", "stance"]
