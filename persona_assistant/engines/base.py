"""What an engine is: an interleaved prompt in, typed events out.

An engine reads `prompt.parts` (raw text, images and audio, in order), the user's turn that it
answers, and `prompt.before`, the turns before that. `prompt.contexts`, `prompt.query` and
`prompt.edge` say the same as structure, for engines that are not language models; those ignore
earlier turns.

What an engine can do beyond `generate` it says in `capabilities`. Each optional ability is a
Protocol; `caching`, `counting`, `encoding`, `preparing` and `probing` return the engine as that
Protocol, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypedDict, cast

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Clip, Modality, Picture
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt
from persona_assistant.reader.reading import Reading

MAX_TOKENS = 256
"""New tokens of an answer unless the caller says otherwise, as in the Omni-Persona release."""

# --- what is asked for


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How to decode. The default is greedy: the same prompt gives the same answer.

    A sampler cuts the vocabulary down by `top_k`, `top_p` and `min_p`, in this order, and then
    draws at `temperature`; at temperature 0 none of these nor `seed` has an effect. Raises BadInput
    for values out of range.
    """

    max_tokens: int = MAX_TOKENS
    temperature: float = 0.0
    top_k: int | None = None
    """Keep the so many likeliest tokens."""
    top_p: float | None = None
    """Keep the likeliest tokens that together have this probability."""
    min_p: float | None = None
    """Keep tokens at least this likely, relative to the likeliest."""
    seed: int | None = None
    """Of the sampler, 0 to 2^32 - 2; None draws differently each time."""
    stop: tuple[str, ...] = ()
    """The answer ends before the first of these strings."""
    schema: Mapping[str, Any] | None = None
    """A JSON Schema that the answer follows as far as it goes. A server that knows no schemas
    leaves it out, and `max_tokens` may cut the answer off: read it with care, as `consult` does."""
    may_repeat: bool = False
    """Whether an answer may run in circles; else it ends where it begins to, see
    `repetition.RepetitionGuard`."""

    aside: bool = False
    """Whether it is asked beside a conversation, whose next question comes: an engine that keeps
    what it computed goes on from there, and not from this prompt."""

    def __post_init__(self) -> None:
        for name, fits in (
            ("max_tokens", self.max_tokens >= 1),
            ("temperature", self.temperature >= 0),
            ("top_k", self.top_k is None or self.top_k >= 1),
            ("top_p", self.top_p is None or 0 < self.top_p <= 1),
            ("min_p", self.min_p is None or 0 <= self.min_p <= 1),
            ("seed", self.seed is None or 0 <= self.seed < 2**32 - 1),
            ("stop", all(self.stop)),
        ):
            if not fits:
                raise BadInput(
                    f"{name} cannot be {getattr(self, name)!r}: choose another value.",
                    code="generate_option",
                    option=name,
                )


GREEDY = GenerateOptions()

# --- what comes back

FinishReason = Literal["stop", "length", "repetition", "cancelled"]


@dataclass(frozen=True, slots=True)
class TextPiece:
    """The next characters of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, as far as they are known."""

    tokens: int | None
    """Of the prompt."""
    computed: int | None
    """Of these, not there from an earlier request."""
    answer_tokens: int | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of every answer that is not an error."""

    reason: FinishReason
    """"stop": the answer is complete; "length": `max_tokens` were reached; "repetition": it ran in
    circles and was cut back; "cancelled"."""
    abstained: bool
    """The engine did not answer the question. A quoted note never counts as abstaining, whatever
    its words are."""
    usage: Usage | None = None
    reading: Reading | None = None
    """What an engine that reads notes found in them."""


Event = TextPiece | Finished


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole answer."""

    text: str
    finished: Finished


def collect(events: Iterable[Event], on_text: Callable[[str], None] | None = None) -> Generation:
    """Read an answer to its end. `on_text` receives its pieces as they come."""
    pieces: list[str] = []
    finished: Finished | None = None
    for event in events:
        if isinstance(event, Finished):
            finished = event
            continue
        pieces.append(event.text)
        if on_text is not None:
            on_text(event.text)
    if finished is None:
        raise RuntimeError("an engine ended its answer without Finished")
    return Generation("".join(pieces), finished)


def texts(events: Iterable[Event]) -> Iterator[str]:
    """The pieces of text alone."""
    for event in events:
        if isinstance(event, TextPiece):
            yield event.text


# --- what every engine does


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine takes, and which optional Protocols it implements."""

    modalities: frozenset[Modality] = frozenset({"text"})
    """What it perceives in a prompt."""
    cache: bool = False
    """CachingEngine."""
    prepare: bool = False
    """PreparingEngine."""
    encode: bool = False
    """EncodingEngine."""
    probe: bool = False
    """ProbingEngine."""
    count: bool = False
    """CountingEngine."""
    window: int | None = None
    """Tokens that prompt and answer may take together; None for an engine that is no language model
    and reads no prompt."""
    picture_tokens: int | None = None
    """Tokens that a picture takes, at most; None where that is not known."""


class Engine(Protocol):
    @property
    def name(self) -> str:
        """As shown in answers and run cards, e.g. "extractive" or "llama
        gemma-4-E4B-it-Q4_K_M.gguf"."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def identity(self) -> Mapping[str, str]:
        """What of the engine can change an answer, so that equal prompts under equal identities
        have equal answers: its model and build, never where it is. Worked out when asked for; may
        raise EngineError."""
        ...

    def check(self) -> object:
        """Raise the error that would stop the first answer, as far as that can be known without
        loading a model."""
        ...

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The answer as it comes: any number of `TextPiece`, then one `Finished`.

        Without `options` it is greedy. Setting `cancel` ends it within one token. Raises
        EngineError.
        """
        ...

    def close(self) -> None: ...


# --- what some engines do


class Cache(Protocol):
    """Where an engine keeps what it can compute again, encrypted by whoever implements this.

    An entry may be gone at any time. Several threads may use a cache at once. `kind` is a short
    word ("soft tokens", "kv state"), `key` a hash of all that the bytes depend on, `about` the ids
    of the personas that the bytes tell of: when one of them is forgotten, so is the entry.
    """

    def get(self, kind: str, key: str) -> bytes | None: ...

    def put(self, kind: str, key: str, data: bytes, *, about: Iterable[int] = ()) -> object: ...


class CachingEngine(Engine, Protocol):
    """Keeps what it computed, in this process and in a cache."""

    def use_cache(self, cache: Cache) -> None:
        """From now on keep things in `cache`, and look for them there."""
        ...

    def forget(self) -> None:
        """Drop all media and computed states of this process; a cache's entries stay."""
        ...


class EncodingEngine(Engine, Protocol):
    """Encodes pictures and clips of known people ahead of any question."""

    def encode(
        self,
        media: Sequence[Picture | Clip],
        about: Iterable[int],
        cancel: CancelToken | None = None,
    ) -> None:
        """Put the soft tokens of these media into the cache; `about` are persona ids. Raises
        EngineError, MediaError."""
        ...


class CountingEngine(Engine, Protocol):
    """Has a tokenizer."""

    def count_tokens(self, prompt: Prompt) -> int:
        """Tokens that the prompt takes, turn marks included; nothing is encoded for that. Raises
        EngineError, MediaError."""
        ...


class PreparingEngine(Engine, Protocol):
    """Works on a question whose words are still to come."""

    def prepare(self, prompt: Prompt, cancel: CancelToken | None = None) -> None:
        """Compute what stands before the query, so that a following `generate` starts sooner.
        Raises EngineError, MediaError."""
        ...


class ModelInfo(TypedDict):
    """What a model file says about itself, and how it was loaded."""

    architecture: str
    description: str
    chat_template: str
    """Family of the marks around turns, e.g. "gemma 4"."""
    n_ctx_train: int
    """Tokens of context it was trained with."""
    n_ctx: int
    """Tokens of context it was loaded with."""
    parameters: int
    bytes: int
    image: bool
    """Whether it takes pictures."""
    audio: bool


class ProbingEngine(Engine, Protocol):
    """Loads its model on request and describes it."""

    def probe(self) -> ModelInfo:
        """Raises ModelError."""
        ...


def caching(engine: Engine) -> CachingEngine | None:
    """The engine as one that caches; None where it does not."""
    return cast(CachingEngine, engine) if engine.capabilities.cache else None


def encoding(engine: Engine) -> EncodingEngine | None:
    """The engine as one that encodes media ahead; None where it does not."""
    return cast(EncodingEngine, engine) if engine.capabilities.encode else None


def counting(engine: Engine) -> CountingEngine | None:
    """The engine as one that counts tokens; None where it does not."""
    return cast(CountingEngine, engine) if engine.capabilities.count else None


def preparing(engine: Engine) -> PreparingEngine | None:
    """The engine as one that prepares questions; None where it does not."""
    return cast(PreparingEngine, engine) if engine.capabilities.prepare else None


def probing(engine: Engine) -> ProbingEngine | None:
    """The engine as one that describes its model; None where it does not."""
    return cast(ProbingEngine, engine) if engine.capabilities.probe else None
