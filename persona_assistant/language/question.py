"""Takes a question apart: who it is about, and what it asks.

"The woman who keeps bees - what was she wearing?" has a *cue* (keeps bees) that describes a person
and an *ask* (what was she wearing). "What does the person in this photo do for a living?" has no
cue: the photo says who. Which frames the ask names, and which of its words remain as *anchors* that
an answer must be about ("scarf" in "what colour was her scarf"), is worked out here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.frames import Frame, frames, match, specificity
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.words import STOP, Word, stem, words

_PERSON = frozenset(
    stem(w)
    for w in """person people man woman guy lady gentleman friend one someone somebody individual boy girl contact folk
    bloke fellow mate pal speaker acquaintance persona human character figure buddy chap lad expert owner lover fan
    enthusiast specialist champion patient customer client seller buff head devotee patron guest host traveller
    neighbour neighbor colleague coworker classmate roommate flatmate stranger teammate pupil veteran
    student boss landlord landlady headmistress headmaster principal captain chief apprentice widow widower twin trainee""".split()
)
_AGENT = re.compile(r"[a-z]{3,}(?:er|or|ist|ian|eer|ant|grapher|ologist|ee)$")
"""Endings of words for people by what they do; only after an article, and never the ones below."""
_NO_AGENT = frozenset(
    """paper number letter dinner supper summer winter water weather colour color river corner order matter power flower
    mother father sister brother daughter grandmother grandfather computer kettle tower centre center theatre theater jumper
    sweater career under over after other another either neither ever never however rather together later older younger
    bigger better larger smaller former answer whether finger shoulder hair chair pair air floor door mirror motor doctor
    member quarter shower poster laughter character counter border cover danger timber restaurant plant giant instant coffee
    tree degree committee trousers mentor humor humour behavior behaviour honor honour flavor flavour favor favour error
    tutor printer scooter butter layer easter offer wonder anger hunger temper lawyer manner hammer ladder drawer
    trailer tractor elevator slipper trainer boxer sneaker container thermometer semester chapter disaster master""".split()
) - {"doctor", "tutor", "lawyer"}
_MEDIA = (
    r"photo(?:graph)?s?|pictures?|images?|snapshots?|pics?|portraits?|selfies?|shots?|clips?|recordings?|audio|"
    r"voice (?:notes?|messages?|memos?|clips?)|voicemails?|messages?|sound ?bites?|voices?|videos?|memos?|faces?"
)
_WHO_NOUN = r"person|man|woman|guy|lady|gentleman|friend|one|someone|somebody|individual|boy|girl|contact|people|speaker|voice|face"
_SHOWN = (
    r"shown|seen|pictured|depicted|photographed|heard|speaking|talking|appearing|captured|recorded|visible|featured|"
    r"in|on|from|of|at|behind|to|whose|who(?:'s| is| was)?|that(?:'s| is)?|i(?:'m| am)|you"
)
_IDENTIFIED = re.compile(
    rf"\b(?:(?:the|this|that|these|those|a|an|my|our)\s+)?(?:\w+\s+)?(?:{_WHO_NOUN})\s+(?:(?:{_SHOWN})\s+){{1,4}}"
    rf"(?:(?:the|this|that|these|my|attached|provided|given|query|first|same)\s+){{0,3}}(?:\w+\s+)?(?:{_MEDIA})"
    rf"(?:\s+(?:belongs? to|shows?|here|above|below))?\b"
    rf"|\b(?:the|this|that|my)\s+(?:{_WHO_NOUN})\s+(?:shown|seen|pictured|heard|speaking|talking|depicted|recorded|photographed)"
    rf"(?:\s+(?:here|above|below|now))?\b"
    rf"|\b(?:the|this|that)\s+(?:{_WHO_NOUN})\s+(?:that\s+|whom?\s+)?(?:you|we|i'm|i am|i)\s+(?:can\s+|now\s+)?"
    rf"(?:hear|see|showing|show|hearing|seeing|listening to|looking at|playing|attached)\b(?:\s+(?:you|here|now))*"
    rf"|\bthat\s+(?:{_WHO_NOUN})\b(?!\s+(?:who|that|whose|with|from|i|we|in|on|at|of|named|called|\w+ing|\w+ed)\b)"
    rf"|\b(?:in|on|from|of|by|with|to|behind|at)\s+(?:the|this|that|my|attached)\s+(?:\w+\s+)?(?:{_MEDIA})\b"
    rf"|\bwhose\s+(?:{_MEDIA})\s+(?:is|was|are|am)\s+(?:this|that|it|i|shown|here)(?:\s+(?:hearing|seeing))?\b"
    rf"|\bthis\s+(?:{_WHO_NOUN}|\w+)'s\b(?=\s)"
    rf"|\bthis\s+(?:{_WHO_NOUN}|client|customer|colleague|neighbou?r|chap|fellow|lad|scientist|writer|artist)\b",
    re.IGNORECASE,
)
_ARTICLE = frozenset("the my a an that this our your which whose".split())
_IS = frozenset("is was are were 's 're".split())
_INTRODUCED = 2
"""Up to this position "a nurse" introduces somebody; later, or after "is", it is what somebody
is."""
_LINK = frozenset(
    """who that whose whom with from i we you in on named called at of wearing working living who's whom whose's without
    near by holding belonging carrying about for beside behind doing keeping studying""".split()
)
_AMONG = re.compile(
    r"\b(?:who|which|which one)\s+(?:of|among|amongst|in|out of)\s+(?:my|our|the|these|them|those)(?:\s+\w+){0,2}?\s",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s+[-–—]+\s+|[,;:?!—–]+\s*|\.\s+|\band\s+(?=(?:what|where|how|when|why|which|who)\b)",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"(?<=\w)\s+(?:when|while|as|where|the (?:day|time|last time|evening|morning|night)|that (?:day|time)|last time)\s+"
    r"(?:we|i|you|us)\b.*$",
    re.IGNORECASE,
)
"""The occasion a question is set in: "... when I met the nurse". It describes; it is not asked."""
_TOLD = re.compile(
    r"\b(?:say|said|tell me|told me|tell us|know|mention|mentioned|explain|explained|ask|asked|wonder)$",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:so|and|but|then|also|please|tell me|do you (?:know|remember|recall)|remind me|can you tell me|i wonder|in|on|at|for|to|"
    r"from|by|about|with|of|\s)*"
    r"(?:what(?:'s|ever)?|where(?:'s)?|whereabouts|how(?:'s)?|when(?:'s)?|why|which|who(?:'s|se|m)?|is|are|was|were|do|does|did|has|"
    r"have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:(?:please|so|and|hey|hi|hello|ok|okay|well|now)\b,?\s*)*(?:(?:(?:can|could|would|will) you\s+)?(?:please\s+)?(?:tell|remind) me"
    r"|(?:do|did|have) (?:you|i|we) (?:ever |still )?(?:know|remember|recall|note|noted|write down)|any idea|i (?:forgot|wonder|want to know|'d like to know))"
    r"(?:,?\s*(?:please|again|once more))?,?\s+(?=(?:what|where|when|who|whose|which|why|how)\b)",
    re.IGNORECASE,
)
"""What is said to the assistant before the question itself."""
_WHO = re.compile(
    r"\b(?:who(?:'s| is| was| are)?\s+(?:is\s+|was\s+)?(?:this|that|it|in|on|speaking|talking|here|he|she|shown|pictured|the)\b"
    r"|whose\s+(?:voice|face|picture|photo)|name of (?:this|the) (?:person|man|woman|speaker)|who\s*\?*$"
    r"|what(?:'s| is) (?:his|her|their|this person's) name)",
    re.IGNORECASE,
)
_INVERTED = frozenset("do does did is are was were has have had can could will would 's".split())

_NARROWING = (
    "emotion",
    "relative",
    "animal",
    "clothing",
    "jewellery",
    "instrument",
    "food",
    "venue",
    "furniture",
    "vehicle",
    "headwear",
    "eyewear",
    "face",
    "bag",
    "footwear",
    "illness",
)

_SCENE = frozenset("in at on during after before near around when while behind".split())

GENERIC = frozenset(
    stem(w)
    for w in """person man woman guy lady gentleman friend individual speaker voice face photo picture image clip recording audio
    know recall note memory mention describe context provide accord base biography bio text show tell remind detail
    information give given say entry conversation dialogue kind sort type current currently usual usually last time moment
    contact among query identify look like name call apparent exact exactly specific particular state profile something
    overall day way use main ever we meet encounter when before during while find learn be do go make become get new old
    first long big great much many lot bit little own thing reason part fact right put particularly short whole end
    happen take one exactly certain remember notes regard think talk different several various piece""".split()
)
"""Stems that frame a question without saying what it is about."""


@dataclass(frozen=True)
class Asked:
    """An attribute the question asks for."""

    frame: str
    specificity: float
    positions: frozenset[int]
    """Words of the ask that named it, by the most specific pattern."""
    named: frozenset[int]
    """By any pattern."""


@dataclass(frozen=True)
class Question:
    text: str
    cue: tuple[Word, ...]
    """Words that describe the person; empty when a picture, a voice or a name does."""
    ask: tuple[Word, ...]
    """All words of the asking part."""
    open_cue: bool
    """Whether the ask may continue behind the cue ("what does the man who sails do for work")."""
    asked: tuple[Asked, ...]
    """Attributes asked for, most specific first. Those with words of their own all apply ("what
    colour is her hair"); those that share words are alternatives."""
    anchors: tuple[Word, ...]
    """Content words of the ask that the first frame did not take."""
    circumstances: frozenset[Word]
    """Anchors behind a preposition ("at the fair"): they set the scene, and the answer need not
    repeat them."""
    asks_who: bool
    """Whether the name itself is asked for."""
    wh: str
    """what, where, when, why, who, how, how many, yes/no or ""."""

    @property
    def attribute(self) -> bool:
        """Whether anything beyond the name is asked."""
        return bool(self.asked or self.anchors)


def _wh(text: str) -> str:
    found = re.search(
        r"\b(how (?:many|much|old|long|far|often|tall)|what|whereabouts|where|when|why|who|whose|which|how)\b",
        text,
        re.IGNORECASE,
    )
    if found:
        word = found.group().lower()
        if word.startswith("how "):
            return "how many"
        return {"whose": "who", "which": "what", "whereabouts": "where"}.get(word, word)
    return "yes/no" if _ASKING.match(text) else ""


def frames_asked(tokens: tuple[Word, ...]) -> tuple[Asked, ...]:
    """Frames whose asking patterns occur, most specific first."""
    found: list[Asked] = []
    for frame in frames().values():
        best, positions, named = 0.0, (), set()
        for pattern in frame.ask:
            taken = match(pattern, tokens)
            if taken is not None:
                named.update(taken)
                if specificity(pattern) > best:
                    best, positions = specificity(pattern), taken
        if positions:
            found.append(Asked(frame.name, best, frozenset(positions), frozenset(named)))
    found = [asked for asked in found if not any(_overrules(other, asked) for other in found)]
    found = [asked for asked in found if not frames()[asked.frame].weak] or found
    found.sort(key=lambda asked: (-asked.specificity, min(asked.positions)))
    return tuple(found[:5])


def _overrules(one: Asked, other: Asked) -> bool:
    """Whether `other` is not asked because `one` is; of two that would overrule each other, the
    more specific."""
    if other.frame not in frames()[one.frame].over:
        return False
    return one.frame not in frames()[other.frame].over or one.specificity > other.specificity


def conjuncts(asked: tuple[Asked, ...]) -> tuple[tuple[str, ...], ...]:
    """Groups of alternatives that must all be stated: frames that share words are one group."""
    groups: list[tuple[set[int], list[str]]] = []
    for item in asked:
        for positions, names in groups:
            if positions & item.positions:
                names.append(item.frame)
                break
        else:
            groups.append((set(item.positions), [item.frame]))
    return tuple(tuple(names) for _, names in groups[:2])


def asking(ask: str, text: str, cue: tuple[Word, ...] = (), open_cue: bool = False) -> Question:
    """Builds the Question of an asking part whose cue is already known."""
    tokens = words(ask)
    asked = frames_asked(tokens)
    # A word that names one member of a kind ("embarrassed", "daughter") narrows the question down,
    # so it stays an anchor.
    taken = {i for i in (asked[0].named if asked else ()) if not narrows(tokens[i])}
    at = [i for i, w in enumerate(tokens) if i not in taken and w.content and w.stem not in GENERIC]
    scene = frozenset(
        tokens[i] for i in at if any(w.lower in _SCENE for w in tokens[max(0, i - 2) : i])
    )
    anchors = tuple(tokens[i] for i in at)
    return Question(
        text, cue, tokens, open_cue, asked, anchors, scene, bool(_WHO.search(text)), _wh(ask)
    )


def narrows(word: Word) -> bool:
    """Whether the word is one member of a kind of thing, and not the kind."""
    return any(is_member(word.stem, f) for f in _NARROWING)


def _is_person(word: Word) -> bool:
    if word.stem in _PERSON or is_member(word.stem, "occupation"):
        return True
    return bool(_AGENT.fullmatch(word.lower)) and word.lower not in _NO_AGENT


def _person_phrase(tokens: tuple[Word, ...]) -> tuple[int, int, int] | None:
    """(article, head, end) of the first definite phrase for a person: "the heron | sculptor |"."""
    for start, word in enumerate(tokens):
        if word.lower not in _ARTICLE:
            continue
        if word.lower in ("a", "an") and (
            start > _INTRODUCED or any(w.lower in _IS for w in tokens[:start])
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
                following.lower == "'s" or (following.content and _is_person(following))
            ):
                continue
            kin = word.lower in ("my", "our") and is_member(here.stem, "relative")
            compatriot = is_member(here.stem, "nationality") and (
                following is None or following.lower in _LINK
            )
            if _is_person(here) or kin or compatriot:
                return start, head, head + 1
    return None


def spoken(tokens: Iterable[Word]) -> str:
    """Words back into text, contractions joined to what they belong to."""
    return re.sub(
        r"\s+(?=(?:n't|'\w+)\b)", "", " ".join(w.surface.replace("’", "'") for w in tokens)
    )


_AFTER_DO = frozenset(
    """say tell ask promise offer want wear have carry hold feel look do like come need mention recommend suggest complain invite
    bring claim think hope plan study work live learn grow get go make take give keep eat drink play speak call describe
    explain teach react respond sound seem start begin become spend lose win buy sell use own drive ride collect visit move
    marry meet see hear smell send lend write read sing die enjoy love hate fear worry miss believe know prefer advise warn
    remind refuse agree answer reply joke confess admit reveal announce insist declare argue request beg borrow put help earn""".split()
)
"""Bare verbs: behind "did" the ask goes on with one, while what describes a person is inflected."""
_AFTER_BE = frozenset(
    """wearing holding carrying feeling doing saying eating drinking playing working studying celebrating complaining planning
    looking sitting waiting born raised called named dressed afraid allergic not up bringing taking going asking offering
    suggesting recommending so very out divorced married single retired""".split()
)
_AFTER_HAVE = frozenset(
    """got been said told asked promised offered invited planned suggested recommended complained brought worn had done won
    studied lived worked""".split()
)
_KEEPS_BARE = frozenset(
    "to will would can could should must may might 'll 'd not n't and or who that".split()
)
_BEFORE_NOUN = frozenset(
    """the a an my his her their our your this that these those some any no its 's of at from for in on to by with without
    i we you he she they whose which is are was were been be am 's 're 'm very so too""".split()
)
"""Behind one of these stands what describes the person still: "from work", "we study with", "was
holding"."""


def _resumes(ask: tuple[Word, ...], cue: tuple[Word, ...], at: int) -> bool:
    """Whether the word of an open cue is one with which the ask goes on: "what did the man who
    sails | wear"."""
    support = {w.lower for w in ask}
    here, before = cue[at], cue[at - 1].lower
    if support & {"do", "does", "did", "would", "will", "can", "could", "should"}:
        return here.lower in _AFTER_DO and before not in _KEEPS_BARE
    if support & {"is", "was", "are", "were", "'s"}:
        if at == len(cue) - 1 and here.lower in ("from", "like", "into", "about", "for"):
            return True
        kinds = [f for f in ("emotion", "build") if is_member(here.stem, f)]
        return here.lower in _AFTER_BE or any(not is_member(cue[at - 1].stem, f) for f in kinds)
    if support & {"has", "have", "had"}:
        return here.lower in _AFTER_HAVE
    return False


def _cue_ends(ask: tuple[Word, ...], cue: tuple[Word, ...]) -> int:
    """Where an open cue surely ends, by its grammar alone: "what did | my neighbour with the dog |
    suggest". All of it describes, as far as that tells, where the ask has its own verb or nothing
    in the cue goes on with it."""
    if not ask or ask[-1].lower not in _INVERTED:
        return len(cue)
    for at in range(1, len(cue)):
        if cue[at - 1].lower not in _BEFORE_NOUN and _resumes(ask[-1:], cue, at):
            return at
    return len(cue)


@dataclass(frozen=True)
class _Clause:
    text: str
    asks: bool
    ask: str
    """The clause without what describes the person."""
    cue: tuple[Word, ...]
    open: bool


def _clause(text: str) -> _Clause:
    """Splits one clause at its person phrase."""
    occasion = _OCCASION.search(text)
    if occasion and _TOLD.search(text[: occasion.start()]):
        occasion = None  # "did she say when we ...": that is what is asked
    cue: list[Word] = []
    if occasion:
        phrase = _person_phrase(words(occasion.group()))
        cue.extend(words(occasion.group())[phrase[0] + 1 :] if phrase else ())
        text = text[: occasion.start()]
    asks = bool(_ASKING.match(text))
    tokens = words(text)
    phrase = _person_phrase(tokens)
    if phrase is None:
        return _Clause(text, asks, text, tuple(cue), False)
    start, _, end = phrase
    cue.extend(w for w in tokens[start + 1 : end] if w.stem not in GENERIC)
    before, behind = tokens[:start], tokens[end:]
    # "What was the man | holding?": behind a form of "be" it is what somebody was doing that is
    # asked.
    progressive = (
        bool(behind and before) and behind[0].lower.endswith("ing") and before[-1].lower in _IS
    )
    if behind and behind[0].lower in _LINK and not progressive:
        described = behind[1:]
        end = _cue_ends(before, described)
        if end < len(described):
            # "they" stands for the person, so that what is asked reads on as it would of somebody
            # shown.
            ask = f"{spoken(before)} they {spoken(described[end:])}"
            return _Clause(text, asks, ask, (*cue, *described[:end]), False)
        return _Clause(text, asks, spoken(before), (*cue, *described), True)
    if behind and behind[0].lower == "'s":
        behind = behind[1:]
    return _Clause(text, asks, spoken((*before, *behind)), tuple(cue), False)


_WHICH_ONE = re.compile(r"^\W*(?:who(?:ever)?|which|of \w+|somebody|someone)\b", re.IGNORECASE)
_SET_IN = re.compile(r"^\W*(?:when|while|where|the day|the time)\s+(?:we|i)\b", re.IGNORECASE)


_HASTY = re.compile(
    r"\b(?:(what|who|how|where|when|why|that|there|here)(s)|(they|you|we)(re)|(they|you)(ve)"
    r"|(did|does|do|is|was|are|were|has|have|had|would|could|should)(nt))\b",
    re.IGNORECASE,
)
"""Contractions typed without their apostrophe: "whats", "didnt". "Were" and "well" are words of
their own."""
_HALVES = {"s": "'s", "re": "'re", "ve": "'ve", "nt": "n't"}
_WHY = re.compile(
    r"\b(?:how comes?\b(?! across| over| round| up)|what(?:'s| is| was)? for(?=\s*[?]?\s*$)|for (?:what|which) reason)",
    re.IGNORECASE,
)


def _in_full(text: str) -> str:
    """The text as a careful writer would have it: "whats" is "what's", "how come" is "why"."""

    def joined(found: re.Match[str]) -> str:
        word, short = (group for group in found.groups() if group)
        return found.group() if found.group().lower() == "were" else word + _HALVES[short.lower()]

    return _WHY.sub("why", _HASTY.sub(joined, text))


@lru_cache(maxsize=1024)
def parse(text: str) -> Question:
    """Takes `text` apart. Never fails: words it can make nothing of end up as anchors."""
    plain = _IDENTIFIED.sub(" they ", _ADDRESS.sub("", _in_full(" ".join(text.split()))))
    plain = _AMONG.sub("the person who ", plain)
    clauses = [_clause(c.strip()) for c in _CLAUSE.split(plain) if c and c.strip(" \"'.,!?")]
    asking_clauses = [c for c in clauses if c.asks]
    setting = [c for c in asking_clauses if _SET_IN.match(c.text)]
    if len(asking_clauses) > len(setting) > 0:
        asking_clauses = [c for c in asking_clauses if c not in setting]
    # "Who is this, and what is their job?": the name is answered by the edge, the rest is asked of
    # the notes.
    asking_clauses = [c for c in asking_clauses if not _WHO.search(c.text)] or asking_clauses
    if (
        len(asking_clauses) > 1
        and _WHICH_ONE.match(asking_clauses[0].text)
        and not _WHO.search(asking_clauses[0].text)
    ):
        # "Who restores frescoes, and what does she promise": the first clause describes, the second
        # asks.
        asking_clauses = asking_clauses[1:]
    if not asking_clauses:
        fragments = [c for c in clauses if not c.cue] if any(c.cue for c in clauses) else []
        asking_clauses = fragments[-1:] or [c for c in clauses if c.ask.strip(" the'")][-1:]
        if len(clauses) == 1 and not clauses[0].cue:
            # Keywords or a bare description: all of it may describe and may ask.
            return asking(plain, text)
    cue: list[Word] = []
    for clause in clauses:
        described = clause.cue if clause in asking_clauses or clause.cue else words(clause.text)
        if (
            clause not in asking_clauses
            and clause.cue
            and not clause.ask.strip().lower().startswith(("what", "how", "where"))
        ):
            described = (*clause.cue, *words(clause.ask))
        cue.extend(described)
    found = asking(
        " ".join(c.ask for c in asking_clauses),
        text,
        tuple(cue),
        any(c.open for c in asking_clauses),
    )
    if found.attribute or found.asks_who or any(c.open for c in asking_clauses):
        return found
    # "The nurse promised me something. What was it?": what is asked stands in the clause that
    # describes.
    whole = " ".join(clause.ask for clause in clauses)
    return asking(
        whole,
        text,
        tuple(w for clause in clauses for w in clause.cue),
        any(c.open for c in clauses),
    )


def frame_of(name: str) -> Frame:
    return frames()[name]
