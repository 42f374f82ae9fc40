"""A person is recognised in a new photo, however many photos are remembered."""

from __future__ import annotations

import pytest

import persona_assistant
from persona_assistant.pmg import Outcome
from tests.support.portraits import BIDEN, OBAMA, harmed, picture, portrait

STATES = ("compressed", "noisy", "grey", "turned", "dark")
"""Of a photo that is remembered; each is a photo of its own to the memory."""


@pytest.mark.parametrize("photos", [1, 2])
def test_a_new_photo_names_the_person_and_a_stranger_stays_unknown(tmp_path, photos):
    with persona_assistant.open_memory(tmp_path / "memory", passphrase="p") as memory:
        for name in OBAMA[:photos]:
            memory.add("Barack", images=[picture(portrait(name), f"{name}.jpg")])
        assert memory.who(image=picture(portrait(OBAMA[2]))).persona == "Barack"
        assert memory.who(image=picture(portrait(BIDEN))).outcome is Outcome.UNKNOWN


def test_faces_are_compared_at_once_after_many_photos_were_added(tmp_path):
    """What is added is examined then and there: beyond a handful, nothing is made up for later."""
    with persona_assistant.open_memory(tmp_path / "memory", passphrase="p") as memory:
        added = 0
        for name in OBAMA[:2]:
            for image in (portrait(name), *(harmed(portrait(name), each) for each in STATES)):
                memory.add("Barack", images=[picture(image)])
                added += 1
        for harm in (*STATES, "small"):
            memory.add("Joe", images=[picture(harmed(portrait(BIDEN), harm))], anyway=True)
            added += 1
        assert added > 17
        for name, person in ((OBAMA[2], "Barack"), (BIDEN, "Joe")):
            edge = memory.who(image=picture(portrait(name)))
            assert edge.persona == person
            assert [probe.sense for probe in edge.probes] == ["face"]
            assert not [notice for notice in edge.notices if "still to be encoded" in notice]
