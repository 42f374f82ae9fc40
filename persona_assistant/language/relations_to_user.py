"""What people are to the user: "my cousin", "our landlord", and the notes that say who that is.

A note says it with the person's own name beside the word and nobody else's: "cousin Amara", "new
boss: Priya", "Ruth, our neighbour". "Her cousin" is somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from persona_assistant.language.name_words import pieces
from persona_assistant.language.spelling import fold

_GROUPS = (
    "mother mum mom mam mama mummy mutter madre mère mãe",
    "father dad papa daddy vater padre père pai",
    "sister sis schwester hermana soeur sœur sorella irmã",
    "brother bro bruder hermano frère fratello irmão",
    "son sohn hijo fils figlio filho",
    "daughter tochter hija fille figlia filha",
    "wife frau esposa femme moglie esposa",
    "husband hubby mann marido mari marito",
    "partner",
    "girlfriend freundin novia",
    "boyfriend freund novio",
    "fiancé fiancée fiance fiancee",
    "ex",
    "grandmother grandma gran nan nana granny oma abuela nonna avó",
    "grandfather grandpa grandad granddad opa abuelo nonno avô",
    "uncle onkel tío oncle zio tio",
    "aunt auntie tante tía zia tia",
    "cousin cousine primo prima cugino cugina",
    "nephew neffe sobrino neveu nipote sobrinho",
    "niece nichte sobrina nièce sobrinha",
    "boss manager chef jefe jefa patron chefe supervisor",
    "colleague coworker co-worker workmate kollege kollegin colega collègue collega",
    "neighbour neighbor nachbar nachbarin vecino vecina voisin voisine vicino vicina vizinho",
    "landlord landlady vermieter vermieterin",
    "flatmate roommate housemate mitbewohner mitbewohnerin",
    "doctor gp arzt ärztin médico médica médecin medico dottore dottoressa",
    "dentist zahnarzt zahnärztin dentista dentiste",
    "lawyer solicitor attorney anwalt anwältin abogado abogada avocat avvocato advogado",
    "accountant",
    "therapist",
    "trainer coach",
    "teacher lehrer lehrerin profesor profesora professeur",
    "hairdresser barber stylist",
    "cleaner",
    "plumber",
    "vet",
    "godmother",
    "godfather",
    "goddaughter",
    "godson",
)
_GROUP = {word: number for number, words in enumerate(_GROUPS) for word in words.split()}
_FAMILY = frozenset(range(_GROUP["niece"] + 1)) - {_GROUP["ex"]}
_ANY = "|".join(re.escape(word) for word in sorted(_GROUP, key=len, reverse=True))
_MINE = (
    r"(?:my|our|meine?n?|unsere?|mi|nuestr[oa]|mon|ma|notre|mio|mia|nostr[oa]|meu|minha|noss[oa])"
)
_ASKED = re.compile(
    rf"\b{_MINE}\s+(?:(?:new|old|former|older|younger|big|little|next[- ]door)\s+)?"
    rf"(?P<word>{_ANY})\b(?!-)(?!['’]s\s+(?:\w+\s+)?(?:{_ANY})\b)",
    re.IGNORECASE,
)
_OTHERS = r"(?:her|his|their|your|its|seine?|ihre?|sus?|son|sa|leur|suo|sua|seu|['’]s)"
_NEAR = 80
"""Characters beside a name in which the relation stands."""
_BEFORE = rf"(?<![\w'’])(?P<word>{_ANY})\b(?:[\s,:=–—-]{{1,4}}|\s+(?:is|was|called|named)\s+)$"
_BEHIND = (
    rf"^(?:\s[\w'’-]+)?(?:\s*[,:(=–—-]\s*|\s+(?:is|was|ist|war|es|est|è|é)\s+|\s+(?=the\s))"
    rf"(?:{_MINE}\s+|the\s+|new\s+|old\s+|next[- ]door\s+)*(?P<word>{_ANY})\b"
    r"(?!\s+(?:of|to)\s+(?!mine|ours|me\b|us\b))"
)


def is_relation(word: str) -> bool:
    """Whether a word says what somebody is to another: "cousin", "landlady"."""
    return word in _GROUP


def same_relation(word: str) -> tuple[str, ...]:
    """The word and those that say the same: "boss", "manager"."""
    group = _GROUP.get(word)
    return (word,) if group is None else (word, *(each for each in _GROUPS[group].split()))


def asked_relation(question: str) -> int | None:
    """The relation to the user by which a question calls somebody; None without one, or where a
    relative of that person is meant."""
    match = _ASKED.search(question)
    return None if match is None else _GROUP[match["word"].lower()]


def by_relation(
    names: Mapping[int, str], notes: Mapping[int, Sequence[tuple[int, str]]]
) -> dict[int, set[int]]:
    """Who is what to the user, by relation; `notes` are (id, text) by person."""
    found: dict[int, set[int]] = {}
    for person, texts in notes.items():
        own = {fold(piece) for piece in pieces(names.get(person, ""))}
        for _, text in texts:
            for relation in _told(text, own):
                found.setdefault(relation, set()).add(person)
    return found


def is_relative(text: str, name: str) -> bool:
    """Whether a note calls somebody of that name one of the user's family: "cousin Amara"."""
    own = {fold(piece) for piece in pieces(name)}
    return any(relation in _FAMILY for relation in _told(text, own))


def _told(text: str, own: set[str]) -> Iterable[int]:
    if not re.search(rf"\b(?:{_ANY})\b", text, re.IGNORECASE):
        return
    for name in re.finditer(r"[^\W\d_][\w'’-]*", text):
        if fold(name[0].removesuffix("'s").removesuffix("’s")) not in own:
            continue
        led = text[max(0, name.start() - _NEAR) : name.start()]
        before = re.search(_BEFORE, led, re.IGNORECASE)
        if before and not re.search(
            rf"{_OTHERS}\s+(?:\w+\s+)?$", led[: before.start()], re.IGNORECASE
        ):
            yield _GROUP[before["word"].lower()]
        behind = re.match(_BEHIND, text[name.end() : name.end() + _NEAR], re.IGNORECASE)
        if behind and not name[0].endswith(("'s", "’s")):
            yield _GROUP[behind["word"].lower()]
