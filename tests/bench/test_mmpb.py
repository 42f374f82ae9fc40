"""MMPB as a suite: files with their traps, prompts part by part, breakdowns and published rows."""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from pathlib import Path
from typing import ClassVar

import mmpb_items as fixtures
import pytest
from mmpb_items import options, rows, write_parquet, write_pictures, write_table, write_talk

from persona_assistant.bench.answerer import ModelRoute
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.media import Assets, HashedMedia
from persona_assistant.bench.mmpb import parquet
from persona_assistant.bench.mmpb.suite import MMPB
from persona_assistant.bench.stages import RunConfig, run_bench
from persona_assistant.bench.suite import Case, Conditions, Records, Reply, Row
from persona_assistant.errors import BadInput, MediaError, RecordError
from persona_assistant.pmg import Picture
from persona_assistant.prompt import Prompt
from tests.support.fakes import ScriptedEngine

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
SUITE = MMPB()


def read(data: Path, **changed: str) -> Records:
    return SUITE.read(data, options(**changed))


def errors(records: Records) -> dict[str, str]:
    return {bad.id: str(bad.error) for bad in records.bad}


def table_with(tmp_path: Path, number: int, **changed: str) -> Records:
    """The table with one row changed."""
    found = rows()
    found[number] |= changed
    return read(write_table(tmp_path, found))


def pose(data: Path, at: int, *, drop: tuple[str, ...] = (), **changed: str) -> Prompt:
    item = read(data, **changed).items[at]
    conditions = Conditions(drop=frozenset(drop), options=options(**changed))
    return SUITE.build_prompt(
        item.without_ground_truth(), Assets(data if data.is_dir() else data.parent), conditions
    )


def said(prompt: Prompt) -> list[tuple[str, list[str]]]:
    """Turn by turn; a picture as the name of its file."""
    turns = [(turn.role, turn.parts) for turn in prompt.before] + [("user", prompt.parts)]
    return [
        (role, [part.source if isinstance(part, Picture) else part for part in parts])
        for role, parts in turns
    ]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The folder that the converters make, with the release's conversations."""
    write_table(tmp_path)
    write_pictures(tmp_path)
    write_talk(tmp_path)
    return tmp_path


# --- files and their traps -----------------------------------------------------------------------


def test_a_table_is_read_whole(release):
    records = read(release / "dataset.csv")
    assert len(records.items) == 16 and not records.bad and records.name == "dataset.csv"
    assert [item.gold for item in records.items[:6]] == ["Yes", "No", "B", "No", "Yes", "D"]
    assert records.items[2].options[3] == ("D", "A dark wood\nwith snow")
    assert read(release) == records, "its folder will do"


def test_answers_may_be_numbers(tmp_path):
    letters = read(write_table(tmp_path / "a"))
    numbers = read(write_table(tmp_path / "b", fixtures.numbered(rows())))
    with_decimals = [each | {"answer": each["answer"] + ".0"} for each in fixtures.numbered(rows())]
    assert numbers.items == letters.items == read(write_table(tmp_path / "c", with_decimals)).items
    assert numbers.sha256 != letters.sha256


@pytest.mark.parametrize(
    ("given", "read_as"), [("yes", "Yes"), ("NO", "No"), (" 4 ", "Yes"), ("5", "No")]
)
def test_answers_to_yes_or_no(tmp_path, given, read_as):
    assert table_with(tmp_path, 0, answer=given).items[0].gold == read_as


@pytest.mark.parametrize(
    ("number", "given", "expected"),
    [
        (0, "A", "one of Yes, No (or 4, 5), found 'A'"),
        (0, "0", "one of Yes, No (or 4, 5), found '0'"),
        (2, "Yes", "one of A, B, C, D (or 0, 1, 2, 3), found 'Yes'"),
        (2, "4", "one of A, B, C, D (or 0, 1, 2, 3), found '4'"),
        (2, "E", "found 'E'"),
        (2, "", "found ''"),
        (2, "6", "found '6'"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_an_error_that_names_the_place(
    tmp_path, number, given, expected
):
    records = table_with(tmp_path, number, answer=given)
    assert len(records.items) == 15
    ((name, error),) = errors(records).items()
    # Descriptions hold line ends: each row before takes five lines.
    place = f"record {number + 1} (line {2 + 5 * number})"
    assert (
        name == str(number)
        and error.startswith(f"dataset.csv, {place}: answer:")
        and expected in error
    )


def test_an_answer_must_be_among_the_options_there_are(tmp_path):
    records = table_with(tmp_path, 2, answer="D", D="")
    assert "one of A, B, C (or 0, 1, 2), found 'D'" in errors(records)["2"]
    assert "found 1" in errors(table_with(tmp_path, 2, B="", C="nan", D="NaN"))["2"]


def test_none_may_be_an_option(tmp_path):
    assert table_with(tmp_path, 2, D="None").items[2].options[3] == ("D", "None")


@pytest.mark.parametrize("nothing", ["", "nan", "NaN", "None", "<NA>", "null", "  "])
def test_all_ways_to_write_nothing_are_nothing(tmp_path, nothing):
    empty = {"A": nothing, "concept": nothing, "target": nothing}
    found = [each | empty for each in rows()[:2]]
    for item in read(write_table(tmp_path, found)).items:
        assert (item.options, item.concept, item.target) == ((), None, None)
    records = table_with(tmp_path, 0, question=nothing, index="70")
    assert errors(records) == {
        "70": "dataset.csv, record 1 (line 2): question: expected text, found nothing"
    }


@pytest.mark.parametrize(
    ("column", "given", "expected"),
    [
        (
            "attribute",
            "robot",
            "attribute: expected one of human, animal, object, character, found 'robot'",
        ),
        ("category", "", "category: expected one of recognition, preference, found ''"),
        (
            "l2-category",
            "Coherency",
            "l2-category: expected one of awareness, overconcept, inconsistency",
        ),
        ("index", "first", "index: expected a whole number, found 'first'"),
        ("index", "15", "index: expected a new one, found 15 again (see record 1 (line 2))"),
        ("name", "nan", "name: expected text"),
        ("image_path", "/workspace/a.png", "image_path: expected a path below the table's folder"),
        ("image_path", "../a.png", "image_path: expected a path below"),
        ("image_path", "", "image_path: expected text"),
        ("description_moderate", "", "description_moderate: expected text"),
    ],
)
def test_a_bad_field_is_named(tmp_path, column, given, expected):
    found = rows()[::-1]
    found[1] |= {column: given}
    records = read(write_table(tmp_path, found))
    (error,) = errors(records).values()
    assert f"dataset.csv, record 2 (line 7): {expected}" in error and len(records.items) == 15


def test_words_in_capitals_and_a_dot_before_paths_are_no_errors(tmp_path):
    item = table_with(
        tmp_path, 3, attribute="Human", concept="Travel", image_path="./human/a.png"
    ).items[3]
    assert (item.attribute, item.concept, item.picture) == ("human", "travel", "human/a.png")


def test_the_release_spells_hetero_otherwise(tmp_path):
    assert [item.target for item in read(write_table(tmp_path)).items[9:11]] == ["Homo", "Hetero"]


def test_what_fills_the_preference_of_animals_and_things_is_left_out(tmp_path):
    for item in read(write_table(tmp_path)).items:
        assert (item.preference == "") == (item.attribute != "human")
        assert fixtures.FILLER not in item.preference


def test_a_question_about_a_preference_needs_it(tmp_path):
    assert "preference: expected text" in errors(table_with(tmp_path, 3, preference="nan"))["3"]
    assert not table_with(tmp_path, 0, preference="").bad


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path):
    path = write_table(tmp_path)
    plain = read(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(path).items == plain.items


def test_bytes_that_are_no_utf8_spoil_their_record_only(tmp_path):
    path = write_table(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"Question 3:", b"Question \xff3:"))
    assert errors(read(path)) == {
        "3": "dataset.csv, record 4 (line 18): question: expected UTF-8 text; get a fresh copy of the table"
    }


def test_a_record_of_another_length_is_named_and_the_next_is_read(tmp_path):
    path = write_table(tmp_path)
    head, rest = path.read_text().split("\n", 1)
    path.write_text(f"{head}\n1,2,3\n\n{rest}")
    records = read(path)
    place = "record 1 (line 2)"
    assert errors(records) == {place: f"dataset.csv, {place}: expected 20 fields, found 3"}
    assert len(records.items) == 16


def test_a_table_that_was_cut_off_is_read_up_to_there(tmp_path):
    path = write_table(tmp_path)
    path.write_bytes(path.read_bytes()[:-80])
    records = read(path)
    assert len(records.items) == 15
    assert "quotation marks do not match" in errors(records)["record 16 (line 82)"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (POINTER, "a git-lfs pointer.*git lfs pull"),
        (b"", "no column index, question"),
        (b"index,question\n1,2\n", "no column A, B, C, D, answer"),
        (b'"index', "not a CSV table"),
    ],
)
def test_a_file_that_is_no_table_is_one_clear_line(tmp_path, content, expected):
    path = tmp_path / "dataset.csv"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=expected) as caught:
        read(path)
    assert "\n" not in str(caught.value) and "dataset.csv" in str(caught.value)


def test_no_file_and_no_record_are_one_clear_line(tmp_path):
    with pytest.raises(RecordError, match="cannot be read"):
        read(tmp_path / "dataset.csv")
    with pytest.raises(RecordError, match="neither dataset.csv nor Parquet"):
        read(tmp_path)
    path = write_table(tmp_path)
    path.write_text(path.read_text().split("\n")[0])
    with pytest.raises(RecordError, match="holds no record"):
        read(path)


# --- prompts -------------------------------------------------------------------------------------

LIKES = "<sks> likes rye bread and slow trains, but not karaoke."
TOLD = f'<sks> is of Tilda\'s sort, and called "small". {LIKES}\n'
MAX_ATTEMPTS = "\nQuestion 0: what of <sks> here? Answer shortly.\n"
LIST = "Options:\nA. A red barn, far away.\nB. A lake\nC. Two boats\nD. A dark wood\nwith snow\n"


def test_telling_by_words(release):
    assert said(pose(release, 0)) == [("user", [TOLD, "0.png", MAX_ATTEMPTS])]
    assert said(pose(release, 0, roles="keep")) == [
        ("user", [TOLD]),
        ("user", ["0.png", MAX_ATTEMPTS]),
    ]
    (_, parts) = said(pose(release, 8))[0]
    assert parts[0] == '<sks> is of Pip\'s sort, and called "small".\n'


def test_a_choice_lists_its_options(release):
    assert said(pose(release, 2))[0][1][-1] == MAX_ATTEMPTS.replace("0", "2") + LIST


@pytest.mark.parametrize("length", ["simple", "moderate", "detailed", "super_detailed"])
def test_words_of_every_length(release, length):
    told = said(pose(release, 0, description=length))[0][1][0]
    assert told.startswith(rows()[0][f"description_{length}"] + " <sks> likes")


def test_telling_by_pictures(release):
    told = ["0.png", "1.png", f"The pictures above show <sks>. {LIKES}\n"]
    prompt = pose(release, 0, injection="image", roles="keep")
    assert said(prompt) == [("user", told), ("user", ["0.png", MAX_ATTEMPTS])]
    first, second = prompt.before[0].parts[:2]
    assert first.sha256 != second.sha256 != prompt.parts[0].sha256
    assert said(pose(release, 0, injection="image")) == [("user", [*told, "0.png", MAX_ATTEMPTS])]
    one = said(pose(release, 8, injection="image", images="1"))[0][1]
    assert one == [
        "0.png",
        "The picture above shows <sks>.\n",
        "8.png",
        MAX_ATTEMPTS.replace("0", "8"),
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
    assert kept[-1][1] == ["0.png", MAX_ATTEMPTS]
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
    assert said(pose(release, 0, drop=("image",))) == [("user", [TOLD, MAX_ATTEMPTS])]
    assert said(pose(release, 0, drop=("text",))) == [("user", ["0.png", MAX_ATTEMPTS])]
    shown = said(pose(release, 0, drop=("text",), injection="image"))[0][1]
    assert shown == ["0.png", "1.png", "The pictures above show <sks>.\n", "0.png", MAX_ATTEMPTS]
    without_ground_truth = said(pose(release, 8, drop=("image",), injection="image"))
    assert without_ground_truth == [("user", [MAX_ATTEMPTS.replace("0", "8")])]


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


# --- conversations -------------------------------------------------------------------------------


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


# --- Parquet -------------------------------------------------------------------------------------


def test_parquet_without_pyarrow_names_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "train-00000.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(RecordError, match="pip install .*parquet"):
        read(tmp_path)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A folder as it comes from the hub."""
    pytest.importorskip("pyarrow", reason="reads Parquet")
    write_parquet(tmp_path / "data" / "train-00000-of-00002.parquet", rows()[:7])
    write_parquet(tmp_path / "data" / "train-00001-of-00002.parquet", rows()[7:])
    write_talk(tmp_path)
    return tmp_path


@pytest.mark.parametrize("injection", ["text", "image"])
def test_parquet_files_say_what_the_table_says(hub, tmp_path_factory, injection):
    tree = tmp_path_factory.mktemp("tree")
    write_table(tree)
    write_pictures(tree)
    write_talk(tree)
    for at in range(16):
        ours = pose(hub, at, injection=injection, turns="2")
        theirs = pose(tree, at, injection=injection, turns="2")
        assert [part if isinstance(part, str) else part.sha256 for part in ours.all_parts] == [
            part if isinstance(part, str) else part.sha256 for part in theirs.all_parts
        ]
    references = list((hub / "unpacked" / "reference").iterdir())
    assert len(references) == 5 * 5, "those of a concept once"


def test_one_parquet_file_alone_can_be_read(hub):
    assert len(read(hub / "data" / "train-00001-of-00002.parquet").items) == 9


def test_parquet_files_are_unpacked_once_and_again_when_they_change(hub, monkeypatch):
    first = read(hub)
    picture = hub / first.items[0].picture
    picture.unlink()
    assert read(hub) == first and not picture.exists()
    write_parquet(hub / "data" / "train-00001-of-00002.parquet", rows()[7:9])
    assert len(read(hub).items) == 9 and picture.exists()


def test_a_stop_while_unpacking_is_made_good(hub, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(parquet._Pictures, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            read(hub)
    assert len(read(hub).items) == 16


@pytest.mark.parametrize(
    ("content", "expected"), [(POINTER, "git-lfs pointer"), (b"PAR1 and so", "cannot be")]
)
def test_a_damaged_parquet_file_is_one_clear_line(hub, content, expected):
    (hub / "data" / "train-00001-of-00002.parquet").write_bytes(content)
    with pytest.raises(RecordError, match=expected) as caught:
        read(hub)
    assert "\n" not in str(caught.value)


# --- cases, breakdowns, published rows -----------------------------------------------------------


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


# --- a run from end to end -----------------------------------------------------------------------


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
