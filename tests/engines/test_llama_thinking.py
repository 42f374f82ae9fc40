"""A model of random weights thinks in the form that is asked for, and then answers freely."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_assistant.engines.base import Finished
from tests.support.fakes import assistant
from tests.support.watched_engine import WatchedEngine

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")


class Listening(WatchedEngine):
    """Keeps what was said to each prompt, with its schema and the timings."""

    def __init__(self, *files, **options) -> None:
        super().__init__(*files, **options)
        self.said = []

    def generate(self, prompt, *, options=None, cancel=None):
        text = ""
        for event in super().generate(prompt, options=options, cancel=cancel):
            text += getattr(event, "text", "")
            if isinstance(event, Finished):
                self.said.append((options.schema is not None, text, event.usage))
            yield event


def test_the_thought_is_not_shown_and_the_answer_goes_on_from_what_it_computed(
    gguf_folder: Path,
) -> None:
    engine = Listening(gguf_folder / "model.gguf", n_ctx=4096, threads=1)
    with assistant(engine, max_tokens=8) as memory:
        memory.memories.add("I bought a kayak at the fair.")
        memory.memories.add("The boiler was repaired.", valid_from="2024-03")
        answer = memory.ask("Where did I buy the kayak?")
    (first, *_, last) = engine.said
    assert first[0] and first[1].startswith("{") and "thought" in first[1]
    assert not last[0] and answer.text == last[1].strip()
    assert last[2].reused > 0.8 * last[2].tokens
    assert 1 <= len(engine.said) - 1 <= 4
    assert answer.tokens["prompt"] == sum(usage.tokens for _, _, usage in engine.said)
