"""People by another hand and with other voices, to measure what was fitted on all other people.

They share no drawing, accent or voice with those (`faces`, `voices.ACCENTS`, `voices.VARIANTS_*`),
and nothing is fitted on them but how a picture and a clip are put together (`fitting.joint`), which
needs people whom no encoder was calibrated on. Portraits are drawn by `cartoon_portrait`. Voices
speak twelve languages other than English through variants of espeak-ng that nobody else has, with
wider pitch and formants; only the way from raw speech to a recording in a room (`voices.speak`) is
the same.

Equal arguments give equal pictures; clips also depend on the version of espeak-ng.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from persona_worlds import voices
from persona_worlds.cartoon_portrait import draw_portrait

_VOICES, _SAYINGS = 63, 64
"""First words of the random streams."""

VARIANTS = (
    "antonio",
    "boris",
    "Diogo",
    "edward2",
    "Gene2",
    "gustave",
    "iven2",
    "iven3",
    "iven4",
    "marcelo",
    "Mario",
    "michel",
    "quincy",
    "RicishayMax",
    "RicishayMax2",
    "sandro",
    "shelby",
    "AnxiousAndy",
    "kaukovalta",
    "Nguyen",
)
"""Of espeak-ng; none of them speaks in the first world."""

SENTENCES: dict[str, tuple[str, ...]] = {
    language: tuple(sentences)
    for language, sentences in tomllib.loads(
        Path(__file__).with_name("cartoon_world_sentences.toml").read_text(encoding="utf-8")
    ).items()
}
"""By language; none of them is spoken in the other world."""


def voice_of(person: int) -> voices.VoiceIdentity:
    rng = np.random.default_rng((_VOICES, person))
    return voices.VoiceIdentity(
        presentation="m",
        accent=tuple(SENTENCES)[int(rng.integers(len(SENTENCES)))],
        variant=VARIANTS[int(rng.integers(len(VARIANTS)))],
        pitch=int(rng.integers(18, 88)),
        pitch_range=int(rng.integers(40, 170)),
        tempo=float(rng.uniform(118, 186)),
        shift=float(rng.uniform(0.82, 1.2)),
        timbre=tuple(round(float(g), 2) for g in rng.uniform(-3, 3, 5)),  # type: ignore[arg-type]
    )


def say(person: int, view: int) -> np.ndarray:
    """One recording, float32, 16 kHz: two sentences of the person's language. Raises EngineMissing
    without espeak-ng."""
    rng = np.random.default_rng((_SAYINGS, person, view))
    identity = voice_of(person)
    pool = SENTENCES[identity.accent]
    spoken = " ".join(pool[i] for i in rng.permutation(len(pool))[:2])
    how = voices.VoiceNuisance(
        mood=("neutral", "calm", "proud", "worried", "annoyed")[int(rng.integers(5))],
        tempo=float(rng.uniform(0.9, 1.1)),
        loudness=float(rng.uniform(-30, -16)),
        snr=float(rng.uniform(18, 32)),
        noise_colour=float(rng.uniform(0, 1)),
        room=float(rng.uniform(0, 0.3)),
        room_seconds=float(rng.uniform(0.04, 0.22)),
        seed=int(rng.integers(2**31)),
    )
    return voices.speak(identity, spoken, how)


# --- everybody


def cartoon_world(
    people: int, images: int, clips: int, *, folder: Path | None = None
) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Yields everybody's (`images` JPEG pictures, `clips` OGG/Opus clips) as the bytes of files.

    With `folder` they are kept there and read again next time. Raises EngineMissing without
    espeak-ng when clips have to be made.
    """
    for person in range(people):
        pictures = [
            _kept(folder, f"{person}_{view}.jpg", partial(_jpeg, person, view))
            for view in range(images)
        ]
        recordings = [
            _kept(folder, f"{person}_{view}.ogg", partial(_opus, person, view))
            for view in range(clips)
        ]
        yield pictures, recordings


def _jpeg(person: int, view: int) -> bytes:
    buffer = io.BytesIO()
    draw_portrait(person, view).save(buffer, "JPEG", quality=70 + (7 * person + 11 * view) % 25)
    return buffer.getvalue()


def _opus(person: int, view: int) -> bytes:
    return voices.clip_bytes(say(person, view))


def _kept(folder: Path | None, name: str, make: Callable[[], bytes]) -> bytes:
    if folder is None:
        return make()
    path = Path(folder) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_bytes(make())
        draft.rename(path)
    return path.read_bytes()
