"""Finds the words by which a question means a person.

A person is described ("the heron sculptor") or pointed at ("the man in this photo").
"""

from __future__ import annotations

import re

from persona_assistant.language.lexicon import is_member
from persona_assistant.language.words import STOP, Word, stem

_PERSON = frozenset(
    stem(w)
    for w in """person people man woman guy lady gentleman friend one someone somebody individual
    boy girl contact folk bloke fellow mate pal speaker acquaintance persona human character figure
    buddy chap lad expert owner lover fan enthusiast specialist champion patient customer
    client seller buff head devotee patron guest host traveller neighbour neighbor colleague
    coworker classmate roommate flatmate stranger teammate pupil veteran student boss
    landlord landlady headmistress headmaster principal captain chief apprentice widow
    widower twin trainee""".split()
)
_AGENT = re.compile(r"[a-z]{3,}(?:er|or|ist|ian|eer|ant|grapher|ologist|ee)$")
"""Endings of words for people by what they do; only after an article, and never the ones below."""
_NO_AGENT = frozenset(
    """paper number letter dinner supper summer winter water weather colour color river corner
    order matter power flower mother father sister brother daughter grandmother grandfather
    computer kettle tower centre center theatre theater jumper sweater career under over
    after other another either neither ever never however rather together later older
    younger bigger better larger smaller former answer whether finger shoulder hair chair
    pair air floor door mirror motor doctor member quarter shower poster laughter character
    counter border cover danger timber restaurant plant giant instant coffee tree degree
    committee trousers mentor humor humour behavior behaviour honor honour flavor flavour
    favor favour error tutor printer scooter butter layer easter offer wonder anger hunger
    temper lawyer manner hammer ladder drawer trailer tractor elevator slipper trainer boxer
    sneaker container thermometer semester chapter disaster master boiler heater radiator router
    freezer refrigerator blender toaster mixer cooker dishwasher washer dryer charger adapter filter
    monitor scanner mower lawnmower timer sensor detector projector generator calculator converter
    reminder folder lever cooler humidifier locker dresser buzzer trigger""".split()
) - {"doctor", "tutor", "lawyer"}
_MEDIA = (
    r"photo(?:graph)?s?|pictures?|images?|snapshots?|pics?|portraits?|selfies?|shots?|clips?|"
    r"recordings?|audio|"
    r"voice (?:notes?|messages?|memos?|clips?)|voicemails?|messages?|sound ?bites?|voices?|videos?|"
    r"memos?|faces?"
)
_WHO_NOUN = (
    r"person|man|woman|guy|lady|gentleman|friend|one|someone|somebody|individual|boy|girl|contact|"
    r"people|speaker|voice|face"
)
_SHOWN = (
    r"shown|seen|pictured|depicted|photographed|heard|speaking|talking|appearing|captured|recorded|"
    r"visible|featured|"
    r"in|on|from|of|at|behind|to|whose|who(?:'s| is| was)?|that(?:'s| is)?|i(?:'m| am)|you"
)
IDENTIFIED = re.compile(
    rf"\b(?:(?:the|this|that|these|those|a|an|my|"
    rf"our)\s+)?(?:\w+\s+)?(?:{_WHO_NOUN})\s+(?:(?:{_SHOWN})\s+){{1,4}}"
    rf"(?:(?:the|this|that|these|my|attached|provided|given|query|first|"
    rf"same)\s+){{0,3}}(?:\w+\s+)?(?:{_MEDIA})"
    rf"(?:\s+(?:belongs? to|shows?|here|above|below))?\b"
    rf"|\b(?:the|this|that|my)\s+(?:{_WHO_NOUN})\s+(?:shown|seen|pictured|heard|speaking|talking|"
    rf"depicted|recorded|photographed)"
    rf"(?:\s+(?:here|above|below|now))?\b"
    rf"|\b(?:the|this|that)\s+(?:{_WHO_NOUN})\s+(?:that\s+|whom?\s+)?(?:you|we|i'm|i am|"
    rf"i)\s+(?:can\s+|now\s+)?"
    rf"(?:hear|see|showing|show|hearing|seeing|listening to|looking at|playing|"
    rf"attached)\b(?:\s+(?:you|here|now))*"
    rf"|\bthat\s+(?:{_WHO_NOUN})\b(?!\s+(?:who|that|whose|with|from|i|we|in|on|at|of|named|called|"
    rf"\w+ing|\w+ed)\b)"
    rf"|\b(?:in|on|from|of|by|with|to|behind|at)\s+(?:the|this|that|my|"
    rf"attached)\s+(?:\w+\s+)?(?:{_MEDIA})\b"
    rf"|\bwhose\s+(?:{_MEDIA})\s+(?:is|was|are|am)\s+(?:this|that|it|i|shown|here)(?:\s+(?:hearing|"
    rf"seeing))?\b"
    rf"|\bthis\s+(?:{_WHO_NOUN}|\w+)'s\b(?=\s)"
    rf"|\bthis\s+(?:{_WHO_NOUN}|client|customer|colleague|neighbou?r|chap|fellow|lad|scientist|"
    rf"writer|artist)\b",
    re.IGNORECASE,
)
AMONG = re.compile(
    r"\b(?:who|which|which one)\s+(?:of|among|amongst|in|out of)\s+(?:my|our|the|these|them|"
    r"those)(?:\s+\w+){0,2}?\s",
    re.IGNORECASE,
)
_ARTICLE = frozenset("""the my a an that this our your which whose""".split())
IS = frozenset("""is was are were 's 're""".split())
_INTRODUCED = 2
"""Up to this position "a nurse" introduces somebody; later, or after "is", it is what somebody
is."""
LINK = frozenset(
    """who that whose whom with from i we you in on named called at of wearing working living who's
    whom whose's without near by holding belonging carrying about for beside behind doing
    keeping studying""".split()
)


def is_person(word: Word) -> bool:
    """Whether it is a word for a person: "boss", "baker"."""
    if word.stem in _PERSON:
        return True
    if is_member(word.stem, "occupation") and not word.lower.endswith("ed"):  # "repaired"
        return True
    return bool(_AGENT.fullmatch(word.lower)) and word.lower not in _NO_AGENT


def person_phrase(tokens: tuple[Word, ...]) -> tuple[int, int, int] | None:
    """(article, head, end) of the first definite phrase for a person: "the heron | sculptor |"."""
    for start, word in enumerate(tokens):
        if word.lower not in _ARTICLE:
            continue
        if word.lower in ("a", "an") and (
            start > _INTRODUCED or any(w.lower in IS for w in tokens[:start])
        ):
            continue
        for head in range(start + 1, min(start + 5, len(tokens))):
            here = tokens[head]
            if here.lower == "'s":
                continue  # "my wife's sister"
            if head > start + 1 and (here.lower in STOP or here.lower in _ARTICLE):
                break
            following = tokens[head + 1] if head + 1 < len(tokens) else None
            if following is not None and (
                following.lower == "'s" or (following.content and is_person(following))
            ):
                continue
            kin = word.lower in ("my", "our") and is_member(here.stem, "relative")
            compatriot = is_member(here.stem, "nationality") and (
                following is None or following.lower in LINK
            )
            if is_person(here) or kin or compatriot:
                return start, head, head + 1
    return None
