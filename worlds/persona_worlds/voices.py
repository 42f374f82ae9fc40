"""Spoken clips: who is speaking, and how one recording happens to sound.

The same split as in `faces`: a `VoiceIdentity` keeps accent, voice, pitch, tempo, formants and
timbre; a `VoiceNuisance` changes tempo, loudness, mood, room, noise and line from clip to clip.
`speak` takes raw speech from espeak-ng, shifts the formants by resampling (espeak's tempo makes up
for it) and adds timbre, room and noise.

Clips are float32, mono, 16 kHz, peak below 1, usually 3-6 s long.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from persona_worlds import espeak

Signal = npt.NDArray[np.floating]
"""Samples, shape (samples,)."""

RATE = 16_000
"""Samples per second."""

ACCENTS = (
    "en-us",
    "en-gb",
    "en-gb-scotland",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
    "en-029",
    "en-us-nyc",
)
VARIANTS_F = (
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "Alicia",
    "Andrea",
    "Annie",
    "belinda",
    "linda",
    "steph",
    "steph2",
    "steph3",
    "anika",
    "aunty",
    "grandma",
)
VARIANTS_M = (
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    "m7",
    "m8",
    "adam",
    "Alex",
    "Andy",
    "benjamin",
    "caleb",
    "david",
    "Denis",
    "ed",
    "edward",
    "Gene",
    "Henrique",
    "Hugo",
    "iven",
    "Jacky",
    "john",
    "Lee",
    "Marco",
    "max",
    "michael",
    "miguel",
    "mike",
    "pablo",
    "paul",
    "pedro",
    "rob",
    "robert",
    "travis",
    "victor",
    "Zac",
    "norbert",
    "grandpa",
)

MOODS: dict[str, tuple[float, float, float, float]] = {
    # tempo factor, pitch added (espeak units), pitch range factor, loudness in dB
    "neutral": (1.0, 0, 1.0, 0.0),
    "happy": (1.06, 4, 1.35, 1.0),
    "excited": (1.14, 7, 1.5, 2.0),
    "sad": (0.88, -4, 0.65, -2.5),
    "tired": (0.86, -3, 0.55, -3.0),
    "nervous": (1.13, 5, 0.85, -1.0),
    "calm": (0.94, -1, 0.85, -1.0),
    "annoyed": (1.07, 2, 1.15, 2.0),
    "proud": (0.97, 2, 1.25, 1.0),
    "worried": (0.98, 3, 0.75, -1.5),
}


@dataclass(frozen=True, slots=True)
class VoiceIdentity:
    """What stays: `pitch` and `pitch_range` in espeak units (50 and 100 are its middle), `tempo` in
    words a minute, `shift` the factor on all formants, `timbre` gains in dB at 200, 500, 1200,
    2600, 5500 Hz."""

    presentation: str
    accent: str
    variant: str
    pitch: int
    pitch_range: int
    tempo: float
    shift: float
    timbre: tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class VoiceNuisance:
    """What changes: levels in dB (`loudness` is RMS relative to full scale), `room` the wet
    share."""

    mood: str = "neutral"
    tempo: float = 1.0
    loudness: float = -22.0
    snr: float = 30.0
    noise_colour: float = 0.5  # 0 white .. 1 brown
    room: float = 0.1
    room_seconds: float = 0.1
    telephone: bool = False
    seed: int = 0


def voice_identity(rng: np.random.Generator, presentation: str | None = None) -> VoiceIdentity:
    """A random speaker. `presentation` "f" or "m" fixes the family of voices."""
    presentation = presentation or "fm"[int(rng.integers(2))]
    variants = VARIANTS_F if presentation == "f" else VARIANTS_M
    return VoiceIdentity(
        presentation=presentation,
        accent=ACCENTS[int(rng.integers(len(ACCENTS)))],
        variant=variants[int(rng.integers(len(variants)))],
        pitch=int(rng.integers(32, 69)),
        pitch_range=int(rng.integers(55, 150)),
        tempo=float(rng.uniform(132, 172)),
        shift=float(rng.uniform(0.88, 1.13)),
        timbre=tuple(round(float(g), 2) for g in rng.uniform(-5, 5, 5)),  # type: ignore[arg-type]
    )


def voice_nuisance(
    rng: np.random.Generator, mood: str | None = None, **fixed: object
) -> VoiceNuisance:
    """A random recording. A mood is drawn when none is given."""
    drawn = VoiceNuisance(
        mood=mood or tuple(MOODS)[int(rng.integers(len(MOODS)))],
        tempo=float(rng.uniform(0.94, 1.06)),
        loudness=float(rng.uniform(-26, -18)),
        snr=float(rng.uniform(20, 35)),
        noise_colour=float(rng.uniform(0, 1)),
        room=float(rng.uniform(0.02, 0.25)),
        room_seconds=float(rng.uniform(0.05, 0.16)),
        telephone=bool(rng.random() < 0.06),
        seed=int(rng.integers(2**31)),
    )
    return replace(drawn, **fixed)  # type: ignore[arg-type]


def speak(
    identity: VoiceIdentity, sentence: str, nuisance: VoiceNuisance, *, block: int = 1
) -> Signal:
    """The sentence in that voice: float32, shape (samples,), 16 kHz. Raises EngineMissing,
    EngineCrashed.

    With `block` the speech is a multiple of so many samples long: round lengths are transformed
    much faster.
    """
    import soxr

    tempo, raise_by, widen, louder = MOODS[nuisance.mood]
    raw, rate = espeak.synthesize(
        sentence,
        f"{identity.accent}+{identity.variant}",
        pitch=int(np.clip(identity.pitch + raise_by, 0, 99)),
        pitch_range=int(np.clip(identity.pitch_range * widen, 10, 250)),
        words_a_minute=round(identity.tempo * tempo * nuisance.tempo / identity.shift),
    )
    x = soxr.resample(raw, rate, RATE / identity.shift)
    rng = np.random.default_rng(nuisance.seed)
    x = _trim(x)
    x = _equalise(np.pad(x, (0, -len(x) % block)), identity.timbre)
    x = np.pad(x, (int(0.12 * RATE), int(0.15 * RATE)))
    if nuisance.room > 0:
        n = int(nuisance.room_seconds * RATE)
        tail = rng.normal(size=n) * np.exp(-4.5 * np.arange(n) / n)
        tail[: RATE // 200] = 0
        wet = _convolve(x, tail / np.sqrt((tail**2).sum()))
        x = (1 - nuisance.room) * x + nuisance.room * wet
    if nuisance.telephone:
        x = _band(x, 300, 3400)
    x = x / np.sqrt((x**2).mean()) * 10 ** ((nuisance.loudness + louder) / 20)
    noise = _coloured(rng, len(x), nuisance.noise_colour)
    x = x + noise * np.sqrt((x**2).mean()) * 10 ** (-nuisance.snr / 20)
    out: Signal = (x / max(1.0, np.abs(x).max() / 0.97)).astype(np.float32)
    return out


def clip_bytes(samples: Signal, codec: str = "OPUS") -> bytes:
    """The clip as it is written to disk: OGG, mono, 16 kHz. "VORBIS" is written ten times
    faster."""
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE, format="OGG", subtype=codec, compression_level=0.9)
    return _steady(buffer.getvalue())


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        r = byte << 24
        for _ in range(8):
            r = (r << 1) ^ (0x04C11DB7 if r & 0x80000000 else 0)
        table.append(r & 0xFFFFFFFF)
    return table


_CRC = _crc_table()


def _steady(ogg: bytes) -> bytes:
    """The same stream with a fixed serial number: the encoder draws a random one (RFC 3533, section
    6)."""
    pages, start = bytearray(ogg), 0
    while start < len(pages):
        segments = pages[start + 26]
        end = start + 27 + segments + sum(pages[start + 27 : start + 27 + segments])
        pages[start + 14 : start + 18] = b"clip"
        pages[start + 22 : start + 26] = bytes(
            4
        )  # the checksum is taken over a page without its checksum
        checksum = 0
        for byte in pages[start:end]:
            checksum = ((checksum << 8) & 0xFFFFFFFF) ^ _CRC[(checksum >> 24) ^ byte]
        pages[start + 22 : start + 26] = checksum.to_bytes(4, "little")
        start = end
    return bytes(pages)


def _trim(x: Signal) -> Signal:
    loud = np.flatnonzero(np.abs(x) > 0.01 * np.abs(x).max())
    return x[loud[0] : loud[-1] + 1]


def _filtered(
    x: Signal,
    gain_at: Signal | None = None,
    knots: tuple[float, ...] = (),
    db: tuple[float, ...] = (),
) -> Signal:
    n = len(x)
    f = np.fft.rfftfreq(n, 1 / RATE)
    gain = (
        10 ** (np.interp(np.log(np.maximum(f, 1.0)), np.log(knots), db) / 20)
        if gain_at is None
        else gain_at
    )
    return np.fft.irfft(np.fft.rfft(x) * gain, n)


def _equalise(x: Signal, timbre: tuple[float, ...]) -> Signal:
    return _filtered(x, knots=(200, 500, 1200, 2600, 5500), db=timbre)


def _band(x: Signal, low: float, high: float) -> Signal:
    f = np.fft.rfftfreq(len(x), 1 / RATE)
    return _filtered(x, 1 / np.sqrt((1 + (low / np.maximum(f, 1.0)) ** 6) * (1 + (f / high) ** 10)))


def _convolve(x: Signal, h: Signal) -> Signal:
    n = 1 << math.ceil(math.log2(len(x) + len(h)))
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(h, n), n)[: len(x)]


def _coloured(rng: np.random.Generator, n: int, colour: float) -> Signal:
    f = np.fft.rfftfreq(n, 1 / RATE)
    noise = _filtered(rng.normal(size=n), np.maximum(f, 40.0) ** -colour)
    coloured: Signal = noise / np.sqrt((noise**2).mean())
    return coloured
