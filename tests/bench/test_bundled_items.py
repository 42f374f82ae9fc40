"""The items that come with the product are what the harness reads when it is given no file."""

from bench_items import Scripted, run
from published_rules import ABSTENTION_SENTENCE, TASKS

from persona_assistant import resources
from persona_assistant.bench import Reply
from persona_assistant.bench.media import Assets
from persona_assistant.bench.omni_persona.records import read_records


def test_every_bundled_record_is_whole_and_every_medium_is_there():
    home = resources.data_path("bench", "mini")
    records = read_records(home / "omni_persona_mini.jsonl")
    assert records.bad == ()
    assert {item.selected_task for item in records.items} == {
        task for group in TASKS.values() for task in group
    }
    assets = Assets(home)
    assert all(len({assets.sha256(path) for path in item.assets()}) >= 8 for item in records.items)


class Always(Scripted):
    """Abstains on whatever it is asked."""

    def answer(self, prompt, cancel=None):
        return Reply(ABSTENTION_SENTENCE)


def test_the_bundled_items_run_without_naming_a_file():
    result = run(None, Always(), limit=12)
    assert (result.n, result.errors, result.overall["TA"], result.overall["1-FA"]) == (
        12,
        0,
        100,
        0,
    )
