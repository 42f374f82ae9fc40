"""One step to another engine: what answers is tried, and named in the settings file.

Nothing is written before the engine could be opened.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from persona_assistant import app
from persona_assistant.settings import PREFIX, Settings, settings_file
from persona_assistant.settings_edit import edit


@dataclass(frozen=True)
class EngineUse:
    """What answers from now on."""

    settings: Settings
    """Those that were given, with this engine."""
    changed: tuple[str, ...]
    """Settings that were written or removed; none when all was so already."""
    file: Path
    """The settings file."""
    overridden: tuple[str, ...]
    """Environment variables that say something else and win over the file at the next start."""


def reader(settings: Settings, *, environment: Mapping[str, str] = os.environ) -> EngineUse:
    """Answer with sentences of the notes, without a language model. Raises SettingsError,
    DiskFull, BadInput."""
    return _use(settings, {"engine": "extractive"}, environment)


def language_model(
    name: str, settings: Settings, *, environment: Mapping[str, str] = os.environ
) -> EngineUse:
    """Answer with a language model that is installed, or with a GGUF file. Its projector and its
    chat template are its own. Raises EngineMissing, ModelError, and as `reader`; the settings file
    is then as it was."""
    chosen = {"engine": "llama", "model": name, "projector": None, "chat_template": None}
    return _use(settings, chosen, environment)


def server(
    base_url: str,
    settings: Settings,
    *,
    model: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> EngineUse:
    """Answer with an OpenAI-compatible server, which is asked whether it is there. `model` is the
    name it knows one by; None takes the one it offers first. Raises EngineError, and as
    `reader`."""
    chosen = {"engine": "endpoint", "base_url": base_url, "endpoint_model": model}
    return _use(settings, chosen, environment)


def _use(
    settings: Settings, chosen: Mapping[str, str | None], environment: Mapping[str, str]
) -> EngineUse:
    values: dict[str, Any] = dict(chosen)
    wanted = replace(settings, **values)
    engine = app.engine(wanted)
    try:
        engine.check()
    finally:
        engine.close()
    file = settings_file(environment)
    changed = edit(file, chosen)
    variables = {PREFIX + name.upper(): value for name, value in chosen.items()}
    overridden = tuple(
        each
        for each, value in variables.items()
        if environment.get(each) and environment[each] != value
    )
    return EngineUse(wanted, changed, file, overridden)
