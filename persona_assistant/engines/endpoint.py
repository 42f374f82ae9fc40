"""Any OpenAI-compatible server as an engine: the prompt becomes messages of content parts.

`chat` asks the server. Pictures and clips leave this machine as they are in the memory, to the
server that was named and nowhere else.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from persona_assistant import abstention
from persona_assistant.engines.base import (
    GREEDY,
    Capabilities,
    Event,
    GenerateOptions,
    TextPiece,
)
from persona_assistant.engines.chat import KEY_VARIABLE, ChatClient, MediaRefused, Message
from persona_assistant.engines.chat_template import TURN_MARKS
from persona_assistant.engines.retry import RetryPolicy
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Modality, Picture
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Part, Prompt, Turn

__all__ = ["KEY_VARIABLE", "ChatClient", "EndpointEngine", "Message", "content_part", "messages_of"]

_EVERYTHING: frozenset[Modality] = frozenset({"image", "voice", "text"})
_RETRY = RetryPolicy(attempts=4, first_delay=0.5)


class EndpointEngine:
    """An Engine on a server; see ChatClient for the address, the model, the key, the timeout and
    the retries.

    Pictures go as data URLs, clips as 16 kHz mono 16-bit WAV. Whether the model behind the server
    takes them only the server knows: one that does not answers with an error, which is raised with
    code "media_refused", and from then on `capabilities` lacks what was refused. `takes` says it
    beforehand; `window` is how many tokens the model holds, unless the server says so.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        timeout: float = 600,
        *,
        retry: RetryPolicy = _RETRY,
        takes: Iterable[str] | None = None,
        window: int = 8192,
    ) -> None:
        self._client = ChatClient(
            base_url, model, api_key, timeout, retry=retry, count_tokens=True, marks=TURN_MARKS
        )
        self._takes = None if takes is None else _EVERYTHING & {"text", *takes}
        self._refused: frozenset[Modality] = frozenset()
        self._window = window

    @property
    def capabilities(self) -> Capabilities:
        """As far as they are known: by what the engine was told, what the server lists of its
        model, and what it refused."""
        takes = self._takes or (self._client.takes or _EVERYTHING) - self._refused
        return Capabilities(takes, window=self._client.window or self._window)

    @property
    def name(self) -> str:
        return f"endpoint {self._client.model or self._client.address}"

    @property
    def identity(self) -> Mapping[str, str]:
        """The model's name and what the server says of it, never where it is. Raises
        EndpointError."""
        model = self._client.model
        if model is None or self._client.about is None:
            model = self.check()
        return {"model": model, **(self._client.about or {}), "decoding": "greedy"}

    def check(self) -> str:
        """Whether the server answers; returns the model's name. Raises EndpointError."""
        return self._client.check()

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The answer as the server sends it. The options become OpenAI's parameters of the same
        names, beside "top_k" and "min_p", which vLLM and llama-server know, and a schema its
        "response_format"; what the server refuses is left out. `Finished.usage` is what the server
        counted. Raises EndpointError, MediaError."""
        text = ""
        for event in self._stream(prompt, options or GREEDY, cancel):
            if isinstance(event, TextPiece):
                text += event.text
            else:
                notes = [note for context in prompt.contexts for note in context.texts]
                event = replace(event, abstained=abstention.abstains(text, notes))
            yield event

    def _stream(
        self, prompt: Prompt, options: GenerateOptions, cancel: CancelToken | None
    ) -> Iterator[Event]:
        try:
            yield from self._client.stream(messages_of(prompt), options, cancel)
        except MediaRefused as refusal:
            self._refused |= refusal.kinds
            raise

    def close(self) -> None:
        """Nothing is held between two answers."""


def messages_of(prompt: Prompt) -> list[Message]:
    """The conversation in the form chat completions take.

    An assistant's turn is one string: not every server takes a list there.
    """
    messages: list[Message] = []
    for turn in (*prompt.before, Turn("user", prompt.parts)):
        words = [part for part in turn.parts if isinstance(part, str)]
        spoken = turn.role == "assistant" and len(words) == len(turn.parts)
        content = "".join(words) if spoken else [content_part(part) for part in turn.parts]
        messages.append({"role": turn.role, "content": content})
    return messages


def content_part(part: Part) -> dict[str, Any]:
    """One prompt part in the form chat completions take."""
    if isinstance(part, Picture):
        kind = "png" if part.data.startswith(b"\x89PNG") else "jpeg"
        url = f"data:image/{kind};base64,{base64.b64encode(part.data).decode()}"
        return {"type": "image_url", "image_url": {"url": url}}
    if isinstance(part, Clip):
        wav = base64.b64encode(_wav(part)).decode()
        return {"type": "input_audio", "input_audio": {"data": wav, "format": "wav"}}
    return {"type": "text", "text": part}


def _wav(clip: Clip) -> bytes:
    import soundfile

    try:
        samples, rate = soundfile.read(io.BytesIO(clip.data), dtype="int16")
    except soundfile.LibsndfileError as error:
        name = clip.source or "The clip"
        raise MediaError(f"{name} cannot be decoded ({error}): record it again.") from None
    wav = io.BytesIO()
    soundfile.write(wav, samples, rate, format="WAV", subtype="PCM_16")
    return wav.getvalue()
