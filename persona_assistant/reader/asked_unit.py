"""Questions for where somebody's door is: the number of the house or flat, where to post a card.

Patterns are for the words of a question, one space between.
"""

from __future__ import annotations

_NUMBER = r"(?:number|no|nr)"
_HOME = r"(?:house|flat|unit|apartment|apt|condo|suite|door)"
_STANDS = r"(?:is|was|does|did|has)"
NUMBER_OF_A_HOME = (
    rf"{_NUMBER} of (?:\w+ ){{1,3}}{_HOME}(?! phone)|"
    rf"{_HOME} {_NUMBER}|(?:what|which) {_NUMBER} {_HOME}"
    rf"|(?:what|which) (?!door){_HOME}(?: (?:on|in|at) \w+)? {_STANDS}"
    rf"|(?:what|which) {_NUMBER} (?:on \w+ )?{_STANDS} (?!i\b|we\b|to\b)(?:\w+ ){{1,5}}"
    r"(?:at|in|on|live)$"
)
"""Asks for the number of a house, or of a flat in it."""
SENDS = (
    r"where (?:do|can|should|could|would|shall) (?:i|we) (?:send|post|mail) "
    r".*\b(?:card|postcard|letter|parcel|package|gift|present|invitation|invite|post|note|flowers)"
)
"""Asks for the address that something goes to."""
