"""What is said of several people, turned into a question about each: "who has a cat" asks of every
person "does she have a cat?".

The reader knows from the notes who is meant, so the pronoun stands for anybody.
"""

from __future__ import annotations

import re

from persona_assistant.language.words import irregular_base

_PAST_AUX = re.compile(
    r"^(?:has|have|had)(?P<not>n't)?\s+(?:(?:also|ever|never|already|just|recently)\s+)?", re.I
)
_PARTICIPLE = re.compile(
    r"^(?:been|gone|lived|moved|met|seen|read|done|had|lost|won|quit|run|known|written|broken|"
    r"become|given|told|sent|paid|taken|made|left|sold|"
    r"bought|got(?= (?:a |the |his |her )?(?:married|divorced|engaged|promoted|fired))|\w{3,}ed)\b"
    r"(?!\s*$)|^(?:retired|moved|married|divorced|remarried|died|separated|graduated)$",
    re.I,
)
_BE = re.compile(r"^(?:is|are|am|'s|'re)\s+(?!got\b)", re.I)
_WAS = re.compile(r"^(?:was|were)\s+", re.I)
_DO = re.compile(r"^(does|do|did)(n't| not)?\s+", re.I)
_MODAL = re.compile(r"^(can|could|will|would|should|may|might|must)(n't|'t|not| not)?\s+", re.I)
_PLACE = re.compile(r"^(?:in|near|around|outside)\s+", re.I)
_AT = re.compile(r"^(?:at|for)\s+", re.I)
_WITH = re.compile(r"^with(out)?\s+", re.I)
_EVENT = re.compile(
    r"\b(?:party|wedding|funeral|dinner|barbecue|bbq|picnic|birthday|concert|festival|reunion|"
    r"meeting|lunch|brunch|christening|ceremony|trip|conference|course|workshop|last|yesterday)\b",
    re.I,
)
_ADVERB = re.compile(r"^(?:also|still|currently|now|really|actually|else|all|both)\s+", re.I)
_AFTER_BE = re.compile(
    r"^(?:a|an|the|my|our|your|his|her|their|in|at|on|from|with|of|for|near|into|over|under|"
    r"not|very|so|good|bad|allergic|afraid|able|\w+(?:ing|ic|ive|ous|ful|less|ish))\b",
    re.I,
)
_VERBAL = re.compile(
    r"^(?:has|have|had|is|are|was|were|does|do|did|can|could|will|would|should|lives?|works?|"
    r"likes?|loves?|hates?|knows?|needs?|wants?|speaks?|plays?|owns?|keeps?|goes|go|studies|study|"
    r"eats?|drinks?|drives?|rides?|runs?|teaches|teach|sings?|cooks?|smokes?|owes?|"
    r"came|went|got|left|told|said|gave|lent|moved|lived|worked|called|wrote|met|\w{2,}(?<!e)ed)\b",
    re.I,
)
_IRREGULAR_VERBS = frozenset(
    "bring buy catch teach think give take make keep leave lose sit stand run swim sing drink "
    "drive ride write win grow know eat find hear hold break build sell send spend sleep fall "
    "fly begin choose draw forget lead pay fight throw steal lend wear see say speak meet "
    "tell become get tear".split()
)
_UNCOUNTED = frozenset(
    "tennis chess twins kids children pets this his its us is was has does always sometimes abroad"
    " siblings triplets".split()
)


def is_verbal(phrase: str) -> bool:
    """Whether it begins with a verb, so that it can stand behind "who"."""
    first = phrase.split()[0].lower()
    return bool(_VERBAL.match(phrase)) or (irregular_base(first) or first) in _IRREGULAR_VERBS


def is_bare(phrase: str) -> bool:
    """Whether what stands behind "which of my friends" must begin with a verb: "smoke"."""
    first = phrase.split()[0]
    described = (_AFTER_BE, _PLACE, _AT, _WITH, _BE, _ADVERB)
    return (
        first.islower()
        and first.isalpha()
        and not first.endswith("s")
        and not is_verbal(phrase)
        and not any(each.match(phrase) for each in described)
    )


def question_of_measure(most: str, rest: str) -> str:
    """What each is asked where the question is who is the oldest, or has the most of something."""
    if most in ("oldest", "youngest", "eldest"):
        return "How old is she?"
    if most in ("tallest", "shortest"):
        return "How tall is she?"
    thing = re.split(r"\b(?:of|in|among)\b", rest)[0].strip()
    return f"How many {thing} does she have?"


def is_joined(phrase: str) -> bool:
    """Whether it can stand right behind "people": "with a dog", "over sixty", "living abroad"."""
    return _JOINED.match(phrase) is not None


_JOINED = re.compile(
    r"(?:with|without|in|from|at|near|around|allergic|born|over|under|past|above|below|aged|outside|"
    r"older|younger|abroad|overseas|\w+ing)\b",
    re.I,
)


def question_about_each(predicate: str) -> str:
    """A question about one person: "has a cat", "in Porto", "allergic to nuts", "are dentists"
    become "Does she have a cat?", "Does she live in Porto?" and so on."""
    said = _ADVERB.sub("", predicate.strip(" ?!.,"))
    asked = _asked(said)
    return f"{asked[:1].upper()}{asked[1:]}?"


def _asked(said: str) -> str:
    if match := _PAST_AUX.match(said):
        rest = said[match.end() :]
        if _PARTICIPLE.match(rest):
            never = "never " if "never" in match.group().lower() else ""
            return f"has she {'not ' if match['not'] else ''}{never}{rest}"
        if said.lower().startswith("had "):
            return f"did she have {rest}"
        return f"does she {'not ' if match['not'] else ''}have {_without_got(rest)}"
    if said.lower().startswith(("'s got ", "got a ", "got an ", "got any ")):
        return f"does she have {said.split('got ', 1)[1]}"
    if match := _BE.match(said):
        return f"is she {_one_of(_ADVERB.sub('', said[match.end() :]))}"
    if match := _WAS.match(said):
        return f"was she {_one_of(said[match.end() :])}"
    if match := _DO.match(said):
        aux = "did" if match[1].lower() == "did" else "does"
        return f"{aux} she {'not ' if match[2] else ''}{said[match.end() :]}"
    if match := _MODAL.match(said):
        return f"{match[1].lower()} she {'not ' if match[2] else ''}{said[match.end() :]}"
    if match := _WITH.match(said):
        return f"does she have {'no ' if match[1] else ''}{said[match.end() :]}"
    if _PLACE.match(said):
        return f"is she {said}" if _EVENT.search(said) else f"does she live {said}"
    if match := _AT.match(said):
        if _EVENT.search(said):
            return f"was she {said}"
        return f"does she work {said}"
    first, _, rest = said.partition(" ")
    if not is_verbal(said) and (_AFTER_BE.match(said) or not (rest and first.endswith("s"))):
        return f"is she {_one_of(said)}"
    verb, past = base_form(first)
    return f"{'did' if past else 'does'} she {verb} {rest}".strip()


def _without_got(rest: str) -> str:
    return re.sub(r"^got\s+", "", rest, flags=re.I)


def _one_of(said: str) -> str:
    """ "dentists" as "a dentist": what each of them is."""
    first, _, rest = said.partition(" ")
    one = singular(first)
    if one == first or first.lower() in _UNCOUNTED or not first.islower():
        return said
    if rest and not re.match(r"(?:in|at|from|with|of|for|near|by|who|and|or)\b", rest, re.I):
        last = rest.split()[-1]
        if len(said.split()) == 2 and singular(last) != last:
            return _with_article(f"{first} {singular(last)}")
        return said
    return " ".join([_with_article(one), rest]).strip()


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def base_form(verb: str) -> tuple[str, bool]:
    """The infinitive of a finite verb, and whether it told of the past."""
    lower = verb.lower()
    irregular = irregular_base(lower)
    if lower in ("tied", "died", "lied"):
        return lower[:-1], True
    if irregular:
        return irregular, not lower.endswith("s") and irregular != lower
    if len(lower) > 4 and lower.endswith("ed"):
        root = lower[:-2]
        if root.endswith("i"):
            return root[:-1] + "y", True
        if len(root) > 2 and root[-1] == root[-2] and root[-1] not in "lszf":
            return root[:-1], True
        silent = re.search(
            r"(?:[vcuz]|dg|[^aeiou]at|[aeiou]rg|[^aeiou][aiou][ksrn]|ot|in|os|(?:ch|r)ang)$", root
        )
        return (root + "e" if silent and root not in _PLAIN else root), True
    if lower.endswith("oes"):
        return lower[:-2], False
    return singular(lower), False


_PLAIN = frozenset("join visit listen happen open offer enter train explain contain".split())


def singular(noun: str) -> str:
    """ "nurses" -> "nurse"; a word that is no plural as it is."""
    lower = noun.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if len(lower) < 4 or not lower.endswith("s") or lower.endswith(("ss", "us", "is", "ous")):
        return noun
    if lower.endswith("ies"):
        return noun[:-3] + "y"
    if lower.endswith(("ches", "shes", "sses", "xes", "zes")):
        return noun[:-2]
    return noun[:-1]


_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "veggies": "veggie",
    "wives": "wife",
    "children": "child",
} | {f"{stem}men": f"{stem}man" for stem in ("fire", "fisher", "police", "sales", "trades")}
