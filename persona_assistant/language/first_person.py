"""Questions about the user, and what the user says of themselves in notes.

"What did I promise" is about the user, "where did I meet the woman with the bees" is about her. In
a note of Ana's "I" is the user; in "Ana: I am allergic to cats" it is Ana, and in "Me: I am" the
user again.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from persona_assistant.language.chats import speaker_at
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.patterns import compiled
from persona_assistant.language.person_phrases import person_phrase
from persona_assistant.language.plain_questions import plain_question
from persona_assistant.language.words import Word, irregular_base, sentences, stem, words

_I_DO = re.compile(
    r"\b(?:do|did|am|was|have|had|should|shall|must|can|could|will|would|may|'m|'ve)(?:n't)? i\b"
    r"|^(?:i|i'm|i've|i'll|i'd|am i|who am i)\b|\b(?:things?|what|where|when|if|which) i\b",
    re.I,
)
_ADVICE = re.compile(r"\b(?:should|shall|must|can|could|may)(?:n't)? i\b", re.I)
_MY = re.compile(r"\bmy (?P<what>[\w' -]+)", re.I)
_GOES_TO = re.compile(
    r"\b(?:i (?:go|going|went|been) to|i at|i in) (?:the|my) "
    r"(?=[\w-]+\b(?!\s(?:with|who|that|whose)\b))",
    re.I,
)
""" "When am I at the dentist": where one is, and nobody whom one describes."""
_SOMEBODY = re.compile(
    r"\b(?:she|he|her|hers|him|his|they|them|their|herself|himself|somebody|someone|anyone|anybody|"
    r"(?:this|that) (?:man|woman|person|guy|one))\b",
    re.I,
)
_THEY_OF_MINE = r"(?i)^(\W*(?:my|our)\s.*?)\b(?:they|them)\b"
""" "My tablets, what are they", "my driving test, what date did they give me"."""
_ENCOUNTER = re.compile(
    r"\bi (?:\w+ly )?(?:meet|met|see|saw|run into|ran into|"
    r"c[oa]me across|bump(?:ed)? into|g[eo]t to know|hear|heard|visit|visited|talk|talked|"
    r"speak|spoke|sit|sat|interview|interviewed|introduced|expect|expecting)\b|\bi'm expecting\b",
    re.I,
)
"""What one does with somebody, who may be described without a word for a person."""
_MEMORY = re.compile(
    r"\b(?:do i know|do i (?:have|remember) (?:about|of|on)|(?:i|i've) (?:know|noted?|written?|"
    r"wrote|write|said|say|record|recorded|saved?) (?:down )?(?:about|of|on)|in my notes?|"
    r"my (?:photos?|pictures?|notes?|memory|contacts?|friends?|people))\b",
    re.I,
)
_SPEAKER = re.compile(
    r"^\s*(?:\[[^\]]*\]\s*|\d[\d/.,: -]*(?:[ap]m)?\s*-?\s*)?(?P<who>[^\W\d_][\w .'’-]{0,30}?)\s*:\s"
)
_I = re.compile(r"\b(?:i|i['’](?:m|ve|ll|d)|me|my|mine|myself)\b", re.I)
_TALKS = re.compile(r"\b(?:i|i['’](?:m|ve|ll|d)|me|my|we|you|your)\b", re.I)
_SUBJECT = re.compile(r"\b(?:i|i['’](?:m|ve|ll|d)|my)\b", re.I)
_SAID = re.compile(
    r"\b(?:said|says|told|wrote|asked|goes|replied|texted)\b[^\"“”«»]*[\"“«][^\"”»]*$", re.I
)
_OTHER_SUBJECT = re.compile(
    r"^(?:(?:and|but|so|that|also)\s+)*(?:(?i:she|he|they|it|you|we)\b|"
    r"(?i:my|her|his|their|the|our) (?:\w+ )?(?P<kin>\w+)(?: [A-ZÀ-Þ]\w+)? "
    r"(?:is|was|has|had|are|lives|works|wants|likes|loves|hates|said|told|asked|owes|promised|gave|lent|can)\b)"
)
_WE = re.compile(r"(?:(?:and|but|so|also)\s+)*we\b", re.I)
_NAME_SUBJECT = re.compile(
    r"^(?P<who>[A-ZÀ-Þ][^\W\d_]+)(?: [A-ZÀ-Þ][^\W\d_]+)? (?:also |still )?(?:is|was|has|had|lives|"
    r"works|likes|loves|hates|said|told|asked|owes|promised|gave|lent|wants|can|keeps|plays)\b"
)
_INTRODUCES = re.compile(
    r"\b(?:i['’]?m|i am|my name is|my name['’]s|this is) (?P<who>[^\W\d_]+)", re.I
)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question about the user."""

    sure: bool
    """Whether it can be about nobody else. "My sister's birthday" may be a question about somebody
    whose notes call her the user's sister."""
    several: bool
    """Whether there may be several answers: "what did I promise"."""
    advice: bool = False
    """It asks what to do: "what must I never cook for Maya" is about Maya, where she is named."""


def own_question(text: str) -> OwnQuestion | None:
    """Whether a question is about the user; None where it is about somebody else."""
    asked = compiled(_THEY_OF_MINE).sub(r"\1it", plain_question(text))
    if not asked or _SOMEBODY.search(asked) or _MEMORY.search(asked):
        return None
    asked = _GOES_TO.sub("i at some ", asked)
    tokens = words(asked)
    if person_phrase(words(re.sub(r"\b(?:my|our)\b", "some", asked, flags=re.I))) is not None:
        return None
    subject = bool(_I_DO.search(asked))
    if not subject and not _MY.search(asked):
        return None
    sure = not _means_a_person(tokens) and not _ENCOUNTER.search(asked)
    several = bool(re.match(r"(?:what|which|list|things)\b.*\bi\b", asked, re.I))
    return OwnQuestion(sure, several and subject, bool(_ADVICE.search(asked)))


def meets_somebody(text: str) -> bool:
    """Whether it speaks of what the user did with somebody, whoever that is: "where did I meet"."""
    return _ENCOUNTER.search(plain_question(text)) is not None or not _I_DO.search(text)


def _means_a_person(tokens: tuple[Word, ...]) -> bool:
    """Whether "my boss" or "my sister's name" is spoken of, which is somebody else, and not "my
    dentist appointment"."""
    owners = [each for each, mark in itertools.pairwise(tokens) if mark.lower == "'s"]
    if any(_is_person(owner) for owner in owners):
        return True
    found = person_phrase(tokens)
    if found is None:
        return False
    start, head, end = found
    behind = []
    for word in tokens[end:]:
        if not word.content:
            break
        behind.append(word)
    asks_what_they_do = start > 0 and tokens[start - 1].stem == "do" and len(behind) == 1
    a_verb = bool(behind) and (
        behind[0].lower.endswith("ed") or irregular_base(behind[0].lower) is not None
    )
    return not behind or asks_what_they_do or a_verb or head > start + 1


def _is_person(word: Word) -> bool:
    kinds = ("relative", "occupation")
    return word.lower in _PEOPLE or any(is_member(word.stem, kind) for kind in kinds)


_PEOPLE = frozenset(
    "boss friend neighbour neighbor colleague ex landlord landlady flatmate roommate vet coach "
    "trainer dog cat".split()
)


# --- what notes say of the user


def said_by_the_user(text: str, start: int, *, me: str, about: str | None) -> bool:
    """Whether the user speaks of themselves in the sentence of a note at `start`.

    `me` is what the user is called. `about` is whose note it is; None for one of the user's own
    notes, in which every sentence is about them that names no other subject.
    """
    begin = text.rfind("\n", 0, start) + 1
    mine = {"me", "i", "myself", me.lower()}
    who = speaker(text, start, own=about is None)
    if who is not None and who.lower() in mine:
        return True
    known = set() if about is None else set(about.lower().split())
    if who is not None and (who[:1].isupper() or who.lower().split()[0] in known):
        return False
    if _SAID.search(text[begin:start]):
        return False
    sentence = _sentence(text, start)
    own_name = _INTRODUCES.search(text)
    if about is not None and own_name and own_name["who"].lower() in about.lower().split():
        return False
    if about is None:
        return not _is_of_others(sentence, mine)
    return bool(_SUBJECT.search(sentence)) or _begins_with_a_deed(sentence)


def speaker(text: str, start: int, *, own: bool = False) -> str | None:
    """Who says the line of a chat in which `start` stands: "Ana" of "[10:15] Ana: see you". What
    stands before the colon of "Job: baker" is nobody; nor, in the user's `own` notes, of
    "Resolutions: I must eat less"."""
    chat = speaker_at(text, start)
    if chat is not None:
        return chat.speaker
    begin = text.rfind("\n", 0, start) + 1
    line = text[begin:].partition("\n")[0]
    match = _SPEAKER.match(line)
    if match is None:
        return None
    labels = [found["who"].lower() for each in text.splitlines() if (found := _SPEAKER.match(each))]
    talks = len(labels) > len(set(labels)) or bool({"me", "i"} & set(labels))
    if not talks and (own or not _TALKS.search(line[match.end() :])):
        return None
    return " ".join(match["who"].split())


def _sentence(text: str, start: int) -> str:
    at = 0
    for sentence in sentences(text):
        at = text.find(sentence, at)
        if at <= start < at + len(sentence):
            return sentence
        at += len(sentence)
    return text


def _is_of_others(sentence: str, mine: set[str]) -> bool:
    if _WE.match(sentence.strip()):
        return False
    other = _OTHER_SUBJECT.match(sentence.strip())
    if other is not None and (other["kin"] is None or any(map(_is_person, words(other["kin"])))):
        return True
    name = _NAME_SUBJECT.match(sentence.strip())
    return name is not None and name["who"].lower() not in mine and not _I.search(sentence)


_DEEDS = frozenset("promise owe lend borrow agree forget buy call remind return water pay".split())


def _begins_with_a_deed(sentence: str) -> bool:
    """Notes leave "I" out: "promised her to water the plants", "owe him 20 euros"."""
    first = next(iter(words(sentence)), None)
    return first is not None and first.stem in {stem(deed) for deed in _DEEDS}
