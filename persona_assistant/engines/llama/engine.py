"""LlamaEngine: a GGUF model on this machine as an Engine.

Files are judged by what they say about themselves before anything is started; the model is loaded
in a child process at the first question and stays there. Should that process die, the question
ends in one error line and the next question starts a new one.

Nothing is computed twice that can be kept. A picture or clip of a known person is encoded once and
its soft tokens kept in the cache; a prompt goes on from what the model's memory holds of the one
before; and the state after a prompt's head (instructions and contexts) is kept in the cache too,
for the next process. Media of a question stay in the child's memory.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from persona_assistant import abstention
from persona_assistant.engines.base import (
    GREEDY,
    Cache,
    Capabilities,
    Event,
    Finished,
    FinishReason,
    GenerateOptions,
    ModelInfo,
    TextPiece,
)
from persona_assistant.engines.llama.cache_writer import CacheWriter
from persona_assistant.engines.llama.child_process import ChildProcess, Supply, missing
from persona_assistant.engines.llama.model_files import examine
from persona_assistant.engines.llama.timings import Timings, timings
from persona_assistant.errors import EngineMissing
from persona_assistant.pmg import Clip, Picture
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Part, Prompt

if TYPE_CHECKING:
    from persona_assistant.engines.llama.prompt_encoding import MediaEncoding
    from persona_assistant.engines.llama.soft_tokens import Floats

_PACKAGE = "llama-cpp-python"
_PICTURE_MARKS = 8
"""Tokens around the soft tokens of a picture, at most."""


class _Loaded(NamedTuple):
    child: ChildProcess
    encoding: MediaEncoding


class LlamaEngine:
    """`projector` gives the model eyes and ears; without it only text is taken.

    `n_ctx`: tokens of prompt and answer together, at most what the model was trained for.
    `image_tokens`: soft tokens a picture may take. `threads`: None means one per usable core.
    `cache` keeps soft tokens and states of known people; its `put` is called from another thread.
    `projector_seconds`: after so long without a new picture or clip the projector is unloaded.
    `chat_template`: a family of `chat_template.FAMILIES`, for a model that has no template of its
    own, or another one.
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
        cache: Cache | None = None,
        projector_seconds: float = 10.0,
        chat_template: str | None = None,
    ) -> None:
        if importlib.util.find_spec("llama_cpp") is None:
            raise missing()
        self._files = examine(Path(model), Path(projector) if projector else None, chat_template)
        self.name = f"llama {self._files.model.name}"
        self.capabilities = Capabilities(
            self._files.modalities,
            cache=True,
            prepare=True,
            encode=True,
            probe=True,
            count=True,
            window=min(n_ctx, self._files.trained or n_ctx),
            picture_tokens=image_tokens + _PICTURE_MARKS,
        )
        self._chat_template = chat_template
        self._n_ctx, self._image_tokens = n_ctx, image_tokens
        self._threads, self._projector_seconds = threads, projector_seconds
        self._writer = CacheWriter(cache)
        self._loaded: _Loaded | None = None
        self._starting = threading.Lock()

    @property
    def identity(self) -> Mapping[str, str]:
        """Raises ModelError when a file is gone."""
        model, projector = self._files.fingerprints()
        return {
            "model": model,
            "projector": projector,
            _PACKAGE: importlib.metadata.version(_PACKAGE),
            "n_ctx": str(self._n_ctx),
            "image_tokens": str(self._image_tokens),
            **({"chat_template": self._chat_template} if self._chat_template else {}),
            "decoding": "greedy",
        }

    @property
    def pid(self) -> int | None:
        """Of the child process, while there is one."""
        return self._loaded.child.pid if self._loaded and self._loaded.child.alive else None

    @property
    def log(self) -> tuple[str, ...]:
        """The last lines llama.cpp wrote as warnings or errors, and why something was not kept."""
        return (*(self._loaded.child.log if self._loaded else ()), *self._writer.failures)

    def check(self) -> None:
        """Both files were looked at when the engine was made."""

    def use_cache(self, cache: Cache) -> None:
        """From now on keep things in `cache`, and look for them there."""
        self._writer.cache = cache

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The answer as it comes, greedy without `options`. Setting `cancel` ends it within one
        token. `Finished.usage` is a `Timings`, or None where the answer was cancelled.

        Raises ModelError, EngineMissing, EngineCrashed; EngineError when the prompt is too long
        for the context; MediaError.
        """
        self._refuse_untakeable(prompt.all_parts)
        return self._events(prompt, options or GREEDY, cancel)

    def prepare(self, prompt: Prompt, cancel: CancelToken | None = None) -> Timings | None:
        """Compute the prompt's head, so that a following `generate` need only compute the rest.

        Meant to be called while the user still types; `prompt.query` may be unfinished. A
        `generate` that comes meanwhile waits if it begins with the same head, and else ends this at
        once; what was computed until then stays. Returns where the time went, None when cancelled.
        Raises what `generate` raises.
        """
        self._refuse_untakeable(prompt.all_parts)
        done = self._last_reply("prepare", prompt, cancel)
        return None if done is None else done["timings"]

    def encode(
        self,
        media: Sequence[Picture | Clip],
        about: Iterable[int],
        cancel: CancelToken | None = None,
    ) -> None:
        """Have the soft tokens of a known person's media in the cache; `about` are persona ids.

        Makes way for a question and goes on after it. Does nothing without a cache. Returns when
        all is kept, or `cancel` is set. Raises what `generate` raises, and what the cache raises.
        """
        self._refuse_untakeable(media)
        if self._writer.cache is None or not media:
            return
        loaded, ids = self._load(cancel), list(about)
        if loaded is None:
            return
        for medium in media:
            part = loaded.encoding.part(medium)
            if self._kept_whole(part["key"]):
                continue
            request = {"op": "encode", "parts": [part], "keep": {part["key"]: ids}}
            supply = self._supplier(loaded.encoding, [medium])
            preempted = True
            while preempted and not (cancel is not None and cancel.is_set()):
                preempted = False
                for reply in loaded.child.ask(request, supply, cancel):
                    preempted = not reply["complete"]
        self._writer.flush()

    def logits(self, prompt: Prompt) -> tuple[Floats, Timings]:
        """float32 (vocabulary,): what the model makes of the whole prompt, before the first token
        of an answer; and where the time went. For tests and benchmarks. Raises what `generate`
        raises."""
        import numpy as np

        self._refuse_untakeable(prompt.all_parts)
        done = self._last_reply("logits", prompt)
        assert done is not None, "nobody can cancel it"
        return np.frombuffer(done["payload"], np.float32), done["timings"]

    def count_tokens(self, prompt: Prompt) -> int:
        """Tokens the prompt takes, media and turn marks included; nothing is encoded for that."""
        self._refuse_untakeable(prompt.all_parts)
        done = self._last_reply("count", prompt)
        assert done is not None, "nobody can cancel it"
        return int(done["tokens"])

    def forget(self) -> None:
        """Let the child forget all media and all that it computed; what a cache keeps stays
        there."""
        if self._loaded and self._loaded.child.alive:
            for _ in self._loaded.child.ask(
                {"op": "forget"}, self._supplier(self._loaded.encoding, ())
            ):
                pass

    def probe(self) -> ModelInfo:
        """Load the model and describe it. Raises ModelError."""
        loaded = self._load()
        assert loaded is not None
        return cast(ModelInfo, dict(loaded.child.info))

    def close(self) -> None:
        """Have everything kept that is to be kept and end the child process.

        A later question would start a new one.
        """
        with self._starting:
            if self._loaded is not None:
                self._loaded.child.close()
                self._loaded = None
        self._writer.close()

    # --- inside ----------------------------------------------------------------------------------

    def _events(
        self, prompt: Prompt, options: GenerateOptions, cancel: CancelToken | None
    ) -> Iterator[Event]:
        text, usage = "", None
        reason: FinishReason = "cancelled"
        how = {"options": asdict(options), "headers": _headers(prompt)}
        for reply in self._serve("generate", prompt, cancel, **how):
            if reply["op"] == "piece":
                text += reply["text"]
                yield TextPiece(reply["text"])
            elif reply["complete"]:
                reason, usage = reply["reason"], reply["timings"]
        notes = [note for context in prompt.contexts for note in context.texts]
        yield Finished(reason, abstention.abstains(text, notes), usage)

    def _last_reply(
        self, op: str, prompt: Prompt, cancel: CancelToken | None = None
    ) -> dict[str, Any] | None:
        """None when cancelled."""
        replies = list(self._serve(op, prompt, cancel))
        return replies[-1] if replies else None

    def _serve(
        self, op: str, prompt: Prompt, cancel: CancelToken | None, **more: Any
    ) -> Iterator[dict[str, Any]]:
        """The child's replies to a request about a prompt; the last holds "timings"."""
        from persona_assistant.engines.llama.prompt_encoding import prompt_headers

        begun = time.perf_counter()
        loaded = self._load(cancel)
        if loaded is None:
            return
        started = time.perf_counter()
        parts, head = prompt_headers(prompt, loaded.encoding)
        request = {
            "op": op,
            "parts": parts,
            "head": head,
            "keep": self._media_to_keep(prompt, loaded.encoding),
            "save": self._states_to_keep(prompt),
            "restore": self._writer.cache is not None,
            **more,
        }
        first = 0.0
        supply = self._supplier(loaded.encoding, prompt.all_parts)
        for reply in loaded.child.ask(request, supply, cancel):
            now = time.perf_counter() - begun
            if reply["op"] == "piece":
                first = first or now
            elif reply["op"] == "done":
                reply["timings"] = timings(reply, now, first, started - begun)
            yield reply

    def _load(self, cancel: CancelToken | None = None) -> _Loaded | None:
        """The child, with its model loaded; None when `cancel` came first."""
        with self._starting:
            if self._loaded is None or not self._loaded.child.alive:
                self._loaded = self._start()
            loaded = self._loaded
        return loaded if loaded.child.wait_loaded(cancel) else None

    def _start(self) -> _Loaded:
        from persona_assistant.engines.llama.prompt_encoding import MediaEncoding, PictureSize

        version = importlib.metadata.version(_PACKAGE)
        files = self._files
        model, projector = files.fingerprints()
        settings = {
            "model": str(files.model.absolute()),
            "projector": str(files.projector.absolute()) if files.projector else None,
            "n_ctx": self._n_ctx,
            "image_tokens": self._image_tokens,
            "threads": self._threads,
            "projector_seconds": self._projector_seconds,
            "chat_template": self._chat_template,
            "fingerprint": model,
            "version": version,
        }
        size = PictureSize(files.square, self._image_tokens)
        return _Loaded(
            ChildProcess(settings, self._writer.put), MediaEncoding(size, projector, version)
        )

    def _supplier(self, encoding: MediaEncoding, parts: Sequence[Part]) -> Supply:
        """Answers a child that needs a medium or a state."""
        media = {encoding.key(part): part for part in parts if not isinstance(part, str)}

        def supply(need: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
            if "states" in need:
                for index, key in enumerate(need["states"]):
                    if (data := self._writer.get("kv state", key)) is not None:
                        return {"found": index}, data
                return {"found": None}, b""
            key = need["medium"]
            if not need["raw"] and (data := self._writer.get("soft tokens", key)) is not None:
                return {"kind": "soft"}, data
            return encoding.raw(media[key])

        return supply

    def _kept_whole(self, key: str) -> bool:
        from persona_assistant.engines.llama import soft_tokens

        data = self._writer.get("soft tokens", key)
        return data is not None and soft_tokens.unpack(data) is not None

    def _media_to_keep(self, prompt: Prompt, encoding: MediaEncoding) -> dict[str, list[int]]:
        """Keys of the media of known people, and who they are; of a question nothing is kept."""
        keep: dict[str, list[int]] = {}
        for context in prompt.contexts if self._writer.cache is not None else ():
            for medium in (context.image, context.voice):
                if medium is not None and context.persona_id is not None:
                    keep.setdefault(encoding.key(medium), []).append(context.persona_id)
        return keep

    def _states_to_keep(self, prompt: Prompt) -> list[tuple[int, list[int]]]:
        """After how many parts the state is worth keeping, and whom it tells of.

        After the instructions, which tell of nobody, and before the query where all are known
        people. Whom earlier turns tell of is not known.
        """
        instructions = prompt.wording.instructions.strip()
        if self._writer.cache is None or prompt.before or not prompt.head:
            return []
        if str(prompt.parts[0]).strip() != instructions:
            return []
        known = [context.persona_id for context in prompt.contexts]
        ids = [each for each in known if each is not None]
        if prompt.head == 1 or not ids or len(ids) < len(known):
            return [(1, [])]
        return [(1, []), (prompt.head, ids)]

    def _refuse_untakeable(self, parts: Sequence[Part]) -> None:
        for kind, modality, what in (
            (Picture, "image", "pictures"),
            (Clip, "voice", "voice clips"),
        ):
            if modality not in self.capabilities.modalities and any(
                isinstance(part, kind) for part in parts
            ):
                raise EngineMissing(
                    f"The prompt holds {what}, which {self.name} cannot take "
                    "without the projector made for it.",
                    code="projector_missing",
                )


def _headers(prompt: Prompt) -> list[str]:
    """What a model that knows no turns begins the next question or person with."""
    wording = prompt.wording
    begins = (wording.query_header, wording.context_header.partition("{")[0])
    return [f"\n{each}" for each in begins if each.strip()]
