"""One model for every setting: defaults, then the settings file, then the environment, then flags.

The file is TOML (`persona-assistant doctor` names its place; `PERSONA_ASSISTANT_SETTINGS` moves it).
Each field is also an environment variable, `PERSONA_ASSISTANT_` plus its name in capitals. Whatever
is said later wins; a key nobody knows is an error, not a silence.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Mapping

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from persona_assistant.errors import SettingsError

APP = "persona-assistant"
PREFIX = "PERSONA_ASSISTANT_"

_OTHER_VARIABLES = frozenset({"SETTINGS", "PASSPHRASE", "API_KEY", "TORTURE"})
"""Variables with our prefix that are no settings: secrets stay out of settings files."""


def _whole_number(value: Any) -> Any:
    """The environment speaks in strings, which a Literal of numbers would not take."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    store: Path = Field(default_factory=lambda: platformdirs.user_data_path(APP))
    """Folder of the encrypted memory."""
    key_file: Path | None = None
    """A file that holds the key, used only when named here."""
    engine: Literal["extractive", "llama", "endpoint"] = "extractive"
    model: Path | None = None
    """GGUF file of the language model (llama)."""
    projector: Path | None = None
    """GGUF file of the model's vision and audio projector (llama)."""
    base_url: str | None = None
    """Of an OpenAI-compatible server (endpoint)."""
    endpoint_model: str | None = None
    """Model name the server knows; None takes the one it offers first."""
    route: Literal["assistant", "model"] = "assistant"
    """Who decides whom a query is about: the encoders, or the language model from all contexts."""
    top_k: int = Field(default=4, ge=1, le=32)
    """Personas handed to the language model on the model's route, and candidates shown."""
    max_tokens: int = Field(default=256, ge=1, le=8192)
    context_tokens: int = Field(default=8192, ge=512)
    """Context window given to a local model."""
    image_tokens: Annotated[Literal[70, 140, 280, 560, 1120], BeforeValidator(_whole_number)] = 280
    """Soft tokens spent on one picture."""
    threads: int | None = Field(default=None, ge=1)


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    named = environment.get(PREFIX + "SETTINGS")
    return Path(named) if named else platformdirs.user_config_path(APP) / "settings.toml"


def _from_file(path: Path, must_exist: bool) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(f"settings file {path} does not exist; create it or unset {PREFIX}SETTINGS") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"settings file {path} cannot be read: {error}; correct it or remove it") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name[len(PREFIX) :].lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name[len(PREFIX) :] not in _OTHER_VARIABLES and value != ""
    }


def load_settings(environment: Mapping[str, str] = os.environ, **flags: Any) -> Settings:
    """Settings from file, environment and flags; flags that are None were not given.

    Raises SettingsError naming the setting, where it was said and what it may be.
    """
    path = settings_file(environment)
    layers = [
        (f"settings file {path}", _from_file(path, must_exist=PREFIX + "SETTINGS" in environment)),
        ("the environment", _from_environment(environment)),
        ("the command line", {name: value for name, value in flags.items() if value is not None}),
    ]
    merged: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for place, values in layers:
        merged.update(values)
        origin.update(dict.fromkeys(values, place))
    try:
        return Settings(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            raise SettingsError(f"unknown setting {name!r} in {origin.get(name)}; known are: {known}") from None
        raise SettingsError(f"setting {name!r} in {origin.get(name, 'the defaults')}: {first['msg']}") from None
