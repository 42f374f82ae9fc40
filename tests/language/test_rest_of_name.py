"""The rest of a name beside a part of it: an initial, a beginning, a slip, a title."""

from __future__ import annotations

import pytest

from persona_assistant.language.misspelled import well_spelled
from persona_assistant.language.names import NameIndex
from persona_assistant.language.nicknames import nicknames_of

NAMES = {
    1: "Ivy MacAuley",
    2: "Ivy Dorsett",
    3: "Lionel Wycliffe",
    4: "Marcin Babinski",
    5: "Jon Pryor",
}
TITLED = {6: "Edith Osgood"}
INDEX = NameIndex(NAMES | TITLED, {6: ["Mrs Osgood"]})


def meant(text: str) -> set[int]:
    return set(INDEX.mentioned(text))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("where does ivy mac live", {1}),
        ("is ivy mac's flat cold", {1}),
        ("does Ivy Dors phone", {2}),
        ("ivy live where", {1, 2}),
        ("lionel wyclif job", {3}),
        ("lionell wicliffe job", {3}),
        ("marcin babinsky mail", {4}),
        ("jon prior number", {5}),
        ("what can mrs o not eat", {6}),
        ("what can mrs osg not eat", {6}),
        ("what can mrs k not eat", set()),
    ],
)
def test_the_word_beside_a_name_tells_whose_it_is(text, who):
    assert meant(text) == who


def test_the_whole_of_it_is_the_name_that_was_typed():
    (found,) = INDEX.mentions("does ivy mac drive")
    assert found.typed == "ivy mac"


def test_mac_and_mc_are_one():
    index = NameIndex({1: "Ivy McAuley", 2: "Ivy Dorsett"})
    assert set(index.mentioned("where is ivy mac")) == {1}


def test_another_surname_is_somebody_else():
    assert meant("where does Lionel Marsh live") == set()


def test_notes_tell_a_title():
    notes = {1: [(1, "Mrs Osgood upstairs, edith, has my key")]}
    others = nicknames_of({1: "Edith Osgood"}, notes)
    index = NameIndex({1: "Edith Osgood"}, nicknames=others)
    assert set(index.mentioned("ring mrs o today")) == {1}
    assert set(index.mentioned("ring mrs p today")) == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("idas birthdy", "idas birthday"),
        ("idas new dog whats it callled", "idas new dog whats it called"),
        ("idas e-mail adress", "idas e-mail address"),
        ("does ida know laughter", "does ida know laughter"),
        ("where does Numbre live", "where does Numbre live"),
        ("mail ida@adress.example", "mail ida@adress.example"),
    ],
)
def test_words_that_ask_are_mended(typed, meant):
    assert well_spelled(typed) == meant
