"""Who is called by name, as people type names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.names import FULL, PART, PARTS, NameIndex, mentioned_names

NAMES = {
    1: "Will Turner",
    2: "Rose Hall",
    3: "ليلى حدّاد",
    4: "Rose Kelly",
    5: "Jürgen",
    6: "Anne-Marie Petit",
    7: "John Smith",
    8: "Siobhán O’Brien",
    9: "王小明",
    10: "山田 太郎",
    11: "김민수",
    12: "สมชาย ใจดี",
    13: "Иван Петров",
    14: "Γιώργος Παπαδόπουλος",
    15: "Nguyễn Thị Hoa",
    16: "Işıl Çelik",
    17: "Klaus Weiß",
    18: "Łukasz Wójcik",
    19: "Søren Kjær",
    20: "דוד לוי",
    21: "Ludwig van Berg",
    22: "Katharina Lind",
    23: "Dr. Tobias Mark",
    24: "Анна Ковалёва",
    25: "James",
    26: "Maria del Carmen Ruiz",
    27: "محمد",
    28: "प्रिया शर्मा",
    29: "Alexander Fuchs",
}
INDEX = NameIndex(NAMES, {5: ["Mueller"], 22: ["Kathi"]})

VARIANTS = [
    # case
    ("what does john smith do?", 7),
    ("WHAT DOES JOHN SMITH DO?", 7),
    ("What Does John Do", 7),
    ("what does john do", 7),
    ("john", 7),
    ("JOHN?", 7),
    ("jOHN sMITH phone", 7),
    # possessives
    ("What is John's job?", 7),
    ("What is John’s job?", 7),
    ("whats johns job", 7),
    ("what is johns' job", 7),
    ("james' birthday", 25),
    ("James's birthday", 25),
    ("Wann hat Katharinas Bruder Geburtstag?", 22),
    ("Işıl'ın telefonu", 16),
    # spaces, hyphens, apostrophes
    ("Where does John  Smith live?", 7),
    ("Where does John\u00a0Smith live?", 7),
    ("is anne marie petit well", 6),
    ("is annemarie petit well", 6),
    ("Is Anne‑Marie well?", 6),
    ("where is siobhan o'brien", 8),
    ("where is Siobhán O'Brien", 8),
    ("where is Siobhan OBrien", 8),
    ("where is siobhan o brien", 8),
    ("Where does O`Brien live?", 8),
    # accents, and what stands for them
    ("Where is Siobhan?", 8),
    ("And Jurgen?", 5),
    ("And Juergen?", 5),
    ("what does ju\u0308rgen eat?", 5),
    ("What is JÜRGEN up to?", 5),
    ("Where does Müller live?", 5),
    ("does soren like fish", 19),
    ("does soeren kjaer like fish", 19),
    ("SØREN KJÆR", 19),
    ("where does lukasz wojcik work", 18),
    ("klaus weiss", 17),
    ("KLAUS WEISS", 17),
    ("ISIL CELIK nerede", 16),
    ("ışıl çelik nerede", 16),
    ("isil celik", 16),
    ("Nguyen Thi Hoa ở đâu?", 15),
    ("hoa nguyen", 15),
    # first names, surnames, titles, initials, another order
    ("And Turner?", 1),
    ("What does Will do?", 1),
    ("Where does Mr Smith live?", 7),
    ("Where does John S. live?", 7),
    ("Smith, John", 7),
    ("Who drove Ludwig?", 21),
    ("where does tobias live", 23),
    ("Tobias Mark", 23),
    ("maria carmen ruiz", 26),
    ("maria ruiz", 26),
    ("Where does Kathi live?", 22),
    ("kathi lind's phone number", 22),
    # slips
    ("where does jhon smith live", 7),
    ("What does Jhon do?", 7),
    ("Where is Jon?", 7),
    ("does catharina sing", 22),
    ("does Katherina sing?", 22),
    ("where does katharnia lind live", 22),
    ("Alexnader's car", 29),
    ("alexender fuchs", 29),
    ("who is tobais", 23),
    ("How is Jurgne?", 5),
    # where words that are names too can be nothing else
    ("where did will go", 1),
    ("will's phone number", 1),
    ("does mark have a dog", 23),
    # other scripts
    ("أين تعمل ليلى حدّاد؟", 3),
    ("أين تعمل ليلى حداد؟", 3),
    ("أين ليلى؟", 3),
    ("ما هاتف وليلى", 3),
    ("كتاب لمحمد", 27),
    ("مُحَمَّد", 27),
    ("王小明住在哪里", 9),
    ("小明喜欢什么？", 9),
    ("山田太郎さんの仕事は？", 10),
    ("山田さんは何が好き？", 10),
    ("김민수는 어디에 살아?", 11),
    ("민수의 생일", 11),
    ("คุณสมชายทำงานที่ไหน", 12),
    ("Где работает Иван?", 13),
    ("как зовут собаку ивана петрова", 13),
    ("Что любит Анна Ковалева?", 24),
    ("День рождения Анны", 24),
    ("Πού μένει ο Γιώργος;", 14),
    ("που μένει ο γιωργος", 14),
    ("ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ", 14),
    ("Το σκυλί του Γιώργου", 14),
    ("איפה גר דוד?", 20),
    ("הטלפון של לדוד לוי", 20),
    ("प्रिया कहाँ रहती है?", 28),
]


@pytest.mark.parametrize(("text", "person"), VARIANTS)
def test_a_name_is_heard_however_it_is_typed(text, person):
    assert set(INDEX.mentioned(text)) == {person}


@pytest.mark.parametrize(
    "text",
    [
        "What will she do?",
        "the rose in her hair",
        "Willow and Rosemary",
        "a hall",
        "",
        "من هذا؟",
        "Who drove the van?",
        "did she mark the date",
        "Mark the date",
        "Where does John Miller live?",
        "Is Bob Turner married?",
        "Where does Maria Smith live?",
        "Where does Katharina Müller-Kowalski live?",
        "Does Johanna sing?",
        "Where is Martina?",
        "Does Willa sing?",
        "she lives in a white house near the hall",
        "我喜欢苹果",
    ],
)
def test_other_words_and_other_peoples_names_are_no_names(text):
    assert set(INDEX.mentioned(text)) == set()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("When did Rose smile?", {2, 4}),
        ("where does rose live", {2, 4}),
        ("Do Will and Jürgen sail?", {1, 5}),
        ("Is this Ludwig, Jürgen or James?", {5, 21, 25}),
        ("Does Rose Hall sing?", {2}),
        ("Where did Ludwig meet James?", {21}),
    ],
)
def test_all_who_may_be_meant_are_named_and_nobody_else(text, people):
    assert set(INDEX.mentioned(text)) == people


def test_a_full_name_is_stronger_than_a_part_and_a_slip_weaker_than_either():
    strength = [
        INDEX.mentioned(f"Does {name} sing?")[26]
        for name in ("Maria del Carmen Ruiz", "Carmen Ruiz", "Ruiz", "Carmne")
    ]
    assert strength[:3] == [FULL, PARTS, PART] and strength[3] < PART


def test_whoever_has_exactly_that_name_goes_before_who_is_likely_to_be_meant():
    names = {1: "Jon Berg", 2: "John Lind", 3: "Ana", 4: "Ana Lind", 5: "Anna Gross"}
    assert set(mentioned_names("Where does Jon live?", names)) == {1}
    assert set(mentioned_names("Where does Ana live?", names)) == {3}


def test_somebody_known_by_one_name_may_be_called_by_two():
    assert set(mentioned_names("Where does James Miller live?", {1: "James"})) == {1}
    assert mentioned_names("Where does James Miller live?", {1: "James Smith"}) == {}


@pytest.mark.parametrize("person", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower, lambda name: f"  {name}?"])
def test_a_full_name_is_found_in_every_form(person, form, change):
    name = unicodedata.normalize(form, change(NAMES[person]))
    assert INDEX.mentioned(name)[person] >= PARTS


@given(st.text(), st.dictionaries(st.integers(1, 9), st.text(min_size=1), max_size=4))
def test_no_text_and_no_name_is_too_strange(text, names):
    index = NameIndex(names)
    assert set(index.mentioned(text)) <= set(names)
    for each in index.mentions(text):
        assert each.start < each.end and each.people and 0 < each.strength <= 1


@given(st.dictionaries(st.integers(1, 9), st.text(min_size=1), min_size=1, max_size=4))
def test_everybody_is_found_by_what_they_are_called(names):
    index = NameIndex(names)
    for person, name in names.items():
        if any(char.isalnum() for char in name):
            assert person in index.spelled_like(name)


# --- whose name is like another


@pytest.mark.parametrize(
    ("name", "spelled", "slip"),
    [
        ("john smith", {7}, set()),
        ("John  Smith", {7}, set()),
        ("JOHN SMITH", {7}, set()),
        ("Jon Smith", set(), {7}),
        ("Jhon Smith", set(), {7}),
        ("Joan Smithson", set(), set()),
        ("Siobhan O'Brien", {8}, set()),
        ("Juergen", {5}, set()),
        ("Jurgen", {5}, set()),
        ("mueller", {5}, set()),
        ("Anne Marie Petit", {6}, set()),
        ("Rose", set(), set()),
        ("Katharina Lint", set(), {22}),
    ],
)
def test_names_that_are_likely_to_be_one_persons(name, spelled, slip):
    assert INDEX.spelled_like(name) == spelled
    assert INDEX.slips_of(name) - spelled == slip


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Brigittes Mann heißt wie?", 1),
        ("Wann hat Brigitte Geburtstag?", 1),
        ("Brigitte è allergica?", 1),
        ("how old's brigitte", 1),
        ("what is Tammy Jo's job", 2),
        ("what did i tell mark", 3),
        ("Is una well?", 4),
    ],
)
def test_what_stands_beside_a_name_does_not_hide_it(text, person):
    names = {1: "Brigitte Stahl", 2: "Tammy Jo Hendricks", 3: "Mark Mann", 4: "Una Old"}
    assert set(mentioned_names(text, names)) == {person}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("where does jo live", {1}),
        ("whats jos husband called", {1}),
        ("do ed and jo know each other", {1, 2}),
        ("who is al", set()),
        ("is it his bike", set()),
    ],
)
def test_a_first_name_of_two_letters_is_a_name(text, people):
    names = {1: "Jo Marsh", 2: "Ed Tully", 3: "Hi Vance", 4: "It Lund"}
    assert set(mentioned_names(text, names)) == people


@pytest.mark.parametrize(
    "text",
    [
        "How old is Maria?",
        "quando è nata una nonna",
        "what do we pay for petrol",
        "why can't i bring salad",
        "Who went to Bergen?",
        "an welchem Tag holt sie die Kinder",
        "How old is Dina?",
        "Does Marla sing?",
    ],
)
def test_what_is_near_to_a_name_is_not_always_a_slip(text):
    names = dict(
        enumerate("Marta Cian Una Petrov Berger Holt Dana Carla Salat Nonno".split(), start=1)
    )
    assert mentioned_names(text, names) == {}


@pytest.mark.parametrize(
    ("typed", "name"),
    [("josefine", "Josephine"), ("Filippa", "Philippa"), ("dorotea", "Dorothea")],
)
def test_a_name_is_recognised_by_its_sound(typed, name):
    index = NameIndex({1: f"{name} Sand", 2: "Marco Bell"})
    assert index.mentioned(f"where does {typed} work").keys() == {1}


def test_a_first_name_with_a_hyphen_is_known_whatever_its_halves_mean():
    index = NameIndex({1: "Ha-lost Kim", 2: "Jean-Paul Roux", 3: "Rose Hall"})
    assert set(index.mentioned("where does ha-lost live")) == {1}
    assert set(index.mentioned("how do i reach jean-paul")) == {2}
    assert not index.mentioned("What does Jean-Paul Sartre write")


@pytest.mark.parametrize(
    ("text", "person"), [("furgas dog", 1), ("where is fareeda", 2), ("age of yusoof", 3)]
)
def test_a_name_that_is_spelled_as_it_is_said(text, person):
    index = NameIndex({1: "Fergas Low", 2: "Farida Noor", 3: "Yusuuf Ali"})
    assert set(index.mentioned(text)) == {person}


def test_a_name_that_is_a_word_is_one_behind_a_relative():
    index = NameIndex({1: "Rose Hall"})
    assert set(index.mentioned("wie heißt der mann von rose")) == {1}
    assert set(index.mentioned("comment s'appelle le mari de rose")) == {1}
    assert not index.mentioned("the smell of rose")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("inez new number", 1),
        ("oxana's boss", 2),
        ("where does ashia work", 3),
        ("wher does beatrize solana live", 4),
        ("does martin bergen sing", None),
    ],
)
def test_a_name_with_its_letters_changed_about(text, person):
    names = {1: "Inès Roux", 2: "Oksana Lys", 3: "Aisha Noor", 4: "Beatris Solano"}
    index = NameIndex({**names, 5: "Martina Berger"})
    assert set(index.mentioned(text)) == ({person} if person else set())


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("does pat take milk in his tea", [1]),
        ("what is pat taking for her knees", [1]),
        ("does she pat his dog", []),
        ("does he ever pat the dog", []),
    ],
)
def test_a_pronoun_behind_a_name_that_is_a_word_leaves_it_one(text, people):
    found = NameIndex({1: "Pat Cole", 2: "Kit Lund"}).mentions(text)
    assert [person for each in found for person in each.people] == people
