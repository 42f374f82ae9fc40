"""Spoken clips: who is speaking, and how one recording happens to sound.

The same split as in `faces`: a `VoiceIdentity` keeps accent, voice, pitch, tempo, formants and
timbre; a `VoiceNuisance` changes tempo, loudness, mood, room, noise and line from clip to clip.
`speak` asks the system program espeak-ng for the raw speech, shifts the formants by resampling
(espeak's tempo is set to make up for it) and lays timbre, room and noise over it. What is said
never tells who says it: `small_talk` draws from one pool for everybody.

Clips are float32, mono, 16 kHz, peak below 1, usually 3-6 s long.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

import numpy as np

from persona_assistant.errors import EngineCrashed, EngineMissing

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

_OPENERS = (
    "Honestly,",
    "Well,",
    "Right,",
    "You know,",
    "By the way,",
    "Look,",
    "So,",
    "Anyway,",
    "I think",
    "They say",
    "I heard",
    "Apparently",
    "It seems",
    "I am told",
    "Let me see,",
    "Oh,",
)
_MIDDLES = (
    "the bus was late again this morning and nobody told us why",
    "it is going to rain before the evening, so take a coat",
    "the bakery on the corner has started selling soup at lunch",
    "the lift is still broken, we have to take the stairs",
    "they moved the market to the square behind the station",
    "the new bridge opens on Thursday at around noon",
    "there is a parcel waiting for somebody on the second floor",
    "the last film was long, but the ending was worth it",
    "the water in the pool is colder than it was last week",
    "somebody left a red umbrella next to the front door",
    "the library stays open until nine during the summer",
    "the old clock tower is ten minutes fast these days",
    "we should water the plants before the weekend comes",
    "the road along the river is closed for two more days",
    "this printer only works when nobody is looking at it",
    "the ferry leaves from the other side of the harbour now",
    "the neighbours are painting their fence bright yellow",
    "the museum is free on the first Sunday of the month",
    "the shop has run out of batteries, can you believe it",
    "the path through the woods is muddy after the storm",
    "the phone rang twice and then it stopped for good",
    "tea tastes better out of the small blue cups",
    "the tram turns left at the theatre, not at the school",
    "the window in the hall does not close properly",
    "half of the street was dark because of the power cut",
    "the pharmacy closes early on Wednesdays, remember that",
    "the car park is full by eight, so we had better walk",
    "there was a long queue at the post office today",
    "the wind has turned and the leaves are everywhere",
    "this recipe needs more salt than the book says",
    "the meeting room smells of fresh paint this week",
    "the radio keeps playing the same song every hour",
    "the bench near the fountain is the only one in the shade",
    "the evening train has one carriage less than before",
    "the moon was enormous last night, right above the roofs",
    "the lake is frozen, but only close to the shore",
    "the key is under the flower pot, the one without a flower",
    "the cafe gives you a biscuit with every coffee",
    "the fog will be gone by ten, it always is in autumn",
    "the map is upside down, that is why we are lost",
)
_NEWSY = (
    "late again",
    "rain",
    "started selling",
    "broken",
    "moved",
    "opens",
    "parcel",
    "stays open",
    "should",
    "closed",
    "ferry",
    "neighbours",
    "museum",
    "run out",
    "tram",
    "power cut",
    "early",
    "car park",
    "recipe",
    "fresh paint",
    "carriage",
    "fog",
    "key is",
)


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


def small_talk(rng: np.random.Generator, *, bland: bool = False) -> str:
    """A sentence of about twelve words that anybody could say; `bland` ones hold neither news nor
    advice."""
    middles = [m for m in _MIDDLES if not any(w in m for w in _NEWSY)] if bland else _MIDDLES
    opener, middle = (
        _OPENERS[int(rng.integers(len(_OPENERS)))],
        middles[int(rng.integers(len(middles)))],
    )
    return f"{opener} {middle}."


def speak(
    identity: VoiceIdentity, sentence: str, nuisance: VoiceNuisance, *, block: int = 1
) -> np.ndarray:
    """The sentence in that voice: float32, shape (samples,), 16 kHz. Raises EngineMissing,
    EngineCrashed.

    With `block` the speech is a multiple of so many samples long: round lengths are transformed
    much faster.
    """
    tempo, raise_by, widen, louder = MOODS[nuisance.mood]
    x = _espeak(
        sentence,
        f"{identity.accent}+{identity.variant}",
        pitch=int(np.clip(identity.pitch + raise_by, 0, 99)),
        pitch_range=int(np.clip(identity.pitch_range * widen, 10, 250)),
        words_a_minute=round(identity.tempo * tempo * nuisance.tempo / identity.shift),
        rate=RATE / identity.shift,
    )
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
    return (x / max(1.0, np.abs(x).max() / 0.97)).astype(np.float32)


def clip_bytes(samples: np.ndarray, codec: str = "OPUS") -> bytes:
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


def _espeak(
    text: str, voice: str, *, pitch: int, pitch_range: int, words_a_minute: int, rate: float
) -> np.ndarray:
    """Raw speech resampled to `rate` samples a second."""
    import soxr

    program = shutil.which("espeak-ng")
    if program is None:
        raise EngineMissing(
            "voices are made with the program espeak-ng, which is not installed: "
            "install it (Debian: apt install espeak-ng, macOS: brew install espeak-ng)"
        )
    ssml = f'<speak><prosody range="{pitch_range}%">{escape(text)}</prosody></speak>'
    done = subprocess.run(
        [
            program,
            "-m",
            "-v",
            voice,
            "-p",
            str(pitch),
            "-s",
            str(max(80, words_a_minute)),
            "--stdin",
            "--stdout",
        ],
        input=ssml.encode(),
        capture_output=True,
        check=False,
    )
    wav = done.stdout
    if done.returncode or len(wav) < 2000:
        why = done.stderr.decode(errors="replace").strip().splitlines()
        raise EngineCrashed(
            f"espeak-ng gave no speech for voice {voice}: {why[-1] if why else 'no output'}; "
            "version 1.51 or newer is needed"
        )
    source_rate = int.from_bytes(wav[24:28], "little")
    samples = (
        np.frombuffer(wav[44 : 44 + (len(wav) - 44) // 2 * 2], "<i2").astype(np.float64) / 32768
    )
    return soxr.resample(samples, source_rate, rate)


def _trim(x: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(x) > 0.01 * np.abs(x).max())
    return x[loud[0] : loud[-1] + 1]


def _filtered(
    x: np.ndarray,
    gain_at: np.ndarray | None = None,
    knots: tuple[float, ...] = (),
    db: tuple = (),
) -> np.ndarray:
    n = len(x)
    f = np.fft.rfftfreq(n, 1 / RATE)
    gain = (
        10 ** (np.interp(np.log(np.maximum(f, 1.0)), np.log(knots), db) / 20)
        if gain_at is None
        else gain_at
    )
    return np.fft.irfft(np.fft.rfft(x) * gain, n)


def _equalise(x: np.ndarray, timbre: tuple[float, ...]) -> np.ndarray:
    return _filtered(x, knots=(200, 500, 1200, 2600, 5500), db=timbre)


def _band(x: np.ndarray, low: float, high: float) -> np.ndarray:
    f = np.fft.rfftfreq(len(x), 1 / RATE)
    return _filtered(x, 1 / np.sqrt((1 + (low / np.maximum(f, 1.0)) ** 6) * (1 + (f / high) ** 10)))


def _convolve(x: np.ndarray, h: np.ndarray) -> np.ndarray:
    n = 1 << math.ceil(math.log2(len(x) + len(h)))
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(h, n), n)[: len(x)]


def _coloured(rng: np.random.Generator, n: int, colour: float) -> np.ndarray:
    f = np.fft.rfftfreq(n, 1 / RATE)
    noise = _filtered(rng.normal(size=n), np.maximum(f, 40.0) ** -colour)
    return noise / np.sqrt((noise**2).mean())
