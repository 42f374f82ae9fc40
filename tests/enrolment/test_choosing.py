"""Which of several faces is the person: who recurs, else the largest; the user's word stands."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from persona_assistant.enrolment.choosing import choose, settle
from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Clip, Triplet
from persona_assistant.samples import Examination, Sample
from tests.support.fake_faces import FakeFaces, group
from tests.support.fakes import around

LINA, BEN, CY = (0, 0), (0, 1), (0, 2)


def seen(*faces, chosen: int = 0, by_user: bool = False) -> Examination:
    samples = tuple(FakeFaces().examine(group(*faces))) if faces else ()
    return Examination("fake-face/1", samples, chosen if samples else None, by_user)


def chosen(*examinations) -> list[tuple[int | None, str]]:
    return [(each.at, each.why) for each in choose(examinations)]


def test_who_is_in_most_photos_is_the_person():
    assert chosen(
        seen((*BEN, 3.0), LINA),
        seen((10, 0)),
        seen((*CY, 3.0), (5, 0), BEN),
        seen(),
    ) == [(1, "recurs"), (0, "only"), (1, "recurs"), (None, "only")]


def test_where_nobody_recurs_the_largest_is():
    assert chosen(seen(LINA, (*BEN, 2.0))) == [(1, "largest")]
    assert chosen(seen(LINA, (*BEN, 2.0)), seen(CY)) == [(1, "largest"), (0, "only")]
    assert chosen(seen(LINA, BEN)) == [(0, "largest")], "of two alike the first"


def test_where_the_person_is_not_seen_the_largest_is_taken():
    assert chosen(seen(LINA), seen((8, 0)), seen(BEN, (*CY, 2.0)))[2] == (1, "largest")


def test_two_who_always_come_together_are_never_mixed():
    photos = [seen((i, 0, 1.0), (i, 1, 1.3 if i else 1.0)) for i in range(4)]
    assert {at for at, _ in chosen(*photos)} == {1}, "the one larger on the whole"


def test_the_user_s_word_stands_and_the_others_follow_it():
    assert chosen(
        seen(LINA, BEN, chosen=1, by_user=True), seen((3, 0, 5.0), (4, 1)), seen(LINA)
    ) == [(1, "user"), (1, "recurs"), (0, "only")]
    nobody = Examination("fake-face/1", seen(LINA, BEN).samples, None, by_user=True)
    assert chosen(nobody, seen(LINA), seen((2, 0)))[0] == (None, "user")


def test_the_choice_does_not_hang_on_the_order():
    photos = [seen(LINA, BEN), seen(BEN, CY), seen(CY, (6, 0)), seen((9, 0))]
    expected = {id(p): c.at for p, c in zip(photos, choose(photos), strict=True)}
    for order in itertools.permutations(photos):
        assert {id(p): c.at for p, c in zip(order, choose(order), strict=True)} == expected


def test_who_speaks_longest_stands_for_a_clip():
    first = Sample(around(0), spans=((0.0, 1.0), (5.0, 6.0)))
    second = Sample(around(0, 1), spans=((1.0, 4.0),))
    assert chosen(Examination("voice/1", (first, second), 0)) == [(1, "largest")]


def test_thousands_of_faces_are_compared_within_some_room():
    random = np.random.default_rng(0)
    rows = random.standard_normal((3000, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[::3] = rows[0]
    photos = [
        Examination("fake-face/1", tuple(map(Sample, rows[at : at + 3])), 1)
        for at in range(0, 3000, 3)
    ]
    assert {(each.at, each.why) for each in choose(photos)} == {(0, "recurs")}


# --- in the store


@pytest.fixture
def memory():
    with Store.temporary() as memory:
        yield memory


def remember(memory: Store, name: str, *photos) -> None:
    for picture in photos:
        samples = tuple(FakeFaces().examine(picture))
        memory.people.add(name, [Entry(Triplet(picture), Examination("fake-face/1", samples, 0))])


def test_what_came_later_puts_the_first_choice_right(memory):
    remember(memory, "Lina", group(BEN, LINA, source="party.jpg"))
    (first,) = settle(memory)
    assert not first.changed
    assert first.notice == (
        "party.jpg shows 2 faces; the largest, number 1 from the left, was taken for Lina"
    )
    remember(memory, "Lina", group((10, 0), source="alone.jpg"))
    (second,) = settle(memory, [1])
    assert second.changed and memory.media.examination(1, "fake-face/1").chosen == 1
    assert second.notice == (
        "party.jpg shows 2 faces; number 2 from the left, who is in other pictures of Lina too, "
        "was taken for Lina"
    )
    assert settle(memory, [2]) == [] and not settle(memory)[0].changed
    assert memory.check() == []


def test_only_the_user_changes_what_the_user_chose(memory):
    remember(memory, "Lina", group(BEN, LINA), group((10, 0)))
    memory.media.choose(1, "fake-face/1", 1)
    memory.media.choose(1, "fake-face/1", 2, by_user=False)
    assert memory.media.examination(1, "fake-face/1").chosen == 0
    assert not settle(memory)[0].changed


def test_a_clip_names_who_was_taken(memory):
    samples = (
        Sample(around(0), spans=((0.0, 1.0),)),
        Sample(around(0, 1), spans=((1.0, 4.0),)),
    )
    call = Triplet(voice=Clip(b"call", 4.0, "call.m4a"))
    memory.people.add("Lina", [Entry(call, voice=Examination("voice/1", samples, 1))])
    assert settle(memory)[0].notice == (
        "call.m4a has 2 speakers; number 2 to speak, who speaks longest, was taken for Lina"
    )


def test_in_whatever_order_and_runs_photos_come_the_end_is_the_same(memory):
    chance = random.Random(3)
    photos = [
        group(
            *chance.sample([(i, 0), (2 * i, 1), (3 * i, 2)], chance.randrange(1, 4)), source=f"{i}"
        )
        for i in range(12)
    ]
    ends = []
    for _ in range(5):
        chance.shuffle(photos)
        with Store.temporary() as store:
            for picture in photos:
                remember(store, "Lina", picture)
                if chance.random() < 0.4:
                    settle(store)
            settle(store)
            found = store.media.examinations(1, "fake-face/1")
            sources = store.media.sources(found)
            ends.append({sources[media][1]: each.chosen for media, each in found.items()})
    assert all(end == ends[0] for end in ends)
