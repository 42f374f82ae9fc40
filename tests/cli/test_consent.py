"""consent: who agreed to what, recognition switched off, and last days."""

from __future__ import annotations

import datetime

import pytest
from cli_support import DEMO

from persona_assistant import Settings, open_assistant
from persona_assistant.errors import PersonaNotFound

PHOTO = DEMO / "people" / "01_1.jpg"
OTHER = DEMO / "people" / "01_2.jpg"
TODAY = datetime.date(2026, 5, 12)


def who(run, photo=OTHER) -> str:
    return run("who", "--image", photo, "--json").document["outcome"]


def test_who_agreed_when_and_to_what_is_kept_and_undone(run):
    run("add", "Ana", "--text", "Ana sings.")
    said = run(
        "consent", "Ana", "photos, for me alone", "--by", "her mother", "--date", "2024-05-12"
    )
    assert said.out == "Consent of Ana by her mother, 2024-05-12: photos, for me alone\n"
    assert run("show", "Ana", "--json").document["consent"] == "photos, for me alone"
    run("undo")
    assert run("consent", "Ana").out == "No consent of Ana is noted.\n"


def test_without_face_the_photo_stays_and_recognises_nobody(run):
    run("add", "Maya", "--image", PHOTO, "--text", "Maya sings.")
    assert who(run) == "matched"
    assert "Not recognised by face" in run("consent", "Maya", "--no-face").out
    assert run("show", "Maya", "--json").document["images"] == 1
    assert who(run) == "unknown"
    run("add", "Maya", "--image", DEMO / "people" / "01_2.jpg")
    run("encode")
    assert who(run) == "unknown"
    run("consent", "Maya", "--face")
    run("encode")
    assert who(run) == "matched"


@pytest.fixture
def memory(tmp_path):
    with open_assistant(Settings(store=tmp_path / "s", key_file=tmp_path / "k")) as found:
        yield found


def test_vectors_of_a_face_are_in_no_table_once_it_may_not_be_recognised(memory):
    memory.add("Ana", images=[PHOTO], texts=["Ana sings."])
    memory.add("Ben", images=[DEMO / "people" / "02_1.jpg"])
    memory.consent("Ben", face=False)
    memory.consent("Ana", face=False)
    memory.undo(memory.history("Ben")[-1])
    db = memory.store._connections.raw()
    for table in ("vector", "sample", "examination"):
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_merged_person_keeps_the_stricter_choice(memory):
    memory.add("Ana", images=[PHOTO])
    memory.add("Ben", images=[OTHER])
    memory.consent("Ben", face=False)
    memory.merge("Ana", "Ben")
    assert not memory.consent("Ana").face
    assert memory.store._connections.raw().execute("SELECT count(*) FROM vector").fetchone() == (0,)


def test_the_user_is_told_and_then_the_person_is_forgotten(memory):
    memory.add("Ana", texts=["Ana sings."])
    memory.consent("Ana", keep_until=TODAY + datetime.timedelta(20))
    day = datetime.timedelta(1)
    assert memory.apply_retention(TODAY).near == ()
    (near,) = memory.apply_retention(TODAY + 10 * day).near
    assert near.persona.name == "Ana"
    assert memory.apply_retention(TODAY + 20 * day).forgotten == ()
    (gone,) = memory.apply_retention(TODAY + 21 * day).forgotten
    assert gone.name == "Ana"
    with pytest.raises(PersonaNotFound):
        memory.show("Ana")


def test_nobody_is_forgotten_on_the_first_day_the_user_is_told(memory):
    memory.add("Ana", texts=["Ana sings."])
    memory.consent("Ana", keep_until=TODAY)
    later = TODAY + datetime.timedelta(100)
    assert memory.apply_retention(later).near[0].persona.name == "Ana"
    assert memory.apply_retention(later).forgotten == ()
    assert memory.apply_retention(TODAY).forgotten == (), "a clock that goes back forgets nobody"
    assert len(memory.apply_retention(later + datetime.timedelta(1)).forgotten) == 1


def test_commands_tell_of_a_last_day(run):
    run("add", "Ana Reis", "--text", "Ana sings.")
    tomorrow = datetime.date.today() + datetime.timedelta(1)
    run("consent", "Ana Reis", "--keep-until", str(tomorrow))
    told = run("people").err
    assert f"kept until {tomorrow}" in told and "consent 'Ana Reis' --keep-until" in told
    run("consent", "Ana Reis", "--keep")
    assert run("people").err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["consent", "Zoe"], 'Nobody called "Zoe"'),
        (["consent", "Ana", "--keep-until", "soon"], "is no day"),
        (["consent", "Ana", "--keep-until", "2027-01-01", "--keep"], "not both"),
        (["consent", "Ana", "--by", "Bob"], "say what Ana agreed to"),
    ],
)
def test_what_cannot_be_is_one_line(run, words, said):
    run("add", "Ana", "--text", "Ana sings.")
    assert said in run(*words).error
