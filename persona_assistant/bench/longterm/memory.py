"""This product as it is: a history is taken into a memory, and the assistant is asked.

What two people wrote to each other comes in as an exported chat does, by the importer; what a user
said to an assistant as their conversations, which the update after a turn makes memories of. Each
history has a memory of its own. A language model gets the profile, the memories and the few turns
that say most of the question; it alone can choose between options, and without one the option is
named of which the most was found.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from persona_assistant import app
from persona_assistant.assistant import Assistant, recollection
from persona_assistant.assistant.longterm import impressions
from persona_assistant.assistant.longterm.steps import Found, Looking, found_by
from persona_assistant.assistant.longterm.talks import Talk
from persona_assistant.bench.longterm.asking import ask_engine, question_text
from persona_assistant.bench.longterm.full import ASSISTANT, with_date
from persona_assistant.bench.longterm.rag import MessageRetrieval
from persona_assistant.bench.longterm.states import State, States
from persona_assistant.bench.longterm.systems import DatedSession, Switches, SystemAnswer
from persona_assistant.bench.longterm.taking_in import (
    conversation,
    import_chat,
    plain,
    written,
)
from persona_assistant.encoders.base import Encoder
from persona_assistant.engines.base import Engine
from persona_assistant.memory import Store
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Answer
from persona_assistant.progress import CancelToken, Progress, finish
from persona_assistant.prompt import Prompt
from persona_assistant.settings import Settings

MESSAGES, MORE = 16, 8
"""Turns that a language model gets at once, and of each further look."""


class ProductMemory:
    name = "memory"

    def __init__(
        self,
        engine: Engine,
        encoders: Mapping[str, Encoder],
        settings: Settings,
        without: Switches,
        *,
        max_tokens: int,
        states: States,
    ) -> None:
        self._engine, self._encoders, self._settings = engine, encoders, settings
        self._without, self._max_tokens = without, max_tokens
        self._messages = MessageRetrieval(
            engine, lambda: _Search(self), messages=MESSAGES, max_tokens=max_tokens
        )
        self._states = states
        self._state: State | None = None
        self._assistant: Assistant | None = None
        self._user = self._other = ""
        self._profile: Mapping[str, str] = {}
        self._sessions: list[DatedSession] = []
        self._settled = -1
        """How many of them the memory holds; -1 before there is one."""
        self._numbers: dict[tuple[bool | str, str], int] = {}
        """Of messages, by who wrote what."""
        self._ids: list[str] = []
        """Of turns, by the number of the message."""

    def begin(self, user: str, other: str, *, profile: Mapping[str, str] = {}) -> None:
        self._let_go()
        self._user, self._other = user, other
        self._profile = profile if self._without.core else {}
        self._messages.begin(user, other)

    def take_in(self, session: DatedSession) -> None:
        self._messages.take_in(session)
        for turn in session.turns:
            self._numbers.setdefault(self._key(turn.speaker, written(turn)), len(self._ids))
            self._ids.append(turn.id)
        if self._without.episodic or not self._is_chat:
            self._sessions.append(session)

    def ask(
        self,
        question: str,
        asked_at: datetime | None,
        *,
        choices: Mapping[str, str] = {},
        instruction: str = "",
        pictures: Sequence[Path] = (),
        cancel: CancelToken | None = None,
    ) -> SystemAnswer:
        assistant = self._ready(cancel)
        if self._engine.capabilities.window is not None:
            asked = with_date(question_text(question, choices, instruction), asked_at)
            wanted = " ".join((question, *choices.values()))
            return self._by_model(assistant, question, asked, wanted, cancel)
        if choices:
            found = recollection.retrieve(assistant.services, question)
            self._messages.also = self._known(assistant, found)
            return self._messages.ask(question, asked_at, choices=choices, cancel=cancel)
        begun = time.perf_counter()
        answer = assistant.ask(question, cancel=cancel)
        seconds = time.perf_counter() - begun
        return SystemAnswer(
            answer.short or answer.text,
            abstained=answer.abstained,
            prompt_tokens=0,
            seconds=seconds,
            evidence=tuple(self._evidence(answer)),
            first_token_seconds=seconds,
        )

    def nearest(self, question: str, count: int) -> list[int]:
        """Numbers of the messages that say most of a question."""
        if not self._without.episodic:
            return []
        talk = self._talk(self._ready())
        if talk is None:
            return []
        with talk.reading:
            found = talk.dialogue.nearest(question, count)
        turns = [talk.dialogue.turns[at] for at in found]
        numbers = [
            self._numbers.get(self._key(turn.speaker, talk.lines[turn.id].text)) for turn in turns
        ]
        return [each for each in dict.fromkeys(numbers) if each is not None]

    def _by_model(
        self,
        assistant: Assistant,
        question: str,
        asked: str,
        wanted: str,
        cancel: CancelToken | None,
    ) -> SystemAnswer:
        """What the language model says, after it has looked for what it needs."""
        begun = time.perf_counter()

        def search(looking: Looking, shown: Sequence[int | Memory]) -> list[int | Memory]:
            numbers = [
                number
                for number in self.nearest(looking.words, MESSAGES + len(shown))
                if number not in shown and _within(self._messages.told(number), looking)
            ]
            memories = recollection.retrieve(
                assistant.services,
                looking.words,
                since=looking.since,
                until=looking.until,
                leave_out=lambda memory: memory in shown,
            )
            return [*numbers[: MORE if shown else MESSAGES], *memories]

        def prompt_of(found: Found[int | Memory]) -> Prompt:
            memories = [each for each in found.items if isinstance(each, Memory)]
            self._messages.also = self._known(assistant, memories)
            prompt = self._messages.prompt(question, asked, sorted(_numbers(found)))
            return impressions.told(assistant.services, prompt, self._engine)[0]

        steps = found_by(
            self._engine,
            Looking(wanted),
            search,
            prompt_of,
            think=self._without.reasoning,
            cancel=cancel,
        )
        found = _result(steps)
        answer = ask_engine(
            self._engine,
            prompt_of(found),
            max_tokens=self._max_tokens,
            begun=begun,
            evidence=self._messages.evidence(_numbers(found)),
            cancel=cancel,
        )
        if answer.prompt_tokens is None:
            return answer
        thought = sum(usage.tokens or 0 for usage in found.usages)
        return replace(answer, prompt_tokens=answer.prompt_tokens + thought)

    def close(self) -> None:
        self._let_go()
        self._messages.close()

    def _let_go(self) -> None:
        if self._state is not None:
            self._state.close()
        self._state = self._assistant = None
        self._sessions, self._numbers, self._ids = [], {}, []
        self._settled = -1

    def _known(self, assistant: Assistant, found: Sequence[Memory]) -> list[str]:
        """Core memories, and those that were found, a line each."""
        core = assistant.memories.list(["core"]) if self._without.core else ()
        lines = [f"{each.name.partition('.')[2] or each.name}: {each.text}" for each in core]
        return [*lines, *(each.text for each in found)]

    def _ready(self, cancel: CancelToken | None = None) -> Assistant:
        """The assistant, with all that was taken in."""
        if self._assistant is not None and self._settled == len(self._sessions):
            return self._assistant
        told = [self._user, self._other, repr(sorted(self._profile.items()))]
        told += [session.fingerprint for session in self._sessions]
        former = None if self._state is None else self._state.store
        if self._state is None:
            self._state = self._states.open(told)
        else:
            self._state.go_on(told)
        if self._assistant is None or self._state.store is not former:
            self._assistant = self._assistant_over(self._state.store)
            self._settled = 0  # what is there already is not taken in twice
        self._settle(self._assistant, self._sessions[self._settled :], cancel)
        self._settled = len(self._sessions)
        return self._assistant

    def _assistant_over(self, store: Store) -> Assistant:
        assistant = app.assistant_over(
            store, self._settings, with_engine=self._engine, with_encoders=self._encoders
        )
        options = assistant.services.options
        kinds = tuple(kind for kind in options.kinds if getattr(self._without, kind))
        assistant.services.options = replace(
            options,
            kinds=kinds,
            reasoning=self._without.reasoning,
            personality=self._without.personality,
        )
        there = {each.name for each in store.memories.list(["core"])}
        for name, value in self._profile.items():
            if f"user.{name}" not in there:
                assistant.memories.add(value, kind="core", name=f"user.{name}")
        return assistant

    def _settle(
        self,
        assistant: Assistant,
        sessions: Sequence[DatedSession],
        cancel: CancelToken | None,
    ) -> None:
        if sessions and self._is_chat:
            import_chat(assistant, sessions)
        elif sessions:
            said = [conversation(session, at) for at, session in enumerate(sessions)]
            assistant.store.exchange.take_in((), source="a history", said=said)
            finish(assistant.memories.update(flush=True, cancel=cancel))
            impressions.update(assistant.services, cancel)

    @property
    def _is_chat(self) -> bool:
        return self._other != ASSISTANT

    def _talk(self, assistant: Assistant) -> Talk | None:
        if not self._is_chat:
            return assistant.services.talks.told()
        return assistant.services.talks.of(each.id for each in assistant.people())

    def _key(self, speaker: str, text: str) -> tuple[bool | str, str]:
        """Who of two says it: of a chat by name, else whether it is the assistant."""
        return speaker if self._is_chat else speaker == ASSISTANT, plain(text)

    def _evidence(self, answer: Answer) -> list[str]:
        """Ids of the turns that an answer quotes."""
        quoted = [each for each in answer.evidence if each.modality == "text"]
        numbers = [self._numbers.get(self._key(each.persona, each.detail)) for each in quoted]
        return [self._ids[each] for each in dict.fromkeys(numbers) if each is not None]


def _numbers(found: Found[int | Memory]) -> list[int]:
    return [each for each in found.items if isinstance(each, int)]


def _within(told: datetime | None, looking: Looking) -> bool:
    """Whether a message was written in the time that is meant."""
    if told is None:
        return True
    day = told.date().isoformat()
    return (looking.since or day) <= day <= (looking.until or day)


def _result(steps: Generator[Progress, None, Found[int | Memory]]) -> Found[int | Memory]:
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            result: Found[int | Memory] = ended.value
            return result


class _Search:
    """The memory as a search over messages."""

    def __init__(self, memory: ProductMemory) -> None:
        self._memory = memory

    def add(self, texts: Sequence[str]) -> None:
        """The memory has them already."""

    def nearest(self, question: str, count: int) -> list[int]:
        return self._memory.nearest(question, count)

    def close(self) -> None:
        """Nothing is held."""
