"""Whether a question is about what somebody said, so that what is heard in their clips may answer.

A clip is full of small talk: "I was ages in the queue at the post office" answers no "where did we
meet", however well the words fit. So a transcript is read only where it is asked after what they
say, promise, ask for or talk about, or after what is in a clip.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.question import parse
from persona_assistant.language.words import Word, stem, stems


@dataclass(frozen=True, slots=True)
class AboutSpeech:
    """In which way a question is about what was said."""

    in_clip: bool
    """It is put to a clip of the memory."""
    act: bool
    """It asks for words of one kind: what somebody promised, asked for, complained of."""
    request: bool
    """It asks for what somebody wanted to know or have, which a question may say."""
    topic: frozenset[str]
    """Stems of what it names that was spoken about."""

    def takes(self, sentence: str) -> bool:
        """Whether a sentence can be an answer: "what do you think?" is no complaint."""
        return not self.act or self.request or not sentence.rstrip(" \"'”’").endswith("?")

    @property
    def all_of_it(self) -> bool:
        """Whether anything that was said answers."""
        return not (self.topic or self.act)

    def names(self, sentence: str) -> bool:
        """Whether a sentence is about what the question names, so that it answers "what did she
        say about ..."."""
        said = {root for root, _ in stems(sentence)}
        return bool(self.topic) and not self.act and self.topic <= said


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


_BARE = frozenset(
    """say talk mention tell speak discuss chat chatter gossip remark comment explain announce
    reveal admit confess confide claim insist reply answer whisper declare predict repeat promise
    offer swear vow pledge ask request beg demand plead complain moan grumble recommend suggest
    advise warn remind urge thank invite apologise apologize congratulate boast brag joke describe
    report quote""".split()
)
_SPEAKING = frozenset(map(stem, _BARE))
_SAYING = _stems("say talk mention tell speak discuss chat gossip hear audible listen")
"""What asks with nothing but these takes any words for an answer."""
_ACTS = _stems(
    """news tip advice favour favor promise offer request recommendation suggestion warning
    invitation complaint rumour rumor announcement secret"""
)
"""Nouns that ask for words of one kind only."""
_REQUESTS = _stems(
    "ask request beg demand plead urge offer invite suggest propose favour favor offer invitation"
)
_NOUNS = _ACTS | _stems("message topic quote")
_HEARD = _stems("hear audible listen")
_FRAME = _stems(
    """clip recording audio voice note message memo mail voicemail transcript person man woman guy
    lady gentleman friend speaker thing something anything topic subject word content kind"""
)

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


def about_speech(text: str, *, with_clip: bool = False) -> AboutSpeech | None:
    """In which way the question is about what was said; None when it is not. `with_clip`: a clip
    comes with it, and "the clip" means that one, which says who is meant and is not listened to."""
    in_clip = _names_clip(text, with_clip=with_clip)
    # The asking part alone: of "the man who told me ..." nothing that he said is asked.
    tokens = parse(text).ask
    verbs = [word for at, word in enumerate(tokens) if _is_theirs(tokens, at)]
    nouns = [word for word in tokens if word.stem in _NOUNS]
    if not (in_clip or verbs or nouns):
        return None
    named = next((at for at, word in enumerate(tokens) if word.lower == "about"), len(tokens))
    topic = frozenset(
        word.stem
        for at, word in enumerate(tokens)
        if word.content
        and word.stem not in _SPEAKING | _HEARD | _FRAME
        # A name says who speaks, except in "what did she say about Oslo".
        and not (word.name_like and at < named)
    )
    act = any(word.stem not in _SAYING for word in verbs) or any(
        word.stem in _ACTS for word in nouns
    )
    request = any(word.stem in _REQUESTS for word in tokens)
    return AboutSpeech(in_clip, act, request, topic)


def _names_clip(text: str, *, with_clip: bool) -> bool:
    """Whether the question is put to a clip of the memory. "The man in the clip" only says who."""
    rest = _WHO_IS_IN_IT.sub(" they ", text)
    if _OWN_CLIP.search(rest):
        return True
    return any(
        not (with_clip and found["which"].lower() == "the") for found in _IN_CLIP.finditer(rest)
    )


def _is_theirs(tokens: Sequence[Word], at: int) -> bool:
    """Whether a word is a verb of speaking, and the person speaks: not the user ("did I mention
    ..."), nor the assistant ("tell me ...", "is ... mentioned")."""
    word = tokens[at]
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if word.stem not in _SPEAKING or (word.stem == stem("speak") and following not in _ABOUT):
        return False
    before = [each.lower for each in tokens[:at]]
    if _is_passive(word, before):
        return False
    subject = next((b for b in reversed(before) if b not in _SUPPORT | _BE), None)
    if subject is None:
        return word.lower not in _BARE or bool({"did", "does"}.intersection(before))
    return subject in _THEY or subject not in _OTHERS


def _is_passive(word: Word, before: Sequence[str]) -> bool:
    """ "Is a sister mentioned", "what was she told"."""
    if word.lower.endswith("ing") or not _BE.intersection(before):
        return False
    last = max(at for at, each in enumerate(before) if each in _BE)
    between = before[last + 1 :]
    # "What is it that she said", "what were the words he said".
    return not ({"do", "does", "did", "that", "it", "who"} & set(between))
