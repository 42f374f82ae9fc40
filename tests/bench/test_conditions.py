"""Subsets, shards, contexts and modalities of a run."""

from collections import Counter

import pytest
from bench_items import GOLDS, Scripted, make_record, write_lines, write_media
from bench_items import run as run_file
from stage_fakes import run

from persona_assistant import media
from persona_assistant.bench import (
    Conditions,
    Reply,
)
from persona_assistant.bench.plan import parse_shard
from persona_assistant.errors import (
    BadInput,
)
from persona_assistant.pmg import Clip, Picture


def test_a_limit_is_proportional_fixed_and_said(tmp_path):
    write_media(tmp_path, 0)
    records = []
    for index in range(60):
        record = make_record(0, index, "T2T", answerable=index % 3 != 0, task="semantic_to_bio")
        records.append(record)
    records += [make_record(0, 60 + i, "I2I", task="visual_to_bio") for i in range(30)]
    data = write_lines(tmp_path / "items.jsonl", records)
    first, second = Scripted(), Scripted()
    result = run_file(data, first, limit=9)
    run_file(data, second, limit=9)
    chosen = first.asked
    assert chosen == second.asked and len(chosen) == 9
    assert result.slices["task"]["semantic_to_bio"]["answerable"] == 4
    assert result.slices["task"]["semantic_to_bio"]["unanswerable"] == 2
    assert result.slices["task"]["visual_to_bio"]["n"] == 3
    assert result.subset["items"] == 9 and result.subset["of"] == 90
    assert result.subset["strata"] == {
        "semantic_to_bio / answerable": [4, 40],
        "semantic_to_bio / unanswerable": [2, 20],
        "visual_to_bio / answerable": [3, 30],
    }
    other = Scripted()
    run_file(data, other, limit=9, conditions=Conditions(seed=1))
    assert other.asked != chosen
    firsts = [
        record["augmented_id"] for record in records if record["scenario"] == "same_modal_semantic"
    ][:6]
    assert chosen[:6] != firsts and chosen[6:] != [
        record["augmented_id"] for record in records[60:63]
    ]
    everything = run_file(data, Scripted(), limit=90)
    assert everything.n == 90 and everything.subset is None
    with pytest.raises(BadInput):
        run_file(data, Scripted(), limit=0)


def test_shares_of_a_subset_are_rounded_by_largest_remainder(tmp_path):
    """Of 7, 7 and 3 items in 17, five are 2.06, 2.06 and 0.88; of ten 4.1, 4.1 and 1.8."""
    write_media(tmp_path, 0)
    sizes = {"semantic_to_bio": 7, "semantic_to_emotion": 7, "semantic_to_appearance": 3}
    tasks = [task for task, size in sizes.items() for _ in range(size)]
    records = [make_record(0, at, "T2T", task=task) for at, task in enumerate(tasks)]
    data = write_lines(tmp_path / "items.jsonl", records)
    for limit, counts in ((5, [2, 2, 1]), (10, [4, 4, 2]), (16, [7, 6, 3])):
        strata = run_file(data, Scripted(), limit=limit).subset["strata"]
        taken = [strata[f"{task} / answerable"][0] for task in sizes]
        assert sorted(taken[:2], reverse=True) + taken[2:] == counts


def test_media_shared_by_a_samples_questions_are_decoded_once(items, monkeypatch):
    decoded = Counter()
    load_image, load_voice = media.load_image, media.load_voice
    monkeypatch.setattr(
        media, "load_image", lambda path: decoded.update([path]) or load_image(path)
    )
    monkeypatch.setattr(
        media, "load_voice", lambda path: decoded.update([path]) or load_voice(path)
    )
    run(items, Scripted())
    assert len(decoded) == 20 and set(decoded.values()) == {1}


def test_fewer_contexts_keep_the_one_meant_and_the_order(items):
    answerer = Scripted()
    run(items, answerer, conditions=Conditions(contexts=2))
    whole = Scripted()
    run(items, whole)
    for few, all_of_them in zip(answerer.seen, whole.seen, strict=True):
        texts = [context.texts[0] for context in all_of_them.contexts]
        kept = [texts.index(context.texts[0]) for context in few.contexts]
        assert len(kept) == 2 and kept == sorted(kept)
    present = [
        prompt for prompt, name in zip(answerer.seen, answerer.asked) if name.startswith("sample_0")
    ]
    assert all(f"Notes: {GOLDS[0]}" in [c.texts[0] for c in prompt.contexts] for prompt in present)
    reply = Reply(GOLDS[0], routed=0, outcome="matched")
    scores = run(
        items,
        Scripted({f"sample_0__aug_{i}": reply for i in range(4)}),
        conditions=Conditions(contexts=1),
    )
    assert scores.slices["group"]["T2T"]["routing"] == 100, (
        "the gold index counts among those that were kept"
    )


def test_which_contexts_are_kept_depends_on_the_seed_and_the_sample(tmp_path):
    """Not on the question, so that questions about one person keep the same contexts."""
    records = []
    for sample in range(12):
        write_media(tmp_path, sample)
        records += [make_record(sample, augmentation, "T2T") for augmentation in range(2)]
    data = write_lines(tmp_path / "items.jsonl", records)

    def kept(seed: int) -> list[tuple[str, ...]]:
        answerer = Scripted()
        run_file(data, answerer, conditions=Conditions(contexts=2, seed=seed))
        return [tuple(context.texts[0] for context in prompt.contexts) for prompt in answerer.seen]

    first = kept(1)
    assert first[::2] == first[1::2] and first == kept(1) != kept(2)
    # Samples 0, 4 and 8 have the same gold context: with other company in at least one of them.
    of_first_persona = [first[2 * sample] for sample in range(0, 12, 4)]
    assert len(set(of_first_persona)) > 1


@pytest.mark.parametrize("modality", ["image", "audio", "text"])
def test_a_modality_left_out_is_nowhere_and_need_not_be_there(items, modality):
    for path in items.folder.rglob(
        {"image": "*.png", "audio": "*.wav", "text": "*.none"}[modality]
    ):
        path.unlink()
    answerer = Scripted()
    scores = run(items, answerer, conditions=Conditions(drop=frozenset({modality})))
    assert scores.errors == 0
    for prompt in answerer.seen:
        kinds = {type(part) for part in prompt.parts}
        assert (Picture in kinds) == (modality != "image") and (Clip in kinds) == (
            modality != "audio"
        )
        assert any("Notes:" in part for part in prompt.parts if isinstance(part, str)) == (
            modality != "text"
        )
        assert "trade?" in prompt.parts[-1]


def test_shards_are_the_whole_and_keep_samples_together(items, tmp_path):
    parts = [Scripted(), Scripted()]
    for number, answerer in enumerate(parts, start=1):
        run(items, answerer, shard=parse_shard(f"{number}/2"))
    assert [len(part.asked) for part in parts] == [4, 4]
    assert {name[:8] for name in parts[0].asked} == {"sample_0"}
    assert {name[:8] for name in parts[1].asked} == {"sample_1"}
    for bad in ("0/2", "3/2", "a/b", "1", "1/0", "-1/2"):
        with pytest.raises(BadInput):
            parse_shard(bad)


def test_a_malformed_record_is_in_the_first_shard_alone(items):
    items.data.write_bytes(items.data.read_bytes() + b"{}\n")
    first, second = (run(items, Scripted(), shard=parse_shard(f"{at}/2")) for at in (1, 2))
    assert [error["id"] for error in first.error_items] == ["line 9"]
    assert (first.of, second.of, second.errors) == (5, 4, 0)


def test_items_of_one_sample_are_asked_one_after_another_whatever_the_order_of_the_file(items):
    shuffled = [items.records[i] for i in (0, 4, 1, 5, 2, 6, 3, 7)]
    write_lines(items.data, shuffled)
    answerer = Scripted()
    run(items, answerer)
    assert answerer.asked == [f"sample_0__aug_{i}" for i in range(4)] + [
        f"sample_1__aug_{i}" for i in range(4)
    ]
