"""What a note says of somebody's work: that they have it, or that it is over.

"left the union in july, estate agent w/ Pell" ends one job and begins another; "made redundant in
may" ends one. Only what a clause says counts, and of whom it says so is told by `subjects`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from persona_assistant.language.data_files import classes_of_work, kinds
from persona_assistant.language.date_words import plain
from persona_assistant.reader.cast import Cast
from persona_assistant.reader.subjects import Subject, clauses


class Tie(Enum):
    """What ties somebody to the work."""

    NOW = "now"
    OVER = "over"
    """The work has ended, or they have retired."""
    PAST = "past"
    WISH = "wish"
    """Planned, wished for or learned."""


@dataclass(frozen=True, slots=True)
class StatedWork:
    """Words of a note about somebody's work."""

    start: int
    """In characters of the note."""
    text: str
    subject: Subject
    tie: Tie


_QUIT = (
    r"(?:quit|left|leaving|leaves|packed in|gave up|given up|chucked in|jacked in|resigned from)"
)
_PLACE_OF_WORK = (
    r"(?:job|work|firm|company|practice|office|hospital|school|council|army|navy|police|bank|paper"
    r"|factory|shop|ambulance\w*|svc|service|union|uni\w*|restaurant|kitchen|library|post|trade"
    r"|clinic"
    r"|surgery|brewery|bakery|pharmacy|port|desk|bus|buses|trams?|trains?|co|ferr(?:y|ies)|newsroom"
    r"|garage|farm|studio|theatre|salon|pub|cafe|hotel|church|mill|museum|agency|bar|department)"
)
_NO_JOB = (
    r"(?!smok|drink|driv|vap|run|skip|eat|danc|gambl|climb|swim|play|wear|learn|bak|cook|hav|be|go)"
)
_OVER = (
    r"\b(?:(?<!until )(?<!till )(?<!ll )(?<!will )retire[ds]|early retirement|laid off"
    r"|made redundant"
    r"|redundan\w+|sacked|let go|unemployed|out of work|between jobs|stepped down"
    r"|stopped (?:work\w*|teaching|nursing|practi[cs]ing)|no longer work\w*"
    r"|(?:doesn['’]?t|don['’]?t|isn['’]?t|not) work(?:s|ing)?(?= (?:at|for|in|as|any))"
    rf"|(?:{_QUIT}|lost) (?:(?:the|his|her|their|a|old|part|full|time"
    rf"|day) )*(?:\w+ ){{0,2}}?{_PLACE_OF_WORK}\b"
    rf"|{_QUIT} (?:the )?(?:\w+ )?{_NO_JOB}[a-z]{{2,}}ing\b|{_QUIT} (?-i:[A-ZÀ-Þ])\w+"
    r"|(?:sold|closed|shut|wound up|lost) (?:the |his |her |their )?(?:share of the )?(?:\w+ )?"
    r"(?:practice|garage|shop|firm|business|bakery|salon|studio|restaurant|pub|cafe|van|company)"
    r"|(?:podcast|firm|business|shop|bakery|show|company) (?:folded|went (?:bust|under)|closed|shut"
    r"|got cancelled)|went bust"
    r"|(?:off|out of|no longer (?:at|with|in|on)) the (?:road|trains?|army|navy|buses|trams|force"
    r"|police)"
    r"|nothing lined up|not found (?:owt|anything|work)|looking for work|job ?hunting)\b"
)
_VEHICLE = (
    r"(?:\w+ )?(?:bus|taxi|cab|lorry|truck|van|tram|train|sweeper|forklift|ambulance|digger|crane"
    r"|hearse"
    r"|tractor|coach)"
)
_HAS = (
    r"\b(?:works(?! (?:out|up|on (?:her|his|their)))|(?<!off )(?<!from )work (?:as|for)"
    r"|working (?:as|at|for|in|with|from|nights|part|full)"
    r"|(?:got|has|found|took|landed) (?:a |an |her |his |the )?(?:new |better |proper )?"
    r"(?:job|work|post|position|chair|role) (?:at|as|in|with|w/)|got on as"
    r"|(?:got )?made (?:permanent|partner|manager|head)"
    r"|temping|(?:re)?training (?:as|to be)"
    r"|freelanc\w*|self[- ]employed|on (?:her|his|their) own since"
    r"|own (?:\w+ )?(?:business|firm|garage|shop|salon|practice|bakery|company|studio)"
    r"|runs(?= (?:the|a|an|her|his|their|quality|planning|payroll|projects)\b)"
    r"|(?:head|director|manager) (?:of|at|for)"
    rf"|teaches|lectures|trains (?:\w+ )?(?:drivers|staff|recruits|handlers)|drives (?:for|trams"
    rf"|trains|buses|lorries|taxis|trucks|freight|(?:a |an |the ){_VEHICLE})"
    r"|manages|designs|sells|repairs|restores|fixes(?! \w*thing)|fits|lays|welds|bakes for"
    r"|cooks (?:at|for|in)"
    r"|cleans (?:at|for|offices|houses)"
    r"|consults|translates|writes (?:for|\w+ textbooks|textbooks|manuals|software|code)"
    r"|does (?:the books|accounts|nails|hair|payroll|sound|pr|"
    r"locum|mobile|floor|comms|admin|reception|data|it\b)|tending bar|making (?:podcasts|films)"
    r"|writing for|fishes|leads (?:the|a)"
    r"|stacks shelves|delivers|stays home|treats|helping (?:his|her|their) (?:dad|mum|mom|father"
    r"|mother|brother|uncle)\b.{0,30}\b(?:farm|shop|business)"
    r"|on desk duties|at airbus)\b"
)
_PAST = (
    r"\b(?:used to (?:be|work|run|teach|drive)|was (?=an? )|worked (?:as|at|for|in)"
    r"|drove (?:buses|taxis|trams|trains|lorries|a)"
    r"|ran (?:the|a|an|his|her)\s(?!\w*\s?(?:half|marathon|race|10k|5k))|taught|nursed|managed"
    r"|flew for)\b"
)
_WISHED = (
    r"\b(?:wants?|hop(?:es|ing)|might|may be|would|could|applied|applying|appl(?:y|ies)|thinking"
    r"|dreams?"
    r"|plan(?:s|ning)? (?:to|on)|wishes|swears|will be|starts? (?:in|on|next)|going to"
    r"|volunteers?|wanted"
    r"|learning|studying|studies|course|degree|until|till \w)\b"
)
_SUFFIXED = r"[a-z]{3,}(?:ologist|ician|smith|wright|keeper|worker|grapher|therapist|surgeon)"
_MORE_ROLES = (
    "physio gp pe teacher head trainer instructor signaller caretaker solicitor anaesthetist"
    " magistrate"
    " roofer carer actuary vicar rector trucker tiler hygienist surveyor warden deckhand landscaper"
    " stagehand bartender barman barmaid porter postie paralegal lecturer sparky brickie binman"
    " comedian"
    " cantor ranger dispatcher plasterer glazier joiner cellist cabbie firefighter barber"
    " groundsman"
    " supervisor foreman agent assistant technician optician adviser advisor coordinator recruiter"
    " housewife househusband stockbroker broker registrar receptionist farmhand farmer skipper"
    " purser"
)


@lru_cache(maxsize=1)
def _roles() -> re.Pattern[str]:
    """What a note calls somebody by their work."""
    found = set(_MORE_ROLES.split())
    found |= set(kinds()["occupation"]["words"])
    for lists in classes_of_work().values():
        found |= {each for each in lists["words"] if each.endswith(_ENDINGS)}
    found -= {"school", "student", "guard", "model", "vet's", "captain", "head", "guide", "coach"}
    longest = sorted(map(re.escape, found), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest)}|{_SUFFIXED})(?![\w-]|['’]s|s\b)")


_ENDINGS = ("er", "or", "ist", "ian", "nurse", "medic", "wife", "tect")


def stated_works(text: str, cast: Cast) -> Iterator[StatedWork]:
    """What a note says of anybody's work, in order."""
    ended, sentence = None, -1
    for clause in clauses(text, cast):
        here = text.rfind(".", 0, clause.start + 1)
        ended, sentence = (ended if here == sentence else None), here
        for each in _in_clause(text, clause.start, clause.end, clause.subject, ended):
            ended = clause.subject if each.tie is Tie.OVER else ended
            yield each


def _in_clause(
    text: str, start: int, end: int, subject: Subject, ended: Subject | None
) -> Iterator[StatedWork]:
    said = text[start:end]
    low = plain(said)

    def at(place: int, tie: Tie) -> StatedWork:
        cut = re.compile(r"(?:\W|\b(?:is|was|s|hes|shes|now|as|to be|to do|to)\s)*").match(
            low, place
        )
        place = cut.end() if cut else place
        return StatedWork(start + place, said[place:].strip(" ,"), subject, tie)

    wished = re.search(_WISHED, low) is not None
    over = re.search(_OVER, said, re.IGNORECASE) if not _WILL_END.search(low) else None
    if over is not None:
        yield at(over.start(), Tie.OVER)
        after = _AFTER.search(low, over.end())
        if after is not None:
            yield at(after.start(), Tie.NOW)
        return
    past = re.search(_PAST, low)
    if past is not None and past.group() == "was " and not _roles().search(low, past.end()):
        return
    if past is not None and not wished:
        yield at(past.start(), Tie.PAST)
        return
    place = _work_at(said, low, new=ended == subject)
    if place is not None:
        yield at(place, Tie.WISH if wished else Tie.NOW)


_WILL_END = re.compile(
    r"\b(?:will|ll|swears|wants? to|hopes? to|might|plans? to)\s(?:\w+\s){0,3}(?:retire|quit|leave)"
)
_AFTER = re.compile(
    r"\b(?:to (?!the\b|a\b|an\b|his\b|her\b|my\b|their\b|in\b)[a-z]+|for a (?:job|post))\s"
    r"|\bnow\s(?=\w)"
)
_NO_JOB_VERBS = frozenset(
    "says hates loves wants likes misses rents lives moves keeps owns has thinks needs owes is"
    " was gets"
    " feels looks hopes sounds seems".split()
)


def _work_at(said: str, low: str, *, new: bool) -> int | None:
    """Where in a clause its work begins; `new`: behind a clause that ends the same one's work."""
    if re.match(r"\W*(?:[\w'’]+\s){0,2}still\s", low):  # nothing new
        return None
    verb, role = re.search(_HAS, low), _role_at(said, low)
    if verb and (role is None or verb.start() <= role):
        return verb.start()
    if role is not None:
        return role
    begins = re.compile(r"\W*(?:now |he |she )?(?P<verb>[a-z]{3,}s)\s(?!is\b)").match(low)
    if new and begins and begins["verb"] not in _NO_JOB_VERBS:
        return begins.start("verb")
    return None


def _role_at(said: str, low: str) -> int | None:
    """Where a clause says what somebody is by their work: "a night baker", "my dentist"."""
    role = _roles().search(low)
    if role is None or (said[role.start()].isupper() and low[: role.start()].strip()):
        return None
    before = low[: role.start()]
    phrase = re.search(
        r"(?:(?:\b(?:an?|as|now|is|was|s|my|our|full)\s|=\s|^\W*)(?:[\w-]+\s){0,2})$", before
    )
    if phrase is None or re.search(
        r"\b(?:w/|with|by|from|to|for|of|than|like|seeing|met|the|told)\s(?:[\w-]+\s){0,2}$", before
    ):
        return None
    return phrase.start()
