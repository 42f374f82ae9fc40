"""The items that come with the product are what the harness reads when it is given no file."""

from bench_items import Scripted

from persona_assistant import abstention, resources
from persona_assistant.bench import LexicalJudge, run_bench
from persona_assistant.bench.prompting import Assets
from persona_assistant.bench.records import TASKS, read_records


def test_every_bundled_record_is_whole_and_every_medium_is_there():
    home = resources.data_path("bench", "mini")
    records = read_records(home / "omni_persona_mini.jsonl")
    assert records.bad == ()
    assert {item.selected_task for item in records.items} == {
        task for group in TASKS.values() for task in group
    }
    assets = Assets(home)
    assert all(len(assets.hashes(item)) >= 8 for item in records.items)


def test_the_bundled_items_run_without_naming_a_file():
    result = run_bench(None, None, Scripted(default=abstention.SENTENCE), LexicalJudge(), limit=12)
    assert (result.n, result.errors, result.overall["TA"], result.overall["1-FA"]) == (12, 0, 100, 0)
