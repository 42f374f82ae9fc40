"""The time that a question asks of: what holds now, what was first, what was before, what is still.

They are words of questions in small letters, as `date_words.plain` has them.
"""

from __future__ import annotations

import re

ONE_AT_A_TIME = frozenset(
    {"phone", "email", "web", "address", "unit", "age", "birthday", "size", "code"}
)
SINGLE = (
    r"who(?:['’]?s| is) \w+ with|"
    "live|lives|living|home|address|city|town|based|move[ds]?|job|work|works|profession|occupation"
    r"|earns?|trade|gig|jobs|what do(?:es)? \w+ do(?: now| these days|$)"
    "|employer|company|career|boss|husband|wife|partner|boyfriend|girlfriend|married|dating|seeing"
    "|single|relationship|car|drive|drives|weigh|weight|tall|height|school|study|studies|studying"
    "|university|class|grade|hair|surname|last name|favou?rite|team|bank|doctor|dentist|gp|manager"
    "|landlord|insurer|diet|vegetarian"
    "|vegan|smoke|smokes|wohnt|arbeitet|beruf|vive|trabaja|habite|travaille|abita|lavora|mora"
    "|trabalha"
)
"""What a person has one of at a time."""
PRESENT = (
    "now|current|currently|these days|nowadays|at present|presently|at the moment|right now|today"
    "|this year|at the minute"
)
"""Words that ask for what holds now."""
REGULAR = (
    f"{PRESENT}|rent|lessons?|class|classes|course|charges?|salary|shifts?"
    "|opening hours|training|practice|rehearsals?|commute"
)
"""What goes on: a newer amount, time or day takes the place of an older one."""
THEN = "did|was|were|had"
OF_AN_END = (
    "give[ns]? up|gave up|stop(?:s|ped)?|quit|los[te]|sold|ended?|dropped|happened|why|instead"
    "|retired?|left|rid|went wrong|finished"
)
"""Words that ask for what has ended, so that what has ended answers."""
AT_FIRST = (
    "to (?:start|begin) with|at (?:the )?(?:very )?(?:start|beginning|outset|first)|initially"
    r"|in the beginning|(?:work|live|study|teach|play) first$"
)
OF_WORK = (
    "for a living|earn(?:s|ing)? (?:his|her|their|a|money)|job|work|works|working|profession"
    "|occupation|employer|employed|career|trade|gig"
)
OF_WISHES = (
    "want|wants|wish|hope|hopes|hoping|plan|plans|planning|dream|apply|applied|applying|offered"
    "|might|may|would|could|should|will|going to|gonna|about to|starting|next|if|why|look|looking"
    "|how|when|did|feel"
)
"""What is asked of a plan itself."""
OF_A_COURSE = r"how (?:long|often)|why|how come|how (?:does|do) \w+ (?:get|go|travel|come)"
"""What is asked of how something goes on, of which there may be several."""
OPEN = "what|which|who|whom|was|welche|que|cual|quels?|quelles?|cosa|quali|o que"
ONCE = (
    "did|was|were|when|where|how|why|wear|wearing|wore|met|meet|said|say|promise[ds]?|tell|told"
    "|ask|asked|name|called|colou?r|kind|best|first|last|feel|feeling|felt|weather"
)
"""What is asked of one occasion, or has one answer."""
STILL = "still|any ?more|noch|todavia|aun|encore|toujours|ancora|ainda"
BEFORE = (
    "before|formerly|former|used? to|previous|previously|earlier|ex|old (?:job|number|address|phone"
    "|flat|house|car|boss|company|school|email|employer|boyfriend|girlfriend|partner|home|place"
    "|dose|dosage|price|rent|rate|fee|charge|day|time|slot|hours|trade|career|club|team|room|desk"
    "|boat|van|bike|phone|laptop|flatmate|landlord|doctor|dentist|gp|tutor|teacher|coach)"
    "|originally|fruher|vorher|antes|avant|auparavant|prima|anterior"
)
ARRIVED = (
    r"before (?:\w+ )?(?:came|coming|arriv\w+|mov(?:ed|ing) (?:here|over)|emigrat\w+|immigrat\w+"
    r"|settl(?:ed|ing))"
)
"""Before whatever the notes tell."""
_ORDINAL = (
    r"(?P<whose>['’]s|[a-z]s|\b(?:his|her|their|my|our|the|(?:who|what) (?:is|was)))\s"
    r"(?P<which>first|original|earliest|present|current|newest|latest|most recent)\s"
    r"(?=[a-z])(?!(?:of|names?|surname|things?|times?|day|met|came|language|aid|class|floor"
    r"|impression|words?|news|saw|wrote)\b)"
)
_FIRST = frozenset("first original earliest".split())
_WHICH = r"(?:what|which) (?!(?:is|are|does|do|did|has|have|was|s)\b)\w+"
_PLURAL = r"\b(?:what|which)(?: \w+)? \w*[a-z]{2}(?<![su])s\b(?!['’])|\bany(?:one|body)?\b"


def says(pattern: str, text: str) -> bool:
    """Whether a text has such words."""
    return re.search(rf"\b(?:{pattern})\b", text) is not None


def asks_for_first(asked: str) -> bool:
    """Whether the first of several is asked for: "her first budgie", "to start with"."""
    if says(AT_FIRST, asked):
        return True
    match = re.search(_ORDINAL, asked)
    return match is not None and match["which"] in _FIRST


def asks_for_one_now(asked: str) -> bool:
    """Whether one thing that holds now is asked for: "which room is she in these days", not "what
    pets does she have now"."""
    if re.search(_PLURAL, asked):
        return False
    return (says(PRESENT, asked) and says(_WHICH, asked)) or (
        re.search(_ORDINAL, asked) is not None
    )


def without_ordinal(question: str) -> str:
    """A question without "first" or "present", which the reader of single notes cannot tell."""
    return re.sub(_ORDINAL, r"\g<whose> ", question, flags=re.IGNORECASE)
