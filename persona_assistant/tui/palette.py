"""The command palette: every action of the app and of the section in sight, the themes, people by
name, conversations by title. People and conversations are read when it opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from persona_assistant.tui import themes
from persona_assistant.tui.preferences import personality
from persona_assistant.tui.section import SECTIONS
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_MOST = 40
"""People and conversations shown."""
_TOGETHER = 100
"""As many are looked through before a key may be answered."""


class Command(NamedTuple):
    """Something that can be chosen."""

    name: str
    run: Callable[[], Any]
    help: str = ""


class Commands(Provider):
    """All of it."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._kept: list[Command] = []
        """People and conversations."""

    async def startup(self) -> None:
        app = cast("PersonaApp", self.app)
        if app.is_ready:
            assistant = app.assistant
            people = await app.attempt(assistant.people) or ()
            talks = await app.attempt(assistant.conversations.list) or ()
            self._kept = [
                *(
                    Command(each.name, partial(app.open_person, each.uid), "Person")
                    for each in people
                ),
                *(
                    Command(each.title, partial(app.open_conversation, each.id), "Conversation")
                    for each in talks
                    if each.title and each.turns
                ),
            ]

    async def discover(self) -> Hits:
        for each in self._actions():
            yield DiscoveryHit(plain(each.name), each.run, each.name, each.help or None)

    async def search(self, query: str) -> Hits:
        for hit in self._found(query, self._actions()):
            yield hit
        shown = 0
        for at in range(0, len(self._kept), _TOGETHER):
            await asyncio.sleep(0)
            for hit in self._found(query, self._kept[at : at + _TOGETHER]):
                shown += 1
                if shown > _MOST:
                    return
                yield hit

    def _found(self, query: str, commands: Iterable[Command]) -> Iterator[Hit]:
        matcher = self.matcher(query)
        for each in commands:
            name = plain(each.name)
            score, places = matcher.fuzzy_search.match(query, name.plain)
            if score > 0:
                # Not by `matcher.highlight`, which would read names as markup.
                for place in places:
                    name = name.stylize(matcher.match_style, place, place + 1)
                yield Hit(score, name, each.run, name.plain, each.help or None)

    def _actions(self) -> Iterator[Command]:
        app = cast("PersonaApp", self.app)
        for mode, title, _ in SECTIONS:
            yield Command(f"Go to {title}", partial(app.action_section, mode))
        if app.is_ready:
            yield Command("How you come across", partial(personality.open_it, app))
        nodes: list[DOMNode] = [self.screen, *self.screen.query("*"), app]
        seen: set[str] = set()
        for node in nodes:
            for bindings in node._bindings.key_to_bindings.values():
                for each in bindings:
                    if each.id is None or each.id in seen or each.id.startswith("section."):
                        continue
                    seen.add(each.id)
                    run = partial(app.run_action, each.action, node)
                    yield Command(each.description, run, app.get_key_display(each))
        for setting in themes.NAMES:
            yield Command(f"Theme: {setting}", partial(app.use_theme, setting))
