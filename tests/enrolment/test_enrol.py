"""A folder tree becomes people; what cannot be used is told, and nothing is stored twice."""

from __future__ import annotations

import shutil
import threading

import pytest
from people_in_folders import Slow, contents, draw, people, slow, speak

from persona_assistant.enrolment import enrol as enrolling
from persona_assistant.enrolment import survey
from persona_assistant.errors import BadInput
from persona_assistant.progress import finish, ignore


def enrol(memory, encoders, folder, *, on_progress=ignore, **options):
    return finish(enrolling(memory, encoders, folder, **options), on_progress=on_progress)


def test_pictures_clips_and_notes_become_a_person(memory, folder):
    draw(folder / "Maya Okonkwo" / "face.png", 1)
    speak(folder / "Maya Okonkwo" / "hello.wav", 1)
    notes = (
        "\ufeffWorks nights as a nurse.\r\nOn the children's ward.\r\n\r\n \r\nPlays the cello.\r\n"
    )
    (folder / "Maya Okonkwo" / "notes.txt").write_bytes(notes.encode())
    draw(folder / "ليلى حدّاد" / "صورة.png", 2)
    encoders = slow()
    done = enrol(memory.people, encoders, folder, consent="yes, both")
    assert (done.people, done.images, done.voices, done.notes) == (
        ("Maya Okonkwo", "ليلى حدّاد"),
        2,
        1,
        2,
    )
    assert done.refused == () and done.known == done.waiting == 0
    maya, layla = memory.people.all()
    assert (maya.images, maya.voices, maya.texts, maya.consent) == (1, 1, 2, "yes, both")
    assert layla.name == "ليلى حدّاد" and layla.images == 1 and layla.consent == "yes, both"
    texts = [text for _, text in memory.passages.notes([maya.id])[maya.id]]
    assert texts == ["Works nights as a nurse.\nOn the children's ward.", "Plays the cello."]
    for encoder in encoders.values():
        stored = memory.media.vectors(encoder.id)
        media = [
            getattr(memory.media.triplet(t), encoder.modality) for t in stored.triplet_ids.tolist()
        ]
        assert media and (stored.matrix == encoder.encode(media)).all()
    assert memory.check() == []


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_notes_are_read_in_whatever_encoding_they_were_saved(memory, folder, encoding):
    (folder / "Zoë").mkdir(parents=True)
    notes = "Zoë Müller drinks café crème.\r\n\r\nShe was born in Århus."
    (folder / "Zoë" / "notes.txt").write_bytes(notes.encode(encoding))
    done = enrol(memory.people, slow(), folder)
    assert done.refused == () and done.notes == 2
    (zoe,) = memory.people.all()
    texts = [text for _, text in memory.passages.notes([zoe.id])[zoe.id]]
    assert texts == ["Zoë Müller drinks café crème.", "She was born in Århus."]


def test_utf_16_of_another_script_is_known_by_its_mark(memory, folder):
    (folder / "Ana").mkdir(parents=True)
    (folder / "Ana" / "notes.txt").write_bytes("ليلى ترمّم الخرائط.".encode("utf-16"))
    assert enrol(memory.people, slow(), folder).notes == 1


def test_folders_that_differ_in_case_or_composition_are_one_person(memory, folder):
    draw(folder / "Zoë Abel" / "a.png", 1)
    draw(folder / "ZOE\u0308 ABEL" / "b.png", 2)
    done = enrol(memory.people, slow(), folder)
    assert len(done.people) == 1 and [(p.images) for p in memory.people.all()] == [2]


def test_what_is_refused_is_told_and_the_rest_goes_on(memory, folder):
    good = draw(folder / "Ada" / "good.png", 1)
    (folder / "Ada" / "cut.png").write_bytes(good.read_bytes()[:-60])
    (folder / "Ada" / "what.jpg").write_bytes(b"no picture at all")
    (folder / "Ada" / "binary.txt").write_bytes(bytes(range(128, 256)))
    (folder / "Ada" / "nul.txt").write_bytes(b"a\0b")
    (folder / "Ada" / "blank.txt").write_text(" \n\n")
    draw(folder / "Ada" / "tiny.png", 2, side=24)
    (folder / "Ada" / "gone.png").symlink_to(folder / "nowhere")
    draw(folder / "bad\u202ename" / "a.png", 3)
    done = enrol(memory.people, slow(), folder)
    assert (done.people, done.images) == (("Ada",), 1)
    told = {each.path.name: each.reason for each in done.refused}
    assert set(told) == {
        "cut.png",
        "what.jpg",
        "binary.txt",
        "nul.txt",
        "blank.txt",
        "tiny.png",
        "gone.png",
        "bad\u202ename",
    }
    for each in done.refused:
        assert each.reason.startswith(f"{each.path}: ") and "\n" not in each.reason
        assert each.reason.count(each.path.name) == 1
    assert (
        "UTF-8" in told["binary.txt"]
        and "damaged" in told["cut.png"]
        and "pixels" in told["tiny.png"]
    )
    kept = enrol(memory.people, slow(), folder, anyway=True)
    assert (kept.images, kept.known) == (1, 1) and len(kept.refused) == 7


def test_what_is_left_out_is_said(memory, folder):
    draw(folder / "Ada" / "a.png", 1)
    draw(folder / "Ada" / "holidays" / "b.png", 2)
    draw(folder / "Ada" / ".c.png", 3)
    draw(folder / ".git" / "d.png", 4)
    draw(folder / "loose.png", 5)
    (folder / "Ben").mkdir()
    (folder / "Ada" / "Thumbs.db").write_bytes(b"x")
    done = enrol(memory.people, slow(), folder)
    assert done.images == 1 and done.refused == () and len(done.notices) == 6
    for name in ("holidays", ".c.png", ".git", "loose.png", "Ben", "Thumbs.db"):
        assert any(name in notice for notice in done.notices)


def test_a_folder_without_people_is_refused(memory, folder, tmp_path):
    folder.mkdir()
    for place, words in (
        (folder, "holds nobody"),
        (tmp_path / "no", "no such folder"),
        (draw(tmp_path / "a.png", 1), "is a file"),
    ):
        with pytest.raises(BadInput, match=words):
            survey(place)


def test_enrolling_again_encodes_only_what_is_new(memory, folder):
    people(folder, 2, 3)
    enrol(memory.people, slow(), folder)
    before, version = contents(memory), memory.version
    encoders = slow()
    again = enrol(memory.people, encoders, folder)
    assert (again.known, again.images, encoders["image"].seen) == (6, 0, [])
    assert contents(memory) == before and memory.version == version
    shutil.move(folder / "Person 00" / "0.png", folder / "Person 00" / "renamed.png")
    draw(folder / "Person 01" / "new.png", 99)
    assert enrol(memory.people, encoders, folder, consent="now they agreed").images == 1
    assert len(encoders["image"].seen) == 1
    assert [(p.images, p.consent) for p in memory.people.all()] == [
        (3, "now they agreed"),
        (4, "now they agreed"),
    ]


def test_the_same_picture_of_two_people_and_twice_of_one(memory, folder):
    for place in ("Ada/a.png", "Ada/b.png", "Ben/c.png"):
        draw(folder / place, 1)
    enrol(memory.people, slow(), folder, workers=3)
    assert [(p.name, p.triplets) for p in memory.people.all()] == [("Ada", 1), ("Ben", 1)]


def test_any_number_of_threads_makes_the_same_memory(memory, folder, reopen):
    people(folder, 3, 15)
    enrol(memory.people, slow(), folder, workers=1)
    several = reopen()
    enrol(several.people, slow(0.002), folder, workers=5)
    assert contents(several) == contents(memory)


def test_threads_share_the_work(folder, memory):
    people(folder, 2, 2)
    together = threading.Barrier(4, timeout=60)

    class Waiting(Slow):
        def encode(self, items):
            together.wait()  # for three others, each in a thread of its own
            return super().encode(items)

    encoders = slow() | {"image": Waiting("image")}
    assert enrol(memory.people, encoders, folder, workers=4).images == 4


def test_progress_counts_everything_once(memory, folder):
    people(folder, 2, 5)
    seen = []
    enrol(memory.people, slow(0.01), folder, on_progress=seen.append)
    assert [p.done for p in seen] == list(range(11)) and {p.total for p in seen} == {10}
    assert (
        seen[0].remaining is None
        and seen[-1].remaining == 0
        and seen[5].rate > 0
        and seen[5].remaining > 0
    )
    enrol(memory.people, slow(), folder, on_progress=seen.append)
    assert seen[-1].done == 10 and seen[-1].worked == 0


def test_cancelling_stores_what_is_done(memory, folder):
    people(folder, 2, 15)
    cancel, encoders = threading.Event(), slow(0.01)

    def watch(progress) -> None:
        if progress.done == 7:
            cancel.set()

    done = enrol(memory.people, encoders, folder, on_progress=watch, cancel=cancel, workers=2)
    assert 7 <= done.images < 30 and done.waiting == 30 - done.images
    assert memory.media.count("image") == done.images == len(encoders["image"].seen)
    rest = enrol(memory.people, encoders, folder)
    assert rest.known == done.images and rest.waiting == 0 and len(encoders["image"].seen) == 30


def test_a_programming_error_is_not_swallowed_and_what_was_done_is_stored(memory, folder):
    people(folder, 1, 12)
    encoders = slow()
    well = encoders["image"].encode

    def breaks(items):
        if len(encoders["image"].seen) >= 6:
            raise ZeroDivisionError
        return well(items)

    encoders["image"].encode = breaks
    with pytest.raises(ZeroDivisionError):
        enrol(memory.people, encoders, folder, workers=1)
    assert memory.media.count("image") == 6
