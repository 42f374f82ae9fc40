"""A corpus has exactly what was asked for, asks fairly, and nothing in it gives a label away."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from persona_worlds.biographies import gold_of
from persona_worlds.word_bank import load_words

from persona_assistant import abstention
from persona_assistant.bench.omni_persona.records import TASKS as BENCH_TASKS
from persona_assistant.bench.omni_persona.records import read_records
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.media import load_voice
from persona_assistant.train.corpus import perception
from persona_assistant.train.corpus.build import build
from persona_assistant.train.corpus.conversations import conversation
from persona_assistant.train.corpus.format import read_corpus, write_corpus
from persona_assistant.train.corpus.heldout import heldout, write_heldout
from persona_assistant.train.corpus.kinds import KINDS
from persona_assistant.train.corpus.records import SFT_1K, SFT_10K, TASKS
from tests.support.paper_world import paper_world

RLVR = (*SFT_1K, "text_qa")
LOCALIZE = ("image_localization", "audio_localization")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return paper_world(tmp_path_factory.mktemp("world"), tones=True, train=260, dev=60)


@pytest.fixture(scope="module")
def mixture(world):
    """Enough records to see a leak of a few percent."""
    return build(world, "rlvr-mix", 3, 4_000)


def _who(path):
    return path.split("/")[1]


def _query(record):
    return record.query.image or record.query.audio


def _known(world):
    return {person.id: person for person in world.people}


def _auc(positive, negative):
    """How well a number tells two labels apart: 0.5 not at all."""
    both = np.concatenate([positive, negative]).astype(float)
    order = both.argsort(kind="stable")
    ranks = np.empty(len(both))
    values, start = both[order], 0
    for stop in [*np.flatnonzero(np.diff(values)) + 1, len(both)]:
        ranks[order[start:stop]] = (start + stop + 1) / 2
        start = stop
    n, m = len(positive), len(negative)
    return (ranks[:n].sum() - n * (n + 1) / 2) / (n * m)


def _apart(records, told, signal):
    return _auc(
        [signal(r) for r in records if told(r)], [signal(r) for r in records if not told(r)]
    )


# --- counts
# -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "tasks"),
    [("sft-1k", SFT_1K), ("sft-10k", SFT_10K), ("rlvr-1k", RLVR), ("rlvr-mix", RLVR)],
)
def test_it_has_exactly_what_was_asked_for(world, tmp_path, kind, tasks):
    for n in (240, 241):
        records = build(world, kind, 0, n)
        assert len(records) == n == len({record.id for record in records})
        assert set(Counter(record.task for record in records)) == set(tasks)
    path = tmp_path / "corpus.jsonl"
    write_corpus(path, records, assets=world.folder)
    assert list(read_corpus(path, check=False)) == records


def test_the_kinds_have_their_papers_sizes_and_shares(world):
    assert {kind: about.count for kind, about in KINDS.items()} == {
        "sft-1k": 1_000,
        "sft-10k": 10_000,
        "rlvr-1k": 1_000,
        "rlvr-mix": 1_000,
    }
    tasks = Counter(record.task for record in build(world, "rlvr-mix"))
    assert [
        tasks[t] for t in (*LOCALIZE, "image_verification", "audio_verification", "text_qa")
    ] == [150] * 4 + [400]
    labels = Counter(r.label.type for r in build(world, "rlvr-mix") if r.task == "text_qa")
    assert labels == {"answer": 250, "abstain": 150}
    paper = [r for r in build(world, "rlvr-1k") if r.task in (*LOCALIZE, "text_qa")]
    absent = sum(record.about.get("absent") == "persona" for record in paper) / len(paper)
    assert 0.17 < absent < 0.25
    assert len(SFT_10K) == 12


def test_labels_are_balanced(world):
    records = build(world, "sft-10k", 1, 1_200)
    for task in SFT_10K:
        values = Counter(record.label.value for record in records if record.task == task)
        if TASKS[task].labels == ("yes_no",):
            assert values == {True: 50, False: 50}
        elif TASKS[task].labels == ("index",):
            assert values == {0: 25, 1: 25, 2: 25, None: 25}
    assert all(len(r.contexts) == 3 for r in records if TASKS[r.task].labels == ("index",))


def test_the_same_arguments_give_the_same_corpus_and_others_another(world):
    first = build(world, "rlvr-1k", 5, 120)
    assert build(world, "rlvr-1k", 5, 120) == first
    assert [r.contexts for r in build(world, "rlvr-1k", 6, 120)] != [r.contexts for r in first]


def test_only_people_of_the_split_are_in_it(world):
    for split in ("train", "dev"):
        paths = {
            path
            for record in build(world, "rlvr-mix", 0, 200, split=split)
            for _, path in record.assets()
        }
        assert {_who(path)[0] for path in paths} == {split[0]}


def test_tasks_and_labels_come_in_any_order(mixture):
    first = mixture[:400]
    assert abs(sum(r.task == "text_qa" for r in first) - 160) < 40
    assert abs(sum(r.label.type == "abstain" for r in first) - 60) < 25


# --- fairness
# ---------------------------------------------------------------------------------------


def test_what_the_query_shows_is_never_a_contexts_own_file(world, mixture):
    for record in [*mixture, *build(world, "sft-10k", 0, 480)]:
        shown = [path for entry in record.contexts for path in (entry.image, entry.audio)]
        assert _query(record) is None or _query(record) not in shown


def test_perception_labels_say_who_it_is(mixture):
    for record in mixture:
        people = [_who(entry.image or entry.audio) for entry in record.contexts]
        assert len(set(people)) == len(people)
        if record.label.type == "yes_no":
            assert (_who(_query(record)) == people[0]) is record.label.value
        elif record.label.type == "index":
            place = people.index(_who(_query(record))) if _who(_query(record)) in people else None
            assert place == record.label.value


def test_a_conversation_holds_the_one_who_is_meant_and_nobody_else_of_the_people(
    world, monkeypatch
):
    talks = {}

    def heard(folder, first, second):
        made = conversation(folder, first, second)
        talks[made] = {_who(first), _who(second)}
        return made

    monkeypatch.setattr(perception, "conversation", heard)
    records = [
        r for r in build(world, "sft-10k", 2, 120) if r.task == "conversation_speaker_localization"
    ]
    for record in records:
        people = [_who(entry.audio) for entry in record.contexts]
        there = talks[record.query.audio] & set(people)
        assert there == (set() if record.label.value is None else {people[record.label.value]})
        # Two tones of half a second, and a breath.
        assert load_voice(world.path(record.query.audio)).seconds == pytest.approx(1.25, abs=0.01)
    made = sorted((world.folder / "media/talks").iterdir())
    stamps = [path.stat().st_mtime_ns for path in made]
    build(world, "sft-10k", 2, 120)
    assert [path.stat().st_mtime_ns for path in made] == stamps


def test_text_qa_is_answered_by_the_entry_meant_or_by_nothing(world, mixture):
    known, words = _known(world), load_words("train")
    kinds = Counter()
    for record in (r for r in mixture if r.task == "text_qa"):
        meant, attribute = known[record.sample], record.about["attribute"]
        entry = next(e for e in record.contexts if _who(e.image) == meant.id)
        note = next(note for note in meant.notes if note.text == entry.text)
        subtask = record.about["subtask"]
        assert (record.query.image is not None) == subtask.startswith("visual")
        assert (record.query.audio is not None) == subtask.startswith("voice")
        kinds[record.about.get("absent")] += 1
        if record.label.type == "answer":
            assert attribute in note.holds
            assert (
                record.label.value
                == gold_of(words, attribute, meant.facts[attribute])
                == record.answer
            )
        elif record.about["absent"] == "attribute":
            assert attribute not in note.holds and record.answer == abstention.SENTENCE
        if _query(record):
            there = _who(_query(record)) == meant.id
            assert there == (record.about.get("absent") != "persona")
            assert there or _who(_query(record)) not in [_who(e.image) for e in record.contexts]
    assert kinds == {None: 1000, "attribute": 400, "persona": 200}


def test_a_cue_in_words_fits_one_person_only(world, mixture):
    known = _known(world)
    seen = 0
    for record in (r for r in mixture if r.about.get("subtask", "").startswith("dialogue")):
        said = [known[_who(entry.image)].said.reported for entry in record.contexts]
        assert sum(text.rstrip(".") in record.query.text for text in said) <= 1
        meant = known[record.sample]
        entry = next(e for e in record.contexts if _who(e.image) == meant.id)
        spoken = next(voice for voice in meant.voices if voice.path == entry.audio)
        assert spoken.speaks_fact and spoken.text not in entry.text
        seen += 1
    assert seen > 100


def test_look_alikes_stand_beside_the_person_meant(world, mixture):
    known = _known(world)
    for task, by in (("image_localization", "face"), ("audio_localization", "voice")):
        there = [r for r in mixture if r.task == task and known[r.sample].alike[by] is not None]
        beside = sum(
            known[r.sample].alike[by] in [_who(e.image) for e in r.contexts] for r in there
        )
        assert 0.45 < beside / len(there) < 0.75


def test_hard_distractors_are_preferred(world, mixture):
    known = _known(world)
    alike = lambda a, b, by: known[a].alike[by] == b or known[b].alike[by] == a  # noqa: E731
    for task, by in (("image_verification", "face"), ("audio_verification", "voice")):
        no = [r for r in mixture if r.task == task and r.label.value is False]
        hard = sum(alike(_who(_query(r)), r.sample, by) for r in no) / len(no)
        share = sum(person.alike[by] is not None for person in world.of("train")) / 260
        assert hard > 0.25 * share and hard > 20 / 260
        assert all(known[_who(_query(r))].presentation == known[r.sample].presentation for r in no)


# --- nothing gives a label away
# ---------------------------------------------------------------------


def _told(record):
    return record.label.type == "answer" or (
        record.label.type != "abstain" and record.label.value not in (None, False)
    )


def _people(record):
    return [_who(entry.image or entry.audio) for entry in record.contexts]


def _first_day(path):
    return "/0." in (path or "")


def _note_meant(record):
    return next(len(e.text) for e in record.contexts if _who(e.image) == record.sample)


def _like_the_query(record, known):
    asked = _query(record) and known[_who(_query(record))].presentation
    return sum(known[id].presentation == asked for id in _people(record))


def _words_of_the_clip(record, known):
    clips = known[_who(record.query.audio)].voices if record.query.audio else ()
    return next((len(clip.text) for clip in clips if clip.path == record.query.audio), 0)


SIGNALS = {
    "length of all notes": lambda r, _: sum(len(e.text or "") for e in r.contexts),
    "length of the question": lambda r, _: len(r.query.text or ""),
    "length of the first note": lambda r, _: len(r.contexts[0].text or ""),
    "length of the note that is meant": lambda r, _: r.task == "text_qa" and _note_meant(r),
    "women among the people": lambda r, k: sum(k[id].presentation == "f" for id in _people(r)),
    "people like the query": _like_the_query,
    "which picture or clip it is": lambda r, _: _first_day(_query(r)),
    "which ones the contexts are": lambda r, _: sum(
        _first_day(e.image or e.audio) for e in r.contexts
    ),
    "both of the first day": lambda r, _: (
        _first_day(_query(r)) and _first_day(r.contexts[0].image or r.contexts[0].audio)
    ),
    "a look-alike among them": lambda r, k: any(
        k[id].alike["face"] in _people(r) for id in _people(r)
    ),
    "the words of the clip": _words_of_the_clip,
    "the number in the id": lambda r, _: int(r.id.rsplit("-", 1)[1]),
}


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("group", ["verification", "localization", "text_qa"])
def test_nothing_but_the_content_tells_the_label(world, mixture, group, signal):
    known = _known(world)
    records = [r for r in mixture if group in r.task]
    assert 0.44 < _apart(records, _told, lambda r: SIGNALS[signal](r, known)) < 0.56


def test_notes_that_lack_what_is_asked_are_as_long_as_those_that_hold_it(world, mixture):
    known = _known(world)

    def held(record):
        text = next(e.text for e in record.contexts if _who(e.image) == record.sample)
        return len(next(note.holds for note in known[record.sample].notes if note.text == text))

    records = [r for r in mixture if r.task == "text_qa" and r.about.get("absent") != "persona"]
    for signal in (held, lambda r: SIGNALS["length of the note that is meant"](r, known)):
        assert 0.44 < _apart(records, _told, signal) < 0.56


@pytest.mark.parametrize("of", ["subtask", "attribute"])
def test_what_is_asked_for_does_not_tell_whether_there_is_an_answer(mixture, of):
    records = [r for r in mixture if r.task == "text_qa"]
    for value, count in Counter(r.about[of] for r in records).items():
        if count >= 40:
            share = sum(_told(r) for r in records if r.about[of] == value) / count
            assert abs(share - 0.625) < 3.5 * (0.625 * 0.375 / count) ** 0.5 + 0.03, (value, share)


def test_the_place_of_the_person_meant_is_even(mixture):
    places = Counter(
        [_who(e.image) for e in r.contexts].index(r.sample) for r in mixture if r.task == "text_qa"
    )
    assert max(places.values()) - min(places.values()) <= 1


# --- held-out questions
# -----------------------------------------------------------------------------


@pytest.mark.parametrize("people", [3, 4])
def test_held_out_questions_are_in_the_benchmarks_schema(world, tmp_path, people):
    path = tmp_path / "heldout.jsonl"
    write_heldout(path, heldout(world, 4, 180, contexts=people))
    records = read_records(path)
    assert len(records.items) == 180 and not records.bad
    tasks = Counter(item.selected_task for item in records.items)
    assert set(tasks) == {task for group in BENCH_TASKS.values() for task in group} and set(
        tasks.values()
    ) == {10}
    kinds = Counter(
        (item.ground_truth.answerable_from_context, item.ground_truth.no_GT)
        for item in records.items
    )
    assert kinds[True, False] == 90 and kinds[False, True] >= 25 and kinds[False, False] >= 25
    for item in records.items:
        assert len(item.contexts) == people and {_who(p)[0] for p in item.assets()} == {"d"}
        assert item.ground_truth.no_GT == (item.ground_truth.target is None)
        assert not item.ground_truth.no_GT or item.group in ("I2I", "A2A")
    assert heldout(world, 4, 180, contexts=people) == heldout(world, 4, 180, contexts=people)


def test_training_and_held_out_questions_share_no_wording(world, mixture):
    asked = {r.query.text for r in mixture if r.task == "text_qa"}
    assert not asked & {item["query_text"] for item in heldout(world, 0, 180)}


# --- what cannot be made
# ----------------------------------------------------------------------------


def test_what_cannot_be_made_is_refused(world, tmp_path):
    with pytest.raises(BadInput, match="sft-1k, sft-10k, rlvr-1k, rlvr-mix"):
        build(world, "sft")
    with pytest.raises(BadInput, match="at least one record"):
        build(world, "sft-1k", n=0)
    with pytest.raises(
        BadInput, match="0 people of the split test have two pictures, and at least 8"
    ):
        build(world, "sft-1k", split="test")
    with pytest.raises(BadInput, match="3 or 4 people"):
        heldout(world, contexts=5)
    with pytest.raises(MediaError):
        build(paper_world(tmp_path, train=40), "sft-10k", n=24)
