"""Lists that are asked for by the name of a kind of people."""

from __future__ import annotations

import pytest

from persona_assistant.language.group_questions import GroupKind, group_question


@pytest.mark.parametrize(
    ("asked", "each"),
    [
        ("parrots - who keeps them?", "Does she keep parrots?"),
        ("horse owners i know", "Does she have a horse?"),
        ("allergic to bees, who?", "Is she allergic to bees?"),
        ("any horse people among my friends", "Does she have a horse?"),
        ("trumpet players?", "Does she play trumpet?"),
        ("non-smokers", "Does she not smoke?"),
        ("who are the welders", "Is she a welder?"),
        ("my left-handed friends", "Is she left-handed?"),
        ("of everyone i know, who is left-handed", "Is she left-handed?"),
        ("alcohol: who doesn't drink it", "Does she not drink alcohol?"),
        ("turban wearers", "Does she wear a turban?"),
        ("painters: who has an easel", "Does she have an easel?"),
        ("is there a welder among my friends", "Is she a welder?"),
        ("the names of people who are pregnant", "Is she pregnant?"),
    ],
)
def test_a_shape_of_a_list_is_told_with_who(asked, each):
    found = group_question(asked)
    assert found is not None and found.kind is GroupKind.LIST and found.each == (each,)


@pytest.mark.parametrize(
    "asked",
    [
        "ivo's dog",
        "dinner on friday, who is it with",
        "the man with the horse, who is that",
        "jobs",
        "my friends",
        "what is ivo's job",
        "new glasses",
    ],
)
def test_what_asks_for_one_person_or_no_one_is_no_list(asked):
    assert group_question(asked) is None
