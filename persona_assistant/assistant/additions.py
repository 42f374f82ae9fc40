"""More of a person: what the encoders see in new media, and which of several faces is theirs.

The face that the user names is; otherwise the one that fits the person's other pictures, those
remembered before and those added now, and otherwise the largest. Whatever is chosen is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from persona_assistant.assistant.services import Services
from persona_assistant.enrolment.choosing import Choice, choose, notice, settle
from persona_assistant.enrolment.examining import Kind, examine, samples_of
from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.records import Seen
from persona_assistant.pmg import Clip, Persona, Picture, Triplet
from persona_assistant.samples import SENSES, Examination

_Seen = dict[str, Seen]
"""By sense, what its encoder sees in a medium."""


def ignore_notice(notice: str) -> None:
    pass


class Additions:
    """Media about to be remembered of a person."""

    def __init__(self, services: Services, name: str, *, anyway: bool) -> None:
        self._services, self._name, self._anyway = services, name, anyway
        self._triplets: list[Triplet] = []
        self._seen: list[dict[Kind, _Seen]] = []
        self._choices: dict[tuple[int, Kind], Choice] = {}

    def look_at(self, triplet: Triplet, face: int | None = None) -> None:
        """Lets the encoders see a triplet's media; `face` is the number of the person's face.

        Raises MediaError, and BadInput with the code "no_such_face" for a number that none has.
        """
        if triplet is None or (face is not None and triplet.image is None):
            raise BadInput("there are more numbers of faces than pictures", code="no_such_face")
        seen: dict[Kind, _Seen] = {}
        for kind, medium in _media(triplet):
            seen[kind] = examine(self._services.encoders, kind, medium, anyway=self._anyway)
        if face is not None and triplet.image is not None:
            self._choose_face(seen["image"], triplet.image, face)
        self._triplets.append(triplet)
        self._seen.append(seen)

    def entries(self) -> list[Entry]:
        """What to store, once one face or speaker is chosen in each medium. Raises MediaError for
        what is too poor to remember somebody by."""
        for kind, senses in SENSES.items():
            for sense in senses:
                self._choose_among(kind, sense)
        if not self._anyway:
            self._check()
        return [
            Entry(
                triplet,
                list(seen.get("image", {}).values()),
                list(seen.get("voice", {}).values()),
            )
            for triplet, seen in zip(self._triplets, self._seen, strict=True)
        ]

    def settle(self, store: Store, persona: Persona, on_notice: Callable[[str], None]) -> None:
        """After they are stored: chooses anew in what was there before, and says what was
        chosen."""
        for at, (triplet, seen) in enumerate(zip(self._triplets, self._seen, strict=True)):
            for kind, medium in _media(triplet):
                found = samples_of(seen[kind])
                choice = self._choices.get((at, kind))
                if found and choice and len(found[1].samples) > 1:
                    on_notice(notice(medium, persona.name, len(found[1].samples), choice))
                elif kind == "image" and "face" in seen[kind] and not found:
                    on_notice(
                        f"no photographed face was found in {medium.source or 'the picture'}; "
                        "it is remembered as a picture"
                    )
        for each in settle(store, [persona.id]):
            if each.changed:
                on_notice(each.notice)

    def _choose_face(self, seen: _Seen, picture: Picture, number: int) -> None:
        name = picture.source or "the picture"
        found = seen.get("face")
        if not isinstance(found, Examination):
            raise BadInput(
                "faces are not looked for with these settings; set face_encoder to builtin",
                code="no_face_encoder",
            )
        count = len(found.samples)
        if not 1 <= number <= count:
            shown = {0: "no face", 1: "one face"}.get(count, f"{count} faces")
            raise BadInput(
                f"{name} shows {shown}; there is no number {number}",
                code="no_such_face",
                number=number,
                count=count,
            )
        seen["face"] = replace(found, chosen=number - 1, by_user=True)

    def _choose_among(self, kind: Kind, sense: str) -> None:
        """Of the samples of one sense."""
        new: list[tuple[int, Examination]] = []
        for at, seen in enumerate(self._seen):
            each = seen.get(kind, {}).get(sense)
            if isinstance(each, Examination):
                new.append((at, each))
        if not any(len(each.samples) > 1 for _, each in new):
            return
        stored = self._stored(new[0][1].encoder)
        choices = choose([*stored, *(each for _, each in new)])[len(stored) :]
        for (at, each), choice in zip(new, choices, strict=True):
            self._seen[at][kind][sense] = replace(each, chosen=choice.at)
            self._choices[at, kind] = choice

    def _stored(self, encoder: str) -> list[Examination]:
        if not self._services.has_store:
            return []
        store = self._services.store
        try:
            persona = store.people.get(self._name)
        except PersonaNotFound:
            return []
        return list(store.media.examinations(persona.id, encoder).values())

    def _check(self) -> None:
        for triplet, seen in zip(self._triplets, self._seen, strict=True):
            for kind, medium in _media(triplet):
                gate, found = self._services.gates.get(kind), samples_of(seen[kind])
                if gate is None:
                    continue
                if found is None:
                    gate(medium, ())
                else:
                    _, examination = found
                    gate(medium, [examination.samples[examination.chosen or 0]])


def nearest_chosen(store: Store, persona_id: int, seen: _Seen) -> _Seen:
    """With the sample chosen, in each examination, that is most like the person: of a group photo
    that is not of them, it is this face that may be taken for theirs."""
    chosen: _Seen = {}
    for sense, each in seen.items():
        if isinstance(each, Examination) and len(each.samples) > 1:
            known = store.media.vectors_of(persona_id, each.encoder).matrix
            if len(known):
                vectors = np.stack([sample.vector for sample in each.samples])
                each = replace(each, chosen=int((vectors @ known.T).max(axis=1).argmax()))
        chosen[sense] = each
    return chosen


def _media(triplet: Triplet) -> list[tuple[Kind, Picture | Clip]]:
    media: list[tuple[Kind, Picture | Clip]] = []
    if triplet.image is not None:
        media.append(("image", triplet.image))
    if triplet.voice is not None:
        media.append(("voice", triplet.voice))
    return media
