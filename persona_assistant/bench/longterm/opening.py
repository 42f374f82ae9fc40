"""The systems by name, as answerers of the harness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from persona_assistant import __version__, app
from persona_assistant.bench.longterm.full import FullContext
from persona_assistant.bench.longterm.memory import ProductMemory
from persona_assistant.bench.longterm.rag import MessageRetrieval
from persona_assistant.bench.longterm.retrieval import (
    MeaningRetriever,
    Retriever,
    SentenceVectors,
    WordRetriever,
)
from persona_assistant.bench.longterm.route import SystemRoute
from persona_assistant.bench.longterm.states import States
from persona_assistant.bench.longterm.systems import MemorySystem, Switches, parse_switches
from persona_assistant.engines.base import MAX_TOKENS, Engine
from persona_assistant.errors import BadInput
from persona_assistant.settings import Settings

SYSTEMS = ("rag", "full", "memory")


def open_system(
    name: str,
    engine: Engine,
    settings: Settings,
    options: Mapping[str, str],
    states: States,
) -> SystemRoute:
    """`options`: the suite's; `states`: where memories lie. Raises BadInput, ModelError for an
    encoder that is not installed."""
    without = parse_switches(options["without"])
    if name != "memory" and without != Switches():
        raise BadInput(
            f"without={without}: only the system memory has parts to leave out", code="bench_option"
        )
    if name == "full":
        return SystemRoute(
            name,
            engine,
            lambda: FullContext(engine, MAX_TOKENS),
            {},
            MAX_TOKENS,
            needs_model=True,
        )
    if name == "rag":
        make_retriever, identity = _retriever(options["retriever"], settings)
        count = max(1, int(options["messages"]))
        return SystemRoute(
            name,
            engine,
            lambda: MessageRetrieval(engine, make_retriever, messages=count, max_tokens=MAX_TOKENS),
            {"retriever": identity, "messages": str(count)},
            MAX_TOKENS,
        )
    return SystemRoute(
        name,
        engine,
        _memory(engine, settings, without, states),
        {"without": str(without), "version": __version__},
        MAX_TOKENS,
    )


def _retriever(name: str, settings: Settings) -> tuple[Callable[[], Retriever], str]:
    """What makes one, and what of it can change an answer."""
    if name == "words":
        return WordRetriever, "BM25 over stems"
    if settings.text_encoder is None:
        raise BadInput(
            "retriever=meaning needs a sentence encoder, and none is set: "
            "persona-assistant models use all-minilm-l6-v2",
            code="bench_option",
        )
    encoder = cast(SentenceVectors, app.encoders(settings)["text"])
    return lambda: MeaningRetriever(encoder), encoder.id


def _memory(
    engine: Engine, settings: Settings, without: Switches, states: States
) -> Callable[[], MemorySystem]:
    product = replace(settings, route="assistant")
    encoders = app.encoders(product)
    return lambda: ProductMemory(
        engine, encoders, product, without, max_tokens=MAX_TOKENS, states=states
    )
