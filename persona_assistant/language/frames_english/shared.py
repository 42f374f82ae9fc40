"""Pieces of patterns that several attributes of biography share."""

THEY = "=who|=he|=she|=they|=i|=we|person|man|woman|<Subject>|<Name>"
ONE_OF_THE_FAMILY = (
    "^=his|^=her|^=their|^=my|^=our|^an|^a|^one|^both =elder|=older|=younger|=late|=big|"
    "=little|=two|of|his|her @relative",
    "^=his|^=her|^=their|^=my|^=our|^an @relative",
    "person|man|woman|<Name> 's @relative",
    "^mum|^mom|^dad|^granny|^grandad|^wife|^husband|^uncle|^aunt|^brother|^sister",
    "^the old man|lady be",
)
"""Of sentences that tell of a relative: what they state is not so of the person."""
LONGED_FOR = (
    "dream|ambition|aspire|hope|heart|aim|want|wish|intend|long * become|open|own|be|qualify|study|live|move",
    "one day|someday",
)
"""Of sentences that tell what somebody would like to be or have."""
JOB = "job|profession|occupation|work|trade|career|employ|vocation"
SAYING = "say|tell|think|mention|believe"
NOT_YEARS = (
    "!minute|hour|day|week|month|metre|mile|pound|kilo|percent|foot|euro|dollar|people|time|"
    "step|degree|o'clock|am|pm|year"
)


def does(verbs: str, rest: str = "") -> tuple[str, ...]:
    """Somebody does this, with the subject or, as notes are jotted down, without: "She mends",
    "Mends"."""
    opening = "|".join(f"^={_third_person(verb)}" for verb in verbs.split("|"))
    return f"{THEY} {verbs} {rest}", f"{opening} {rest}"


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")
