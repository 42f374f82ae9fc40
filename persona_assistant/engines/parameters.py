"""Which parameters of a chat completion a server takes.

Servers differ: newer models of OpenAI take "max_completion_tokens" and no "max_tokens", some that
reason take no temperature but their own, and only some know "top_k" and "min_p". They say so by
refusing a request; it is then sent again without what they refused. Not every server takes a
schema of the answer, and those that do may refuse another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from persona_assistant.engines.base import GenerateOptions

_SAMPLING = ("temperature", "top_p", "top_k", "min_p", "seed")
_NOT_OPENAIS = frozenset({"top_k", "min_p"})
_FORM = "response_format"
_NO_SCHEMAS = re.compile(r"json.?schema|grammar|guided|structured", re.I)
"""How a server speaks of schemas that it does not know."""
_REFUSALS = (400, 422)


@dataclass(frozen=True, slots=True)
class AcceptedParameters:
    """What is known of one server."""

    refused: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()

    def of(self, options: GenerateOptions, *, count_tokens: bool) -> dict[str, Any]:
        """The parameters to send, by name."""
        newer = "max_tokens" in self.refused
        wanted: dict[str, Any] = {
            "max_completion_tokens" if newer else "max_tokens": options.max_tokens,
            "temperature": options.temperature or 0,
        }
        if options.temperature > 0:
            sampling = {name: getattr(options, name) for name in _SAMPLING}
            wanted |= {name: value for name, value in sampling.items() if value is not None}
        if options.stop:
            wanted["stop"] = list(options.stop)
        if options.schema is not None:
            form = {"name": "answer", "strict": True, "schema": dict(options.schema)}
            wanted[_FORM] = {"type": "json_schema", "json_schema": form}
        if count_tokens:
            wanted["stream_options"] = {"include_usage": True}
        return {name: value for name, value in wanted.items() if name not in self.refused}

    def accepting(self, sent: dict[str, Any]) -> AcceptedParameters:
        """After a request with these parameters was answered."""
        return replace(self, accepted=self.accepted | (sent.keys() - {_FORM}))

    def refusing(self, sent: dict[str, Any], status: int, why: str) -> AcceptedParameters | None:
        """After a request was refused with these words; None where it is not about a parameter."""
        if status not in _REFUSALS:
            return None
        open_to_doubt = sent.keys() - self.accepted
        if "max_tokens" in open_to_doubt and "max_completion_tokens" in why:
            return self._without("max_tokens")
        if _FORM in open_to_doubt and _NO_SCHEMAS.search(why):
            return self._without(_FORM)
        for name in sorted(open_to_doubt):
            if re.search(rf"\b{name}\b", why):
                return self._without(name)
        # It named none: it may not know how to count tokens, or what OpenAI itself lacks.
        if "stream_options" in open_to_doubt:
            return self._without("stream_options")
        foreign = open_to_doubt & _NOT_OPENAIS
        if foreign:
            return self._without(*foreign)
        return self._without(_FORM) if _FORM in open_to_doubt else None

    def _without(self, *names: str) -> AcceptedParameters:
        return replace(self, refused=self.refused | set(names))

    @property
    def servers_own(self) -> tuple[str, ...]:
        """Sampling parameters that it takes in no other value than its own."""
        return tuple(name for name in _SAMPLING if name in self.refused)
