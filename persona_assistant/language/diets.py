"""What somebody can eat by how they are said to eat: a vegetarian no chicken, a vegan no cheese.

Of foods that a diet does not speak of it says nothing.
"""

from __future__ import annotations

from persona_assistant.language.patterns import compiled

_MEAT = (
    "meat|chicken|beef|lamb|pork|bacon|ham|sausages?|steak|turkey|duck|mince|burgers?|veal|venison"
    "|salami|chorizo|goose|roast"
)
_FISH = "fish|salmon|tuna|cod|haddock|mackerel|sushi|anchov(?:y|ies)|sardines?"
_SHELLFISH = "shellfish|prawns?|shrimps?|crab|lobster|mussels?|oysters?|scallops?|seafood"
_DAIRY = (
    "dairy|milk|cheese|butter|cream|yogh?urts?|ice cream|custard|lactose|quiche|cheesecake|latte"
)
_GLUTEN = "gluten|wheat|bread|pasta|toast|pizza|flour|couscous|barley|beer"
_NUTS = "nuts?|peanuts?|almonds?|cashews?|walnuts?|hazelnuts?|pistachios?|pecans?"
_EGGS = "eggs?|omelettes?|mayonnaise|mayo"
_DIETS = (
    (r"vegan|plant[- ]based", f"{_MEAT}|{_FISH}|{_SHELLFISH}|{_DAIRY}|{_EGGS}|honey"),
    (r"vegetarian|veggie", f"{_MEAT}|{_FISH}|{_SHELLFISH}"),
    (r"pescatarian|pescetarian", _MEAT),
    (r"co?eliac|gluten[- ](?:free|intoleran\w+)", _GLUTEN),
    (r"(?:lactose|dairy)[- ](?:free|intoleran\w+)", _DAIRY),
    *(
        (
            rf"(?:bad|not good|ill) (?:with|w/|on) (?:{foods})"
            rf"|(?:is|['’]s|gone|come|came) off (?:{foods})"
            rf"|(?:avoids?|intoleran\w+ to) (?:{foods})"
            rf"|(?:can['’]?t|cannot) (?:have|do|eat|take|drink|digest) (?:{foods})",
            foods,
        )
        for foods in (_DAIRY, _GLUTEN, _NUTS, _SHELLFISH, _EGGS)
    ),
    (rf"allerg\w+ to (?:\w+ ){{0,3}}?(?:{_NUTS})|nut allergy", _NUTS),
    (rf"allerg\w+ to (?:\w+ ){{0,3}}?(?:{_SHELLFISH})|shellfish allergy", _SHELLFISH),
    (rf"allerg\w+ to (?:\w+ ){{0,3}}?(?:{_EGGS})|egg allergy", _EGGS),
)
_ASKED = r"(?i)^(?:can|does|could|may|will|would|is) .{1,60}?\b(?:eat|have|drink|take|ok with)\b"
_OVER = (
    r"(?i)\b(?:not|no longer|never|isn['’]?t|wasn['’]?t|gave up|given up|stopped|used to|quit|was"
    r"|not any ?more|lapsed|ex)\b"
)


def may_eat(question: str, told: str) -> tuple[bool, int] | None:
    """Whether somebody of whom this is told can eat or drink what a question asks, and where that
    is said; None where the question asks for no food, or what is told says nothing of it."""
    asked = compiled(_ASKED).search(question)
    if asked is None:
        return None
    food = question[asked.end() :]
    for diet, foods in _DIETS:
        named = compiled(rf"(?i)\b(?:{diet})\b").search(told)
        if named and compiled(rf"(?i)\b(?:{foods})\b").search(food):
            over = compiled(_OVER).search(told[: named.start()])
            return over is not None, over.start() if over else named.start()
    return None
