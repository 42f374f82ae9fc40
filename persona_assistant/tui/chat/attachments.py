"""What goes along with the next question: a picture, a clip or both, as chips above the field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from persona_assistant.pmg import Clip, Picture
from persona_assistant.tui.chat.exchange import chip
from persona_assistant.tui.media.preview import decoded, picture_widget
from persona_assistant.tui.media.waveform import waveform
from persona_assistant.tui.text import action, lines, plain

if TYPE_CHECKING:
    from PIL.Image import Image

    from persona_assistant.tui.app import PersonaApp

_THUMBNAIL = 160
"""Pixels a side."""
_WAVE = 24


def read_medium(path: Path) -> Picture | Clip:
    """The picture or clip at a path, whichever it is; for a thread. Raises MediaError."""
    from persona_assistant import media

    if media.modality_of(path) == "image":
        return media.load_image(path)
    return media.load_voice(path)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a chip shows."""

    medium: Picture | Clip
    thumbnail: Image | None = None
    wave: str = ""


class _Words(Static):
    """The text of a chip; what it offers, the chip does."""

    def action_chip(self, what: str) -> None:
        if isinstance(self.parent, Chip):
            self.parent.call_later(getattr(self.parent, f"action_{what}"))


class Chip(Horizontal, can_focus=True):
    """A picture or clip that goes along. Enter opens it, Delete takes it away."""

    DEFAULT_CSS = """
    Chip {
        width: auto; max-width: 50%; height: 3; margin: 0 1 0 0; padding: 0 1; background: $surface;
    }
    Chip:focus { background: $panel; text-style: bold; }
    Chip .thumbnail { margin-right: 1; }
    Chip Static { width: auto; height: 3; text-overflow: ellipsis; text-wrap: nowrap; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Open"),
        Binding("delete,backspace", "remove", "Remove"),
    ]

    class Opened(Message):
        def __init__(self, medium: Picture | Clip) -> None:
            super().__init__()
            self.medium = medium

    class Removed(Message):
        def __init__(self, medium: Picture | Clip) -> None:
            super().__init__()
            self.medium = medium

    def __init__(self, look: _Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        look = self._look
        if look.thumbnail is not None:
            yield picture_widget(look.thumbnail, 10, 3, classes="thumbnail")
        offered = [action("open", "chip('open')"), action("remove", "chip('remove')")]
        medium = look.medium
        if isinstance(medium, Picture):
            first = plain(f"▣ {medium.source or 'picture'}", "$text-secondary")
            second = plain(f"{medium.width}×{medium.height}", "dim")
        else:
            first, second = chip(medium), plain(look.wave, "$text-secondary")
        yield _Words(lines(first, second, Content("  ").join(offered)))

    def action_open(self) -> None:
        self.post_message(self.Opened(self._look.medium))

    def action_remove(self) -> None:
        self.post_message(self.Removed(self._look.medium))


class Attachments(Horizontal):
    """One picture and one clip at most: as much as a question takes."""

    DEFAULT_CSS = """
    Attachments { height: auto; max-height: 3; padding: 0 1; display: none; }
    Attachments.any { display: block; }
    """

    class Changed(Message):
        """Something else goes along now."""

    def __init__(self) -> None:
        super().__init__(id="attachments")
        self.image: Picture | None = None
        self.voice: Clip | None = None

    def put(self, image: Picture | None, voice: Clip | None) -> None:
        """These and nothing else."""
        if (image, voice) != (self.image, self.voice):
            self.image, self.voice = image, voice
            self._changed()

    def add(self, medium: Picture | Clip) -> Picture | Clip | None:
        """One more; returns the one whose place it takes."""
        before: Picture | Clip | None
        if isinstance(medium, Picture):
            before, self.image = self.image, medium
        else:
            before, self.voice = self.voice, medium
        self._changed()
        return before

    def remove_last(self) -> None:
        """Take away the clip, or where there is none the picture."""
        if self.voice is not None:
            self.put(self.image, None)
        else:
            self.put(None, None)

    def on_chip_removed(self, event: Chip.Removed) -> None:
        if event.medium is self.image:
            self.put(None, self.voice)
        elif event.medium is self.voice:
            self.put(self.image, None)

    def _changed(self) -> None:
        self.post_message(self.Changed())
        self._draw()

    def _media(self) -> Iterator[Picture | Clip]:
        yield from (each for each in (self.image, self.voice) if each is not None)

    @work(exclusive=True)
    async def _draw(self) -> None:
        app, media = cast("PersonaApp", self.app), list(self._media())
        shows = app.settings.tui.media_preview
        looks = await app.background.call(lambda: [_look(each, shows) for each in media])
        chips: list[Widget] = [Chip(look) for look in looks]
        async with self.batch():
            await self.remove_children()
            await self.mount(*chips)
        self.set_class(bool(chips), "any")


def _look(medium: Picture | Clip, shows: bool) -> _Look:
    """For a thread."""
    if isinstance(medium, Clip):
        return _Look(medium, wave=waveform(medium, _WAVE))
    return _Look(medium, decoded(medium, _THUMBNAIL) if shows else None)
