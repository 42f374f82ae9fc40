"""One model for every setting: defaults, then the settings file, then the environment, then flags.

The file is TOML (`persona-assistant doctor` names its place; `PERSONA_ASSISTANT_SETTINGS` moves
it). Each field is also an environment variable, `PERSONA_ASSISTANT_` plus its name in capitals.
Some stand in a table of their own, `[longterm]`, `[server]` or `[tui]`; two underscores lead into
it: `PERSONA_ASSISTANT_SERVER__PORT`. The later source wins, and a name nobody knows is an error.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import platformdirs

from persona_assistant.errors import SettingsError
from persona_assistant.personality import SkipRule
from persona_assistant.setting_kinds import (
    Checked,
    OneOf,
    by,
    converted,
    flag,
    key_map,
    media_kinds,
    needs_table,
    path,
    refusal,
    table,
    text,
    whole,
)
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


# --- the settings


@dataclass(frozen=True)
class Longterm(Checked):
    """What is learned of the user, and how it is used."""

    personality: bool = field(default=False, metadata=by(flag))
    """Whether a language model reads from each of your messages how you come across, and answers in
    a tone that fits. What it reads stays in the encrypted memory."""
    personality_skip: SkipRule = field(default="paper", metadata=by(OneOf("paper", "release")))
    """What leaves the personality as it is: with paper a message that shows nothing of any trait;
    with release each trait of which a message shows nothing."""
    prompt_tokens: int = field(default=3000, metadata=by(whole(1000, 2**24)))
    """The longest prompt of a language model, in tokens, whatever it holds beside the question
    itself: the notes and memories that matter most, and what was said just now."""
    reasoning: bool = field(default=True, metadata=by(flag))
    """Whether a language model thinks before it answers a question about you, and may look for more
    in what you told; otherwise it answers at once, from what the question itself finds."""
    remember: bool = field(default=True, metadata=by(flag))
    """Whether what you say of yourself in conversations is remembered. What was remembered before
    stays until you erase it, and so do conversations."""


@dataclass(frozen=True)
class Server(Checked):
    """Where the server listens."""

    host: str = field(default="127.0.0.1", metadata=by(text))
    """Address it listens on; 127.0.0.1 is this machine alone."""
    port: int = field(default=8765, metadata=by(whole(1, 65535)))
    """Port it listens on."""


@dataclass(frozen=True)
class Tui(Checked):
    """How the terminal interface looks."""

    theme: str = field(default="auto", metadata=by(OneOf("auto", "dark", "light", "ansi")))
    """auto follows the terminal; ansi takes the terminal's own sixteen colours."""
    media_preview: bool = field(default=True, metadata=by(flag))
    """Whether pictures are shown in the terminal, where it can show them."""
    resume: bool = field(default=True, metadata=by(flag))
    """Whether it begins with the conversation that was open last."""
    notify: str = field(default="bell", metadata=by(OneOf("bell", "message", "off")))
    """What the terminal does when long work ends and its window is not in use: ring, or show a
    message (OSC 9), where it can."""
    keys: Mapping[str, str] = field(default_factory=dict, metadata=by(key_map), hash=False)
    """Other keys for actions, by the names that F1 lists: "chat.new" = "ctrl+b"."""


@dataclass(frozen=True)
class Settings(Checked):
    """Every setting, with its default."""

    store: Path = field(default_factory=lambda: platformdirs.user_data_path(APP), metadata=by(path))
    """Folder of the encrypted memory."""
    key_file: Path | None = field(default=None, metadata=by(path))
    """A file that holds the key, used only when named here."""
    engine: Literal["extractive", "llama", "endpoint"] = field(
        default="extractive", metadata=by(OneOf("extractive", "llama", "endpoint"))
    )
    """What answers: a small reader that quotes notes, a local language model, or a server."""
    model: Path | None = field(default=None, metadata=by(path))
    """GGUF file of the language model, or the name of an installed one (llama)."""
    projector: Path | None = field(default=None, metadata=by(path))
    """GGUF file of the model's vision and audio projector (llama)."""
    chat_template: Literal["gemma-4", "gemma-3", "chatml", "plain"] | None = field(
        default=None, metadata=by(OneOf("gemma-4", "gemma-3", "chatml", "plain"))
    )
    """How turns are marked, for a model file without a chat template; None takes the file's."""
    base_url: str | None = field(default=None, metadata=by(text))
    """Of an OpenAI-compatible server (endpoint)."""
    endpoint_model: str | None = field(default=None, metadata=by(text))
    """Model name the server knows; None takes the one it offers first."""
    endpoint_takes: str | None = field(default=None, metadata=by(media_kinds))
    """What the server's model takes beside text: "image", "voice", "image, voice" or "text" for
    nothing; None finds out by asking."""
    route: Literal["assistant", "model"] = field(
        default="assistant", metadata=by(OneOf("assistant", "model"))
    )
    """What decides whom a query is about: the encoders, or the language model from all contexts."""
    face_encoder: Literal["builtin", "none"] = field(
        default="builtin", metadata=by(OneOf("builtin", "none"))
    )
    """What recognises photographed faces; with none, pictures are compared as a whole."""
    image_encoder: str = field(default="builtin", metadata=by(text))
    """What compares pictures in which no face was photographed: "builtin", made for drawings, or an
    installed encoder's name or folder. "classical" is another word for "builtin"."""
    voice_encoder: str = field(default="builtin", metadata=by(text))
    """What recognises voices: "builtin", an installed encoder's name or folder, or "classical",
    which was made for synthetic voices."""
    text_encoder: str | None = field(default=None, metadata=by(text))
    """An installed sentence encoder's name or folder; None finds notes by their words alone."""
    transcriber: str | None = field(default=None, metadata=by(text))
    """An installed Whisper model's name or folder; None leaves what is said in clips unheard."""
    precision: str = field(default="int8", metadata=by(OneOf("int8", "fp32")))
    """Which of an installed encoder's files runs; where there is one, that one."""
    search: Literal["faiss", "sqlite-vec"] = field(
        default="faiss", metadata=by(OneOf("faiss", "sqlite-vec"))
    )
    """What finds the nearest exemplars: faiss holds all vectors in memory, sqlite-vec reads them
    where they are."""
    date_order: Literal["auto", "dmy", "mdy", "ymd"] = field(
        default="auto", metadata=by(OneOf("auto", "dmy", "mdy", "ymd"))
    )
    """How 3/4/2024 is read: day first, month first or, with two digits of a year, year first; auto
    goes by the locale."""
    top_k: int = field(default=4, metadata=by(whole(1, 32)))
    """Personas handed to the language model on the model's route, and candidates shown."""
    max_tokens: int = field(default=256, metadata=by(whole(1, 8192)))
    """The longest answer of a language model, in tokens."""
    context_tokens: int = field(default=8192, metadata=by(whole(512, 2**24)))
    """Context window given to a local model, and expected of a server that does not name one."""
    image_tokens: int = field(default=280, metadata=by(OneOf(70, 140, 280, 560, 1120)))
    """Soft tokens spent on one picture."""
    threads: int | None = field(default=None, metadata=by(whole(1, 1024)))
    """Processor cores for models and encoders; None takes as many as they think best."""
    cache_mb: int = field(default=2048, metadata=by(whole(0, 2**30)))
    """Room for what a local model made of known people, encrypted beside the memory; 0 keeps
    nothing."""
    auto_lock: int = field(default=15, metadata=by(whole(0)))
    """Minutes without use after which a chat locks the memory; 0 never does."""
    me: str = field(default="Me", metadata=by(text))
    """Name of the persona that is the user: notes about oneself are added to it."""
    longterm: Longterm = field(default_factory=Longterm, metadata=table(Longterm))
    server: Server = field(default_factory=Server, metadata=table(Server))
    tui: Tui = field(default_factory=Tui, metadata=table(Tui))


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
    return converted(known_settings()[name], name, value, source)


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
        raise refusal(name, source, needs_table(name, value))
    meant = nearest(name, [*known, *_tables()])
    hint = f"did you mean {meant!r}? Known" if meant else "known"
    raise SettingsError(f"unknown setting {name!r} in {source}; {hint} are: {', '.join(known)}")


def _build(given: Mapping[str, tuple[Any, str]], known: Mapping[str, Field[Any]]) -> Settings:
    values: dict[str, Any] = {}
    for name, (value, source) in given.items():
        value = converted(known[name], name, value, source)
        table, nested, inner = name.partition(".")
        if nested:
            values.setdefault(table, {})[inner] = value
        else:
            values[name] = value
    return Settings(**values)
