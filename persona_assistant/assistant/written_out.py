"""A question in full, by the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant.antecedents import NOBODY, Before
from persona_assistant.assistant.brought_up import BroughtUp, relative_called, relative_of, thing
from persona_assistant.assistant.by_pronoun import ByPronoun
from persona_assistant.assistant.kin_known import things_of_relative
from persona_assistant.assistant.named import People
from persona_assistant.assistant.still_about import goes_on, leaves_out_whom
from persona_assistant.language import ellipsis, rewriting, tenses
from persona_assistant.language.ellipsis import asks_for_people
from persona_assistant.language.kin import WIDER, bare
from persona_assistant.language.pronouns import (
    Pronoun,
    bare_pronoun,
    joined,
    language_of,
    owner,
    plain,
    replaced,
)
from persona_assistant.pmg import Meant, Query


def written_out(query: Query, before: Before, people: People) -> Query:
    """The query in full, and whom it means; as it is where it leans on nothing."""
    return _Question(query, before, people).in_full() or query


_SHOWN = re.compile(
    r"^\W*(?:(?:this|that)(?:\s+(?:one|person|man|woman|guy|girl))?|her|him|she|he|here)?\W*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*")


_OF_PETS = re.compile(
    r"\b(?:how|old|age|born|birthday|called|name|names|who|whose|where|why|ill|sick|died|dead|dog|cat)\b",
    re.IGNORECASE,
)
_OF_USER = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)


def _bare(fragment: str) -> str:
    """Without its mark, and without the ending of an owner: "his wife's?"."""
    return re.sub(r"['’]s$", "", fragment.rstrip(" ?!."))


class _Question(ByPronoun):
    """One question, tried as each kind of follow-up in turn."""

    def in_full(self) -> Query | None:
        if self.query.image is not None or self.query.voice is not None:
            return self._with_media()
        if not self.before.question:
            return self._pronoun() or self._of_nothing()
        return (
            self._corrected()
            or self._another_one()
            or self._one_of_the_children()
            or self._whose_relative()
            or self._at_other_time()
            or self._named()
            or self._thing()
            or self._more()
            or self._together()
            or self._fragment()
            or self._pronoun()
            or self._part()
            or self._still_about()
        )

    def _of_nothing(self) -> Query | None:
        """ "Since when?" before anything was asked is about nobody."""
        leans = ellipsis.leans_on_another(self.rest) or tenses.asks_earlier(self.rest)
        return Query(self.query.text, meant=NOBODY) if leans else None

    def _with_media(self) -> Query | None:
        """ "And this one?" with another picture."""
        if not self.before.question or not _SHOWN.match(self.rest):
            return None
        return replace(self.query, text=self._about("this person", []))

    # --- other people

    def _corrected(self) -> Query | None:
        """ "The other one", "the first one", "not Ana", "wrong person"."""
        before, rest, group = self.before, self.rest, self.before.several
        if ellipsis.other_one(rest):
            others = tuple(each for each in group if each not in before.people)
            return self._asked_of(group if before.waiting else others)
        if namesake := ellipsis.other_namesake(rest):
            others = tuple(
                each for each in self.people.mentioned(namesake) if each not in before.people
            )
            return self._asked_of(others) if others else None
        place = ellipsis.ordinal(rest)
        if place is not None and group:
            return self._asked_of(group[place:][:1])
        rejected = self.opened.rejected
        if not rejected and not ellipsis.rejects(rest):
            return None
        if rejected and rest.strip(" .!?"):
            return self._asked_of(()) if ellipsis.is_relative(rest) else None
        wrong = set(self.people.mentioned(rejected)) or set(before.people)
        return self._asked_of(tuple(each for each in group if each not in wrong))

    def _asked_of(self, persons: Sequence[int]) -> Query:
        """The question before, of one of these: of the one where there is one."""
        meant = Meant(tuple(persons))
        if len(persons) != 1:
            return Query(self.before.question, meant=meant)
        return self._substituted(self.people.name(persons[0]), meant)

    def _named(self) -> Query | None:
        """ "And Ben?", "what about Ana and Lia?", "I mean Ben", "the one with the bees"."""
        rest = ellipsis.without_too(self.rest).strip(" ?!.,¿")
        leans = self.opened.linked or self.opened.corrects or self.before.waiting
        pieces = self.people.only(rest)
        if pieces and (leans or len(rest.split()) <= 3):
            return self._of_these(rest, pieces)
        if not leans or not rest:
            return None
        if relative := self._relative_called(_bare(rest)):
            return self._substituted(relative.phrase, Meant((relative.persona,)))
        corrected = self.opened.corrects and ellipsis.is_definite(rest)
        if ellipsis.describes_somebody(rest) or corrected:
            return self._substituted(rest, None)
        if _NAME.fullmatch(rest) and not self.people.mentioned(rest):
            changed = rewriting.with_other_name(self.before.question, rest)
            if changed:
                return Query(changed, meant=self._same())
            if language_of(self.query.text, self.language) != "de":
                return self._substituted(rest, None)
        return None

    def _relative_called(self, name: str) -> BroughtUp | None:
        """Which relative of the one whom the question before was about has that name."""
        people = self.before.people
        return relative_called(name, people[0], self.people) if len(people) == 1 else None

    def _of_these(self, typed: str, pieces: Sequence[tuple[int, ...]]) -> Query:
        """The question before, of those whom the pieces of a text name."""
        chosen = [self._rather_known(each) for each in pieces]
        if len(self.before.people) > 1 and rewriting.compares(self.before.question):
            ids = tuple(dict.fromkeys((*self.before.people, *(each[0] for each in chosen))))
            word = "or" if " or " in self.before.question else "and"
            names = joined([self.people.name(each) for each in ids], word=word)
            return self._substituted(names, Meant(ids, together=True))
        if len(chosen) == 1:
            (ids,) = chosen
            name = self.people.name(ids[0]) if len(ids) == 1 else typed
            return self._substituted(name, Meant(ids))
        ids = tuple(dict.fromkeys(each[0] for each in chosen))
        names = joined([self.people.name(each) for each in ids], self.language)
        return self._substituted(names, Meant(ids, together=True))

    def _rather_known(self, candidates: tuple[int, ...]) -> tuple[int, ...]:
        """Of several people of one name, whoever the conversation is about."""
        known = tuple(each for each in candidates if each in self.before.several)
        return known if len(known) == 1 else candidates

    # --- more about the same

    def _more(self) -> Query | None:
        """ "Why?", "when was that?", "who else?", "tell me more"."""
        question, same = self.before.question, self._same()
        if ellipsis.asks_for_others(self.rest) and self.for_people:
            return Query(rewriting.with_others(question))
        if ellipsis.asks_everything(self.rest) and same is not None:
            return Query(f"{self.rest.rstrip(' ?!.')} about {self._names(same)}", meant=same)
        word = ellipsis.asks_more(self.rest)
        if not word:
            return None
        named = set(self.people.mentioned(question)) & set(self.before.people)
        if named:
            pass  # "who is Ana seeing" is about Ana
        elif self.for_people and len(self.before.people) == 1 and same is not None:
            question = rewriting.with_subject(question, self._names(same))
        elif self.for_people:
            same = None
        return Query(rewriting.with_question_word(question, word, self.rest), meant=same)

    def _part(self) -> Query | None:
        """ "At which school?", "whose place is that?"."""
        part, same = ellipsis.asks_part(self.rest), self._same()
        if not part or same is None or self.for_people or self.people.mentioned(self.rest):
            return None
        if len(same.personas) != 1:
            return None
        if part.lower().startswith("whose"):
            return Query(self.rest, meant=same)
        brought = thing(self.before.brought[0]) if self.before.brought else None
        if brought is not None and rewriting.asks_whether(self.before.question):
            text = f"{self.rest[: len(part)]} is {brought.phrase}?"
            return Query(text, meant=Meant((brought.persona,)))
        changed = rewriting.with_part(self.before.question, part)
        return Query(changed, meant=same) if changed else None

    def _at_other_time(self) -> Query | None:
        """ "And before that?", "how much was it before", "who is it now?"."""
        question, same = self.before.question, None if self.for_people else self._same()
        if tenses.asks_earlier(self.rest):
            return Query(tenses.in_the_past(question), meant=same)
        if not tenses.asks_now(self.rest):
            return None
        places = self.people.placed(self.before.people, question)
        names = [question[each.start : each.end] for each in places]
        text = tenses.at_present(question, self.rest, names)
        of_user = asks_for_people(text) and _OF_USER.search(text) is not None
        return Query(text, meant=None if of_user else same)

    def _still_about(self) -> Query | None:
        """ "When are the visiting hours?"."""
        people = self.before.people
        if len(people) != 1 or self.people.mentioned(self.rest):
            return None
        if leaves_out_whom(self.rest):
            to = " with" if self.rest.rstrip(" ?!.").endswith("touch") else ""
            text = f"{self.rest.rstrip(' ?!.')}{to} {self._names(Meant(people))}?"
            return Query(text, meant=Meant(people))
        if not goes_on(self.rest, people[0], self.people):
            return None
        return Query(self.rest, meant=Meant(people))

    def _together(self) -> Query | None:
        """ "Which of them lives in Porto?", "who is older?", "what does the first one do?"."""
        ids = self.before.people if len(self.before.people) > 1 else self.before.several
        if len(ids) < 2 or self.people.mentioned(self.rest):
            return None
        names = [self.people.name(each) for each in ids]
        one = ellipsis.one_of(self.rest)
        if one and (person := self._one_of(ids, one.place)):
            name, behind = self._names(Meant(person)), self.rest[one.end :]
            pronoun = None if self.rest[: one.start] else bare_pronoun(behind, self.language)
            if pronoun is not None:  # "the other one, where does she live"
                return Query(replaced(behind, pronoun, [name]), meant=Meant(person))
            return Query(f"{self.rest[: one.start]}{name}{behind}", meant=Meant(person))
        text = rewriting.with_them(self.rest, names)
        return Query(text, meant=Meant(ids, together=True)) if text else None

    def _one_of(self, ids: Sequence[int], place: int | None) -> tuple[int, ...]:
        """Who of several is meant by their order, or is the other one."""
        if place is not None:
            return tuple(ids[place:][:1])
        others = tuple(each for each in ids if each not in self.before.people)
        return others if len(others) == 1 else ()

    def _fragment(self) -> Query | None:
        """ "And her phone number?", "birthday?", "and a dog?", "and her?", "and her sister?"."""
        rest = ellipsis.without_idea(ellipsis.without_please(self.rest))
        named = self.people.mentioned(rest)
        pronoun = None if named else bare_pronoun(rest, self.language)
        body = rest if pronoun is None else rest[: pronoun.start] + rest[pronoun.end :].lstrip()
        if pronoun and not body.strip(" ¿?!."):
            return self._asked_of(self._antecedent(pronoun, other=True).meant.personas)
        owned = pronoun is not None and pronoun.role == "possessive"
        if pronoun and owned and (asked := self._back_to_holder(rest, pronoun)):
            return asked
        if pronoun and owned and (asked := self._of_relative(body, pronoun)):
            return asked
        if self.opened.linked and ellipsis.is_relative(body) and not self.for_people:
            if pronoun is not None and owned and not self._is_of_no_pet(body):
                return self._relative(rest, pronoun)
            if not named and (other := self._other_relative(body)):
                return other
            if len(named) == 1:
                return self._substituted(rest.rstrip(" ?!."), Meant(named))
        if named or (pronoun and not owned) or not self._names_attribute(rest, owned):
            return None
        if not owned and (changed := self._other_part(rest)):
            return Query(changed, meant=None if self.for_people else self._same())
        if pronoun is None and self._same() is None:
            return None
        referent = self._antecedent(pronoun) if pronoun else self._referent(self._same() or NOBODY)
        meant = referent.meant
        if len(meant.personas) != 1 and not meant.together:
            return Query(rest, meant=meant)
        language = pronoun.language if pronoun else language_of(rest, self.language)
        name = referent.name_in(body)
        return Query(rewriting.with_attribute(body, name, language), meant=meant)

    def _is_of_no_pet(self, body: str) -> bool:
        """ "Her dog" after a question that is asked of people alone: it asks for the dog itself."""
        pet = WIDER.get(bare(plain(body).strip(" ?!.").split()[-1])) == "pet"
        return pet and _OF_PETS.search(self.before.question) is None

    def _names_attribute(self, rest: str, owned: bool) -> bool:
        return ellipsis.names_attribute(
            self.query.text, rest, linked=self.opened.linked, owned=owned
        )

    def _other_part(self, rest: str) -> str:
        changed = rewriting.with_other_part(self.before.question, rest)
        if not changed and self.for_people and self.opened.linked and len(rest.split()) <= 2:
            return rewriting.with_last_word(self.before.question, rest)
        return changed

    def _relative(self, rest: str, pronoun: Pronoun) -> Query:
        """The question before, of a relative of the one it was about."""
        referent = self._antecedent(pronoun, own=True)
        meant = referent.meant
        if len(meant.personas) != 1:
            return Query(rest, meant=meant)
        relative = _bare(replaced(rest, pronoun, [referent.name]))
        named = relative_of(relative.split()[-1].lower(), meant.personas[0], self.people)
        if named.persona not in meant.personas:
            return self._substituted(named.phrase, Meant((named.persona,)))
        if named.called:
            relative = named.phrase_for(self.before.question)
        changed = self._with_relative(referent.name, relative)
        return Query(changed, meant=meant) if changed else self._substituted(relative, meant)

    def _of_relative(self, body: str, pronoun: Pronoun) -> Query | None:
        """ "And his sister's dog?", where the sister is remembered too."""
        personas = self._antecedent(pronoun, own=True).meant.personas
        found = things_of_relative(body, personas[0], self.people) if len(personas) == 1 else None
        if found is None or found.persona in personas:
            return None
        meant = Meant((found.persona,))
        if re.search(rf"\b{re.escape(found.what)}\b", self.before.question, re.IGNORECASE):
            return self._substituted(found.phrase, meant)
        language = language_of(self.rest, self.language)
        return Query(rewriting.with_attribute(found.what, found.phrase, language), meant=meant)

    def _other_relative(self, body: str) -> Query | None:
        """ "How old is Ana's son" and "the girl": another relative of the same person."""
        same = self._same()
        if same is None or len(same.personas) != 1:
            return None
        name = self._names(same)
        word = re.sub(r"^the\s+", "", _bare(body), flags=re.IGNORECASE)
        changed = self._with_relative(name, f"{owner(name, 'en')} {word}")
        return Query(changed, meant=same) if changed else None

    def _with_relative(self, name: str, relative: str) -> str:
        """The question before, of another relative of the person of that name."""
        question = self._about(name, [name])
        people = self.before.people
        called = [each.who for person in people for each in self.people.relatives(person)]
        return rewriting.with_other_relative(question, name, relative, called)
