"""Answers that are parsed: what is asked for, whose it is, and what is reckoned from it."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found
from persona_assistant.reader.typed import asked_kind, refine

WRITTEN = datetime.date(2024, 3, 12)
TODAY = datetime.date(2024, 4, 1)

ASKED = {
    "phone": [
        "marta phone number", "what's ben's number?", "how can i phone her, what's her mobile",
        "whats her phone nubmer", "do you have ben's number", "Marta's mobile?",
        "what number can I reach her on", "Wie ist ihre Handynummer?", "quel est son numéro?",
        "quel est le numéro d'Élodie ?", "¿cuál es el número de Inés?", "qual é o número da Ana",
        "qual è il numero di Anna", "welche Nummer hat Lukas", "do you have tess's digits",
        "how can I reach Tess by phone", "wie kann ich Lukas anrufen",
    ],
    "email": ["whats her e-mail", "ben mail adress", "what is marta's emial", "Ben's email adress?",
        "how can i reach tess by mail", "wie erreiche ich Lukas per Mail"],
    "birthday": [
        "when's his bday", "when was she born", "what year was ben born", "ben birthday?",
        "wann hat sie geburtstag", "when is her brithday", "date of birth of Anna",
        "quando faz anos a Inês?", "quando compie gli anni Fosca", "¿cuándo cumple años Itziar?",
    ],
    "age": ["how old is ben", "wie alt ist Marta", "what is her age", "quel âge a-t-elle",
        "what age is ben"],
    "address": ["what's her address", "adress of ben", "which street does she live in"],
    "amount": ["how much do i owe", "what do I owe Marta", "what does she charge"],
    "time": ["what time do we meet", "um wieviel uhr treffen wir uns"],
    "size": ["what size shoes does she wear", "shoe size ben", "Welche Schuhgröße hat sie?"],
    "code": ["what's the wifi password at ben's", "door code marta", "alarm code?"],
    "count": ["how many kids does he have", "wie viele Kinder hat sie"],
    "date": ["when did we meet", "when's the party", "since when does she live in Porto"],
    None: [
        "quel est son numéro préféré", "qual è il suo numero preferito",
        "who phoned", "what phone does she have", "did she lose her phone", "where was she born",
        "what did she get for her birthday", "where does she live", "dress code for the party?",
        "what did she say when we met", "how much does she weigh", "did she email me",
        "what is her favourite number", "what is the fabric seller going to mail me?",
        "which words did he address to the audience?", "what was she holding in her hand?",
        "when the trucker was in, what was happening?", "how did he feel when his son was born?",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "question"), [(kind, each) for kind, all_of in ASKED.items() for each in all_of]
)
def test_what_a_question_asks_for(kind, question):
    assert asked_kind(question) == kind


def answer(question, *texts, name="Ben King", today=TODAY, proposed=(), written=WRITTEN):
    """What is answered to a question from notes; "" for no answer. `proposed` is what the network
    found: (sentence, span, probability)."""
    notes = [Note(text, written) for text in texts]
    found = [
        Found(note, sentence, span, note.text.index(span), probability)
        for sentence, span, probability in proposed
        for note in notes
        if sentence in note.text
    ]
    refined = refine(question, found, notes, name=name, today=today)
    if refined is None or refined.missing or not refined.found:
        return ""
    assert all(each.note.text[each.start :].startswith(each.span) for each in refined.found)
    return refined.answer or refined.found[0].span


PARSED = [
    ("ben phone number", "Plumber. Call him on 0171 5551234, mornings.", "0171 5551234"),
    ("what's ben's number", "Ben: 555-0142, his mum's: 555-0143", "555-0142"),
    ("what's the number of ben's mum", "Ben: 555-0142, his mum's: 555-0143", "555-0143"),
    ("what's ben's number", "His mum's number is 555-0143.", ""),
    ("what's ben's number", "Write to ben.k@example.org.", ""),
    ("ben's work number", "Work 020 7946 0018, mobile 07700 900123", "020 7946 0018"),
    ("ben's number", "Work 020 7946 0018, mobile 07700 900123", "020 7946 0018, 07700 900123"),
    ("whats his e-mail", "Write to ben.k@example.org.", "ben.k@example.org"),
    ("how old is ben", "Ben is 36, works at the bank", "36"),
    ("how old is ben", "Has a daughter, aged 6.", ""),
    ("how old is ben's daughter", "36. Has a daughter, aged 6.", "6"),
    ("how old is ben", "Pete is 40.", ""),
    ("how old is ben", "born 14 June 1989", "34"),
    ("how old is ben", "born in 1989 in Hull", "34 or 35"),
    ("how old is ben", "turning 40 in May", "39"),
    ("when is his bday", "bday 14/6", "14 June"),
    ("when is his birthday", "Born on June 14th '89 in Hull", "14 June 1989"),
    ("what year was he born", "Born on June 14th '89 in Hull", "1989"),
    ("when is ben's birthday", "His sister's birthday is 3 May.", ""),
    ("what's his address", "Lives at 12 High Street, Leeds.", "12 High Street, Leeds"),
    ("ben's wifi password?", "door code 4711, wifi: sunflower42", "sunflower42"),
    ("Benny's phone number", "Plumber. 0171 5551234", "0171 5551234"),
    ("ben's number", "Met at Jonas's barbecue. 0131 496 0123", "0131 496 0123"),
    ("ben's number", "Lives with his sister in Hull.\n0131 496 0123", "0131 496 0123"),
    ("ben's number", "Plumber. His mum: 0131 496 0123", ""),
    ("ben's practice number", "12 Mill Lane, 0131 555 0177.", "0131 555 0177"),
    ("ben's number", "Call Dr Amato 973-555-0160", ""),
    ("Rory's age", "two boys: Finlay 9 and Rory 6", "6"),
    ("how old is ben's younger daughter", "girls Isla 5 and Mhairi 2", "2"),
    ("ages of ben's kids", "daughter Nia 9, son Tre 4", "Nia 9 and Tre 4"),
    ("how old is ben's kid", "daughter Sol is 12", "12"),
    ("how can i reach ben's wife", "engaged to Ann. Ann's cell is 555-0143", "555-0143"),
    ("has ben got a website", "See benking.example.", "benking.example"),
    ("ben's extension?", "desk ext 2214, mobile 07700 900123", "2214"),
    ("ben's number", "desk ext 2214, mobile 07700 900123", "07700 900123"),
    ("ben's home number", "text to book: 646-555-0102", ""),
    ("ben door code", "door code 4711, wifi: sunflower42", "4711"),
    ("what's his alarm code?", "door code 4711", ""),
    ("what's his shoe size", "dress shirt size M, shoe size 42", "42"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "note", "wanted"), PARSED)
def test_a_plain_thing_of_the_right_person_answers_by_itself(question, note, wanted):
    assert answer(question, note) == wanted


def test_i_is_whoever_speaks():
    chat = "Me: I am 41 now\nBen: I am 36, write to ben@example.org\nMe: my number is 0171 5551234"
    assert answer("how old is ben", chat) == "36"
    assert answer("ben's number", chat) == ""
    assert answer("what's my number", "My number is 0171 5551234", name="Me") == "0171 5551234"
    assert answer("ben's number", "Gave him my number, 0171 5551234") == ""


MORE_THAN_WHOSE = [
    ("how old was he when they met", "He is 36."),
    ("how old is the parrot", "Keeps a parrot. 36."),
    ("how old is Oskar", "He is 36."),
    ("what's the police number", "Call him on 0171 5551234."),
]


@pytest.mark.parametrize(("question", "note"), MORE_THAN_WHOSE)
def test_a_question_that_says_more_is_left_to_the_network(question, note):
    refined = refine(question, [], [Note(note)], name="Ben King")
    assert refined is not None and refined.found == () and not refined.missing


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("how old is ben", "Walked here when he was 15."),
        ("how old is ben", "His seven-year-old rides a bike."),
        ("how old is she", "He is a customs man, 58."),
    ],
)
def test_an_age_of_another_time_or_person_does_not_answer(question, note):
    assert answer(question, note) == ""


def test_a_letter_of_the_person_says_i():
    letter = "Hello, it's Ben from the train! My number is 0951 4470. Greetings"
    assert answer("ben's number", letter) == "0951 4470"
    assert answer("year of birth ben", "I was born in Hull in 1981. Yours, Ben King") == "1981"


def test_that_there_is_none_answers_too():
    note = "He refuses to own a telephone."
    proposed = [(note, "refuses to own a telephone", 0.8)]
    assert answer("what's ben's phone number", note, proposed=proposed) == proposed[0][1]


@pytest.mark.parametrize(
    ("question", "note", "span", "wanted"),
    [
        ("when does he come", "He comes in May if the visa is granted in time.", None, "May"),
        ("from when may he jump", "No jumping before May, says the doctor.", None, "before May"),
        ("when is the handover", "Handover 1 July, 10am.", "1 July, 10am", "1 July, 10am"),
        ("until when", "From the 10th to the 24th.", "the 24th", "the 24th"),
        (
            "when is the party",
            "Party Sat 11am, exam 22 May.",
            "Sat 11am",
            '16 March 2024 at 11am ("Sat 11am" in a note of 12 March 2024)',
        ),
        ("what does she charge", "15 euros an hour.", "15 euros an hour", "15 euros an hour"),
        ("when was it", "Came on 15/3 in the rain.", "15/3", "15 March"),
    ],
)
def test_only_a_long_span_is_cut(question, note, span, wanted):
    proposed = [(note, span or note.rstrip("."), 0.8)]
    assert answer(question, note, proposed=proposed) == wanted


def test_an_age_grows_with_the_years():
    assert answer("how old is ben", "he is 36", today=WRITTEN) == "36"
    assert answer("how old is ben", "he is 36", today=datetime.date(2026, 3, 12)) == "about 38"
    both = ("he is 36", "bday 14 June")
    assert answer("how old is ben", *both, today=datetime.date(2026, 6, 13)) == "38"
    assert answer("how old is ben", *both, today=datetime.date(2026, 6, 14)) == "39"
    turning = "turning 40 in May"
    assert answer("how old is ben", turning, today=datetime.date(2024, 5, 3)) == "39 or 40"
    assert answer("how old is ben", turning, today=datetime.date(2025, 6, 3)) == "41"


def test_an_age_that_is_reached_on_a_day_tells_the_day_of_birth():
    later = datetime.date(2026, 3, 12)
    for note in ("Ben turned 36 on 24 june", "Ben: 36 today", "he hit 36 in february"):
        assert answer("how old is ben", note, today=later) in ("38", "37 or 38"), note
    assert answer("when is ben's birthday", "Ben turned 36 on 24 june") == "24 June 1987"
    assert answer("when is ben's birthday", "Ben will be 52 on dec 12") == "12 December 1972"


def test_a_newer_number_beats_an_older_one_that_is_called_a_mobile():
    texts = ("mobile 07700 900311", "new phone 07700 900867, old one is dead")
    notes = [Note(text, WRITTEN + datetime.timedelta(days=days)) for days, text in enumerate(texts)]
    for question, wanted in (("ben's mobile", "900867"), ("ben's old number", "900311")):
        refined = refine(question, [], notes, name="Ben King", today=TODAY)
        assert refined is not None and refined.found[0].span.endswith(wanted), question


def test_what_the_network_hardly_saw_takes_nothing_from_a_parsed_thing():
    note = "her mum Sol (71) came. Ben turned 38."
    assert answer("ben's age", note, proposed=[(note, "71", 0.02)]) == "38"


def test_a_place_that_the_network_found_is_narrowed_to_the_date():
    note = "We met last Tuesday at the market."
    proposed = [(note, "last Tuesday at the market", 0.8)]
    wanted = '5 March 2024 ("last Tuesday" in a note of 12 March 2024)'
    assert answer("when did we meet", note, proposed=proposed) == wanted
    assert answer("how long ago did we meet", note, proposed=proposed) == "4 weeks ago"


def test_the_network_chooses_where_a_thing_does_not_answer_by_itself():
    note = "Lent him 20 EUR. The room costs 400 EUR."
    proposed = [("Lent him 20 EUR.", "20 EUR", 0.8)]
    assert answer("how much does ben owe me", note, proposed=proposed) == "20 EUR"
    assert answer("how much does ben owe me", note) == ""


def test_what_the_network_proposes_gives_way_to_the_thing_itself():
    note = "Write to ben.k@example.org. Phone him any time."
    refined = refine(
        "what is his phone number",
        [Found(Note(note), "Phone him any time.", "any time", note.index("any time"), 0.9)],
        [Note(note)],
        name="Ben",
    )
    assert refined is not None and refined.missing
    assert all(each.probability < 0.5 for each in refined.found)


def test_a_question_for_nothing_of_a_kind_is_left_to_the_network():
    assert refine("where does he live", [], [Note("Lives in Hull.")]) is None


def test_a_parsed_thing_wins_where_the_network_prefers_what_is_no_such_thing():
    note = "Ben King, birthday 14.6.1989. Knee operation on 3 feb."
    proposed = [("Knee operation on 3 feb.", "3 feb", 0.6)]
    assert answer("How old is Ben?", note, proposed=proposed) == "34"


@pytest.mark.parametrize(
    ("note", "near"),
    [
        ("chef. born 1985 in Bilbao.", "only the year is noted: 1985"),
        ("chef. born in May 1985.", "only the month is noted: May 1985"),
    ],
)
def test_a_year_of_birth_is_no_birthday_but_is_told(note, near):
    proposed = [(note, "1985", 0.9)]
    notes = [Note(note, WRITTEN)]
    found = [Found(notes[0], note, "1985", note.index("1985"), 0.9)]
    refined = refine("when is his birthday", found, notes, name="Ben", today=TODAY)
    assert refined is not None and refined.missing and refined.answer == near
    assert answer("what year was he born", note, proposed=proposed) == "1985"


RELATIVES = "Ben: knee operation on 3 feb. his dad had a stroke in november, poor guy"


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("When did Ben have a stroke?", 0.0, 0.4),
        ("When did Ben's dad have a stroke?", 0.9, 1.0),
        ("When did Ben's mum have a stroke?", 0.0, 0.4),
        ("When was the stroke?", 0.9, 1.0),
    ],
)
def test_what_is_said_of_a_relative_is_not_the_persons(question, least, most):
    note = Note(RELATIVES, WRITTEN)
    sentence, span = RELATIVES[30:], "in november"
    place = Found(note, sentence, span, RELATIVES.index(span), 0.95)
    refined = refine(question, [place], [note], name="Ben King", today=TODAY)
    assert refined is not None and least <= refined.found[0].probability <= most


def test_somebody_who_only_occurs_in_the_clause_does_not_take_the_fact():
    text = "Visited mum in May."
    place = Found(Note(text, WRITTEN), text, "May", text.index("May"), 0.9)
    refined = refine("when did Ben go away", [place], [place.note], name="Ben King", today=TODAY)
    assert refined is not None and refined.found[0].probability == 0.9


def test_the_age_of_a_relative_grows_too():
    later = datetime.date(2025, 3, 12)
    for note in ("Dentist. son Sami (9)", "Dentist, son Sami, 9.", "Dentist. Son (9), no pets."):
        assert answer("how old is ben's son", note, today=later) == "about 10"
    assert answer("how old are ben's twins", "twins Asha + Dev, 7. vegan", today=later) == "about 8"
    assert answer("how old is ben", "Dentist. son Sami (9)", today=later) == ""


def test_a_son_is_not_told_from_the_other_children():
    note = "kids Noor 4 and Sami 9"
    place = Found(Note(note), note, "kids Noor 4", 0, 0.8)
    refined = refine("how old is ben's son", [place], [place.note], name="Ben", today=TODAY)
    assert refined is not None and refined.found[0].probability < 0.5


@pytest.mark.parametrize(
    ("note", "span", "sure"),
    [
        ("Retired judge. two cats. deaf", "two cats", True),
        ("Retired judge. two dogs. deaf", "two dogs", False),
        ("Retired judge. his sister has two cats", "two cats", False),
    ],
)
def test_a_count_of_what_is_asked_about_is_sure(note, span, sure):
    place = Found(Note(note), note, span, note.index(span), 0.4)
    refined = refine("how many cats does Ben have?", [place], [place.note], name="Ben")
    assert refined is not None and (refined.found[0].probability >= 0.7) == sure


def test_since_a_day_without_a_date_answers_since_when():
    note = "Ben went dry. no beer since carnival"
    said = ("no beer since carnival", "since carnival", 0.9)
    assert answer("since when has Ben been off the beer", note, proposed=[said]) == "since carnival"
