"""MMPB's prompts, cases and breakdowns, and a run from end to end."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from typing import ClassVar

import mmpb_items as fixtures
import pytest
from mmpb_items import options, rows, write_table, write_talk
from mmpb_release import POINTER, SUITE, pose, read, said

from persona_assistant.bench.answerer import ModelRoute
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.media import Assets, HashedMedia
from persona_assistant.bench.stages import RunConfig, run_bench
from persona_assistant.bench.suite import Case, Conditions, Reply, Row
from persona_assistant.errors import BadInput, MediaError, RecordError
from persona_assistant.prompt import Prompt
from tests.support.fakes import ScriptedEngine

LIKES = "<sks> likes rye bread and slow trains, but not karaoke."
TOLD = f'<sks> is of Tilda\'s sort, and called "small". {LIKES}\n'
QUESTION = "\nQuestion 0: what of <sks> here? Answer shortly.\n"
LIST = "Options:\nA. A red barn, far away.\nB. A lake\nC. Two boats\nD. A dark wood\nwith snow\n"


def test_telling_by_words(release):
    assert said(pose(release, 0)) == [("user", [TOLD, "0.png", QUESTION])]
    assert said(pose(release, 0, roles="keep")) == [
        ("user", [TOLD]),
        ("user", ["0.png", QUESTION]),
    ]
    (_, parts) = said(pose(release, 8))[0]
    assert parts[0] == '<sks> is of Pip\'s sort, and called "small".\n'


def test_a_choice_lists_its_options(release):
    assert said(pose(release, 2))[0][1][-1] == QUESTION.replace("0", "2") + LIST


@pytest.mark.parametrize("length", ["simple", "moderate", "detailed", "super_detailed"])
def test_words_of_every_length(release, length):
    told = said(pose(release, 0, description=length))[0][1][0]
    assert told.startswith(rows()[0][f"description_{length}"] + " <sks> likes")


def test_telling_by_pictures(release):
    told = ["0.png", "1.png", f"The pictures above show <sks>. {LIKES}\n"]
    prompt = pose(release, 0, injection="image", roles="keep")
    assert said(prompt) == [("user", told), ("user", ["0.png", QUESTION])]
    first, second = prompt.before[0].parts[:2]
    assert first.sha256 != second.sha256 != prompt.parts[0].sha256
    assert said(pose(release, 0, injection="image")) == [("user", [*told, "0.png", QUESTION])]
    one = said(pose(release, 8, injection="image", images="1"))[0][1]
    assert one == [
        "0.png",
        "The picture above shows <sks>.\n",
        "8.png",
        QUESTION.replace("0", "8"),
    ]
    five = said(pose(release, 8, injection="image", images="5"))[0][1]
    assert five[:5] == [f"{n}.png" for n in range(5)]


@pytest.mark.parametrize("injection", ["text", "image"])
@pytest.mark.parametrize("form", ["lists", "flat"])
def test_ten_turns_stand_between_telling_and_asking(release, injection, form):
    write_talk(release, form)
    kept = said(pose(release, 0, injection=injection, turns="10", roles="keep"))
    assert [role for role, _ in kept] == ["user", *["user", "assistant"] * 10, "user"]
    assert kept[0] == said(pose(release, 0, injection=injection, roles="keep"))[0]
    # Conversations of three turns: three of them and the first turn of the fourth.
    spoken = [
        f"{role} {turn // 3}.{turn % 3}" for turn in range(10) for role in ("user", "assistant")
    ]
    assert [parts for _, parts in kept[1:-1]] == [[each] for each in spoken]
    assert kept[-1][1] == ["0.png", QUESTION]
    merged = said(pose(release, 0, injection=injection, turns="10"))
    assert [role for role, _ in merged] == [*["user", "assistant"] * 10, "user"]
    assert merged[0][1] == kept[0][1] + ["user 0.0"] and merged[1:] == kept[2:]


def test_what_is_shared_by_the_items_of_a_concept_comes_first(release):
    """So that it is prefilled once: one sample, one beginning."""
    records = read(release, turns="10")
    samples = Counter(SUITE.case(item).sample for item in records.items)
    assert samples == {"Tilda": 6, "Old Bram": 2, "Pip": 4, "Kettle": 2, "Grumm": 2}
    before = {at: pose(release, at, turns="10").before for at in (0, 3, 5, 6)}
    assert before[0] == before[3] == before[5] != before[6]


def test_modalities_can_be_left_out(release):
    assert said(pose(release, 0, drop=("image",))) == [("user", [TOLD, QUESTION])]
    assert said(pose(release, 0, drop=("text",))) == [("user", ["0.png", QUESTION])]
    shown = said(pose(release, 0, drop=("text",), injection="image"))[0][1]
    assert shown == ["0.png", "1.png", "The pictures above show <sks>.\n", "0.png", QUESTION]
    without_ground_truth = said(pose(release, 8, drop=("image",), injection="image"))
    assert without_ground_truth == [("user", [QUESTION.replace("0", "8")])]


def test_pictures_may_be_named_in_the_table(tmp_path):
    folder = tmp_path / "small"
    found = fixtures.with_columns(rows())
    write_table(folder, found, "sample.csv")
    for each in found:
        for column in ("image_path", *(f"injection_image_{n}" for n in range(1, 6))):
            path = tmp_path / each[column]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(fixtures.drawn(int(each["index"])))
    write_talk(tmp_path)  # one folder above the table, as in such copies
    for data in (folder, folder / "sample.csv"):
        prompt = pose(data, 3, injection="image", turns="1")
        assert said(prompt)[0][1][:2] == ["3.png", "3.png"] and len(said(prompt)) == 3


def test_nothing_of_the_answer_is_in_a_prompt(release):
    for at, item in enumerate(read(release).items):
        assert (
            item.without_ground_truth().gold == ""
            and item.without_ground_truth().question == item.question
        )
        unblinded = SUITE.build_prompt(item, Assets(release), Conditions(options=options()))
        assert pose(release, at).parts == unblinded.parts


def test_a_plan_needs_no_decoding_and_hears_of_missing_media(release):
    media = HashedMedia(Assets(release))
    item = read(release, injection="image").items[12]
    (release / "object" / "train" / "Kettle" / "1.png").unlink()
    (release / item.picture).write_bytes(POINTER)
    SUITE.build_prompt(item, media, Conditions(options=options(injection="image")))
    wrong = "missing media: object/train/Kettle/1.png; .*12.png: a git-lfs pointer"
    with pytest.raises(MediaError, match=wrong):
        media.raise_problems()


def test_contexts_make_no_sense_here(release):
    item = read(release).items[0]
    assert SUITE.apply_conditions(item, Conditions()) is item
    with pytest.raises(BadInput, match="do not limit the contexts"):
        SUITE.apply_conditions(item, Conditions(contexts=2))


def test_no_conversation_is_said_before_the_first_item(tmp_path):
    path = write_table(tmp_path)
    with pytest.raises(
        RecordError, match="10 turns .* multi_turn/generic_text/multi_turn_conversation"
    ):
        read(path, turns="10")
    assert len(read(path, turns="0").items) == 16


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (POINTER, "git-lfs pointer"),
        (b"{", "not JSON"),
        (b'{"talk": []}', "expected a list of conversations"),
        (b"[]", "holds 0 turns, not 1"),
        (b'[{"role": "assistant", "content": "a"}, {"role": "user"}]', "utterance 1: role.*'user'"),
        (
            b'[{"role": "user", "content": "a"}, {"role": "assistant", "content": " "}]',
            "ance 2: content",
        ),
        (b'["a", "b"]', "utterance 1: role"),
    ],
)
def test_a_conversation_of_another_shape_is_one_clear_line(release, content, expected):
    write_talk(release).write_bytes(content)
    with pytest.raises(RecordError, match=expected) as caught:
        read(release, turns="1")
    assert "\n" not in str(caught.value)


def test_a_case_says_what_scoring_and_a_report_need(release):
    item = read(release, injection="image").items[5]
    case = SUITE.case(item)
    assert Case.from_json(json.loads(json.dumps(case.to_json()))).to_json() == case.to_json()
    assert (case.id, case.sample, case.gold, case.judged) == ("5", "Tilda", "D", False)
    assert case.facts["options"]["B"] == "A lake"
    assert [
        (shown.title, shown.image, shown.mark) for shown in case.shown if shown.image or shown.mark
    ] == [
        ("Reference 1", "human/train/Tilda/0.png", None),
        ("Reference 2", "human/train/Tilda/1.png", None),
        ("Query", "human/test/Tilda/preference/5.png", None),
        ("D", None, "the right one"),
    ]
    by_words = SUITE.case(read(release).items[5])
    titles = [shown.title for shown in by_words.shown]
    assert titles == ["Description", "Preference", "Query", "A", "B", "C", "D"]


def test_breakdowns_add_up(release):
    items = read(release).items
    cases = [SUITE.case(item) for item in items]
    whole = set(list(SUITE.slices)[:6])
    for label in SUITE.slices:
        having = [case for case in cases if label in case.labels]
        assert (len(having) == 16) == (label in whole)
        listed = SUITE.slices[label]
        assert {case.labels[label] for case in having} <= set(listed) or not listed
    assert cases[5].labels == {
        "task": "Coherency",
        "category": "preference",
        "attribute": "human",
        "l2-category": "inconsistency",
        "category + l2-category": "preference + inconsistency",
        "category + attribute": "preference + human",
        "category + l2-category + concept": "preference + inconsistency + travel",
        "category + attribute + l2-category + target": "preference + human + inconsistency + like",
    }
    assert "category + l2-category + concept" not in cases[0].labels
    assert "category + attribute + l2-category + target" not in cases[1].labels
    # Right answers for all that a rule can tell: parts sum to the whole.
    replies = ["Yes" if not case.facts["options"] else "C" for case in cases]
    counts = [SUITE.count(Row(case, Reply(text))) for case, text in zip(cases, replies)]
    right = sum(each["right"] for each in counts)
    assert (
        right == 6 + 2 and SUITE.metrics({"n": 16, "right": right, "unparsed": 0})["Accuracy"] == 50
    )
    for label in whole:
        parts = Counter()
        for case, each in zip(cases, counts):
            parts[case.labels[label]] += each["right"]
        assert sum(parts.values()) == right


def test_strata_are_the_fifteen_tasks(release):
    found = {SUITE.strata(item) for item in read(release).items}
    assert ("Awareness", "human-recognition") in found and (
        "Coherency",
        "human-preference",
    ) in found
    assert ("Appropriateness", "animal-recognition") in found and len(found) == 13


def test_published_rows_stand_beside_runs_of_their_own_kind():
    published = SUITE.published_results()
    assert len(published) == 4 * 21 and all(0 < each["Accuracy"] < 100 for each in published)
    when = {"injection": "image", "turns": "10"}
    ours = {each["model"]: each["Accuracy"] for each in published if each["when"] == when}
    assert (ours["Qwen2-VL-7B"], ours["Claude-3.7-Sonnet"], len(ours)) == (59.1, 14.6, 21)
    assert published[0]["measured"] == {"items": 10_017, "route": "model"}
    shown = [
        each["model"]
        for each in published
        if each["shown"] and each["definition"] == "text, 0 turns"
    ]
    assert shown == ["Qwen2-VL-7B", "Ovis2-8B", "Qwen2.5-VL-7B", "Ovis2-34B", "GPT-4o"]


class SaysYes(ScriptedEngine):
    """Says yes, and chooses C."""

    name = "says yes"
    identity: ClassVar = {"model": "says yes"}

    def __init__(self) -> None:
        self.asked: list[Prompt] = []

    def pieces(self, prompt, options, cancel):
        self.asked.append(prompt)
        yield "C" if "Options:" in prompt.parts[-1] else "Yes"


@pytest.mark.parametrize("where", ["dataset.csv", "."])
def test_a_run_from_end_to_end(release, tmp_path_factory, where):
    def run(**changed: str):
        engine = SaysYes()
        config = RunConfig(data=release / where, conditions=Conditions(options=changed), out=out)
        return engine, run_bench(SUITE, config, [ModelRoute(engine)], LexicalJudge())

    out = tmp_path_factory.mktemp("run")
    engine, scores = run()
    assert (scores.n, scores.errors, scores.exit_code, scores.samples) == (16, 0, 0, 5)
    assert scores.overall == {"n": 16, "Accuracy": 50.0, "unparsed": 0.0}
    told = [prompt.parts[0] for prompt in engine.asked]
    assert sum(one != other for one, other in itertools.pairwise(told)) == 4, "concept by concept"
    by_task = {task: found["Accuracy"] for task, found in scores.slices["task"].items()}
    assert by_task == {"Awareness": 100 * 5 / 6, "Appropriateness": 20.0, "Coherency": 40.0}
    again, same = run()
    assert same.overall == scores.overall and same.reused == 16 and not again.asked
    later, _ = run(turns="10")
    assert [len(prompt.before) for prompt in later.asked] == [20] * 16
