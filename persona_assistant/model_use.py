"""One step to another encoder: fetched if it is missing, opened to see that it works, and named in
the settings file.

Nothing is written before the model has been opened. "builtin" takes back whatever was written like
that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from persona_assistant.errors import BadInput, ModelError
from persona_assistant.progress import CancelToken, OnProgress, ignore
from persona_assistant.settings import PREFIX, Settings, settings_file
from persona_assistant.settings_edit import edit
from persona_assistant.weights import registry
from persona_assistant.weights.catalog import MODEL, CatalogModel, find, known
from persona_assistant.weights.pull import pull

BUILTIN = "builtin"
SETTINGS: Mapping[str, str] = {
    "image": "image_encoder",
    "voice": "voice_encoder",
    "text": "text_encoder",
    "transcript": "transcriber",
}
"""By what a model works on, the setting that names it."""
_WORK = {
    "image encoder": "image",
    "voice encoder": "voice",
    "sentence encoder": "text",
    "speech recognition": "transcript",
}
"""By the catalogue's purpose."""
_CHOOSABLE = (*SETTINGS.values(), "face_encoder")


@dataclass(frozen=True)
class Used:
    """What was done so that a model is used from now on."""

    name: str
    """The model's, or "builtin"."""
    setting: str | None
    """The one that names it; None for "builtin"."""
    changed: tuple[str, ...]
    """Settings that were written, or removed for "builtin"; none when all was so already."""
    pulled: bool
    file: Path
    """The settings file."""
    overridden: tuple[str, ...]
    """Environment variables that say something else and win over the file."""


def use(
    name: str,
    settings: Settings,
    *,
    token: str | None = None,
    from_folder: Path | None = None,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Used:
    """Use the encoder or Whisper model of that name from now on; "builtin": what comes with the
    product.

    `token` and `from_folder` as for `pull`, which fetches a model that is missing. Raises BadInput
    for a name that nobody knows and for a model that is used in another way; PullError, DiskFull,
    ModelError, EngineMissing, Cancelled. The settings file is then as it was.
    """
    from persona_assistant.encoders.transcriber import require_whisper

    file = settings_file(environment)
    if name.casefold().replace("-", "") == BUILTIN:
        changed = edit(file, dict.fromkeys(_CHOOSABLE))
        return Used(BUILTIN, None, changed, False, file, _set(_CHOOSABLE, environment))
    work, model, missing = _work_of(name)
    if work == "transcript":
        require_whisper()
    if missing:
        pull(model, token=token, from_folder=from_folder, on_progress=on_progress, cancel=cancel)
    _try(work, model, settings)
    setting = SETTINGS[work]
    changed = edit(file, {setting: model})
    overridden = tuple(each for each in _set((setting,), environment) if environment[each] != model)
    return Used(model, setting, changed, missing, file, overridden)


def _work_of(name: str) -> tuple[str, str, bool]:
    """What the model of that name works on, its name as it is spelt, and whether it is missing."""
    entry = known(name)
    try:
        model = registry.get(name)
    except ModelError as error:
        if error.code == "damaged_manifest":
            raise
        entry = entry or find(name)
        return _purpose(entry), entry.name, True
    if entry:
        return _purpose(entry), entry.name, False
    if model.of(MODEL):
        raise _answers(model.name)
    from persona_assistant.encoders.loader import kind_of

    return kind_of(model.name), model.name, False


def _purpose(entry: CatalogModel) -> str:
    if entry.purpose == "language model":
        raise _answers(entry.name)
    work = _WORK.get(entry.purpose)
    if work is None:
        raise BadInput(
            f"{entry.name} is a checkpoint to train, merge or convert; models convert makes a"
            " language model of it",
            code="model_not_used",
        )
    if work != "transcript" and entry.encoder is None:
        raise BadInput(
            f"{entry.name} is a checkpoint; pull it, make an encoder of it (models export), then"
            " use that one",
            code="model_not_used",
        )
    return work


def _answers(name: str) -> BadInput:
    return BadInput(
        f"{name} is a language model, which answers and recognises nobody; choose it when you ask,"
        f' or set engine = "llama" and model = "{name}" in the settings',
        code="language_model_not_used",
    )


def with_used(used: Used, settings: Settings) -> Settings:
    """These settings with what is used from now on."""
    if used.setting is not None:
        values: dict[str, Any] = {used.setting: used.name}
    else:
        defaults = Settings(store=settings.store)
        values = {name: getattr(defaults, name) for name in _CHOOSABLE}
    return replace(settings, **values)


def as_document(used: Used) -> dict[str, Any]:
    """For JSON."""
    return {
        "name": used.name,
        "setting": used.setting,
        "changed": list(used.changed),
        "pulled": used.pulled,
        "settings_file": str(used.file),
        "overridden_by": list(used.overridden),
    }


def _try(work: str, name: str, settings: Settings) -> None:
    """Opens the model once."""
    if work == "transcript":
        from persona_assistant.encoders.transcriber import open_transcriber

        open_transcriber(name, threads=settings.threads)
    else:
        from persona_assistant.encoders.loader import open_encoder

        open_encoder(name, work, precision=settings.precision, threads=settings.threads)


def _set(names: tuple[str, ...], environment: Mapping[str, str]) -> tuple[str, ...]:
    variables = (PREFIX + each.upper() for each in names)
    return tuple(each for each in variables if environment.get(each))
