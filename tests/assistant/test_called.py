"""How many people go by a name."""

from __future__ import annotations

import pytest

from persona_assistant import Settings, open_assistant


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    place = tmp_path_factory.mktemp("called")
    with open_assistant(Settings(store=place / "s", key_file=place / "k")) as found:
        for name in ("Daniel Okafor", "Daniel Prys", "Hannah Voss", "James Lee"):
            found.add(name, texts=[f"{name} saw Hannah in the park and has two cats."])
        found.edit("James Lee", aliases=["Danny"])
        yield found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many Daniels do I know?", "2"),
        ("how many people called daniel do i know", "2"),
        ("how many people are named Daniel Prys?", "1"),
        ("how many hannahs are there", "1"),
        ("how many dannys do i know", "1"),
        ("How many Jameses do I know", "1"),
    ],
)
def test_people_of_a_name_are_counted_by_their_names(memory, question, said):
    answer = memory.ask(question)
    assert answer.short == said
    assert len(answer.people) == int(said)


@pytest.mark.parametrize(
    "question",
    [
        "how many cats does Daniel Prys have?",
        "how many people do I know?",
        "how many Zoes do I know",
    ],
)
def test_other_numbers_are_not_of_names(memory, question):
    assert memory.ask(question).short not in ("1",)
