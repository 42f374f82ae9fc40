"""Who is spoken of: names and descriptions as evidence.

A name goes before everything else that words can say. Where several people have it, what the words
say beside it ("John Smith the dentist") tells them apart. A name that is nobody's is nobody, even
where somebody's note speaks of them. Without a name everybody's notes are compared with the words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.base import Encoder
from persona_assistant.language.addressed import called
from persona_assistant.language.descriptions import (
    NO_MATCH,
    DescriptionIndex,
    DescriptionMatch,
    Notes,
    description_weights,
    description_words,
)
from persona_assistant.language.mentions import Mention
from persona_assistant.language.names import NameIndex
from persona_assistant.language.nicknames import nicknames_of
from persona_assistant.language.question import Question, parse
from persona_assistant.language.relations_to_user import asked_relation, by_relation
from persona_assistant.language.roles import Role, is_called_so, is_said_of, role
from persona_assistant.language.third_person import to_third_person
from persona_assistant.language.words import Word
from persona_assistant.memory import Store
from persona_assistant.pmg import Query
from persona_assistant.routing.calibration import Calibration
from persona_assistant.routing.index import Indexes
from persona_assistant.routing.kin import KinKnown, kin_known
from persona_assistant.routing.posterior import Posterior

Source: TypeAlias = tuple[str, int]
"""Where a text comes from: "note" or "transcript", and the id of its triplet."""

_FITTED_AMONG = 10
"""About as many people as descriptions were fitted among. Of more people more fit in part by
chance."""
_PARTLY, _WHOLLY = 0.75, 0.85
"""Completeness up to which a fit may be chance, and from which on it is none."""
_WORD = re.compile(r"[^\W\d_]+")
_RELATION = 5.0
"""What it counts, as a logarithm of likelihoods, that a note calls somebody "my cousin" too."""
_ROLE = 0.8
"""What a role that is somebody's alone counts, where their full name counts 1."""
_LEAST = -0.5
"""What a fit that may be chance counts, where one that is none counts 1."""


class Said(Enum):
    """What the words of a query say of who is meant."""

    NOTHING = "nothing"
    SOMEBODY = "somebody"
    STRANGER = "stranger"
    """A name that is nobody's."""


class Known:
    """Everybody as words know them, at one version of the memory."""

    def __init__(self, memory: Store) -> None:
        self._memory = memory
        self.version = memory.version
        self.names: Mapping[int, str] = memory.people.names()
        """By ascending id."""
        self.aliases: Mapping[int, Sequence[str]] = memory.people.aliases()

    @cached_property
    def marks(self) -> Mapping[int, str]:
        """What tells those who share a name apart."""
        return self._memory.people.marks()

    @cached_property
    def _notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        return self._memory.passages.notes()

    @cached_property
    def written(self) -> frozenset[str]:
        """Every word of the notes, in lower case."""
        texts = (text for told in self._notes.values() for _, text in told)
        return frozenset(word for text in texts for word in _WORD.findall(text.lower()))

    @cached_property
    def by_name(self) -> NameIndex:
        return NameIndex(self.names, self.aliases, nicknames_of(self.names, self._notes))

    @cached_property
    def by_description(self) -> DescriptionIndex[Source]:
        return DescriptionIndex(self._texts())

    @cached_property
    def by_relation(self) -> Mapping[int, set[int]]:
        """Who is what to the user, as `relations_to_user` numbers relations."""
        return by_relation(self.names, self._notes)

    @cached_property
    def kin(self) -> KinKnown:
        """Who is which relative of the user's."""
        return kin_known(self.names, self.aliases, self._notes)

    def in_role(self, question: str) -> frozenset[int]:
        """Whom a question may mean by what they are to the user, or by a role that their notes give
        them: "my cousin", "the drummer"; nobody where it means nobody so."""
        relation = asked_relation(question)
        if relation is not None and (theirs := self.by_relation.get(relation)):
            return frozenset(theirs)
        asked = role(question)
        if asked is None or asked.of_family:
            return frozenset()
        said = self._said(asked)
        most = max(said.values(), default=0)
        return frozenset(each for each, count in said.items() if count == most)

    def role_end(self, asked: Role, person: int) -> int:
        """Where the phrase for somebody in a role ends, by what that person's notes say of it."""
        count = self._said(asked).get(person, 0)
        return asked.behind[count - 1].end if count else asked.end

    def _said(self, asked: Role) -> dict[int, int]:
        """Rather by the very words than by others that say the same."""
        required = [each.forms for each in asked.required]
        behind = [each.forms for each in asked.behind]
        if asked.by_thing:
            theirs = partial(is_called_so, asked)
            if found := self.by_description.said(required, behind, theirs, literally=True):
                return found
        keep = partial(is_said_of, asked)
        literal = self.by_description.said(required, behind, keep, literally=True)
        return literal or self.by_description.said(required, behind, keep)

    def _texts(self) -> Notes[Source]:
        """Notes, and what was heard in clips as a note would put it."""
        heard = self._memory.passages.transcripts()
        return {
            persona: [
                *((("note", triplet), text) for triplet, text in texts),
                *(
                    (("transcript", passage.triplet_id), sentence)
                    for passage in heard.get(persona, ())
                    for _, sentence in to_third_person(passage.text, self.names[persona])
                ),
            ]
            for persona, texts in self._notes.items()
            if persona in self.names
        }


@dataclass(frozen=True)
class Words:
    """The words of a query, to be added to what else is known of who is meant."""

    known: Known
    indexes: Indexes
    calibration: Calibration
    encoders: Mapping[str, Encoder]

    def add(self, query: Query, posterior: Posterior) -> Said:
        """Adds the evidence of names and descriptions."""
        with_media = query.image is not None or query.voice is not None
        mentions = self.known.by_name.mentions(query.text)
        named = self.known.by_name.mentioned(query.text)
        if named:
            ids, strengths = list(named), np.array(list(named.values()))
            # Of however many people somebody is one: a name is as rare as they are many.
            among = math.log(max(1.0, len(posterior.ids) / _FITTED_AMONG))
            posterior.add(ids, strengths * self.calibration.name_ratio + among)
            posterior.record("name", ids, strengths)
            if len(named) > 1 and mentions and mentions[0].people.issuperset(ids):
                self._tell_apart(query, mentions[0], ids, posterior)
            return Said.SOMEBODY
        if not with_media and (called(query.text) or self.known.kin.is_nobody(query.text)):
            return Said.STRANGER
        question = parse(query.text)
        words = description_words(question, with_media=with_media)
        if not words:
            return Said.NOTHING
        theirs = () if with_media else sorted(self.known.in_role(query.text))
        among = math.log(max(1.0, len(posterior.ids) / _FITTED_AMONG))
        if len(theirs) == 1 or (theirs and _says_no_more(query.text)):
            # What is asked says nothing against whoever alone has the role.
            posterior.add(theirs, np.full(len(theirs), _ROLE * self.calibration.name_ratio + among))
            _record(posterior, self.known.by_description.match(words))
            return Said.SOMEBODY
        self._add_description(query, question, words, posterior)
        posterior.add(theirs, np.full(len(theirs), _RELATION + among))
        return Said.SOMEBODY

    def _tell_apart(
        self, query: Query, mention: Mention, ids: Sequence[int], posterior: Posterior
    ) -> None:
        """Adds what the words beside a name say of those who have it."""
        question = parse(_as_description(query.text, mention.typed))
        words = description_words(question, with_media=True)
        fits = self.known.by_description.match(words)
        silent = self.calibration.text_llr(NO_MATCH)
        posterior.add(ids, [self.calibration.text_llr(_features(fits, i)) - silent for i in ids])
        _record(posterior, {i: fits[i] for i in ids if i in fits})

    def _add_description(
        self, query: Query, question: Question, words: Sequence[Word], posterior: Posterior
    ) -> None:
        """Adds how well everybody's notes fit the words, and where there is a sentence encoder, how
        near their meaning is."""
        fits = self.known.by_description.match(words, description_weights(question, words))
        cosines: dict[int, float] = {}
        reader = self.encoders.get("text")
        if reader:
            described = reader.encode([" ".join(word.surface for word in words)])[0]
            nearest = self.indexes.text_index(reader.id).nearest(described, len(posterior.ids))
            cosines = dict(zip(nearest.persona_ids.tolist(), nearest.scores.tolist(), strict=True))

        def llr(features: Sequence[float], cosine: float = 0.0) -> float:
            if reader is None:
                return self.calibration.text_llr(features)
            return self.calibration.text_llr(features, cosine, reader.id)

        silent = llr(NO_MATCH)
        ids = sorted(fits.keys() | cosines.keys())
        llrs = [llr(_features(fits, i), cosines.get(i, 0.0)) for i in ids]
        posterior.add(posterior.ids, silent)
        posterior.add(ids, np.array(llrs) - silent + _among_many(ids, fits, len(posterior.ids)))
        _record(posterior, fits)
        posterior.record("meaning", list(cosines), list(cosines.values()))


def _says_no_more(text: str) -> bool:
    """Whether a question says of somebody nothing but one word: of two neighbours "my neighbour"
    means neither rather than the other, whatever is asked."""
    asked = role(text)
    said = asked is not None and len(asked.required) == 1 and not asked.behind
    return said and asked_relation(text) is not None


def _among_many(
    ids: Sequence[int], fits: Mapping[int, DescriptionMatch[Source]], people: int
) -> NDArray[np.float64]:
    """What a fit tells more among many people than among few, where part of a description fits
    somebody by chance, and all of it hardly ever."""
    if people <= _FITTED_AMONG:
        return np.zeros(len(ids))
    complete = np.array([fits[i].completeness if i in fits else _PARTLY for i in ids])
    surely = np.clip((complete - _PARTLY) / (_WHOLLY - _PARTLY), _LEAST, 1.0)
    more: NDArray[np.float64] = surely * math.log(people / _FITTED_AMONG)
    return more


def _features(fits: Mapping[int, DescriptionMatch[Source]], persona: int) -> tuple[float, ...]:
    return fits[persona].features if persona in fits else NO_MATCH


def _record(posterior: Posterior, fits: Mapping[int, DescriptionMatch[Source]]) -> None:
    for origin, key in (("note", "text"), ("transcript", "heard")):
        of_origin = {i: fit for i, fit in fits.items() if fit.source[0] == origin}
        posterior.record(
            key,
            list(of_origin),
            [fit.features[1] for fit in of_origin.values()],
            [fit.source[1] for fit in of_origin.values()],
        )


_BRACKETS = re.compile(r"\bthe person,? \(([^()]*)\)")


def _as_description(text: str, name: str) -> str:
    """The text with what stands beside a name as a description: "John Smith the dentist" becomes
    "the dentist", "John Smith from Porto" "the person from Porto"."""
    written = r"\W+".join(map(re.escape, name.split()))
    plain = re.sub(written, "the person", text, count=1)
    plain = _BRACKETS.sub(r"the person who is \1 -", plain)
    return re.sub(r"\bthe person,? (?=(?:the|my|our)\b)", "", plain)
