"""The llama engine with the timings of its last request at hand."""

from __future__ import annotations

from persona_assistant.engines.base import Finished
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.engines.llama.timings import Timings


class WatchedEngine(LlamaEngine):
    last: Timings | None = None
    """Of the last request that was not cancelled."""

    def generate(self, prompt, *, options=None, cancel=None):
        for event in super().generate(prompt, options=options, cancel=cancel):
            if isinstance(event, Finished):
                self.last = event.usage or self.last
            yield event

    def prepare(self, prompt, cancel=None):
        self.last = super().prepare(prompt, cancel) or self.last
        return self.last

    def logits(self, prompt):
        logits, self.last = super().logits(prompt)
        return logits
