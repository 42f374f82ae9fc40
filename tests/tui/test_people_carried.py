"""The people section: pictures, faces, the tray, and people carried in and out."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from PIL import Image
from textual.widgets import Input, OptionList

import persona_assistant
from persona_assistant import demo
from persona_assistant.media import load_image
from persona_assistant.pmg import Query
from persona_assistant.progress import Progress
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.dialogs import Message
from persona_assistant.tui.job import Job, JobLine
from persona_assistant.tui.people.choosing import PickFace
from persona_assistant.tui.people.forms import TypeToConfirm
from persona_assistant.tui.people.page import HEIGHT
from persona_assistant.tui.people.tray_screen import TrayScreen
from tests.tui.people_support import People, people_section
from tests.tui.tui_support import filled, key_of, open_store, shown

PICTURES = demo.folder() / "people"
PORTRAITS = Path(persona_assistant.__file__).parents[1] / "models" / "self_test" / "faces"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("people") / "store")


@pytest.fixture
def folder(people: Path, tmp_path: Path) -> Path:
    shutil.copytree(people, tmp_path / "store")
    shutil.copy(key_of(people), key_of(tmp_path / "store"))
    return tmp_path / "store"


def test_a_picture_is_added_drawn_and_taken_back_as_not_theirs(folder: Path) -> None:
    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("a")
        await people.fill(files=f"{PICTURES / '02_1.jpg'}\n{PICTURES / '02_1.ogg'}")
        await people.answer_until("Remembered Ben Okoro")
        await people.until(lambda: "picture 02_1.jpg" in shown(people.app))
        await people.until(lambda: shown(people.app).count("▀▀▀▀▀▀▀▀") >= HEIGHT)
        assert "clip 02_1.ogg" in shown(people.app)
        items = people.section.page_view.options
        items.highlighted = 1
        await people.pilot.press("x")
        assert "taken away" in await people.yes()
        await people.said("is not Ben Okoro")
        await people.until(lambda: items.option_count == 2)

    people_section(folder, steps)


def test_which_face_is_theirs_is_asked_where_there_are_several(
    folder: Path, tmp_path: Path
) -> None:
    group = two_faces(tmp_path)

    async def steps(people: People) -> None:
        await people.pilot.press("n")
        await people.fill(name="Tom", files=str(group))
        window = await people.window(PickFace)
        assert window.query_one(OptionList).option_count == 3
        assert "2 (right)" in shown(people.app)
        await people.pilot.press("2")
        await people.answer_until("Remembered Tom")

    people_section(folder, steps)
    with open_store(folder) as memory:
        page = memory.show("Tom")
    (seen,) = page.faces.values()
    assert seen.chosen == 1


def test_the_tray_says_whose_a_picture_is_or_is_not(folder: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name in ("02_1.jpg", "03_1.jpg"):
        shutil.copy(PICTURES / name, pictures)
    asked = load_image(PICTURES / "01_1.jpg")

    async def steps(people: People) -> None:
        await people.pilot.press("f2")
        chat = people.app.screen
        assert isinstance(chat, ChatScreen)
        await people.until(lambda: chat.talk is not None)
        chat.ask(Query("Who is this?", image=asked))
        await people.until(lambda: people.app.tray.items)
        await people.pilot.press("f3", "t")
        tray = await people.window(TrayScreen)
        await people.pilot.press("f")
        await people.write(str(pictures))
        await people.said("2 pictures and clips")
        options = tray.query_one(OptionList)
        await people.until(lambda: options.option_count == 3)
        await people.pilot.press("x")
        await people.pick("ben")
        await people.said("is not Ben Okoro")
        await people.until(lambda: people.app.screen is tray)
        await people.pilot.press("i")
        await people.pick("ruiz")
        await people.answer_until("Remembered Ana Ruiz")
        await people.until(lambda: options.option_count == 2)
        await people.pilot.press("n")
        await people.write("Somebody")
        await people.answer_until("Remembered Somebody")
        await people.until(lambda: options.option_count == 1)
        await people.pilot.press("d")
        assert not people.app.tray.items
        await people.until(lambda: "The tray is empty" in shown(people.app))

    people_section(folder, steps)


def test_people_are_exported_and_imported_as_planned(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "people.zip"

    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("o")
        await people.fill(file=str(archive))
        assert "not encrypted" in await people.yes()
        await people.said("Exported 1 person")
        await people.pilot.press("f")
        window = await people.window(TypeToConfirm)
        window.query_one(Input).value = "Ben Okoro"
        await people.pilot.press("enter")
        await people.until(lambda: "Ben Okoro" not in people.listed)
        await people.yes(Message)
        await people.pilot.press("i")
        await people.fill(path=str(tmp_path / "none.zip"))
        await people.until(lambda: "there is no file" in shown(people.app))
        await people.fill(path=str(archive))
        assert "new" in await people.yes()
        await people.said("Imported 1 new person.")
        await people.until(lambda: "Ben Okoro" in people.listed)
        await people.pilot.press("b")
        await people.write(str(tmp_path / "memory.backup"))
        await people.said("Backed up 3 people")

    people_section(folder, steps)


def test_what_takes_long_says_how_far_it_is_and_is_cancelled_without_a_trace(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, report = threading.Event(), Job._report

    def waiting(job: Job, progress: Progress) -> None:
        report(job, progress)
        gate.wait(30)

    async def cancel(people: People, title: str, stage: str) -> None:
        await people.until(lambda: f"Cancel  {title}  {stage}" in shown(people.app))
        await people.pilot.click(JobLine, offset=(3, 0))
        await people.until(lambda: f"{title} stops ..." in shown(people.app))
        gate.set()
        await people.said(f"{title}: stopped. Nothing was changed.")
        assert not people.section.query_one(JobLine).display
        gate.clear()

    async def steps(people: People) -> None:
        archive = tmp_path / "people.zip"
        await people.app.background.call(lambda: people.app.assistant.export(archive))
        before = people.app.assistant.history()
        monkeypatch.setattr(Job, "_report", waiting)
        await people.select("Ben Okoro")
        await people.pilot.press("b")
        await people.write(str(tmp_path / "memory.backup"))
        await cancel(people, "Backing up", "copying")
        await people.pilot.press("o")
        await people.fill(file=str(tmp_path / "other.zip"))
        await people.yes()
        await cancel(people, "Exporting", "writing")
        await people.pilot.press("k")
        await cancel(people, "Reading everything", "reading 0 of 3 people")
        await people.pilot.press("f")
        window = await people.window(TypeToConfirm)
        window.query_one(Input).value = "Ben Okoro"
        await people.pilot.press("enter")
        await cancel(people, "Forgetting Ben Okoro", "noting what")
        await people.pilot.press("i")
        await people.fill(path=str(archive))
        await cancel(people, "Reading what is to be imported", "reading 0 of 3 people")
        assert people.app.assistant.history() == before
        assert {each.name for each in tmp_path.iterdir()} == {"store", "store.key", "people.zip"}

    try:
        people_section(folder, steps)
    finally:
        gate.set()


def test_a_folder_is_remembered_while_the_list_is_used_and_can_be_stopped(
    folder: Path, tmp_path: Path
) -> None:
    for number in range(240):
        person = tmp_path / "all" / f"Person {number:03}"
        person.mkdir(parents=True)
        with Image.open(PICTURES / f"0{1 + number % 3}_1.jpg") as picture:
            # What was seen once is not looked at again.
            picture.putpixel((number % 200, number // 200), (255, 0, 0))
            picture.save(person / "picture.png", compress_level=1)

    async def steps(people: People) -> None:
        await people.pilot.press("I")
        await people.fill(folder=str(tmp_path / "all"), anyway=True)
        assert "240 people, 240 files" in await people.yes()
        await people.until(lambda: "Remembering" in shown(people.app))
        await people.pilot.press("end")
        await people.until(lambda: people.shown_person == "Ben Okoro")
        people.section.action_stop_run()
        await people.said("files were not looked at")
        await people.until(lambda: "Person 000" in people.listed)
        assert "Remembering" not in shown(people.app)

    people_section(folder, steps)
    with open_store(folder) as memory:
        assert 3 < len(memory.people()) < 243


def two_faces(folder: Path) -> Path:
    """A picture of two people side by side."""
    both = [Image.open(PORTRAITS / name).convert("RGB") for name in ("obama_2.jpg", "biden.jpg")]
    height = min(each.height for each in both)
    both = [each.resize((each.width * height // each.height, height)) for each in both]
    photo = Image.new("RGB", (sum(each.width for each in both), height))
    photo.paste(both[0], (0, 0))
    photo.paste(both[1], (both[0].width, 0))
    photo.save(folder / "both.jpg", quality=92)
    return folder / "both.jpg"
