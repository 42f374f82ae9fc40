"""A question in the words of the notes: whoever is meant, called by their own first name.

The user types "tessies number" or "Bob's"; the notes are Tess Marlow's and Robert Achterberg's.
What is read beside them should not have to know that. By the first name, because that is how people
ask: on 300 questions of the reader's corpus the full name in its place cost 3 points of 1-FA.
"""

from __future__ import annotations

import re
from dataclasses import replace

from persona_assistant.assistant.known import notes_of, user
from persona_assistant.assistant.relative_by_name import with_whose_relative
from persona_assistant.assistant.services import Services
from persona_assistant.language.identity import asks_of_theirs, asks_who
from persona_assistant.language.name_words import TITLES
from persona_assistant.language.roles import role
from persona_assistant.language.slips import count_slips
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import Edge, Outcome, Query
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.who_is import asks_who_has_a_role

_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)


def in_own_name(services: Services, query: Query, edge: Edge) -> Query:
    """The query with the first name of the matched persona in place of a nickname, an alias, a slip
    or the full name; as it is for a language model, which reads the user's own words."""
    if services.engine.capabilities.window is not None:
        return query
    return for_a_reader(services, query, edge)


def for_a_reader(services: Services, query: Query, edge: Edge) -> Query:
    """As `in_own_name`, whatever the engine."""
    if edge.outcome is not Outcome.MATCHED or asks_who_has_a_role(query.text):
        return query
    person = edge.candidates[0]
    parts = {fold(part) for part in person.name.split()}
    first = next((part for part in person.name.split() if fold(part) not in TITLES), person.name)
    with services.deciding:
        mentions = services.router.known.by_name.mentions(query.text)
    text = query.text
    if query.image is None and query.voice is None:
        text = with_whose_relative(services, text, person.persona_id, first, mentions)
    if text != query.text:
        return replace(query, text=text)
    told: set[str] = set()
    for mention in mentions:
        typed = _POSSESSIVE.sub("", mention.typed)
        words = {fold(word) for word in typed.split()}
        own = words <= parts and len(words) == 1
        if mention.people == {person.persona_id} and not own:
            put = f"{first}'s" if _is_owner(services, typed, person.persona_id, parts) else first
            text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", _literally(put), text, count=1)
        if person.persona_id in mention.people and typed not in told:
            told.add(typed)
            text = _without_initial(text, typed if own else first, parts)
            if len(mention.people) > 1:
                text = _without_what_tells_apart(text, typed)
    if not mentions and query.image is None and query.voice is None:
        text = _for_the_role(services, text, person.persona_id, first)
    text = _without_surname(text, first, person.name)
    if query.image is None and query.voice is None:
        text = _where_to_find(_with_owner_beside(text, first), first)
    return query if text == query.text else replace(query, text=text)


def _literally(text: str) -> str:
    """As what a pattern is replaced with."""
    return text.replace("\\", r"\\")


def _is_owner(services: Services, typed: str, person: int, parts: set[str]) -> bool:
    """Whether a name as it is typed is an owner's without the apostrophe: "robs", "mrs ogdens"."""
    words = fold(typed).split()
    if len(words[-1]) < 4 or not words[-1].endswith("s") or words[-1] in parts:
        return False
    if words[-1][:-1] in parts:
        return True
    if any(words[-1] in fold(each.text).split() for each in notes_of(services, [person])[person]):
        return False  # the notes call them so: "nads"
    with services.deciding:
        mentions = services.router.known.by_name.mentions(typed[:-1])
    called = fold(typed)[:-1]
    return any(person in each.people and fold(each.typed) == called for each in mentions)


def _without_surname(text: str, first: str, name: str) -> str:
    """The first name alone, where a full name is typed with slips: "donna kowalchuck"."""
    known = [fold(part) for part in name.split()]
    later = known[known.index(fold(first)) + 1 :] if fold(first) in known else []
    for pair in re.finditer(r"(?<!\w)(?P<one>[^\W\d_]+)\s+(?=(?P<two>[^\W\d_]+))", text):
        one, two = fold(pair["one"]), fold(pair["two"])
        called = one == fold(first) or bool(count_slips(one, fold(first)))
        exact = one == fold(first) or two in later
        if called and exact and any(two == each or count_slips(two, each) for each in later):
            return text[: pair.start()] + first + text[pair.end() + len(pair["two"]) :]
    return text


_APART = (
    r"\s+(?:with|from|at|in|of|who has|who is|who's)\s+(?:(?:the|an?|my|our|his|her|their)\s+)?"
)
_REST = (
    r"(?=\s*[-–—,:;]|\s+(?:on|in|at|for|from|to|by|what|where|when|who|whose|which|how|why|does|do"
    r"|is|has|did|was)\b)"
)


def _without_initial(text: str, typed: str, parts: set[str]) -> str:
    """Without the initial that tells who of that first name is meant: "tess m"."""
    found = re.search(rf"(?<!\w){re.escape(typed)}\s+(?P<letter>[^\W\d_])\b\.?", text, re.I)
    if found is None or text[found.end() :].startswith(("'m", "'l", "'d")):
        return text
    letter = fold(found["letter"])
    if not any(part.startswith(letter) for part in parts - {fold(typed)}):
        return text
    return text[: found.start("letter") - 1] + text[found.end() :]


def _without_what_tells_apart(text: str, typed: str) -> str:
    """Without the words beside a name that tell who of several is meant: "tess at the bakery"."""
    words = r"[^\W\d_]+(?:\s+[^\W\d_]+){0,2}?"
    pattern = rf"((?<!\w){re.escape(typed)}){_APART}{words}{_REST}(?:\s*[-–—,:;])?"
    return re.sub(pattern, r"\1", text, count=1, flags=re.IGNORECASE)


_HIS = re.compile(
    r"(?:\s+(?:the|my|our|from|at|with|in)\s+[\w'’ -]{1,30}?)?\s*(?:,|\s[-–—])\s*"
    r"(?:and\s+)?(?:what(?:['’]?s| is)\s+)?(?:his|her|their)\s+(?P<what>[^,;.?!]+?)\s*[?.!]*$",
    re.IGNORECASE,
)


def _with_owner_beside(text: str, first: str) -> str:
    """ "Tess, her birthday" as "Tess's birthday"."""
    beside = re.match(rf"\W*(?:{re.escape(first)}){_HIS.pattern}", text, re.IGNORECASE)
    return text if beside is None else f"what is {first}'s {beside['what']}"


def _where_to_find(text: str, first: str) -> str:
    """ "Where would I find Tess" as "where does Tess live", "how would I spot Tess" as what she
    looks like."""
    spot = (
        r"\bhow (?:would|will|do|can|could|might|should) (?:i|we|you|one)"
        r" (?:recogni[sz]e|spot|pick out|identify)\s+"
    )
    if seen := re.search(rf"(?i){spot}{re.escape(first)}\b(?!['’])", text):
        return f"{text[: seen.start()]}what does {first} look like"
    find = r"\bwhere (?:would|do|can|could|will|might) (?:i|we|you|one) find\s+"
    return re.sub(
        rf"(?i){find}({re.escape(first)})\b(?!['’])", r"where does \1 live", text, count=1
    )


def _for_the_role(services: Services, text: str, person: int, first: str) -> str:
    """The text with the name for somebody in a role ("what age is the drummer", "my flatmate the
    drummer"): the words of a role are no part of what is asked. "Who is the vet" asks for the name
    itself."""
    asked = role(text)
    me = user(services)
    if asked is None or (me is not None and me.id == person) or asks_of_theirs(text):
        return text  # "the window cleaner" of the user's notes is not the user
    if not (asked.surely or asked_kind(text) or asks_who(text) or _NAME_ASKED.search(text)):
        return text
    with services.deciding:
        known = services.router.known
        if person not in known.in_role(text):
            return text
        end = known.role_end(asked, person)
        beside = re.match(_BESIDE, text[end:])
        if beside and person in known.in_role(f"who is {beside['role']}"):
            end += beside.end()
    behind = text[end:].strip(" ?!.")
    if not behind and asks_who(text):
        return text
    return text[: asked.start] + first + text[end:]


_NAME_ASKED = re.compile(r"\b(?:called|name)(?: again)?\W*$", re.IGNORECASE)
_BESIDE = r",?\s+(?P<role>(?:the|my|our)\s+(?:[^\W\d_]+\s+)?[^\W\d_]+)(?=\W*$|,|\s)"
"""What is said of somebody once more: "my flatmate the drummer"."""
