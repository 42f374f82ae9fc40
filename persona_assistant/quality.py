"""Is a picture or a clip good enough to remember somebody by?

A query may be poor: it costs one unsure answer. An exemplar stands for a person in every decision
from then on, so one in which hardly anybody can be seen or heard is refused, with the reason. The
gate looks for gross damage only: what it refuses has lost several times the accuracy of a good
recording, and what it lets pass is not necessarily good.

A picture with a face is judged by that face (`check_face`): a lit face in a dark room is a good
photo. A picture without one, or of drawn people, is judged as a whole.

Every limit but those of faces was measured on two sets. "Originals" are the 275 pictures and 274
clips of the demo people and the bundled benchmark items, and 450 of each of generated calibration
people; none of them is refused. "EER" is the equal error rate of the built-in encoders on damaged
copies of 40 generated people (0.5 % for original pictures, 0.7 % for original clips); "refused" is
the share of those copies that is.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image

from persona_assistant.errors import MediaError
from persona_assistant.media import SAMPLE_RATE, samples
from persona_assistant.pmg import Clip, Picture
from persona_assistant.samples import FACE_MEASURES, VOICE_MEASURES, Sample

MIN_SIDE = 64
"""Pixels of the shorter side. The built-in encoder's EER is 0.5 % down to 48 px, 1.1 % at 32 and
2.9 % at 16; neural encoders take 112 to 224 px and lose more."""
MIN_SHARPNESS = 0.22
"""In a grey copy of 128 px: 99th percentile of the absolute Laplacian over the standard deviation.
The sharpest hundredth counts, so a soft background does no harm. Originals 1.65 to 5.9. Blurred by
2 px of 256: at least 0.36, none refused (EER 0.6 %); by 3 px 2 % refused (0.8 %), 4 px 57 %
(1.2 %), 6 px 98 % (2.9 %)."""
MIN_CONTRAST = 20
"""Grey levels of 255 between the 5th and the 95th percentile. Originals at least 76."""
MIN_BRIGHTNESS = 45
"""Grey level that the brightest twentieth must reach. Originals at least 137; dimmed to a fifth 27
to 51, 67 % refused (EER 8.2 %), to a tenth 14 to 26, all refused (EER 20 %)."""
MAX_WHITE = 0.8
"""Share of pixels at 250 or more. Originals at most 0.18, and a white wall may take half of a
picture; brightened fourfold the median is 0.85, and 72 % are refused, some of them as flat."""

MIN_FACE = {
    "size": 0.33,
    "sharpness": 0.2,
    "light": 0.2,
    "purity": 0.5,
    "frontal": 0.15,
}
"""Of a face to remember somebody by, in the order in which the reasons are given; what the
measures mean is in `encoders.face_quality`. Measured on 25 faces of real people, of which the
original vector has a cosine of 1 and another photo of them .81:
size .40 (13 pixels between the eyes) leaves a cosine of .91 in the middle and .84 in the worst
tenth, .25 (10 pixels) .78 and .62; sharpness .29 .80 and .68, .13 .63 and .37; light .28 .94 and
.90, .13 .79 and .69; purity .61 .83 and .75, .43 .68 and .48. Damaged beyond the limits, different
people come to be alike: a hundredth of them by more than .51 to .79, before that by .43 to .51.
The limit of `frontal` is that of faces in full profile, of which too few were at hand to measure.
"""

MIN_VOICE = {"length": 0.29, "clean": 0.2, "undistorted": 0.5}
"""Of recorded speech to remember somebody by, in the order in which the reasons are given; what the
measures mean is in `encoders.recording_quality`: 1.2 s of speech, 6 dB over the noise, an eighth of
the samples at the peak. Measured on 48 clips of 6 people, each against all as they are (EER 0 to
0.3 %): cut to 1 s of speech the EER is 1.5 %, 1.25 s 1.2 %, 1.5 s 0.5 %; with white noise 10 dB
below the speech 0.2 %, none refused, 5 dB 3.6 %, 6 % refused, 2 dB 10 %, 75 % refused; overdriven
fourfold 0.1 %, eightfold 3.9 %, sixteenfold 14 %. As they are, or cut off above
4 kHz, none is refused."""

MIN_SPEECH = 1.0
"""Seconds of speech. Originals at least 1.5; clips cut to 2 s hold at least 1.4 s of it; cut to 1 s
0.6 to 0.98 s (EER 1.3 %), cut to 0.75 s the EER is 2.1 %, to 0.5 s 4.7 %."""
MIN_LEVEL = -55.0
"""dBFS that the loud frames must reach: anything softer is room noise. Originals at least -24."""
MAX_CLIPPED = 0.07
"""Share of samples within 1 % of the clip's own peak. Originals at most 0.0003; overdriven fourfold
the median is 0.02, 4 % refused (EER 1.1 %), eightfold 0.10, 66 % refused (EER 3.2 %), sixteenfold
all refused (EER 8.1 %)."""
MIN_DYNAMIC_RANGE = 8.0
"""dB between loud frames and pauses (95th and 10th percentile). Originals at least 18.8; with noise
5 dB below the speech 9.5 to 13.8, none refused (EER 5.7 %), as loud as the speech 5.7 to 9.4, 98 %
refused (EER 16 %), noise alone under 4."""

_SIDE = 128


def check_picture(picture: Picture) -> None:
    """Raises MediaError, naming the source, the reason and the remedy, for a picture that is no
    good exemplar: too small, blurred, flat, under- or overexposed, damaged."""
    name = picture.source or "picture"
    if min(picture.width, picture.height) < MIN_SIDE:
        raise MediaError(
            f"{name}: {picture.width}x{picture.height} pixels are too few to remember a face by; "
            f"use a picture of at least {MIN_SIDE} pixels a side"
        )
    grey = _grey(picture, name)
    low, high = np.percentile(grey, (5, 95))
    if high < MIN_BRIGHTNESS:
        raise MediaError(
            f"{name}: too dark to remember a face by; use a picture taken in better light"
        )
    if (grey >= 250).mean() > MAX_WHITE:
        raise MediaError(
            f"{name}: overexposed, most of it is plain white; use a picture with less light"
        )
    if high - low < MIN_CONTRAST:
        raise MediaError(f"{name}: nearly one flat colour, nobody can be seen; use another picture")
    if _sharpness(grey) < MIN_SHARPNESS:
        raise MediaError(f"{name}: too blurred to remember a face by; use a sharper picture")


def check_face(face: Sample, name: str) -> None:
    """Raises MediaError, with `name` of the picture, the reason and the remedy, for a face that may
    be good enough to be recognised but not to remember somebody by: too small, blurred, dark,
    noisy, or seen from the side."""
    poor = _poor(face, FACE_MEASURES, MIN_FACE)
    if poor is not None:
        raise MediaError(f"{name}: {_FACE_REASONS[poor]}", code="poor_face")


_FACE_REASONS = {
    "size": "the face is too small to remember somebody by; use a photo taken from nearer, or the "
    "original instead of a small copy",
    "sharpness": "the face is too blurred to remember somebody by; use a sharper photo",
    "light": "the face is too dark or too flat to remember somebody by; use a photo taken in "
    "better light",
    "purity": "the face is lost in noise; use a photo taken in better light",
    "frontal": "the face is seen from the side; use a photo in which both eyes can be seen",
}


def check_voice(voice: Sample, name: str) -> None:
    """Raises MediaError, with `name` of the clip, the reason and the remedy, for recorded speech
    that may be good enough to be recognised but not to remember somebody by: too short, lost in
    noise, overdriven."""
    poor = _poor(voice, VOICE_MEASURES, MIN_VOICE)
    if poor is not None:
        raise MediaError(f"{name}: {_VOICE_REASONS[poor]}", code="poor_voice")


_VOICE_REASONS = {
    "length": "less than 1.2 s of speech is too little to remember a voice by; use a longer clip, "
    "best of 5 s or more",
    "clean": "the voice is lost in noise; record it again in a quieter place",
    "undistorted": "overdriven, the loud parts are cut off; record it again at a lower level",
}


def _poor(sample: Sample, measures: Sequence[str], least: Mapping[str, float]) -> str | None:
    """The first measure by which a sample falls short; None for none, and where it has none."""
    if sample.quality is None:
        return None
    values = dict(zip(measures, sample.quality.tolist()))
    return next((name for name, bar in least.items() if values[name] < bar), None)


def check_clip(clip: Clip) -> None:
    """Raises MediaError, naming the source, the reason and the remedy, for a clip that is no good
    exemplar: too little speech, nearly silent, overdriven, almost only noise, damaged."""
    name = clip.source or "clip"
    signal = samples(clip)
    frames = _frames(signal)
    level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
    quiet, loud = np.percentile(level, (10, 95))
    if loud < MIN_LEVEL:
        raise MediaError(f"{name}: nearly silent; record it again, closer to the microphone")
    peak = np.abs(signal).max()
    if (np.abs(signal) >= 0.99 * peak).mean() > MAX_CLIPPED:
        raise MediaError(
            f"{name}: overdriven, the loud parts are cut off; record it again at a lower level"
        )
    voiced = (_periodicity(frames) > 0.6) & (level > loud - 25)
    if (loud - quiet < MIN_DYNAMIC_RANGE and voiced.mean() < 0.95) or not voiced.any():
        raise MediaError(f"{name}: almost only noise; record the voice again in a quieter place")
    seconds = _speech(voiced, level > loud - 28) * _HOP / SAMPLE_RATE
    if seconds < MIN_SPEECH:
        raise MediaError(
            f"{name}: {seconds:.1f} s of speech are too little to remember a voice by; "
            f"record at least {MIN_SPEECH:g} s of it, better 5"
        )


# --- pictures ------------------------------------------------------------------------------------


def _grey(picture: Picture, name: str) -> np.ndarray:
    """Grey levels, float32, the longer side `_SIDE`."""
    try:
        with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as image:
            # A JPEG is decoded at the smallest fraction of its size that is enough.
            image.draft("L", (_SIDE, _SIDE))
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError) as error:
        raise MediaError(f"{name}: damaged picture; get a fresh copy") from error
    scale = _SIDE / max(grey.size)
    resampling = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    width, height = (max(3, round(side * scale)) for side in grey.size)
    return np.asarray(grey.resize((width, height), resampling), np.float32)


def _sharpness(grey: np.ndarray) -> float:
    laplacian = (
        4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    )
    return float(np.percentile(np.abs(laplacian), 99) / (grey.std() + 1e-6))


# --- clips ---------------------------------------------------------------------------------------

_FRAME, _HOP, _FFT = 640, 320, 1024
_LAGS = np.arange(SAMPLE_RATE // 420, SAMPLE_RATE // 65)
_WINDOW = np.hanning(_FRAME).astype(np.float32)
_OVERLAP = np.array([_WINDOW[lag:] @ _WINDOW[: _FRAME - lag] for lag in _LAGS], np.float32)
_BELOW_1800_HZ = 1800 * _FFT // SAMPLE_RATE


def _frames(signal: np.ndarray) -> np.ndarray:
    """(frames, _FRAME): 40 ms every 20 ms, each without its mean."""
    if len(signal) < _FRAME:
        signal = np.pad(signal, (0, _FRAME - len(signal)))
    windows = np.lib.stride_tricks.sliding_window_view(signal.astype(np.float32), _FRAME)[::_HOP]
    frames: np.ndarray = windows - windows.mean(axis=1, keepdims=True)
    return frames


def _periodicity(frames: np.ndarray) -> np.ndarray:
    """The largest autocorrelation of each frame over pitch periods (65 to 420 Hz): about 0 for
    noise, 1 for a vowel."""
    power = np.abs(np.fft.rfft(frames * _WINDOW, _FFT)).astype(np.float32) ** 2
    power[:, _BELOW_1800_HZ:] = 0
    correlation = np.fft.irfft(power)
    normalised = correlation[:, _LAGS] / (correlation[:, :1] + 1e-12)
    periodicity: np.ndarray = (normalised / (_OVERLAP / (_WINDOW @ _WINDOW))).max(axis=1)
    return periodicity


def _speech(voiced: np.ndarray, near_loud: np.ndarray) -> int:
    """Frames of speech: loud ones within 120 ms of a voiced one."""
    return int(((np.convolve(voiced, np.ones(13), "same") > 0) & near_loud).sum())
