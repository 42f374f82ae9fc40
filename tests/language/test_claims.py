"""How a sentence stands to what is asked, and how much of it it says."""

from __future__ import annotations

import pytest

from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.support import Support, support

PARROT, VET, GHENT = "Does she have a parrot?", "Is she a vet?", "Does she live in Ghent?"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (PARROT, "Uma has a parrot called Coco."),
        (PARROT, "has parrot"),
        (PARROT, "Coco is her parrot."),
        (PARROT, "Uma and her sister have a parrot."),
        (PARROT, "She lives with her brother and a parrot."),
        (PARROT, "Uma had a dog but now has a parrot."),
        (VET, "vet in Leuven, two sons"),
        (GHENT, "She has lived in Ghent since 2019."),
        (GHENT, "Uma lives in Ghent with her mother."),
        ("Does she have children?", "Her son is six."),
        ("Does she not eat meat?", "She does not eat meat."),
        ("Does she not eat meat?", "Uma is vegetarian."),
        ("Did I meet her in Ghent?", "I met Uma in Ghent."),
        ("Is her parrot called Coco?", "Her parrot Coco swears."),
        ("Is she afraid of parrots?", "Uma is afraid of parrots."),
    ],
)
def test_stated(question, sentence):
    assert stance(question, sentence, names=frozenset({"uma"})) is Stance.STATES


@pytest.mark.parametrize(
    ("question", "sentence", "how"),
    [
        (PARROT, "Uma has no parrot.", Stance.DENIES),
        ("Does she not drink wine?", "She brought wine.", Stance.DENIES),
        (GHENT, "Uma moved from Ghent to Bruges.", Stance.FORMER),
        (PARROT, "She doesn't have a parrot.", Stance.DENIES),
        (PARROT, "Uma is allergic to parrots.", Stance.DENIES),
        (PARROT, "Uma used to have a parrot.", Stance.FORMER),
        (PARROT, "She had a parrot as a child.", Stance.FORMER),
        (PARROT, "Her parrot died last year.", Stance.FORMER),
        (PARROT, "Uma wants a parrot.", Stance.OPEN),
        (PARROT, "Maybe a parrot, she says.", Stance.OPEN),
        (PARROT, "Her sister Ida has a parrot.", Stance.OTHERS),
        (PARROT, "Uma told me that Pete has a parrot.", Stance.OTHERS),
        (PARROT, "Me: I have a parrot", Stance.OTHERS),
        (VET, "Her husband is a vet.", Stance.OTHERS),
        (VET, "She has a daughter who is a vet.", Stance.OTHERS),
        (VET, "Uma was a vet.", Stance.FORMER),
        (GHENT, "She lived in Ghent until 2019.", Stance.FORMER),
        (GHENT, "She lives in Bruges, her brother lives in Ghent.", Stance.OTHERS),
        ("Has she been to Peru?", "Uma has never been to Peru.", Stance.DENIES),
        ("Can she drive?", "Uma can't drive.", Stance.DENIES),
        ("Is she married?", "Divorced, two kids", Stance.FORMER),
    ],
)
def test_not_stated(question, sentence, how):
    assert stance(question, sentence, names=frozenset({"uma"})) is how


@pytest.mark.parametrize(
    ("question", "sentence", "much"),
    [
        (PARROT, "two parrots and a hen", Support.FULL),
        (GHENT, "Uma, nurse, Ghent", Support.FULL),
        (GHENT, "She lives in Bruges.", Support.AGAINST),
        ("Does she live in ghent?", "She lives in Bruges.", Support.AGAINST),
        ("Does she owe me money?", "Uma owes me 20 euros.", Support.FULL),
        ("Is she allergic to nuts?", "Uma is allergic to pollen.", Support.SOME),
        (VET, "Uma paints.", Support.NONE),
        ("Is she from Spain?", "Uma is Spanish.", Support.FULL),
        ("Does she have children?", "Her son is six.", Support.FULL),
    ],
)
def test_how_much_a_sentence_says(question, sentence, much):
    assert support(question, sentence) is much
