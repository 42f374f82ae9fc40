"""One model for every setting: defaults, then the settings file, then the environment, then flags.

The file is TOML (`persona-assistant doctor` names its place; `PERSONA_ASSISTANT_SETTINGS` moves
it). Each field is also an environment variable, `PERSONA_ASSISTANT_` plus its name in capitals.
Settings of a door stand in a table of their own, `[server]` or `[tui]`; two underscores lead into
it: `PERSONA_ASSISTANT_SERVER__PORT`. The later source wins, and a name nobody knows is an error.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import platformdirs

from persona_assistant.errors import SettingsError
from persona_assistant.spelling import nearest

APP = "persona-assistant"
PREFIX = "PERSONA_ASSISTANT_"
ENVIRONMENT, COMMAND_LINE = "the environment", "the command line"
_NESTED = "__"
"""Between a table and its setting in the name of a variable or a flag."""

_OTHER_VARIABLES = frozenset(
    {
        "SETTINGS",
        "PASSPHRASE",
        "NEW_PASSPHRASE",
        "ARCHIVE_PASSPHRASE",
        "API_KEY",
        "JUDGE_API_KEY",
        "TORTURE",
        "MODELS",
        "RELEASE",
    }
)
"""Variables with our prefix that are no settings: secrets stay out of settings files, and where
models live is `weights`' own affair."""


# --- what a setting may be: each converter takes what was given, and raises ValueError


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {value!r}")
    return value


def _path(value: Any) -> Path:
    if not isinstance(value, (str, os.PathLike)):
        raise ValueError(f"must be a path, not {value!r}")
    return Path(value)


def _flag(value: Any) -> bool:
    for meaning, words in (
        (True, ("true", "yes", "on", "1")),
        (False, ("false", "no", "off", "0")),
    ):
        if str(value).casefold() in words:
            return meaning
    raise ValueError(f"must be true or false, not {value!r}")


class _OneOf:
    def __init__(self, *choices: Any) -> None:
        self.choices = choices

    def __call__(self, value: Any) -> Any:
        for each in self.choices:
            if value in (each, str(each)):  # the environment holds strings, also for numbers
                return each
        raise ValueError(f"must be one of {', '.join(map(str, self.choices))}, not {value!r}")


def _whole(least: int, most: int | None = None) -> Callable[[Any], int]:
    wanted = f"must be a whole number from {least}" + (f" to {most}" if most else "")

    def convert(value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{wanted}, not {value!r}") from None
        odd = isinstance(value, bool) or (isinstance(value, float) and value != number)
        if odd or number < least or (most is not None and number > most):
            raise ValueError(f"{wanted}, not {value!r}")
        return number

    return convert


def _kinds(value: Any) -> str:
    named = [each.strip() for each in _text(value).split(",") if each.strip()]
    if not named or not set(named) <= {"text", "image", "voice"}:
        raise ValueError(f"must be some of text, image, voice, not {value!r}")
    return ", ".join(dict.fromkeys(named))


def _key_map(value: Any) -> Mapping[str, str]:
    """Keys by the action they stand for. In the environment: "chat.new=ctrl+b, chat.stop=f10"."""
    if isinstance(value, str):
        parts = [each.partition("=") for each in re.split(r"[\s,;]+", value) if each]
        value = {name: keys for name, _, keys in parts}
    found = dict(_keys(value)) if isinstance(value, Mapping) else {"": ""}
    if not all(name and keys for name, keys in found.items()):
        raise ValueError(f'must name keys by action, such as "chat.new" = "ctrl+b", not {value!r}')
    return found


def _keys(value: Mapping[str, Any], table: str = "") -> Iterator[tuple[str, str]]:
    """An unquoted chat.new is a table within a table."""
    for name, keys in value.items():
        if isinstance(keys, Mapping):
            yield from _keys(keys, f"{table}{name}.")
        elif isinstance(keys, list) and all(isinstance(each, str) for each in keys):
            yield table + name, ",".join(keys)
        else:
            yield table + name, keys.strip() if isinstance(keys, str) else ""


def _by(convert: Callable[[Any], Any]) -> Mapping[str, Any]:
    return {"convert": convert}


def _table(kind: type) -> Mapping[str, Any]:
    return {"table": kind}


# --- the settings


class _Checked:
    """Checks every value and converts it; raises SettingsError naming the setting."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]  # each subclass is a dataclass
            value = getattr(self, each.name)
            table = each.metadata.get("table")
            if table is not None:
                if isinstance(value, Mapping):
                    object.__setattr__(self, each.name, table(**value))
                elif not isinstance(value, table):
                    raise _refusal(each.name, "the call", _needs_table(each.name, value))
            elif value is not None or each.default is not None:
                object.__setattr__(self, each.name, _converted(each, each.name, value, "the call"))


@dataclass(frozen=True)
class Server(_Checked):
    """Where the server listens."""

    host: str = field(default="127.0.0.1", metadata=_by(_text))
    """Address it listens on; 127.0.0.1 is this machine alone."""
    port: int = field(default=8765, metadata=_by(_whole(1, 65535)))
    """Port it listens on."""


@dataclass(frozen=True)
class Tui(_Checked):
    """How the terminal interface looks."""

    theme: str = field(default="auto", metadata=_by(_OneOf("auto", "dark", "light", "ansi")))
    """auto follows the terminal; ansi takes the terminal's own sixteen colours."""
    media_preview: bool = field(default=True, metadata=_by(_flag))
    """Whether pictures are shown in the terminal, where it can show them."""
    resume: bool = field(default=True, metadata=_by(_flag))
    """Whether it begins with the conversation that was open last."""
    notify: str = field(default="bell", metadata=_by(_OneOf("bell", "message", "off")))
    """What the terminal does when long work ends and its window is not in use: ring, or show a
    message (OSC 9), where it can."""
    keys: Mapping[str, str] = field(default_factory=dict, metadata=_by(_key_map), hash=False)
    """Other keys for actions, by the names that F1 lists: "chat.new" = "ctrl+b"."""


@dataclass(frozen=True)
class Settings(_Checked):
    """Every setting, with its default."""

    store: Path = field(
        default_factory=lambda: platformdirs.user_data_path(APP), metadata=_by(_path)
    )
    """Folder of the encrypted memory."""
    key_file: Path | None = field(default=None, metadata=_by(_path))
    """A file that holds the key, used only when named here."""
    engine: Literal["extractive", "llama", "endpoint"] = field(
        default="extractive", metadata=_by(_OneOf("extractive", "llama", "endpoint"))
    )
    """What answers: a small reader that quotes notes, a local language model, or a server."""
    model: Path | None = field(default=None, metadata=_by(_path))
    """GGUF file of the language model, or the name of an installed one (llama)."""
    projector: Path | None = field(default=None, metadata=_by(_path))
    """GGUF file of the model's vision and audio projector (llama)."""
    chat_template: Literal["gemma-4", "gemma-3", "chatml", "plain"] | None = field(
        default=None, metadata=_by(_OneOf("gemma-4", "gemma-3", "chatml", "plain"))
    )
    """How turns are marked, for a model file without a chat template; None takes the file's."""
    base_url: str | None = field(default=None, metadata=_by(_text))
    """Of an OpenAI-compatible server (endpoint)."""
    endpoint_model: str | None = field(default=None, metadata=_by(_text))
    """Model name the server knows; None takes the one it offers first."""
    endpoint_takes: str | None = field(default=None, metadata=_by(_kinds))
    """What the server's model takes beside text: "image", "voice", "image, voice" or "text" for
    nothing; None finds out by asking."""
    route: Literal["assistant", "model"] = field(
        default="assistant", metadata=_by(_OneOf("assistant", "model"))
    )
    """What decides whom a query is about: the encoders, or the language model from all contexts."""
    face_encoder: Literal["builtin", "none"] = field(
        default="builtin", metadata=_by(_OneOf("builtin", "none"))
    )
    """What recognises photographed faces; with none, pictures are compared as a whole."""
    image_encoder: str = field(default="builtin", metadata=_by(_text))
    """What compares pictures in which no face was photographed: "builtin", made for drawings, or an
    installed encoder's name or folder. "classical" is another word for "builtin"."""
    voice_encoder: str = field(default="builtin", metadata=_by(_text))
    """What recognises voices: "builtin", an installed encoder's name or folder, or "classical",
    which was made for synthetic voices."""
    text_encoder: str | None = field(default=None, metadata=_by(_text))
    """An installed sentence encoder's name or folder; None finds notes by their words alone."""
    transcriber: str | None = field(default=None, metadata=_by(_text))
    """An installed Whisper model's name or folder; None leaves what is said in clips unheard."""
    precision: str = field(default="int8", metadata=_by(_OneOf("int8", "fp32")))
    """Which of an installed encoder's files runs; where there is one, that one."""
    search: Literal["faiss", "sqlite-vec"] = field(
        default="faiss", metadata=_by(_OneOf("faiss", "sqlite-vec"))
    )
    """What finds the nearest exemplars: faiss holds all vectors in memory, sqlite-vec reads them
    where they are."""
    date_order: Literal["auto", "dmy", "mdy", "ymd"] = field(
        default="auto", metadata=_by(_OneOf("auto", "dmy", "mdy", "ymd"))
    )
    """How 3/4/2024 is read: day first, month first or, with two digits of a year, year first; auto
    goes by the locale."""
    top_k: int = field(default=4, metadata=_by(_whole(1, 32)))
    """Personas handed to the language model on the model's route, and candidates shown."""
    max_tokens: int = field(default=256, metadata=_by(_whole(1, 8192)))
    """The longest answer of a language model, in tokens."""
    context_tokens: int = field(default=8192, metadata=_by(_whole(512, 2**24)))
    """Context window given to a local model, and expected of a server that does not name one."""
    image_tokens: int = field(default=280, metadata=_by(_OneOf(70, 140, 280, 560, 1120)))
    """Soft tokens spent on one picture."""
    threads: int | None = field(default=None, metadata=_by(_whole(1, 1024)))
    """Processor cores for models and encoders; None takes as many as they think best."""
    cache_mb: int = field(default=2048, metadata=_by(_whole(0, 2**30)))
    """Room for what a local model made of known people, encrypted beside the memory; 0 keeps
    nothing."""
    auto_lock: int = field(default=15, metadata=_by(_whole(0)))
    """Minutes without use after which a chat locks the memory; 0 never does."""
    me: str = field(default="Me", metadata=_by(_text))
    """Name of the persona that is the user: notes about oneself are added to it."""
    server: Server = field(default_factory=Server, metadata=_table(Server))
    tui: Tui = field(default_factory=Tui, metadata=_table(Tui))


# --- where they come from


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    named = environment.get(PREFIX + "SETTINGS")
    return Path(named) if named else platformdirs.user_config_path(APP) / "settings.toml"


def load_settings(environment: Mapping[str, str] = os.environ, **flags: Any) -> Settings:
    """Settings from file, environment and flags; flags that are None were not given.

    A flag of a table is named like its variable: `server__port=8080`. Raises SettingsError naming
    the setting, where it was given and what it may be.
    """
    known = dict(_known(Settings))
    return _build(_given(known, environment, flags), known)


def sources(environment: Mapping[str, str] = os.environ, **flags: Any) -> dict[str, str]:
    """Where each setting that is not at its default was given, by its full name, in words such as
    "the environment". Raises as `load_settings`."""
    given = _given(dict(_known(Settings)), environment, flags)
    return {name: source for name, (_, source) in given.items()}


def known_settings() -> dict[str, Field[Any]]:
    """Every setting by its full name, such as "top_k" and "server.port"."""
    return dict(_known(Settings))


def checked(name: str, value: Any, source: str) -> Any:
    """The value that the setting takes from what was given. Raises SettingsError."""
    return _converted(known_settings()[name], name, value, source)


def _given(
    known: Mapping[str, Field[Any]], environment: Mapping[str, str], flags: Mapping[str, Any]
) -> dict[str, tuple[Any, str]]:
    """By full name what was given last, and where."""
    path = settings_file(environment)
    places = [
        (f"settings file {path}", _from_file(path, must_exist=PREFIX + "SETTINGS" in environment)),
        (ENVIRONMENT, _from_environment(environment)),
        (COMMAND_LINE, {name: value for name, value in flags.items() if value is not None}),
    ]
    given: dict[str, tuple[Any, str]] = {}
    for source, values in places:
        for name, value in _flat(values):
            _check_name(name, value, source, known)
            given[name] = (value, source)
    return given


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
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"settings file {path} cannot be read: {error}; correct it or remove it"
        ) from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name[len(PREFIX) :].lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name[len(PREFIX) :] not in _OTHER_VARIABLES and value != ""
    }


def _known(kind: type, table: str = "") -> Iterator[tuple[str, Field[Any]]]:
    """Every setting by its full name, such as "top_k" and "server.port"."""
    for each in fields(kind):
        if nested := each.metadata.get("table"):
            yield from _known(nested, f"{each.name}.")
        else:
            yield table + each.name, each


def _tables() -> set[str]:
    return {each.name for each in fields(Settings) if "table" in each.metadata}


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What was given by full names; a table that is none stays under its own name."""
    for name, value in values.items():
        if name in _tables() and isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            table, nested, inner = name.partition(_NESTED)
            yield (f"{table}.{inner}" if nested and table in _tables() else name), value


def _check_name(name: str, value: Any, source: str, known: Mapping[str, Any]) -> None:
    if name in known:
        return
    if name in _tables():
        raise _refusal(name, source, _needs_table(name, value))
    meant = nearest(name, [*known, *_tables()])
    hint = f"did you mean {meant!r}? Known" if meant else "known"
    raise SettingsError(f"unknown setting {name!r} in {source}; {hint} are: {', '.join(known)}")


def _build(given: Mapping[str, tuple[Any, str]], known: Mapping[str, Field[Any]]) -> Settings:
    values: dict[str, Any] = {}
    for name, (value, source) in given.items():
        converted = _converted(known[name], name, value, source)
        table, nested, inner = name.partition(".")
        if nested:
            values.setdefault(table, {})[inner] = converted
        else:
            values[name] = converted
    return Settings(**values)


def _converted(setting: Field[Any], name: str, value: Any, source: str) -> Any:
    try:
        return setting.metadata["convert"](value)
    except ValueError as error:
        raise _refusal(name, source, str(error)) from None


def _needs_table(name: str, value: Any) -> str:
    return f"must be a table, such as [{name}], not {value!r}"


def _refusal(name: str, source: str, problem: str) -> SettingsError:
    return SettingsError(f"setting {name!r} in {source}: {problem}")
