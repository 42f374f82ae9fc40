"""The laws of the profile: it stays in bounds, moves towards what a message shows, and a message
that shows nothing moves nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.personality import (
    NEUTRAL,
    TRAITS,
    Observation,
    Traits,
    course,
    evolved,
    inertia,
    lines,
    whole,
    words,
)

SHOWN = st.builds(Traits, *[st.integers(1, 5)] * 5)
PROFILES = st.builds(Traits, *[st.floats(1, 5)] * 5)
MESSAGES = st.integers(0, 10**6)
RULES = st.sampled_from(["paper", "release"])


def observed(*shown: Traits) -> list[Observation]:
    return [
        Observation(turn, f"2026-01-{turn:02}T10:00:00Z", each)
        for turn, each in enumerate(shown, start=1)
    ]


@pytest.mark.parametrize(("messages", "stays"), [(0, 0.5), (25, 0.7), (50, 0.9), (1000, 0.9)])
def test_the_profile_is_moved_less_as_messages_grow_in_number(messages, stays):
    assert inertia(messages) == pytest.approx(stays)


@given(MESSAGES)
def test_inertia_never_falls_and_is_that_of_the_published_program(messages):
    assert 0.5 <= inertia(messages) <= inertia(messages + 1) <= 0.9
    moves = 0.1 + 0.4 * (1 + math.cos(math.pi * min(messages, 50) / 50)) / 2
    assert inertia(messages) == pytest.approx(1 - moves)


@given(PROFILES, SHOWN, MESSAGES, RULES)
def test_each_trait_moves_towards_what_is_shown_and_not_past_it(profile, shown, messages, rule):
    for was, now, new in zip(profile, shown, evolved(profile, shown, messages, rule), strict=True):
        assert min(was, now) - 1e-9 <= new <= max(was, now) + 1e-9
        assert 1 <= new <= 5
        moves = abs(was - now) > 1e-6 and (
            any(each != 3 for each in shown) if rule == "paper" else now != 3
        )
        assert (abs(new - now) < abs(was - now)) == moves or not moves


@given(PROFILES, SHOWN, SHOWN, MESSAGES)
def test_who_shows_more_of_a_trait_has_no_less_of_it(profile, one, other, messages):
    shown = Traits(*map(max, one, other))
    assume(any(each != 3 for each in one) and any(each != 3 for each in shown))
    less, more = evolved(profile, one, messages), evolved(profile, shown, messages)
    assert all(low <= high + 1e-12 for low, high in zip(less, more, strict=True))


@given(PROFILES, MESSAGES, RULES)
def test_a_message_that_shows_nothing_leaves_the_profile(profile, messages, rule):
    assert evolved(profile, whole([3] * 5), messages, rule) == profile


def test_the_rules_differ_where_some_traits_are_neutral():
    profile, shown = Traits(5, 5, 5, 5, 5), whole([1, 3, 3, 3, 3])
    assert evolved(profile, shown, 0) == (3, 4, 4, 4, 4)
    assert evolved(profile, shown, 0, "release") == (3, 5, 5, 5, 5)


@given(SHOWN.filter(lambda shown: any(each != 3 for each in shown)))
def test_what_is_shown_again_and_again_becomes_the_profile(shown):
    last = course(observed(*[shown] * 28) * 4)[-1]
    assert last.traits == pytest.approx(shown, abs=0.01)


@given(st.lists(SHOWN, max_size=20), st.data())
def test_without_a_message_the_profile_is_what_it_would_have_been(shown, data):
    all_of_them = observed(*shown)
    gone = data.draw(st.integers(0, max(len(shown) - 1, 0)))
    left = [each for place, each in enumerate(all_of_them) if place != gone]
    assert [each.traits for each in course(left)] == [
        each.traits for each in course(observed(*[each.traits for each in left]))
    ]
    assert course(left)[:gone] == course(all_of_them)[:gone]


def test_neutral_messages_count_but_do_not_move():
    points = course(observed(whole([3] * 5), whole([5] * 5)))
    assert [each.moved for each in points] == [False, True]
    stays = inertia(1)
    assert points[-1].traits.openness == pytest.approx(stays * 3 + (1 - stays) * 5)


@pytest.mark.parametrize(
    "given", [[1, 2, 3, 4], [1, 2, 3, 4, 6], [0, 2, 3, 4, 5], [True, 2, 3, 4, 5], [1.5, 2, 3, 4, 5]]
)
def test_what_are_no_traits_is_refused(given):
    with pytest.raises(BadInput, match="five whole numbers from 1 to 5"):
        whole(given)


@given(PROFILES)
def test_words_follow_the_number_that_is_shown(profile):
    shown = Traits(*(float(f"{each:.1f}") for each in profile))
    assert lines(profile) == lines(shown)
    assert [line.split()[0] for line in lines(profile)] == list(TRAITS)


def test_words_have_a_low_a_neutral_and_a_high_end():
    for trait in TRAITS:
        found = [words(trait, each) for each in (1, 2, 3, 4, 5)]
        assert len(set(found)) == 5 and found[0] == f"very {found[1]}"
    assert lines(NEUTRAL)[0] == "openness 3.0 (neither much nor little)"
