"""Lists by marital status: who is married, engaged, getting married, single, divorced or widowed.

A wedding makes spouses of the engaged and a parting single people of either, so everybody's notes
are gone through in order of time, and the last thing that they tell counts. A wedding that a note
announces has been held once its day is past.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from persona_assistant.assistant.fragments import day_of, fragments, place_at
from persona_assistant.assistant.list_owners import Owners
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, spans
from persona_assistant.language.kin import ANY
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import AnyReader, Found

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = list[tuple[Stance, Found]]
Finder = Callable[[AnyReader, People], dict[int, Stances]]


class Status(Enum):
    MARRIED = "married"
    ENGAGED = "engaged"
    COUPLE = "couple"
    """With a partner, whatever else."""
    SPLIT = "split"
    SEPARATED = "separated"
    """From a husband or a wife."""
    DIVORCED = "divorced"
    WIDOWED = "widowed"
    SINGLE = "single"


_ASKED = (
    (r"married|wed|hitched|a married (?:man|woman)", {Status.MARRIED}),
    (
        r"engaged|betrothed|getting (?:married|hitched|wed)|marrying|tying the knot|"
        r"to be married|about to get married",
        {Status.ENGAGED},
    ),
    (
        r"single|unattached|available",
        {Status.SINGLE, Status.SPLIT, Status.SEPARATED, Status.DIVORCED},
    ),
    (r"divorced|a divorcee", {Status.DIVORCED}),
    (
        r"(?:divorced or separated|separated or divorced)(?: from an? \w+)?",
        {Status.DIVORCED, Status.SEPARATED},
    ),
    (r"separated", {Status.SEPARATED}),
    (r"an? widow(?:er)?|widowed", {Status.WIDOWED}),
)
_QUESTION = re.compile(
    r"^is she (?:still |now |already |currently )?(?P<what>[\w ]+?)(?: soon| now| yet)?\?$", re.I
)
_THROUGH = re.compile(
    r"^(?:has|did) she (?:(?:been|go|gone|had|have|get|got|gotten) )?(?:through )?(?:an? |the )?"
    r"(?:divorced?|separat\w+|marriage (?:end|fail|break up))"
    r"(?: or (?:an? )?(?:divorced?|separat\w+))?\?$",
    re.I,
)
_ENDED = re.compile(
    r"^(?:did|has) her marriage (?:end|fail|br[eo]ak|broke)\w*(?: up| down)?\?$", re.I
)
_SPLIT_UP = re.compile(
    r"^(?:did|has|is) she (?:recently |just )?(?:split|broken|broke|break)(?: up)?"
    r"(?: (?:with|from) (?:an?|her|their) (?:partner|boyfriend or girlfriend|boyfriend|girlfriend|"
    r"other half))?(?: along the way| lately)?\?$",
    re.I,
)
_LOST_SPOUSE = re.compile(
    r"^(?:has|did) she (?:lost|lose|bury|buried|outlived?) (?:(?:an?|her|his|their) )?"
    r"(?P<what>husband|wife|partner|spouse)(?: or (?:an? |her |his |their )?"
    r"(?P<or>husband|wife|partner))?\?$",
    re.I,
)
_HAS_SPOUSE = re.compile(
    r"^does she have (?:an? )?(?P<what>husband or (?:a )?wife|wife or (?:a )?husband|husband|wife|"
    r"spouse|fianc[eé]e?|boyfriend or (?:a )?girlfriend|"
    r"boyfriend|girlfriend|partners?|other hal(?:f|ves)|better half|significant other)\?$"
    r"|^is she (?:in|having) an? (?P<tie>(?:\w+ )?relationship)\?$",
    re.I,
)
_SPOUSE = r"(?:husband|wife|hubby|missus|spouse)"
_OWNER = r"(?:(?<![\w'’])(?:his|her|their|the|w|with|new|second)[ /]{1,3})"
_WED = (
    r"\b(?:got|gets|are|is|was|been|newly|happily|re)? ?(?<!get )(?<!getting )(?<!be )(?<!not )"
    r"(?:re)?married\b(?! (?:couple|life|name|sister|brother|friend|man|woman))|"
    r"\bwed (?:on|in|at|last|again|this|yesterday|today)\b|"
    r"\b(?:tied the knot|eloped|newly-?weds?|mr (?:and|&) mrs|got (?:hitched|wed)|"
    r"honeymoon(?!\?))\b"
    r"|\b(?:lovely|gorgeous|beautiful|great|fab|amazing|perfect) wedding\b|"
    r"\bwedding(?: (?:was|went)\b|[,!:]+ (?:what an? |such an? |an? )?(?:lovely|gorgeous|beautiful|"
    r"great|fab|amazing|perfect|brilliant|wonderful|fun)\b)|"
    r"\bverheiratet\b|\bcasad[ao]\b|\bmarié[e]?\b"
)
_TO_WED = (
    r"\b(?:engaged|betrothed|proposed|popped the question|fianc[eé]e?|"
    r"getting (?:married|hitched|wed)"
    r"|get(?:s)? (?:married|hitched)|marrying|tying the knot|"
    r"(?:set|booked) (?:a |the )?(?:date|wedding))\b(?! in conversation)"
)
_WEDDING = r"(?<!\bin )\b(?:wedding|marry|marries)\b"
_SPLIT = (
    r"\b(?:split(?:ting)? up|split with|split from|broke(?:n)? up|breaking up|separated|separating|"
    r"called off the (?:wedding|engagement)|called the (?:wedding|engagement) off|"
    r"broke off the engagement|wedding(?:'s| is)? (?:is )?(?:called )?off|"
    r"left (?:him|her)(?= for|\s*(?:$|[,.!]))|(?:he|she) moved out|dumped)\b"
    r"|\bsplit(?=\s*(?:$|[,.;!]| in \w+| last\b| after\b))"
)
_DIVORCED = r"\b(?:divorced|divorcing|divorcee|divorce|ex[- ](?:husband|wife|hubby|missus))\b"
_WIDOWED = (
    rf"\bwidow(?:er|ed)?\b|\b{_SPOUSE} (?:[A-ZÀ-Þ]?\w+ )?(?:has |sadly |suddenly )*"
    rf"(?:died|passed away|passed|is dead)\b|\blate {_SPOUSE}\b|\blost (?:his|her) {_SPOUSE}\b"
    rf"|\b{_SPOUSE} [A-ZÀ-Þ]?\w+ \(d\. "
)
_SINGLE = (
    r"\bsingle\b(?! (?:malt|room|bed|track|ticket|storey|speed|handed|use|point|one|cream|day|"
    r"time|glaz\w+|file))|\bnot (?:seeing|dating) any(?:one|body)\b"
)
_COUPLE = (
    r"\b(?:seeing|dating|going out with|moved in with (?:her|his) (?:boy|girl)friend|"
    r"boyfriend|girlfriend|bf|gf|partner|new (?:man|fella|bloke|guy|woman|lady|chap)|"
    r"met (?:someone|somebody|an? (?:girl|guy|bloke|fella|lad|lass)\b(?! (?:at|from|in|who)\b))|"
    r"together with|back together)\b(?! (?:the |a )?(?:doctor|"
    r"physio|dentist|therapist|specialist|counsellor|consultant))"
)
_EVENTS: tuple[tuple[Status, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern, re.I))
    for status, pattern in (
        (Status.WIDOWED, _WIDOWED),
        (Status.DIVORCED, _DIVORCED),
        (Status.SPLIT, _SPLIT),
        (Status.SINGLE, _SINGLE),
        (Status.ENGAGED, _TO_WED),
        (
            Status.MARRIED,
            rf"{_WED}|(?:^|[,;(+&] ?|\band |{_OWNER}|\b[\w]+['’]s )(?:is )?{_SPOUSE}\b(?!-to-be)",
        ),
        (Status.ENGAGED, _WEDDING),
        (Status.COUPLE, _COUPLE),
    )
)
"""What tells of each, the one that says most first."""
_NOT = re.compile(
    r"\b(?:not|never|no|n't|want(?:s|ed)?|hop(?:es?|ing)|might|maybe|if|would|wish\w*|thinking|"
    r"dream\w*|nearly|almost|isn|aren)\b|n['’]t\b",
    re.I,
)
_AT_ANOTHERS = re.compile(
    r"\b(?:(?:his|her|their|my|our|an?|the|[^\W\d_]+['’]s) (?:\w+ )?"
    r"(?:sister|brother|cousin|friend|"
    r"mate|mum|mom|dad|mother|father|aunt|uncle|niece|nephew|boss|colleague|neighbou?r|"
    r"daughter|son|parents?|sister-in-law|brother-in-law|grand\w+)|sister|brother|cousin|daughter|"
    r"son|parents|lad|girl|boy|eldest|youngest)(?: [A-ZÀ-Þ]\w+)?(?:['’]s)?\b(?! of the\b)",
    re.I,
)
_GUEST = re.compile(
    r"\b(?:bridesmaid|best man|usher|guests?|invited|caters?|photograph\w+|officiat\w+|plays? at|"
    r"wedding (?:cakes?|dress(?:es)?|band|planner|photo\w*|venues?|flowers|singer|present|gift))\b"
    r"|\b(?:my|our) wedding\b|\bmet (?:\w+ )?at\b",
    re.I,
)
_STALE = datetime.timedelta(days=1000)
"""An engagement of which nothing more was noted is past after that."""


def finder(question: str, when: When | None) -> Finder | None:
    """What finds out how everybody's notes stand to a question for a marital status; None for
    another question, or where a time is named (`when`)."""
    wanted = asked_status(question)
    lost = _LOST_SPOUSE.match(question)
    ever = any(each.match(question) for each in (_LOST_SPOUSE, _THROUGH, _ENDED, _SPLIT_UP))
    if not wanted or when is not None:
        return None
    spouse = _HAS_SPOUSE.match(question) or (lost if lost and not lost["or"] else None)
    other = _OTHER_SEX.get((spouse["what"] or "").lower()) if spouse else None
    return lambda _, people: {
        i: [] if other and _speak_of(other, each[1]) else _standing(wanted, *each, ever=ever)
        for i, each in people.items()
    }


_OTHER_SEX = {
    "husband": (r"wife|girlfriend|gf|missus", r"husband|boyfriend|bf|hubby"),
    "wife": (r"husband|boyfriend|bf|hubby", r"wife|girlfriend|gf|missus"),
    "boyfriend": (r"wife|girlfriend|gf|missus", r"husband|boyfriend|bf|hubby"),
    "girlfriend": (r"husband|boyfriend|bf|hubby", r"wife|girlfriend|gf|missus"),
}


def _speak_of(partner: tuple[str, str], notes: Sequence[Note]) -> bool:
    """Whether notes speak of a partner of the other sex than the one asked for."""
    text = "\n".join(each.text for each in notes)
    other, asked = (re.search(rf"\b(?:{each})\b", text, re.I) for each in partner)
    return other is not None and asked is None


def asked_status(question: str) -> frozenset[Status]:
    """Which status a question about one person asks for; none for another question."""
    if match := _HAS_SPOUSE.match(question):
        what = (match["what"] or "partner").lower()
        return next((each for said, each in _WITH if what.startswith(said)), _WITH[-1][1])
    if _LOST_SPOUSE.match(question):
        return frozenset({Status.WIDOWED})
    if _ENDED.match(question):
        return frozenset({Status.DIVORCED, Status.SEPARATED})
    if _SPLIT_UP.match(question):
        return frozenset({Status.SPLIT, Status.SEPARATED, Status.DIVORCED})
    if _THROUGH.match(question):
        parted = re.search(r"separat|marriage", question, re.I)
        divorced = re.search(r"divorc|marriage", question, re.I)
        return frozenset(
            each for each, told in ((Status.DIVORCED, divorced), (Status.SEPARATED, parted)) if told
        )
    match = _QUESTION.match(question)
    if match is None:
        return frozenset()
    return next(
        (frozenset(each) for said, each in _ASKED if re.fullmatch(said, match["what"], re.I)),
        frozenset(),
    )


def _standing(
    wanted: frozenset[Status], name: str, notes: Sequence[Note], *, ever: bool = False
) -> Stances:
    told = list(told_of(name, notes))
    if ever:
        return [(Stance.STATES, place) for status, place in told if status in wanted][:1]
    if not told:
        return []
    last, place = told[-1]
    if last in wanted:
        return [(Stance.STATES, place)]
    if last in (Status.COUPLE, Status.ENGAGED) and (before := _before_partner(told)) in wanted:
        told_before = next(each for status, each in reversed(told) if status is before)
        return [] if before not in _LASTING else [(Stance.STATES, told_before)]
    former = [each for status, each in told if status in wanted]
    return [(Stance.FORMER, former[-1])] if former else []


_WITH = (
    ("fianc", frozenset({Status.ENGAGED})),
    ("boyfriend", frozenset({Status.COUPLE})),
    ("girlfriend", frozenset({Status.COUPLE})),
    ("partner", frozenset({Status.COUPLE, Status.ENGAGED, Status.MARRIED})),
    ("other half", frozenset({Status.COUPLE, Status.ENGAGED, Status.MARRIED})),
    ("", frozenset({Status.MARRIED})),
)
_LASTING = (Status.DIVORCED, Status.WIDOWED, Status.SEPARATED)


def _before_partner(told: Sequence[tuple[Status, Found]]) -> Status | None:
    return next(
        (each for each, _ in reversed(told) if each not in (Status.COUPLE, Status.ENGAGED)), None
    )


def told_of(name: str, notes: Sequence[Note]) -> Iterator[tuple[Status, Found]]:
    """What notes tell of somebody's marital status, in order of time."""
    owners = Owners(name, notes)
    today = datetime.date.today()
    now: Status | None = None
    for note, start, text in fragments(sorted(notes, key=day_of)):
        found = _event(text, note, start, owners)
        if found is None:
            continue
        status, place = found
        if status is Status.ENGAGED:
            last = max((last for _, last in spans(text, note.date, to_come=True)), default=None)
            if last is not None and _WEDDING_DAY.search(text) and last < today:
                status = Status.MARRIED
            elif now is Status.MARRIED and not _AGAIN.search(text):
                continue  # "our wedding gift", years later
            elif note.date is not None and last is None and today - note.date > _STALE:
                continue
        if status is Status.COUPLE and now in (Status.MARRIED, Status.ENGAGED):
            continue
        spouses = now is Status.MARRIED or _SPOUSES.search(text)
        if status is Status.SPLIT and spouses:
            status = Status.SEPARATED
        now = status
        yield status, place


_WEDDING_DAY = re.compile(
    r"\b(?:wedding|marr(?:y|ies|ying)|get(?:s|ting) (?:married|hitched))\b", re.I
)
_SPOUSES = re.compile(r"\bseparat|\bhusband\b|\bwife\b|\bdivorc", re.I)
_AGAIN = re.compile(r"\b(?:engaged|proposed|again|remarr\w+|getting married|fianc)\w*", re.I)


def _event(text: str, note: Note, start: int, owners: Owners) -> tuple[Status, Found] | None:
    """What a fragment tells of the person."""
    english = in_english(text)
    if (gone := _DIED.match(english)) and gone["who"].lower() in owners.spouses:
        return Status.WIDOWED, place_at(note, start, start + len(text), _SURE)
    if (gone := _MOVED_OUT.match(english)) and gone["who"].lower() in owners.partners:
        return Status.SPLIT, place_at(note, start, start + len(text), _SURE)
    for status, pattern in _EVENTS:
        match = pattern.search(english)
        if match is None:
            continue
        before = english[: match.start()]
        clause = re.split(r"[;:,(]|\bbut\b", before)[-1]
        if _GUEST.search(english) or (_NOT.search(clause) and status is not Status.SINGLE):
            continue
        begin, end = match.span() if english == text else (0, len(text))
        place = place_at(note, start + begin, start + end, _SURE)
        if is_of_others(before, match.group(), place, owners):
            return None
        return status, place
    return None


_SURE = 0.87
_MOVED_OUT = re.compile(
    r"(?:and |but |so |then )*(?P<who>[^\W\d_]+) (?:has |just |have )*"
    r"(?:moved out|left (?:him|her)\b(?! \w))",
    re.I,
)
_DIED = re.compile(
    r"(?:and |but |so |poor |then )*(?P<who>[^\W\d_]+) (?:\w+ )?"
    r"(?:died|passed away|passed|is dead)\b",
    re.I,
)


def is_of_others(before: str, said: str, place: Found, owners: Owners) -> bool:
    """Whether what is `said` behind some words of a fragment is so of somebody else."""
    before = re.sub(r"\([^()]*\)", "", before)
    before = re.sub(rf"\b(?:w/?|with|at|to|near) (?:his|her|their) (?:{ANY})s?\b", "", before)
    owner = _OWNER_OF.search(before)
    if owner and owner["who"].lower() not in owners.own | owners.partners | _PRONOUNS:
        return True
    kin = _AT_ANOTHERS.search(before)
    behind = before[kin.end() :] if kin else ""
    named = {each.lower() for each in re.findall(r"[^\W\d_]+", behind)} & owners.own
    if kin and not named and not re.search(r"[(,;)] ?(?:she|he|they)?\b[^(,;]*$", behind):
        return True
    if owner := re.match(r"([^\W\d_]+)['’]s ", said):
        return owner[1].lower() not in owners.own | {"she", "he"}
    subject = _SUBJECT.match(before)
    if subject and subject["who"][:1].isupper():
        words = {each.lower() for each in re.findall(r"[^\W\d_]+", before)}
        known = owners.own | owners.partners | _PRONOUNS
        if subject["who"].lower() not in known and not words & known:
            return True
    return owners.is_of_another(place, of_two=True)


_OWNER_OF = re.compile(r"\b(?P<who>[^\W\d_]+)['’]s (?:\w+ )?$")
_SUBJECT = re.compile(
    r"(?:and |but |so )?(?P<who>[^\W\d_]+)(?: [A-ZÀ-Þ]\w+)? (?:is|was|has|had|got|gets?|just|'s)\b"
)
_PRONOUNS = frozenset("she he they both it this that now still who finally just".split())

__all__ = ["Status", "asked_status", "finder", "is_of_others", "told_of"]
