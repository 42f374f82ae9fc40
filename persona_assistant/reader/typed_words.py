"""Words beside a parsed thing that tell which one it is: of work or of home, of a shoe or a ring.

Patterns are for texts as `date_words.plain` makes them, those of `MAY_HOLD` for texts as written.
"""

from __future__ import annotations

from collections.abc import Mapping

from persona_assistant.language.contacts import Kind
from persona_assistant.language.date_words import CARDINAL

DAY_OF_BIRTH = (
    r"(?:birth ?-?days?|b[' -]?day|(?:which|what) da(?:y|te)|date|dob|geburtstag|geburtsdatum"
    r"|cumple|fecha|anniversaire|compleanno|aniversario|data)"
)
MAY_HOLD: Mapping[Kind, str] = {
    "phone": r"\d\D{0,4}\d\D{0,4}\d\D{0,4}\d\D{0,4}\d|\bext",
    "email": r"@|\bat\b|[\[(]at[\])]",
    "web": r"\.\w|https?:",
    "handle": r"@|[:=_]",
    "age": rf"\d|\b{CARDINAL}\b|\b(?:in (?:her|his|their)|early|mid|late)\b",
    "birthday": r"\d",
    "unit": r"\d",
}
"""A text that does not match holds no such thing: a quick look, before any parsing."""
DENIED = r"(?i:no|not|never|without|refuses|lost|kein|nicht|sin|jamais|pas|senza|sem)\b|.*n['’]t\b"
"""That there is no such thing answers too: "refuses to own a telephone"."""
ANOTHER_TIME = r"(?:when|until|till|before|by the time|at the age|als|cuando|quand|quando)\b"
SEXES = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
DWELLING = (
    r"(?:live|lives|living|address|adresse|moved?|moving|home|house|flat|stays|wohnt|vive"
    r"|habite|abita"
    r"|mora|calle|post|send|parcel|door|new place)\b"
)
SORTS: Mapping[Kind, tuple[str, ...]] = {
    "size": (
        "shoe|trainer|sneaker|boot|schuh|pointure|zapato|scarpe|sapato|foot|feet",
        "dress|kleid|robe",
        "ring",
        "shirt|tee|top|jumper|sweater",
        "jean|trouser|pant",
        "hat|helmet",
        "coat|jacket",
    ),
    "code": (
        "wi ?-?fi|wlan|wireless|internet",
        "door|gate|entr|building|front|haust|digicode",
        "alarm",
        "safe|locker",
        "garage",
        "phone|sim",
    ),
}
"""Words for what a size or a code is of: a question for one of them is not answered by another."""
REQUIRED = frozenset({"phone", "email", "web", "handle"})
"""Without one of these there is no answer to a question for it."""
TOLD_BESIDE = REQUIRED | {"address", "unit", "code"}
"""Which of several is meant is told by a word beside it."""
NAMED = frozenset({"phone", "email", "handle", "age"})
"""What a note may have right behind somebody's name."""
ALSO: Mapping[Kind, tuple[Kind, ...]] = {
    "age": ("age", "birthday"),
    "date": ("date", "time"),
    "unit": ("unit", "address"),
}
"""What else answers where a thing of the kind is asked for."""
