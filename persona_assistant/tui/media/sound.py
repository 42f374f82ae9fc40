"""The microphone and the loudspeaker, behind a small protocol.

`Devices` are the machine's, through sounddevice and PortAudio, which are loaded when somebody
records or plays for the first time. Nothing that is recorded or played touches the disk.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from persona_assistant.errors import MediaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]


class Running(Protocol):
    """A recording or a playback that goes on."""

    rate: int
    """Samples a second."""

    def stop(self) -> None:
        """End it. May be called again."""


class Sound(Protocol):
    """What records and plays. Its callbacks come in threads of their own."""

    def record(self, heard: Callable[[Samples], None]) -> Running:
        """Begin to record; `heard` gets block after block, float32 (n,) in [-1, 1] at the rate of
        what is returned. Raises MediaError where there is no microphone."""

    def play(self, samples: Samples, rate: int, ended: Callable[[], None]) -> Running:
        """Begin to play samples, float32 (n,); `ended` is called at their end. Raises MediaError
        where there is no loudspeaker."""


class Devices:
    """The default microphone and loudspeaker of this machine."""

    def record(self, heard: Callable[[Samples], None]) -> Running:
        library = _library()
        try:
            rate = int(library.query_devices(kind="input")["default_samplerate"])
            stream = library.InputStream(
                samplerate=rate,
                channels=1,
                dtype="float32",
                callback=lambda block, *_: heard(block[:, 0].copy()),
            )
            stream.start()
        except (library.PortAudioError, ValueError) as error:
            raise MediaError(
                f"No microphone can be used ({_reason(error)}); connect one and allow its use, or "
                "attach a sound file.",
                code="no_microphone",
            ) from None
        return _Stream(stream, rate)

    def play(self, samples: Samples, rate: int, ended: Callable[[], None]) -> Running:
        library = _library()
        try:
            own = int(library.query_devices(kind="output")["default_samplerate"])
            stream = library.OutputStream(
                samplerate=own,
                channels=1,
                dtype="float32",
                callback=_feed(library, _resampled(samples, rate, own)),
                finished_callback=ended,
            )
            stream.start()
        except (library.PortAudioError, ValueError) as error:
            raise MediaError(
                f"Nothing can be played here ({_reason(error)}); connect a loudspeaker or "
                "headphones.",
                code="no_loudspeaker",
            ) from None
        return _Stream(stream, own)


class _Stream:
    def __init__(self, stream: Any, rate: int) -> None:
        self._stream, self.rate = stream, rate

    def stop(self) -> None:
        self._stream.close(ignore_errors=True)


def _feed(library: Any, samples: Samples) -> Callable[..., None]:
    """A callback of PortAudio that hands out the samples once."""
    at = 0

    def fill(out: Any, count: int, *_: object) -> None:
        nonlocal at
        piece = samples[at : at + count]
        at += count
        out[:] = 0
        out[: len(piece), 0] = piece
        if len(piece) < count:
            raise library.CallbackStop

    return fill


def _resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    if rate == wanted:
        return samples
    import soxr

    made: Samples = soxr.resample(samples, rate, wanted, quality="HQ")
    return made


def _library() -> Any:
    """sounddevice. Raises MediaError where it or PortAudio is missing."""
    try:
        import sounddevice
    except ImportError:
        raise MediaError(
            "Recording and playing need the extra voice; install it: "
            "pip install 'persona-assistant[voice]'",
            code="sound_missing",
        ) from None
    except OSError:
        raise MediaError(
            "Recording and playing need the PortAudio library; install it (Debian and Ubuntu: "
            "sudo apt install libportaudio2).",
            code="sound_missing",
        ) from None
    return sounddevice


def _reason(error: Exception) -> str:
    """PortAudio's words in one line."""
    return str(error.args[0] if error.args else error).partition("\n")[0].rstrip(".")


def seconds(count: int, rate: int) -> float:
    """How long so many samples are, cut to tenths."""
    return math.floor(10 * count / rate) / 10
