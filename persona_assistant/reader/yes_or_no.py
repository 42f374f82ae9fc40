"""A question with yes or no about somebody, answered by a place that says it in so many words:
"two cats, Mortimer & Plum" for "does Kit have cats".

The network is often unsure of such places, which name a thing among others and no more. They are
weighed as for a list of people, where the same is asked of everybody.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.about_each import question_about_each
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.date_words import plain
from persona_assistant.language.debts import clauses_of
from persona_assistant.language.diets import may_eat
from persona_assistant.language.endings import begins_with
from persona_assistant.language.gloss import in_english
from persona_assistant.language.kin import ANY, bare, may_be_called, sex_of
from persona_assistant.language.lexicon import sense
from persona_assistant.language.nicknames import called
from persona_assistant.language.patterns import compiled
from persona_assistant.language.support import Support, key_groups, means, support
from persona_assistant.language.words import irregular_base, stem
from persona_assistant.language.words import words as words_of
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.claimed import PLAIN, claims_in, ended_since
from persona_assistant.reader.couples import in_a_couple
from persona_assistant.reader.fleeting import has_passed
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.said_clause import in_its_clause

_ASKED = re.compile(
    r"(?:so |and |but )?(?P<verb>does|did|is|was|are|has|have|can|could|will)(?:n['’]t)?\s"
    r"(?P<rest>.+)",
    re.I,
)
_PRONOUNS = frozenset("she he they".split())
_IN_LAW = r"(?i)\w[ -]in[ -]law\b"
_NEAR = 0.5
"""How probable a sentence must be for the network to answer with it where it says all of it."""
_LONGEST = 120
_MOST = 60
"""Notes that are looked through; of more those in which the network found something."""


def in_so_many_words(
    question: str, reading: Reading, notes: Sequence[Note], name: str | None
) -> Reading | None:
    """What the notes claim, where a question with yes or no was declined; None where they claim
    nothing, or the question is of another kind."""
    asked = _about_her(question, name)
    if not asked or not key_groups(asked) or name is None:
        return None
    if len(notes) > _MOST:
        notes = list({each.note: each.note for each in reading.found})
    others = called_by(notes, name) | _named_inside(notes)
    near = tuple(each for each in reading.found if each.probability >= _NEAR)
    near = tuple(
        each for each in near if "law" in asked or not compiled(_IN_LAW).search(each.sentence)
    )
    claims = claims_in(asked, replace(reading, found=near), name, notes, others=others)
    told = [(how, each) for how, each in claims if how in _TELLING]
    if not told:
        return None
    newest = max(told, key=lambda each: (each[1].note.date is not None, each[1].note.date))
    states = [each for how, each in told if how is Stance.STATES]
    ended = [each for how, each in told if how is not Stance.STATES]
    best = states[0] if states and not ended_since(states, ended) else newest[1]
    probability = max(best.probability, _seen(best, reading))
    rest = tuple(each for each in reading.found if each.sentence != best.sentence)
    return Reading(True, probability, best.span, (best, *rest))


def with_yes_or_no(
    question: str, reading: Reading, notes: Sequence[Note], name: str | None
) -> Reading:
    """The reading, where a question with yes or no was answered by a few words of a note, with the
    clause they stand in, and before it the yes or no that it makes: "yes: engaged to Simone"."""
    asked = _about_her(question, name)
    if not (asked and name) or compiled(_ASKS_MORE).search(question):
        return reading
    if couple := in_a_couple(asked, notes, name):
        return couple
    if not reading.answered:
        return _by_diet(asked, notes, name) or reading
    of_one_thing = len(key_groups(asked)) == 1
    if of_one_thing and support(asked, in_english(reading.found[0].sentence)) is Support.NONE:
        reading = in_so_many_words(question, reading, notes, name) or reading
    best = reading.found[0]
    if reading.answer != best.span or reading.history:
        return reading
    clause = whole = in_its_clause(best)
    if len(clause) > _LONG and not _repeats(question, best.span):
        clause = best.span
    told = _stance(asked, best, whole, notes, name)
    said = {True: f"yes: {clause}", False: f"no: {clause}", None: clause}[told]
    return replace(reading, answer=said)


def _by_diet(asked: str, notes: Sequence[Note], name: str) -> Reading | None:
    """Whether somebody can eat something, by the newest note that tells how they eat."""
    own = own_names(notes, name)
    for note in sorted(notes, key=lambda each: each.date or datetime.date.min, reverse=True):
        for start, end in clauses_of(note.text):
            clause = note.text[start:end].strip()
            fits = may_eat(asked, in_english(clause))
            if fits is None or not begins_with(clause[: fits[1]], own):
                continue
            at = note.text.index(clause, start)
            place = Found(note, sentence_at(note.text, at), clause, at, PLAIN)
            told = in_its_clause(place)
            return Reading(True, PLAIN, f"{'yes' if fits[0] else 'no'}: {told}", (place,))
    return None


_ASKS_MORE = r"(?i)\b(?:what|which|who|whose|when|where|how|why)\b"


def _repeats(question: str, span: str) -> bool:
    """Whether the words that answer say no more than the question does: "wedding" for "married"."""
    return all(means(each, question) for each in words_of(span) if each.content)


_LONG = 60
"""Characters from which on a clause is no short answer."""


def _stance(asked: str, best: Found, clause: str, notes: Sequence[Note], name: str) -> bool | None:
    """Whether the clause says yes or no to it; None where it leaves that to the user."""
    english = in_english(clause)
    if (fits := may_eat(asked, english)) is not None:
        return fits[0]
    if _through_others(asked, english):
        return False
    says = support(asked, english)
    own = called(name, tuple(each.text for each in notes))
    span = "" if says is Support.FULL else best.span
    how = stance(asked, english if says is Support.FULL else clause, span=span, names=own)
    if how is Stance.FORMER and "emotion" in sense(english).members:
        return None  # "was furious" tells of that day alone
    if how is Stance.FORMER and compiled(_CHILD_CAME).search(english):
        return None  # who "had a girl" has one
    if how in (Stance.DENIES, Stance.FORMER):
        return False if says >= Support.SOME or _has_verb(asked, english) else None
    if _is_going_on(asked, english):
        return None
    if compiled(_OF_TASTE).search(asked) and not compiled(_TASTE).search(english):
        return None
    ahead = compiled(_AHEAD).search(english)
    if how is not Stance.STATES or says is not Support.FULL:
        return None
    if ahead and ahead.group().lower() not in asked.lower():
        return None
    return None if has_passed(asked, best.note.date) else True


_CHILD_CAME = (
    r"(?i)\bhad (?:an? |their |her |his )?(?:[\w-]+ ){0,2}?"
    r"(?:boys?|girls?|bab(?:y|ies)|sons?|daughters?|twins|triplets)\b"
)
_WHOSE = compiled(rf"(?i)\b(?P<whose>{ANY})['’]?s?\s(?:\w+\s)?(?P<what>{ANY})\b")


def _through_others(asked: str, clause: str) -> bool:
    """Whether both say whose relative somebody is, and of different ones: "mum's brother" of
    "my dad's brother"."""
    one, other = _WHOSE.search(asked), _WHOSE.search(clause)
    if one is None or other is None:
        return False
    if not may_be_called(other["what"].lower(), one["what"].lower()):
        return False
    sexes = {sex_of(bare(each["whose"].lower())) for each in (one, other)}
    return len(sexes) == 2 and "any" not in sexes


def _has_verb(asked: str, clause: str) -> bool:
    """Whether the clause has the verb of the question: "never wears it" of "does she wear it"."""
    verb = re.match(r"does she (\w+)", asked, re.I)
    return verb is not None and stem(verb[1]) in {each.stem for each in words_of(clause)}


def _is_going_on(asked: str, clause: str) -> bool:
    """Whether it is asked what was done, and told what is being done: "flying" of "flown"."""
    if not re.match(r"(?:did|has|have|does she have)\b", asked, re.I):
        return False
    verbs = {_base(each.lower) for each in words_of(asked)}
    return any(_base(each[:-3]) in verbs for each in re.findall(r"\w{2,}ing\b", clause.lower()))


def _base(verb: str) -> str:
    return stem(irregular_base(verb) or verb)


_OF_TASTE = r"(?i)\b(?:like|love|enjoy|hate|mind|miss|regret|want|need)\b"
_TASTE = (
    r"(?i)\b(?:lik|lov|enjoy|hat|mind|miss|regret|want|need|ador|prefer|keen|fond|fan\b|into\b|mad"
    r"|obsess|favou?rite)"
)
_AHEAD = (
    r"(?i)\b(?:getting|going|will|gonna|due|about to|starts|starting|waiting|hopes|booked|applied"
    r"|applying|trying|out of|bald|unemployed|jobless|lost|failed|nearly|almost)\b"
)
"""What is only to come, or was not reached, is told as it stands: "getting married in may"."""


def _named_inside(notes: Sequence[Note]) -> set[str]:
    """Words with a capital inside a sentence, in small letters: mostly names of others."""
    return {match.group().lower() for each in notes for match in _INSIDE.finditer(each.text)}


_INSIDE = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][a-zß-ÿ]+")
_TELLING = (Stance.STATES, Stance.DENIES, Stance.FORMER)


def _seen(place: Found, reading: Reading) -> float:
    same = (each for each in reading.found if each.sentence == place.sentence)
    return max((each.probability for each in same), default=0.0)


def _about_her(question: str, name: str | None) -> str:
    """ "Does she have cats?" of "does kit have cats"; "" for another question."""
    match = _ASKED.fullmatch(question.strip(" ?!.,"))
    if match is None or name is None or len(question) > _LONGEST:
        return ""
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    words = match["rest"].split()
    count = 0
    while count < len(words) and re.sub(r"\W", "", plain(words[count])) in own | _PRONOUNS:
        count += 1
    rest = " ".join(words[count:])
    if not count or not rest or re.search(r"\b(?:or|why|when|where|how)\b", rest, re.I):
        return ""
    verb = match["verb"].lower()
    if verb in ("has", "have"):
        return question_about_each(f"has {rest}")
    return f"{verb.capitalize()} she {rest}?"
