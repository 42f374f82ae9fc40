"""Lists of those who are expecting a child: "who is pregnant", "who has a baby on the way".

It holds from the note that tells it until a birth is told, or until the child must have come. A
father is expecting as well, and it is his wife who is pregnant.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from persona_assistant.assistant.fragments import day_of, fragments, place_at
from persona_assistant.assistant.list_children import births
from persona_assistant.assistant.list_marital import is_of_others
from persona_assistant.assistant.list_owners import Owners
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, spans
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import AnyReader, Found

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = list[tuple[Stance, Found]]
Finder = Callable[[AnyReader, People], dict[int, Stances]]

_SURE = 0.87
_ASKED = re.compile(
    r"^is she (?:still |currently |now )?(?P<herself>pregnant|with child)(?: again| now)?\?$"
    r"|^is she (?:still |currently |now )?(?:expecting|having)"
    r"(?: (?:an?|another|her first|their first|the) (?:new )?(?:baby|child|kid|little one))?"
    r"(?: soon| now| again)?\?$"
    r"|^(?:does|has|is) she (?:have |got )?(?:an?|another) (?:new )?(?:baby|child|kid|little one) "
    r"(?:on the way|due|coming)(?: soon)?\?$",
    re.I,
)
_EXPECTING = re.compile(
    r"\b(?:pregnant|expecting(?! (?:an? |the |some |to |her |his |that )?(?:deliver\w*|parcel|"
    r"package|visit\w*|guests?|snow|rain|company|calls?|news|results?|to|that|it|me|us)\b)"
    r"|baby(?: is|'s)? (?:due|on the way)|(?:number|no\.?|kid|child|baby) (?:two|three|four|[1-6]) "
    r"(?:is )?(?:due|on the way)|another (?:one |baby )?on the way|(?:little )?one on the way|"
    r"(?:is|are|'re|re|she's|hes) having (?:an?|another|her|their) (?:\w+ )?"
    r"(?:baby|girl|boy|child)|"
    r"having (?:a|another) baby|having twins|up the duff|bun in the oven|weeks gone|"
    r"schwanger|embarazada|enceinte|incinta|grávida)\b",
    re.I,
)
_NOT = re.compile(
    r"\b(?:not|never|no|n't|want(?:s|ed)?|hop(?:es?|ing)|trying|might|maybe|if|would|wish\w*|"
    r"think\w*|was|were|when|while|isn|aren|stopped)\b|n['’]t\b",
    re.I,
)
_PARTNER = re.compile(
    r"(?:^|\b(?:his|her|their|the|[^\W\d_]+['’]s) )"
    r"(?:wife|girlfriend|gf|missus|partner|fianc[eé]e)\b",
    re.I,
)
_LOST = re.compile(r"\bmiscarr\w+|\blost the baby\b|\bstillb\w+", re.I)
_LASTS = datetime.timedelta(days=270)
_LATE = datetime.timedelta(days=21)


def finder(question: str, when: When | None) -> Finder | None:
    """What finds out who is expecting a child; None for another question, or where a time is
    named (`when`)."""
    match = _ASKED.match(question)
    if match is None or when is not None:
        return None
    herself = match["herself"] is not None
    return lambda _, people: {i: _expecting(herself, *each) for i, each in people.items()}


def _expecting(herself: bool, name: str, notes: Sequence[Note]) -> Stances:
    owners = Owners(name, notes)
    today = datetime.date.today()
    told: Stances = []
    for note, start, text in fragments(sorted(notes, key=day_of)):
        english = in_english(text)
        if told and (_LOST.search(english) or any(births(text, day_of(note), owners.own))):
            told = [(Stance.FORMER, place) for _, place in told]
            continue
        match = _EXPECTING.search(english)
        if match is None or _NOT.search(re.split(r"[;:,(]", english[: match.start()])[-1]):
            continue
        begin, end = match.span() if english == text else (0, len(text))
        place = place_at(note, start + begin, start + end, _SURE)
        before = english[: match.start()]
        first = re.match(r"(?:and |but |so )*([^\W\d_]+)", before)
        by_name = first is not None and first[1].lower() in owners.spouses
        of_partner = by_name or _PARTNER.search(before) is not None
        if (
            not of_partner and is_of_others(english[: match.start()], match.group(), place, owners)
        ) or (of_partner and herself):
            told.append((Stance.OTHERS, place))
        else:
            over = _due(text, note) + _LATE < today
            told.append((Stance.FORMER if over else Stance.STATES, place))
    last = [each for each in told if each[0] is not Stance.OTHERS][-1:]
    return last or told[-1:]


def _due(text: str, note: Note) -> datetime.date:
    """When the child is to come: on the day that the words name, or some months on."""
    written = note.date or datetime.date.today()
    rest = note.text[note.text.find(text) :]
    day = max((last for _, last in spans(rest, written, to_come=True)), default=written)
    return day if written < day < written + _LASTS + _LATE else written + _LASTS


__all__ = ["finder"]
