"""What two or more people have in common: words that both people's notes give for an answer, and
things that are true, or not true, of each of them.

"What do they both like to eat" is asked of each, and the words for food that both answers have are
the answer; a note in another language is read in English. "What do they have in common" goes
through questions of everyday life.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.said_of_both import phrases
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.dates import find_dates
from persona_assistant.language.gloss import in_english
from persona_assistant.language.lexicon import lexicon
from persona_assistant.language.likeness import says, words_of_kinds
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.language.same_questions import BIRTH_MONTH, BIRTHDAY
from persona_assistant.language.support import means
from persona_assistant.language.words import Word, stem, words
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import claims_in
from persona_assistant.reader.reading import Found, Reading

EVERYDAY: Mapping[str, tuple[str, ...]] = {
    "Where does {name} live?": ("city", "name"),
    "Where is {name} from?": ("city", "nationality", "name"),
    "What does {name} do for a living?": ("occupation",),
    "Where does {name} work?": ("school", "name"),
    "Where did {name} study?": ("school", "subject", "name"),
    "What are {name}'s hobbies?": ("hobby", "sport", "instrument"),
    "Which pets does {name} have?": ("animal",),
    "Which languages does {name} speak?": ("language",),
    "What does {name} like to eat or drink?": ("food", "drink"),
    "What is {name} allergic to?": ("food", "animal", "illness"),
    "How does {name} get around?": ("vehicle",),
}
"""Questions asked about both, and the kinds of words that may be the answer."""
TRUE_OF: Mapping[str, tuple[str, str]] = {
    "Does {name} drink alcohol?": ("", "no alcohol"),
    "Is {name} a vegetarian?": ("vegetarian", ""),
    "Does {name} smoke?": ("smokers", ""),
    "Is {name} married?": ("married", ""),
    "Is {name} divorced?": ("divorced", ""),
    "Does {name} have children?": ("children", "no children"),
}
"""Questions with yes or no, and what is true of both; "" where it is not worth saying."""
_AVOIDED = ("Does {name} drink alcohol?", "Is {name} a vegetarian?")
_AVOID = re.compile(
    r"\b(?:avoid|stay (?:off|away|clear)|steer clear|keep off|abstain|g[ai]ven? up|quit|off|"
    r"(?:not|never) (?:eat|drink|touch|have))\b|n't (?:eat|drink|touch)",
    re.I,
)
"""What asks for what somebody does not eat or drink."""
_REACT = re.compile(r"\b(?:react|reactions?|allerg\w+|intoleran\w+)\b", re.I)
_CONSIDERED = 0.5
"""A place counts from this share of the probability of the best one."""
_LEAST = 0.1
_ALIKE = 0.75
"""How alike a word of another language must be."""
_OPEN = re.compile(r"what (?:do|does|did|has|have|is|was) ", re.I)
"""Names no kind of thing that is asked for."""
_LIKING = ("like", "love", "enjoy", "favourite", "favorite", "adore")


def common(pair: Pair, asked: PairQuestion) -> Told:
    """What everybody's notes share: of what is asked, or of everyday life."""
    shared = _asked_of_each(pair, asked.asked) if asked.asked else _of_everyday_life(pair)
    if not shared and _AVOID.search(asked.asked):
        shared = _true_of_all(pair, avoided=True)
    shared = shared or phrases(pair, asked.asked)
    if not shared and (told := _answers_of_each(pair, asked.asked)):
        return told
    names = and_list([each.name for each in pair.named])
    if not shared:
        return nothing(pair, (), f"I found nothing that the notes of {names} share.")
    text = f"{and_list([f'{word} ({_both_sides(each)})' for word, each in shared.items()])}."
    return Told(text[0].upper() + text[1:], tuple(next(iter(shared.values()))))


def _answers_of_each(pair: Pair, question: str) -> Told | None:
    """What each one's notes answer, where all of them do and no words are the same: mussels with
    one, shellfish with the other."""
    if _REACT.search(question):
        question = "What is {name} allergic to?"
    readings = [pair.read(question, each) for each in pair.named] if question else []
    if not readings or not all(each.answered for each in readings):
        return None
    answers = [
        pair.of(each, reading.found[0], reading.answer)
        for each, reading in zip(pair.named, readings, strict=True)
    ]
    return Told(" ".join(map(shortly, answers)), tuple(answers))


def same_of_both(pair: Pair, asked: PairQuestion) -> Told:
    """Whether something is the same of everybody: the town, the school, the birthday."""
    if asked.asked in (BIRTHDAY, BIRTH_MONTH):
        return _birthdays(pair, of_month=asked.asked == BIRTH_MONTH)
    kinds = EVERYDAY[asked.asked]
    readings = [pair.read(asked.asked, each) for each in pair.named]
    if all(each.answered for each in readings):
        return _alike_today(pair, kinds, readings)
    places = [_considered(pair, asked.asked, each) for each in pair.named]
    if shared := _shared(pair, kinds, places):
        word, told = next(iter(shared.items()))
        return Told(f"Yes: {word} ({_both_sides(told)}).", tuple(told))
    near = [
        pair.of(each, reading.found[0], reading.answer) if reading.answered else pair.of(each, None)
        for each, reading in zip(pair.named, readings, strict=True)
    ]
    return nothing(pair, near)


def _alike_today(pair: Pair, kinds: Sequence[str], readings: Sequence[Reading]) -> Told:
    """Whether everybody's answer is the same: it has a word that the others' sentences have."""
    best = [each.found[0] for each in readings]
    shared = _shared(pair, kinds, [[each] for each in best])
    told = [
        pair.of(each, place, reading.answer)
        for each, place, reading in zip(pair.named, best, readings, strict=True)
    ]
    word = next(iter(shared), "") or _said_by_all(pair, readings)
    if not word and "occupation" in kinds and _may_be_one_trade(readings):
        return nothing(pair, told)
    if not word and "city" in kinds and any(_NO_TOWN.search(each.answer) for each in told):
        return nothing(pair, told)
    if word:
        return Told(f"Yes: {word} ({_both_sides(told)}).", tuple(told))
    return Told(f"No. {' '.join(map(shortly, told))}", tuple(told))


_NO_TOWN = re.compile(
    r"\d|\b(?:st|street|rd|road|ave|avenue|lane|close|drive|row|quay|square|house|flat|boat|home)\b"
    r"|(?:stra[sß]se|weg|platz)\b|\b(?:calle|rue|via|rua)\b",
    re.I,
)
"""A street or a house lies in any town."""


def _said_by_all(pair: Pair, readings: Sequence[Reading]) -> str:
    """A word of the first answer that every sentence has."""
    ignored = _own_names(pair)
    sentences = [in_english(each.found[0].sentence) for each in readings]
    for word in words(in_english(readings[0].answer)):
        told = word.content and word.lower not in ignored and not word.surface[0].isdigit()
        if told and all(says(word.lower, each) for each in sentences):
            return word.surface
    return ""


def _may_be_one_trade(readings: Sequence[Reading]) -> bool:
    """Whether the words for two occupations may be of the same trade: "welds" and "a welder"."""
    places = [each.found[0] for each in readings]
    for first in places:
        said = [word for word in words(in_english(first.span)) if word.content]
        others = [in_english(each.sentence) for each in places if each is not first]
        if any(_alike(word, other) for word in said for other in others):
            return True
    return False


def _alike(word: Word, sentence: str) -> bool:
    """Whether a sentence has a word that may be of the same trade: "welds" and "a welder"."""
    root = word.lower[:_ROOT]
    return means(word, sentence) or any(each.lower[:_ROOT] == root for each in words(sentence))


_ROOT = 4


def _birthdays(pair: Pair, *, of_month: bool) -> Told:
    """Whether everybody's birthday is in one month, or on one day."""
    answers = [_birthday(pair, each) for each in pair.named]
    if not all(each.sentence for each in answers):
        return nothing(pair, [each for each in answers if each.sentence])
    months = [each.answer for each in answers]
    same = len(set(months)) == 1
    if same and not of_month:
        written = [find_dates(each.sentence, each.date, pair.ages.order) for each in answers]
        days = [{date.day for date in dates if date.day} for dates in written]
        if not all(days):
            return nothing(pair, answers)
        same = bool(set.intersection(*days))
    return Told(f"{'Yes' if same else 'No'}. {' '.join(map(shortly, answers))}", tuple(answers))


def _birthday(pair: Pair, each: Named) -> PersonAnswer:
    """Where somebody's notes tell of their birthday, with the month for the answer."""
    for month in calendar.month_name[1:]:
        names, notes = pair.names_of(each), pair.notes[each.persona_id]
        told = pair.ages.birthday(f"in {month}", each.persona_id, names, notes)
        if told is not None:
            return replace(told, name=each.name, answer=month)
    return pair.of(each, None)


def _of_everyday_life(pair: Pair) -> dict[str, list[PersonAnswer]]:
    found: dict[str, list[PersonAnswer]] = {}
    for question, kinds in EVERYDAY.items():
        places = [_considered(pair, question, each) for each in pair.named]
        _add(found, _shared(pair, kinds, places, question))
    _add(found, _true_of_all(pair))
    return found


def _true_of_all(pair: Pair, *, avoided: bool = False) -> dict[str, list[PersonAnswer]]:
    """What is true of everybody, or only what all avoid."""
    found: dict[str, list[PersonAnswer]] = {}
    for question, (yes, no) in TRUE_OF.items():
        if avoided and question not in _AVOIDED:
            continue
        claims = [_claim(pair, question, each) for each in pair.named]
        for how, word in ((Stance.STATES, yes), (Stance.DENIES, no)):
            told = [
                pair.of(each, claim[1], word)
                for each, claim in zip(pair.named, claims, strict=True)
                if claim is not None and claim[0] is how
            ]
            if word and len(told) == len(pair.named):
                _add(found, {word: told})
    return found


def _add(found: dict[str, list[PersonAnswer]], more: Mapping[str, list[PersonAnswer]]) -> None:
    known = {each.lower() for each in found}
    found.update({word: told for word, told in more.items() if word.lower() not in known})


def _claim(pair: Pair, question: str, each: Named) -> tuple[Stance, Found] | None:
    """What somebody's notes say first to a question with yes or no."""
    asked = question.replace("{name}", "she")
    claims = claims_in(asked, pair.read(question, each), each.name, pair.notes[each.persona_id])
    return next((claim for claim in claims if claim[0] is not Stance.OTHERS), None)


def _asked_of_each(pair: Pair, question: str) -> dict[str, list[PersonAnswer]]:
    """The words that answer a question for everybody: those of the kind that it names, or where it
    names none, whatever both places say that the question does not."""
    kinds = {kind for word in words(question) for kind in lexicon().kinds.get((word.stem,), ())}
    found: dict[str, list[PersonAnswer]] = {}
    for way, those in EVERYDAY.items():
        if kinds & set(those):
            places = [_considered(pair, way, each) for each in pair.named]
            _add(found, _shared(pair, [each for each in those if each in kinds], places, way))
    places = [_considered(pair, question, each) for each in pair.named]
    if kinds and not _OPEN.match(question):
        _add(found, _shared(pair, tuple(kinds), places, question))
    else:
        _add(found, _shared(pair, (), places, question))
    return found


def _shared(
    pair: Pair,
    kinds: Sequence[str],
    places: Sequence[Sequence[Found]],
    question: str = "",
) -> dict[str, list[PersonAnswer]]:
    """The words that answer for everybody, each with the sentences that say it: words of some
    kinds, or without any, those that the question does not have."""
    shared: dict[str, list[PersonAnswer]] = {}
    ignored = _own_names(pair)
    asked = frozenset(word.stem for word in words(question))
    liking = any(word.stem in _LIKING for word in words(question))
    for first in places[0]:
        said = in_english(first.sentence)
        of_kinds = words_of_kinds(said, kinds, ignored) if kinds else _content(said, ignored, asked)
        for word in of_kinds:
            foreign = said != first.sentence
            sides = [_saying(word, each, liking=liking, foreign=foreign) for each in places]
            if all(sides) and stem(word) not in map(stem, shared):
                shared[word] = [
                    pair.of(*each, word) for each in zip(pair.named, sides, strict=True)
                ]
    return shared or (_sort_of_animal(pair, places) if "animal" in kinds else {})


def _sort_of_animal(pair: Pair, places: Sequence[Sequence[Found]]) -> dict[str, list[PersonAnswer]]:
    """The sort of pet that everybody has, where the notes only tell the breeds: "a spaniel" and
    "a whippet" are dogs."""
    for sort in _PETS:
        (word,) = words(sort)
        sides = [next((p for p in each if means(word, p.sentence)), None) for each in places]
        if all(sides):
            return {
                sort: [
                    pair.of(each, side, sort) for each, side in zip(pair.named, sides, strict=True)
                ]
            }
    return {}


_PETS = ("dog", "cat", "bird", "fish", "horse", "rabbit", "tortoise")


def _content(sentence: str, ignored: frozenset[str], asked: frozenset[str]) -> list[str]:
    return [
        word.surface
        for word in words(sentence)
        if word.content and word.stem not in asked and word.lower not in ignored
    ]


def _own_names(pair: Pair) -> frozenset[str]:
    return frozenset(part.lower() for each in pair.named for part in pair.names_of(each).split())


def _considered(pair: Pair, question: str, each: Named) -> list[Found]:
    """The places that may answer, of those that are said of the person and hold today."""
    reading = pair.read(question, each)
    own = frozenset(part.lower() for part in each.name.split())
    return [
        found
        for found in reading.found
        if found.probability >= max(_CONSIDERED * reading.probability, _LEAST)
        and stance("Is she?", found.sentence, span=found.span, names=own)
        not in (Stance.OTHERS, Stance.FORMER)
    ]


def _saying(word: str, places: Sequence[Found], *, liking: bool, foreign: bool) -> Found | None:
    """The place that says the word, which may be `foreign`; where it is asked what they like, not
    as what they do not."""
    for each in places:
        english = in_english(each.sentence)
        said = _as_said(word, english, foreign=foreign or english != each.sentence)
        if said and not (liking and stance("Is she?", english, span=said) is Stance.DENIES):
            return each
    return None


def _as_said(word: str, sentence: str, *, foreign: bool) -> str:
    """The word as a sentence has it; in one that is no English, also one that looks the same:
    "figues" for "figs"."""
    if says(word, sentence):
        return next(each.surface for each in words(sentence) if each.stem == stem(word))
    if not foreign:
        return ""
    alike = difflib.get_close_matches(
        word.lower(), [each.lower for each in words(sentence) if each.content], 1, _ALIKE
    )
    found = next((each.surface for each in words(sentence) if each.lower in alike), "")
    return found if found[:3].lower() == word[:3].lower() else ""


def _both_sides(answers: Sequence[PersonAnswer]) -> str:
    return "; ".join(f'{each.name}: "{each.sentence}"' for each in answers)
