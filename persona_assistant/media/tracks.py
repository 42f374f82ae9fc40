"""The sound of what phones record and messengers send: M4A, MP4, MOV, 3GP, AAC, AMR, WebM, CAF.

FFmpeg reads them, by way of PyAV. It knows hundreds of formats, protocols and codecs, written over
decades, and a file may ask for any of them. So it is told what to use: one demuxer, chosen here by
the first bytes; the decoders of `DECODERS`; no other file and no network, whatever the file refers
to. Only packets of the sound track are read and no more of them than make up the seconds asked
for. The moving pictures are never decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import numpy as np

from persona_assistant.errors import MediaError
from persona_assistant.media.boxes import check_tables

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer

DEMUXERS = {
    "M4A": "mov",
    "MP4": "mov",
    "MOV": "mov",
    "3GP": "mov",
    "AAC": "aac",
    "AMR": "amr",
    "WebM": "matroska",
    "CAF": "caf",
    "AIFF": "aiff",
}
"""FFmpeg's name of what takes a format apart."""
_PCM = ("s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be", "f64le", "f64be")
DECODERS = frozenset(
    {"aac", "alac", "mp3float", "mp3", "opus", "vorbis", "flac", "amrnb", "amrwb"}
    | {f"pcm_{each}" for each in (*_PCM, "s8", "u8", "alaw", "mulaw")}
)
_LIMITS = {
    "codec_whitelist": ",".join(sorted(DECODERS)),
    "protocol_whitelist": "none",
    "enable_drefs": "0",
    "use_absolute_path": "0",
    "probesize": "1000000",
    "analyzeduration": "1000000",
    "max_streams": "64",
}
_PROTECTED = ("drms", "enca")
"""How MP4 marks sound that only the shop's own player may decode."""
_RATES = (4_000, 384_000)
_MAX_CHANNELS = 32
_MAX_PLANES = 7
"""PyAV 18 counts the planes of a frame up to an empty pointer, which need not follow the eighth."""
_SOUND_PACKETS = 0.9
"""Of the packets, so many must be decodable: a recording may begin in the middle of one."""
_CUT_OFF = 1.0
"""Seconds that may be missing of what the file says it holds."""


@dataclass(frozen=True)
class Track:
    """The beginning of a sound track."""

    mono: np.ndarray
    """float32 (n,) in [-1, 1]"""
    rate: int
    """Hz"""
    more: bool
    """Whether the track goes on."""
    film: bool
    """Whether the file holds moving pictures too."""


def check_signal(rate: int, channels: int, name: str) -> None:
    """Raises MediaError for what no voice is recorded with."""
    if not _RATES[0] <= rate <= _RATES[1] or not 1 <= channels <= _MAX_CHANNELS:
        raise MediaError(f"{name}: {rate} Hz x {channels} is no voice; convert it to 16000 Hz mono")


def decode_track(file: BinaryIO, kind: str, name: str, seconds: float) -> Track:
    """At most `seconds` of the sound in a file of format `kind`, one of `DEMUXERS`.

    Raises MediaError: no sound track, a protected or unusual one, damage, a file that was cut off.
    """
    import av
    from av.stream import Discard

    demuxer = DEMUXERS[kind]
    if demuxer == "mov":
        check_tables(file, name)
    try:
        with av.open(
            file,
            "r",
            format=demuxer,
            container_options=_LIMITS,
            metadata_errors="replace",
            io_open=_refuse_to_open,
        ) as container:
            stream = _sound_of(container, name)
            film = any(not _is_cover(each) for each in container.streams.video)
            for each in container.streams:
                if each.index != stream.index:
                    each.discard = Discard.all
            mono, rate, more = _decoded(container, stream, name, seconds)
            if demuxer == "mov" and not more:
                _refuse_cut_off(stream, len(mono) / rate, seconds, name)
    except MediaError:
        raise
    except Exception as error:
        # Damaged bytes make FFmpeg raise nearly any class; the file is at fault.
        raise _damaged(name) from error
    return Track(mono, rate, more, film)


def _refuse_to_open(*_: object) -> NoReturn:
    raise PermissionError("no file but the one that was given is opened")


def _damaged(name: str) -> MediaError:
    return MediaError(f"{name}: damaged or oddly encoded sound; convert it to 16-bit WAV")


def _is_cover(stream: Any) -> bool:
    """Whether what passes for a video stream is the cover of an album."""
    return bool(stream.disposition.value & stream.disposition.attached_pic.value)


def _sound_of(container: InputContainer, name: str) -> AudioStream:
    if not container.streams.audio:
        raise MediaError(f"{name}: a film without a sound track; give a recording of the voice")
    sounds = container.streams.audio
    if any(each.codec_context and each.codec_context.codec_tag in _PROTECTED for each in sounds):
        raise MediaError(f"{name}: protected against copying (DRM); record the voice yourself")
    known = [each for each in sounds if each.codec_context and each.codec_context.name in DECODERS]
    if not known:
        codec = sounds[0].codec_context
        kind = f" ({codec.codec.canonical_name})" if codec else ""
        raise MediaError(f"{name}: sound of an unusual kind{kind}; convert it to WAV, FLAC or MP3")
    # A phone may lay spatial sound beside the usual stereo, in a format of its own.
    best = container.streams.best("audio")
    return next((each for each in known if each is best), known[0])


def _decoded(
    container: InputContainer, stream: AudioStream, name: str, seconds: float
) -> tuple[np.ndarray, int, bool]:
    """Mono samples, their rate, and whether there were more."""
    blocks: list[np.ndarray] = []
    rate = count = limit = 0
    for block, block_rate in _blocks(container, stream, name):
        if not rate:
            rate, limit = block_rate, int(seconds * block_rate)
        if block_rate != rate:
            raise _damaged(name)
        blocks.append(block[: limit - count])
        count += len(block)
        if count > limit:
            break
    if not rate:
        raise MediaError(f"{name}: the clip is empty; record it again")
    return np.concatenate(blocks), rate, count > limit


def _blocks(
    container: InputContainer, stream: AudioStream, name: str
) -> Iterator[tuple[np.ndarray, int]]:
    """Mono samples and their rate, as they are decoded."""
    import av

    context = stream.codec_context
    good = bad = 0
    for packet in container.demux(stream):
        try:
            frames = context.decode(packet)
        except av.error.EOFError:
            break
        except av.FFmpegError:
            bad += 1
            continue
        good += 1
        for frame in frames:
            check_signal(frame.rate, frame.layout.nb_channels, name)
            yield _mono(frame, name), frame.rate
    if good < _SOUND_PACKETS * (good + bad):
        raise _damaged(name)


def _mono(frame: Any, name: str) -> np.ndarray:
    """The mean of a frame's channels, float32 (n,) in [-1, 1]."""
    channels = frame.layout.nb_channels
    if frame.format.is_planar and channels > _MAX_PLANES:
        raise MediaError(f"{name}: sound of {channels} channels; convert it to 16000 Hz mono")
    array = frame.to_ndarray()
    by_channel = array if frame.format.is_planar else array.reshape(-1, channels).T
    if array.dtype.kind == "u":
        signal = (by_channel.astype(np.float32) - 128) / 128
    elif array.dtype.kind == "i":
        signal = by_channel.astype(np.float32) / float(2 ** (8 * array.itemsize - 1))
    else:
        signal = by_channel.astype(np.float32)
    if not np.isfinite(signal).all():
        raise MediaError(
            f"{name}: holds infinite or undefined samples; export it again as 16-bit WAV"
        )
    mono: np.ndarray = signal.clip(-1, 1).mean(axis=0)
    return mono


def _refuse_cut_off(stream: AudioStream, decoded: float, seconds: float, name: str) -> None:
    if stream.duration and stream.time_base:
        declared = min(float(stream.duration * stream.time_base), seconds)
        if decoded < declared - _CUT_OFF:
            raise MediaError(f"{name}: the recording is cut off; get a fresh copy")
