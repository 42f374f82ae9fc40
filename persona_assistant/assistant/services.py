"""What the use cases work with: the store, the encoders, the router and the engine.

Each is opened when a use case needs it, once, whichever thread comes first. So a question in words
loads no face encoder, listing people loads no language model, and a store is created only when
there is something to put into it.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from persona_assistant.assistant.longterm.background import AfterAnswers
from persona_assistant.errors import StoreError, StoreLocked, StoreMissing
from persona_assistant.personality import SkipRule
from persona_assistant.pmg import Clip, Picture

if TYPE_CHECKING:
    from persona_assistant.assistant.longterm.talks import Talks
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.encoders.transcriber import Transcriber
    from persona_assistant.engines.base import Engine
    from persona_assistant.enrolment.encoder_selector import EncoderSelector, Reopen
    from persona_assistant.language.dates import DateOrder
    from persona_assistant.memory import Store
    from persona_assistant.memory.cache import DerivedCache
    from persona_assistant.prompt import Wording
    from persona_assistant.reader.reading import AnyReader
    from persona_assistant.routing import Calibration, Router
    from persona_assistant.samples import Sample

Encoders: TypeAlias = "Mapping[str, Encoder]"
"""By sense, as in `samples.SENSES`, "image" and "voice" at least; and perhaps "text"."""
Gate: TypeAlias = Callable[[Picture | Clip, "Sequence[Sample]"], None]
"""Raises MediaError for a picture or a clip too poor to remember somebody by, judged by any of its
samples where there are some; see `enrolment.examining.check_exemplar`."""


@dataclass(frozen=True, slots=True)
class Options:
    """How questions are decided and answered."""

    route: str = "assistant"
    """Who decides whom a question is about. With "assistant" the encoders do, and the engine sees
    that person alone. With "model" the engine does; it sees the `top_k` nearest people, as in the
    paper."""
    top_k: int = 4
    max_tokens: int = 256
    wording: Wording | None = None
    search: str = "faiss"
    """What finds the nearest exemplars: "faiss" or "sqlite-vec"."""
    me: str = "Me"
    """The name of the persona that is the user: the one that notes about oneself are added to."""
    prompt_tokens: int | None = None
    """Tokens of a prompt for a language model, at most, beside those of the question; None has it
    take the whole window. Only where the assistant decides whom a question is about."""
    reasoning: bool = True
    """Whether a language model thinks before it answers a question about the user, and looks for
    more in the memories."""
    date_order: DateOrder = "auto"
    """How 3/4/2024 is read, in notes and where a day is given."""
    kinds: tuple[str, ...] = ("core", "semantic", "episodic", "procedural")
    """Kinds of memories that are read, with the very words of conversations and chats as part of
    the episodic ones. With fewer a benchmark shows what each is worth."""
    personality: bool = False
    """Whether it is read from messages how the user comes across, and told to a language model."""
    personality_skip: SkipRule = "paper"
    """See `personality.SkipRule`."""
    remember: bool = True
    """Whether what the user says of themselves becomes memories."""
    workers: int | None = None
    """Threads of a long run; None takes one per core."""


class Services:
    """Opens what it is given functions for, and closes it. Safe to use from several threads."""

    def __init__(
        self,
        open_store: Callable[[bool], Store],
        encoders: Encoders,
        load_calibration: Callable[[], Calibration],
        open_engine: Callable[[], Engine],
        options: Options | None = None,
        *,
        bulk_encoders: Encoders | None = None,
        gates: Mapping[str, Gate] | None = None,
        transcriber: Callable[[], Transcriber | None] | None = None,
        reopen: Reopen | None = None,
        open_cache: Callable[[Engine, Store], DerivedCache | None] | None = None,
        may_precompute: bool = True,
        reader: AnyReader | None = None,
        unlock_store: Callable[[str | None], Store] | None = None,
    ) -> None:
        """`open_store(create)` opens the store or raises StoreMissing; `load_calibration` returns
        the shipped one. `bulk_encoders`, by default the same, take one core each and serve long
        runs. `gates`, by kind of medium, refuse media too poor to remember somebody by. `reopen`
        opens a former encoder by its id. `open_cache` gives an engine the place where it keeps what
        it made, closed after the engine. `may_precompute`: whether the engine, once loaded, may
        have something to make of a new person's media. `reader` reads notes; None is the one that
        comes with the product. `unlock_store(passphrase)` opens the store once more after it was
        locked, None with what opened it before that does not have to be typed; without it a locked
        store stays so.
        """
        self.options = options or Options()
        self.encoders = encoders
        self.bulk_encoders = bulk_encoders or encoders
        self.gates = gates or {}
        self.may_precompute = may_precompute
        self.deciding = threading.Lock()
        """Held while the router decides: its indexes follow the store one query at a time."""
        self.after_answers = AfterAnswers()
        """What goes on behind a conversation, between a question and the next."""
        self._load_calibration = load_calibration
        self._make_store, self._make_engine = open_store, open_engine
        self._make_transcriber = transcriber or (lambda: None)
        self._open_cache = open_cache
        self._unlock_store = unlock_store
        self._locked = False
        self._reopen = reopen
        self._opening = threading.RLock()
        self._store: Store | None = None
        self._router: Router | None = None
        self._selector: EncoderSelector | None = None
        self._engine: Engine | None = None
        self._cache: DerivedCache | None = None
        self._talks: Talks | None = None
        self._without_cache = False
        self._transcriber: Transcriber | None = None
        self._reader = reader
        self._makes_reader = reader is None

    @classmethod
    def over(
        cls,
        store: Store,
        encoders: Encoders,
        calibration: Calibration,
        engine: Engine,
        options: Options | None = None,
        *,
        transcriber: Transcriber | None = None,
        cache: DerivedCache | None = None,
        gates: Mapping[str, Gate] | None = None,
        reopen: Reopen | None = None,
        reader: AnyReader | None = None,
    ) -> Services:
        """Over a store and an engine that are open already."""
        return cls(
            lambda create: store,
            encoders,
            lambda: calibration,
            lambda: engine,
            options,
            transcriber=lambda: transcriber,
            open_cache=lambda *_: cache,
            gates=gates,
            reopen=reopen,
            reader=reader,
        )

    # --- the store and what stands on it

    @property
    def store(self) -> Store:
        """The store as it is. Raises StoreMissing where there is none, StoreError."""
        return self.open_store(create=False)

    def open_store(self, *, create: bool) -> Store:
        """The store; where there is none, a new one if it may be created. Raises StoreError."""
        with self._opening:
            self._require_unlocked()
            if self._store is None:
                self._store = self._make_store(create)
            return self._store

    @property
    def has_store(self) -> bool:
        """Whether there is a store; opens it. Raises StoreError."""
        try:
            self.open_store(create=False)
        except StoreMissing:
            return False
        return True

    @property
    def calibration(self) -> Calibration:
        """What is shipped, with what was measured on the people of this store before it."""
        return self.shipped_calibration.with_library(self.store.calibrations.get)

    @property
    def shipped_calibration(self) -> Calibration:
        return self._load_calibration()

    @property
    def router(self) -> Router:
        from persona_assistant.routing import Router

        with self._opening:
            if self._router is None:
                self._router = Router(
                    self.store, self.encoders, self.calibration, search=self.options.search
                )
            return self._router

    @property
    def selector(self) -> EncoderSelector:
        from persona_assistant.enrolment.encoder_selector import EncoderSelector

        with self._opening:
            if self._selector is None:
                self._selector = EncoderSelector(
                    self.store,
                    self.encoders,
                    transcriber=self.open_transcriber(),
                    reopen=self._reopen,
                )
            return self._selector

    @property
    def talks(self) -> Talks:
        """What people said to each other, by the chats in their notes."""
        from persona_assistant.assistant.longterm.talks import Talks

        with self._opening:
            if self._talks is None:
                self._talks = Talks(self.store, self.options.me, self.options.date_order)
            return self._talks

    @property
    def reader(self) -> AnyReader:
        """What reads notes. Loaded when it first reads."""
        with self._opening:
            if self._reader is None:
                from persona_assistant.reader.bundled import bundled_reader

                self._reader = bundled_reader(self.options.date_order)
            return self._reader

    def open_transcriber(self) -> Transcriber | None:
        """What writes down clips, if the settings name it. Raises EngineMissing, ModelError."""
        with self._opening:
            if self._transcriber is None:
                self._transcriber = self._make_transcriber()
            return self._transcriber

    # --- the engine

    @property
    def engine(self) -> Engine:
        """The engine, with its cache. Raises EngineError, StoreError."""
        with self._opening:
            engine = self.load_engine()
            if self._cache is None and self._open_cache is not None and not self._without_cache:
                self._cache = self._open_cache(engine, self.store)
                self._without_cache = self._cache is None
            return engine

    def load_engine(self) -> Engine:
        """The engine alone. Raises EngineError for one that cannot be used."""
        with self._opening:
            self._require_unlocked()
            if self._engine is None:
                self._engine = self._make_engine()
            return self._engine

    @property
    def loaded_engine(self) -> Engine | None:
        return self._engine

    def forget_read(self) -> None:
        """Let go of what was read of anybody, a running model too."""
        if self._talks is not None:
            self._talks.clear()
        self.after_answers.stop()
        if self._engine is not None:
            from persona_assistant.engines.base import caching

            keeper = caching(self._engine)
            if keeper is not None:
                keeper.forget()

    @property
    def cache(self) -> DerivedCache | None:
        """What the engine keeps things in, once it is there."""
        return self._cache

    # --- letting go

    @property
    def is_locked(self) -> bool:
        return self._locked

    def lock(self) -> None:
        """Close the store and drop what was made of it. Until `unlock` whatever needs the store
        raises StoreLocked."""
        self.after_answers.stop()
        with self._opening:
            self._locked = True
            self._let_go()
        forget_texts()

    def unlock(self, passphrase: str | None) -> None:
        """Open the store again. Raises StoreError, after which it is still locked."""
        with self._opening:
            if not self._locked:
                return
            if self._unlock_store is None:
                raise StoreError(
                    "This memory was handed over open; open it again where that was done.",
                    code="cannot_unlock",
                )
            self._store = self._unlock_store(passphrase)
            self._locked = False

    @contextmanager
    def replacing_store(self) -> Iterator[Store]:
        """The store, with everything dropped that was made of it; the block closes it and puts
        another in its place with `put_store`."""
        self.after_answers.stop()
        with self._opening:
            store = self.store
            self._let_go(keep_store=True)
            yield store

    def put_store(self, store: Store) -> None:
        with self._opening:
            if self._store is not None:
                store.session.go_on(self._store.session)
            self._store = store

    def work_as(self, other: Services) -> None:
        """From now on open encoders, engine and all else as `other` does, which has opened no store
        and is not used any more. The store stays open, or locked."""
        self.after_answers.stop()
        with self._opening, other._opening:
            self._let_go(keep_store=True)
            self.options, self.encoders = other.options, other.encoders
            self.bulk_encoders, self.gates = other.bulk_encoders, other.gates
            self.may_precompute = other.may_precompute
            self._load_calibration, self._reopen = other._load_calibration, other._reopen
            self._make_engine, self._engine = other._make_engine, other._engine
            self._open_cache, self._without_cache = other._open_cache, False
            self._make_transcriber, self._transcriber = other._make_transcriber, None
            self._reader, self._makes_reader = other._reader, other._makes_reader
            other._engine = None

    def _require_unlocked(self) -> None:
        if self._locked:
            raise StoreLocked("The memory is locked; unlock it to go on.")

    def _let_go(self, *, keep_store: bool = False) -> None:
        self._close_what_stands_on_it()
        self._selector = self._engine = self._cache = self._router = self._talks = None
        if self._reader is not None and self._makes_reader:
            self._reader = None
        if self._store is not None and not keep_store:
            self._store.close()
            self._store = None

    def close(self) -> None:
        """May be called again."""
        self.after_answers.stop()
        self._close_what_stands_on_it()
        if self._store is not None:
            self._store.close()

    def _close_what_stands_on_it(self) -> None:
        if self._selector is not None:
            self._selector.close()
        if self._engine is not None:
            self._engine.close()
        if self._cache is not None:
            self._cache.close()


def forget_texts() -> None:
    """Empty this package's caches of words and sentences."""
    for name, module in list(sys.modules.items()):
        if name.startswith("persona_assistant."):
            for each in list(vars(module).values()):
                if isinstance(each, functools._lru_cache_wrapper) and each.cache_info().maxsize:
                    each.cache_clear()
