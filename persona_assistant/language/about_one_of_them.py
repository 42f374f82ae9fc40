"""A question about several people as one about each of them: "what are Ana's and Leo's jobs" asks
what {name}'s job is.

The names are marks here: §0, §1.
"""

from __future__ import annotations

import re

from persona_assistant.language.about_each import question_about_each, singular
from persona_assistant.language.choice_questions import NAME

JOINED = re.compile(
    rf"(?:both )?{NAME}(?:\s*,\s*{NAME})*\s*,?\s*(?:and|or|&|n|\+|und|oder|vs\.?|versus)\s+"
    rf"(?:also |does |do |is )?{NAME}",
    re.I,
)
_SINGULAR_THINGS = re.compile(
    r"\b(jobs|birthdays|names|numbers|addresses|ages|emails|employers|partners|husbands|wives|"
    r"home ?towns|professions|surnames|star signs|nationalities|occupations)\b",
    re.I,
)


_TOLD_OF_BOTH = re.compile(
    rf"^{JOINED.pattern} (?:have |are |were |do |did )?(?:both|each) (?P<said>[^,?]+?)[,;:–—-]+ "
    rf"(?:and )?(?P<asks>(?:\w+ )?(?:whom?|what|where|when|why|how|which \w+))$",
    re.I,
)


def of_both_alike(marked: str) -> str:
    """ "Ana and Ben have both been abroad, where": the question about one of them; "" for any
    other."""
    told = _TOLD_OF_BOTH.match(marked)
    if told is None:
        return ""
    said = told["said"]
    verb = re.search(r"\b(have|are|were|do|did) (?:both|each) ", marked[: told.start("said")], re.I)
    one = f"{_ONE_VERB.get(verb[1].lower(), verb[1])} {said}" if verb else said
    each = re.sub(r"\bshe\b", "{name}", question_about_each(one), count=1).rstrip("?")
    return f"{told['asks'].capitalize()} {each[:1].lower()}{each[1:]}?" if "{name}" in each else ""


_ONE_VERB = {"are": "is", "were": "was", "do": "does", "have": "has"}


def about_one(marked: str, joined: re.Match[str]) -> str:
    """The question about one of those who are named side by side."""
    before, after = marked[: joined.start()], marked[joined.end() :]
    owned = bool(re.search(r"'s?$", joined.group()))
    before = re.sub(
        r"\b(are|were|do|have)\b(?=[^.]*$)",
        lambda match: match[1] if owned else _ONE_VERB[match[1].lower()],
        before,
        count=1,
        flags=re.I,
    )
    after = re.sub(r"^\s*(?:both|each)\b", "", after)
    if owned and _SINGULAR_THINGS.search(after):
        after = _SINGULAR_THINGS.sub(lambda match: singular(match[1]), after, count=1)
        before = re.sub(r"\bare\b", "is", before, flags=re.I)
    if not owned and (verb := re.match(r"\s+(are|were|have|live|work)\b", after, re.I)):
        one = _ONE_VERB.get(verb[1].lower(), f"{verb[1]}s")
        if not re.search(r"\b(?:does|did|has|is|was)\b", before, re.I):
            after = f" {one}{after[verb.end() :]}"
    text = f"{before}{{name}}{chr(39) + 's' if owned else ''}{after}"
    return f"{text[:1].upper()}{text[1:]}?"
