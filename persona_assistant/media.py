"""Untrusted files in, safe pictures and clips out.

A picture or a clip enters the house through exactly one door. Behind it, everything is the same:
a picture is upright sRGB without any metadata, at most 1600 px; a clip is 16 kHz mono FLAC of at
most 30 s. A plain JPEG that is so already loses its metadata and not a pixel. Whatever cannot be made into that is refused with one line that names the file and the
remedy. The format is read from the content, never from the name; sizes are checked from headers
before anything is decoded; files that are not regular (pipes, devices) are not even opened.
"""

from __future__ import annotations

import io
import os
import re
import stat
import threading
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Iterator, Literal

import numpy as np
from PIL import Image, JpegImagePlugin

from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Picture

SAMPLE_RATE = 16_000
"""Hz; of every stored clip."""
MAX_SECONDS = 30.0
MIN_SECONDS = 0.3
SILENCE = 10 ** (-60 / 20)
"""Peak amplitude (full scale = 1) below which a clip counts as digital silence: -60 dBFS."""
MAX_SIDE = 1600
MIN_SIDE = 16
LOSSLESS_SIDE = 512
"""Pictures up to this many pixels are kept as PNG, larger ones as JPEG."""
MAX_PICTURE_BYTES = 64 * 2**20
MAX_PIXELS = 64_000_000

_JFIF = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""How a JPEG begins: square pixels, no thumbnail."""
_TABLES_AND_FRAME = (0xC0, 0xC4, 0xDB, 0xDD)
"""Segments that pixels are made with: baseline frame, Huffman and quantization tables, restart interval. Application
segments are left out; Adobe's (0xEE) may change what the colours mean, a file with it is not plain."""
_SCAN, _END = 0xDA, b"\xff\xd9"
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_FINEST = 369
"""Sum of the brightness table of a JPEG of quality 95."""
_PICTURES = ("JPEG", "PNG", "WebP", "BMP", "GIF")
_SOUNDS = ("WAV", "FLAC", "OGG", "MP3")
_RATES = (4_000, 384_000)
_MAX_CHANNELS = 32
_BLOCK = 65_536
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNED = (5, 6, 7, 8)
"""Orientations that make a tall picture of a wide one."""


def what(path: Path | str) -> Literal["image", "voice"]:
    """What the first bytes of a file promise: a picture for `load_image`, or sound for `load_voice`.

    Raises MediaError for neither.
    """
    name = _name(path)
    with _opened(path, name) as file:
        kind = _kind(file)
    if kind is None:
        raise MediaError(f"{name}: neither a picture nor sound; use a JPEG, PNG, WebP, WAV, FLAC, OGG or MP3 file")
    return "image" if kind in _PICTURES or kind == "HEIC" else "voice"


def load_image(path: Path | str) -> Picture:
    """Read a JPEG, PNG, WebP, BMP or GIF (first frame) file as an upright, metadata-free picture.

    Transparency is laid on white and an ICC profile is converted to sRGB. Raises MediaError.
    """
    name = _name(path)
    with _opened(path, name) as file:
        kind = _kind(file)
        if kind in _SOUNDS or kind == "AAC":
            raise MediaError(f"{name}: this is sound ({kind}); hand it over with --voice")
        if kind == "HEIC":
            raise MediaError(f"{name}: HEIC/AVIF pictures cannot be read; export it as JPEG or PNG")
        if kind not in _PICTURES:
            raise MediaError(f"{name}: not a picture; use a JPEG, PNG, WebP, BMP or GIF file")
        if os.fstat(file.fileno()).st_size > MAX_PICTURE_BYTES:
            raise MediaError(f"{name}: larger than {MAX_PICTURE_BYTES >> 20} MB; save a smaller copy")
        data = file.read(MAX_PICTURE_BYTES)
    image, full, notices = _decode_picture(data, name, draft=True)
    return _store_picture(image, full, name, Path(path).name, notices, data)


def image_from_pixels(array: np.ndarray, source: str = "") -> Picture:
    """The picture made of `array`, uint8 (height, width, 3) RGB. Raises MediaError."""
    name = source or "picture"
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
        raise MediaError(f"{name}: pixels must be uint8 (height, width, 3), not {array.dtype} {array.shape}")
    _check_size(array.shape[1], array.shape[0], name)
    image = Image.fromarray(np.ascontiguousarray(array))
    return _store_picture(image, image.size, name, source, ())


def pixels(picture: Picture) -> np.ndarray:
    """RGB of a picture, uint8 (height, width, 3), the caller's own copy. Raises MediaError."""
    name = picture.source or "picture"
    image, _, _ = _decode_picture(picture.data, name)
    return np.array(image)


def load_voice(path: Path | str) -> Clip:
    """Read a WAV, FLAC, OGG (Vorbis, Opus) or MP3 file as 16 kHz mono; its first 30 s.

    Only as much of the file is read as is kept. Raises MediaError, also for silence and for clips
    under 0.3 s. An OGG or MP3 file that was cut off counts as a shorter clip: nothing in it says
    how long it should have been.
    """
    name = _name(path)
    with _opened(path, name) as file:
        kind = _kind(file)
        if kind in _PICTURES or kind == "HEIC":
            raise MediaError(f"{name}: this is a picture ({kind}); hand it over with --image")
        if kind == "AAC":
            raise MediaError(f"{name}: M4A/AAC sound cannot be read; convert it to WAV, FLAC, OGG or MP3")
        if kind not in _SOUNDS:
            raise MediaError(f"{name}: not a sound file; use a WAV, FLAC, OGG or MP3 file")
        if kind == "WAV":
            _refuse_cut_wav(file, name)
        mono, rate, capped = _decode_sound(file, kind, name)
    return _store_clip(_resampled(mono, rate), name, Path(path).name, _capped_notice(name) if capped else ())


def voice_from_samples(array: np.ndarray, source: str = "") -> Clip:
    """The clip made of `array`, float (n,) in [-1, 1] at 16 kHz. Raises MediaError."""
    name = source or "clip"
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.floating):
        raise MediaError(f"{name}: samples must be floats of shape (n,), not {array.dtype} {array.shape}")
    limit = int(MAX_SECONDS * SAMPLE_RATE)
    notices = _capped_notice(name) if len(array) > limit else ()
    return _store_clip(array[:limit].astype(np.float32), name, source, notices)


def samples(clip: Clip) -> np.ndarray:
    """Samples of a clip, float32 (n,) in [-1, 1] at `SAMPLE_RATE`. Raises MediaError."""
    name = clip.source or "clip"
    mono, rate, _ = _decode_sound(io.BytesIO(clip.data), "FLAC", name)
    if rate != SAMPLE_RATE:
        raise MediaError(f"{name}: a stored clip has {SAMPLE_RATE} Hz, not {rate}; add it again")
    return mono


# --- files ---------------------------------------------------------------------------------------


def _name(path: Path | str) -> str:
    """The path as the user gave it, fit to stand in one line."""
    return "".join(c if c.isprintable() else "?" for c in str(path))


@contextmanager
def _opened(path: Path | str, name: str) -> Iterator[BinaryIO]:
    """The regular, non-empty file at `path`. A pipe would block and a device may never end."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(f"{name}: this is a folder; name one file in it")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(f"{name}: not a regular file (a pipe or a device); save it to a file first")
        if status.st_size == 0:
            raise MediaError(f"{name}: the file is empty; save or record it again")
        # Opened by number: soundfile would otherwise read a format out of the file's name.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise MediaError(f"{name}: no such file; check the path") from None
    except PermissionError:
        raise MediaError(f"{name}: no permission to read it; change its permissions or copy it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MediaError(f"{name}: cannot be opened ({reason}); check the path") from None
    with open(descriptor, "rb") as file:
        yield file


def _kind(file: BinaryIO) -> str | None:
    """What the first bytes say the file is; None for anything else."""
    head = file.read(16)
    file.seek(0)
    if head[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WEBP": "WebP", b"WAVE": "WAV"}.get(head[8:12])
    if head[:2] == b"BM":
        return "BMP"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[:4] == b"fLaC":
        return "FLAC"
    if head[:4] == b"OggS":
        return "OGG"
    if head[4:8] == b"ftyp":
        return "HEIC" if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif") else "AAC"
    if head[:3] == b"ID3":
        return "MP3"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "AAC"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "MP3"
    return None


# --- pictures ------------------------------------------------------------------------------------


def _check_size(width: int, height: int, name: str) -> None:
    if min(width, height) < MIN_SIDE:
        raise MediaError(f"{name}: {width}x{height} is too small; use at least {MIN_SIDE}x{MIN_SIDE} pixels")
    if width * height > MAX_PIXELS:
        raise MediaError(f"{name}: {width}x{height} is over {MAX_PIXELS // 10**6} megapixels; scale it down")
    if min(width, height) * MAX_SIDE < MIN_SIDE * max(width, height):
        raise MediaError(f"{name}: {width}x{height} is too narrow a strip; crop it")


def _decode_picture(
    data: bytes, name: str, *, draft: bool = False
) -> tuple[Image.Image, tuple[int, int], tuple[str, ...]]:
    """A picture as upright RGB, its full size, and notices.

    `draft` lets a JPEG be decoded at half its size or less, where that is still twice what is kept of it: a
    photo of 48 megapixels then takes a quarter of the time and memory.
    """
    try:
        with _no_warnings, Image.open(io.BytesIO(data), formats=[kind.upper() for kind in _PICTURES]) as image:
            full = image.size
            _check_size(*full, name)
            if draft and max(full) > MAX_SIDE:
                image.draft(None, tuple(2 * side for side in _kept(full)))
            image.load()
            orientation = image.getexif().get(_ORIENTATION)
            image, notices = _flattened(image, orientation, name)
            return image, full[::-1] if orientation in _TURNED else full, notices
    except MediaError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise MediaError(f"{name}: over {MAX_PIXELS // 10**6} megapixels; save a smaller copy") from None
    except Exception as error:
        # Damaged bytes make decoders raise nearly any class; whatever it is, the file is at fault.
        raise MediaError(f"{name}: damaged picture ({_brief(error)}); get a fresh copy") from error


class _NoWarnings:
    """While any thread is inside, decoders' warnings are neither shown nor lost: a bomb is an error.

    The filters of `warnings` belong to the whole process: were every thread to set and restore them for
    itself, the last one out would restore what another one had set.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._before = warnings.catch_warnings()
                self._before.__enter__()
                warnings.simplefilter("ignore")
                warnings.simplefilter("error", Image.DecompressionBombWarning)
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._before.__exit__(None, None, None)


_no_warnings = _NoWarnings()


def _flattened(
    image: Image.Image, orientation: int | None, name: str
) -> tuple[Image.Image, tuple[str, ...]]:
    """Upright sRGB of a loaded image, whatever its mode, orientation and colour profile."""
    profile = image.info.get("icc_profile")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    elif image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    elif image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    notices: tuple[str, ...] = ()
    if profile:
        image, notices = _to_srgb(image, profile, name)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is not None:
        image = Image.composite(image, Image.new("RGB", image.size, "white"), alpha)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return image, notices


def _to_srgb(image: Image.Image, profile: bytes, name: str) -> tuple[Image.Image, tuple[str, ...]]:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"), ()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # Also a profile of another colour space than the picture's, e.g. an RGB one on a grey PNG.
        return image, (f"{name}: its colour profile does not fit and was ignored",)


def _kept(size: tuple[int, int]) -> tuple[int, int]:
    """The size in which a picture of `size` is kept."""
    scale = min(1.0, MAX_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _store_picture(
    image: Image.Image,
    full: tuple[int, int],
    name: str,
    source: str,
    notices: tuple[str, ...],
    file: bytes = b"",
) -> Picture:
    """The picture to keep of `image`, which may be a draft of one of size `full`; `file` is what it was read from."""
    width, height = size = _kept(full)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    if size != full:
        notices += (f"{name}: scaled down from {full[0]}x{full[1]} to {width}x{height}",)
    image.info = {}  # what Pillow finds there (profile, comment) it would write
    if max(size) <= LOSSLESS_SIDE:
        # More than level 4 takes three times as long for photos and saves nothing.
        data = _written(image, "PNG", compress_level=4)
    else:
        data = _as_it_came(image, file) or _written(image, "JPEG", quality=95, subsampling=0)
    return Picture(data, width, height, source=source, notices=notices)


def _as_it_came(image: Image.Image, file: bytes) -> bytes | None:
    """A JPEG without its metadata: where it can be, with the very bytes its pixels were read from, otherwise written
    again with its own tables, so that nearly nothing is lost and no bit is spent on what was lost before.

    None for what is no JPEG any more (turned, scaled), an unusual one or one finer than ours.
    """
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or "APP14" in image.app:
        return None
    tables, sampling = image.quantization, JpegImagePlugin.get_sampling(image)
    places = [(layer[0], layer[3]) for layer in image.layer]
    usual = places == [(1, 0), (2, 1), (3, 1)] and sorted(tables) == [0, 1] and sampling in (0, 1, 2)
    if not usual or max(map(max, tables.values())) > 255 or sum(tables[0]) < _FINEST:
        return None
    return _bare_jpeg(file) or _written(image, "JPEG", qtables=[tables[0], tables[1]], subsampling=sampling)


def _bare_jpeg(file: bytes) -> bytes | None:
    """A plain JPEG (baseline, one scan, its colours as JFIF has them) with nothing in it but what its pixels are
    made of, byte for byte; what follows its end is left behind. None for any other."""
    bare, at = [_JFIF], 2
    while file[at : at + 1] == b"\xff" and len(file) > at + 4:
        kind, end = file[at + 1], at + 2 + int.from_bytes(file[at + 2 : at + 4], "big")
        if kind in _TABLES_AND_FRAME:
            bare.append(file[at:end])
        elif kind == _SCAN:
            after = _AFTER_SCAN.search(file, end)
            if after is None or after[0] != _END:
                return None
            return b"".join([*bare, file[at : after.end()]])
        elif not (0xE0 <= kind < 0xEE or kind in (0xEF, 0xFE)):
            return None
        at = end
    return None


def _written(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file that Pillow writes of an image.

    To a file of the operating system it writes without holding up other threads, to one of Python's it does
    not; so where there are files that live in memory alone, it is one of those.
    """
    if not hasattr(os, "memfd_create"):
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()
    with open(os.memfd_create("picture"), "w+b") as file:
        image.save(file, kind, **options)
        file.seek(0)
        return file.read()


# --- clips ---------------------------------------------------------------------------------------


def _capped_notice(name: str) -> tuple[str, ...]:
    return (f"{name}: longer than {MAX_SECONDS:g} s, only the first {MAX_SECONDS:g} s are used",)


def _refuse_cut_wav(file: BinaryIO, name: str) -> None:
    """libsndfile silently plays what is left of a cut WAV; its RIFF header says what is missing."""
    declared = int.from_bytes(file.read(8)[4:], "little")
    file.seek(0)
    # Programs that write to a pipe cannot know the size and put a huge number there.
    if 8 + declared > os.fstat(file.fileno()).st_size and 0 < declared < 0x7FFF0000:
        raise MediaError(f"{name}: the recording is cut off; get a fresh copy")


def _decode_sound(file: BinaryIO, kind: str, name: str) -> tuple[np.ndarray, int, bool]:
    """Mono float32 of at most MAX_SECONDS, its sample rate, and whether there was more."""
    import soundfile

    try:
        with _native_silence(kind == "MP3"), soundfile.SoundFile(file) as sound:
            rate, channels = sound.samplerate, sound.channels
            if not _RATES[0] <= rate <= _RATES[1] or not 1 <= channels <= _MAX_CHANNELS:
                raise MediaError(f"{name}: {rate} Hz x {channels} is no voice; convert it to 16000 Hz mono")
            limit = int(MAX_SECONDS * rate)
            mono = np.empty(limit, np.float32)
            got = 0
            while got < limit:
                block = sound.read(min(_BLOCK, limit - got), dtype="float32", always_2d=True)
                if not len(block):
                    break
                if not np.isfinite(block).all():
                    raise MediaError(f"{name}: holds non-numbers; export it again as 16-bit WAV")
                mono[got : got + len(block)] = block.clip(-1, 1).mean(axis=1)
                got += len(block)
            capped = got == limit and len(sound.read(1)) > 0
    except MediaError:
        raise
    except Exception as error:
        # Damaged bytes make decoders raise nearly any class; whatever it is, the file is at fault.
        raise MediaError(f"{name}: damaged or oddly encoded sound; convert it to 16-bit WAV") from error
    return mono[:got], rate, capped


_stderr_lock = threading.Lock()


@contextmanager
def _native_silence(active: bool) -> Iterator[None]:
    """Keep what the MP3 decoder writes about damaged frames and odd tags off the terminal.

    libmpg123 prints to the process's standard error and offers no way to ask it not to. Only
    descriptor 2 is turned away, only for the milliseconds a clip takes.
    """
    if not active:
        yield
        return
    with _stderr_lock:
        try:
            saved = os.dup(2)
        except OSError:  # standard error is closed: nothing to keep clean
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(nowhere)
            os.close(saved)


def _resampled(mono: np.ndarray, rate: int) -> np.ndarray:
    if rate == SAMPLE_RATE or not len(mono):
        return mono
    import soxr

    return soxr.resample(mono, rate, SAMPLE_RATE, quality="HQ")[: int(MAX_SECONDS * SAMPLE_RATE)]


def _store_clip(mono: np.ndarray, name: str, source: str, notices: tuple[str, ...]) -> Clip:
    import soundfile

    if not len(mono):
        raise MediaError(f"{name}: the clip is empty; record it again")
    if len(mono) < MIN_SECONDS * SAMPLE_RATE:
        seconds = len(mono) / SAMPLE_RATE
        raise MediaError(f"{name}: {seconds:.2f} s is too short; a clip needs at least {MIN_SECONDS:g} s")
    if not np.isfinite(mono).all():
        raise MediaError(f"{name}: holds non-numbers; export it again as 16-bit WAV")
    if np.abs(mono).max() < SILENCE:
        raise MediaError(f"{name}: the clip is silent (peak below -60 dBFS); record it again")
    whole = np.rint(mono * 32768.0).clip(-32768, 32767).astype(np.int16)
    out = io.BytesIO()
    soundfile.write(out, whole, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return Clip(out.getvalue(), seconds=len(whole) / SAMPLE_RATE, source=source, notices=notices)


def _brief(error: Exception) -> str:
    """The first line of a decoder's complaint, without the addresses of its buffers."""
    text = str(error).strip().splitlines()
    line = text[0] if text else type(error).__name__
    line = line.rstrip(".")
    return line if "<_io." not in line and "0x" not in line else type(error).__name__
