"""People sampled for a world: repeatable, consistent, and alike where they are meant to be."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from persona_worlds import biographies, sampling, word_bank

SPLITS = word_bank.SPLITS


def test_a_clip_that_speaks_a_fact_says_it_and_no_note_does(population):
    speaking = [p for people in population.values() for p in people if p.takes[0].speaks_fact]
    assert len(speaking) > 50
    for person in speaking:
        assert person.takes[0].text == person.profile.statement.spoken
        assert all("said" not in note.holds for note in person.notes)
        told = " ".join(note.text for note in person.notes)
        assert (
            person.profile.statement.first_person not in told
            and person.profile.statement.reported not in told
        )
    for person in (p for people in population.values() for p in people):
        assert not any(t.speaks_fact for t in (*person.takes[1:], *person.sounds))


def test_a_larger_world_begins_with_the_same_people():
    small, large = ([sampling.sample_person(4, "train", i, n) for i in range(6)] for n in (6, 40))
    assert small == large


def test_very_short_clips_hold_a_few_words():
    for split in SPLITS:
        person = sampling.sample_person(1, split, 0, 2, clips=12, seconds=1.3)
        assert len(person.takes) == 12 and all(len(t.text.split()) <= 3 for t in person.takes)


def test_links_of_alike_people_are_real_and_mutual(population):
    found = Counter()
    for people in population.values():
        for person in people:
            for what, other in person.alike.items():
                if other is None:
                    continue
                found[what] += 1
                them = people[other]
                assert them.alike[what] == person.index and them.index != person.index
                if what == "face":
                    same = ("skin", "hair_style", "hair_colour", "age", "presentation")
                    assert all(getattr(person.face, f) == getattr(them.face, f) for f in same)
                    assert person.face != them.face
                elif what == "voice":
                    assert (person.voice.accent, person.voice.variant) == (
                        them.voice.accent,
                        them.voice.variant,
                    )
                    assert abs(person.voice.pitch - them.voice.pitch) >= 15
                else:
                    assert person.profile.facts["job"] == them.profile.facts["job"]
                    assert any("job" in n.holds for n in person.notes)
    assert min(found[what] for what in ("face", "voice", "job")) > 30


def test_names_are_unique_and_of_several_scripts(population):
    for people in population.values():
        names = [p.profile.name.full for p in people]
        assert len(set(names)) == len(names)
        assert all(p.profile.name.full in p.notes[0].text for p in people)
    everybody = "".join(p.profile.name.full for p in population["train"])
    assert re.search(r"[\u0600-\u06ff]", everybody) and re.search(r"[ěščřžőűłøå]", everybody)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31 - 1), st.sampled_from(SPLITS), st.integers(0, 5000))
def test_everybody_is_consistent(seed, split, index):
    person = sampling.sample_person(seed, split, index, index + 2)
    profile = person.profile
    for note in person.notes:
        assert note.holds and len(note.holds) <= 18
        for attribute, sentence in note.holds.items():
            assert sentence in note.text
            if attribute == "said":
                assert (
                    profile.statement.first_person in sentence
                    or profile.statement.reported in sentence
                )
            else:
                value = profile.facts[attribute]
                assert {value, biographies.bare(value), biographies.cap(value)} & {
                    v
                    for v in (value, biographies.bare(value), biographies.cap(value))
                    if v in sentence
                }
        unheld = set(profile.facts) - set(note.holds) - {"said"}
        # What a note does not hold stands nowhere in it.
        assert not [
            a
            for a in unheld
            if re.search(rf"\b{re.escape(profile.facts[a])}\b", note.text, re.IGNORECASE)
        ]
        assert not re.search(r"[{}<>|]", note.text) and "  " not in note.text
        assert not re.search(
            r"\ba [aeiou]",
            note.text.replace("a one", "").replace("a uk", "").replace("a uni", ""),
            re.IGNORECASE,
        ), note.text
    assert not re.search(r"[{}<>|]", " ".join(t.text for t in (*person.takes, *person.sounds)))
    held = {a for n in person.notes for a in n.holds}
    if "feeling" not in held:
        assert (person.takes[0].sound.mood, person.looks[0].expression) == ("neutral", "neutral")
    if "place" not in held:
        assert person.looks[0].background == "plain wall"


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40_000), st.tuples(*[st.floats(0, 1)] * 3).filter(lambda s: sum(s) > 0.01))
def test_splits_add_up(people, shares):
    sizes = sampling.split_sizes(people, shares)
    assert sum(sizes.values()) == people and min(sizes.values()) >= 0
    assert all(abs(n - people * s / sum(shares)) <= 1 for n, s in zip(sizes.values(), shares))
