"""The question before another one, about somebody else: "what does Ana do" of Ben."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant.antecedents import Before, Referent, antecedent
from persona_assistant.assistant.named import People
from persona_assistant.language import ellipsis, rewriting
from persona_assistant.language.pronouns import (
    Pronoun,
    bare_pronoun,
    first_pronoun,
    joined,
    language_of,
    replaced,
)
from persona_assistant.pmg import Clip, Meant, Picture, Query


class QuestionBefore:
    """A question, with the one before it and whom that was about."""

    def __init__(self, query: Query, before: Before, people: People) -> None:
        self.query, self.before, self.people = query, before, people
        self.opened = ellipsis.opening(query.text)
        self.rest = self.opened.rest
        self.language = language_of(before.question)
        self.for_people = ellipsis.asks_for_people(before.question)

    def _antecedent(self, pronoun: Pronoun, *, other: bool = False, own: bool = False) -> Referent:
        return antecedent(pronoun, self.before, self.people, other=other, own=own)

    def _referent(self, meant: Meant) -> Referent:
        return Referent(meant, self._names(meant))

    def _same(self) -> Meant | None:
        """Whom the question before was about."""
        people = self.before.people
        if not people:
            return None
        return Meant(people, together=len(people) > 1 and not self.before.waiting)

    def _names(self, meant: Meant) -> str:
        return joined([self.people.name(each) for each in meant.personas])

    def _substituted(self, name: str, meant: Meant | None) -> Query:
        """The question before, about `name`. What it showed is shown again where that left open
        who was meant."""
        text = self._about(name, [self.people.name(each) for each in self.before.people])
        if meant is None or len(meant.personas) != 1:
            return Query(text, meant=meant)
        if set(self.people.mentioned(text)) - set(meant.personas):
            return Query(text)  # it names somebody else as well: "is Ben older than Ana?"
        if len(self.before.people) > 1:
            text = rewriting.about_one(text, name)
        query = Query(text, meant=meant)
        was_open = self.before.waiting and set(meant.personas) <= set(self.before.several)
        return self._shown_before(query) if was_open else query

    def _shown_before(self, query: Query) -> Query:
        media = self.before.media
        image = next((each for each in media if isinstance(each, Picture)), None)
        voice = next((each for each in media if isinstance(each, Clip)), None)
        return replace(query, image=image, voice=voice)

    def _about(self, name: str, former: Sequence[str]) -> str:
        """The question before, with a name in place of whom it was about."""
        question = self.before.question
        places = self.people.placed(self.before.people, question)
        changed = rewriting.with_other_person(question, former, name, places)
        if changed:
            return changed
        brought = self.before.brought[0] if self.before.brought else ()
        called = [each.called for each in brought if each.called]
        if called and (changed := rewriting.with_other_person(question, called, name)):
            return changed.replace("'s's", "'s")
        pronoun = bare_pronoun(question, self.language) or first_pronoun(question, self.language)
        if pronoun:
            return replaced(question, pronoun, [name])
        return rewriting.with_subject(question, name) or f"{question.strip()} {name}"
