"""A microphone that hears what a test says, and a loudspeaker that keeps what it is given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from persona_assistant.errors import MediaError


class Running:
    def __init__(self, rate: int) -> None:
        self.rate, self.stopped = rate, False

    def stop(self) -> None:
        self.stopped = True


class FakeSound:
    """As `tui.media.sound.Sound`; the test calls `hears` and `ends`."""

    def __init__(self, rate: int = 8000) -> None:
        self.rate = rate
        self.recording: Running | None = None
        self.playing: Running | None = None
        self.played: np.ndarray | None = None

    def record(self, heard: Callable[[np.ndarray], None]) -> Running:
        self._heard = heard
        self.recording = Running(self.rate)
        return self.recording

    def hears(self, seconds: float, level: float = 0.5) -> None:
        """A tone of so many seconds, in one block."""
        count = round(seconds * self.rate)
        tone = level * np.sin(2 * np.pi * 220 * np.arange(count) / self.rate)
        self._heard(tone.astype(np.float32))

    def play(self, samples: np.ndarray, rate: int, ended: Callable[[], None]) -> Running:
        self.played, self.ends = samples, ended
        self.playing = Running(rate)
        return self.playing


class NoSound:
    """A machine without a microphone and a loudspeaker."""

    def record(self, heard: object) -> Running:
        raise MediaError("No microphone can be used; connect one.", code="no_microphone")

    def play(self, *_: object) -> Running:
        raise MediaError("Nothing can be played here.", code="no_loudspeaker")
