"""A language model that answers each stage of remembering as a test says, by what it is shown."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from typing import Any

from persona_assistant.engines.base import Capabilities
from tests.support.fakes import ScriptedEngine

NOTHING: dict[str, dict[str, Any]] = {
    "memories": {"memories": []},
    "entries": {"entries": [], "preferences": []},
    "goals": {"goals": [], "finished": []},
    "thought": {
        "thought": "",
        "action": "answer",
        "keywords": "",
        "since": None,
        "until": None,
    },
    "topics": {"topics": [{"summary": "", "keywords": [], "messages": []}]},
}
"""By the first field of the form that a stage asks for: the reply that finds nothing."""
ENOUGH = {"thought": "", "action": "answer", "keywords": "", "since": None, "until": None}
"""Before an answer: nothing more is to be looked for."""


class Thinker(ScriptedEngine):
    """`say(stage, material)` gives the reply to a form, by the first field of the form: an object,
    None for the one that finds nothing, or a text that is in no form. What is not asked beside a
    conversation is answered "bees"."""

    capabilities = Capabilities(window=8192)

    def __init__(self, say: Callable[[str, str], Any] = lambda stage, material: None) -> None:
        self.say = say
        self.asked: list[tuple[str, str]] = []
        self.thinking = threading.Event()
        """Set while it thinks."""
        self.go_on = threading.Event()
        """Cleared, it thinks until this is set or it is cancelled."""
        self.go_on.set()

    def pieces(self, prompt, options, cancel):
        if not options.aside:
            return ["bees"]
        stage = next(iter(options.schema["properties"]))
        if stage == "thought":
            return [json.dumps(ENOUGH)]
        self.asked.append((stage, prompt.query.text))
        self.thinking.set()
        while not self.go_on.wait(0.01):
            if cancel is not None and cancel.is_set():
                break
        self.thinking.clear()
        reply = self.say(stage, prompt.query.text)
        reply = NOTHING[stage] if reply is None else reply
        return [reply if isinstance(reply, str) else json.dumps(reply)]

    @property
    def stages(self) -> list[str]:
        return [stage for stage, _ in self.asked]


def message(material: str) -> str:
    """The message of the user that is to be read for facts."""
    return re.search(r"Message of the user:\n(.*)", material)[1]


def fact(evidence: str, text: str, *keywords: str) -> dict[str, Any]:
    return {"memories": [{"evidence": evidence, "fact": text, "keywords": list(keywords)}]}
