"""A window with one picture or clip: seen, or played. Escape stops what plays, and then closes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from persona_assistant.pmg import Clip, Picture
from persona_assistant.tui.chat.exchange import chip
from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.media.preview import decoded, picture_widget
from persona_assistant.tui.media.sound import Running
from persona_assistant.tui.media.waveform import waveform
from persona_assistant.tui.text import lines, plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_SIDE = 1024
_WIDTH = 60


class MediumViewer(Dialog[None]):
    """Shows a picture, or a clip with what plays it."""

    DEFAULT_CSS = """
    MediumViewer > Vertical { width: 96; }
    MediumViewer #medium { height: auto; }
    MediumViewer #detail { height: auto; max-height: 5; margin-top: 1; display: none; }
    MediumViewer #detail.any { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "play", "Play")]

    def __init__(self, medium: Picture | Clip, title: str, detail: Content | None = None) -> None:
        super().__init__()
        self._medium, self._title = medium, title
        self._detail = detail if detail is not None else Content("")
        self._wave = ""
        self._playing: Running | None = None
        self._began = 0.0

    def compose(self) -> ComposeResult:
        medium = self._medium
        with Vertical():
            yield Static(plain(self._title), classes="title")
            with Vertical(id="medium"):
                yield Static(chip(medium), id="description")
            yield Static(self._detail, id="detail", classes="any" if self._detail.plain else "")
            with Horizontal(classes="buttons"):
                if isinstance(medium, Clip):
                    yield Button("Play", id="play")
                yield Button("Close", id="close", variant="primary")

    @property
    def persona_app(self) -> PersonaApp:
        return cast("PersonaApp", self.app)

    def on_mount(self) -> None:
        self.query_one("#play" if self.query("#play") else "#close", Button).focus()
        self._show()

    @work(group="showing")
    async def _show(self) -> None:
        app, medium = self.persona_app, self._medium
        if isinstance(medium, Clip):
            self._wave = await app.attempt(lambda: waveform(medium, _WIDTH)) or ""
            self._draw()
        elif app.settings.tui.media_preview:
            image = await app.attempt(lambda: decoded(medium, _SIDE))
            width, height = min(84, self.size.width - 12), self.size.height * 2 // 5
            if image is not None and self.is_attached:
                await self.query_one("#medium").mount(
                    picture_widget(image, width, height, classes="preview"), before=0
                )

    # --- playing

    @on(Button.Pressed, "#play")
    def action_play(self) -> None:
        """Play the clip, or stop it."""
        if self._playing is not None:
            self._stop()
        elif isinstance(self._medium, Clip):
            self._play(self._medium)

    @work(exclusive=True, group="playing")
    async def _play(self, clip: Clip) -> None:
        from persona_assistant import media

        app = self.persona_app

        def begin() -> Running:
            samples = media.samples(clip)
            return app.sound.play(samples, media.SAMPLE_RATE, self._ended_in_thread)

        playing = await app.attempt(begin)
        # Opening devices may have kept the terminal's output for a moment.
        app.screen.refresh()
        if playing is None:
            return
        if not self.is_attached:
            playing.stop()
            return
        self._playing, self._began = playing, time.monotonic()
        self.query_one("#play", Button).label = "Stop"
        self.set_interval(0.1, self._draw)
        self._draw()

    def _ended_in_thread(self) -> None:
        """Called by the sound's own thread, which must not wait for the app's."""
        self.call_later(self._stop)

    def _stop(self) -> None:
        playing, self._playing = self._playing, None
        if playing is None:
            return
        playing.stop()
        if self.is_attached:
            self.query_one("#play", Button).label = "Play"
            self._draw()

    def _draw(self) -> None:
        """The waveform, what was played of it in another colour."""
        if not isinstance(self._medium, Clip) or not self.is_attached:
            return
        passed = time.monotonic() - self._began if self._playing is not None else 0.0
        at = round(_WIDTH * min(1.0, passed / self._medium.seconds))
        wave = Content.styled(self._wave[:at], "$primary") + Content.styled(
            self._wave[at:], "$text-secondary"
        )
        self.query_one("#description", Static).update(lines(wave, chip(self._medium)))

    @on(Button.Pressed, "#close")
    def _close_pressed(self) -> None:
        self._stop()
        self.dismiss(None)

    def action_close(self) -> None:
        if self._playing is not None:
            self._stop()
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        self._stop()
