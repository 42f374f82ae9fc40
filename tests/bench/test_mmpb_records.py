"""MMPB's table, with all the traps in it."""

from __future__ import annotations

import mmpb_items as fixtures
import pytest
from mmpb_items import rows, write_table
from mmpb_release import POINTER, errors, read, table_with

from persona_assistant.errors import RecordError


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
        ("image_path", "x" * 5000, "image_path: expected a path below"),
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
        "3": "dataset.csv, record 4 (line 18): question: expected UTF-8 text; "
        "get a fresh copy of the table"
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
