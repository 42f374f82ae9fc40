"""Whose a number or a birthday in a note is: the person's the note is about, or somebody else's.

Only what the same clause says counts: a relative in it ("his mum's number"), another name that owns
it or is its subject ("Pete is 36"), or the writer ("my number").
"""

from __future__ import annotations

import re
from collections.abc import Collection

from persona_assistant.language.chats import speaker_at
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import sex_of
from persona_assistant.language.nicknames import called as known_as
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.clause_before import NO_NAMES, clause_before
from persona_assistant.reader.noted_names import is_behind_another, written_by

_GROUPS = (
    "mother mum mom mam mama mummy mutter madre mere mae",
    "father dad papa daddy vater padre pere pai",
    "parents parent folks eltern padres genitori pais",
    "sister sis schwester hermana soeur sorella irma",
    "brother bro bruder hermano frere fratello irmao",
    "son boy sohn hijo fils figlio filho",
    "daughter girl tochter hija fille figlia filha",
    "child kid baby toddler kind hijos enfant bambino children twins",
    "wife frau esposa mujer femme moglie mulher",
    "husband hubby mann marido mari marito",
    "partner boyfriend girlfriend fiance fiancee spouse freund freundin novio novia",
    "grandmother grandma gran nan nana granny oma abuela nonna avo",
    "grandfather grandpa grandad granddad opa abuelo nonno",
    "uncle onkel tio oncle zio",
    "aunt auntie tante tia zia",
    "cousin nephew niece",
    "dog cat puppy kitten horse hund katze",
    "boss manager chef",
    "colleague coworker assistant secretary",
    "neighbour neighbor nachbar nachbarin vecino vecina",
    "friend flatmate roommate housemate agent",
    "landlord landlady",
    "super superintendent caretaker janitor",
    "doctor dentist lawyer plumber",
    "vet",
)
RELATION = {word: number for number, words in enumerate(_GROUPS) for word in words.split()}
"""Which words mean the same relative."""
_ANY = "|".join(sorted(RELATION, key=len, reverse=True))
_RELATIVES = (
    rf"\b(?P<word>{_ANY})(?:['’]?s)?\b(?P<in_law>[\s-]in[\s-]law\b)?"
    r"(?!\s(?:of|de|von|anniversaire|numero|adresse|mari|pere|frere|copain|ami)\b)"
)
_WITH = r"\b(?:with|like|than|and|mit|con|avec|com)\s(?:\w+\s){0,2}$"
_OWNER = r"(?-i:\b(?P<name>[A-ZÀ-Þ][^\W\d_]+)['’]s?\s)"
_SUBJECT = (
    r"(?-i:\b(?P<name>[A-ZÀ-Þ][^\W\d_]+)(?:\s(?P<last>[A-ZÀ-Þ][^\W\d_]+))?)\s"
    r"(?:is|was|has|turns|turned|turning|will|lives|moved|does|works|runs|covers|wird|ist|est|tiene|hat)\b"
)
_LABEL = (
    r"(?-i:(?<=[a-z:,&] )(?<!\b(?:in|at|to|on) )(?<!from )(?<!near )(?:(?:Dr|Mr|Mrs|Ms)\.? )?"
    r"(?P<name>[A-ZÀ-Þ][^\W\d_]+)(?: [A-ZÀ-Þ][^\W\d_]+)?)\s?(?:on|is|=|:|-|–)?\s*$"
)
_BORN = (
    r"(?-i:\b(?<!\bfrom )(?<!\bthe )(?<!\b(?:aus|von) )(?<!\b(?:in|at|de|da|do|di) )"
    r"(?P<name>[A-ZÀ-Þ][^\W\d_]+)),?\s\(?(?:was\s)?(?:born|geb\.?|geboren)(?:\s(?:on|in|am))?\s*$"
)
_CALLED = r"\b(?:called|named)\s(?-i:(?P<name>[A-ZÀ-Þ][^\W\d_]+))\s?[,(]\s?$"
_SPOKEN = (
    r"\b(?:my|mine|mein|meine|mia|meu|minha)\b|\bI(?:['’](?:m|ll)| am| was| turn(?:ed)?| will)\b"
    r"|^\s*me:?\s*$"
)
_PRONOUN_BEHIND = (
    r"(?:\b(?:with|and|engaged to|married(?: to)?|marrying|seeing|dating|met|marries)|\bw/|&"
    rf"|\b(?:{_ANY}|bf|gf|fiancé|fiancée)['’]?s?)\s"
    r"(?-i:(?P<name>[A-ZÀ-Þ][^\W\d_]+)(?:\s[A-ZÀ-Þ][^\W\d_]+)?)\s?[,;(–—-]\s?(?:and\s|but\s)?"
    r"(?:s?he|who|they)\b[^,;.!?\n]*$"
)
""" "Engaged to Dev, he turned ...": Dev is meant."""
_BEGINS_WITH = (
    r"\W*(?:and |but )?(?P<name>[^\W\d_]{2,})(?:['’]s\b|\s(?:is|was|has|turns?|turned|turning|hits?"
    r"|wird|will)\b)"
)
_ALONE = re.compile(r"(?:[.!?…]\s+|\n\s*)[(+]?$")
"""What begins a sentence belongs to whom the note is about, whoever is named before."""


def asked_about(question: str, *, of_user: bool = False, name: str | None = None) -> frozenset[int]:
    """Relatives whose thing is asked for: "his mum's number". "My sister" is the person herself,
    unless the notes are `of_user`, and so is "the dentist Ravi" where `name` is Ravi."""
    own = [plain(part) for part in re.findall(r"[^\W\d_]+", name or "")]
    found = compiled(_RELATIVES).finditer(compiled(_SORT).sub(" ", plain(question)))
    asked = {
        _number(each)
        for each in found
        if (of_user or not re.search(r"\b(?:my|our)\s(?:\w+\s)?$", each.string[: each.start()]))
        and not (own and _is_apposed(each, own))
    }
    owner = "|".join([r"['’]s", r"s['’]", "his", "her", "their", *map(re.escape, own)])
    for each in re.finditer(rf"(?:{owner})['’]?s?\s(?:\w+\s)?{_ASKED_CHILD}", plain(question)):
        asked.add(RELATION[_CHILD_OF[each["word"]]])
    return frozenset(asked).union(*(_KINDS_OF.get(each, ()) for each in asked))


_SORT = (
    r"\b(?:what|which|some|any|that|this|same|other) kind\b|\bkind of\b|\bthe (?:[\w-]+ )?kind\b"
)
"""The English word, and no child in German."""


def _is_apposed(role: re.Match[str], own: Collection[str]) -> bool:
    """Whether a word says what the person is: "the dentist Ravi", "Ravi the dentist"."""
    names = "|".join(map(re.escape, own))
    before, after = role.string[: role.start()], role.string[role.end() :]
    behind = re.match(rf"\s(?:{names})\b", after)
    return bool(behind or re.search(rf"\b(?:{names}),?\sthe\s$", before))


_CHILD_OF = {
    "lad": "son", "laddie": "son", "girl": "daughter", "lass": "daughter", "lassie": "daughter",
    "newborn": "child", "little one": "child", "bairn": "child",
}  # fmt: skip
_ASKED_CHILD = rf"(?P<word>{'|'.join(_CHILD_OF)})\b"
"""What a question calls somebody's child, and what else may say who somebody is."""
_KINDS_OF = {
    RELATION[general]: tuple(RELATION[each] for each in kinds.split())
    for general, kinds in (
        ("parents", "mother father"),
        ("child", "son daughter"),
        ("partner", "wife husband"),
    )
}
"""A daughter is a child: who asks for the child means her too."""


def without_relatives(question: str) -> str:
    """The question without the words for relatives."""
    return compiled(_ASKED_CHILD).sub(" ", compiled(_RELATIVES).sub(" ", question))


def is_theirs(
    text: str,
    start: int,
    end: int,
    *,
    name: str | None,
    wanted: frozenset[int] = frozenset(),
    names: frozenset[str] = frozenset(),
    by_user: bool = False,
    in_brackets: bool = False,
) -> bool:
    """Whether `text[start:end]` is the person's whom the note is about, or, where `wanted` says
    so, that relative's of theirs; `names` are what such relatives are called. `by_user`: the note
    is about the user who wrote it. `in_brackets`: a name before a bracket owns what is in it, as
    with ages."""
    own = {plain(part) for part in re.findall(r"[^\W\d_]+", name or "")}
    before, after = clause_before(text, start), text[end : end + 30]
    if not wanted and _ALONE.search(text[:start]):
        said = plain(before).strip(" .:-")
        # "My boss. 52.": with an age that is the person, too.
        own_role = in_brackets and re.match(r"(?:my|our)\b", said)
        label = compiled(_GOVERNS).fullmatch(said) and not own_role
        before = before if label else ""
    if label_of(before) & own and not re.search(r"[,(]\s*$", text[:start]):
        return not wanted
    called = owners_of(text, start, before, in_brackets=in_brackets)
    if in_brackets and _is_apposed_to(text, start, own):
        return not wanted
    if in_brackets and not wanted and own and is_behind_another(text[:start], own):
        return False
    subject_kin = begun_with_relative(text, start, own) if in_brackets else frozenset()
    if subject_kin:
        return bool(subject_kin & wanted)
    if not wanted and own and _of_somebody_small(text, start, name or ""):
        return False
    if wanted:
        if (bracket := text.rfind("(", 0, start)) > text.rfind(")", 0, start):
            before = clause_before(text, bracket) + before
        return bool((_relatives(before, wanted=wanted) | _owner_behind(after)) & wanted) or bool(
            called & names
        )
    if _relatives(before, own) | _owner_behind(after):
        return False
    before = _without_apposition(text[:start], before, own)
    spoken = [each[0] for each in compiled(_SPOKEN).finditer(before) if plain(each[0]) not in own]
    if spoken or compiled(r"\s*(?:is|=)\s*mine").match(after):
        line = speaker_at(text, start)
        if line is not None and not line.by_user:
            return not by_user and (not own or bool(own & set(plain(line.speaker).split())))
        return by_user or (line is None and written_by(text, own))
    if not own:
        return True
    subject = compiled(_BEGINS_WITH).match(before)
    if subject and plain(subject["name"]) not in own | NO_NAMES and _is_named_later(text, end, own):
        return False
    return not called or bool(called & own)


_SMALL_OWNER = (
    r"\b(?P<name>[a-zà-ÿ]+)['’]s\s(?:(?:new|old|work|home|direct|mobile)\s)?"
    r"(?:cell|mobile|mob|number|no|phone|landline|e-?mail|handy)\W{0,3}$"
)


def _of_somebody_small(text: str, start: int, name: str) -> bool:
    """ "gus's cell": of somebody whose name is written small, and not the person's own."""
    owner = re.search(_SMALL_OWNER, text[:start])
    if owner is None or owner["name"] in RELATION or owner["name"] in NO_NAMES:
        return False
    word = plain(owner["name"])
    known = text.lower().startswith(word) or word in known_as(name, (text,))
    return not known and not any(word[:3] == part[:3] for part in plain(name).split())


def _is_named_later(text: str, end: int, own: Collection[str]) -> bool:
    """Whether the person is named behind a place and not before it: the note is another's."""
    named = rf"\b(?:{'|'.join(re.escape(each) for each in own)})\b"
    said = plain(text)
    return not re.search(named, said[:end]) and re.search(named, said[end:]) is not None


def _without_apposition(text: str, clause: str, own: Collection[str]) -> str:
    """The clause without what the writer calls the person: "my brother Theo", "Theo, my brother".
    `text` is all that stands before the thing."""
    names = "|".join(re.escape(each) for each in own if each)
    if not names:
        return clause
    clause = re.sub(rf"\b(?:my|our)\s(?:[\w'’-]+\s){{0,3}}(?=(?:{names})\b)", "", plain(clause))
    called = rf"\b(?:{names}),?\s(?:is\s)?(?:my|our)\s[\w'’ -]{{2,40}},?\s*$"
    return "" if re.search(called, plain(text)) else clause


def is_anothers(text: str, start: int, *, name: str | None, wanted: frozenset[int]) -> bool:
    """Whether the clause before a thing says plainly that it is not the one's who is asked for: it
    speaks of a relative of theirs or, where a relative is `wanted`, of the person alone."""
    own = {plain(part) for part in re.findall(r"[^\W\d_]+", name or "")}
    before = clause_before(text, start)
    spoken_of = _relatives(before, own, wanted=wanted)
    if wanted:
        return not spoken_of and bool(own & set(re.findall(r"[^\W\d_]+", plain(before))))
    return bool(spoken_of) and not owners_of(text, start, before) & own


def owners_of(
    text: str, start: int, clause: str | None = None, *, in_brackets: bool = False
) -> set[str]:
    """Whose thing it is by a name, in lower case: "Miriam's", "Miriam is", and right before the
    thing, "Dr Amato 973-555-0160"."""
    clause = clause_before(text, start) if clause is None else clause
    led = not re.search(r",\s*$" if in_brackets else r"[,(]\s*$", text[:start])
    found = [*compiled(_OWNER).finditer(clause), *compiled(_SUBJECT).finditer(clause + " ")]
    label = label_of(clause) if led else set()
    if born := compiled(_BORN).search(text[:start]):
        label = {plain(born["name"])}
    if called := compiled(_CALLED).search(text[max(0, start - 40) : start]):
        label = {plain(called["name"])}
    if behind := compiled(_PRONOUN_BEHIND).search(text[:start]):
        label = label | {plain(behind["name"])}
    names = {plain(each["name"]) for each in found} | label
    names |= {plain(each["last"]) for each in found if each.groupdict().get("last")}
    return names - NO_NAMES


def label_of(clause: str) -> set[str]:
    """The name that a clause ends with: "kids Isla" before "5"."""
    label = compiled(_LABEL).search(clause)
    return {plain(label["name"])} - NO_NAMES if label else set()


def governed_by_relative(text: str, start: int) -> frozenset[int]:
    """The relative of whom the clause before a place speaks: "his dad had a stroke in ..."; none
    where somebody only occurs in it ("visited her sister in ...")."""
    clause = plain(clause_before(text, start)).lstrip()
    match = compiled(_GOVERNS).match(clause)
    if match is None or compiled(_A_TRADE).match(clause):
        return frozenset()
    return frozenset({RELATION[match["word"]]})


_A_TRADE = r"(?:then )?an? (?:\w+ )?(?:chef|caretaker|janitor|doctor|dentist|lawyer|plumber|vet)\b"
"""What the person is."""
_ARTICLE = (
    r"(?:[\w ]{0,25}?['’]s|his|her|their|my|the|a|seine?|ihre?|meine?|der|die|sus?|mi|son|sa|ses"
    r"|mon|ma|(?:il |la )?su[oa]|o)"
)
_GOVERNS = (
    r"(?:and |but |then |also |y |und |et |e )?"
    rf"(?:{_ARTICLE}\s(?:\w+\s)?)?(?P<word>{_ANY})s?\b(?:['’]s\b)?(?!\s(?:of|de|von|in law)\b)"
)


_SENTENCE = 200
"""Characters before an age in which its sentence begins."""


def _is_apposed_to(text: str, start: int, own: Collection[str]) -> bool:
    """Whether an age stands behind the person with nothing but who they are between: "dagny, hank's
    girl, 27"."""
    lead = re.search(
        r"(?:^|[.!?;\n]\s*)(?P<said>[^.!?;\n]*),\s*$", text[max(0, start - _SENTENCE) : start]
    )
    first, _, rest = plain(lead["said"]).partition(",") if lead else ("", "", "")
    called = set(re.findall(r"[^\W\d_]+", first))
    return bool(rest and called & set(own)) and len(called) <= 3 and not re.match(
        r"\s*(?:and|w/|with|his|her|their|kids?|wife|husband|sons?|daughters?|mum|mom|dad)\b"
        r"(?!['’]s)", rest
    )  # fmt: skip


def begun_with_relative(text: str, start: int, own: Collection[str]) -> frozenset[int]:
    """The relative whom an age behind a comma is of: "his dad Kenji moved in w them, 81, ...", "his
    mum moved in, she's 81"."""
    lead = re.search(
        r"(?:^|[.!?;\n]\s*)(?P<said>[^.!?;\n]*),\s*(?:(?P<he>s?he)(?:['’]?s|\sis)\s(?:\w+\s)?)?$",
        text[max(0, start - _SENTENCE) : start],
        re.I,
    )
    if lead is None or re.search(r"\d", lead["said"]):
        return frozenset()
    match = compiled(_GOVERNS).match(plain(lead["said"]).lstrip())
    if match is None or match["word"] in own or RELATION[match["word"]] >= _FIRST_ROLE:
        return frozenset()
    if lead["he"] and sex_of(match["word"]) not in ("any", lead["he"].lower()):
        return frozenset()
    behind = re.match(r"(?:['’]s)?\s(\w+)", plain(lead["said"]).lstrip()[match.end() :])
    if re.match(r"\W*(?:my|our|the)\b", plain(lead["said"])) or (behind and behind[1] in own):
        return frozenset()
    return frozenset({RELATION[match["word"]]})


def _relatives(
    clause: str, own: Collection[str] = (), *, wanted: Collection[int] = ()
) -> frozenset[int]:
    """Of whom a clause speaks; not of the one who has the name `own`: "son Kuba"."""
    return frozenset(
        _number(each)
        for each in compiled(_RELATIVES).finditer(plain(clause))
        if each["word"] not in own
        and not compiled(_WITH).search(each.string[: each.start()])
        and not any(each.string.startswith(f" {name}", each.end()) for name in own if name)
        and (
            RELATION[each["word"]] < _FIRST_ROLE
            or RELATION[each["word"]] in wanted
            or _is_owned(each)
        )
    )


def _number(relative: re.Match[str]) -> int:
    """Which relative a word says; somebody's brother in law is no brother of theirs."""
    return RELATION[relative["word"]] + (len(_GROUPS) if relative["in_law"] else 0)


def _is_owned(role: re.Match[str]) -> bool:
    """Whether a role is somebody of the person's ("her boss"), not what the person is."""
    before = role.string[: role.start()]
    return bool(re.search(r"['’]s$", role.group())) or bool(compiled(_OWNED).search(before))


_FIRST_ROLE = next(at for at, group in enumerate(_GROUPS) if group.startswith("boss"))
"""From here on a word may say what the person is: "plumber, 07700 900412"."""
_OWNED = r"(?:\b(?:his|her|their|my)|['’]s)\s(?:\w+\s)?$"


def _owner_behind(after: str) -> frozenset[int]:
    """555 0143 (mum); 3 May is his sister's birthday."""
    pattern = (
        r"\s*(?:\(|-|–|is|=|for|belongs to)\s*(?:the|his|her|their|a)?\s*"
        rf"(?P<word>{_ANY})(?:['’]?s)?\b"
    )
    match = compiled(pattern).match(plain(after))
    return frozenset({RELATION[match["word"]]}) if match else frozenset()
