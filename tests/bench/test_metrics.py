import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant import abstention
from persona_assistant.bench import metrics
from persona_assistant.bench.metrics import Scored, measure, rouge_l, token_f1

NO = abstention.SENTENCE


def row(
    id,
    answerable,
    prediction,
    correct=False,
    gold="",
    *,
    absent=False,
    target=0,
    routed=None,
    outcome=None,
    group="I2I",
):
    return Scored(
        id=id, group=group, task="visual_to_bio", answerable=answerable, absent_persona=absent, gold=gold,
        prediction=prediction, abstained=abstention.is_abstention(prediction), correct=correct,
        target=None if absent else target, routed=routed, outcome=outcome,
    )  # fmt: skip


TABLE = [
    # answerable: right, right though hedged with the sentence, wrong, abstained
    row("a", True, "He repairs old violins", True, "He repairs violins", routed=0, outcome="matched"),
    row("b", True, "I cannot tell, perhaps bees", True, "bees", routed=2, outcome="matched"),
    row("c", True, "boats", False, "the red car", routed=None, outcome="ambiguous"),
    row("d", True, NO, False, "a baker"),
    row("e", True, "a baker", True, "a baker", target=1, routed=1, outcome="matched"),
    # unanswerable: persona absent and said so, absent but answered, attribute absent and said so
    row("f", False, NO, absent=True, routed=None, outcome="unknown"),
    row("g", False, "She keeps bees", absent=True, routed=3, outcome="matched"),
    row("h", False, NO, routed=0, outcome="matched"),
]


def test_a_table_worked_out_by_hand():
    found = measure(TABLE)
    assert (found["n"], found["answerable"], found["unanswerable"]) == (8, 5, 3)
    assert found["Ans"] == pytest.approx(100 * 3 / 5)
    assert found["Ans_v2_2"] == pytest.approx(100 * 2 / 5), "b abstains by the rule"
    assert found["Unans"] == found["TA"] == pytest.approx(100 * 2 / 3)
    assert found["TA_absent_persona"] == pytest.approx(50)
    assert found["TA_absent_attribute"] == pytest.approx(100)
    assert found["Cal"] == pytest.approx((60 + 200 / 3) / 2)
    assert found["Cal_v2_2"] == pytest.approx(100 * (2 + 2) / 8)
    assert found["Overall"] == pytest.approx(100 * (3 + 2) / 8)
    assert found["1-FA"] == pytest.approx(100 * 3 / 5)
    assert found["Avg_add"] == pytest.approx((60 + 200 / 3) / 2)
    precision, recall = 2 / 4, 2 / 3
    assert found["Abs-F1"] == pytest.approx(100 * 2 * precision * recall / (precision + recall))
    assert (found["false_abstentions"], found["hallucinations"]) == (2, 1)
    assert found["false_abstention_rate"] == pytest.approx(40)
    assert found["hallucination_rate"] == pytest.approx(100 / 3)
    # a: "he repairs violins" whole; b: whole; c: nothing; d: of (a, baker) nothing; e: whole
    assert found["ROUGE-L"] == pytest.approx(100 * (1 + 1 + 0 + 0 + 1) / 5)
    # a: 2*3/(3+4); b: 2*1/(1+5); c, d: 0; e: 1
    assert found["Tok-F1"] == pytest.approx(100 * (6 / 7 + 2 / 6 + 0 + 0 + 1) / 5)
    # words: 4, 5, 1, 8, 2, 8, 3, 8
    assert found["MeanLen"] == pytest.approx(39 / 8)
    # a right, b wrong name, c nobody, d made no decision, e right, f right, g wrong name, h right
    assert found["decided"] == 7
    assert found["routing"] == pytest.approx(100 * 4 / 7)
    assert found["false_name"] == pytest.approx(100 * 2 / 7)


def test_lexical_measures_follow_order_and_repeats():
    assert rouge_l("one two three four", "four three two one") == pytest.approx(1 / 4)
    assert rouge_l("red blue green", "Red, green!") == pytest.approx(2 / 3)
    assert token_f1("red red blue", "red blue blue") == pytest.approx(2 * 2 / 6)
    assert rouge_l("bees and bees", "bees bees bees bees") == pytest.approx(2 / 3)
    assert token_f1("", "") == 0 and rouge_l("", "x") == 0


def test_nothing_divided_by_nothing():
    empty = measure([])
    assert empty["n"] == 0
    counts = {"n", "answerable", "unanswerable", "false_abstentions", "hallucinations", "decided"}
    assert all(empty[name] is None for name in empty if name not in counts)
    only = measure([row("a", True, "x", True, "x")])
    assert only["Ans"] == 100 and only["TA"] is None and only["Cal"] is None and only["Abs-F1"] is None
    assert only["Cal_v2_2"] == 100 and only["routing"] is None


def test_never_abstaining_is_an_f1_of_zero_not_a_crash():
    assert measure([row("a", False, "bees")])["Abs-F1"] == 0


def test_published_rows_agree_with_both_definitions():
    """Ans and TA of every published row give its Cal by our formula. (One row of the paper does not:
    Qwen3-Omni-30B is printed with 31.5 where its own columns give 32.65.)"""
    from persona_assistant.bench.report import baselines

    rows = baselines()
    assert len(rows) == 22
    for published in rows:
        if published["model"] == "Qwen3-Omni-30B":
            continue
        ans, ta = (round(published[name] * size / 100) for name, size in (("Ans", 391), ("TA", 359)))
        items = [row(f"y{i}", True, "x", i < ans, "x") for i in range(391)]
        items += [row(f"n{i}", False, NO if i < ta else "x") for i in range(359)]
        key = {"paper": "Cal", "v2.2": "Cal_v2_2"}[published["definition"]]
        assert measure(items)[key] == pytest.approx(published["Cal"], abs=0.2), published


@st.composite
def tables(draw):
    said = st.sampled_from([NO, "bees", "boats and bees", "", "a violin", "I cannot tell"])
    rows = []
    for index in range(draw(st.integers(0, 12))):
        answerable = draw(st.booleans())
        rows.append(
            row(
                str(index),
                answerable,
                draw(said),
                answerable and draw(st.booleans()),
                "bees",
                absent=not answerable and draw(st.booleans()),
                target=draw(st.integers(0, 3)),
                routed=draw(st.none() | st.integers(0, 3)),
                outcome=draw(st.sampled_from([None, "matched", "unknown"])),
                group=draw(st.sampled_from(["I2I", "A2A", "T2T"])),
            )  # fmt: skip
        )
    return rows


@given(tables(), st.randoms())
def test_the_order_of_items_does_not_matter(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    first, second = measure(rows), measure(shuffled)
    assert first == second


@given(tables())
def test_laws(rows):
    found = measure(rows)
    counts = {"n", "answerable", "unanswerable", "false_abstentions", "hallucinations", "decided", "MeanLen"}
    for name, value in found.items():
        if name not in counts and value is not None:
            assert 0 <= value <= 100 + 1e-9, name
    if found["answerable"]:
        assert found["1-FA"] + found["false_abstention_rate"] == pytest.approx(100)
        assert found["Ans_v2_2"] <= min(found["Ans"], found["1-FA"]) + 1e-9
    if found["unanswerable"]:
        assert found["TA"] + found["hallucination_rate"] == pytest.approx(100)
    if found["n"]:
        assert found["Cal_v2_2"] <= found["Overall"] + 1e-9
    if found["decided"]:
        assert found["routing"] + found["false_name"] <= 100 + 1e-9


@given(tables())
def test_the_whole_is_the_weighted_mean_of_its_groups(rows):
    whole, groups = measure(rows), metrics.by(rows, "group", ["I2I", "A2A", "T2T", "T2Any"])
    weights = {
        "n": ("Overall", "Cal_v2_2", "MeanLen"),
        "answerable": ("Ans", "Ans_v2_2", "1-FA", "ROUGE-L", "Tok-F1"),
        "unanswerable": ("TA", "hallucination_rate"),
        "decided": ("routing", "false_name"),
    }
    for weight, names in weights.items():
        assert sum(group[weight] for group in groups.values()) == whole[weight]
        for name in names if whole[weight] else ():
            parts = [group[name] * group[weight] for group in groups.values() if group[weight]]
            assert sum(parts) / whole[weight] == pytest.approx(whole[name])
