"""Whether a question is about what somebody said, so that what is heard in their clips may answer.

A clip is full of small talk: "I was ages in the queue at the post office" answers no "where did we
meet", however well the words fit. So a transcript is read only where it is asked after what they
said:

    WORDS   what they say or talk about, or what is in a clip: whatever is heard answers
    ACT     what they promise, ask for, recommend: what is heard must do so itself
    FACT    a fact in their own account: "what does she say she does for a living"
"""

from __future__ import annotations

import re
from enum import Enum

from persona_assistant.language.question import Question, frame_of
from persona_assistant.language.words import Word, stem


class Asked(Enum):
    """In which way a question is about what was said."""

    WORDS = "words"
    ACT = "act"
    FACT = "fact"


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


_ANY_WORDS = _stems(
    """say talk mention tell speak discuss chat chatter gossip message word topic subject remark
    comment statement quote"""
)
"""What asks with these takes any words for an answer."""
_BARE = frozenset(
    """say talk mention tell speak discuss chat chatter gossip remark comment explain announce
    reveal admit confess confide claim insist reply answer whisper declare predict repeat promise
    offer swear vow pledge ask request beg demand plead complain moan grumble recommend suggest
    advise warn remind urge thank invite apologise apologize congratulate boast brag joke describe
    report quote""".split()
)
_SPEAKING = frozenset(map(stem, _BARE))
_ACTS = _stems(
    """news tip advice favour favor promise offer request recommendation suggestion warning
    invitation complaint rumour rumor announcement secret"""
)
"""Nouns that ask for words of one kind only."""
_HEARD = _stems("hear audible listen")

_CLIP = (
    r"(?:\w+\s+)?(?:clips?|recordings?|audio|voice[ -]?(?:notes?|messages?|memos?|clips?|mails?)|"
    r"voicemails?|transcripts?|memos?)\b"
)
_OWN_CLIP = re.compile(
    rf"\b(?:his|her|their|[^\W\d_]+['’]s|[^\W\d_]+s['’])\s+{_CLIP}", re.IGNORECASE
)
_IN_CLIP = re.compile(
    rf"\b(?:in|on|from|of|during|to|by)\s+(?P<which>the|a|an|one|any|some|all)\s+{_CLIP}",
    re.IGNORECASE,
)
_WHO_IS_IN_IT = re.compile(
    r"\b(?:person|man|woman|guy|lady|gentleman|friend|one|someone|somebody|individual|boy|girl|"
    r"speaker|voice|people)\s+(?:(?:who|that|is|are|was|seen|heard|recorded|speaking|talking|you|"
    rf"i|hear|can)\s+){{0,4}}(?:in|on|from|of|behind)\s+\w+\s+{_CLIP}",
    re.IGNORECASE,
)

_OTHERS = frozenset(("i", "you", "we", "it"))
_THEY = frozenset(("he", "she", "they", "who"))
_SUPPORT = frozenset(
    """what where when why how which whose whom that do does did have has had will would can could
    should may might must not n't 've 'd 'll ever even also just always never still already
    actually really once too me us my to about of or and if so please""".split()
)
_BE = frozenset(("is", "was", "are", "were", "been", "be", "being", "'s", "'re", "get", "got"))
_ABOUT = frozenset(("about", "of", "on", "to", "with"))


def asked(question: Question, *, with_clip: bool = False) -> Asked | None:
    """How `question` is about what was said; None when it is not. `with_clip`: a clip comes with
    it, and "the clip" means that one, which says who is meant and is not listened to."""
    in_clip = names_clip(question, with_clip=with_clip)
    verbs = [word for at, word in enumerate(question.ask) if _is_theirs(question.ask, at)]
    frame = question.asked[0].frame if question.asked else None
    of_saying = frame is not None and frame_of(frame).group == "dialogue"
    if not (in_clip or verbs or (of_saying and not _by_the_way(question, frame))):
        return None
    if in_clip and any(word.stem in _HEARD for word in question.ask):
        return Asked.WORDS
    if frame is not None and not of_saying:
        return Asked.FACT
    if any(word.stem in _ACTS for word in question.ask):
        return Asked.ACT
    if in_clip or (frame in (None, "said") and any(w.stem in _ANY_WORDS for w in question.ask)):
        return Asked.WORDS
    return Asked.ACT


def names_clip(question: Question, *, with_clip: bool = False) -> bool:
    """Whether the question is put to a clip of the memory. "The man in the clip" only says who."""
    rest = _WHO_IS_IN_IT.sub(" they ", question.text)
    if _OWN_CLIP.search(rest):
        return True
    return any(
        not (with_clip and found["which"].lower() == "the") for found in _IN_CLIP.finditer(rest)
    )


def _is_theirs(ask: tuple[Word, ...], at: int) -> bool:
    """Whether a word of the asking part is a verb of speaking, and the person speaks: not the user
    ("did I mention ..."), nor the assistant ("tell me ...", "is ... mentioned")."""
    word = ask[at]
    following = ask[at + 1].lower if at + 1 < len(ask) else ""
    if word.stem not in _SPEAKING or (word.stem == stem("speak") and following not in _ABOUT):
        return False
    before = [each.lower for each in ask[:at]]
    if _is_passive(word, before):
        return False
    subject = next((b for b in reversed(before) if b not in _SUPPORT | _BE), None)
    if subject is None:
        return word.lower not in _BARE or bool({"did", "does"}.intersection(before))
    return subject in _THEY or subject not in _OTHERS


def _is_passive(word: Word, before: list[str]) -> bool:
    """ "Is a sister mentioned", "what was she told"."""
    if word.lower.endswith("ing") or not _BE.intersection(before):
        return False
    last = max(at for at, each in enumerate(before) if each in _BE)
    between = before[last + 1 :]
    # "What is it that she said", "what were the words he said".
    return not ({"do", "does", "did", "that", "it", "who"} & set(between))


def _by_the_way(question: Question, frame: str | None) -> bool:
    """Whether a frame of saying was asked by a turn of phrase alone: "describe her hat", "is a hat
    mentioned", "why was she annoyed"."""
    if frame == "complaint":
        return any(each.frame == "mood" for each in question.asked)
    if frame != "said":
        return False
    speaking = [at for at, word in enumerate(question.ask) if word.stem in _SPEAKING]
    return bool(speaking) and not any(_is_theirs(question.ask, at) for at in speaking)
