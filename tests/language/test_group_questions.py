"""Which questions ask for a list or a number of people, and what they ask of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.group_questions import GroupKind, group_question

LISTS = """
who has a parrot
Who keeps chickens?
who owes me a favour
who lives in Utrecht
Who's from Chile?
who is vegan
who is a plumber
who's pregnant
who has been to Iceland
who studied law
who moved to Berlin
who can play the piano
who doesn't drink
who hates olives
who works at the hospital
who was born in March
who turns 40 this year
who is getting divorced
who else sings in a choir
who got married last year
who told me about the cabin
who gave me the green lamp
who did I meet in Prague
who do I owe money
who did I lend my tent to
who should I call back
who do I know in Ghent
who do I know at Philips
who has no children
who has kids and lives in Delft
which of my friends are teachers
Which of our neighbours has a ladder?
which people live near the station
which of my cousins speak Polish
wich of my freinds can ski
any of my friends allergic to dust?
anyone allergic to shellfish?
anybody here who plays chess
does anyone speak Dutch
is there anyone who repairs bikes?
has anybody been to Peru
do I know anyone in Lagos
do I know a carpenter
do I know any pilots
do i have friends in Oslo
everyone with a boat
list all my friends in Turin
people who like jazz
my friends with kids
whose birthday is in October
whose dog is called Bruno
whose children go to the music school
who are my vegetarian friends
who are my friends in Turin
tell me who lives in Cork
hey, who has a drill?
""".strip().split("\n")
COUNTS = """
how many of my friends have twins
how many people do I know in Ghent
How many nurses do I know?
how many friends live abroad
how many of my colleagues are from Poland
how many carpenters do I know in Delft
howmany people do i know
""".strip().split("\n")
ABOUT_ONE = """
who is the man with the parrot
who is that
who is she
who's this?
who is it
who are they
who is Wilma
who is wilma
who is john smith
who is the plumber
who is my dentist
who is my plumber friend
who is in this photo
who is in the picture
who is speaking
who is talking here
whose voice is this
whose photo is this
whose face is that
who is her boss
who told her
who did she marry
who does sipho live with
which of these is Greta
which car does she drive
which school did he go to
which dentist does she see
how many kids does Wilma have
how many children does she have
how many languages does he speak
how many people work for her
how many times did I meet him
how old is Greta
how many cats
what is the name of the person who has a parrot
what does the woman who keeps chickens do
where does the man with the boat live
my friend who keeps chickens
the guy with the boat
the woman who sells flowers
who keeps chickens and where does she live
is she allergic to nuts
does he have kids
does the baker have kids
has he been to Iceland
when is her birthday
what is his phone number
what did I promise
where did I park
what's my blood type
tell me about the carpenter
tell me who she is
what is the woman in this photo called
do I know her
do I know this man
""".strip().split("\n")


@pytest.mark.parametrize("question", LISTS)
def test_a_list(question):
    asked = group_question(question)
    assert asked is not None and asked.kind is GroupKind.LIST and asked.each


@pytest.mark.parametrize("question", COUNTS)
def test_a_number(question):
    asked = group_question(question)
    assert asked is not None and asked.kind is GroupKind.COUNT


@pytest.mark.parametrize("question", ABOUT_ONE)
def test_a_question_about_one_person_is_no_list(question):
    assert group_question(question) is None


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("who has a parrot", "Does she have a parrot?"),
        ("which of my friends are nurses", "Is she a nurse?"),
        ("who do I know in Ghent", "Does she live in Ghent?"),
        ("who has been to Peru", "Has she been to Peru?"),
        ("anyone allergic to dust", "Is she allergic to dust?"),
        ("who moved to Ghent", "Did she move to Ghent?"),
        ("friends with twins", "Does she have twins?"),
        ("who did I lend my tent to", "Did I lend my tent to her?"),
        ("whose cat is called Mo", "Is her cat called Mo?"),
        ("how many cooks do I know", "Is she a cook?"),
        ("who was at the picnic", "Was she at the picnic?"),
        ("who studies in Graz", "Does she study in Graz?"),
    ],
)
def test_it_becomes_a_question_about_each(question, each):
    assert group_question(question).each == (each,)


@pytest.mark.parametrize("question", ["who was at Dev's party", "who has met Greta"])
def test_a_name_may_tell_people_apart(question):
    assert group_question(question, names=True) is not None


@pytest.mark.parametrize(
    "question", ["who is Greta", "who has Wilma's key", "how many cats has Bo"]
)
def test_else_a_name_says_whom_a_question_is_about(question):
    assert group_question(question, names=True) is None


@given(st.sampled_from(LISTS + COUNTS), st.sampled_from(["", "?", " ??", "!"]), st.booleans())
def test_case_and_marks_change_nothing(question, mark, shout):
    asked = group_question(question.rstrip("?"))
    other = group_question((question.upper() if shout else question).rstrip("?") + mark)
    assert other is not None and other.kind is asked.kind


@given(st.text(max_size=80))
def test_anything_can_be_asked(text):
    group_question(text)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("name all the physios i know, apart from me", "Is she a physio?"),
        ("how many of the people i write about are divorced", "Is she divorced?"),
        ("Who does any volunteering?", "Does she volunteering?"),
        ("who still has things they borrowed off me", "Does she have something of mine?"),
        ("name all the songs i know", None),
    ],
)
def test_a_list_asked_for_by_the_way(question, each):
    asked = group_question(question)
    assert (asked.each if asked else None) == ((each,) if each else None)


def test_what_ever_was_counts_too():
    asked = group_question("who has ever worked as a nurse")
    assert asked is not None and asked.once
