"""The day of a file's notes: its name, a line of the text, or when it was last changed."""

from __future__ import annotations

import datetime
import os

import pytest
from people_in_folders import draw, slow

from persona_assistant.enrolment import enrol as enrolling
from persona_assistant.progress import finish


def days(memory, folder, files, **options):
    """The day and the text of each note that a person's files hold, once they are enrolled."""
    (folder / "Ana").mkdir(parents=True)
    for name, text in files.items():
        path = folder / "Ana" / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (datetime.datetime(2021, 7, 8, 12).timestamp(),) * 2)
    finish(enrolling(memory.people, slow(), folder, **options))
    (ana,) = memory.people.all()
    return [(str(note.date), note.text) for note in memory.passages.dated_notes([ana.id])[ana.id]]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-03-12.txt", "2024-03-12"),
        ("2024-03-12 Ana.txt", "2024-03-12"),
        ("Ana_20240312_101530.txt", "2024-03-12"),
        ("12 March 2024.txt", "2024-03-12"),
        ("notes.txt", "2021-07-08"),
        ("notes 2024.txt", "2021-07-08"),
        ("2024-03-12 to 2024-03-14.txt", "2021-07-08"),
        ("2999-01-01.txt", "2021-07-08"),
    ],
)
def test_a_files_name_or_else_its_last_change(memory, folder, name, day):
    assert days(memory, folder, {name: "Plays the cello."}) == [(day, "Plays the cello.")]


def test_a_date_line_holds_until_the_next(memory, folder):
    diary = (
        "Before all dates.\n\n12 March 2024\n\nPlays the cello.\n\nSings.\n\n"
        "Date: 14.3.2024\nMoved to Porto.\n\nMet on 15 March 2024 in the park."
    )
    assert days(memory, folder, {"diary.txt": diary}) == [
        ("2021-07-08", "Before all dates."),
        ("2024-03-12", "Plays the cello."),
        ("2024-03-12", "Sings."),
        ("2024-03-14", "Date: 14.3.2024\nMoved to Porto."),
        ("2024-03-14", "Met on 15 March 2024 in the park."),
    ]


@pytest.mark.parametrize(("order", "day"), [("dmy", "2024-05-03"), ("mdy", "2024-03-05")])
def test_the_setting_says_how_a_date_line_is_read(memory, folder, order, day):
    diary = {"diary.txt": "3/5/2024\nPlays the cello."}
    assert days(memory, folder, diary, date_order=order)[0][0] == day


def test_a_photo_has_the_day_a_camera_took_it(memory, folder):
    from PIL import Image

    path = folder / "Ana" / "a.jpg"
    draw(folder / "Ana" / "b.png", 1)
    picture = Image.open(folder / "Ana" / "b.png").convert("RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2023:05:06 10:11:12"
    picture.save(path, exif=exif)
    finish(enrolling(memory.people, slow(), folder))
    (ana,) = memory.people.all()
    shown = {each.image.source: each.date for each in memory.media.triplets(ana.id)}
    assert shown == {"a.jpg": datetime.date(2023, 5, 6), "b.png": None}
