"""The words of a text as somebody looks at them who listens for names.

A capital inside a sentence says that a word is a name, where the text has capitals and small
letters. Where it says nothing, the place in the sentence may: behind "does" without an article, or
before "'s", stands a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from persona_assistant.language.kin import ALIKE, bare
from persona_assistant.language.ordinary import NO_SURNAMES, is_no_name, is_ordinary
from persona_assistant.language.spelling import APOSTROPHES, fold, keys, runs_on
from persona_assistant.language.words import STOP

_MARK = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3099\u309a\u200c\u200d"
)
_WORD = re.compile(rf"[^\W_](?:[\w{_MARK}]|[{APOSTROPHES}](?=[^\W_]))*[{APOSTROPHES}]?")
_GLUE = re.compile(r"[\s\-‐‑‒–·・.־]*")
_STOPS = re.compile(r"[.!?…:;\n]")

LINKS = frozenset("and or und oder y o e et ou vs versus sowie plus with".split()) | {"&"}
TITLES = frozenset(
    "dr mr mrs ms miss mx prof professor sir madam aunt auntie uncle cousin grandma grandpa granny "
    "grandad doctor herr frau fräulein señor señora don doña sr sra monsieur madame mme mlle m "
    "signor signora signore dottor dottoressa senhor senhora dona tante onkel oma opa tio tia zio "
    "zia jr sr".split()
)
_SUBJECT = frozenset(
    "does did is was has can should would could will whats wheres whens hows whos about".split()
)
"""Behind these a noun without an article is a name."""
_OBJECT = frozenset(
    "of with named called from to for and or between than do are were have know meet met tell told "
    "ask asked see saw give gave owe owes lend lent visit visited von mit über uber de di da con "
    "avec com sobre und et y e ou oder a à zu bei pour per".split()
)
_DETERMINERS = frozenset(
    "a an the my your his her its our their this that these those some any no every each which "
    "what whose i you he she it we they who there".split()
)
_OTHERS = frozenset(
    "he she him her his hers they them their theirs it we i you person man woman guy lady "
    "somebody someone anybody anyone everybody everyone".split()
)
_SOMEBODY = _OTHERS - {"i", "we", "you", "it"}
_TO_PEOPLE = frozenset(
    "know meet met tell told ask asked see saw give gave owe owes lend lent visit visited call "
    "called about with text ring phone email mail dial reach contact message write find off across "
    "into found".split()
)
"""Behind these a noun without an article is a name even where "I" do it."""
_OF = frozenset("of von de di da do".split())
_PARTNERS = frozenset(
    "frau mann femme mari mujer marido esposa esposo moglie marito mulher".split()
)
"""Partners, beside the words of `kin`: "la femme de rose"."""
_PLACED = frozenset("in to at from near nach aus".split())
_GERMAN = frozenset(
    "der die das den dem ein eine und wer wo wann wie warum woher ist hat wird mit von ich sie er "
    "wohnt arbeitet welche welcher heißt heisst".split()
)
_PARTICLES = frozenset(
    "van von der den de la del della di da do dos das du des le el al bin ibn ben bint y e zu zur "
    "ten ter af av".split()
)


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word where it stands."""

    surface: str
    key: str
    near: bool
    """Only a space or a hyphen parts it from the word before."""
    certain: bool
    """Its capital, or a script without capitals, lets it be a name whatever it means."""
    ordinary: bool
    subject: bool
    """It stands where nothing but a name can."""
    object: bool
    """It stands where a name may."""
    placed: bool
    """A preposition of places stands before it."""
    noun: bool
    """Its capital says no more than that it is a noun: the text is German."""

    @property
    def possible(self) -> bool:
        """Whether a name in exactly these letters is meant."""
        return self.certain or self.subject or not self.ordinary

    @property
    def mistyped(self) -> bool:
        """Whether it may be a name with a slip in it."""
        return not self.placed and (
            self.certain or (not self.ordinary and (self.subject or self.object))
        )


def pieces(text: str) -> list[str]:
    """The words as they are written; a hyphen parts them, an apostrophe inside does not."""
    return _WORD.findall(text)


def hyphened(name: str) -> list[str]:
    """The words of a name that a hyphen joins, as one word each, where a part of them is too short
    or too much of an everyday word to stand for the person: "jiwon" of Ji-won Seo."""
    found = []
    for each in re.split(r"\s+", name):
        parts = [keys(piece)[0] for piece in pieces(each)]
        unsure = any(len(part) < 3 or is_ordinary(part) for part in parts)
        if unsure and len(parts) > 1 and "-" in fold(each).strip("-"):
            found.append("".join(parts))
    return found


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of the words stands in the text."""
    return [match.span() for match in _WORD.finditer(text)]


def is_particle(piece: str) -> bool:
    """Whether it is one of the small words of a name, such as "van"."""
    return piece.islower() and piece in _PARTICLES


def is_short_name(key: str, name: str = "") -> bool:
    """Whether a part of two signs counts by itself: "Jo", and no "it" or "mr", nor "Su" of
    "Su-rain"."""
    if runs_on(key):
        return True
    return "-" not in name and not (key in STOP or is_no_name(key) or key in _NO_SHORT_NAMES)


_NO_SHORT_NAMES = frozenset(
    "ok hi uk eu id tv pm am dr mr st jr sr ex oh eh ah ii iv la le el de du da un".split()
)


def name_words(text: str) -> list[NameWord]:
    """The words of a text, in order."""
    found = list(_WORD.finditer(text))
    all_keys = [keys(match.group())[0] for match in found]
    cased = any(match.group()[0].islower() for match in found) or (
        len(found) <= 2 and not text.isupper()
    )
    others, somebody = not _OTHERS.isdisjoint(all_keys), not _SOMEBODY.isdisjoint(all_keys)
    others_from = next((at for at, key in enumerate(all_keys) if key in _OTHERS), len(all_keys))
    german = not _GERMAN.isdisjoint(all_keys)
    words: list[NameWord] = []
    end = 0
    for at, (match, key) in enumerate(zip(found, all_keys, strict=True)):
        surface, gap = match.group(), text[end : match.start()]
        initial = at == 0 or _STOPS.search(gap) is not None
        before = all_keys[at - 1] if at else ""
        behind = all_keys[at + 1] if at + 1 < len(found) else ""
        certain = not (surface[0].islower() or surface[0].isupper()) or (
            cased and not initial and surface[0].isupper()
        )
        possessive = any(mark in surface[1:] for mark in APOSTROPHES)
        alone = before not in _DETERMINERS and before not in _PLACED
        # "His" behind the one that a verb asks about may be theirs.
        asked_of = before in _SUBJECT and at < others_from
        plain = _without_possessive(surface, key)
        words.append(
            NameWord(
                surface,
                key,
                near=at > 0 and _GLUE.fullmatch(gap) is not None,
                certain=certain,
                ordinary=is_ordinary(plain) or _NOT.search(surface) is not None,
                subject=not is_no_name(plain)
                and (asked_of or not somebody)
                and (
                    asked_of
                    or before in _TO_PEOPLE
                    or (before == "to" and all_keys[max(at - 2, 0)].startswith("happen"))
                    or (
                        not others
                        and (
                            (before in _OF and at > 1 and _is_kin(all_keys[at - 2]))
                            or (possessive and alone)
                            or (initial and behind not in _DETERMINERS and len(surface) > 2)
                        )
                    )
                ),
                object=alone and (before in _OBJECT or before in _SUBJECT or possessive or at == 0),
                placed=before in _PLACED,
                noun=german,
            )
        )
        end = match.end()
    return words


def _is_kin(key: str) -> bool:
    return key in _PARTNERS or bare(key) in ALIKE


_NOT = re.compile(rf"n[{APOSTROPHES}]t$", re.IGNORECASE)


def _without_possessive(surface: str, key: str) -> str:
    folded = fold(surface)
    return key[:-1] if folded.endswith("'s") else key


_HEBREW = re.compile("[\u05d0-\u05ea]")
_ARABIC = re.compile("[\u0620-\u064a]")
_ATTACHED_ARABIC = (
    "وبال",
    "وال",
    "بال",
    "فال",
    "كال",
    "لل",
    "ال",
    "ول",
    "وب",
    "و",
    "ف",
    "ب",
    "ك",
    "ل",
)
_ATTACHED_HEBREW = ("וכש", "כש", "ול", "וב", "של", "וש", *"והבכלמש")


def readings(surface: str) -> Iterator[str]:
    """The folded names that a word may stand for, the plainest first: "Johns" is "johns", or
    somebody's whose name is "john"."""
    yield from keys(surface)
    folded = fold(surface)
    if "'" in folded:
        head, _, _ = folded.rpartition("'")
        if len(head) > 1:  # Ayşe'nin, John's
            yield from keys(surface[: len(head)] if len(surface) == len(folded) else head)
        start, _, rest = folded.partition("'")
        if len(start) <= 2 and rest:  # d'Anna
            yield from keys(rest)
            if rest.endswith("'s"):
                yield from keys(rest[:-2])
    elif folded.endswith("s") and len(folded) > 2 and not is_ordinary(folded):
        yield keys(surface)[0][:-1]
    for script, attached in ((_ARABIC, _ATTACHED_ARABIC), (_HEBREW, _ATTACHED_HEBREW)):
        if script.match(folded):
            for prefix in attached:
                if folded.startswith(prefix) and len(folded) - len(prefix) > 1:
                    yield folded[len(prefix) :]
            break


_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_ENDINGS = tuple(
    "ами ями ого его ому ему ова ову овы ой ей ою ею ом ем ым им ых их ам ям а я у ю е и ы о ь "
    "ου ους ος ης ας η α ο ε υ ι σ".split()
)


def stems(key: str) -> Iterator[str]:
    """What stays of a Russian or Greek name whatever case it stands in; longest first."""
    if not _CYRILLIC_OR_GREEK.match(key):
        return
    yield key
    for ending in sorted(_ENDINGS, key=len):
        if key.endswith(ending) and len(key) - len(ending) > 2:
            yield key[: -len(ending)]


def looks_like_name(words: Sequence[NameWord], at: int) -> bool:
    """Whether the word at that place has the capital of a name."""
    if not 0 <= at < len(words):
        return False
    word = words[at]
    if not word.surface[0].isupper() or not word.certain or len(word.key) < 2:
        return False
    return not (word.key in TITLES or word.key in NO_SURNAMES or _is_demonym(word.key))


def somebody_else(words: Sequence[NameWord], at: int) -> bool:
    """Whether the word beside a name makes it another name: "Miller" in "John Miller"."""
    return looks_like_name(words, at) and not words[at].noun


def _is_demonym(key: str) -> bool:
    return key.endswith(("ish", "ese", "ian", "ean", "ican"))


__all__ = [
    "LINKS",
    "TITLES",
    "NameWord",
    "hyphened",
    "is_particle",
    "is_short_name",
    "looks_like_name",
    "name_words",
    "pieces",
    "readings",
    "runs_on",
    "somebody_else",
    "spans",
    "stems",
]


def unspaced_parts(key: str) -> tuple[str, ...]:
    """The given name of a Chinese or Korean name, and both parts of a Japanese one of four
    characters."""
    if not runs_on(key) or not all(char > "\u2fff" for char in key):
        return ()
    if len(key) == 3:
        return (key[1:],)
    return (key[:2], key[2:]) if len(key) == 4 else ()
