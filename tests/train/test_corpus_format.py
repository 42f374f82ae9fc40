"""A corpus is read back as it was written, and every mistake is named by line and field."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant import abstention
from persona_assistant.errors import RecordError
from persona_assistant.train.corpus.format import check_assets, read_corpus, write_corpus
from persona_assistant.train.corpus.records import TASKS, Entry, Label, Record, target_text, to_json
from persona_assistant.train.corpus.validation import parse_record

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip)
PATH = st.from_regex(r"\A[A-Za-z0-9_]{1,8}(/[A-Za-z0-9_.-]{0,7}[A-Za-z0-9]){0,2}\Z")


@st.composite
def records(draw):
    task_name = draw(st.sampled_from(sorted(TASKS)))
    task = TASKS[task_name]

    def entry(needed):
        return Entry(
            *(
                draw(made if part in needed else st.none() | made)
                for part, made in (("image", PATH), ("audio", PATH), ("text", TEXT))
            )
        )

    contexts = tuple(
        entry(task.in_contexts or ("text",)) for _ in range(draw(st.integers(task.fewest, 4)))
    )
    kind = draw(st.sampled_from(task.labels))
    said = TEXT.filter(lambda text: not abstention.is_abstention(text))
    values = {
        "yes_no": st.booleans(),
        "index": st.none() | st.integers(0, len(contexts) - 1),
        "answer": said,
        "text": TEXT,
        "abstain": st.none(),
    }
    label = Label(kind, draw(values.get(kind)))
    before = draw(st.sampled_from(("", "I looked at all of them. "))) if kind == "index" else ""
    return Record(
        draw(TEXT),
        draw(st.sampled_from(("world", "rl_pairs", "own"))),
        draw(TEXT),
        task_name,
        task.kind,
        contexts,
        entry(task.in_query),
        label,
        before + target_text(label, len(contexts)),
        draw(st.dictionaries(TEXT, TEXT, max_size=2)),
    )


@given(st.lists(records(), min_size=1, max_size=4, unique_by=lambda record: record.id))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("corpus")
    path, again = folder / "corpus.jsonl", folder / "again.jsonl"
    write_corpus(path, made, {"kind": "any"})
    corpus = read_corpus(path, check=False)
    assert list(corpus) == made and corpus.about == {"kind": "any"}
    write_corpus(again, corpus.records, {"kind": "any"})
    assert again.read_bytes() == path.read_bytes()


PEOPLE = (Entry("a.jpg", "a.ogg", "A."), Entry("b.jpg", "b.ogg", "B."))
WHO = Record(
    "w1",
    "world",
    "s1",
    "image_localization",
    "perception",
    PEOPLE,
    Entry(image="q.jpg"),
    Label("index", 1),
    "\\boxed{2}",
    {"absent": "no"},
)
SAME = replace(WHO, id="v1", task="image_verification", label=Label("yes_no", True), answer="Yes.")
ASKED = replace(
    WHO,
    id="t1",
    task="text_qa",
    kind="retrieval",
    query=Entry(text="Where?"),
    label=Label("answer", "Bath"),
    answer="Bath",
)
NOBODY = replace(ASKED, id="n1", label=Label("abstain"), answer=abstention.SENTENCE)
HEARD = replace(
    WHO,
    id="h1",
    task="transcription",
    kind="description",
    query=Entry(audio="q.ogg"),
    label=Label("text", "Hello."),
    answer="Hello.",
)


def _put(record, place, value):
    found = to_json(record)
    *path, last = place
    inner = found
    for step in path:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return found


@pytest.mark.parametrize(
    ("record", "place", "value", "said"),
    [
        (WHO, ["id"], ..., "id: missing; expected text"),
        (WHO, ["id"], " ", "id: expected text, found nothing in it"),
        (WHO, ["id"], "\ud800", "id: expected text, found half of a Unicode pair"),
        (WHO, ["source"], "web", "source: expected one of world, rl_pairs, own, found 'web'"),
        (WHO, ["sample"], 3, "sample: expected text, found a number"),
        (WHO, ["task"], "image_guess", "task: expected one of image_verification"),
        (WHO, ["kind"], "retrieval", "kind: expected perception, which image_localization is"),
        (WHO, ["lable"], {}, "lable: no field of a record"),
        (WHO, ["contexts"], {}, "contexts: expected a list of at most 4 people, found an object"),
        (
            WHO,
            ["contexts"],
            [to_json(WHO)["contexts"][0]] * 5,
            "contexts: expected at most 4, found 5",
        ),
        (WHO, ["contexts"], [], "contexts: expected at least 2 for image_localization, found 0"),
        (
            WHO,
            ["contexts", 1],
            "B.",
            "contexts[1]: expected an object with image, audio and text, found text",
        ),
        (
            ASKED,
            ["contexts", 1],
            {"image": None},
            "contexts[1]: expected an image, audio or text, found none",
        ),
        (
            WHO,
            ["contexts", 1, "image"],
            None,
            "contexts[1].image: missing; image_localization is about it",
        ),
        (
            WHO,
            ["contexts", 0, "image"],
            "../a.jpg",
            "contexts[0].image: expected a relative path below",
        ),
        (
            WHO,
            ["contexts", 0, "audio"],
            "/etc/passwd",
            "contexts[0].audio: expected a relative path below",
        ),
        (
            WHO,
            ["contexts", 0, "audio"],
            "c:\\a.ogg",
            "contexts[0].audio: expected a relative path below",
        ),
        (
            WHO,
            ["contexts", 0, "picture"],
            "a.jpg",
            "contexts[0].picture: no such field; expected image, audio, text",
        ),
        (WHO, ["query"], None, "query: expected an object with text, image and audio, found null"),
        (WHO, ["query", "image"], None, "query.image: missing; image_localization is about it"),
        (WHO, ["query", "image"], "q\n.jpg", "query.image: expected a relative path below"),
        (WHO, ["label"], ..., "label: missing; expected an object with type and value"),
        (
            WHO,
            ["label", "type"],
            "answer",
            "label.type: expected one of index for image_localization, found 'answer'",
        ),
        (WHO, ["label", "value"], ..., "label.value: missing; expected an index or null"),
        (
            WHO,
            ["label", "value"],
            2,
            "label.value: expected 0 to 1, one of the 2 contexts, or null for none of them",
        ),
        (WHO, ["label", "value"], -1, "label.value: expected 0 to 1"),
        (WHO, ["label", "value"], True, "label.value: expected 0 to 1"),
        (WHO, ["label", "value"], None, "answer: expected \\boxed{3} in it"),
        (WHO, ["label", "sure"], True, "label.sure: no such field; expected type, value"),
        (SAME, ["label", "value"], None, "label.value: expected true or false, found None"),
        (
            SAME,
            ["label", "value"],
            False,
            "answer: expected No as its first word, because the label is False",
        ),
        (
            ASKED,
            ["label", "value"],
            None,
            "label.value: expected the gold answer as text, found None",
        ),
        (
            ASKED,
            ["label", "value"],
            abstention.SENTENCE,
            "label.value: an abstention as the gold answer",
        ),
        (ASKED, ["answer"], abstention.SENTENCE, "answer: expected an answer and no abstention"),
        (
            NOBODY,
            ["label", "value"],
            "Bath",
            "label.value: expected null with abstain, found 'Bath'",
        ),
        (NOBODY, ["answer"], "Bath", "answer: expected an abstention"),
        (HEARD, ["label", "value"], "", "label.value: expected the wanted text, found ''"),
        (WHO, ["answer"], ..., "answer: missing; expected text"),
        (WHO, ["answer"], "Person 2", "answer: expected \\boxed{2} in it"),
        (WHO, ["about"], [], "about: expected an object of texts, found a list"),
        (WHO, ["about", "absent"], 1, "about.absent: expected text, found a number"),
    ],
)
def test_a_mistake_is_named_by_line_and_field(tmp_path, record, place, value, said):
    path = tmp_path / "corpus.jsonl"
    good = json.dumps(to_json(replace(WHO, id="good")))
    path.write_text(f"{good}\n\n{json.dumps(_put(record, place, value))}\n")
    with pytest.raises(RecordError) as error:
        read_corpus(path, check=False)
    message = str(error.value)
    assert message.startswith(f"{path}, line 3: {said}") and "\n" not in message


def test_an_id_given_twice_names_both_lines(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text(f'{{"corpus": {{}}}}\n{json.dumps(to_json(WHO))}\n{json.dumps(to_json(WHO))}\n')
    with pytest.raises(
        RecordError, match=r"line 3: id: expected a new one, found 'w1' again \(first in line 2\)"
    ):
        read_corpus(path, check=False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no record"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a git-lfs pointer"),
        (b"{not json\n", "line 1: expected one JSON object in the line"),
        (b"3\n", "line 1: expected a JSON object, found a number"),
        (
            b"[1]\n",
            "1 of 1 records cannot be used: index 0: expected a JSON object, found a number",
        ),
        (b"\xff\xfe\n", "line 1: expected one JSON object"),
        (
            b'{"corpus": {"assets": "/srv"}}\n',
            "line 1: corpus.assets: expected a folder relative to this file",
        ),
    ],
)
def test_a_file_that_is_no_corpus(tmp_path, data, said):
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(data)
    with pytest.raises(RecordError, match=said):
        read_corpus(path)
    with pytest.raises(RecordError, match="cannot be read"):
        read_corpus(tmp_path / "none.jsonl")


def test_media_are_found_from_the_file_or_the_folder_named(tmp_path):
    world = tmp_path / "world"
    world.mkdir()
    for name in ("a.jpg", "a.ogg", "b.jpg", "b.ogg", "q.jpg"):
        (world / name).write_bytes(b"medium")
    path = tmp_path / "made" / "corpus.jsonl"
    write_corpus(path, [WHO], assets=world)
    assert read_corpus(path).assets.resolve() == world
    moved = tmp_path / "corpus.jsonl"
    moved.write_bytes(path.read_bytes())
    with pytest.raises(RecordError, match="5 of 5 media files cannot be used"):
        read_corpus(moved)
    assert read_corpus(moved, world).assets == world


def test_all_missing_media_are_counted_and_the_first_named(tmp_path):
    path = tmp_path / "corpus.jsonl"
    for name in ("a.jpg", "a.ogg", "b.jpg"):
        (tmp_path / name).write_bytes(b"medium")
    (tmp_path / "b.ogg").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    (tmp_path / "q.jpg").write_bytes(b"")
    write_corpus(path, [WHO, replace(HEARD, query=Entry(audio="gone.ogg"))])
    with pytest.raises(RecordError) as error:
        check_assets(read_corpus(path, check=False))
    message = str(error.value)
    assert "3 of 6 media files" in message
    for said in (
        "line 1, contexts[1].audio: b.ogg (a git-lfs pointer",
        "line 1, query.image: q.jpg (empty)",
        "line 2, query.audio: gone.ogg (missing)",
    ):
        assert said in message


@pytest.mark.parametrize(
    "wrong", [[replace(WHO, answer="Yes.")], [WHO, WHO], [replace(WHO, contexts=list(PEOPLE))], []]
)
def test_nothing_is_written_that_could_not_be_read(tmp_path, wrong):
    path = tmp_path / "corpus.jsonl"
    path.write_text("the old one")
    with pytest.raises(RecordError):
        write_corpus(path, wrong)
    assert path.read_text() == "the old one" and [each.name for each in tmp_path.iterdir()] == [
        "corpus.jsonl"
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
PLACES = [
    *([name] for name in to_json(WHO)),
    *(["contexts", 0, name] for name in ("image", "audio", "text")),
    ["query", "text"],
    ["label", "type"],
    ["label", "value"],
    ["about", "absent"],
]


@given(st.sampled_from([WHO, SAME, ASKED, NOBODY, HEARD]), st.sampled_from(PLACES), JSON)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_field_is_a_record_or_a_record_error(record, place, value):
    parsed = refused = None
    try:
        parsed = parse_record(json.loads(json.dumps(_put(record, place, value))))
    except RecordError as error:
        refused = str(error)
    assert "\n" not in refused if refused else parse_record(to_json(parsed)) == parsed
