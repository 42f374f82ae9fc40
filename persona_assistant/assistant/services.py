"""What the use cases work with: the store, the encoders, the router and the engine.

Each is opened when a use case needs it, once, whichever thread comes first. So a question in words
loads no face encoder, listing people loads no language model, and a store is created only when
there is something to put into it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from persona_assistant.errors import StoreMissing
from persona_assistant.pmg import Clip, Picture

if TYPE_CHECKING:
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
    date_order: DateOrder = "auto"
    """How 3/4/2024 is read, in notes and where a day is given."""
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
    ) -> None:
        """`open_store(create)` opens the store or raises StoreMissing; `load_calibration` returns
        the shipped one. `bulk_encoders`, by default the same, take one core each and serve long
        runs. `gates`, by kind of medium, refuse media too poor to remember somebody by. `reopen`
        opens a former encoder by its id. `open_cache` gives an engine the place where it keeps what
        it made, closed after the engine. `may_precompute`: whether the engine, once loaded, may
        have something to make of a new person's media. `reader` reads notes; None is the one that
        comes with the product.
        """
        self.options = options or Options()
        self.encoders = encoders
        self.bulk_encoders = bulk_encoders or encoders
        self.gates = gates or {}
        self.may_precompute = may_precompute
        self.deciding = threading.Lock()
        """Held while the router decides: its indexes follow the store one query at a time."""
        self._load_calibration = load_calibration
        self._make_store, self._make_engine = open_store, open_engine
        self._make_transcriber = transcriber or (lambda: None)
        self._open_cache = open_cache
        self._reopen = reopen
        self._opening = threading.RLock()
        self._store: Store | None = None
        self._router: Router | None = None
        self._selector: EncoderSelector | None = None
        self._engine: Engine | None = None
        self._cache: DerivedCache | None = None
        self._transcriber: Transcriber | None = None
        self._reader = reader

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
    def reader(self) -> AnyReader:
        """What reads notes. Loaded when it first reads."""
        with self._opening:
            if self._reader is None:
                from persona_assistant.reader.reader import Reader

                self._reader = Reader(order=self.options.date_order)
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
            if self._open_cache is not None:
                self._cache = self._open_cache(engine, self.store)
                self._open_cache = None
            return engine

    def load_engine(self) -> Engine:
        """The engine alone. Raises EngineError for one that cannot be used."""
        with self._opening:
            if self._engine is None:
                self._engine = self._make_engine()
            return self._engine

    @property
    def loaded_engine(self) -> Engine | None:
        return self._engine

    def forget_read(self) -> None:
        """Let a running model forget what it has read of anybody."""
        if self._engine is not None:
            from persona_assistant.engines.base import caching

            keeper = caching(self._engine)
            if keeper is not None:
                keeper.forget()

    @property
    def cache(self) -> DerivedCache | None:
        """What the engine keeps things in, once it is there."""
        return self._cache

    def close(self) -> None:
        """May be called again."""
        if self._selector is not None:
            self._selector.close()
        if self._engine is not None:
            self._engine.close()
        if self._cache is not None:
            self._cache.close()
        if self._store is not None:
            self._store.close()
