"""A suite and answerers that a test can hold, break and watch."""

from __future__ import annotations

import threading
from collections import defaultdict

from persona_assistant.bench.answering import Job, answer_all
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Case, Conditions, Reply
from persona_assistant.errors import (
    EndpointError,
)
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt

WAIT = 5.0


class Item(str):
    """Its own question; `ground_truth` must never be posed."""

    ground_truth = "secret"

    def without_ground_truth(self) -> Item:
        without_ground_truth = Item(self)
        without_ground_truth.ground_truth = None
        return without_ground_truth


class Posing:
    """A suite that only builds prompts; those it built are in `posed`. It may fail."""

    headline = "Cal"

    def __init__(self, trouble=None) -> None:
        self.posed, self.trouble = [], trouble or {}

    def build_prompt(self, item, media, conditions) -> Prompt:
        assert item.ground_truth is None and media == "media"
        self.posed.append(str(item))
        if item in self.trouble:
            raise self.trouble[item]
        return Prompt((str(item),), Query(str(item)))


class Answers:
    """Answers in capitals, remembers what it was asked and by whom."""

    name, engine, identity, max_tokens, settings = "model", "fake", {}, 9, {}

    def __init__(self, trouble=None, do=None) -> None:
        self.trouble, self.do = trouble or {}, do
        self.asked, self.threads = [], defaultdict(list)
        self.now = self.most = 0
        self.lock = threading.Lock()

    def check(self) -> None:
        pass

    def answer(self, prompt, cancel=None) -> Reply:
        question = prompt.parts[0]
        with self.lock:
            self.asked.append(question)
            self.threads[threading.get_ident()].append(question)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            if self.do is not None:
                self.do(question, cancel)
            trouble = (
                self.trouble(question) if callable(self.trouble) else self.trouble.get(question)
            )
            if trouble is not None:
                raise trouble
            return Reply(question.upper(), seconds=0.01, tokens=2)
        finally:
            with self.lock:
                self.now -= 1


def jobs(count: int, per_sample: int = 3, error=None) -> list[Job]:
    errors = error or {}
    return [
        Job(
            Item(f"q{i}"),
            Entry(
                Case(f"q{i}", f"s{i // per_sample}", {}, "?"),
                None if f"q{i}" in errors else f"key {i}",
                errors.get(f"q{i}"),
            ),
        )
        for i in range(count)
    ]


def ask(todo, answerers, suite=None, log=None, **more):
    answerers = answerers if isinstance(answerers, list) else [answerers]
    return answer_all(
        todo,
        suite or Posing(),
        "media",
        Conditions(),
        answerers,
        Log(None) if log is None else log,
        **more,
    )


def dead(question):
    return EndpointError("cable cut", retryable=True)
