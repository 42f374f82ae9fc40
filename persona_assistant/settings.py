"""One model for every setting: defaults, then the settings file, then the environment, then flags.

The file is TOML (`persona-assistant doctor` names its place; `PERSONA_ASSISTANT_SETTINGS` moves
it). Each field is also an environment variable, `PERSONA_ASSISTANT_` plus its name in capitals.
Whatever is said later wins; a key nobody knows is an error, not a silence.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from persona_assistant.errors import SettingsError

APP = "persona-assistant"
PREFIX = "PERSONA_ASSISTANT_"

_OTHER_VARIABLES = frozenset(
    {"SETTINGS", "PASSPHRASE", "API_KEY", "JUDGE_API_KEY", "TORTURE", "MODELS", "RELEASE"}
)
"""Variables with our prefix that are no settings: secrets stay out of settings files, and where
models live is `weights`' own affair."""


# --- what a setting may be: each takes what was said and returns what is meant, or raises
# ValueError


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {value!r}")
    return value


def _path(value: Any) -> Path:
    if not isinstance(value, (str, os.PathLike)):
        raise ValueError(f"must be a path, not {value!r}")
    return Path(value)


def _one_of(*allowed: Any) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:
        for each in allowed:
            if value in (each, str(each)):  # the environment speaks in strings, also of numbers
                return each
        raise ValueError(f"must be one of {', '.join(map(str, allowed))}, not {value!r}")

    return take


def _whole(least: int, most: int | None = None) -> Callable[[Any], int]:
    wanted = f"must be a whole number from {least}" + (f" to {most}" if most else "")

    def take(value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            number = None
        fraction = isinstance(value, float) and value != number
        if number is None or fraction or number < least or (most is not None and number > most):
            raise ValueError(f"{wanted}, not {value!r}")
        return number

    return take


def _setting(take: Callable[[Any], Any], default: Any = None, **more: Any) -> Any:
    return field(**(more or {"default": default}), metadata={"take": take})


@dataclass(frozen=True)
class Settings:
    """Every value is checked and brought to its type; raises SettingsError naming the setting."""

    store: Path = _setting(_path, default_factory=lambda: platformdirs.user_data_path(APP))
    """Folder of the encrypted memory."""
    key_file: Path | None = _setting(_path)
    """A file that holds the key, used only when named here."""
    engine: str = _setting(_one_of("extractive", "llama", "endpoint"), "extractive")
    model: Path | None = _setting(_path)
    """GGUF file of the language model, or the name of an installed one (llama)."""
    projector: Path | None = _setting(_path)
    """GGUF file of the model's vision and audio projector (llama)."""
    base_url: str | None = _setting(_text)
    """Of an OpenAI-compatible server (endpoint)."""
    endpoint_model: str | None = _setting(_text)
    """Model name the server knows; None takes the one it offers first."""
    route: str = _setting(_one_of("assistant", "model"), "assistant")
    """Who decides whom a query is about: the encoders, or the language model from all contexts."""
    image_encoder: str = _setting(_text, "classical")
    """What recognises faces: "classical", which is built in, or an installed encoder's name or
    folder."""
    voice_encoder: str = _setting(_text, "classical")
    """What recognises voices, likewise."""
    text_encoder: str | None = _setting(_text)
    """An installed sentence encoder's name or folder; None finds notes by their words alone."""
    transcriber: str | None = _setting(_text)
    """An installed Whisper model's name or folder; None leaves what is said in clips unheard."""
    precision: str = _setting(_one_of("int8", "fp32"), "int8")
    """Which of an installed encoder's files runs; where there is one, that one."""
    search: str = _setting(_one_of("faiss", "sqlite-vec"), "faiss")
    """What finds the nearest exemplars: faiss holds all vectors in memory, sqlite-vec reads them
    where they are."""
    top_k: int = _setting(_whole(1, 32), 4)
    """Personas handed to the language model on the model's route, and candidates shown."""
    max_tokens: int = _setting(_whole(1, 8192), 256)
    context_tokens: int = _setting(_whole(512), 8192)
    """Context window given to a local model."""
    image_tokens: int = _setting(_one_of(70, 140, 280, 560, 1120), 280)
    """Soft tokens spent on one picture."""
    threads: int | None = _setting(_whole(1))
    cache_mb: int = _setting(_whole(0), 2048)
    """Room for what a local model made of known people, encrypted beside the memory; 0 keeps
    nothing."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None or each.default is not None:
                object.__setattr__(self, each.name, _taken(each, value, "the call"))


def _taken(setting: Any, value: Any, place: str) -> Any:
    try:
        return setting.metadata["take"](value)
    except ValueError as error:
        raise SettingsError(f"setting {setting.name!r} in {place}: {error}") from None


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    named = environment.get(PREFIX + "SETTINGS")
    return Path(named) if named else platformdirs.user_config_path(APP) / "settings.toml"


def _from_file(path: Path, must_exist: bool) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(
                f"settings file {path} does not exist; create it or unset {PREFIX}SETTINGS"
            ) from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"settings file {path} cannot be read: {error}; correct it or remove it"
        ) from error


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
    known = {each.name: each for each in fields(Settings)}
    said: dict[str, tuple[Any, str]] = {}
    for place, values in layers:
        said.update((name, (value, place)) for name, value in values.items())
    for name, (_, place) in said.items():
        if name not in known:
            raise SettingsError(
                f"unknown setting {name!r} in {place}; known are: {', '.join(known)}"
            )
    return Settings(
        **{name: _taken(known[name], value, place) for name, (value, place) in said.items()}
    )
