"""Where the notes of one of two people call the other by name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.sides import Pair
from persona_assistant.language.claims import KIN
from persona_assistant.language.support import Support, support
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import FRAGMENT, PLAIN
from persona_assistant.reader.reading import Found

OF_USER = re.compile(r"\b(?:i|me|my|we|us|our)\b", re.I)
"""What speaks of the user, who writes the notes."""
_LIKELY = 0.25
"""From this probability on a place counts that says what is asked in the question's own words."""


def naming(pair: Pair, each: Named, having: re.Pattern[str] | None = None) -> list[Found]:
    """Fragments of one's notes that call another one by name, and that have one of some words; the
    oldest first."""
    found = []
    for note in sorted(
        pair.notes[each.persona_id], key=lambda note: note.date or datetime.date.min
    ):
        for match in FRAGMENT.finditer(note.text):
            text = match.group()
            if calls(pair, text, each) and (having is None or having.search(text)):
                match_of = having.search(text) if having else None
                span = match_of.group() if match_of else ""
                found.append(Found(note, text.strip(), span, match.start(), PLAIN))
    return found


def places(pair: Pair, ways: Sequence[str], each: Named) -> list[Found]:
    """Where somebody's notes may say it, surest first."""
    found: dict[str, Found] = {}
    for way in ways:
        reading = pair.read(way, each)
        plain = way.replace("{name}", "")
        for named in pair.named:
            plain = plain.replace(named.typed, "")
        for place in reading.found:
            sure = support(plain, place.sentence) is Support.FULL and place.probability >= _LIKELY
            known = found.get(place.sentence)
            if (sure or reading.answered) and (
                known is None or known.probability < place.probability
            ):
                found[place.sentence] = place
    return sorted(found.values(), key=lambda place: -place.probability)


def names_another(pair: Pair, place: Found, each: Named) -> bool:
    """Whether the sentence calls another one of them by name."""
    return calls(pair, place.sentence, each)


def calls(pair: Pair, sentence: str, each: Named) -> bool:
    """Whether a sentence in the notes of one of them calls another of them by name."""
    others = {other.persona_id for other in pair.named if other is not each}
    if any(others & people for people in pair.called(sentence.replace(each.name, "", 1))):
        return True
    first, second = (re.escape(named.name[:1]) for named in pair.named[:2])
    return bool(
        re.search(rf"\b(?:{first}\s?[&+]\s?{second}|{second}\s?[&+]\s?{first})\b", sentence)
    )


def only_owning(pair: Pair, sentence: str) -> bool:
    """Whether it only tells of what somebody of theirs does: "Leo's mum is staying"."""
    named = [part for each in pair.named for part in each.name.split()[:1]]
    names = "|".join(map(re.escape, named))
    owning = re.search(rf"\b(?:{names})['’]s? (?:\w+ )?(?:{KIN})\b", sentence, re.I)
    if owning is None or re.search(rf"['’]s? (?:{KIN}) (?:{names})\b", sentence, re.I):
        return False
    # "Ana, Leo's cousin" says what she is to him.
    said = rf"\b(?:{names})(?: [^\W\d_]+)?(?: is| was|,| =|=| \(|:| -| –)+ ?$"
    return not re.search(said, sentence[: owning.start()], re.I)


def written(answer: PersonAnswer) -> datetime.date:
    """When the note was written; long ago where that is not known."""
    return answer.date or datetime.date.min
