"""Takes a question apart: who it is about, and what it asks.

"The woman who keeps bees - what was she wearing?" has a *cue* (keeps bees) that describes a person
and an *ask* (what was she wearing). "What does the person in this photo do for a living?" has no
cue: the photo says who. Which frames the ask names, and which of its words remain as *anchors* that an
answer must be about ("scarf" in "what colour was her scarf"), is worked out here once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.frames import Frame, frames, match, specificity
from persona_assistant.language.words import Word, words

_PERSON = (
    "person|man|woman|guy|lady|gentleman|friend|one|someone|somebody|individual|boy|girl|contact|people|folks?|bloke|"
    "fellow|mate|pal|speaker|voice|face|acquaintance|persona|human|character|figure|buddy|chap|lad"
)
_MEDIA = (
    r"photo(?:graph)?s?|pictures?|images?|snapshots?|pics?|portraits?|selfies?|shots?|clips?|recordings?|audio|"
    r"voice (?:notes?|messages?|memos?|clips?)|messages?|sound ?bites?|voices?|videos?|memos?|faces?"
)
_SHOWN = (
    r"shown|seen|pictured|depicted|photographed|heard|speaking|talking|appearing|captured|recorded|visible|featured|"
    r"in|on|from|of|at|behind|to|whose|who(?:'s| is| was)?|that(?:'s| is)?|i(?:'m| am)|you|with"
)
_IDENTIFIED = re.compile(
    rf"\b(?:(?:the|this|that|these|those|a|an|my|our)\s+)?(?:\w+\s+)?(?:{_PERSON})\s+(?:(?:{_SHOWN})\s+){{1,4}}"
    rf"(?:(?:the|this|that|these|my|attached|provided|given|query|first|same)\s+){{0,3}}(?:\w+\s+)?(?:{_MEDIA})"
    rf"(?:\s+(?:belongs? to|shows?|here|above|below))?\b"
    rf"|\b(?:the|this|that|my)\s+(?:{_PERSON})\s+(?:shown|seen|pictured|heard|speaking|talking|depicted)(?:\s+(?:here|above|below|now))?\b"
    rf"|\b(?:in|on|from|of|by|with|to|behind|at)\s+(?:the|this|that|my|attached)\s+(?:\w+\s+)?(?:{_MEDIA})\b"
    rf"|\bwhose\s+(?:{_MEDIA})\s+(?:is|was|are|am)\s+(?:this|that|it|i|shown|here)(?:\s+(?:hearing|seeing))?\b"
    rf"|\b(?:the|this|that)\s+(?:{_PERSON})'s\b"
    rf"|\b(?:the|this|that)\s+(?:{_PERSON})\b(?!\s+(?:who|that|whose|whom|with|from|i|we|in|on|named|called|at|wearing|of))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:{_PERSON}|(?:which|who) (?:of|among|amongst|in) (?:my|our|the|these|them|those)(?:\s+\w+){{0,2}})\s+"
    r"(?:(?:who|that|whose|whom|with|from|i|we|you|in|on|named|called|at|of|wearing|working|living)\b)?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s+[-–—]+\s+|[,;:?!—–]+\s*|\.\s+|\band\s+(?=(?:what|where|how|when|why|which|who)\b)", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:so|and|but|then|also|please|tell me|do you (?:know|remember|recall)|remind me|can you tell me|i wonder)?\s*"
    r"(?:in|on|at|for|to|from|by|about|with|of)?\s*"
    r"(?:what(?:'s|ever)?|where(?:'s)?|how(?:'s)?|when(?:'s)?|why|which|who(?:'s|se|m)?|is|are|was|were|do|does|did|has|"
    r"have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:who(?:'s| is| was| are)?\s+(?:is\s+|was\s+)?(?:this|that|it|in|on|speaking|talking|here|he|she|shown|pictured)\b"
    r"|whose\s+(?:voice|face|picture|photo)|name of (?:this|the) (?:person|man|woman|speaker)|who\s*\?*$"
    r"|what(?:'s| is) (?:his|her|their|this person's) name)",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would)\s*$", re.IGNORECASE)

GENERIC = frozenset(
    """person man woman guy lady gentleman friend individual speaker voice face photo picture image clip recording audio
    know recall note memori mention describ context provid accord base biographi bio text show tell remind detail
    information given say entri convers dialogu dialog kind sort type current current today usual last time moment
    contact among query identifi look like name call apparent exact specif particular state profil someth
    overal day way use main ever we meet encount when befor dure while find learn""".split()
)
"""Stems that frame a question without saying what it is about."""


@dataclass(frozen=True)
class Question:
    text: str
    cue: tuple[Word, ...]
    """Content words that describe the person; empty when a picture, a voice or a name does."""
    ask: tuple[Word, ...]
    """All words of the asking part."""
    open_cue: bool
    """Whether the ask may continue behind the cue ("what does the man who sails do for work")."""
    frames: tuple[tuple[str, float], ...]
    """Attributes asked for, most specific first, with the specificity of the pattern that named them."""
    anchors: tuple[Word, ...]
    """Content words of the ask that no frame took."""
    asks_who: bool
    """Whether the name itself is asked for."""
    wh: str
    """what, where, when, why, who, how, how many, yes/no or ""."""

    @property
    def content(self) -> tuple[Word, ...]:
        """Every word that could tell persons apart."""
        return self.cue + self.anchors


def _wh(text: str) -> str:
    found = re.search(r"\b(how (?:many|much|old|long|far|often|tall)|what|where|when|why|who|whose|which|how)\b", text, re.IGNORECASE)
    if found:
        word = found.group().lower()
        return "how many" if word.startswith("how ") else {"whose": "who", "which": "what"}.get(word, word)
    return "yes/no" if _ASKING.match(text) else ""


def frames_asked(tokens: tuple[Word, ...]) -> tuple[tuple[tuple[str, float], ...], frozenset[int]]:
    """Frames whose asking patterns occur, most specific first, and the positions those patterns take."""
    found: list[tuple[float, str, tuple[int, ...]]] = []
    for frame in frames().values():
        best: tuple[float, tuple[int, ...]] | None = None
        for pattern in frame.ask:
            taken = match(pattern, tokens)
            if taken is not None and (best is None or specificity(pattern) > best[0]):
                best = (specificity(pattern), taken)
        if best:
            found.append((best[0], frame.name, best[1]))
    found.sort(key=lambda item: -item[0])
    if not found:
        return (), frozenset()
    kept = [item for item in found if item[0] >= found[0][0] - 1][:4]
    taken = frozenset(position for _, _, positions in kept[:2] for position in positions)
    return tuple((name, score) for score, name, _ in kept), taken


def _anchors(tokens: tuple[Word, ...], taken: frozenset[int]) -> tuple[Word, ...]:
    return tuple(w for i, w in enumerate(tokens) if i not in taken and w.content and w.stem not in GENERIC)


def asking(ask: str, text: str, cue: tuple[Word, ...] = (), open_cue: bool = False) -> Question:
    """Builds the Question of an asking part whose cue is already known."""
    tokens = words(ask)
    named, taken = frames_asked(tokens)
    return Question(text, cue, tokens, open_cue, named, _anchors(tokens, taken), bool(_WHO.search(text)), _wh(ask))


@lru_cache(maxsize=1024)
def parse(text: str) -> Question:
    """Takes `text` apart. Never fails: words it can make nothing of end up as anchors."""
    plain = _IDENTIFIED.sub(" they ", " ".join(text.split()))
    cue: list[Word] = []
    ask: list[str] = []
    open_cue = False
    for clause in (c.strip() for c in _CLAUSE.split(plain)):
        if not clause:
            continue
        relative = _RELATIVE.search(clause)
        asks = bool(_ASKING.match(clause))
        if relative:
            before, behind = clause[: relative.start()], clause[relative.end() :]
            cue.extend(w for w in words("x " + behind)[1:])
            if before.strip() and (asks or not ask):
                ask.append(before)
                if _INVERTED.search(before.replace(" the", "").replace(" my", "").strip()):
                    open_cue = True
        elif asks or (ask and not cue):
            ask.append(clause)
        else:
            cue.extend(words(clause))
    if not ask:
        # No asking part: a statement, a fragment or keywords. All of it may describe and may ask.
        return asking(plain, text, tuple(w for w in cue if w.content and w.stem not in GENERIC))
    return asking(" ".join(ask), text, tuple(cue), open_cue)


def frame_of(name: str) -> Frame:
    return frames()[name]
