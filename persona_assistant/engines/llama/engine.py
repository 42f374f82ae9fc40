"""LlamaEngine: a GGUF model on this machine as an Engine.

Files are judged by what they say about themselves before anything is started; the model is loaded
in a child process at the first question and stays there. Should that process die, the question
ends in one error line and the next question starts a new one.
"""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from typing import Any, Iterator, Sequence

from persona_assistant.engines.llama.child import Child, missing_message
from persona_assistant.engines.llama.gguf_file import read_metadata
from persona_assistant.errors import EngineMissing, ModelError
from persona_assistant.pmg import Clip, Modality, Picture
from persona_assistant.prompt import Part, Prompt

_GEMMA_4 = ("gemma4v", "gemma4uv")


class LlamaEngine:
    """`projector` gives the model eyes and ears; without it only text is taken.

    `n_ctx`: tokens of prompt and answer together, at most what the model was trained for.
    `image_tokens`: soft tokens a picture may take. `threads`: None means one per usable core.
    Raises EngineMissing when llama-cpp-python is not installed, ModelError for unusable files.
    """

    def __init__(
        self,
        model: Path,
        projector: Path | None = None,
        *,
        n_ctx: int = 8192,
        image_tokens: int = 280,
        threads: int | None = None,
    ) -> None:
        if importlib.util.find_spec("llama_cpp") is None:
            raise EngineMissing(missing_message())
        model, projector = Path(model), Path(projector) if projector else None
        if read_metadata(model).get("general.architecture") == "clip":
            raise ModelError(f"{model} is a projector: give it to --projector, and the model to --model.")
        about = read_metadata(projector, "--projector") if projector else {}
        if projector and about.get("general.architecture") != "clip":
            raise ModelError(f"{projector} is not a projector: its file name usually begins with mmproj.")
        self.name = f"llama {model.name}"
        self.takes = frozenset(_taken(about))
        self._square = _square(about)
        self._image_tokens = image_tokens
        self._settings = {
            "model": str(model.absolute()),
            "projector": str(projector.absolute()) if projector else None,
            "n_ctx": n_ctx,
            "image_tokens": image_tokens,
            "threads": threads,
        }
        self._child: Child | None = None
        self._starting = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the child process, while there is one."""
        return self._child.pid if self._child and self._child.alive else None

    @property
    def log(self) -> tuple[str, ...]:
        """The last lines llama.cpp wrote as warnings or errors."""
        return tuple(self._child.log) if self._child else ()

    def generate(
        self, prompt: Prompt, *, max_tokens: int = 256, cancel: threading.Event | None = None
    ) -> Iterator[str]:
        """Pieces of the greedy answer as they come. Setting `cancel` ends them within one token.

        Raises ModelError, EngineMissing, EngineCrashed; EngineError when the prompt is too long
        for the context; MediaError.
        """
        self._refuse_untakeable(prompt.parts)
        return self._stream(prompt.parts, max_tokens, cancel)

    def count_tokens(self, prompt: Prompt) -> int:
        """Tokens the prompt takes, media and turn marks included; nothing is encoded for that."""
        self._refuse_untakeable(prompt.parts)
        child = self._loaded_child()
        assert child is not None
        *_, done = child.ask(*self._request("count", prompt.parts))
        return done["tokens"]

    def probe(self) -> dict[str, Any]:
        """Load the model and tell: architecture, description, turns, n_ctx_train, n_ctx, parameters,
        bytes, image, audio (whether they are taken). Raises ModelError."""
        child = self._loaded_child()
        assert child is not None
        return dict(child.info)

    def close(self) -> None:
        """End the child process. A later question would start a new one."""
        with self._starting:
            if self._child is not None:
                self._child.close()
                self._child = None

    def _stream(
        self, parts: Sequence[Part], max_tokens: int, cancel: threading.Event | None
    ) -> Iterator[str]:
        child = self._loaded_child(cancel)
        if child is None:
            return
        header, payload = self._request("generate", parts)
        for reply in child.ask({**header, "max_tokens": max_tokens}, payload, cancel):
            if reply["op"] == "piece":
                yield reply["text"]

    def _loaded_child(self, cancel: threading.Event | None = None) -> Child | None:
        """The child, with its model loaded; None when `cancel` came first."""
        with self._starting:
            if self._child is None or not self._child.alive:
                self._child = Child(self._settings)
            child = self._child
        return child if child.wait_loaded(cancel) else None

    def _request(self, op: str, parts: Sequence[Part]) -> tuple[dict[str, Any], bytes]:
        from persona_assistant.engines.llama.wire import PictureSize, encode_parts

        headers, payload = encode_parts(parts, PictureSize(self._square, self._image_tokens))
        return {"op": op, "parts": headers}, payload

    def _refuse_untakeable(self, parts: Sequence[Part]) -> None:
        for kind, modality, what in ((Picture, "image", "pictures"), (Clip, "voice", "voice clips")):
            if modality not in self.takes and any(isinstance(part, kind) for part in parts):
                raise EngineMissing(
                    f"The prompt holds {what}, which {self.name} cannot take: give the model's projector "
                    f"that does with --projector."
                )


def _taken(about: dict[str, Any]) -> Iterator[Modality]:
    yield "text"
    if about.get("clip.has_vision_encoder"):
        yield "image"
    if about.get("clip.has_audio_encoder"):
        yield "voice"


def _square(about: dict[str, Any]) -> int | None:
    """Side in pixels of what becomes one soft token, where this engine sizes pictures itself."""
    kind = about.get("clip.vision.projector_type", about.get("clip.projector_type"))
    if kind not in _GEMMA_4:
        return None
    return about.get("clip.vision.patch_size", 16) * about.get("clip.vision.projector.scale_factor", 3)
