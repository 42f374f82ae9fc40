"""Corpora for the reader: what is read is what was written, and every mistake has its line."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Note
from persona_assistant.resources import data_path
from persona_assistant.train.reader.corpus import Question, read_corpus, without_wordings_of

MARTA = """# hand: an example

= Marta Oyelaran | 2024-03-12
Marta tunes pianos, mostly for schools.
Her brother is a dentist. From Hull.
@ the one who does pianos
? what does marta do for work
> tunes pianos
? Is Marta a dentist?
> ~
? any kids?
> -

= Marta Oyelaran
Met in Hull. Lives by the sea.
? where is she at home
* Lives by the sea.
? where might one meet her
> Hull
> by the sea
"""


def written(folder: Path, text: str, name: str = "hand.txt") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_note_its_questions_and_where_the_answers_stand(tmp_path):
    work, dentist, kids, home, met = read_corpus(written(tmp_path, MARTA))
    first = Note(
        "Marta tunes pianos, mostly for schools.\nHer brother is a dentist. From Hull.",
        datetime.date(2024, 3, 12),
    )
    assert work == Question(
        "what does marta do for work", "Marta Oyelaran", first, ((6, 18),), False, True
    )
    assert first.text[6:18] == "tunes pianos"
    assert (dentist.note, dentist.answers, dentist.near) == (first, (), True)
    assert (kids.answers, kids.near) == ((), False)
    assert home.note.date is None and home.note.text[slice(*home.answers[0])] == "Lives by the sea."
    assert not home.pointed and met.pointed
    assert [met.note.text[start:end] for start, end in met.answers] == ["Hull", "by the sea"]


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    for name in ("b.txt", "a.txt", "c.md"):
        written(tmp_path, f"= {name}\nNote.\n? what\n> Note", name)
    assert [each.name for each in read_corpus(tmp_path)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Hello", 1, "begins with '= name | date'"),
        ("# hand\n\nHello", 3, "begins with"),
        ("=  \nNote", 1, "begins with '= name"),
        ("= Ada | May 2024\nNote", 1, "'= name | YYYY-MM-DD'"),
        ("= Ada | 2024-02-30\nNote", 1, "2024-02-30 is no date"),
        ("= Ada\nNote.\n> Note", 3, "an answer without a question"),
        ("= Ada\nNote.\n? what\n? who\n> Note", 3, "has no answer line"),
        ("= Ada\nNote.\n? what\n> Not here", 3, "'Not here' stands 0 times"),
        ("= Ada\na b a\n? what\n> a", 3, "'a' stands 2 times"),
        ("= Ada\nNote.\n? what\n> Note\nand more of it", 5, "no question and no answer"),
        ("= Ada\nNote.\n? what\n> Note\n\n= Bo\nNote\n? why", 8, "has no answer line"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text, line, said, tmp_path):
    file = written(tmp_path, text)
    with pytest.raises(BadInput) as refused:
        read_corpus(file)
    assert str(refused.value).startswith(f"{file}:{line}: ") and said in str(refused.value)


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(BadInput, match="holds no .txt file"):
        read_corpus(tmp_path)
    with pytest.raises(BadInput, match=r"nowhere cannot be read"):
        read_corpus(tmp_path / "nowhere")
    (tmp_path / "old.txt").write_bytes("= José\nNote".encode("latin-1"))
    with pytest.raises(BadInput, match=r"old\.txt cannot be read"):
        read_corpus(tmp_path)


# --- whatever is written comes back


WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="=@?>*|#"), min_size=1
)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    note = Note(
        "\n".join(draw(st.lists(LINES, min_size=1, max_size=4))),
        draw(st.none() | st.dates(datetime.date(1900, 1, 1))),
    )
    words = [word for line in note.text.splitlines() for word in line.split(" ")]
    stated = {word for word in words if note.text.count(word) == 1} - {"-", "~"}
    answers = draw(st.lists(st.sampled_from(sorted(stated)), unique=True)) if stated else []
    spans = tuple((note.text.index(each), note.text.index(each) + len(each)) for each in answers)
    near = not spans and draw(st.booleans())
    pointed = not spans or draw(st.booleans())
    return Question(draw(LINES), draw(LINES), note, spans, near, pointed)


def as_text(question: Question) -> str:
    note = question.note
    date = f" | {note.date.isoformat()}" if note.date else ""
    mark = ">" if question.pointed else "*"
    answers = [f"{mark} {note.text[start:end]}" for start, end in question.answers]
    lines = [f"= {question.name}{date}", note.text, f"? {question.text}"]
    return "\n".join([*lines, *(answers or ["> ~" if question.near else "> -"])])


@given(asked=st.lists(questions(), max_size=4))
def test_what_is_written_is_read(asked, tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    file = written(folder, "# hand\n\n" + "\n\n".join(map(as_text, asked)) + "\n")
    assert read_corpus(file) == asked


# --- kept apart


def question(text: str, name: str) -> Question:
    return Question(text, name, Note("A note."), ())


def test_wordings_and_people_of_the_others_are_left_out():
    trained = [question("What does Marta do?", "Marta Lund"), question("any kids", "Tom Ode")]
    same = question("what does Ken do", "Ken Abe")  # but for the name
    person = question("Who is her dentist?", "Tom Ode")
    other = question("What does her brother do?", "Ken Abe")
    spelled = question("ANY KIDS?!", "Ken Abe")
    assert without_wordings_of([same, person, other, spelled], trained) == [other]


def test_a_name_within_a_word_is_no_name():
    trained = [question("is Al allergic", "Al Ode")]
    assert without_wordings_of([question("is Bo allergic", "Bo Li")], trained) == []


def test_the_corpus_is_as_large_and_as_mixed_as_it_should_be():
    trained, apart = (
        read_corpus(data_path("worlds", "reading", split)) for split in ("train", "kept_apart")
    )
    assert len(trained) >= 10_000 and len({(each.name, each.note) for each in trained}) >= 1_500
    for asked in (trained, apart):
        unstated = [each for each in asked if not each.answers]
        assert 0.28 <= len(unstated) / len(asked) <= 0.4
        assert sum(each.near for each in unstated) >= 0.5 * len(unstated)
    assert not {each.note.text for each in trained} & {each.note.text for each in apart}
    assert len(without_wordings_of(apart, trained)) >= 500
