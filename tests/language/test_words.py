"""Text into sentences, words and stems: what is quoted stays as written, what is compared meets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.words import sentences, stem, words

SPLITS = [
    ("She bakes. He sails! Who sings?", ["She bakes.", "He sails!", "Who sings?"]),
    (
        "Dr. Novak met Mrs. Bell at St. Mary. She left.",
        ["Dr. Novak met Mrs. Bell at St. Mary.", "She left."],
    ),
    ("J. R. Smith paid 3.50 euros. He left.", ["J. R. Smith paid 3.50 euros.", "He left."]),
    (
        'He said "Come in!" and smiled. "I am late." Then he went.',
        ['He said "Come in!" and smiled.', '"I am late."', "Then he went."],
    ),
    ("Really?! Yes... No.", ["Really?!", "Yes...", "No."]),
    (
        "one line\nanother without end\n\n  Third. Fourth",
        ["one line", "another without end", "Third.", "Fourth"],
    ),
    (
        "moved to leith. husband arturo teaches (maths). turned 38! no dogs though",
        ["moved to leith.", "husband arturo teaches (maths).", "turned 38!", "no dogs though"],
    ),
    ("op on 3 oct. at noon, ph. no. of the ward", ["op on 3 oct. at noon, ph. no. of the ward"]),
    ("out of vienna... no that was her mother", ["out of vienna... no that was her mother"]),
    ("'where to?' she asked. he shrugged", ["'where to?' she asked.", "he shrugged"]),
    (
        "Er hat am 28. Februar Geburtstag. Wohnt im 12. Stock. Am Montag, dem 30. April, kommt er.",
        [
            "Er hat am 28. Februar Geburtstag.",
            "Wohnt im 12. Stock.",
            "Am Montag, dem 30. April, kommt er.",
        ],
    ),
    ("I am 28. April is 30. Jo left.", ["I am 28.", "April is 30.", "Jo left."]),
    ("No full stop at all", ["No full stop at all"]),
    ("", []),
    (" \n\t ", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPLITS, ids=range(len(SPLITS)))
def test_a_note_falls_into_its_sentences(text, expected):
    assert list(sentences(text)) == expected


def test_other_scripts_are_kept_whole():
    text = "ليلى تعمل في المكتبة وتحبّ الخرائط القديمة"
    assert sentences(text) == (text,)
    assert " ".join(w.surface for w in words("ليلى تعمل في المكتبة")) == "ليلى تعمل في المكتبة"


@given(st.text())
def test_every_sentence_stands_in_the_text_and_nothing_is_lost(text):
    found = sentences(text)
    at = 0
    for sentence in found:
        assert sentence and sentence == sentence.strip()
        at = text.index(sentence, at) + len(sentence)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.text())
def test_words_stand_in_the_text_in_order(text):
    at = 0
    for word in words(text):
        at = text.index(word.surface, at) + len(word.surface)


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("wore", "wear"), ("Worn", "wear"), ("met", "meet"), ("told", "tell"), ("felt", "feel"),
        ("bought", "buy"),
        ("taught", "teach"), ("kept", "keep"), ("swam", "swim"), ("went", "go"),
        ("children", "child"),
        ("promised", "promise"), ("allergies", "allergy"), ("studies", "study"),
        ("repairs", "repairing"),
        ("women", "woman"), ("won", "win"), ("driven", "drive"),
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(form, base):
    assert stem(form) == stem(base)


@pytest.mark.parametrize(
    ("one", "other"), [("cook", "cake"), ("wear", "tear"), ("cat", "car"), ("sing", "sink")]
)
def test_other_words_have_other_stems(one, other):
    assert stem(one) != stem(other)


def test_contractions_come_apart_and_function_words_carry_no_content():
    found = words("She'll say they're Ana's shoes, don't they")
    assert [w.lower for w in found][:2] == ["she", "'ll"]
    assert [w.surface for w in found if w.content] == ["say", "Ana", "shoes"]


def test_a_capital_means_a_name_only_inside_a_sentence():
    found = {w.surface: w.name_like for w in words("Yesterday I met Greta in Salzburg")}
    assert [name for name, like in found.items() if like] == ["Greta", "Salzburg"]


def test_the_german_word_for_born_ends_no_sentence():
    said = sentences("kommt aus Passau, geb. 4.5.1961. malt gern.")
    assert said == ("kommt aus Passau, geb. 4.5.1961.", "malt gern.")
