"""Parts of one run, made apart by the real stages, put together."""

from __future__ import annotations

import json
import shutil

import pytest
from bench_items import Scripted, make_record, run, write_lines, write_media
from published_rules import ABSTENTION_SENTENCE

from persona_assistant.bench import Conditions, LexicalJudge, Reply, score_run
from persona_assistant.bench.merge import merge
from persona_assistant.bench.plan import parse_shard
from persona_assistant.bench.run import Run
from persona_assistant.errors import BadInput
from persona_assistant.prompt import Wording

SAMPLES = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """`benchmark`: fifteen items of five samples; each sample's stand together. And its three
    parts."""
    place = tmp_path_factory.mktemp("made")
    folder = place / "benchmark"
    folder.mkdir()
    records = []
    for sample in range(SAMPLES):
        write_media(folder, sample)
        records += [
            make_record(sample, augmentation, group, answerable=augmentation != 2)
            for augmentation, group in enumerate(("I2I", "T2T", "T2Any"))
        ]
    items = write_lines(folder / "items.jsonl", records)
    for number in (1, 2, 3):
        part(items, place, number)
    return place


@pytest.fixture
def data(made, tmp_path):
    """A copy for one test."""
    shutil.copytree(made / "benchmark", tmp_path / "benchmark")
    return tmp_path / "benchmark" / "items.jsonl"


@pytest.fixture
def parts(made, tmp_path):
    names = [f"part-{number}" for number in (1, 2, 3)]
    return [shutil.copytree(made / name, tmp_path / name) for name in names]


def part(data, tmp_path, number, of=3, answerer=None, name=None, **options):
    folder = tmp_path / (name or f"part-{number}")
    run(data, answerer or answering(), shard=parse_shard(f"{number}/{of}"), out=folder, **options)
    return folder


def answering(**more) -> Scripted:
    return Scripted(
        {
            "sample_1__aug_0": "She keeps bees.",
            "sample_2__aug_2": Reply(ABSTENTION_SENTENCE, tokens=9),
        },
        **more,
    )


def merged(parts, out):
    merge(parts, out).close()
    return Run.open(out)


def test_the_parts_score_as_the_run_in_one_piece(data, parts, tmp_path):
    whole = run(data, answering(), out=tmp_path / "whole")
    together = merged([parts[2], parts[0], parts[1]], tmp_path / "out")
    assert [entry.case.id for entry in together.entries] == [
        entry.case.id for entry in Run.open(tmp_path / "whole").entries
    ]
    scores = score_run(tmp_path / "out")
    assert scores.n == 15 and scores.errors == 0 and scores.exit_code == 0
    assert (scores.overall, scores.intervals, scores.slices) == (
        whole.overall,
        whole.intervals,
        whole.slices,
    )
    assert together.card["run"]["shard"] is None
    assert [made["shard"] for made in together.card["parts"]] == ["3/3", "1/3", "2/3"]
    assert "hardware" in together.card["parts"][0]


def test_what_was_merged_resumes_as_the_whole_run(data, parts, tmp_path):
    merge(parts, tmp_path / "out").close()
    again = answering()
    assert run(data, again, out=tmp_path / "out").reused == 15 and again.asked == []


def test_a_missing_part_makes_the_result_incomplete_and_is_named(parts, tmp_path):
    together = merged([parts[0], parts[2]], tmp_path / "out")
    assert together.card["state"] == "incomplete" and together.card["run"]["shard"] == "1,3/3"
    scores = score_run(tmp_path / "out")
    assert scores.incomplete and scores.exit_code != 0 and scores.n == 9
    assert "part 2/3 is not there" in str(scores.error_items)


def test_a_missing_part_can_be_added_later(data, parts, tmp_path):
    merge([parts[0], parts[2]], tmp_path / "some").close()
    together = merged([parts[1], tmp_path / "some"], tmp_path / "out")
    names = [entry.case.id for entry in together.entries]
    assert names == [json.loads(line)["augmented_id"] for line in data.read_text().splitlines()]
    assert score_run(tmp_path / "out").errors == 0 and len(together.card["parts"]) == 3


def test_questions_that_got_no_answer_stay_errors(data, tmp_path):
    from persona_assistant.errors import EngineCrashed

    broken = Scripted({"sample_1__aug_0": EngineCrashed("died")})
    folders = [part(data, tmp_path, 1, of=2), part(data, tmp_path, 2, of=2, answerer=broken)]
    merge(folders, tmp_path / "out").close()
    scores = score_run(tmp_path / "out")
    assert [error["id"] for error in scores.error_items] == ["sample_1__aug_0"] and scores.n == 14


def test_a_part_made_twice_fills_what_the_other_lacks(data, parts, tmp_path):
    home = data.parent / "assets" / "lsd" / "sample_0"
    shutil.move(home, home.with_name("away"))
    poor = part(data, tmp_path, 1, name="poor")
    shutil.move(home.with_name("away"), home)
    for order in ([poor, *parts], [*parts, poor]):
        out = tmp_path / f"out-{order[0].name}"
        merge(order, out).close()
        assert score_run(out).errors == 0


def test_the_same_item_answered_differently_is_refused(data, parts, tmp_path):
    other = part(data, tmp_path, 1, answerer=Scripted({"sample_0__aug_1": "Bees."}), name="other")
    with pytest.raises(
        BadInput, match="sample_0__aug_1 was answered differently in .*part-1.* and .*other"
    ) as told:
        merge([parts[0], other], tmp_path / "out")
    assert "'I have no idea' and 'Bees.'" in str(told.value) and not (tmp_path / "out").exists()


@pytest.mark.parametrize("decision", [{"routed": 2}, {"outcome": "matched"}])
def test_another_identity_decision_is_another_answer(data, parts, tmp_path, decision):
    reply = Reply("I have no idea", **decision)
    other = part(data, tmp_path, 1, answerer=Scripted({"sample_0__aug_1": reply}), name="other")
    with pytest.raises(BadInput, match="sample_0__aug_1 was answered differently"):
        merge([parts[0], other], tmp_path / "out")


def test_the_same_item_with_other_media_is_refused(data, parts, tmp_path):
    home = data.parent / "assets" / "lsd"
    shutil.copy(home / "sample_1" / "concept_0.png", home / "sample_0" / "concept_0.png")
    other = part(data, tmp_path, 1, name="other")
    with pytest.raises(BadInput, match="sample_0__aug_0 was not asked alike"):
        merge([parts[0], other], tmp_path / "out")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"answerer": Scripted(identity={"model": "abc"})}, r"identity\.\w+ is"),
        (
            {"answerer": Scripted(settings={"image encoder": "x/2"})},
            "settings.image encoder is None in one and x/2",
        ),
        (
            {"conditions": Conditions(contexts=2)},
            "conditions.contexts is None in one and 2 in the other",
        ),
        (
            {"conditions": Conditions(drop=frozenset({"audio"}))},
            r"conditions.drop is \[\] in one and \['audio'\]",
        ),
        ({"conditions": Conditions(seed=7)}, "conditions.seed is 20260509 in one and 7"),
        (
            {"conditions": Conditions(wording=Wording("Who?", source="mine"))},
            "conditions.wording is",
        ),
        ({"conditions": Conditions(wording=Wording("Who?"))}, "conditions.wording_sha256 is"),
        ({"limit": 12}, "limit is None in one and 12"),
        ({"of": 4}, r"one is of 3 part\(s\), the other of 4"),
    ],
)
def test_parts_of_another_run_are_refused_and_the_difference_is_named(
    data, parts, tmp_path, options, said
):
    other = part(data, tmp_path, 2, name="other", **options)
    with pytest.raises(BadInput, match=f"part-1 and .*other are not parts of one run: .*{said}"):
        merge([parts[0], other], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_parts_over_other_data_or_of_another_suite_or_route_are_refused(data, parts, tmp_path):
    for name, change in (
        ("suite", lambda found: found.update(suite="mmpb")),
        ("route", lambda found: found.update(route="assistant")),
        ("data.sha256", lambda found: found["data"].update(sha256="0" * 64)),
    ):
        other = shutil.copytree(parts[1], tmp_path / f"other-{name}")
        about = json.loads((other / "card.json").read_text())
        change(about["run"])
        (other / "card.json").write_text(json.dumps(about))
        with pytest.raises(BadInput, match=f"{name} is "):
            merge([parts[0], other], tmp_path / "out")


def test_the_same_model_under_another_file_name_belongs_together(data, parts, tmp_path):
    copied = answering(engine="llama copy.gguf", identity={"engine": "scripted"})
    other = part(data, tmp_path, 2, answerer=copied, name="other")
    assert len(merged([parts[0], other, parts[2]], tmp_path / "out").replies()) == 15


def test_nothing_is_written_over(parts, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "diary.txt").write_text("mine")
    with pytest.raises(BadInput, match="not empty"):
        merge(parts, out)
    assert [path.name for path in out.iterdir()] == ["diary.txt"]
    (out / "diary.txt").unlink()
    assert len(merged(parts, out).entries) == 15
    with pytest.raises(BadInput, match="nothing to merge"):
        merge([], tmp_path / "new")
    with pytest.raises(BadInput, match="not a folder of a bench run"):
        merge([tmp_path], tmp_path / "new")


def test_verdicts_come_along(parts, tmp_path):
    verdicts = merged(parts, tmp_path / "out").verdicts_by(
        LexicalJudge.name, LexicalJudge().fingerprint
    )
    assert verdicts["sample_1__aug_0"] is True and len(verdicts) == 10
