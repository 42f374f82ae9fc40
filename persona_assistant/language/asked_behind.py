"""Lists whose asking word stands behind, or behind a topic: "born in october, who?", "emails: whose
do I have", "cats - who keeps them".

Each is written out as the question that begins with its asking word: "who is born in october".
"""

from __future__ import annotations

import re

from persona_assistant.language.about_each import is_verbal
from persona_assistant.language.words import irregular_base

_BREAK = r"(?:\s*[,;:?!.…]+\s*|\s+[–—-]+\s+)"
_PEOPLE = r"(?:people|persons|ppl|folks?|friends|contacts|mates|pals|lot|bunch|list|notes)"
_ONE = r"(?:some|any|every) ?(?:one|body)"
_TAIL = re.compile(
    rf"{_BREAK}(?:and |so |but )?(?:if so,? )?(?:"
    r"who(?:'s| is| are| was| were)?(?: (?:it|that|they|those|all|all of them))?"
    rf"|which(?: ones?| {_PEOPLE}| of (?:them|those|(?:my|the|our) {_PEOPLE}))?"
    r"(?: (?:is|are|was) (?:it|that|they))?"
    r"|(?:from |to |by |with )?whom?|any ?(?:one|body)(?: at all| else)?"
    rf"|any(?: of (?:them|those|(?:my|the|our) {_PEOPLE}))?"
    r"|(?:their )?names|(?:name|list|tell me|give me|show me) (?:them|those|names|who)(?: all)?"
    r")(?:,? (?:please|pls))?$",
    re.I,
)
_TOPIC = re.compile(
    r"^(?P<topic>(?:(?:my|the|any|all) )?[a-z][\w'-]*(?: (?!who\b|whose\b|which\b)[\w'-]+){0,3}?)"
    r"(?:\s*[:;,?]\s*|\s+[–—-]+\s+)(?P<asks>(?:who(?:'s|se)?|which|any ?(?:one|body))\b.*)$",
    re.I,
)
_WHOSE_KEPT = re.compile(r"^whose ((?:do|have|did) (?:i|we)\b.*)$", re.I)
_IT = re.compile(
    r"(?<!^who is )(?<!^who's )\b(?:any of (?:them|those|it)|some of (?:them|it)|them|"
    r"those|it|one|any)\b",
    re.I,
)
_TRANSITIVE_END = re.compile(
    r"\b(?:has(?: got)?|have|'s got|keeps?|owns?|plays?|takes?|needs?|wears?|likes?|loves?|hates?|"
    r"collects?|speaks?|teaches|does|makes?|had|got|drives?)$",
    re.I,
)
_SINGULAR = re.compile(r"\b(?:she|he|her|hers|him|his)\b", re.I)
_QUALITY = re.compile(
    r"^(?:(?:still|already|not|currently|now|originally|recently|just|previously|formerly) )*"
    r"(?:over|under|past|above|below|in|at|on|from|of|near|outside|within|older|younger|"
    r"aged?|born|allergic|afraid|married|divorced|single|widowed|retired|pregnant|engaged|"
    r"abroad|overseas|ill|sick|dead|away|able|about|out|between|\w+ing)\b",
    re.I,
)
_HAVING = re.compile(r"^with(?:out)? ", re.I)
_ARTICLE = re.compile(r"^(?:any|some|all(?: the)?|an?|the|my|our) ", re.I)


def in_front(asked: str) -> str:
    """The question that begins with its asking word; any other as it is. `asked` is plain."""
    if _SINGULAR.search(asked):
        return asked
    if (match := _TAIL.search(asked)) and (about := asked[: match.start()].strip(" ,;:?!.")):
        return _who(about) or about
    match = _TOPIC.match(asked)
    if match is None or re.match(r"(?:who|which|what|how|where|when|why|is|are)\b", asked, re.I):
        return asked
    return _of_topic(_ARTICLE.sub("", match["topic"]), match["asks"])


def with_its_topic(question: str) -> str:
    """A question with its topic in place of "them": "cats - who keeps them"; others as they are."""
    if not re.search(r"\b(?:them|those|they)\b", question, re.I):
        return question
    asked = question.strip().rstrip("?!. ")
    written = in_front(asked)
    return question if written == asked else written


def _of_topic(topic: str, asks: str) -> str:
    """ "Cats" with "who keeps them" as "who keeps cats"; what asks by itself as it does."""
    if kept := _WHOSE_KEPT.match(asks):
        return f"whose {topic} {kept[1]}"
    if _IT.search(asks):
        return _IT.sub(lambda _: topic, asks, count=1)
    return f"{asks} {topic}" if _TRANSITIVE_END.search(asks) else asks


def _who(about: str) -> str:
    """What is said of those asked for, behind "who"; "" where it may be a question of its own."""
    if re.match(r"(?:who|whose|which|what|how|where|when|why)\b", about, re.I):
        return about if re.match(r"(?:who|whose|which)\b", about, re.I) else ""
    if one := re.match(rf"{_ONE}(?P<is>'s)? ", about, re.I):
        return f"who{one['is'] or ''} {about[one.end() :]}"
    if re.match(rf"(?:(?:any|all|some|my|the) )*{_PEOPLE} ", about, re.I):
        return about
    if _HAVING.match(about):
        return f"who has {'no ' if 'out' in about[:8].lower() else ''}{_HAVING.sub('', about)}"
    if _QUALITY.match(about):
        return f"who is {about}"
    first = about.split()[0].lower()
    if is_verbal(about) or (irregular_base(first) and irregular_base(first) != first):
        return f"who {about}"
    return ""
