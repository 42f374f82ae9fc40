"""What the writer calls the person in their notes beside the name: "Dec", "mum's 66th today".

"My sister", and a bare "mum" or "gran", is the writer's own relative; where about half the notes
about somebody begin so, and several do, they are that relative.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE, ANY, WIDER
from persona_assistant.language.nicknames import called
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note

_ELDERS = "|".join(each for each in ALIKE if WIDER.get(each) in ("parent", "grandparent"))
_BEGINS = rf"\W*(?:(?:my|our)\s(?P<word>{ANY})|(?P<elder>{_ELDERS}))(?:['’]s|s['’])?(?![\w'’-])"


def names_in(notes: Sequence[Note], name: str) -> str:
    """All words by which the notes may call somebody of that name, in a row."""
    texts = tuple(each.text for each in notes)
    return " ".join((name, *sorted(called(name, texts)), relative_in(notes))).strip()


def relative_in(notes: Sequence[Note]) -> str:
    """The word for a relative by which the notes call the person; "" where they do not."""
    begun = [match for note in notes if (match := compiled(_BEGINS).match(note.text))]
    said = Counter(re.sub(r"\W", "", plain(each["word"] or each["elder"])) for each in begun)
    word, times = said.most_common(1)[0] if said else ("", 0)
    return word if times > 1 and 2 * times >= len(notes) else ""
