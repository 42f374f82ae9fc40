"""A question whose pronoun stands for somebody or something of the questions before it: "where did
I meet her", "which day is it shut", "who is his mum".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.assistant.antecedents import Referent
from persona_assistant.assistant.brought_up import only_child, relative_of, thing
from persona_assistant.assistant.of_the_same import OfTheSame
from persona_assistant.language import ellipsis, rewriting
from persona_assistant.language.kin import ANY, CONVERSE, WIDER, bare, sex_of
from persona_assistant.language.pronouns import (
    Pronoun,
    bare_pronoun,
    first_pronoun,
    language_of,
    owner,
    plain,
    replaced,
    thing_pronoun,
)
from persona_assistant.pmg import Meant, Query

_SINCE = 2
"""Questions back that "it" reaches."""
_WHO_ALONE = re.compile(
    rf"^\W*(?:who(?:['’]?s|\s+(?:is|was))|whose\s+(?:{ANY})\s+(?:is|was))\s+s?he"
    r"(?:\s+(?:again|then))?\W*$",
    re.IGNORECASE,
)
_NAME_ASKED = re.compile(r"^\W*who(?:['’]?s|\s+(?:is|was))\b|\b(?:called|named?)\W*$", re.I)


class ByPronoun(OfTheSame):
    """See the module's idea."""

    def _thing(self) -> Query | None:
        """ "Which day is it shut?", of what the question before was about."""
        pronoun = thing_pronoun(self.rest)
        if pronoun is None or self.people.mentioned(self.rest):
            return None
        for brought in self.before.brought[:_SINCE]:
            if found := thing(brought):
                text = replaced(self.rest, pronoun, [found.phrase_for(self.rest)])
                return Query(text, meant=Meant((found.persona,)))
        return None

    def _pronoun(self) -> Query | None:
        rest = self.rest if self.opened.linked or self.opened.corrects else self.query.text
        rest = ellipsis.in_full(rest)
        if rewriting.asks_whether(rest):
            rest = ellipsis.without_too(rest)
        if named := self.people.mentioned(rest):
            return self._beside(rest, named)
        pronoun = bare_pronoun(rest, self.language)
        if pronoun is None:
            return self._without_owner(rest)
        alone = not self.before.recent
        if alone and (pronoun.role == "dropped" or pronoun.gender == "any"):
            return None
        if alone and (ellipsis.is_told(rest) or ellipsis.names_those(rest)):
            return None
        referent = self._child_told_of(rest, pronoun) or self._antecedent(pronoun)
        if asked := self._asked_by_name(rest, referent) or self._back_to_holder(rest, pronoun):
            return asked
        meant = referent.meant
        if not meant.personas and self.before.recent[:1] == ((),) and self.before.media:
            return self._shown_before(Query(rest))
        if len(meant.personas) == 1 or meant.together:
            text = replaced(rest, pronoun, [referent.name_in(rest)])
            if pronoun.gender == "they" and referent.is_person:
                text = rewriting.about_one(text, referent.name)
            return Query(text, meant=meant)
        return Query(rest, meant=meant)

    def _asked_by_name(self, rest: str, referent: Referent) -> Query | None:
        """ "What does Tunde drive" and "who is he": what Tunde is, whose name was said."""
        found = referent.brought
        if found is None or not found.called or not _WHO_ALONE.match(rest):
            return None
        if re.match(r"\W*whose\b", rest, re.IGNORECASE):
            return Query(f"who is {found.called}?")
        said = re.findall(r"[^\W\d_]+", re.sub(r"['’]s?\b", "", plain(self.before.question)))
        return Query(f"who is {found.called}?") if plain(found.called) in said else None

    def _back_to_holder(self, rest: str, pronoun: Pronoun) -> Query | None:
        """ "How old is Ana's son Leo" and "where does his mum work": that is Ana."""
        found = self._antecedent(pronoun).brought if pronoun.role == "possessive" else None
        word = re.match(rf"\s+(?P<kin>{ANY})(?P<owns>['’]?s)?(?![\w-])", rest[pronoun.end :], re.I)
        if found is None or word is None:
            return None
        kind, sex = WIDER.get(bare(word["kin"].lower()), ""), sex_of(word["kin"].lower())
        if kind not in ("parent", "partner", "child") or CONVERSE[kind] != found.kind:
            return None
        meant, name = Meant((found.persona,)), self.people.name(found.persona)
        if sex in ("she", "he") and self.people.gender(found.persona) not in (sex, None):
            if kind != "parent":
                return None
            other = "husband" if sex == "he" else "wife"
            name = relative_of(other, found.persona, self.people).phrase
        if not (rest[: pronoun.start] + rest[pronoun.end + word.end() :]).strip(" ?!."):
            return self._substituted(name, meant)
        if found.called and _NAME_ASKED.search(rest):
            return Query(f"who is {found.called}'s {word['kin']}?")
        put = owner(name, "en") if word["owns"] else name
        return Query(f"{rest[: pronoun.start]}{put}{rest[pronoun.end + word.end() :]}", meant=meant)

    def _child_told_of(self, rest: str, pronoun: Pronoun) -> Referent | None:
        """ "Does Ana have kids", "one son", and "how old is he"."""
        if not self.before.brought or not ellipsis.asks_name_or_age(rest):
            return None
        found = only_child(pronoun.gender, self.before.brought[0])
        if found is None:
            return None
        return Referent(Meant((found.persona,)), found.phrase, True, found)

    def _beside(self, rest: str, named: Sequence[int]) -> Query | None:
        """ "Does she know Ben?", "is Ben older than her?": somebody else is named as well, and the
        words say whom the question is about."""
        pronoun = first_pronoun(rest, language_of(rest, self.language))
        if pronoun is None or pronoun.role != "plain" or not self.before.recent:
            return None
        after = self.people.is_named_before(named, rest, pronoun.start)
        said = rest[pronoun.start : pronoun.end].lower()
        if after and said not in ("her", "him", "them", "ihn", "ihm"):
            return None  # it may be whoever is named
        referent = self._antecedent(pronoun)
        meant = referent.meant
        if len(meant.personas) != 1 or set(meant.personas) & set(named):
            return None
        return Query(replaced(rest, pronoun, [referent.name]))

    def _without_owner(self, rest: str) -> Query | None:
        """ "What's the birthday?"."""
        what = ellipsis.missing_owner(rest)
        if not what or len(self.before.people) != 1:
            return None
        meant = Meant(self.before.people)
        start = rest.rindex("the", 0, rest.rindex(what))
        return Query(f"{rest[:start]}{owner(self._names(meant), 'en')} {what}?", meant=meant)
