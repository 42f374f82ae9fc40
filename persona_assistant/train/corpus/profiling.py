"""From notes to what is known: people of one's own world, profiled by a language model of one's
choice.

Any OpenAI-compatible server is asked, per person: which attributes the notes hold, what could be
true besides (marked as made up), a profile of one or two sentences, and questions with and without
an answer (`profile_steps`, which checks each reply against the notes). Every usable reply is kept
in a log beside the world, so that a run that was killed goes on where it was; the world changes at
the end, at once: people.jsonl gets facts, what notes hold and a note of the kind "profile",
queries.jsonl the questions that `build` makes text QA of.

A person whose replies stay unusable is left as before and named by id. No line of an error holds
anything of a person.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from persona_worlds import record
from persona_worlds.record import Note, Person
from persona_worlds.world import PEOPLE, World, read_world

from persona_assistant import json_documents
from persona_assistant.atomic import write_text
from persona_assistant.bench.log import Log, key_of
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.chat import ChatClient, Message
from persona_assistant.errors import BadInput, Cancelled
from persona_assistant.progress import CancelToken, OnProgress, Progress, ignore
from persona_assistant.train.corpus import profile_steps as steps
from persona_assistant.train.corpus.own_media import OWN
from persona_assistant.train.corpus.profile_steps import Attribute, BadReply, ProfileQuery

T = TypeVar("T")

STAGE = "profiling"
QUERIES, LOG = "queries.jsonl", ".profiling.jsonl"
PROFILE = "profile"
"""Kind of the note that is added."""
IMPUTED = " (imputed)"
"""Stands after the name of a fact that was made up."""
TRIES = 3
"""How often a model is asked before it is given up for a person."""
_OPTIONS = GenerateOptions(max_tokens=2048)


@dataclass(frozen=True, slots=True)
class ProfilingResult:
    """What came of it, in numbers."""

    people: int
    attributes: int
    imputed: int
    answerable: int
    unanswerable: int
    failed: tuple[str, ...]
    """One line for each person of whom nothing usable was said, by id."""


@dataclass(frozen=True, slots=True)
class _PersonProfile:
    person: Person
    queries: tuple[ProfileQuery, ...]
    attributes: int
    imputed: int


def profile(
    folder: Path,
    client: ChatClient,
    *,
    concurrency: int = 4,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> ProfilingResult:
    """Profile everybody with notes in one's own world.

    The same call goes on after it was stopped. Raises BadInput for another kind of world,
    EndpointError when the server is not there or gives up, Cancelled when `cancel` was set; the
    world is as before then.
    """
    folder = Path(folder)
    world = read_world(folder)
    if world.options.get("source") != OWN:
        raise BadInput(
            f"{folder} is a world of invented people, who need no profiling: import your own first"
        )
    if concurrency < 1:
        raise BadInput(f"at least one person is profiled at a time, not {concurrency}")
    todo = [person for person in world.people if _written(person)]
    if not todo:
        raise BadInput(
            f"{folder}: nobody in it has notes, so there is nothing to profile: add .txt files "
            "and import again"
        )
    stop = cancel or threading.Event()
    client.check()
    log = Log(folder / LOG)
    try:
        (folder / LOG).chmod(0o600)
        checked = _CheckedClient(client, log, stop)
        known, failed = _everybody(todo, checked, concurrency, stop, on_progress)
    finally:
        log.close()
    _merge(world, known)
    queries = [query for each in known.values() for query in each.queries]
    answerable = sum(query.answer is not None for query in queries)
    return ProfilingResult(
        people=len(known),
        attributes=sum(each.attributes for each in known.values()),
        imputed=sum(each.imputed for each in known.values()),
        answerable=answerable,
        unanswerable=len(queries) - answerable,
        failed=tuple(failed[person.id] for person in todo if person.id in failed),
    )


def read_queries(world: World) -> tuple[ProfileQuery, ...]:
    """The questions of queries.jsonl; none where there is no such file. Raises BadInput naming the
    line."""
    path = world.folder / QUERIES
    if not path.exists():
        return ()
    people = {person.id: person for person in world.people}
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            query = ProfileQuery(**json_documents.loads(line))
            note = people[query.person].notes[query.note].text
            sentence = query.sentence or ""
            borne_out = query.answer is None or (
                sentence in note and query.answer.casefold() in sentence.casefold()
            )
            if (
                not borne_out
                or query.attribute not in steps.MEANINGS
                or query.question.count("{who}") != 1
            ):
                raise ValueError
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            raise BadInput(
                f"{path}, line {number}: not a question about these people; profile them again"
            ) from None
        found.append(query)
    return tuple(found)


def _everybody(
    todo: Sequence[Person],
    client: _CheckedClient,
    concurrency: int,
    stop: threading.Event,
    on_progress: OnProgress,
) -> tuple[dict[str, _PersonProfile], dict[str, str]]:
    begun = time.monotonic()
    known: dict[str, _PersonProfile] = {}
    failed: dict[str, str] = {}
    with ThreadPoolExecutor(min(concurrency, len(todo))) as pool:
        waiting = {pool.submit(_profiled, person, client): person for person in todo}
        try:
            for done, future in enumerate(as_completed(waiting), start=1):
                person = waiting[future]
                try:
                    known[person.id] = future.result()
                except BadReply as error:
                    failed[person.id] = f"{person.id}: {error}"
                on_progress(
                    Progress(STAGE, done, len(todo), "people", seconds=time.monotonic() - begun)
                )
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return {person.id: known[person.id] for person in todo if person.id in known}, failed


def _profiled(person: Person, client: _CheckedClient) -> _PersonProfile:
    """Raises BadReply, EndpointError."""
    written = _written(person)
    notes = [note.text for note in written]
    found = client.ask(
        "extract",
        steps.extract_prompt(person.name, notes),
        lambda said: steps.check_extracted(said, notes),
    )
    if not found:
        raise BadReply("extract: no attribute was found in the notes")
    first: dict[str, Attribute] = {}
    for each in found:
        first.setdefault(each.name, each)
    named = list(first.values())
    made_up = client.ask(
        "impute",
        steps.impute_prompt(person.name, named),
        lambda said: steps.check_imputed(said, named),
    )
    known = [*named, *made_up]
    text = client.ask(
        "compress",
        steps.compress_prompt(person.name, known),
        lambda said: steps.check_compressed(said, person.name),
    )
    holds = [
        {each.name: each.sentence or "" for each in found if each.note == k}
        for k in range(len(notes))
    ]
    notes, holds = [*notes, text], [*holds, steps.sentences_holding(text, known)]
    invented = {each.name for each in made_up}
    queries = client.ask(
        "query",
        steps.query_prompt(person.name, notes, holds),
        lambda said: steps.check_queries(said, person.id, person.name, notes, holds, invented),
    )
    annotated = tuple(
        replace(note, holds=held) for note, held in zip(written, holds[:-1], strict=True)
    )
    facts = {each.name + IMPUTED * each.imputed: each.value for each in known}
    changed = replace(person, facts=facts, notes=(*annotated, Note(PROFILE, text, holds[-1])))
    return _PersonProfile(changed, tuple(queries), len(named), len(made_up))


def _written(person: Person) -> list[Note]:
    """The notes that the user wrote."""
    return [note for note in person.notes if note.kind != PROFILE]


def _merge(world: World, known: dict[str, _PersonProfile]) -> None:
    """Questions of people who failed this time go with those of the last time."""
    kept = [query for query in read_queries(world) if query.person not in known]
    queries = [*kept, *(query for each in known.values() for query in each.queries)]
    people = [known[person.id].person if person.id in known else person for person in world.people]
    write_text(world.folder / PEOPLE, _lines(map(record.to_json, people)))
    write_text(world.folder / QUERIES, _lines(query.to_json() for query in queries))


def _lines(found: Any) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in found)


class _CheckedClient:
    """Asks, checks, asks again, and remembers what could be used."""

    def __init__(self, client: ChatClient, log: Log, stop: threading.Event) -> None:
        self._client, self._log, self._stop = client, log, stop

    def ask(
        self, step: str, messages: list[Message], check: Callable[[str], tuple[T, list[str]]]
    ) -> T:
        """What can be used of the reply. Raises BadReply, EndpointError."""
        key = key_of(model=self._client.model, messages=messages)
        logged = self._log.get(key)
        if logged is not None:
            try:
                return check(logged["reply"])[0]
            except BadReply:
                pass  # an older version found it good enough
        asked, best = messages, None
        why = ""
        for _ in range(TRIES):
            reply = collect(self._client.stream(asked, _OPTIONS, self._stop)).text
            if self._stop.is_set():
                raise Cancelled(
                    "profiling was stopped; the replies so far are kept, and the same call goes on",
                    stage=STAGE,
                )
            try:
                good, wrong = check(reply)
            except BadReply as error:
                wrong = [str(error)]
            else:
                if good or not wrong:
                    best = (good, reply)
                if not wrong:
                    break
            why = "; ".join(wrong[:5])
            asked = steps.correction_prompt(messages, reply, why)
        if best is None:
            raise BadReply(f"{step}: {why}")
        self._log.add(key, {"step": step, "reply": best[1]})
        return best[0]
