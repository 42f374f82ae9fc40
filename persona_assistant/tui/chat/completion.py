"""The files that a word in the field may mean, in a list above it. The field keeps the keys; Tab or
Enter takes the one that stands out, and a folder goes on with what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from persona_assistant.tui.chat.paths import Offer, offers
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


class PathCompletion(OptionList, can_focus=False):
    """Hidden where there is nothing to offer."""

    DEFAULT_CSS = """
    PathCompletion {
        height: auto; max-height: 7; border: none; background: $surface; display: none;
        padding: 0 1; margin: 0;
    }
    PathCompletion.open { display: block; }
    """

    class Taken(Message):
        """The word `word` is to become an offer."""

        def __init__(self, word: str, offer: Offer) -> None:
            super().__init__()
            self.word, self.offer = word, offer

    def __init__(self) -> None:
        super().__init__(id="completion")
        self._word = ""
        self._closed_for = ""
        """The word for which the list was closed by hand."""
        self._offers: list[Offer] = []

    @property
    def is_open(self) -> bool:
        return self.has_class("open")

    def look_for(self, word: str) -> None:
        """Offer what begins like this word; "" offers nothing."""
        if word != self._word:
            self._word = word
            if self.is_open and not word:
                self._show([])
            if word:
                self._look_for(word)

    @work(exclusive=True)
    async def _look_for(self, word: str) -> None:
        app = cast("PersonaApp", self.app)
        found = await app.background.call(lambda: offers(word))
        if word == self._word:
            self._show(found if word != self._closed_for else [])

    def _show(self, found: list[Offer]) -> None:
        self._offers = found
        self.clear_options()
        self.add_options(Option(plain(each.label)) for each in found)
        self.highlighted = 0 if found else None
        self.set_class(bool(found), "open")

    def move(self, step: int) -> None:
        """Let another one stand out."""
        if step > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def take(self) -> None:
        """Take the one that stands out."""
        if self.highlighted is not None and self.highlighted < len(self._offers):
            offer = self._offers[self.highlighted]
            word, self._word = self._word, ""
            self._show([])
            self.post_message(self.Taken(word, offer))

    def close(self) -> None:
        """Offer nothing more for this word."""
        self._closed_for = self._word
        self._show([])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.highlighted = event.option_index
        self.take()
