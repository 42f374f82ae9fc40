"""A folder of photos with several faces: every encoder looks once, the face that recurs is taken,
and a kill changes nothing of it."""

from __future__ import annotations

import numpy as np
from people_in_folders import contents
from striped_faces import StripedFaces, choices, draw_faces, groups, with_faces
from test_enrolment_crash import killed, pytestmark, start

from persona_assistant.enrolment import encode_missing, enrol, media_work, works
from persona_assistant.enrolment.choosing import settle
from persona_assistant.progress import finish

__all__ = ["pytestmark"]

FACE = StripedFaces.id


def enrolled(memory, folder, encoders=None, **more):
    return finish(
        enrol(
            memory.people,
            encoders or with_faces(),
            folder,
            anyway=True,
            settle=lambda names: settle(memory),
            **more,
        )
    )


def test_the_face_that_recurs_is_taken_in_every_photo(memory, folder):
    draw_faces(folder / "Lina" / "1.png", 2, 1)
    draw_faces(folder / "Lina" / "2.png", 1, 3, seed=1)
    draw_faces(folder / "Lina" / "3.png", 4, 5, 1, seed=2)
    draw_faces(folder / "Lina" / "4.png", 6, 7, seed=3)
    draw_faces(folder / "Lina" / "5.png", seed=4)
    encoders = with_faces()
    done = enrolled(memory, folder, encoders)
    assert choices(memory)["Lina"] == {
        "1.png": (2, 1),
        "2.png": (2, 0),
        "3.png": (3, 2),
        "4.png": (2, 0),
        "5.png": (0, None),
    }
    assert len(encoders["face"].seen) == len(encoders["image"].seen) == 5
    assert done.notices == (
        "1.png shows 2 faces; number 2 from the left, who is in other pictures of Lina too, "
        "was taken for Lina",
        "2.png shows 2 faces; number 1 from the left, who is in other pictures of Lina too, "
        "was taken for Lina",
        "3.png shows 3 faces; number 3 from the left, who is in other pictures of Lina too, "
        "was taken for Lina",
        "4.png shows 2 faces; the largest, number 1 from the left, was taken for Lina",
        "no photographed face was found in Lina/5.png; it is remembered as a picture",
    )
    assert memory.media.vectors("slow-image/1", unless=[FACE]).media_ids.tolist() == [5]
    assert memory.check() == []


def test_many_pictures_without_a_face_are_said_in_one_sentence(memory, folder):
    for number in range(6):
        draw_faces(folder / "Rex" / f"{number}.png", seed=number)
    (said,) = enrolled(memory, folder).notices
    assert "in 6 pictures" in said and said.endswith("2.png and 3 more")


def test_what_came_later_is_said_and_what_is_known_is_not_said_again(memory, folder):
    draw_faces(folder / "Lina" / "1.png", 2, 1)
    assert "the largest, number 1" in enrolled(memory, folder).notices[0]
    assert enrolled(memory, folder).notices == ()
    draw_faces(folder / "Lina" / "2.png", 1, seed=1)
    (said,) = enrolled(memory, folder).notices
    assert said.startswith("1.png shows 2 faces; number 2") and memory.check() == []


def test_a_run_that_was_killed_ends_with_the_choices_of_an_unbroken_one(tmp_path, folder, reopen):
    groups(folder, 4, 30)
    killed(start("faces", tmp_path, folder, 0.02), 50, 0.0)
    memory = reopen()
    assert memory.check() == [] and 18 <= len(memory.people.ingested()) < 120
    enrolled(memory, folder)
    unbroken = reopen("unbroken")
    enrolled(unbroken, folder)
    assert choices(memory) == choices(unbroken) and memory.check() == []
    assert contents(memory) == contents(unbroken)
    vectors = [store.media.vectors(FACE) for store in (memory, unbroken)]
    np.testing.assert_array_equal(vectors[0].matrix, vectors[1].matrix)
    for name, photos in choices(memory).items():
        person = np.random.default_rng(int(name[-1])).standard_normal(16)
        mine = memory.media.vectors_of(memory.people.get(name).id, FACE).matrix
        assert len(mine) == len(photos) and (mine @ person / np.linalg.norm(person) > 0.9).all()


def test_a_run_killed_before_the_choice_is_put_right_by_the_next(memory, folder):
    groups(folder, 2, 9)
    finish(enrol(memory.people, with_faces(), folder, anyway=True))  # never came to choose
    first = choices(memory)
    done = enrolled(memory, folder)
    assert done.known == 18 and choices(memory) != first and done.notices
    assert enrolled(memory, folder).notices == ()


def test_pictures_of_before_are_examined_anew_and_whose_face_it_is_is_chosen(memory, folder):
    groups(folder, 3, 12)
    former = with_faces()
    del former["face"]
    enrolled(memory, folder, former)
    work = works(with_faces(), modalities=["image"])
    assert [each.unit for each in work] == ["pictures for faces", "pictures"]
    done = finish(encode_missing(memory, work))
    assert done.made == {"pictures for faces": 36, "pictures": 0} and done.notices
    assert finish(encode_missing(memory, work)).made == {"pictures for faces": 0, "pictures": 0}
    ended = choices(memory)
    settle(memory)
    assert choices(memory) == ended
    for name in ended:
        person = np.random.default_rng(int(name[-1])).standard_normal(16)
        mine = memory.media.vectors_of(memory.people.get(name).id, FACE).matrix
        assert (mine @ person / np.linalg.norm(person) > 0.9).all()
    assert memory.check() == []


def test_an_examiner_s_work_is_media_work_too(memory, folder):
    draw_faces(folder / "Lina" / "1.png", 2, 1)
    encoders = with_faces()
    enrolled(memory, folder, {each: encoders[each] for each in ("image", "voice")})
    assert finish(encode_missing(memory, [media_work(encoders["face"], "face")])).made == {
        "pictures for faces": 1
    }
