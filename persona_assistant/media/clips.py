"""A clip is 16 kHz mono FLAC of at most 30 s. No more of a file is read than is kept."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np

from persona_assistant.errors import MediaError
from persona_assistant.media.files import (
    PICTURES,
    SOUNDS,
    SOUNDS_IN_WORDS,
    Source,
    format_of,
    open_source,
    size_of,
)
from persona_assistant.media.tracks import DEMUXERS, check_signal, decode_track
from persona_assistant.pmg import Clip

SAMPLE_RATE = 16_000
"""Hz; of every stored clip."""
MAX_SECONDS = 30.0
MIN_SECONDS = 0.3
SILENCE = 10 ** (-60 / 20)
"""Peak amplitude (full scale = 1) below which a clip counts as digital silence: -60 dBFS."""
_BLOCK = 65_536


def load_voice(source: Source) -> Clip:
    """The first 30 s of a recording, voice message or film's sound track as 16 kHz mono.

    Read are WAV, FLAC, OGG (Vorbis, Opus), MP3, M4A, AAC, AMR, CAF and AIFF, and the sound of MP4,
    MOV, 3GP and WebM. `source` is its path or its content. Raises MediaError, also for silence and
    for clips under 0.3 s. Where nothing in a file says how long it should be (OGG, MP3, AAC, AMR),
    a truncated one counts as a shorter clip.
    """
    with open_source(source, "clip") as (file, name, file_name):
        kind = format_of(file)
        if kind in PICTURES:
            raise MediaError(
                f"{name}: this is a picture ({kind}), not sound; give it as a picture",
                code="picture_given_as_voice",
            )
        if kind not in SOUNDS:
            raise MediaError(f"{name}: not a sound file; use {SOUNDS_IN_WORDS}")
        notices: tuple[str, ...] = ()
        if kind in DEMUXERS:
            track = decode_track(file, kind, name, MAX_SECONDS)
            mono, rate, capped = track.mono, track.rate, track.more
            if track.film:
                notices = (f"{name}: of a film, only the sound is used",)
        else:
            if kind == "WAV":
                _refuse_truncated_wav(file, name)
            mono, rate, capped = _decode_sound(file, kind, name)
    if capped:
        notices += _capped_notice(name)
    return _store_clip(_resampled(mono, rate), name, file_name, notices)


def voice_from_samples(array: np.ndarray, source: str = "", *, rate: int = SAMPLE_RATE) -> Clip:
    """The clip of `array`, float (n,) in [-1, 1] at 16 kHz; its first 30 s. With another `rate` in
    Hz it is resampled; then it may also be of shape (n, channels), or of 16-bit integers. Raises
    MediaError."""
    name = source or "clip"
    if rate != SAMPLE_RATE:
        array = _at_our_rate(array, rate, name)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.floating):
        raise MediaError(
            f"{name}: samples must be floats of shape (n,), not {array.dtype} {array.shape}"
        )
    limit = int(MAX_SECONDS * SAMPLE_RATE)
    notices = _capped_notice(name) if len(array) > limit else ()
    return _store_clip(array[:limit].astype(np.float32), name, source, notices)


def _at_our_rate(array: np.ndarray, rate: int, name: str) -> np.ndarray:
    if array.dtype == np.int16:
        array = array.astype(np.float32) / 32768
    if array.ndim == 2:
        check_signal(rate, array.shape[1], name)
        array = array.mean(axis=1)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.floating):
        raise MediaError(
            f"{name}: samples must be floats or 16-bit integers of shape (n,) or (n, channels), "
            f"not {array.dtype} {array.shape}"
        )
    check_signal(rate, 1, name)
    return _resampled(array[: int(MAX_SECONDS * rate) + rate].astype(np.float32), rate)


def samples(clip: Clip) -> np.ndarray:
    """Samples of a clip, float32 (n,) in [-1, 1] at `SAMPLE_RATE`. Raises MediaError."""
    name = clip.source or "clip"
    mono, rate, _ = _decode_sound(io.BytesIO(clip.data), "FLAC", name)
    if rate != SAMPLE_RATE:
        raise MediaError(f"{name}: a stored clip has {SAMPLE_RATE} Hz, not {rate}; add it again")
    return mono


def _capped_notice(name: str) -> tuple[str, ...]:
    return (f"{name}: longer than {MAX_SECONDS:g} s, only the first {MAX_SECONDS:g} s are used",)


def _refuse_truncated_wav(file: BinaryIO, name: str) -> None:
    """libsndfile silently reads what is left of a truncated WAV; its RIFF header shows the loss."""
    size = size_of(file)
    declared = int.from_bytes(file.read(8)[4:], "little")
    file.seek(0)
    # Programs that write to a pipe cannot know the size and put a huge number there.
    if 8 + declared > size and 0 < declared < 0x7FFF0000:
        raise MediaError(f"{name}: the recording is cut off; get a fresh copy")


def _decode_sound(file: BinaryIO, kind: str, name: str) -> tuple[np.ndarray, int, bool]:
    """Mono float32 of at most MAX_SECONDS, its sample rate, and whether there was more."""
    import soundfile

    try:
        with _mpg123_muted(kind == "MP3"), soundfile.SoundFile(file) as sound:
            rate, channels = sound.samplerate, sound.channels
            check_signal(rate, channels, name)
            limit = int(MAX_SECONDS * rate)
            mono = np.empty(limit, np.float32)
            count = 0
            while count < limit:
                block = sound.read(min(_BLOCK, limit - count), dtype="float32", always_2d=True)
                if not len(block):
                    break
                if not np.isfinite(block).all():
                    raise MediaError(
                        f"{name}: holds infinite or undefined samples; export it again as 16-bit"
                        " WAV"
                    )
                mono[count : count + len(block)] = block.clip(-1, 1).mean(axis=1)
                count += len(block)
            capped = count == limit and len(sound.read(1)) > 0
    except MediaError:
        raise
    except Exception as error:
        # Damaged bytes make decoders raise nearly any class; the file is at fault.
        raise MediaError(
            f"{name}: damaged or oddly encoded sound; convert it to 16-bit WAV"
        ) from error
    return mono[:count], rate, capped


_STDERR_LOCK = threading.Lock()


@contextmanager
def _mpg123_muted(active: bool) -> Iterator[None]:
    """Keep the MP3 decoder's messages about damaged frames and odd tags off the terminal.

    libmpg123 prints to the process's standard error and cannot be told not to. So descriptor 2 is
    redirected for the milliseconds that a clip takes.
    """
    if not active:
        yield
        return
    with _STDERR_LOCK:
        try:
            saved = os.dup(2)
        except OSError:  # standard error is closed: nothing to keep clean
            yield
            return
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(null)
            os.close(saved)


def _resampled(mono: np.ndarray, rate: int) -> np.ndarray:
    if rate == SAMPLE_RATE or not len(mono):
        return mono
    import soxr

    resampled: np.ndarray = soxr.resample(mono, rate, SAMPLE_RATE, quality="HQ")
    return resampled[: int(MAX_SECONDS * SAMPLE_RATE)]


def _store_clip(mono: np.ndarray, name: str, source: str, notices: tuple[str, ...]) -> Clip:
    import soundfile

    if not len(mono):
        raise MediaError(f"{name}: the clip is empty; record it again")
    if len(mono) < MIN_SECONDS * SAMPLE_RATE:
        seconds = len(mono) / SAMPLE_RATE
        raise MediaError(
            f"{name}: {seconds:.2f} s is too short; a clip needs at least {MIN_SECONDS:g} s"
        )
    if not np.isfinite(mono).all():
        raise MediaError(
            f"{name}: holds infinite or undefined samples; export it again as 16-bit WAV"
        )
    if np.abs(mono).max() < SILENCE:
        raise MediaError(f"{name}: the clip is silent (peak below -60 dBFS); record it again")
    pcm = np.rint(mono * 32768.0).clip(-32768, 32767).astype(np.int16)
    out = io.BytesIO()
    soundfile.write(out, pcm, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return Clip(out.getvalue(), seconds=len(pcm) / SAMPLE_RATE, source=source, notices=notices)
