"""Whom a pronoun stands for, by the questions before it."""

from __future__ import annotations

from dataclasses import dataclass

from persona_assistant.assistant.brought_up import BroughtUp, couple, meant_by
from persona_assistant.assistant.named import People
from persona_assistant.language.pronouns import Pronoun, joined
from persona_assistant.pmg import Clip, Meant, Picture

NOBODY = Meant()


@dataclass(frozen=True)
class Before:
    """What the conversation has come to."""

    question: str = ""
    """The latest, in full."""
    people: tuple[int, ...] = ()
    """Whom it was about, as the answer names them."""
    several: tuple[int, ...] = ()
    """The latest people of whom there were two or more, while it is still about them."""
    waiting: bool = False
    """It was not clear who was meant, and the answer asked."""
    recent: tuple[tuple[int, ...], ...] = ()
    """Whom the questions were about, the latest first; empty for somebody unknown."""
    brought: tuple[tuple[BroughtUp, ...], ...] = ()
    """What of theirs each of these questions brought up, in the order of `recent`."""
    media: tuple[Picture | Clip, ...] = ()
    """What it showed or played."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom a pronoun stands for."""

    meant: Meant
    """In whose notes it is looked up."""
    name: str = ""
    """What is put in its place."""
    is_person: bool = False
    """Whether that is one person, and neither several nor a thing."""
    brought: BroughtUp | None = None
    """Who or what of somebody's it is."""

    def name_in(self, question: str) -> str:
        """What is put in its place in that question."""
        return self.name if self.brought is None else self.brought.phrase_for(question)


def antecedent(
    pronoun: Pronoun, before: Before, people: People, *, other: bool = False, own: bool = False
) -> Referent:
    """The latest whom a pronoun fits: somebody remembered, or one of their people whom the
    conversation has brought up. Of several whom it may fit, none is chosen. `other`: rather
    somebody other than the latest; `own`: somebody remembered."""
    plural = pronoun.gender == "they" or (pronoun.language == "de" and pronoun.gender == "any")
    groups = list(zip(before.recent, before.brought))
    if other:
        groups = [each for each in groups if each[0] != before.people] + [(before.people, ())]
    for group, brought in groups:
        if not group:
            return Referent(NOBODY)  # the latest is unknown: it may be them
        if len(group) > 1 and plural:
            return _of(Meant(group, together=True), people)
        if len(group) == 1 and not (other or own):
            holder = group[0]
            brought = tuple(
                each
                for each in brought
                if each.persona == holder or people.fits(each.persona, pronoun.gender)
            )
            if pronoun.gender == "they" and (pair := couple(brought)) is not None:
                return _both(holder, pair, people)
            found = meant_by(pronoun.gender, brought, people.gender(holder))
            if found is not None:
                if found.persona != holder:
                    people.said_to_be(found.persona, pronoun.gender)
                one = found.sort not in ("they", "it")
                return Referent(Meant((found.persona,)), found.phrase, one, found)
        fitting = tuple(each for each in group if people.fits(each, pronoun.gender))
        if len(fitting) == 1:
            people.said_to_be(fitting[0], pronoun.gender)
        if fitting:
            return _of(Meant(fitting), people)
    return Referent(NOBODY)


def _both(holder: int, partner: BroughtUp, people: People) -> Referent:
    """Somebody and their partner."""
    if partner.persona != holder:
        return _of(Meant((holder, partner.persona), together=True), people)
    return Referent(Meant((holder,)), joined([people.name(holder), partner.called or "partner"]))


def _of(meant: Meant, people: People) -> Referent:
    names = joined([people.name(each) for each in meant.personas])
    return Referent(meant, names, len(meant.personas) == 1)
