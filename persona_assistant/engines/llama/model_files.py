"""A model file and its projector, examined before anything is started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant.errors import ModelError
from persona_assistant.gguf import fingerprint, read_metadata, require_chat_template
from persona_assistant.pmg import Modality

_GEMMA_4 = ("gemma4v", "gemma4uv")
_PATCH, _SCALE = 16, 3


@dataclass(frozen=True, slots=True)
class ModelFiles:
    model: Path
    projector: Path | None
    modalities: frozenset[Modality]
    """What the two take together."""
    trained: int | None
    """Tokens of context the model was trained with, where its file says so."""
    square: int | None
    """Side in pixels of what becomes one soft token, where this engine sizes pictures itself."""

    def fingerprints(self) -> tuple[str, str]:
        """Of the model and of the projector, "" without one. Raises ModelError when a file is
        gone."""
        return fingerprint(self.model), fingerprint(self.projector) if self.projector else ""


def examine(model: Path, projector: Path | None, template: str | None = None) -> ModelFiles:
    """`template`: the family of chat templates that was named for the model. Raises ModelError for
    files that are no models, do not belong together, or are none to talk to."""
    metadata = read_metadata(model)
    if metadata.get("general.architecture") == "clip":
        raise ModelError(
            f"{model} is a projector: give the model that it belongs to as the model.",
            code="projector_as_model",
        )
    if template is None:
        require_chat_template(model)
    trained = metadata.get(f"{metadata.get('general.architecture')}.context_length")
    if projector is None:
        return ModelFiles(model, None, frozenset({"text"}), trained, None)
    about = read_metadata(projector, "projector")
    if about.get("general.architecture") != "clip":
        raise ModelError(
            f"{projector} is not a projector: its file name usually begins with mmproj.",
            code="projector_file",
        )
    square = _square(about)
    widths = metadata.get("gemma4.embedding_length"), about.get("clip.vision.projection_dim")
    if square and None not in widths and widths[0] != widths[1]:
        raise ModelError(
            f"The projector {projector.name} belongs to another model (widths {widths[0]} and "
            f"{widths[1]}): give the one made for {model.name}.",
            code="projector_mismatch",
        )
    return ModelFiles(model, projector, frozenset(_modalities(about)), trained, square)


def _modalities(projector: Mapping[str, Any]) -> Iterator[Modality]:
    yield "text"
    if projector.get("clip.has_vision_encoder"):
        yield "image"
    if projector.get("clip.has_audio_encoder"):
        yield "voice"


def _square(projector: Mapping[str, Any]) -> int | None:
    kind = projector.get("clip.vision.projector_type", projector.get("clip.projector_type"))
    if kind not in _GEMMA_4:
        return None
    patch: int = projector.get("clip.vision.patch_size", _PATCH)
    scale: int = projector.get("clip.vision.projector.scale_factor", _SCALE)
    return patch * scale
