"""The user's own keys: `[tui.keys]` in the settings gives actions other keys. What cannot be meant
is said: an action that nobody knows, and a key that then stands for two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen

from persona_assistant.spelling import nearest
from persona_assistant.tui.section import SECTIONS

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


class Group(NamedTuple):
    """The keys of a place."""

    title: str
    bindings: tuple[Binding, ...]


def groups(app: PersonaApp, screens: Mapping[str, str]) -> tuple[Group, ...]:
    """Everywhere, then section by section: what can be done by a key, as the widgets say
    themselves, with the user's own keys. Loads every section; `screens` says where each is."""
    found = [Group("Everywhere", tuple(_mapped(app, _own(type(app)))))]
    for mode, title, _ in SECTIONS:
        package = f"persona_assistant.tui.{screens[mode].partition('.')[0]}"
        if bindings := tuple(_mapped(app, _of_package(package))):
            found.append(Group(title, bindings))
    return tuple(found)


def _of_package(package: str) -> Iterator[Binding]:
    """Of every widget that the package defines."""
    try:
        root = import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return
    seen: set[type] = set()
    for module in sorted(each.name for each in iter_modules(root.__path__)):
        for kind in vars(import_module(f"{package}.{module}")).values():
            if isinstance(kind, type) and issubclass(kind, DOMNode) and kind not in seen:
                seen.add(kind)
                if kind.__module__.startswith(package) and not issubclass(kind, ModalScreen):
                    yield from _own(kind)


def _own(kind: type[DOMNode]) -> Iterator[Binding]:
    yield from Binding.make_bindings(kind.__dict__.get("BINDINGS", ()))


def _mapped(app: PersonaApp, bindings: Iterator[Binding]) -> Iterator[Binding]:
    """With the keys that the user gave them, one binding for each action."""
    given = app.settings.tui.keys
    together: dict[tuple[str, str], Binding] = {}
    for each in bindings:
        place = (each.id or each.action, each.description)
        if each.description:
            keys = given.get(each.id or "", "")
            former = together.get(place)
            key = keys or (f"{former.key},{each.key}" if former else each.key)
            together[place] = each.with_key(key)
    yield from together.values()


def problems(keys: Mapping[str, str], known: tuple[Group, ...]) -> list[str]:
    """What is wrong with the user's keys, one sentence each."""
    ids = {each.id for group in known for each in group.bindings if each.id}
    said = []
    for name in keys:
        if name not in ids:
            meant = nearest(name, sorted(ids))
            hint = f"; did you mean {meant}?" if meant else "; F1 lists them"
            said.append(f"[tui.keys] names {name}, and there is no such action{hint}")
    everywhere, *sections = known
    for group in sections or [everywhere]:
        held: dict[str, Binding] = {}
        both = everywhere.bindings + (group.bindings if group is not everywhere else ())
        for binding in both:
            for key in _long(binding.key):
                other = held.setdefault(key, binding)
                if other is not binding and {other.id, binding.id} & set(keys):
                    said.append(
                        f"[tui.keys] gives {key} to both {other.id or other.description}"
                        f" and {binding.id or binding.description}"
                    )
    return list(dict.fromkeys(said))


def _long(keys: str) -> list[str]:
    """A character's key by its name, as Textual has it."""
    made = Binding.make_bindings([Binding(keys, "none", "")])
    return [each.key for each in made]
