"""How the user came across, merged between two stores of theirs: the order does not matter, nor how
often; and it goes along in an archive with what it stands on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.memory import Store
from persona_assistant.memory.impressions import Carried
from persona_assistant.personality import Traits, course
from persona_assistant.pmg import ConversationTurn
from tests.support.fakes import FakeEngine, assistant

MESSAGES = ("I love caves.", "I stay at home.", "All is well.")
READINGS = st.dictionaries(
    st.integers(0, len(MESSAGES) - 1), st.builds(Traits, *[st.integers(1, 5)] * 5)
)


def store_with(readings: dict[int, Traits]) -> Store:
    """A store in which all messages were written, and some were read."""
    store = Store.temporary()
    talk = store.conversations.begin()
    turns = [ConversationTurn("user", text) for text in MESSAGES]
    for turn in store.conversations.append(talk.id, *turns):
        at = f"2026-01-0{MESSAGES.index(turn.text) + 1}T10:00:00Z"
        store._connections.raw().execute("UPDATE turn SET created = ? WHERE id = ?", (at, turn.id))
        if (number := MESSAGES.index(turn.text)) in readings:
            store.impressions.keep(turn.id, readings[number])
    return store


@settings(max_examples=25, deadline=None)
@given(READINGS, READINGS)
def test_merging_is_the_same_in_either_order_and_again_changes_nothing(here, there):
    with store_with(here) as one, store_with(there) as other:
        before = one.impressions.carried()
        one.impressions.merge(other.impressions.carried())
        assert one.impressions.merge(other.impressions.carried()) == 0
        other.impressions.merge(before)
        assert one.impressions.carried() == other.impressions.carried()
        assert {each.said[8:10] for each in one.impressions.carried()} == {
            f"0{number + 1}" for number in here.keys() | there.keys()
        }
        points = [[each.traits for each in course(s.impressions.list())] for s in (one, other)]
        assert points[0] == points[1]


def test_of_two_readings_the_one_that_says_less_stays_and_undoing_is_one_step():
    bold, mild = {0: Traits(5, 1, 3, 3, 3)}, {0: Traits(4, 3, 3, 3, 3), 1: Traits(2, 3, 3, 3, 3)}
    with store_with(bold) as one, store_with(mild) as other:
        assert one.impressions.merge(other.impressions.carried()) == 2
        assert one.impressions.carried() == other.impressions.carried()
        one.events.undo(one.events.latest(["personality_observed"])[0].id)
        assert [each.traits for each in one.impressions.carried()] == [bold[0]]


def test_what_stands_on_no_message_here_is_left_out_and_no_traits_are_refused():
    with store_with({}) as store:
        assert (
            store.impressions.merge([Carried("2026-01-01T10:00:00Z", "0" * 64, Traits(*[4] * 5))])
            == 0
        )
        with store_with({0: Traits(4, 4, 4, 4, 4)}) as other:
            (given_one,) = other.impressions.carried()
        with pytest.raises(BadInput, match="five whole numbers"):
            store.impressions.merge(
                [Carried(given_one.said, given_one.sha256, Traits(9, 3, 3, 3, 3))]
            )
        assert store.impressions.list() == ()


def test_it_goes_along_in_an_archive_with_the_conversations_and_the_memories(tmp_path):
    with assistant(FakeEngine(lambda _: ["bees"])) as here:
        here.add("Ana Prado", texts=["Ana Prado keeps bees."])
        here.ask("I love caves.", conversation=here.conversations.begin())
        turn = here.store.conversations.said_since(0)[0]
        here.store.impressions.keep(turn.id, Traits(5, 3, 3, 3, 3))
        full = here.export(tmp_path / "all.zip", conversations=True, memories=True).path
        some = [
            here.export(tmp_path / "talk.zip", conversations=True).path,
            here.export(tmp_path / "mine.zip", memories=True).path,
            here.export(
                tmp_path / "ana.zip", names=["Ana Prado"], conversations=True, memories=True
            ).path,
        ]
        kept = here.store.impressions.carried()
    for file in some:
        with assistant(FakeEngine()) as there:
            list(there.carry_out(there.plan_import(file)))
            assert there.store.impressions.list() == ()
    with assistant(FakeEngine()) as there:
        plan = there.plan_import(full)
        assert any("how its user comes across" in each for each in plan.notices)
        list(there.carry_out(plan))
        assert there.store.impressions.carried() == kept
        left_out = there.plan_import(full, memories=False)
        assert not any("comes across" in each for each in left_out.notices)
