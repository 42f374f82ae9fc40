"""What works and what does not, each thing in one line with its remedy.

Everything is tried in earnest: a memory is opened and read through when its key is there without
asking anybody, encoders run on bundled media and the reader on bundled notes, a configured model is
loaded. The packages to look for are those that the installation declares. Nothing is created and no
network is used.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from persona_assistant import app, installation
from persona_assistant.doctor import encoders, reader
from persona_assistant.errors import PersonaAssistantError
from persona_assistant.samples import SENSES
from persona_assistant.settings import Settings, load_settings, settings_file
from persona_assistant.weights import availability

if TYPE_CHECKING:
    from persona_assistant.engines.base import Engine
    from persona_assistant.memory import Store

_BESIDES = 1_500_000_000
"""Bytes that context, projector and this program take beside the model, roughly."""
_ROOM = 200_000_000
"""Bytes that should be free where the memory is: a few hundred people with pictures and clips."""


_REAL_REMEDY = "go back to the encoders that are built in: persona-assistant models use builtin"


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    found: str
    remedy: str = ""
    code: str = ""
    """Names the kind of trouble, so that a door can add its own words: the command a flag."""


@dataclass
class Report:
    checks: list[Check] = field(default_factory=list)

    @property
    def healthy(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def exit_code(self) -> int:
        return 0 if self.healthy else 1

    def to_json(self) -> dict[str, Any]:
        return {"healthy": self.healthy, "checks": [asdict(check) for check in self.checks]}


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def examine(
    store: Path | None = None,
    key_file: Path | None = None,
    model: Path | None = None,
    projector: Path | None = None,
    chat_template: str | None = None,
) -> Report:
    """All checks. An unusable settings file is reported, and the rest goes on with the defaults.

    `model`, a file or an installed name, is examined in place of the engine of the settings.
    """
    return Report([*checks(store, key_file, model, projector, chat_template)])


def checks(
    store: Path | None = None,
    key_file: Path | None = None,
    model: Path | None = None,
    projector: Path | None = None,
    chat_template: str | None = None,
    *,
    memory: Store | None = None,
) -> Iterator[Check]:
    """As `examine`, one after the other: the next is tried when it is asked for. `memory` is that
    store where it is open already."""
    named: dict[str, Any] = (
        {"engine": "llama", "model": model, "projector": projector} if model else {}
    )
    named |= {"chat_template": chat_template} if chat_template else {}
    yield from _versions()
    yield _machine()
    try:
        settings = load_settings(store=store, key_file=key_file, **named)
    except PersonaAssistantError as error:
        yield Check("settings", False, str(error), f"correct {settings_file()}", error.code)
        given: dict[str, Any] = {"store": store, "key_file": key_file, **named}
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    else:
        place = settings_file()
        there = "" if place.exists() else " (none, all defaults)"
        yield Check("settings", True, f"{place}{there}")
    yield _disk(settings.store)
    yield from _memory(settings, memory)
    for modality in app.encoders(settings):
        look, remedy = (
            partial(encoders.encoder, settings, modality),
            "install it again, or name another in the settings",
        )
        yield _tried(f"{modality} encoder", look, remedy)
    yield from _real_people(settings)
    if settings.transcriber is not None:
        yield _tried(
            "transcriber", partial(encoders.transcriber, settings), "name another in the settings"
        )
    yield _tried("reader", reader.read, "install persona-assistant again")
    yield from _engine(settings)


def _tried(name: str, look: Callable[[], str | Check], remedy: str) -> Check:
    """`look` returns what it found, or raises; an error's own line says more than the remedy."""
    try:
        found = look()
        return found if isinstance(found, Check) else Check(name, True, found)
    except PersonaAssistantError as error:
        return Check(name, False, str(error), remedy, error.code)
    except (OSError, ValueError, KeyError) as error:
        return Check(name, False, f"{type(error).__name__}: {error}", remedy)


def _versions() -> Iterator[Check]:
    found = installation.read()
    origin = "" if found.installed else " (a checkout that is not installed)"
    yield Check(
        "persona-assistant",
        True,
        f"{found.version}{origin}, Python {platform.python_version()}, {platform.platform()}",
    )
    unfit = [each for each in found.packages if not each.fits]
    fit = [each for each in found.packages if each.fits]
    again = f"--force-reinstall {installation.DISTRIBUTION}" if found.installed else "."
    yield Check(
        "dependencies",
        not unfit,
        ", ".join(map(str, (*unfit, *fit))) or "what is needed is declared nowhere",
        f"run: pip install {again}",
    )
    if found.extras:
        yield _extras(found)


def _extras(found: installation.Installation) -> Check:
    """Nobody has to have an extra, and its packages may be there for other reasons: no problem, but
    worth knowing."""
    missing = [
        extra
        for extra, packages in found.extras.items()
        if any(each.version is None for each in packages)
    ]
    there = [
        f"{extra} ({', '.join(map(str, packages))})"
        for extra, packages in found.extras.items()
        if extra not in missing
    ]
    listed = ", ".join(there) or "none"
    return Check(
        "extras", True, f"{listed}; not installed: {', '.join(missing)}" if missing else listed
    )


def _machine() -> Check:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    ram = availability.hardware().ram
    memory = "an unknown amount of" if ram is None else f"{ram / 1e9:.1f} GB"
    return Check("machine", True, f"{usable} CPU cores, {memory} RAM, {platform.machine()}")


def _disk(store: Path) -> Check:
    place = store.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK):
        return Check(
            "disk",
            False,
            f"{place} cannot be written",
            "change its permissions or choose another folder for the memory",
            code="store_not_writable",
        )
    return Check("disk", free >= _ROOM, f"{free / 1e9:.1f} GB free at {place}", "free some space")


def _memory(settings: Settings, memory: Store | None = None) -> Iterator[Check]:
    """Opens the memory when nobody has to be asked for its key; then also the search over it is
    proved."""
    opened: list[Store] = []
    remedy = "restore a backup of that folder"
    if memory is not None:
        yield _tried("memory", partial(_whole, settings, memory), remedy)
        yield _tried("search", partial(_search, settings, memory), remedy)
        return
    try:
        yield _tried("memory", lambda: _opened(settings, opened), remedy)
        if opened:
            yield _tried("search", lambda: _search(settings, opened[0]), remedy)
    finally:
        for memory in opened:
            memory.close()


def _opened(settings: Settings, opened: list[Store]) -> str | Check:
    from persona_assistant.memory import Store, keys, store_key
    from persona_assistant.memory.store import FILE_NAME

    path = settings.store / FILE_NAME
    if not path.exists():
        return f"none yet at {path}; persona-assistant add begins one"
    with path.open("rb") as file:
        header = file.read(keys.HEADER_BYTES)
    kind = keys.kind_of(header)
    locked = f"{path}, not opened: "
    asks = kind is keys.Kind.PASSPHRASE and not os.environ.get(keys.PASSPHRASE_VARIABLE)
    if asks and not store_key.is_held(header):
        return f"{locked}set {keys.PASSPHRASE_VARIABLE} to have it checked"
    if kind is keys.Kind.FILE and settings.key_file is None:
        needed = f"{locked}name its key file to have it checked"
        return Check("memory", True, needed, code="key_file_not_named")
    # A key file given for a store of another kind is the user's slip, which opening reports.
    memory = Store.open(settings.store, key_file=settings.key_file, create=False)
    opened.append(memory)
    return _whole(settings, memory)


def _whole(settings: Settings, memory: Store) -> str:
    from persona_assistant.memory.store import FILE_NAME

    path = settings.store / FILE_NAME
    problems = memory.check()
    if problems:
        raise ValueError(f"{path}: {' '.join(problems)}")
    return f"{path}, whole, {_count(len(memory.people.names()))}"


def _search(settings: Settings, memory: Store) -> str:
    """Whether what is searched is what is stored, for each encoder that has seen anything."""
    from persona_assistant.routing import index_check
    from persona_assistant.routing.index import Indexes

    encoders = memory.media.encoders()
    sizes = []
    for encoder in encoders:
        indexes = Indexes(memory, settings.search)  # one at a time in memory
        problems = index_check.problems(indexes, memory, encoder)
        if problems:
            raise ValueError(" ".join(problems))
        sizes.append(f"{len(indexes.media_index(encoder))} vectors of {encoder}")
    if not sizes:
        return "nothing to search yet"
    return f"{settings.search} finds exactly what is stored: {', '.join(sizes)}"


def _real_people(settings: Settings) -> Iterator[Check]:
    """Whether a real face and a real voice are recognised, as far as there are encoders for them:
    see self_test.py."""
    chosen = app.encoders(settings)
    for modality, senses in SENSES.items():
        try:
            families = {each: chosen[each].family for each in senses if each in chosen}
        except PersonaAssistantError:
            continue  # the encoder's own check says so
        meant = families.get(senses[0], "classical") != "classical"
        yield _tried(f"real {senses[0]}", partial(_real, settings, modality, meant), _REAL_REMEDY)


def _real(settings: Settings, modality: Literal["image", "voice"], meant: bool) -> str | Check:
    """`meant`: there is an encoder for real people, so that it is a fault when it fails."""
    from persona_assistant import self_test

    tried = self_test.recognise(settings, modality)
    if tried.works or meant:
        return Check(f"real {SENSES[modality][0]}", tried.works, str(tried), _REAL_REMEDY)
    return f"{tried}; no encoder made for that is in use"


def _engine(settings: Settings) -> Iterator[Check]:
    """Loads the engine and, where it is a model on this machine, finds out what it perceives."""
    from persona_assistant.engines.base import probing

    engines: list[Engine] = []
    model_bytes: list[int] = []

    def load() -> str:
        engine = app.engine(settings)
        engines.append(engine)
        local = probing(engine)
        if local is None:
            remote = (
                "" if settings.engine == "extractive" else " (the server is not contacted here)"
            )
            return f"{engine.name}{remote}"
        about = local.probe()
        model_bytes.append(about["bytes"])
        return (
            f"{engine.name}: {about['description']}, {about['bytes'] / 1e9:.1f} GB, "
            f"takes {', '.join(sorted(engine.capabilities.modalities))}, "
            f"{about['n_ctx']} tokens of context"
        )

    loaded = _tried("engine", load, "correct the settings it names")
    yield loaded
    try:
        if loaded.ok and settings.engine == "llama":
            yield _room(model_bytes[0])
            yield from _senses(engines[0])
    finally:
        for engine in engines:
            engine.close()


def _room(model_bytes: int) -> Check:
    """Whether the model can stay in memory whole; a machine that pages it in for every token is not
    usable."""
    ram = availability.hardware().ram
    if ram is None:
        return Check("memory for the model", True, "this system does not tell how much it has")
    needed = model_bytes + _BESIDES
    return Check(
        "memory for the model",
        ram >= needed,
        f"about {needed / 1e9:.1f} GB needed, {ram / 1e9:.1f} GB there",
        "choose a smaller model or quantization: persona-assistant models list",
    )


def _senses(engine: Engine) -> Iterator[Check]:
    """The pictures, clips and note of the self test: see self_test.py."""
    from persona_assistant import self_test

    try:
        for sense in self_test.examine(engine):
            yield Check(
                f"model {self_test.SENSES[sense.modality]}",
                sense.works,
                str(sense),
                "use the projector made for this model, in BF16, "
                "or another build of llama-cpp-python"
                if sense.modality != "text"
                else "the model file is damaged or not trained to follow instructions: try another",
            )
    except PersonaAssistantError as error:
        remedy = "try another model or projector file"
        yield Check("model's senses", False, str(error), remedy, error.code)
