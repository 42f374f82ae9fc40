"""What of a prompt a language model can take: pictures and clips that it cannot are left out.

A model without a projector, or a server that refuses pictures, still has the notes to answer from,
so a stored photo must not stand in its way. What was left out is said once. Engines that are not
language models read no prompt and keep all.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from persona_assistant.engines.base import (
    Capabilities,
    Engine,
    Event,
    GenerateOptions,
    Generation,
    TextPiece,
    collect,
)
from persona_assistant.errors import EngineError
from persona_assistant.pmg import Clip, Context, Modality, Picture, Query
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Part, Prompt, Turn

_WORDS: dict[Modality, str] = {"image": "pictures", "voice": "clips"}


def takeable(prompt: Prompt, engine: Engine) -> tuple[Prompt, tuple[str, ...]]:
    """The prompt without the media that the engine cannot take, also in earlier turns, and a notice
    where there were any."""
    able = engine.capabilities
    lost = sorted({_kind(part) for part in prompt.all_parts} - able.modalities)
    if able.window is None or not lost:
        return prompt, ()
    left = replace(
        prompt,
        parts=taken(prompt.parts, able),
        head=len(taken(prompt.parts[: prompt.head], able)),
        query=_query(prompt.query, able),
        contexts=tuple(_context(context, able) for context in prompt.contexts),
        before=tuple(
            Turn(turn.role, parts) for turn in prompt.before if (parts := taken(turn.parts, able))
        ),
    )
    takes = ["text", *(word for kind, word in _WORDS.items() if kind in able.modalities)]
    gone = " and ".join(_WORDS[kind] for kind in lost).capitalize()
    return left, (f"{gone} were left out: {engine.name} takes only {' and '.join(takes)}.",)


def taken(parts: Sequence[Part], able: Capabilities) -> tuple[Part, ...]:
    """Those parts that can be taken."""
    return tuple(part for part in parts if _kind(part) in able.modalities)


class Asking:
    """One prompt put to an engine. `prompt` is what the engine read in the end, `notices` say what
    was left out of it."""

    def __init__(self, engine: Engine, prompt: Prompt) -> None:
        self._engine, self._whole = engine, prompt
        self.prompt, self.notices = takeable(prompt, engine)

    def events(
        self, options: GenerateOptions | None = None, cancel: CancelToken | None = None
    ) -> Iterator[Event]:
        """The answer. An engine that finds out only by asking that it cannot take pictures or clips
        is asked again without them. Raises what `Engine.generate` raises."""
        while True:
            try:
                yield from self._engine.generate(self.prompt, options=options, cancel=cancel)
                return
            except EngineError as error:
                # The engine's capabilities now lack what was refused, before any text came.
                less, notices = takeable(self._whole, self._engine)
                if error.code != "media_refused" or notices == self.notices:
                    raise
                self.prompt, self.notices = less, notices


def pieces(events: Iterator[Event]) -> Generator[TextPiece, None, Generation]:
    """Passes the text on as it comes; returns all of it with the end."""
    seen: list[Event] = []
    for event in events:
        seen.append(event)
        if isinstance(event, TextPiece):
            yield event
    return collect(seen)


def ended_early(generation: Generation) -> tuple[str, ...]:
    """A notice where an answer was cut back because it ran in circles, or is empty."""
    if generation.finished.reason == "repetition":
        return ("The model began to repeat itself; its answer was cut off there.",)
    if generation.finished.reason != "cancelled" and not generation.text.strip():
        return ("The model said nothing; ask in other words or with another model.",)
    return ()


def _kind(part: Part) -> Modality:
    if isinstance(part, Picture):
        return "image"
    return "voice" if isinstance(part, Clip) else "text"


def _context(context: Context, able: Capabilities) -> Context:
    return replace(
        context,
        image=context.image if "image" in able.modalities else None,
        voice=context.voice if "voice" in able.modalities else None,
    )


def _query(query: Query, able: Capabilities) -> Query:
    return Query(
        query.text,
        query.image if "image" in able.modalities else None,
        query.voice if "voice" in able.modalities else None,
    )
