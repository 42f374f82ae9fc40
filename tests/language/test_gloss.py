"""Foreign words are read as English ones, in their places; English is read as it is."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.gloss import (
    glossed,
    offsets_before,
    question_in_english,
    with_glosses,
)
from persona_assistant.reader.layout import bounds
from persona_assistant.resources import data_path


def read(text: str) -> str:
    return with_glosses(text, glossed(text, bounds(text)))


GLOSSES = {
    "Wovor fürchtet sich Stellan?": "of what fears self Stellan?",
    "wovor fuerchtet sich stellan": "of what fears self stellan",
    "Er hat Angst vor Hunden.": "he is afraid of dog.",
    "Er hat am 28. Februar Geburtstag.": "he has at 28. February birthday.",
    "Ulrike handynummer": "Ulrike mobile number",
    "Où habite-t-elle maintenant ?": "where lives-t-she now ?",
    "Comment s'appelle la grand-mère de Luc ?": "what is the name of the grandmother of Luc ?",
    "¿Cuántos años tiene Pilar?": "¿how old is Pilar?",
    "dove abita adesso la sorella di Marco?": "where lives now the sister of Marco?",
    "A avó chama-se Rosa e mora em Braga.": "the grandmother is named Rosa and lives in Braga.",
}


@pytest.mark.parametrize("text", GLOSSES)
def test_words_of_five_languages_have_a_gloss(text):
    assert read(text) == GLOSSES[text]


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("quel âge a la fille de basile", "how old is basile's daughter"),
        ("¿Cómo se llama el novio de Itziar?", "¿what is the name of Itziar's boyfriend?"),
        ("what is the name of the dog of Marco", "what is the name of the dog of Marco"),
    ],
)
def test_an_owner_stands_before_what_is_owned(question, english):
    assert question_in_english(question) == english


def test_a_name_is_no_word():
    """Inside a sentence a capital is a name's, but for German nouns."""
    assert "Rosa" in read("Vive con su hija Rosa y tiene un perro.")
    assert "Blanca" in read("la casa de Blanca es muy grande")


def test_only_the_foreign_sentences_of_a_note_are_glossed():
    text = "Met her at the pool, she was late. Sie wohnt jetzt in Köln und arbeitet als Köchin."
    own = "Met her at the pool, she was late. "
    assert read(text) == own + "she lives now in Cologne and works as cook."


@pytest.mark.parametrize(
    "text",
    [
        "what's the rate",
        "when's the baby due",
        "kids' ages?",
        "He was at the plant, the fine is due in May.",
        "I've seen la Scala and the Duomo",
        "hij woont in Zwolle en rijdt op de vrachtwagen",
        "Marta Stern",
        "O'Brien's e-mail?",
        "",
    ],
)
def test_what_is_not_of_these_languages_stays_as_it_is(text):
    assert glossed(text, bounds(text)) == ()


def english() -> list[str]:
    found: list[str] = []
    for each in ("dev", "notes", "portraits", "riddles"):
        document = json.loads(data_path("tests", "reading", f"{each}.json").read_text("utf-8"))
        for world in document:
            found += [person["text"] for person in world["people"]]
            found += [question["question"] for question in world["questions"]]
    return found


ENGLISH = english()


@given(st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=4).map("\n".join))
def test_english_passes_through_untouched(text):
    assert glossed(text, bounds(text)) == ()


def test_each_english_question_and_note_passes_through_untouched():
    assert len(ENGLISH) > 1_000
    assert [text for text in ENGLISH if glossed(text, bounds(text))] == []


FOREIGN = st.lists(
    st.sampled_from(
        "wo wohnt Stellan nicht über grand-mère l'école d'où habite-t-elle ¿dónde vive ella? "
        "chama-se mudou-se dov'è abita la sorella . 28. Mai 3h41 @rosa aujourd'hui".split()
    ),
    max_size=12,
).map(" ".join)


@given(FOREIGN | st.text(max_size=40))
def test_pieces_are_whole_words_in_order_and_map_back(text):
    pieces = glossed(text, bounds(text))
    for each in pieces:
        assert 0 <= each.start < each.end <= len(text)
        assert not text[each.start - 1 : each.start].isalpha() or each.start == 0
        assert not text[each.end : each.end + 1].isalpha() or text[each.end - 1] in "'’"
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    new = with_glosses(text, pieces)
    signs = [(at, at + 1) for at in range(len(new))]
    back = offsets_before(pieces, signs)
    whole = {(each.start, each.end) for each in pieces}
    assert all(left <= other for (left, _), (other, _) in pairwise(back))
    for (left, right), (at, end) in zip(signs, back, strict=True):
        assert (at, end) in whole or text[at:end] == new[left:right]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wie heißt die Tochter von Imke?", "what is the name of Imke's daughter?"),
        ("cosa fa la ragazza di Ugo Riva?", "what does Ugo Riva's girlfriend?"),
    ],
)
def test_whose_relative_is_asked_about(text, told):
    assert question_in_english(text) == told
