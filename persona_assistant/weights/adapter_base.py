"""Whether a LoRA adapter belongs to a model, by the names that both of them record.

Shapes alone do not tell: a model and its own later versions have the same, and an adapter in the
wrong one gives a model that is quietly worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from persona_assistant.errors import ModelError
from persona_assistant.weights.folder import read_json

_NAMED = "base_model_name_or_path"
_RECORDED = "_name_or_path"
_CACHED = re.compile(r"models--(?:.+--)?(?P<name>[^/\\]+)[/\\]snapshots[/\\]")
"""How the hub's own cache calls the folder of a model."""


def check_base(adapter: Mapping[str, Any], model: Path, *, anyway: bool = False) -> tuple[str, ...]:
    """Notices about an adapter with that adapter_config.json and the model in folder `model`.

    Raises ModelError with the code "other_base" where the adapter names one model and the folder
    another, unless they are to be merged `anyway`.
    """
    named = adapter.get(_NAMED)
    if not isinstance(named, str) or not named.strip():
        return ()
    config = model / "config.json"
    recorded = tuple(_recorded(read_json(config))) if config.is_file() else ()
    if _key(named) in {_key(str(model.absolute())), *map(_key, recorded)}:
        return ()
    if recorded and not anyway:
        raise ModelError(
            f"The adapter was trained on {named} and {model} is {recorded[0]}: give the model it"
            " was trained on.",
            code="other_base",
        )
    known = f"is {recorded[0]}" if recorded else "does not say which model it is"
    return (f"The adapter was trained on {named}; {model} {known}.",)


def _recorded(config: Mapping[str, Any]) -> Iterator[str]:
    """The names of the model, the whole one's first."""
    for part in (config, config.get("text_config"), config.get("thinker_config")):
        name = part.get(_RECORDED) if isinstance(part, dict) else None
        if isinstance(name, str) and name.strip():
            yield name


def _key(name: str) -> str:
    """What a model is called wherever it lies: "google/gemma-4-E4B-it" and "/models/gemma-4-e4b-it"
    are one."""
    if cached := _CACHED.search(name + "/"):
        return cached["name"].casefold()
    return re.split(r"[/\\]", name.strip().rstrip("/\\"))[-1].casefold()
