"""Reciprocal rank fusion: what every ranking agrees on stays, and more support never hurts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from persona_assistant.routing.fusion import fuse

RANKING = some.lists(some.integers(1, 30), unique=True, max_size=12)
RANKINGS = some.lists(RANKING, max_size=4)


def test_two_rankings_that_disagree_are_settled_by_the_sum_of_reciprocal_ranks():
    # 7: 1/61 + 1/63, 8: 1/62 + 1/61, 9: 1/63 + 1/62
    assert fuse([[7, 8, 9], [8, 9, 7]]) == [8, 7, 9]


def test_nothing_to_fuse_is_nobody():
    assert fuse([]) == fuse([[], []]) == []


@given(RANKINGS)
def test_everybody_listed_anywhere_is_listed_once(rankings):
    fused = fuse(rankings)
    assert sorted(fused) == sorted(set().union(*map(set, rankings)))


@given(RANKING, some.integers(1, 4))
def test_rankings_that_agree_are_kept(ranking, times):
    assert fuse([ranking] * times) == ranking


@given(RANKINGS, some.data())
def test_a_further_vote_for_somebody_never_makes_them_lose_a_place(rankings, data):
    before = fuse(rankings)
    if before:
        chosen = data.draw(some.sampled_from(before))
        assert fuse([*rankings, [chosen]]).index(chosen) <= before.index(chosen)


@given(RANKINGS, some.randoms())
def test_the_order_of_the_rankings_does_not_matter(rankings, random):
    shuffled = list(rankings)
    random.shuffle(shuffled)
    assert sorted(fuse(rankings)) == sorted(fuse(shuffled))
    sums = {p: sum(1 / (60 + r.index(p) + 1) for r in rankings if p in r) for p in fuse(rankings)}
    assert all(sums[a] >= sums[b] - 1e-12 for a, b in zip(fuse(rankings), fuse(rankings)[1:]))
