"""The life of a question: recognise, retrieve, compose, answer.

The identity decision is made before the engine is asked and is final: somebody unknown never wakes
the engine.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from persona_assistant import abstention
from persona_assistant.assistant import (
    conversations,
    elsewhere,
    followups,
    noting,
    recollection,
    several,
    worked_out,
)
from persona_assistant.assistant.context_budget import prompt_for
from persona_assistant.assistant.evidence import evidence_of
from persona_assistant.assistant.kin_by_name import with_kin_by_name
from persona_assistant.assistant.longterm import (
    after_answer,
    chatted,
    of_people,
    response,
    shown,
    told,
    wishes,
)
from persona_assistant.assistant.longterm.recent import Recent, recent
from persona_assistant.assistant.mentions import mentioned
from persona_assistant.assistant.only_one import with_the_only_one
from persona_assistant.assistant.own_name import in_own_name
from persona_assistant.assistant.owners import with_owners
from persona_assistant.assistant.recognise import exemplar, who
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.takeable import Asking, ended_early, pieces, takeable
from persona_assistant.engines.base import (
    Finished,
    GenerateOptions,
    TextPiece,
    preparing,
)
from persona_assistant.errors import BadInput
from persona_assistant.language.statements import only_states
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Candidate,
    Context,
    Edge,
    Outcome,
    PersonAnswer,
    Query,
    TranscriptSegment,
    Triplet,
)
from persona_assistant.progress import CancelToken, Done, Progress
from persona_assistant.prompt import Prompt, build_prompt

_NAMED = 4
"""Of more people who may be meant only some are named."""


def stream(
    services: Services,
    query: Query,
    conversation: int | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Progress | TextPiece | Done[Answer]]:
    """See `Assistant.stream`."""
    if not query.text.strip():
        raise BadInput("no question; say what you want to know", code="question_missing")
    services.load_engine()  # an unusable one is an error even where nobody is recognised
    services.after_answers.pause()
    started = time.perf_counter()
    yield Progress("recognising", 0)
    said = query
    before = recent(services, conversation)
    query = with_kin_by_name(services, with_owners(services, query))
    query = with_the_only_one(services, followups.resolved(services, conversation, query))
    noted = conversation is not None and _states(said)
    answer = noting.small_talk(services, said)
    if answer is None:
        answer = noting.noted(services, said, query) if noted else chatted.answer(services, query)
    if answer is None or answer.abstained:
        answer = _of_several(services, query) or answer
    past = None
    if answer is None or (answer.abstained and query.image is None and query.voice is None):
        past = yield from _of_the_past(services, query, answer, before, cancel)
    if past is not None:
        answer = past
    elif answer is not None:
        yield TextPiece(answer.text)
    else:
        one = _of_one(services, query, before, started, cancel)
        one = shown.or_shown(services, query, one, before, cancel)
        answer = yield from elsewhere.or_elsewhere(services, query, one, said)
    if conversation is not None:
        conversations.keep(services, conversation, said, answer)
        answer = after_answer.begin(services, answer, cancel)
    yield Done(answer)


def _states(query: Query) -> bool:
    """Whether the user states something, and asks nothing."""
    if query.voice is not None:
        return False
    if query.image is not None and shown.only_shows(query.text):
        return True
    return query.image is None and only_states(query.text, datetime.date.today())


def _of_the_past(
    services: Services,
    query: Query,
    abstained: Answer | None,
    before: Recent,
    cancel: CancelToken | None,
) -> Generator[Progress | TextPiece, None, Answer | None]:
    """The answer to a question about the user, from what they told; None for any other. A language
    model waits until it is known that the question is about nobody else: nobody is named, and what
    the user told has the answer."""
    if services.options.route != "assistant" or not services.has_store:
        return None
    if services.engine.capabilities.window is not None:
        if not recollection.asks_of_the_past(query.text):
            return None
        if abstained is None and (
            mentioned(services, query.text) or recollection.answer(services, query.text) is None
        ):
            return None
        return (yield from response.answer(services, query, before, cancel))
    answer = shown.told(services, query) or wishes.listed(services, query)
    answer = answer or recollection.answer(services, query.text)
    answer = answer or told.answer(services, query.text)
    if answer is not None:
        yield TextPiece(answer.text)
    return answer


def _of_several(services: Services, query: Query) -> Answer | None:
    """The answer to a question about several people or about the user; None for any other."""
    if services.options.route != "assistant" or not services.has_store:
        return None
    if query.meant is not None and not query.meant.together:
        return None
    return several.answer(services, query, services.reader)


def _of_one(
    services: Services,
    query: Query,
    before: Recent,
    started: float,
    cancel: CancelToken | None,
) -> Generator[Progress | TextPiece, None, Answer]:
    """The answer to a question about one person, whom the router decides."""
    edge = who(services, query)
    decided = time.perf_counter()
    prompt, reason = _prompt(services, in_own_name(services, query, edge), edge)
    if prompt is None and edge.outcome is Outcome.UNKNOWN:
        of_the_user = yield from response.answer(services, query, before, cancel)
        if of_the_user is not None:
            return of_the_user
    if prompt is None:
        text = followups.asked_back(query, edge) or _abstention(edge, reason)
        yield TextPiece(text)
        seconds = time.perf_counter() - started
        timings = {"decide": decided - started, "generate": 0.0}
        notices = (*_media_notices(query), *edge.notices)
        return Answer(text, edge, True, reason, (), seconds, timings, notices)
    options = GenerateOptions(max_tokens=services.options.max_tokens)
    engine = services.engine
    fitted, left_out = prompt_for(services, replace(prompt, before=before.turns), engine)
    fitted = worked_out.told(services, fitted, edge)
    told = yield from response.told(services, fitted, engine, before, cancel)
    yield Progress("answering", 0, seconds=time.perf_counter() - started)
    asking = Asking(engine, told.prompt)
    generation = yield from pieces(asking.events(options, cancel))
    text, finished = generation.text.strip(), generation.finished
    ended = time.perf_counter()
    notices = (*asking.notices, *left_out, *told.notices, *ended_early(generation))
    people = _read_of(edge, finished)
    return Answer(
        text=text,
        edge=edge,
        abstained=finished.abstained,
        reason=_reason(edge) if finished.abstained else reason,
        evidence=evidence_of(services, edge, generation, asking.prompt),
        seconds=ended - started,
        timings={"decide": decided - started, "generate": ended - decided},
        notices=(*_media_notices(query), *edge.notices, *notices),
        people=people,
        short=people[0].answer if people else "",
        tokens=told.tokens(finished),
    )


def _read_of(edge: Edge, finished: Finished) -> tuple[PersonAnswer, ...]:
    """What a reader found of the one person, with how sure it is."""
    reading = finished.reading
    if reading is None or edge.outcome is not Outcome.MATCHED or not reading.answered:
        return ()
    person, best = edge.candidates[0], reading.found[0]
    return (
        PersonAnswer(
            person.persona_id,
            person.name,
            best.sentence,
            best.note.date,
            best.note.triplet_id,
            reading.probability,
            reading.answer,
        ),
    )


def prepare(services: Services, query: Query, cancel: CancelToken | None = None) -> Edge:
    """See `Assistant.prepare`."""
    edge = who(services, query)
    prompt, _ = _prompt(services, query, edge)
    engine = preparing(services.engine)
    if prompt is not None and engine is not None:
        fitted, _ = prompt_for(services, prompt, engine)
        engine.prepare(takeable(fitted, engine)[0], cancel)
    return edge


# --- the prompt


def _prompt(
    services: Services, query: Query, edge: Edge
) -> tuple[Prompt | None, AbstentionReason | None]:
    """What the engine is to read, or why it is not asked."""
    options = services.options
    if options.route == "model":
        considered = edge.candidates[: options.top_k]
    elif edge.outcome is Outcome.MATCHED:
        considered = edge.candidates[:1]
    elif edge.outcome is Outcome.UNKNOWN:
        return None, AbstentionReason.ABSENT_PERSONA
    elif edge.outcome is Outcome.SEVERAL:
        return None, AbstentionReason.SEVERAL_PEOPLE
    elif _can_tell_apart(services, query):
        considered = edge.candidates[:2]
    else:
        return None, AbstentionReason.AMBIGUOUS_PERSONA
    if not considered:
        return None, AbstentionReason.ABSENT_PERSONA
    # Always in the same order: what an engine computed of the same people serves the next question.
    in_order = sorted(considered, key=lambda candidate: candidate.persona_id)
    contexts = [
        of_people.with_told(services, _context(services, candidate)) for candidate in in_order
    ]
    decided = edge if options.route == "assistant" and len(contexts) == 1 else None
    return build_prompt(query, contexts, edge=decided, wording=options.wording), None


def _can_tell_apart(services: Services, query: Query) -> bool:
    """Whether the engine perceives what two people are to be told apart by."""
    shown = {"image"} if query.image is not None else set()
    shown |= {"voice"} if query.voice is not None else set()
    return bool(shown) and shown <= services.engine.capabilities.modalities


def _context(services: Services, candidate: Candidate) -> Context:
    """A persona as it enters the prompt: the exemplars the edge stands on, and all texts."""
    triplets = services.store.media.triplets(candidate.persona_id)
    noted = [t for t in triplets if t.text]
    images = {t.id: t.image for t in triplets if t.image is not None}
    voices = {t.id: t.voice for t in triplets if t.voice is not None}
    return Context(
        persona=candidate.name,
        image=images.get(exemplar(candidate, "image"), next(iter(images.values()), None)),
        voice=voices.get(exemplar(candidate, "voice"), next(iter(voices.values()), None)),
        texts=tuple(t.text or "" for t in noted),
        dates=tuple(t.date for t in noted),
        triplets=tuple(t.id for t in noted),
        heard=_transcripts(services, candidate.persona_id, triplets),
        persona_id=candidate.persona_id,
    )


def _transcripts(
    services: Services, persona_id: int, triplets: Sequence[Triplet]
) -> tuple[TranscriptSegment, ...]:
    clips = {t.id: t.voice.source for t in triplets if t.voice is not None}
    passages = services.store.passages.transcripts([persona_id]).get(persona_id, ())
    return tuple(
        TranscriptSegment(each.text, clips.get(each.triplet_id, ""), each.triplet_id)
        for each in passages
    )


# --- abstaining, and notices


def _reason(edge: Edge) -> AbstentionReason:
    """Why an engine that was asked did not answer."""
    if edge.outcome is Outcome.AMBIGUOUS:
        return AbstentionReason.AMBIGUOUS_PERSONA
    if edge.outcome is Outcome.SEVERAL:
        return AbstentionReason.SEVERAL_PEOPLE
    return AbstentionReason.ABSENT_ATTRIBUTE


def _abstention(edge: Edge, reason: AbstentionReason | None) -> str:
    if reason is AbstentionReason.AMBIGUOUS_PERSONA:
        named = [candidate.label for candidate in edge.alternatives[:_NAMED]]
        return abstention.one_of(named, edge.tied - len(named))
    if reason is AbstentionReason.SEVERAL_PEOPLE:
        return abstention.several([candidate.label for candidate in edge.known])
    return abstention.SENTENCE


def _media_notices(query: Query) -> tuple[str, ...]:
    media = (query.image, query.voice)
    return tuple(notice for medium in media if medium for notice in medium.notices)
