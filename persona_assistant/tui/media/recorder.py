"""A window that records from the microphone, with a level meter and a limit. What is recorded stays
in memory until it goes along with a question, or is thrown away."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from persona_assistant.pmg import Clip
from persona_assistant.tui.chat.bars import bar
from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.media.sound import Running, seconds
from persona_assistant.tui.media.waveform import level
from persona_assistant.tui.text import lines, plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

LIMIT = 30
"""Seconds recorded at most: as long as a clip may be."""
_PER_SECOND = 12
"""How often the meter moves."""
_WIDTH = 40


class Recorder(Dialog[Clip | None]):
    """Records at once. Its result is the clip; None where it was thrown away or cannot be made."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "use", "Use it")]

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Any] = []
        self._count = 0
        self._lock = threading.Lock()
        self._recording: Running | None = None
        self._over = False
        self._rate = 0

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain("Recording"), classes="title")
            yield Static(plain("Opening the microphone ..."), id="level")
            with Horizontal(classes="buttons"):
                yield Button("Throw away", id="no")
                yield Button("Use it", id="yes", variant="primary", disabled=True)

    @property
    def persona_app(self) -> PersonaApp:
        return cast("PersonaApp", self.app)

    def on_mount(self) -> None:
        self._begin()

    @work(exclusive=True, group="recording")
    async def _begin(self) -> None:
        app = self.persona_app
        recording = await app.attempt(lambda: app.sound.record(self._heard))
        # Opening devices may have kept the terminal's output for a moment.
        app.screen.refresh()
        if recording is None:
            self.dismiss(None)
        elif not self.is_attached:
            recording.stop()
        else:
            self._recording, self._rate = recording, recording.rate
            self.query_one("#yes", Button).disabled = False
            self.query_one("#yes", Button).focus()
            self.set_interval(1 / _PER_SECOND, self._show)
            self._show()

    def _heard(self, block: Any) -> None:
        """Called by the sound's own thread."""
        with self._lock:
            if not self._over:
                self._blocks.append(block)
                self._count += len(block)

    def _show(self) -> None:
        with self._lock:
            count = min(self._count, LIMIT * self._rate)
            latest = self._blocks[-1] if self._blocks else None
        if count == LIMIT * self._rate and not self._over:
            self._stop()
        loud = 0.0 if latest is None or self._over else level(latest)
        far = f"{seconds(count, self._rate):.1f} s of {LIMIT} s"
        if self._over:
            far += ": this is the longest a clip can be"
        style = "$text-error" if loud > 0.98 else "$text-success"
        meter = Content.styled(bar(loud, _WIDTH), style) + plain("▏", "dim")
        self.query_one("#level", Static).update(lines(meter, plain(far)))

    def _stop(self) -> None:
        with self._lock:
            self._over = True
        if self._recording is not None:
            self._recording.stop()

    @on(Button.Pressed, "#yes")
    def action_use(self) -> None:
        """End the recording and take it along."""
        if self._recording is not None:
            self._stop()
            self._take()

    @on(Button.Pressed, "#no")
    def _throw_away(self) -> None:
        self.action_close()

    @work(exclusive=True, group="recording")
    async def _take(self) -> None:
        self.dismiss(await self.persona_app.attempt(self._clip))

    def _clip(self) -> Clip:
        import numpy as np

        from persona_assistant import media

        with self._lock:
            blocks = self._blocks or [np.zeros(0, np.float32)]
        samples = np.concatenate(blocks)[: LIMIT * self._rate]
        return media.voice_from_samples(samples, "recording", rate=self._rate)

    def on_unmount(self) -> None:
        self._stop()
        self._blocks = []
