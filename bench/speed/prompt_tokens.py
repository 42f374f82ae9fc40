"""How long the prompts are after a long history.

    python bench/speed/prompt_tokens.py --model F.gguf [--template gemma-3] [--tokens 128000]
        [--questions N] [--window N] [--answers] [--json]

A memory is made up of months of conversations, of about so many tokens, and of two people with as
much again in their notes. Questions about the user and about the people are then asked of a local
language model, with thinking and without. For each way:

longest    Tokens of the longest prompt that any question needed [<= 3,000].
question   Tokens of all prompts of a question together, the mean.
prompts    Of a question, the mean.

The model's own tokenizer counts. What it would say is made up: each thought looks for something
else, up to the last step, which is the worst case. With --answers the model itself thinks and
answers, and beside the figures stand, as means,

computed   tokens that had not been computed for the prompt before, and
seconds    to the first word of the answer.

The whole history is counted by the same tokenizer. Seconds belong to a machine.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from persona_assistant import app  # noqa: E402
from persona_assistant.assistant import Assistant, remembering  # noqa: E402
from persona_assistant.engines.base import (  # noqa: E402
    Engine,
    Event,
    Finished,
    GenerateOptions,
    TextPiece,
    Usage,
    counting,
)
from persona_assistant.memory import Store  # noqa: E402
from persona_assistant.memory.dialogues import Dialogue, Said  # noqa: E402
from persona_assistant.pmg import ConversationTurn, Query  # noqa: E402
from persona_assistant.prompt import Prompt  # noqa: E402
from persona_assistant.settings import Settings  # noqa: E402

TARGET = 3000
THINGS = "kayak boiler tent violin bicycle greenhouse camera kiln telescope loom".split()
PLACES = "Porto Bergen Leeds Lyon Ghent Turin Cork Graz Brno Aarhus".split()
DEEDS = "bought sold repaired lent painted lost found cleaned moved borrowed".split()
PEOPLE = ("Ana Prado", "Ben Okoro")
QUESTIONS = (
    "When did I last repair the {thing}?",
    "What did I do with the {thing} in {place}?",
    "What did I tell you about {place}?",
    "What should I bring when I visit {person} in {place}?",
    "Where did {person} see the {thing}?",
)


@dataclass(frozen=True)
class Row:
    way: str
    longest: int
    question: float
    prompts: float
    computed: float
    seconds: float


# --- the history


def statement(chance: random.Random) -> str:
    thing, place, deed = chance.choice(THINGS), chance.choice(PLACES), chance.choice(DEEDS)
    return (
        f"I {deed} the {thing} in {place} with my neighbour on a rainy afternoon, and afterwards "
        f"we talked about number {chance.randrange(10_000)} for a long while."
    )


def conversations(tokens: int, chance: random.Random) -> Iterator[Dialogue]:
    """One for each day, of ten exchanges, until there are enough tokens at 35 for a turn."""
    day = datetime.datetime(2025, 1, 1, 9, 0)
    for number in range(max(1, tokens // (10 * 70))):
        said = []
        for minute in range(10):
            when = day + datetime.timedelta(days=number % 600, minutes=minute)
            stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
            said.append(Said(ConversationTurn("user", statement(chance), created=stamp)))
            answer = f"I will remember that you said: {statement(chance)}"
            said.append(Said(ConversationTurn("assistant", answer, created=stamp)))
        yield Dialogue(f"day {number}", said[0].turn.created, tuple(said))


def fill(memory: Assistant, tokens: int) -> str:
    """Puts a history into a memory, and returns it as one text."""
    chance = random.Random(1)
    history = list(conversations(tokens, chance))
    memory.services.store.exchange.take_in((), source="made up", said=history)
    remembering.update(memory.services, flush=True)
    texts = [each.turn.text for dialogue in history for each in dialogue.turns]
    for name in PEOPLE:
        notes = [
            f"{name} {chance.choice(DEEDS)} a {chance.choice(THINGS)} in {chance.choice(PLACES)}, "
            f"as {name.split()[0]} told me on day {number}."
            for number in range(tokens // 50)
        ]
        memory.add(name, texts=notes, same=False)
    return "\n".join(texts)


# --- asking


class Watched:
    """An engine of which the tokens of each prompt are kept; unless it `answers`, what it says is
    made up."""

    def __init__(self, engine: Engine, answers: bool) -> None:
        self._engine, self._answers = engine, answers
        self.usages: list[Usage] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def generate(
        self, prompt: Prompt, *, options: GenerateOptions | None = None, cancel: Any = None
    ) -> Iterator[Event]:
        if self._answers:
            events = self._engine.generate(prompt, options=options, cancel=cancel)
        else:
            events = self._made_up(prompt, options is not None and options.schema is not None)
        for event in events:
            if isinstance(event, Finished) and event.usage is not None:
                self.usages.append(event.usage)
            yield event

    def _made_up(self, prompt: Prompt, thinks: bool) -> Iterator[Event]:
        counter = counting(self._engine)
        assert counter is not None
        tokens = counter.count_tokens(prompt)
        step = {
            "thought": "Something may be missing that was told at another time.",
            "action": "retrieve",
            "keywords": f"{THINGS[len(self.usages)]} {PLACES[len(self.usages)]}",
            "since": None,
            "until": None,
        }
        yield TextPiece(json.dumps(step) if thinks else "In May.")
        yield Finished("stop", False, Usage(tokens, tokens, 0))


def ask(memory: Assistant, engine: Watched, questions: int, way: str) -> Row:
    chance = random.Random(2)
    asked: list[list[Usage]] = []
    seconds = []
    for number in range(questions):
        question = QUESTIONS[number % len(QUESTIONS)].format(
            thing=chance.choice(THINGS), place=chance.choice(PLACES), person=chance.choice(PEOPLE)
        )
        engine.usages.clear()
        began, first = time.perf_counter(), 0.0
        for event in memory.stream(question):
            if isinstance(event, TextPiece) and not first:
                first = time.perf_counter() - began
        assert engine.usages, f"the model was not asked: {question}"
        asked.append(list(engine.usages))
        seconds.append(first)
    return Row(
        way,
        max(each.tokens or 0 for usages in asked for each in usages),
        statistics.mean(sum(each.tokens or 0 for each in usages) for usages in asked),
        statistics.mean(map(len, asked)),
        statistics.mean(sum(each.computed or 0 for each in usages) for usages in asked),
        statistics.mean(seconds),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, metavar="F.gguf", required=True)
    parser.add_argument("--template", metavar="FAMILY", help="of its chat template")
    parser.add_argument("--tokens", type=int, default=128_000, help="of the history")
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--window", type=int, default=8192)
    parser.add_argument("--answers", action="store_true", help="by the model itself: slow")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measured(chosen)
    if chosen.json:
        print(json.dumps(found, indent=2))
        return 0
    print(
        f"{found['engine']}, history of {found['history']:,} tokens, {found['memories']} memories"
    )
    told = ("longest", "question", "prompts") + (("computed", "seconds") if chosen.answers else ())
    print(" " * 10 + "".join(f"{name:>12}" for name in told))
    for row in found["rows"]:
        numbers = (f"{row[name]:12,.{int(name in ('prompts', 'seconds'))}f}" for name in told)
        print(f"{row['way']:10}" + "".join(numbers))
    return 0


def measured(chosen: argparse.Namespace) -> dict[str, Any]:
    settings = Settings(
        engine="llama",
        model=chosen.model,
        chat_template=chosen.template,
        context_tokens=chosen.window,
        max_tokens=16,
    )
    store = Store.temporary()
    # The history becomes memories as it does without a language model.
    history = fill(app.assistant_over(store, replace(settings, engine="extractive")), chosen.tokens)
    engine = Watched(app.engine(settings), chosen.answers)
    counter = counting(engine)
    assert counter is not None
    rows = []
    try:
        parts = [history[at : at + 8000] for at in range(0, len(history), 8000)]
        whole = sum(counter.count_tokens(Prompt((part,), Query())) for part in parts)
        for reasoning in (True, False):
            table = replace(settings.longterm, reasoning=reasoning)
            memory = app.assistant_over(
                store, replace(settings, longterm=table), with_engine=engine
            )
            way = "thinking" if reasoning else "at once"
            rows.append(asdict(ask(memory, engine, chosen.questions, way)))
        memories = len(memory.memories.list())
    finally:
        engine.close()
    return {"engine": engine.name, "history": whole, "memories": memories, "rows": rows}


if __name__ == "__main__":
    sys.exit(main())
