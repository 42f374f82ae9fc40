"""Two words side by side that the notes of everybody have: "hearing aids", "sleep apnoea".

They are what people have in common, whatever the question calls it: a gadget, an illness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.sides import Pair
from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.date_words import MONTHS
from persona_assistant.language.date_words import plain as plain_date
from persona_assistant.language.support import key_groups, means
from persona_assistant.language.words import words
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import FRAGMENT, PLAIN
from persona_assistant.reader.reading import Found

_MOST = 3
_KIND = re.compile(r"^(?:what|which)\b.*?\b(?=does|do|did|has|have|is|was)\b", re.I)
_NOT_ALIKE = frozenset(
    "owe pay lend borrow text send email number phone bday birthday year month week day still old "
    "move come leave ask say want need".split()
) | {plain_date(name) for name in MONTHS}
"""Stems of what every note may have."""

Phrases = dict[str, list[PersonAnswer]]


def phrases(pair: Pair, question: str) -> Phrases:
    """The words, with what each person's notes say. A question that names more than a kind of
    thing ("sleep with", and not "have") must find one of its words beside them."""
    own = frozenset(part.lower() for each in pair.named for part in pair.names_of(each).split())
    first, *others = (dict(_in_notes(pair, each, own)) for each in pair.named)
    shared = [key for key in first if all(key in other for other in others)]
    rest = key_groups(_KIND.sub("", question.replace("{name}", "she")))
    asked = [word for group in key_groups(question.replace("{name}", "she")) for word in group]
    found: Phrases = {}
    for key in shared:
        places = [first[key][1], *(other[key][1] for other in others)]
        if rest and not any(means(word, place.sentence) for word in asked for place in places):
            continue
        said = first[key][0]
        found[said] = [pair.of(e, p, said) for e, p in zip(pair.named, places, strict=True)]
    return dict(list(found.items())[:_MOST])


def _in_notes(
    pair: Pair, each: Named, own: frozenset[str]
) -> Iterator[tuple[tuple[str, str], tuple[str, Found]]]:
    """Every two words of somebody's notes that tell something and stand side by side."""
    for note in pair.notes[each.persona_id]:
        for match in FRAGMENT.finditer(note.text):
            said = words(match.group())
            for one, two in pairwise(said):
                tell = all(
                    word.content
                    and word.surface.isalpha()
                    and word.lower not in own
                    and word.stem not in GENERIC | _NOT_ALIKE
                    for word in (one, two)
                )
                if tell and f"{one.surface} {two.surface}" in match.group():
                    place = Found(note, match.group(), one.surface, match.start(), PLAIN)
                    yield (one.stem, two.stem), (f"{one.surface} {two.surface}", place)
