"""A question in other, plainer words, for when the notes were not sure to answer it.

People type "robs xmas, where", say things in passing ("despite where she's from") and use words
that no note has ("hang his hat"). The same is asked once more as a whole question in plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.gloss import question_in_english
from persona_assistant.language.kin import ANY
from persona_assistant.language.plain_words import in_plain_words
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.asked_work import in_plain_words as work_in_plain_words
from persona_assistant.reader.reading import Reading

_LONGEST = 160
_WH = r"what|which|who|whom|whose|where|whereabouts|when|how|why"
_ASKING = re.compile(
    rf"\b(?:{_WH}|wh(?:at|o|ere|en)['’]?s|how['’]?[sd]|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|shall|tell|name|list)\b",
    re.I,
)
_ASIDE = re.compile(
    r",?\s+(?:despite|in spite of|even though|although|though|considering|given that|seeing as"
    r"|for all that|regardless of|now that|now (?=(?:she|he|they)['’]?s\b))\b[^,?]*"
    r"|,\s*(?:of all things|of all people|if (?:you|i) (?:remember|recall|know)|you know"
    r"|by the way|btw|out of interest|roughly|if any(?:thing)?|\w+[ -]wise"
    r"|not (?:the|her|his)\b[^,?]*)"
    r"|\s+(?:too|as well|instead|on earth|in the world|the hell|the heck|up north|down south"
    r"|over there|up there|out there)\b",
    re.I,
)
_FILLER = re.compile(r"\b(?:really|actually|honestly|exactly|properly|again|anyway)\s?\b", re.I)
_ALSO_WHICH = re.compile(
    r"(?:[,;]|\s+and)\s*(?:if so,?\s*)?"
    r"(?:where(?:abouts)?|which(?: ones?)?|what(?: kind)?|who|when)$",
    re.I,
)
_AT_END = re.compile(
    r"(?P<thing>.+?)(?:(?:\s*[,:;–-]\s*|\s+)(?P<wh>where(?:abouts)?|when|who|how|why"
    r"|what(?:['’]?s| is| are)? (?:it|he|she|they|her|his)(?:['’]?s| is)?(?: called| name| named)?)"
    r"|\s*[,:;]\s*(?P<name>names?))",
    re.I,
)
_TOPIC = re.compile(r"(?P<topic>[^,]{3,60}),\s+(?P<asked>.{8,})")
_KIN = re.compile(rf"\b(?:{ANY}|boyfriend|girlfriend|partner|ex|boss|friend|neighbour)s?\b", re.I)
_SHOULD = re.compile(
    r"(?:(?:what|which)\s)?(?P<thing>(?!what|which|how|why)[\w-]+"
    r"(?:\s(?!should|could|can|do|might|i\b|not|to)[\w-]+)?)\s(?P<never>not )?"
    r"(?:(?:should|could|can|do|might|must|shall) i"
    r"|(?:that )?i (?:should|could|can|might|must)|to)\s"
    r"(?P<not>(?:definitely |best )?(?:not|never|avoid|leave (?:out|off)|skip|steer clear of)\s)?"
    r"(?:get|buy|bring|take|give|use|serve|put|cook|make|order|have|feed)?\b"
    r".*\b(?:for|to|when|if|with)\s(?P<rest>.+)",
    re.I,
)
_MOOD = re.compile(
    r"(?P<who>.+?)['’]s (?:mood|state of mind|spirits|frame of mind|feelings|reaction)"
    r"(?P<rest> .+)?",
    re.I,
)
_HOW_DOING = re.compile(
    r"how(?:['’]?s| is| was| has|['’]?d)\s(?P<who>.+?)\s(?:been )?"
    r"(?:doing|faring|holding up|bearing up|getting on|coping|feeling|keeping)(?P<rest> .+)?",
    re.I,
)
_TEAM = re.compile(
    r"^(?:who|which|what)\b.*\b(?:(?:root|cheer|barrack)s? for|(?:team|club|side) is \S+ for)\b",
    re.I,
)
_HAS_ANY = re.compile(
    r"(?:does|do|has|have)\s(?P<who>.{1,40}?)\s(?:(?:have|got|have got)\s)?(?:any|an?|some)\s"
    r"(?P<thing>.{2,40})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Again:
    """A question in plainer words."""

    text: str
    least: float
    """How probable the sentence that answers it was before, at least: of words that are the same,
    only put as a whole question, more than of plainer ones."""

    def may_take(self, before: Reading, now: Reading) -> bool:
        """Whether the sentence that answers now was among the nearest ones before."""
        near = [each for each in before.found[:_NEAREST] if each.probability >= self.least]
        return now.answered and any(each.sentence == now.found[0].sentence for each in near)


_MOST = 4
_NEAREST = 4
_LEAST = 0.1
_OF_THE_SAME_WORDS = 0.5


def asked_again(question: str, name: str | None) -> tuple[Again, ...]:
    """The question in plainer words, likeliest first; nothing where there are none, or it is not
    about a person."""
    if name is None or len(question) > _LONGEST:
        return ()
    first = name.split()[0]
    text = " ".join(question.split()).strip(" ?!.,")
    if question_in_english(text) != text:
        return ()
    bare = _FILLER.sub("", without_asides(text))
    bare = " ".join(_ALSO_WHICH.sub("", bare).split()).strip(" ,")
    found: dict[str, Again] = {}
    for it in dict.fromkeys((in_plain_words(bare), bare)):
        plainer = it != bare or plain(bare) != plain(text)
        least = _LEAST if plainer or asked_kind(it) is not None else _OF_THE_SAME_WORDS
        wanted = [Again(each, _LEAST) for each in _wanting(it, text, first)]
        whole = wanted or [Again(each, least) for each in _whole(it, first)]
        for each in (*whole, Again(it, _LEAST)):
            work = work_in_plain_words(each.text, name)
            for other in (replace(each, text=work), each) if work else (each,):
                if plain(other.text) != plain(text):
                    found.setdefault(other.text, other)
    return tuple(sorted(found.values(), key=lambda each: each.text in (bare,)))[:_MOST]


def _wanting(bare: str, text: str, first: str) -> list[str]:
    """The plain question behind one for what to bring, for a mood, or for "any, and where"."""
    should = _SHOULD.fullmatch(bare)
    if should is not None and plain(first) in plain(should["rest"]):
        return [f"what {should['thing']} does {first} {_feels(should)}"]
    mood = _MOOD.fullmatch(bare) or _HOW_DOING.fullmatch(bare)
    if mood is not None:
        return [f"how does {mood['who']} feel{mood['rest'] or ''}"]
    if _TEAM.search(bare):
        return [f"which team does {first} support"]
    any_ = _HAS_ANY.fullmatch(bare)
    if any_ is not None and _ALSO_WHICH.search(text):
        return [f"what {any_['thing']} does {any_['who']} have", f"{any_['who']}'s {any_['thing']}"]
    return []


def _feels(should: re.Match[str]) -> str:
    return "hate" if should["not"] or should["never"] else "like"


def without_asides(question: str) -> str:
    """The question without what is said in passing."""
    rest = _ASIDE.sub("", question) if len(question) <= _LONGEST else question
    return rest if len(rest.split()) >= 3 else question


def _whole(text: str, first: str) -> list[str]:
    """The whole questions that a few words stand for."""
    topic = _TOPIC.fullmatch(text)
    if topic is not None and _is_about(topic["topic"], first):
        told = _told_of(topic["asked"], _whom(topic["topic"], first))
        if told:
            return [told, *_whole(told, first)]
    end = _AT_END.fullmatch(text)
    if end is not None and not _ASKING.search(end["thing"]):
        return _of_thing(end["thing"], (end["wh"] or end["name"]).lower())
    if not _ASKING.search(text) and len(text.split()) <= 8:
        return _of_thing(text, "")
    return []


def _is_about(topic: str, first: str) -> bool:
    """Whether a few words name the person and ask nothing."""
    return plain(first) in plain(topic) and not _ASKING.search(topic)


def _whom(topic: str, first: str) -> str:
    """Whom a pronoun behind a topic means: "deb's mother" of "deb's mother, how old is she"."""
    return topic if re.search(rf"\b{re.escape(first)}['’]s\s\w", topic, re.I) else first


def _told_of(asked: str, first: str) -> str:
    """What is asked of somebody who is named before it, with the name in place of the pronoun; ""
    without one."""
    told = re.sub(r"\b(?:his|her|their)\s+(?=\w)", f"{first}'s ", asked, count=1, flags=re.I)
    if told == asked:
        told = re.sub(r"\b(?:he|she|they|him|her)\b", first, asked, count=1, flags=re.I)
    return "" if told == asked else told


def _of_thing(thing: str, wh: str) -> list[str]:
    thing = thing.strip(" ,;:-")
    if wh.startswith("where"):
        return [f"where is {thing}"]
    if wh in ("when", "how", "why"):
        return [f"{wh} is {thing}"]
    called = bool(wh) and wh not in ("who",)
    if _KIN.search(thing):
        found = [f"who is {thing}", f"what is the name of {thing}"]
        return found[::-1] if called else found
    if asked_kind(f"what is {thing}") is not None:
        return [f"what is {thing}"]
    return [f"what is {thing} called", f"what is {thing}"]
