"""Whether what stands behind "who is" tells what people are like, and is nobody's name or role:
"who is allergic to nuts" asks for a list, "who is the woman in red" for one person."""

from __future__ import annotations

import re

from persona_assistant.language.about_each import singular
from persona_assistant.language.countries import is_of_a_nation
from persona_assistant.language.lexicon import lexicon
from persona_assistant.language.ways import has_ways, merged
from persona_assistant.language.words import stem, words

_IDENTITY = re.compile(
    r"^(?:the|that|this|these|those|she|he|it|they|you|her|his|my|your|our|their|we|i|mine|"
    r"speaking|talking|singing|calling|playing|there|on the phone)\b(?!-)",
    re.I,
)
_DESCRIBES = re.compile(
    r"^(?:(?:also|still|currently|now|not|really|very|always|never|good|bad|an?|in|at|from|on|with|"
    r"of|for|near|into|over|under|above|below|past|aged|outside|out|away|off|"
    r"allergic|afraid|able|about|single|vegan|no longer|older|younger|taller|left-handed|gay|blind|"
    r"deaf|ill|sick|abroad|born|due|free|up|coming|self[- ]employed)\b"
    r"|\d{2}(?: (?:and|or))? (?:up|over|older|under|plus)\b"
    r"|\w+(?:ing|ied|ed|ian|ic|ive|ous|ful|less|ish|able|ible|ent|ant|ary|sick)\b)",
    re.I,
)


def names_a_quality(said: str) -> bool:
    """Whether what stands behind "who is" tells what somebody is like, and is no name."""
    said = re.sub(r"^(?:already|also|still|currently|now|or)\s+", "", said, flags=re.I)
    if _IDENTITY.match(said):
        return False
    if _DESCRIBES.match(said):
        return True
    if any(has_ways(word.stem) for word in merged(words(said))[:1]):
        return True
    first = said.split()[0]
    if is_of_a_nation(first):
        return True
    if first[:1].isupper():
        return False
    lex, terms = lexicon(), {(stem(first),), (stem(singular(first)),)}
    return any(term in known for term in terms for known in (lex.synsets, lex.kinds, lex.members))
