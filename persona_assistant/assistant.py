"""The loop: recognise, retrieve, compose, answer, remember.

An `Assistant` holds one open memory, the encoders, the router and one engine. Every door (command,
library, benchmark) calls the same few methods: `add`, `people`, `show`, `forget`, `who`, `ask`.
An unknown persona never wakes the engine: the identity decision is made here and is final.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from persona_assistant import abstention
from persona_assistant.encoders.base import Encoder
from persona_assistant.engines.base import (
    Cache,
    Engine,
    GenerateOptions,
    caching,
    collect,
    encoding,
    preparing,
)
from persona_assistant.enrolment.encode import Encoding
from persona_assistant.enrolment.encoder_selector import EncoderSelector, Reopen
from persona_assistant.errors import BadInput, EngineMissing
from persona_assistant.language.words import sentences
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Candidate,
    Clip,
    Context,
    Edge,
    Evidence,
    Outcome,
    Persona,
    Picture,
    Query,
    TranscriptSegment,
    Triplet,
)
from persona_assistant.prompt import Prompt, Wording, build_prompt
from persona_assistant.routing import Router

if TYPE_CHECKING:
    from persona_assistant.encoders.transcriber import Transcriber

_LISTED = 8
"""Candidates of an edge, so that a person sees whom it nearly was."""
OnText = Callable[[str], None]
Gate = Callable[[Picture | Clip], None]
"""Raises MediaError for a picture or a clip that is no good exemplar; see `quality`."""


class Assistant:
    """A ready assistant over one memory. Use it as a context manager; see `app.open_assistant`.

    `route` is "assistant" (the encoders decide, the engine sees the matched persona alone) or
    "model" (the engine sees the `top_k` nearest personas and decides itself, as in the paper).
    """

    def __init__(
        self,
        memory: Store,
        encoders: Mapping[str, Encoder],
        router: Router,
        engine: Engine,
        *,
        route: str = "assistant",
        top_k: int = 4,
        max_tokens: int = 256,
        wording: Wording | None = None,
        cache: Cache | None = None,
        gates: Mapping[str, Gate] | None = None,
        transcriber: Transcriber | None = None,
        reopen: Reopen | None = None,
    ) -> None:
        """`gates`, by modality, refuse media too poor to remember somebody by; `transcriber` writes
        down what is said in clips; `reopen` opens a former encoder by its id. `cache` is what the
        engine keeps things in; it is closed after the engine."""
        self.memory = memory
        self.engine = engine
        self.route = route
        self._encoders = encoders
        self._router = router
        self._top_k = top_k
        self._max_tokens = max_tokens
        self._wording = wording
        self._cache = cache
        self._gates = gates or {}
        self._transcriber = transcriber
        self._selector = EncoderSelector(memory, encoders, transcriber=transcriber, reopen=reopen)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._selector.close()
        self.engine.close()
        if self._cache is not None:
            self._cache.close()
        self.memory.close()

    # What is remembered

    def add(
        self,
        name: str,
        *,
        images: Iterable[Picture] = (),
        voices: Iterable[Clip] = (),
        texts: Iterable[str] = (),
        consent: str | None = None,
        anyway: bool = False,
    ) -> Persona:
        """Remembers a person, or more of a person: the first image goes with the first voice and
        the first text into one triplet, and so on. All is stored in one transaction, or nothing.

        Raises BadInput for nothing to add, MediaError for media in which there is nothing to
        recognise, or too little to be remembered by, unless they are to be kept `anyway`.
        """
        triplets = [Triplet(*parts) for parts in zip_longest(images, voices, texts)]
        if not triplets:
            raise BadInput(
                f"nothing to remember of {name!r}; give at least one image, voice clip or text"
            )
        if not anyway:
            for triplet in triplets:
                self.judge("image", triplet.image)
                self.judge("voice", triplet.voice)
        persona = self.memory.people.add(name, [self._entry(t) for t in triplets], consent=consent)
        self._selector.listen()
        self._selector.read()
        return persona

    def judge(self, modality: str, media: Picture | Clip | None) -> None:
        """Raises MediaError for a picture or a clip that is too poor to remember somebody by."""
        if media is not None and modality in self._gates:
            self._gates[modality](media)

    def reject(
        self, name: str, *, image: Picture | None = None, voice: Clip | None = None
    ) -> Persona:
        """Remembers that a picture or a clip is not of this person: a negative exemplar. A query
        that is nearer to it than to what does show the person is not taken for them by that sense.

        Raises BadInput for nothing to reject, PersonaNotFound, MediaError.
        """
        shown = [
            (kind, media)
            for kind, media in (("image", image), ("voice", voice))
            if media is not None
        ]
        if not shown:
            raise BadInput(
                f"nothing to reject for {name!r}; give with --image or --voice what is somebody else's"
            )
        for kind, media in shown:
            persona = self.memory.media.add_negative(name, kind, media, self._vector(kind, media))
        return persona

    def _entry(self, triplet: Triplet) -> Entry:
        return Entry(
            triplet, self._vector("image", triplet.image), self._vector("voice", triplet.voice)
        )

    def _vector(self, modality: str, media: Picture | Clip | None) -> Vector | None:
        if media is None:
            return None
        encoder = self._encoders[modality]
        return Vector(encoder.id, encoder.encode([media])[0])

    def encode(self, name: str, *, cancel: threading.Event | None = None) -> None:
        """Has a local model look at and listen to what is remembered of a person, once and for all
        later questions. Does nothing with an engine that keeps nothing; may be left out, then the
        first question takes longer. Raises PersonaNotFound, EngineError."""
        engine = encoding(self.engine)
        if engine is not None and self._cache is not None:
            persona, triplets = self.show(name)
            media = [m for t in triplets for m in (t.image, t.voice) if m is not None]
            engine.encode(list(dict.fromkeys(media)), [persona.id], cancel)

    @property
    def encodes(self) -> bool:
        """Whether the engine keeps what it made of people's pictures and clips."""
        return self._cache is not None and self.engine.capabilities.encode

    def people(self) -> list[Persona]:
        return self.memory.people.all()

    def show(self, name: str) -> tuple[Persona, list[Triplet]]:
        persona = self.memory.people.get(name)
        return persona, self.memory.media.triplets(persona.id)

    def forget(self, name: str) -> Persona:
        """Removes a person and every trace of them; returns who it was."""
        persona = self.memory.people.forget(name)
        engine = caching(self.engine)
        if engine is not None:
            engine.forget()  # what a running model has read of them
        return persona

    # What is asked

    def who(self, query: Query) -> Edge:
        """Who the query is about: matched, ambiguous or unknown."""
        if query.image is None and query.voice is None and not query.text.strip():
            raise BadInput("nothing to recognise; give --image, --voice or a description")
        shown = [
            kind
            for kind, media in (("image", query.image), ("voice", query.voice))
            if media is not None
        ]
        encoders, notices = self._selector.now(*shown)
        edge = self._router.decide(query, listed=max(_LISTED, self._top_k), encoders=encoders)
        return replace(edge, notices=(*edge.notices, *notices)) if notices else edge

    def catch_up(self) -> Encoding | None:
        """Begins to encode in the background what the encoders have not seen yet, in a thread and
        over a connection of its own; questions go on meanwhile. Returns the run, None when there is
        nothing to do."""
        return self._selector.catch_up()

    def hear(self, clip: Clip) -> str:
        """What is said in a clip. Raises EngineMissing without a transcriber, BadInput when nothing
        is said."""
        if self._transcriber is None:
            raise EngineMissing(
                "hearing what is said needs a transcriber; name one in the settings, e.g. "
                "PERSONA_ASSISTANT_TRANSCRIBER=faster-whisper-small after: persona-assistant models pull faster-whisper-small"
            )
        text, _ = self._transcriber.transcribe(clip)
        if not text:
            raise BadInput(
                f"{clip.source or 'clip'}: no words can be heard in it; record it again or write the question"
            )
        return text

    def ask(
        self, query: Query, *, on_text: OnText | None = None, cancel: threading.Event | None = None
    ) -> Answer:
        """Answers from the memory of the person the query is about, or abstains.

        `on_text` receives the answer piece by piece as it is made.
        """
        if not query.text.strip():
            raise BadInput("no question; say what you want to know")
        started = time.perf_counter()
        edge = self.who(query)
        decided = time.perf_counter()
        prompt, reason = self._prompt(query, edge)
        if prompt is not None:
            options = GenerateOptions(max_tokens=self._max_tokens)
            generation = collect(
                self.engine.generate(prompt, options=options, cancel=cancel), on_text
            )
            text, abstained = generation.text.strip(), generation.finished.abstained
        else:
            text, abstained = _abstaining(edge, reason), True
            if on_text is not None:
                on_text(text)
        if abstained and reason is None:
            reason = _silent(edge, prompt)
        ended = time.perf_counter()
        return Answer(
            text=text,
            edge=edge,
            abstained=abstained,
            reason=reason,
            evidence=self._evidence(edge, text, abstained, prompt) if prompt is not None else (),
            seconds=ended - started,
            timings={"decide": decided - started, "generate": ended - decided},
            notices=(
                *(n for media in (query.image, query.voice) if media for n in media.notices),
                *edge.notices,
            ),
        )

    def prepare(self, query: Query, *, cancel: threading.Event | None = None) -> Edge:
        """Begins to work on a question whose words are still to come: decides who its picture or
        clip is of, and has the engine read what is remembered of them, so that `ask` begins to
        answer sooner.

        For a thread of its own; `cancel` ends it when the question is there. Returns the edge.
        """
        edge = self.who(query)
        prompt, _ = self._prompt(query, edge)
        engine = preparing(self.engine)
        if prompt is not None and engine is not None:
            engine.prepare(prompt, cancel)
        return edge

    def _prompt(self, query: Query, edge: Edge) -> tuple[Prompt | None, AbstentionReason | None]:
        """What the engine is to read, or why it is not asked."""
        if self.route == "model":
            considered = edge.candidates[: self._top_k]
        elif edge.outcome is Outcome.MATCHED:
            considered = edge.candidates[:1]
        elif edge.outcome is Outcome.UNKNOWN:
            return None, AbstentionReason.ABSENT_PERSONA
        elif self._can_tell_apart(query):
            considered = edge.candidates[:2]
        else:
            return None, AbstentionReason.AMBIGUOUS_PERSONA
        if not considered:
            return None, AbstentionReason.ABSENT_PERSONA
        # Always in the same order: what an engine computed of the same people serves the next
        # question.
        contexts = [self._context(c) for c in sorted(considered, key=lambda c: c.persona_id)]
        decided = edge if self.route == "assistant" and len(contexts) == 1 else None
        return build_prompt(query, contexts, edge=decided, wording=self._wording), None

    def _can_tell_apart(self, query: Query) -> bool:
        """Whether the engine perceives by what two people are to be told apart."""
        shown = {"image"} if query.image is not None else set()
        shown |= {"voice"} if query.voice is not None else set()
        return bool(shown) and shown <= self.engine.capabilities.modalities

    def _context(self, candidate: Candidate) -> Context:
        """A persona as it enters the prompt: the exemplars the edge stands on, and all texts."""
        triplets = self.memory.media.triplets(candidate.persona_id)

        def best(modality: str, attribute: str):
            held = [t for t in triplets if getattr(t, attribute) is not None]
            held.sort(key=lambda t: t.id != candidate.exemplars.get(modality))
            return getattr(held[0], attribute) if held else None

        return Context(
            persona=candidate.name,
            image=best("image", "image"),
            voice=best("voice", "voice"),
            texts=tuple(t.text for t in triplets if t.text),
            heard=self._heard(candidate.persona_id, triplets),
            persona_id=candidate.persona_id,
        )

    def _heard(self, persona_id: int, triplets: Sequence[Triplet]) -> tuple[TranscriptSegment, ...]:
        clips = {t.id: t.voice.source for t in triplets if t.voice is not None}
        passages = self.memory.passages.transcripts([persona_id]).get(persona_id, ())
        return tuple(
            TranscriptSegment(each.text, clips.get(each.triplet_id, ""), each.triplet_id)
            for each in passages
        )

    def _evidence(
        self, edge: Edge, text: str, abstained: bool, prompt: Prompt
    ) -> tuple[Evidence, ...]:
        """Which image, clip and sentence an answer stands on.

        A sentence is evidence only when the answer holds it word for word: what a language model
        made of its context is its own.
        """
        if edge.outcome is not Outcome.MATCHED:
            return ()
        candidate = edge.candidates[0]
        found = []
        for modality, attribute in (("image", "image"), ("voice", "voice")):
            if modality in candidate.exemplars:
                media = getattr(self.memory.media.triplet(candidate.exemplars[modality]), attribute)
                if media is not None:
                    found.append(
                        Evidence(
                            modality, candidate.name, media.source, candidate.exemplars[modality]
                        )
                    )
        if not abstained:
            read = next(
                (c.heard for c in prompt.contexts if c.persona_id == candidate.persona_id), ()
            )
            found.extend(self._quoted(candidate, text, read))
        return tuple(found)

    def _quoted(
        self, candidate: Candidate, text: str, heard: Sequence[TranscriptSegment]
    ) -> Sequence[Evidence]:
        notes = self.memory.passages.notes([candidate.persona_id]).get(candidate.persona_id, [])
        quoted = [
            Evidence("text", candidate.name, sentence, triplet)
            for triplet, note in notes
            for sentence in sentences(note)
            if sentence in text
        ]
        quoted += [
            Evidence(
                "voice",
                candidate.name,
                f'{each.source}, where it was heard: "{sentence}"',
                each.triplet_id,
            )
            for each in heard
            for sentence in sentences(each.text)
            if sentence in text
        ]
        # A short sentence may stand inside a longer one; the longest is the one that was read.
        return sorted(quoted, key=lambda evidence: -len(evidence.detail))[:1]


def _silent(edge: Edge, prompt: Prompt | None) -> AbstentionReason:
    """Why an engine that was asked, or had nothing to read, did not answer."""
    if prompt is None:
        return AbstentionReason.ABSENT_PERSONA
    return (
        AbstentionReason.AMBIGUOUS_PERSONA
        if edge.outcome is Outcome.AMBIGUOUS
        else AbstentionReason.ABSENT_ATTRIBUTE
    )


def _abstaining(edge: Edge, reason: AbstentionReason | None) -> str:
    if reason is AbstentionReason.AMBIGUOUS_PERSONA:
        first, second = (c.name for c in edge.candidates[:2])
        return f"{abstention.SENTENCE} It may be {first} or {second}."
    return abstention.SENTENCE
