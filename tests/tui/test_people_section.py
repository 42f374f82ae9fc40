"""The people section: each correction of the memory through its keys, on a store."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Button, Input, OptionList, TextArea

from persona_assistant.tui.dialogs import Choose, Confirm, Message
from persona_assistant.tui.people.forms import Form, TypeToConfirm
from persona_assistant.tui.people.timeline import Rows
from tests.tui.people_support import People, people_section
from tests.tui.tui_support import SMALL, open_store, said, shown, typed


def notes_of(folder: Path, name: str) -> list[str]:
    with open_store(folder) as memory:
        return [each.text for each in memory.persona(name).notes]


def test_the_list_is_searched_by_name_alias_and_words_of_notes(folder: Path) -> None:
    with open_store(folder) as memory:
        memory.edit("Ben Okoro", aliases=["Benny"])

    async def steps(people: People) -> None:
        assert people.listed == ["Ana Lopes", "Ana Ruiz", "Ben Okoro"]
        await people.pilot.press("slash")
        await typed(people.pilot, "ana")
        await people.until(lambda: people.listed == ["Ana Lopes", "Ana Ruiz"])
        await people.pilot.press("escape", "slash")
        await typed(people.pilot, "walnuts")
        await people.until(lambda: people.listed == ["Ana Ruiz"])
        assert people.section.people_list.rows[0].note.startswith("Ana Ruiz is allergic")
        await people.pilot.press("escape", "slash")
        await typed(people.pilot, "benny")
        await people.until(lambda: people.shown_person == "Ben Okoro")
        screen = shown(people.app)
        assert "repairs bicycles" in screen and "Also called Benny" in screen
        assert "1 of 3 people" in screen

    people_section(folder, steps, SMALL)


def test_adding_asks_whether_a_similar_name_is_the_same_and_says_what_is_wrong_with_a_file(
    folder: Path,
) -> None:
    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("a")
        await people.fill(files="/nowhere/ben.jpg", note="He moved.")
        await people.until(lambda: "/nowhere/ben.jpg:" in shown(people.app))
        form = await people.window(Form)
        assert form.query_one("#note", TextArea).text == "He moved."
        await people.fill(files="")
        await people.said("Remembered Ben Okoro")
        await people.pilot.press("n")
        await people.fill(name="ana ruíz", note="She plays the oboe.", date="2024-03-12")
        await people.choose(0)
        await people.said("Remembered Ana Ruiz")
        await people.pilot.press("n")
        await people.fill(name="ben okoro", note="He sings.")
        await people.choose(1)
        await people.said("Remembered ben okoro")
        await people.until(lambda: any(each.startswith("ben okoro") for each in people.listed))

    people_section(folder, steps)
    assert notes_of(folder, "Ana Ruiz")[-1] == "She plays the oboe."
    with open_store(folder) as memory:
        assert sorted(each.texts for each in memory.people()) == [1, 1, 2, 2]


def test_a_note_is_edited_dated_undone_and_saved_where_no_other_file_is(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "note.txt"
    file.write_text("mine")

    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("e")
        await people.fill(text="Ben Okoro repairs clocks.", date="no day")
        await people.until(lambda: "is no day" in shown(people.app))
        await people.fill(date="2024-03-12")
        await people.said("is now: Ben Okoro repairs clocks.")
        await people.until(lambda: "2024-03-12" in shown(people.app))
        await people.pilot.press("u")
        assert "dated 2024-03-12" in await people.yes()
        await people.said("Undone")
        await people.pilot.press("w")
        await people.write(str(file))
        await people.window(Confirm)
        assert file.read_text() == "mine"
        await people.yes()
        await people.said("Saved")

    people_section(folder, steps)
    assert file.read_text() == "Ben Okoro repairs clocks."
    assert notes_of(folder, "Ben Okoro") == ["Ben Okoro repairs clocks."]


def test_items_are_removed_moved_split_and_erased(folder: Path) -> None:
    with open_store(folder) as memory:
        memory.add("Ben Okoro", texts=["One.", "Two.", "Three.", "Four."])

    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        items = people.section.page_view.options
        items.focus()
        items.highlighted = 1
        await people.pilot.press("d")
        assert 'the note "One."' in await people.yes()
        await people.said("Removed from Ben Okoro")
        await people.until(lambda: items.option_count == 4)
        await people.rest()
        items.highlighted = 1
        await people.pilot.press("v")
        await people.pick("lopes")
        assert 'the note "Two."' in await people.yes()
        await people.until(lambda: items.option_count == 3)
        await people.rest()
        items.highlighted = 1
        await people.pilot.press("space", "s")
        await people.write("Bo")
        await people.yes()
        await people.until(lambda: people.shown_person == "Bo")
        await people.until(lambda: "Bo" in people.listed)
        await people.rest()
        assert people.shown_person == "Bo", "the list is read anew, and the page stays"
        await people.select("Ben Okoro")
        await people.rest()
        items.highlighted = 1
        await people.pilot.press("D")
        assert "cannot be undone" in await people.yes()
        await people.said("Erased from Ben Okoro")

    people_section(folder, steps)
    assert notes_of(folder, "Ben Okoro") == ["Ben Okoro repairs bicycles in Leeds."]
    assert notes_of(folder, "Ana Lopes")[-1] == "Two."
    assert notes_of(folder, "Bo") == ["Three."]
    with open_store(folder) as memory:
        assert "erased" in {each.kind for each in memory.history("Ben Okoro")}


def test_names_are_changed_and_an_undone_change_takes_along_what_stands_on_it(
    folder: Path,
) -> None:
    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("l")
        await people.write("Benny")
        await people.said("also called Benny")
        for name in ("Benjamin", "Benno"):
            await people.pilot.press("r")
            await people.write(name)
            await people.until(lambda name=name: people.shown_person == name)  # type: ignore[misc]
        await people.pilot.press("h")
        rows = await people.window(Rows)
        prompts = [str(rows.query_one(OptionList).get_option_at_index(n).prompt) for n in (0, 1)]
        assert "renamed to Benno" in prompts[0] and "renamed to Benjamin" in prompts[1]
        await people.choose(1, Rows)
        await people.yes()
        await people.until(lambda: "stand on it" in shown(people.app))
        assert "renamed to Benno" in await people.yes()
        await people.until(lambda: people.listed == ["Ana Lopes", "Ana Ruiz", "Ben Okoro"])

    people_section(folder, steps)
    with open_store(folder) as memory:
        assert memory.persona("Benny").name == "Ben Okoro"


def test_a_merge_says_what_is_joined_and_not_of_two_who_are_known_to_be_two(
    folder: Path,
) -> None:
    with open_store(folder) as memory:
        memory.add("Ana Lopes", texts=["Bo sings."])
        memory.persona("Ana Lopes").split("sings", into="Bo")

    async def steps(people: People) -> None:
        await people.select("Ana Lopes")
        await people.pilot.press("g")
        await people.pick("bo")
        await people.yes()
        await people.said("Bo")
        assert len(people.listed) == 4
        await people.select("Ben Okoro")
        await people.pilot.press("g")
        await people.pick("ana ruiz")
        said = await people.yes()
        assert "Ana Ruiz: 1 note" in said and "also called Ana Ruiz" in said
        await people.until(lambda: people.listed == ["Ana Lopes", "Ben Okoro", "Bo"])
        await people.pilot.press("u")
        assert "merged" in await people.yes()
        await people.until(lambda: "Ana Ruiz" in people.listed)

    people_section(folder, steps)


def test_consent_is_noted_and_closing_a_sense_asks_first(folder: Path) -> None:
    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("c")
        await people.fill(agreed="Photo, for me only.", keep_until="2090-01-01", face=False)
        assert "erased" in await people.yes()
        await people.until(lambda: "Kept until 2090-01-01" in shown(people.app))

    people_section(folder, steps)
    with open_store(folder) as memory:
        consent = memory.consent("Ben Okoro")
    assert consent.agreed == "Photo, for me only." and not consent.face and consent.voice


def test_forgetting_wants_the_name_and_ends_with_a_receipt(folder: Path, tmp_path: Path) -> None:
    with open_store(folder) as memory:
        memory.backup(tmp_path / "old.backup")
        memory.memories.add("I ride with Ben Okoro.")

    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("f")
        window = await people.window(TypeToConfirm)
        preview = shown(people.app)
        assert "may still hold this person" in preview and "1 note" in preview
        assert '"I ride with Ben Okoro."' in said(people.app)
        window.query_one(Input).value = "Ben"
        await people.pilot.press("enter")
        assert people.app.screen is window and window.query_one("#yes", Button).disabled
        window.query_one(Input).value = "ben okoro"
        await people.pilot.press("enter")
        await people.window(Message)
        receipt = shown(people.app)
        assert "Nothing was found." in receipt and "Looked for" in receipt
        await people.pilot.press("escape")
        await people.until(lambda: people.listed == ["Ana Lopes", "Ana Ruiz"])

    people_section(folder, steps)
    with open_store(folder) as memory:
        assert [each.name for each in memory.people()] == ["Ana Lopes", "Ana Ruiz"]
        assert memory.memories.list() == ()


def test_an_audit_leads_to_what_mends_it(folder: Path) -> None:
    with open_store(folder) as memory:
        memory.add("Ben Okoro", texts=["Ben Okoro repairs bicycles in Leeds!"])
        memory.memories.add("I like tea.")
        memory.memories.add("I like tea!")
        memory.memories.add("I like rain.")

    async def steps(people: People) -> None:
        await people.pilot.press("k")
        rows = await people.window(Rows)
        assert "say the same" in str(rows.query_one(OptionList).get_option_at_index(0).prompt)
        await people.choose(0, Rows)
        assert "From Ben Okoro" in await people.yes()
        await people.said("Removed from Ben Okoro")
        await people.pilot.press("k")
        await people.window(Rows)
        await people.choose(0, Rows)
        await people.until(lambda: people.app.current_mode == "memories")
        await people.until(lambda: "semantic memory 2, from you" in said(people.app))

    people_section(folder, steps)
    assert len(notes_of(folder, "Ben Okoro")) == 1


def test_the_menu_has_everything_with_its_key(folder: Path) -> None:
    async def steps(people: People) -> None:
        await people.select("Ben Okoro")
        await people.pilot.press("m")
        menu = (await people.window(Choose)).query_one(OptionList)
        rows = [str(each.prompt) for each in menu.options]
        assert "f   Forget this person" in rows
        await people.choose(rows.index("r   Rename"))
        await people.write("Bo")
        await people.until(lambda: people.shown_person == "Bo")
        await people.app.run_action("lock")
        await people.until(lambda: people.section.page_view.page is None)
        assert not people.listed

    people_section(folder, steps)
