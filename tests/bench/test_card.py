"""The run card, and what lies in a run folder."""

import json
import platform

from bench_items import Scripted, run

from persona_assistant.bench import LexicalJudge
from persona_assistant.bench.plan import parse_shard


def test_the_card_says_how_it_was_made_and_nothing_about_who(items, tmp_path):
    out = tmp_path / "out"
    items.data.write_bytes(items.data.read_bytes() + b"{}\n")
    (items.folder / "assets" / "lsd" / "sample_1" / "concept_0.png").write_bytes(b"?" * 40)
    result = run(items.data, Scripted(settings={"image encoder": "x/1"}), out=out)
    text = (out / "card.json").read_text()
    card = json.loads(text)
    told = card["run"]
    assert len(told["data"]["sha256"]) == 64 and told["data"] | {"sha256": ""} == {
        "file": "items.jsonl", "sha256": "", "records": 9}  # fmt: skip
    assert card["state"] == "incomplete" and card["result"]["errors"] == result.errors == 5
    assert card["judge"] == {"name": LexicalJudge.name, "fingerprint": LexicalJudge.fingerprint}
    assert told["settings"] == {"image encoder": "x/1"} and told["identity"] == {
        "engine": "scripted"
    }
    assert told["conditions"]["drop"] == [] and told["conditions"]["wording"] == "persona-assistant"
    assert card["hardware"]["cpus"] and card["versions"]["python"] == platform.python_version()
    assert (
        card["wall_seconds"] > 0
        and card["time"].endswith("+00:00")
        and len(card["source_sha256"]) == 64
    )
    page = (out / "card.md").read_text()
    assert "INCOMPLETE" in page and "scripted" in page and "| I2I | 1 |" in page
    shared = {
        "answers.jsonl",
        "card.json",
        "card.md",
        "items.jsonl",
        "scores.json",
        "verdicts.jsonl",
    }
    assert {path.name for path in out.iterdir()} == shared | {"local.json"}
    for name in shared:
        content = (out / name).read_text()
        assert str(tmp_path) not in content and platform.node() not in content, name


def test_the_card_tells_speed_where_the_engine_tells_tokens(items, tmp_path):
    from persona_assistant.bench import Reply

    run(items.data, Scripted(default=Reply("Yes.", seconds=0.01, tokens=3)), out=tmp_path)
    card = json.loads((tmp_path / "card.json").read_text())
    assert card["answer_tokens"] == 24 and card["tokens_per_second"] > 0
    run(items.data, Scripted(engine="silent"), out=tmp_path / "silent")
    card = json.loads((tmp_path / "silent" / "card.json").read_text())
    assert card["answer_tokens"] == 0 and card["tokens_per_second"] is None


def test_a_card_is_there_while_the_run_goes_on(items, tmp_path):
    states = []

    class Watching(Scripted):
        def answer(self, prompt, cancel=None):
            states.append(json.loads((tmp_path / "card.json").read_text())["state"])
            return super().answer(prompt, cancel)

    run(items.data, Watching(), out=tmp_path, shard=parse_shard("1/2"))
    card = json.loads((tmp_path / "card.json").read_text())
    assert (
        states == ["running"] * 4 and card["state"] == "complete" and card["run"]["shard"] == "1/2"
    )


def test_without_an_out_folder_nothing_is_written(items, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    run(items.data, Scripted())
    assert sorted(tmp_path.rglob("*")) == before
