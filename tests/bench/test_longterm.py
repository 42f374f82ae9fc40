"""Suites of long-term memory from their released files to scores, by the doors of the harness."""

from __future__ import annotations

import datetime
import io
import json

import longterm_files as files
import pytest
from rich.console import Console

from persona_assistant.bench.longterm.choices import before_bracket, is_chosen
from persona_assistant.bench.longterm.comparing import compare_systems
from persona_assistant.bench.longterm.memory import ProductMemory
from persona_assistant.bench.longterm.states import States
from persona_assistant.bench.longterm.systems import DatedSession, DatedTurn, Switches
from persona_assistant.bench.longterm.token_f1 import f1, f1_of_list
from persona_assistant.bench.longterm.variants import ABLATIONS, named_systems
from persona_assistant.bench.suite import Reply, Row
from persona_assistant.bench.suites import find
from persona_assistant.bench.terminal.compared import render_compared
from persona_assistant.bench.use_cases import JudgeRequest, RunRequest, run
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.errors import BadInput, RecordError
from persona_assistant.memory import Entry
from persona_assistant.pmg import Triplet
from persona_assistant.settings import Settings
from tests.support.judge_server import judge_server


def read(suite, data, **options):
    suite = find(suite)
    defaults = {option.name: option.default for option in suite.options}
    return suite.read(data, defaults | options)


def score(suite, data, **changes):
    return run(RunRequest(suite, Settings(), data=data, **changes))


def test_locomo_takes_sessions_in_order_of_time_and_knows_the_categories(tmp_path):
    records = read("locomo", files.locomo(tmp_path))
    assert [item.labels["category"] for item in records.items] == [
        "single-hop", "multi-hop", "temporal", "open-domain", "adversarial",
    ]  # fmt: skip
    history = records.items[0].history
    assert [session.id for session in history.sessions] == ["D1", "D2"]
    assert history.sessions[1].turns[1].said == (
        "Look at this! [shares a picture: a photo of a green canoe]"
    )
    assert records.items[3].gold == "Likely yes"
    assert not records.items[4].judged


def test_sessions_are_told_by_their_dates_whatever_their_numbers(tmp_path):
    document = json.loads(json.dumps(files.LOCOMO))
    document[0]["conversation"]["session_1_date_time"] = "1:56 pm on 8 May, 2024"
    history = read("locomo", files.locomo(tmp_path, document)).items[0].history
    assert [session.id for session in history.sessions] == ["D2", "D1"]


@pytest.mark.parametrize(
    ("category", "said", "judged", "right", "f1"),
    [
        ("adversarial", "No information available.", False, True, 1),
        ("adversarial", "It is not mentioned.", False, True, 1),
        ("adversarial", "her bakery", False, False, 0),
        ("single-hop", "Biscuit", True, True, 1),
        ("single-hop", "I cannot determine that: Biscuit?", True, False, 1 / 3),
    ],
)
def test_locomo_counts_abstaining_as_right_only_where_it_is(
    tmp_path, category, said, judged, right, f1
):
    items = {item.labels["category"]: item for item in read("locomo", files.locomo(tmp_path)).items}
    counts = find("locomo").count(Row(items[category].case, Reply(said), judged))
    assert bool(counts["right"]) is right
    assert counts["f1"] == pytest.approx(f1)


@pytest.mark.parametrize("concurrency", [1, 3])
def test_what_one_history_tells_is_unknown_in_another(tmp_path, concurrency):
    document = json.loads(json.dumps([*files.LOCOMO, *files.LOCOMO, *files.LOCOMO]))
    for number, each in enumerate(document, start=1):
        each["sample_id"] = f"conv-{number}"
        turn = each["conversation"]["session_1"][0]
        turn["text"] = f"I adopted a ferret called Biscuit{number}."
        each["qa"] = [{**each["qa"][0], "answer": f"Biscuit{number}"}] * 3
    scores = score("locomo", files.locomo(tmp_path, document), concurrency=concurrency)
    assert scores.n == 9
    assert scores.overall["Right"] == 100


def test_a_run_of_locomo_scores_what_retrieval_finds(tmp_path):
    scores = score("locomo", files.locomo(tmp_path), out=tmp_path / "run")
    assert scores.n == 5
    assert scores.route == "rag"
    assert scores.slices["category"]["single-hop"]["Right"] == 100
    assert scores.slices["category"]["single-hop"]["evidence"] == 100
    assert scores.overall["prompt tokens"] == 0
    again = score("locomo", tmp_path / "locomo10.json", out=tmp_path / "run")
    assert again.reused == 5
    assert again.overall == scores.overall


def test_ground_truth_is_not_in_what_a_system_gets(tmp_path):
    item = read("locomo", files.locomo(tmp_path)).items[0]
    bare = item.without_ground_truth()
    assert "Biscuit" not in repr((bare.gold, bare.facts, bare.evidence, bare.prompt.parts))
    assert bare.prompt == item.prompt


def test_one_bad_question_is_an_error_and_the_others_count(tmp_path):
    document = json.loads(json.dumps(files.LOCOMO))
    document[0]["qa"][0]["category"] = 9
    scores = score("locomo", files.locomo(tmp_path, document))
    assert (scores.n, scores.errors) == (4, 1)
    assert "category: expected 1 to 5" in scores.error_items[0]["error"]


def test_a_system_that_there_is_not_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(BadInput, match="the systems rag, full, memory"):
        score("locomo", files.locomo(tmp_path), system="diary")


def test_a_pointer_in_place_of_the_file_is_said(tmp_path):
    path = tmp_path / "locomo10.json"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(RecordError, match="git lfs pull"):
        score("locomo", path)


def test_only_the_conversations_that_are_named_are_asked(tmp_path):
    path = files.locomo(tmp_path)
    assert score("locomo", path, options=["conversations=conv-1"]).n == 5
    with pytest.raises(BadInput, match="conv-9"):
        score("locomo", path, options=["conversations=conv-9"])


def test_full_context_needs_a_language_model(tmp_path):
    with pytest.raises(BadInput, match="language model"):
        score("locomo", files.locomo(tmp_path), system="full")


def test_only_memory_has_parts_to_leave_out(tmp_path):
    with pytest.raises(BadInput, match="only the system memory"):
        score("locomo", files.locomo(tmp_path), options=["without=episodic"])
    with pytest.raises(BadInput, match="must be none, or of core"):
        score("locomo", tmp_path / "locomo10.json", options=["without=episodes"])


def test_token_f1_drops_articles_and_endings_and_counts_repetitions():
    assert f1("The running dogs, and a cat", "run dog cat") == 1
    assert f1("run run", "run") == pytest.approx(2 / 3)
    assert f1("", "run") == 0
    assert f1_of_list("pottery, running", "running, painting") == pytest.approx(0.5)


def test_longmemeval_is_judged_by_the_rule_of_its_type(tmp_path):
    path = files.longmemeval(tmp_path)
    items = read("longmemeval", path).items
    assert [session.id for session in items[0].history.sessions] == ["early", "late"]
    assert items[0].evidence == ("late:1",)
    assert f"{items[0].asked_at:%Y-%m-%d %H:%M}" == "2023-05-30 23:40"
    with judge_server(["CORRECT"]) as (url, asked):
        run(RunRequest("longmemeval", Settings(), data=path), JudgeRequest(url))
    told = [messages[0]["content"] for _, messages in asked[1:]]
    assert any("How long is my commute?" in each and "the latest" in each for each in told)


def test_longmemeval_counts_abstaining_as_right_where_nothing_was_told(tmp_path):
    scores = score("longmemeval", files.longmemeval(tmp_path))
    assert scores.overall["abstention"] == 100
    assert scores.overall["by type"] == 100
    assert scores.n == 2


def test_longmemeval_names_lists_that_do_not_fit(tmp_path):
    records = read("longmemeval", files.longmemeval(tmp_path, haystack_dates=[]))
    assert "expected as many as haystack_dates" in str(records.bad[0].error)


def test_persona_mme_has_both_definitions_of_overall(tmp_path):
    records = read("persona-mme", files.persona_mme(tmp_path))
    assert [item.gold for item in records.items] == ["b", "a", "b"]
    turns = records.items[0].history.sessions[0].turns
    assert turns[0].pictures[0].name == "ferret.png"
    assert records.items[0].history.profile == {"name": "Ines"}
    scores = score("persona-mme", tmp_path)
    assert scores.overall["Overall"] == 100  # the one choice
    assert scores.overall["alignment"] == 50  # it says the same to both
    assert scores.overall["with alignment"] == pytest.approx(200 / 3)


@pytest.mark.parametrize(
    ("said", "letter"), [("(b)", "b"), ("The answer is C) because", "c"), (") b", None), ("", None)]
)
def test_persona_mme_reads_the_sign_before_the_first_bracket(said, letter):
    assert before_bracket(said) == letter


def test_personamem_tells_only_what_came_before(tmp_path):
    first, second = read("personamem", files.personamem(tmp_path)).items
    said = [turn.text for session in first.history.sessions for turn in session.turns]
    assert said == [each["content"] for each in files.MESSAGES[:3]]
    assert len(second.history.sessions) == 2
    assert first.labels["type"] == "generalize_to_new_scenarios"
    scores = score("personamem", tmp_path)
    assert scores.slices["type"]["generalize_to_new_scenarios"]["Accuracy"] == 100


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("<final_answer> (b)", True),
        ("Not (a). <final_answer>b</final_answer>", True),
        ("(b)", True),
        ("<final_answer> (a) or (b)", False),
        ("I would say (a) or (b)", False),
        ("(b) <final_answer> none", True),
        ("", False),
    ],
)
def test_personamem_reads_an_answer_in_two_stages(said, right):
    assert is_chosen(said, "b") is right


def test_p_soups_has_the_same_order_in_every_run_and_both_orders(tmp_path):
    folder = files.p_soups(tmp_path)
    one, two = (read("p-soups", folder).items for _ in range(2))
    assert [item.gold for item in one] == [item.gold for item in two]
    assert {item.gold for item in one} == {"a", "b"}
    for item in one:
        assert item.choices[item.gold].startswith("A ball of burning gas")
    assert score("p-soups", folder).overall["Accuracy"] == 100


def test_systems_are_compared_item_by_item_and_judged_three_times(tmp_path):
    with (
        judge_server(["CORRECT"]) as (judge, asked),
        judge_server(["Biscuit"]) as (answers, _),
    ):
        settings = Settings(engine="endpoint", base_url=answers, endpoint_takes="text")
        request = RunRequest(
            "locomo", settings, data=files.locomo(tmp_path), out=tmp_path / "both", limit=3
        )
        compared = compare_systems(request, ["rag", "full"], JudgeRequest(judge))
    assert list(compared.scores) == ["rag", "full"]
    assert compared.diffs[0].n == 3
    rounds = compared.replicates["rag"]
    assert len(rounds.values) == 3
    assert rounds.spread == 0
    assert (tmp_path / "both" / "full" / "scores.json").is_file()
    assert len(asked) > 6


def test_the_whole_history_is_in_the_prompt_of_full_context(tmp_path):
    with judge_server(["Biscuit"]) as (answers, asked):
        settings = Settings(engine="endpoint", base_url=answers, endpoint_takes="text")
        request = RunRequest(
            "locomo", settings, data=files.locomo(tmp_path), system="full", limit=1
        )
        run(request)
    prompt = json.dumps(asked[-1][1])
    for told in ("ferret called Biscuit", "sold her bakery", "a green canoe", "08 May 2023"):
        assert told in prompt


def test_the_memory_is_the_product_and_answers_from_both_sides(tmp_path):
    scores = score("locomo", files.locomo(tmp_path), system="memory", out=tmp_path / "run")
    by_category = scores.slices["category"]
    assert by_category["single-hop"]["Right"] == 100
    assert by_category["single-hop"]["evidence"] == 100
    assert by_category["temporal"]["Right"] == 100
    assert by_category["adversarial"]["Right"] == 100
    assert scores.overall["prompt tokens"] == 0


def test_a_run_that_goes_on_finds_the_memories_it_made(tmp_path):
    data, out = files.locomo(tmp_path), tmp_path / "run"
    score("locomo", data, system="memory", out=out)
    (kept,) = (each for each in (out / "memories").iterdir() if each.is_dir())
    assert b"ferret" not in (kept / "memory.db").read_bytes()
    before = (kept / "memory.db").read_bytes()
    (out / "answers.jsonl").write_text("")
    again = score("locomo", data, system="memory", out=out)
    assert again.overall["Right"] == 80
    assert (kept / "memory.db").read_bytes() == before


def test_a_history_that_goes_on_takes_its_memory_along(tmp_path):
    told = [["a"], ["a", "b"], ["a", "b", "c"]]
    states = States(tmp_path)
    first = states.open(told[0])
    first.store.people.add("Ines", [Entry(Triplet(text="Ines is a baker."))])
    first.go_on(told[1])
    assert [each.name for each in first.store.people.all()] == ["Ines"]
    earlier = states.open(told[0])
    assert earlier.store.people.all() == []  # what was told later is not in it
    shared = states.open(told[1])
    assert shared.store.path is None
    for state in (first, earlier, shared):
        state.close()
    again = States(tmp_path).open(told[1])
    assert [each.name for each in again.store.people.all()] == ["Ines"]
    again.go_on(told[0])
    assert again.store.people.all() == []
    again.close()


def test_conversations_become_memories_and_answer(tmp_path):
    turns = ("My commute takes 45 minutes.", "It takes 30 minutes now, by the new tram.")
    system = ProductMemory(
        ExtractiveEngine(), {}, Settings(), Switches(), max_tokens=64, states=States()
    )
    system.begin("user", "assistant", profile={"name": "Ines"})
    for day, text in enumerate(turns, start=1):
        said = DatedTurn("user", text, f"s{day}:0"), DatedTurn("assistant", "I see.", f"s{day}:1")
        system.take_in(DatedSession(f"s{day}", datetime.datetime(2024, 5, day, 10), said))
    assert system.ask("What is my name?", None).text == "Ines"
    assert "45 minutes" in system.ask("What did I tell you about my commute?", None).text
    found = system.ask("Which?", None, choices={"a": "a new tram", "b": "a red boat"})
    assert found.text == "(a)"
    system.close()


def test_the_memory_without_each_of_its_parts_is_compared_in_one_table(tmp_path):
    request = RunRequest("locomo", Settings(), data=files.locomo(tmp_path), out=tmp_path / "all")
    assert named_systems(("rag",), ablations=True) == ["rag", *ABLATIONS]
    compared = compare_systems(request, ["memory", "memory-episodic"])
    assert compared.scores["memory"].overall["Right"] == 80
    assert compared.scores["memory-episodic"].slices["category"]["single-hop"]["Right"] == 0
    assert (tmp_path / "all" / "memory-episodic" / "scores.json").is_file()
    shown = io.StringIO()
    render_compared(compared, Console(file=shown, width=140))
    lines = [" ".join(line.split()) for line in shown.getvalue().splitlines()]
    assert any(line.startswith("memory - episodic 5 20.0 -60.0") for line in lines)
    assert "single-hop" in shown.getvalue()
    narrow = io.StringIO()
    render_compared(compared, Console(file=narrow, width=80))
    assert "single-hop" not in narrow.getvalue()
    assert max(map(len, narrow.getvalue().splitlines())) <= 80


def test_a_part_that_there_is_not_cannot_be_left_out(tmp_path):
    data = files.locomo(tmp_path)
    for system in ("memory-diary", "rag-core"):
        with pytest.raises(BadInput, match="they are core, semantic"):
            score("locomo", data, system=system)
    alone = score("locomo", data, system="memory-episodic", options=["without=core"])
    assert alone.conditions["options"]["without"] == "core,episodic"


def test_what_a_model_looks_for_is_counted_and_found(tmp_path):
    look = json.dumps(
        {
            "thought": "Where was the cello?",
            "action": "retrieve",
            "keywords": "cello Sundays",
            "since": None,
            "until": None,
        }
    )
    with judge_server([look, "no form at all", "Biscuit"]) as (answers, asked):
        settings = Settings(engine="endpoint", base_url=answers, endpoint_takes="text")
        request = RunRequest(
            "locomo", settings, data=files.locomo(tmp_path), limit=1, system="memory"
        )
        run(request)
    prompts = [json.dumps(messages) for _, messages in asked]
    assert any("ferret called Biscuit" in each for each in prompts)
    assert len(prompts) == 3
