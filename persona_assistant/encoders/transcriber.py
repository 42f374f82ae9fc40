"""What is said in a clip, by Whisper (faster-whisper, CTranslate2): on this machine, without a
network.

The idea: a transcript is kept and searched, so it is better empty than invented. Whisper makes up
sentences for silence and noise, and gets caught in loops. So the voice detector that comes with
faster-whisper decides first what is speech at all, what Whisper itself thinks is none is left out,
and what repeats itself is said again under the rule that no three words may come twice; if it still
repeats itself, it is left out as well. Decoding draws nothing at random: equal clips give equal
words.
"""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import BadInput, EngineMissing, ModelError
from persona_assistant.media import samples
from persona_assistant.pmg import Clip
from persona_assistant.weights import integrity, registry

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment

MISSING = (
    'Hearing what is said in clips needs faster-whisper: pip install "persona-assistant[voice]".'
)

_WEIGHTS = "model.bin"
_FILES = (_WEIGHTS, "config.json", "tokenizer.json")
"""Without the last one faster-whisper would ask a hub for it."""
_LEAST_SPEECH_MS = 250
"""Shorter sounds are no words; what the voice detector's authors take."""
_REPEATING = 2.4
"""Bytes of a text over bytes of it compressed, above which it repeats itself (as in Whisper)."""
_NO_SPEECH, _UNSURE = 0.6, -1.0
"""A text is left out when the model's probability of no speech is above the one and its mean log
probability of a token below the other (as in Whisper)."""


def require_whisper() -> None:
    """Raises EngineMissing when nothing is installed that runs Whisper."""
    if importlib.util.find_spec("faster_whisper") is None:
        raise EngineMissing(MISSING)


class Transcriber:
    """See the module's idea. Nothing is loaded before the first clip. May be used by several
    threads."""

    def __init__(self, folder: Path, *, name: str, threads: int | None = None) -> None:
        """`folder` of a Whisper model in CTranslate2's format. Raises EngineMissing, ModelError."""
        require_whisper()
        for file in _FILES:
            if not (folder / file).is_file():
                raise ModelError(
                    f"{folder} holds no {file}, which Whisper needs; get the folder again, whole "
                    "(for example Systran/faster-whisper-small)"
                )
        self.id = f"{name}/{_digest(folder)[:12]}"
        """Names the model and what its bytes are."""
        self._folder, self._threads = folder, threads
        self._loading = threading.Lock()
        self._loaded: WhisperModel | None = None

    def transcribe(self, clip: Clip, language: str | None = None) -> tuple[str, str]:
        """(text, language): what is said, "" when nothing is, and in which language, e.g. "de".

        The language is detected unless given; without a word to tell it from it is "". Raises
        MediaError, BadInput for a language that the model does not know, ModelError for a model
        that cannot be used.
        """
        model = self._model()
        if language is not None and language not in model.supported_languages:
            raise BadInput(
                f"{self.id} knows no language {language!r}; give a code such as en, de or fr"
            )
        speech = _speech(samples(clip))
        if not len(speech):
            return "", language or ""
        text, detected = _decode(model, speech, language)
        if text is None:
            text, detected = _decode(model, speech, detected, no_repeat_ngram_size=3)
        return (text, detected) if text else ("", language or "")

    def _model(self) -> WhisperModel:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._folder, self._threads)
            return self._loaded


def open_transcriber(name_or_folder: str | Path, *, threads: int | None = None) -> Transcriber:
    """The transcriber in a folder, or the installed one of that name. Raises EngineMissing,
    ModelError."""
    path = Path(name_or_folder)
    if path.is_dir():
        return Transcriber(path, name=path.resolve().name, threads=threads)
    if len(path.parts) != 1:
        raise ModelError(
            f"there is no folder {path}; give that of a Whisper model in CTranslate2's format"
        )
    model = registry.get(str(name_or_folder))
    return Transcriber(registry.verified_folder(model.name), name=model.name, threads=threads)


def _digest(folder: Path) -> str:
    """SHA-256 of the weights; that of an installed model is known and need not be computed."""
    file = registry.read(folder).of(_WEIGHTS) if registry.is_installed(folder) else None
    return file.sha256 if file else integrity.sha256(folder / _WEIGHTS)


def _load(folder: Path, threads: int | None) -> WhisperModel:
    from faster_whisper import WhisperModel

    try:
        model = WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads or 0,
            local_files_only=True,
        )
    except Exception as error:
        # tokenizers raises plain Exception, CTranslate2 whatever its C++ throws; the files are at
        # fault.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"{folder} is no Whisper model that loads ({reason}); get it again"
        ) from error
    if len(model.feature_extractor.mel_filters) != model.model.n_mels:
        raise ModelError(
            f"{folder} wants sound in {model.model.n_mels} bands, which its "
            "preprocessor_config.json does not say; get the folder again, whole"
        )
    return model


def _speech(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """The stretches of float32 (n,) in which somebody speaks, one after the other; empty when
    nobody does."""
    from faster_whisper.vad import VadOptions, collect_chunks, get_speech_timestamps

    stretches = get_speech_timestamps(signal, VadOptions(min_speech_duration_ms=_LEAST_SPEECH_MS))
    return np.concatenate(collect_chunks(signal, stretches)[0]) if stretches else signal[:0]


def _decode(
    model: WhisperModel, speech: NDArray[np.float32], language: str | None, **rules: Any
) -> tuple[str | None, str]:
    """(text, language); None instead of a text that repeats itself."""
    decoded, info = model.transcribe(
        speech,
        language=language,
        temperature=0.0,
        no_speech_threshold=_NO_SPEECH,
        log_prob_threshold=_UNSURE,
        compression_ratio_threshold=_REPEATING,
        condition_on_previous_text=False,
        without_timestamps=True,
        **rules,
    )
    segments: list[Segment] = list(decoded)
    if any(segment.compression_ratio > _REPEATING for segment in segments):
        return None, info.language
    return " ".join(" ".join(segment.text for segment in segments).split()), info.language
