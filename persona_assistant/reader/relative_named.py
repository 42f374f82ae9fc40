"""A relative in a question by the name that the notes have for them.

The notes tell of Mia, and one of them says that she is Ana's wife. Of "Ana's wife's job" the
network, which reads one sentence after the other, is asked "Mia's job"; whatever holds its places
against the question knows whose wife she is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE, ANY, WIDER, bare, may_be_called, sex_of
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import read_for_names
from persona_assistant.reader.named_animals import any_animal, is_called, named_animals
from persona_assistant.reader.noted_names import NAME
from persona_assistant.reader.relatives import NamedRelative, named_relatives

_NAME_ASKED = r"^\W*(?:and\s)?who(?:m|se)?\b|\b(?:call|called|named?|names|spell(?:ed|ing)?)\b"
_OWNER = r"(?:[\w-]+(?:['’]s|s['’])|\b(?:his|her|their))\s"
_OWNED = (
    rf"(?P<all>{_OWNER}(?:(?:new|current|present)\s)?(?P<ex>(?:ex|late|former|old)[\s-])?"
    rf"(?P<word>{ANY}))(?P<who>\s{NAME})?(?![\w-])"
)
_OWNED_ANIMAL = (
    rf"(?P<all>(?:{_OWNER}|\bthe\s)(?P<word>{{animals}}|pet))(?P<who>\s{NAME})?(?![\w-])"
)
_OWNED_BY_USER = _OWNED.replace(_OWNER, r"\b(?:my|our)\s")
_OF_PERSON, _OF_USER = frozenset({"she", "he"}), frozenset("i me we us im ive".split())
_MOST = 400
"""Letters of a question that is looked at."""


@dataclass(frozen=True, slots=True)
class Named:
    """A question with the name of a relative."""

    in_full: str
    """ "Ana's wife Mia's job"."""
    by_name: str
    """ "Mia's job"."""
    who: str = ""
    """ "Mia"; "" where none is named."""


def with_relative_named(question: str, notes: Sequence[Note], name: str | None) -> Named:
    """The question with the name of the relative it speaks of; as it is where it asks for that
    name, and where the notes have none, or have several."""
    as_it_is = Named(question, question)
    if name is None or len(question) > _MOST:
        return as_it_is
    of_user = is_user(name)
    if compiled(_NAME_ASKED).search(question):
        return as_it_is
    read = read_for_names(notes)
    found = list(compiled(_OWNED_ANIMAL.format(animals=any_animal())).finditer(question))
    if len(found) == 1 and found[0]["who"] is None and not of_user:
        return _with_animal_named(question, found[0], read)
    found = list(compiled(_OWNED_BY_USER if of_user else _OWNED).finditer(question))
    if len(found) != 1:
        return as_it_is
    asked, word = found[0], plain(found[0]["word"])
    beside = plain(f"{question[: asked.start()]} {question[asked.end() :]}")
    themselves = _OF_USER if of_user else _OF_PERSON
    if set(re.findall(r"[^\W\d_]+", beside)) & {*themselves, *plain(name).split()}:
        return as_it_is  # it is about the person: "where does Ana go with her sister"
    told = named_relatives(read, name, of_user=of_user)
    known = [each for each in told if _is_meant(each, asked)]
    sexes = {sex_of(word), "any"} if WIDER.get(bare(word)) == "partner" else {sex_of(word)}
    known = [each for each in known if sex_of(each.word) in sexes] or known
    people = {plain(each.who) for each in known}
    if asked["who"] is not None:
        who = re.sub(r"['’]s$", "", asked["who"].strip())
    elif people and (len(people) == 1 or WIDER.get(bare(word)) == "partner"):
        who = known[0].who
    else:
        return as_it_is
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    if _is_told_of_without(word, who.split()[0], read, own):
        return as_it_is
    before, after = question[: asked.start()], question[asked.end() :]
    if asked["who"] is not None:
        return Named(question, f"{before}{asked['who'].strip()}{after}", who)
    return Named(f"{before}{asked['all']} {who}{after}", f"{before}{who}{after}", who)


def _with_animal_named(question: str, asked: re.Match[str], notes: Sequence[Note]) -> Named:
    names = {each.who for each in named_animals(notes) if is_called(each, asked["word"])}
    if len(names) != 1:
        return Named(question, question)
    before, after, who = question[: asked.start()], question[asked.end() :], names.pop()
    return Named(f"{before}{asked['all']} {who}{after}", f"{before}{who}{after}")


def _is_meant(each: NamedRelative, asked: re.Match[str]) -> bool:
    word = plain(asked["word"])
    former = bool(asked["ex"]) or word == "ex"
    return each.former == former and (may_be_called(each.word, word) or each.former)


def _is_told_of_without(word: str, who: str, notes: Sequence[Note], own: set[str]) -> bool:
    """Whether a note speaks of such a relative of the person's and does not name this one. Of a
    partner those notes count that are no older than the first that names them."""
    alike = "|".join(map(re.escape, ALIKE.get(bare(word), frozenset({word}))))
    named = re.compile(rf"\b{re.escape(plain(who))}")
    told = [each for each in notes if named.search(plain(each.text))]
    since = min((each.date for each in told if each.date), default=None)
    if WIDER.get(bare(word)) == "partner" and since is not None:
        notes = [each for each in notes if each.date is None or each.date >= since]
    return any(
        any(_is_of(plain(each.text)[: match.start()], own) for match in _found(alike, each))
        for each in notes
        if each not in told
    )


def _found(alike: str, note: Note) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b(?:{alike})\b", plain(note.text))


def _is_of(before: str, own: set[str]) -> bool:
    """Whether a word for a relative is not somebody else's: "alasdair's wife", "jos husband"."""
    owner = re.search(r"([^\W\d_]+?)(?:['’]s|s['’]?)\s(?:\w+\s)?$", before)
    return owner is None or owner[1] in own
