"""Asking a language model something that is no turn of a conversation: a question with a form.

Its reply follows a JSON Schema: the engine makes it, as far as it can, and what comes is checked
here all the same, because not every server knows schemas.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from persona_assistant.engines.base import Engine, GenerateOptions, collect
from persona_assistant.pmg import Query
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt
from persona_assistant.visible import visible

_END_OF_THOUGHT = "</think>"
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def consult(
    engine: Engine,
    instruction: str,
    material: str,
    schema: Mapping[str, Any],
    *,
    max_tokens: int = 512,
    cancel: CancelToken | None = None,
) -> dict[str, Any] | None:
    """What a language model says about `material`, as the object that `schema` describes.

    The instruction says what is wanted in words; the schema is added to it. None where the engine
    is no language model, where `cancel` is set, and where the reply is not in the form, also not
    when asked a second time. Raises EngineError, as when the material is too long for the model.
    """
    if engine.capabilities.window is None:
        return None
    prompt = form_prompt(instruction, material, schema)
    greedy = GenerateOptions(max_tokens=max_tokens, schema=schema, aside=True)
    drawn = replace(greedy, temperature=0.7, top_p=0.9, seed=1)  # greedily it would say the same
    for how in (greedy, drawn):
        if cancel is not None and cancel.is_set():
            return None
        generation = collect(engine.generate(prompt, options=how, cancel=cancel))
        if generation.finished.reason == "cancelled":
            return None
        if (found := parsed(generation.text, schema)) is not None:
            return found
    return None


def form_of(schema: Mapping[str, Any]) -> str:
    """The sentence that asks for a reply in a form."""
    form = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return f"Reply with one JSON object that follows this schema: {form}"


def form_prompt(instruction: str, material: str, schema: Mapping[str, Any]) -> Prompt:
    """A prompt for a reply in a form; the head, which is the instruction, can be computed once."""
    head = f"{instruction.strip()}\n{form_of(schema)}\n"
    return Prompt((head, f"\n{visible(material)}\n"), Query(material), head=1)


def parsed(reply: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """The first object in a reply that is as the schema says; a thought before it and a fence
    around it are passed over."""
    reply = reply.rpartition(_END_OF_THOUGHT)[2]
    decoder = json.JSONDecoder(strict=False)
    start = reply.find("{")
    while start >= 0:
        try:
            found, _ = decoder.raw_decode(reply, start)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and fits(found, schema):
            return found
        start = reply.find("{", start + 1)
    return None


def fits(value: object, schema: Mapping[str, Any]) -> bool:
    """Whether a value is as a schema says, of which these words are known: type, enum, const,
    anyOf, properties, required, items, minItems, maxItems, minimum, maximum. A text that is too
    long fits."""
    if "anyOf" in schema:
        return any(fits(value, each) for each in schema["anyOf"])
    if "const" in schema and not _same(value, schema["const"]):
        return False
    if "enum" in schema and not any(_same(value, each) for each in schema["enum"]):
        return False
    if not _of_type(value, schema.get("type")):
        return False
    if isinstance(value, dict):
        known: Mapping[str, Any] = schema.get("properties", {})
        return all(name in value for name in schema.get("required", ())) and all(
            fits(value[name], known[name]) for name in value if name in known
        )
    if isinstance(value, list):
        least, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
        return least <= len(value) <= most and all(
            fits(each, schema.get("items", {})) for each in value
        )
    if isinstance(value, int | float):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True


def _same(value: object, other: object) -> bool:
    """JSON's true is not its 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _of_type(value: object, wanted: str | list[str] | None) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted or list(_TYPES)
    for name in names:
        number = name in ("integer", "number")
        if isinstance(value, _TYPES[name]) and not (number and isinstance(value, bool)):
            return True
    return False
