import json
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_rules import ABSTENTION_SENTENCE, GROUPS, TASKS

from persona_assistant.bench.bertscore import bertscores
from persona_assistant.bench.overlap import rouge_l
from persona_assistant.bench.run import Entry
from persona_assistant.bench.scoring import Scores, score
from persona_assistant.bench.suite import Case, Reply
from persona_assistant.bench.suites import find
from persona_assistant.encoders.loader import open_encoder
from persona_assistant.errors import BadInput, ModelError
from tests.support import tiny_onnx

NO = ABSTENTION_SENTENCE
SUITE = find("omni-persona")


def case(id, sample, group="I2I", *, gold="a baker", answerable=True, absent=False, task=None):
    facts = {"answerable": answerable, "absent_persona": absent, "target": None if absent else 0}
    labels = {"group": group, "task": task or TASKS[group][0]}
    return Case(id, sample, labels, "Who?", gold if answerable else "", answerable, facts)


def plan(*cases):
    return [Entry(each, f"key {each.id}") for each in cases]


FIVE = plan(
    case("a", "s0"),
    case("b", "s0", "A2A"),
    case("c", "s1"),
    case("d", "s1", "A2A", answerable=False, absent=True),
    case("e", "s2", "T2Any"),
)
SAID = {
    id: Reply(text) for id, text in zip("abcde", ("a baker", "a night baker", "boats", NO, "sails"))
}
VERDICTS = {"a": True, "b": True, "c": False, "e": False}


def test_a_small_run_as_it_is_expected():
    found = score(SUITE, FIVE, SAID, VERDICTS)
    assert (found.suite, found.title, found.n, found.of, found.samples) == (
        "omni-persona",
        "Omni-Persona",
        5,
        5,
        3,
    )
    assert found.overall["Ans"] == 50 and found.overall["TA"] == 100 and found.overall["Cal"] == 75
    assert list(found.slices["group"]) == ["I2I", "A2A", "T2Any"]
    groups = found.slices["group"]
    assert [groups[group]["Ans"] for group in groups] == [50, 100, 0]
    assert groups["A2A"]["n"] == 2 and groups["I2I"]["TA"] is None
    assert set(found.slices["task"]) == {TASKS[group][0] for group in groups}
    assert found.intervals["Ans"][0] == 0 and found.intervals["Ans"][1] == 100
    assert found.intervals["TA"] == pytest.approx([20.654, 100], abs=1e-3), "Wilson over one sample"
    assert "n" not in found.intervals and "TA" not in groups["I2I"]["intervals"]
    assert (
        found.errors == 0
        and not found.incomplete
        and found.exit_code == 0
        and found.bertscore is None
    )


def test_wording_is_scored_apart_for_what_the_judge_called_right_and_wrong():
    apart = score(SUITE, FIVE, SAID, VERDICTS).by_verdict
    assert list(apart) == ["correct", "wrong"] and (apart["correct"]["n"], apart["wrong"]["n"]) == (
        2,
        2,
    )
    # a and b have both of "a baker" in order; F1 1 and 2*2/(2+3); c and e share nothing with it
    assert apart["correct"]["ROUGE-L"] == 100 and apart["wrong"]["ROUGE-L"] == 0
    assert apart["correct"]["Tok-F1"] == pytest.approx(90) and apart["wrong"]["Tok-F1"] == 0
    assert (apart["correct"]["MeanLen"], apart["wrong"]["MeanLen"]) == (2.5, 1)
    assert "BERTScore" not in apart["correct"] and apart["wrong"]["intervals"]["ROUGE-L"][0] == 0


def test_what_lacks_an_answer_or_a_verdict_is_an_error_and_in_no_score():
    entries = [
        *FIVE,
        Entry(case("f", "s3"), None, "missing media: x.png"),
        *plan(case("g", "s3"), case("h", "s3")),
    ]
    said = SAID | {"f": Reply("from an earlier run"), "h": Reply("a baker")}
    verdicts = {id: right for id, right in VERDICTS.items() if id != "b"} | {"f": True}
    found = score(SUITE, entries, said, verdicts, errors={"g": "the server said 500"})
    assert found.n == 4 and found.of == 8 and found.overall["n"] == 4
    assert {each["id"]: each["error"] for each in found.error_items} == {
        "b": "not judged",
        "f": "missing media: x.png",
        "g": "the server said 500",
        "h": "not judged",
    }
    assert found.incomplete and found.exit_code == 1


def test_a_verdict_on_what_cannot_be_answered_changes_nothing():
    assert score(SUITE, FIVE, SAID, VERDICTS | {"d": True}) == score(SUITE, FIVE, SAID, VERDICTS)


def test_nothing_answered_is_nothing_scored():
    found = score(SUITE, FIVE, {}, {})
    assert found.n == found.overall["n"] == 0 and found.errors == 5 and found.by_verdict is None
    assert (
        found.overall["Ans"] is None and found.overall["routing"] is None and found.intervals == {}
    )
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["incomplete"] is True


def test_json_keeps_what_scripts_look_for_and_comes_back_as_it_was():
    found = score(SUITE, FIVE, SAID, VERDICTS)
    found.judge, found.engine, found.subset = "lexical", "scripted", {"items": 5, "of": 9}
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert {
        "n",
        "overall",
        "groups",
        "tasks",
        "judge",
        "engine",
        "route",
        "wording",
        "errors",
        "error_items",
        "incomplete",
        "subset",
        "notes",
        "missing_media",
        "reused",
        "seconds",
    } <= set(document)
    for part in (document["overall"], *document["groups"].values(), *document["tasks"].values()):
        assert {"n", "Ans", "Unans", "Cal", "Cal_v2_2", "1-FA", "TA", "routing"} <= set(part)
        assert part["routing"] is None
    assert document["groups"] == document["slices"]["group"] and document["groups"]["I2I"]["n"] == 2
    assert Scores.from_json(document) == found
    with pytest.raises(BadInput, match="no 'title'; score the run again"):
        Scores.from_json({name: value for name, value in document.items() if name != "title"})


def test_values_of_a_slice_that_the_suite_does_not_know_follow_by_name():
    odd = [
        Entry(Case(id, id, {"group": group}, "?", "x", True, FIVE[0].case.facts), id)
        for id, group in (("1", "zebra"), ("2", "ape"), ("3", "T2T"))
    ]
    found = score(
        SUITE, odd, {each.case.id: Reply("x") for each in odd}, {each.case.id: True for each in odd}
    )
    assert list(found.slices["group"]) == ["T2T", "ape", "zebra"] and found.slices["task"] == {}


@st.composite
def runs(draw):
    entries, said, verdicts = [], {}, {}
    for index in range(draw(st.integers(1, 9))):
        answerable = draw(st.booleans())
        group = draw(st.sampled_from(tuple(TASKS)))
        each = case(
            str(index),
            f"s{draw(st.integers(0, 3))}",
            group,
            answerable=answerable,
            absent=not answerable and draw(st.booleans()),
            task=draw(st.sampled_from(TASKS[group])),
        )
        entries.append(Entry(each, each.id))
        text = draw(st.sampled_from([NO, "a baker", "a night baker bakes", "", "boats"]))
        said[each.id] = Reply(
            text, draw(st.none() | st.integers(0, 2)), draw(st.sampled_from([None, "matched"]))
        )
        if answerable:
            verdicts[each.id] = draw(st.booleans())
    return entries, said, verdicts


@settings(max_examples=40, deadline=None)
@given(runs(), st.randoms())
def test_the_order_of_items_changes_no_digit(run, chance):
    entries, said, verdicts = run
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert score(SUITE, entries, said, verdicts, resamples=50) == score(
        SUITE, shuffled, said, verdicts, resamples=50
    )


def test_nor_do_fractions_that_do_not_add_up_exactly():
    entries = plan(*(case(str(index), f"s{index}") for index in range(40)))
    said = {str(index): Reply("a baker " + "x " * index) for index in range(40)}
    verdicts = dict.fromkeys(said, True)
    backwards = score(SUITE, entries[::-1], said, verdicts, resamples=2)
    assert backwards.overall == score(SUITE, entries, said, verdicts, resamples=2).overall
    by_hand = [2 * 2 / (4 + index) for index in range(40)]
    assert sum(by_hand) != sum(by_hand[::-1]), "which a plain sum would show"


@settings(max_examples=40, deadline=None)
@given(runs())
def test_slices_add_up_to_the_whole_and_intervals_hold_their_scores(run):
    found = score(SUITE, *run, resamples=50)
    for parts in found.slices.values():
        for name in (
            "n",
            "answerable",
            "unanswerable",
            "false_abstentions",
            "hallucinations",
            "decided",
        ):
            assert sum(part[name] for part in parts.values()) == found.overall[name]
    wholes = [(found.overall, found.intervals)]
    pieces = [
        (part, part["intervals"]) for parts in found.slices.values() for part in parts.values()
    ]
    for scores, spans in wholes + pieces:
        for name, (low, high) in spans.items():
            assert low <= scores[name] <= high, name
            assert name == "MeanLen" or 0 <= low <= high <= 100 + 1e-9, name


def test_750_items_are_scored_with_all_intervals_in_less_than_two_seconds():
    chance = random.Random(1)
    words = [f"word{number}" for number in range(300)]
    entries, said, verdicts = [], {}, {}
    for index in range(750):
        group = chance.choice(tuple(GROUPS.values()))
        gold, answerable = " ".join(chance.choices(words, k=12)), chance.random() < 0.52
        each = case(
            str(index),
            f"s{index // 3}",
            group,
            gold=gold,
            answerable=answerable,
            task=chance.choice(TASKS[group]),
        )
        entries.append(Entry(each, each.id))
        said[each.id] = Reply(
            NO if chance.random() < 0.3 else " ".join(chance.choices(words, k=100)), 0, "matched"
        )
        verdicts[each.id] = chance.random() < 0.6
    start = time.process_time()
    found = score(SUITE, entries, said, verdicts)
    assert time.process_time() - start < 2
    assert len(found.slices["task"]) == 18 and all(
        part["intervals"]["Cal"] for part in found.slices["task"].values()
    )


# --- BERTScore


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return open_encoder(
        tiny_onnx.sentence_folder(tmp_path_factory.mktemp("encoder") / "tiny"), "text"
    )


def by_hand(encoder, gold, prediction):
    """Greedy matching in plain loops over the network's own output, control tokens cut off by
    place."""

    def vectors(text):
        ids, mask = encoder._tokens([text])
        inner = encoder._session.run(ids, mask, np.zeros_like(ids))[0][1:-1]
        return [row / np.sqrt((row.astype(np.float64) ** 2).sum()) for row in inner]

    one, other = vectors(gold), vectors(prediction)
    if not one or not other:
        return 0.0
    recall = sum(max(float(np.dot(x, y)) for y in other) for x in one) / len(one)
    precision = sum(max(float(np.dot(x, y)) for x in one) for y in other) / len(other)
    return 2 * precision * recall / (precision + recall) if recall > 0 and precision > 0 else 0.0


PAIRS = [
    ("abc", "abd"),
    ("abc", "abc"),
    ("a", "zzz qq"),
    ("", "abc"),
    ("abc", ""),
    ("hello you", "you hello"),
]


def test_bertscore_is_what_a_plain_computation_gives(encoder):
    found = bertscores(PAIRS, encoder)
    assert found == pytest.approx([by_hand(encoder, *pair) for pair in PAIRS], abs=1e-5)
    assert found[1] == pytest.approx(1, abs=1e-6) and found[3] == found[4] == 0 and found[0] < 1


def test_token_vectors_do_not_depend_on_the_texts_beside_them(encoder):
    together = encoder.tokens(["a", "hello you", "", "abcdefgh"])
    assert [len(each) for each in together] == [1, 8, 0, 8]
    for text, vectors in zip(["a", "hello you", "", "abcdefgh"], together):
        (alone,) = encoder.tokens([text])
        assert vectors == pytest.approx(alone, abs=1e-5)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(vectors)), abs=1e-5)
    assert encoder.tokens([]) == []


def test_with_an_encoder_scores_have_bertscore_and_the_mean_of_nine_under_its_name(encoder):
    found = score(SUITE, FIVE, SAID, VERDICTS, token_vectors=encoder)
    pairs = [(entry.case.gold, SAID[entry.case.id].text) for entry in FIVE if entry.case.judged]
    assert found.bertscore == encoder.id and encoder.id.startswith("tiny-sentence/")
    assert found.overall["BERTScore"] == pytest.approx(100 * sum(bertscores(pairs, encoder)) / 4)
    nine = ("Overall", "Ans", "Unans", "Abs-F1", "ROUGE-L", "Tok-F1", "BERTScore", "1-FA", "TA")
    assert found.overall["Avg"] == pytest.approx(sum(found.overall[name] for name in nine) / 9)
    assert found.slices["group"]["T2Any"]["BERTScore"] is not None and found.intervals["BERTScore"]
    assert found.by_verdict["correct"]["BERTScore"] > found.by_verdict["wrong"]["BERTScore"]
    assert found.overall["ROUGE-L"] == pytest.approx(
        100 * sum(rouge_l(*pair) for pair in pairs) / 4
    )


def test_an_encoder_of_whole_sentences_alone_says_so(tmp_path):
    from persona_assistant.encoders.sentence import SentenceEncoder

    network = tiny_onnx.text_tower(tmp_path / "t.onnx", gives="embeddings")
    vocabulary = tiny_onnx.sentence_tokenizer(tmp_path / "tokenizer.json")
    with pytest.raises(ModelError, match="t.onnx gives vectors of sentences, none of tokens"):
        SentenceEncoder(network, "x", vocabulary, context=tiny_onnx.CONTEXT).tokens(["abc"])
