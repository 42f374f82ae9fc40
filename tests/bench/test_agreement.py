"""Two judges of the same answers are compared, beyond what chance would give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.bench.agreement import agreement

verdicts = st.dictionaries(st.integers(0, 12).map(str), st.booleans())


def of(both: int, neither: int, only_lexical: int, only_judge: int):
    pairs = [(True, True)] * both + [(False, False)] * neither
    pairs += [(True, False)] * only_lexical + [(False, True)] * only_judge
    return agreement(
        {str(at): ours for at, (ours, _) in enumerate(pairs)},
        {str(at): theirs for at, (_, theirs) in enumerate(pairs)},
    )


def test_by_hand():
    """20 of 50 both, 15 neither: 70 % agree, 50 % would by chance, so kappa is 0.2 / 0.5."""
    found = of(20, 15, 5, 10)
    assert found == {
        "n": 50,
        "agree": 70.0,
        "kappa": pytest.approx(0.4),
        "both": 20,
        "neither": 15,
        "only_lexical": 5,
        "only_judge": 10,
    }


def test_its_ends():
    assert of(3, 2, 0, 0)["kappa"] == 1 and of(3, 2, 0, 0)["agree"] == 100
    assert of(0, 0, 2, 2)["kappa"] == -1 and of(0, 0, 2, 2)["agree"] == 0
    assert of(4, 0, 2, 0)["kappa"] == 0  # one says the same of everything


def test_what_cannot_be_said_is_not():
    assert of(0, 0, 0, 0)["agree"] is None and of(0, 0, 0, 0)["kappa"] is None
    assert of(5, 0, 0, 0)["kappa"] is None and of(0, 5, 0, 0)["kappa"] is None


def test_only_what_both_judged_counts():
    assert agreement({"a": True, "b": True}, {"b": True, "c": False})["n"] == 1


@given(verdicts, verdicts)
def test_laws(ours, theirs):
    one, other = agreement(ours, theirs), agreement(theirs, ours)
    assert one["agree"] == other["agree"] and one["kappa"] == other["kappa"]
    assert (one["only_lexical"], one["only_judge"]) == (other["only_judge"], other["only_lexical"])
    cells = (one["both"], one["neither"], one["only_lexical"], one["only_judge"])
    assert sum(cells) == one["n"] == len(ours.keys() & theirs.keys()) and min(cells) >= 0
    if one["kappa"] is not None:
        # As the textbook has it, in shares.
        shared = ours.keys() & theirs.keys()
        mine, yours = (sum(each[name] for name in shared) / len(shared) for each in (ours, theirs))
        chance = mine * yours + (1 - mine) * (1 - yours)
        assert one["kappa"] == pytest.approx((one["agree"] / 100 - chance) / (1 - chance))
