"""The tray: pictures and clips of this session that matched nobody, or one of several people.

It is kept in memory alone and is empty again when the memory is locked or the app ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_assistant.assistant.unmatched import Unmatched
    from persona_assistant.pmg import Edge, Query

_MOST = 200
"""Held at once; older ones leave."""


class Tray:
    """Each picture and clip once, the latest last."""

    def __init__(self) -> None:
        self._held: dict[str, Unmatched] = {}

    @property
    def items(self) -> tuple[Unmatched, ...]:
        return tuple(self._held.values())

    def offer(self, query: Query, edge: Edge) -> None:
        """Takes what was asked with where it was nobody's, or one of several people's."""
        from persona_assistant.assistant.unmatched import unmatched

        self.put(unmatched(query, edge))

    def put(self, found: Iterable[Unmatched]) -> None:
        for each in found:
            self._held.pop(each.medium.sha256, None)
            self._held[each.medium.sha256] = each
        while len(self._held) > _MOST:
            del self._held[next(iter(self._held))]

    def drop(self, item: Unmatched) -> None:
        self._held.pop(item.medium.sha256, None)

    def clear(self) -> None:
        self._held.clear()
