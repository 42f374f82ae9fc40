"""One store, many threads: nothing is lost, nothing is half there, and only errors of ours leave.

PERSONA_ASSISTANT_TORTURE=N repeats the mixed calls N times instead of once.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from persona_assistant.errors import BadInput, PersonaNotFound, StoreError
from persona_assistant.memory import Entry, Store, Transcript
from persona_assistant.pmg import ConversationTurn, Triplet

THREADS, CALLS = 8, 200
ROUNDS = int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "1"))


@pytest.fixture
def quick_switches():
    """Threads take turns so often that two of them meet inside a call."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(params=["a file", "a temporary store"])
def store(request, tmp_path):
    if request.param == "a file":
        with Store.open(tmp_path / "home", key_file=tmp_path / "key") as store:
            yield store
    else:
        with Store.temporary() as store:
            yield store


def in_threads(work: Callable[[int], None], count: int = THREADS) -> None:
    """Run `work` with the numbers of threads, all at once. Raises what any of them raised."""
    failed: list[BaseException] = []
    begin = threading.Barrier(count)

    def run(number: int) -> None:
        begin.wait()
        try:
            work(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


class Caller:
    """Calls of one thread, drawn by chance; `kept` is what must be there when all have ended."""

    def __init__(self, store: Store, make, seed: int) -> None:
        self.store, self.make, self.seed = store, make, seed
        self.chance = random.Random(seed)
        self.kept: Counter[str] = Counter()
        self.made = 0
        self.conversation = store.conversations.begin().id
        self.turns = 0

    def call(self) -> None:
        names = ["add", "who", "blocks", "notes", "search", "forget", "events", "talk", "fact"]
        names += ["encode", "hear", "people", "version"]
        getattr(self, f"_{self.chance.choice(names)}")()

    def _add(self) -> None:
        name = f"Person {self.chance.randrange(6)}" if self.chance.random() < 0.5 else self._own()
        number = self.seed * 1000 + self.made
        self.made += 1
        added = self.store.people.add(name, [self.make.entry(number, f"note {number} on tea")])
        assert added.triplets >= 1
        self.kept[name] += 1

    def _own(self) -> str:
        return f"Own {self.seed}"

    def _who(self) -> None:
        vectors = self.store.media.vectors("image/1")
        assert len(vectors.matrix) == len(vectors.persona_ids) == len(vectors.media_ids)
        if len(vectors.matrix):
            near = self.store.media.nearest("image/1", vectors.matrix[0], 3)
            assert 0 < len(near) <= 3 and near[0].score >= near[-1].score

    def _blocks(self) -> None:
        media: list[int] = []
        for block in self.store.media.vector_blocks("voice/1", 5):
            media += block.media_ids.tolist()
            if len(media) > 20:
                break  # left in the middle
            self.store.people.names()  # other calls go on meanwhile
        assert media == sorted(set(media))

    def _notes(self) -> None:
        assert all(text for notes in self.store.passages.notes().values() for _, text in notes)

    def _search(self) -> None:
        assert len(self.store.passages.search(["tea"], 5)) <= 5

    def _forget(self) -> None:
        try:
            self.store.people.forget(self._own())
        except PersonaNotFound:
            assert not self.kept[self._own()]
        del self.kept[self._own()]

    def _events(self) -> None:
        ids = [event.id for event in self.store.events.list()]
        assert ids == sorted(set(ids))

    def _talk(self) -> None:
        turn = ConversationTurn("user", "What is new?", attachments=(self.make.picture(self.seed),))
        self.store.conversations.append(self.conversation, turn)
        self.turns += 1
        assert len(self.store.conversations.turns(self.conversation)) == self.turns

    def _fact(self) -> None:
        for persona_id in [*self.store.people.names()][-1:]:
            try:
                self.store.facts.add(persona_id, "drink", "tea")
            except BadInput as error:
                if error.code != "persona_forgotten":
                    raise

    def _encode(self) -> None:
        found = self.store.media.without_vector("image/2", "image", limit=3)
        made = [(media, self.make.vector(media, "image/2")) for media, _ in found]
        self.store.media.add_vectors(made)

    def _hear(self) -> None:
        found = self.store.passages.without_transcript("whisper", limit=3)
        heard = [(media, Transcript("whisper", "en", f"heard {media}")) for media, _ in found]
        self.store.passages.add_transcripts(heard)

    def _people(self) -> None:
        for persona in self.store.people.all():
            assert persona.triplets >= 1 and persona.images == persona.voices

    def _version(self) -> None:
        first = self.store.version
        assert first <= self.store.version


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_mixed_calls_of_eight_threads_lose_nothing(store, make, quick_switches, round_):
    callers = [Caller(store, make, seed) for seed in range(THREADS)]

    def work(number: int) -> None:
        for _ in range(CALLS):
            callers[number].call()

    in_threads(work)
    kept = sum((caller.kept for caller in callers), Counter())
    people = {persona.name: persona.triplets for persona in store.people.all()}
    assert people == {name: count for name, count in kept.items() if count}
    assert [conversation.turns for conversation in sorted(store.conversations.list(), key=_id)] == [
        caller.turns for caller in callers
    ]
    assert store.check() == []


def _id(conversation) -> int:
    return conversation.id


def test_writers_of_one_process_take_turns_instead_of_waiting_for_the_file(
    tmp_path, make, monkeypatch
):
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.0)  # who met another writer would fail at once
    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as store:

        def work(number: int) -> None:
            for each in range(10):
                store.people.add(f"P{number}", [make.note(f"note {each}")])

        in_threads(work)
        assert [persona.texts for persona in store.people.all()] == [10] * THREADS


def test_the_connection_of_a_thread_goes_with_it(tmp_path):
    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as store:
        in_threads(lambda number: store.people.names())
        gc.collect()
        assert store._connections.count() == 1
        assert list((tmp_path / "home").glob("memory.db*"))  # and the store is still open
        assert store.people.names() == {}


def test_closing_ends_every_threads_connection_and_leaves_one_file(tmp_path, make):
    store = Store.open(tmp_path / "home", key_file=tmp_path / "key")
    store.people.add("Ada", [make.entry(1)])
    working, closed = threading.Event(), threading.Event()
    said: list[str] = []

    def work() -> None:
        store.people.names()
        working.set()
        closed.wait(10)
        for call in (store.people.names, lambda: store.people.add("Ben", [make.note("n")])):
            try:
                call()
            except StoreError as error:
                said.append(error.code)

    thread = threading.Thread(target=work)
    thread.start()
    working.wait(10)
    store.close()
    store.close()
    closed.set()
    thread.join()
    assert said == ["store_closed", "store_closed"]
    with pytest.raises(StoreError, match="is closed; open it again"):
        store.media.vectors("image/1")
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["memory.db"]


def test_closing_waits_for_what_a_thread_is_doing(tmp_path, make):
    entries = [make.entry(seed, size=30_000) for seed in range(40)]
    stored, refused = [], []
    for round_ in range(12):
        store = Store.open(tmp_path / "home", key_file=tmp_path / "key")
        begun = threading.Event()

        def work(store=store, name=f"P{round_}", begun=begun) -> None:
            begun.set()
            try:
                stored.append(store.people.add(name, entries))
            except StoreError as error:
                refused.append(error.code)

        thread = threading.Thread(target=work)
        thread.start()
        begun.wait(10)
        time.sleep(round_ * 0.002)
        store.close()
        thread.join()
    assert stored and set(refused) <= {"store_closed"}
    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as again:
        assert {p.name for p in again.people.all()} == {p.name for p in stored}
        assert all(persona.triplets == 40 for persona in again.people.all())


def test_closing_while_threads_open_their_connections_is_told_as_closed(tmp_path, quick_switches):
    refused = []
    Store.open(tmp_path / "home", key_file=tmp_path / "key").close()
    for round_ in range(40):
        store = Store.open(tmp_path / "home", key_file=tmp_path / "key")

        def look(store=store) -> None:
            try:
                store.people.all()
            except StoreError as error:
                refused.append(error.code)

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(round_ * 0.0002)
        store.close()
        for thread in threads:
            thread.join()
    assert set(refused) <= {"store_closed"}


def test_a_sweep_shows_one_state_while_the_same_thread_writes(tmp_path, make):
    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as store:
        store.people.add("Ada", [make.entry(seed) for seed in range(6)])
        blocks = store.media.vector_blocks("image/1", 2)
        seen = [next(blocks)]
        store.people.add("Ben", [make.entry(7)])
        store.people.forget("Ada")
        assert (tmp_path / "home" / "memory.db-wal").stat().st_size > 0
        seen += blocks
        assert (tmp_path / "home" / "memory.db-wal").stat().st_size == 0  # Ada is gone from it
        matrix = np.concatenate([block.matrix for block in seen])
        np.testing.assert_array_equal(matrix, [make.vector(seed).values for seed in range(6)])
        assert store.media.vectors("image/1").matrix.shape == (1, 8)


def test_a_sweep_may_end_in_another_thread_or_with_the_store(tmp_path, make):
    store = Store.open(tmp_path / "home", key_file=tmp_path / "key")
    store.people.add("Ada", [make.entry(seed) for seed in range(6)])
    rest = store.media.vector_blocks("image/1", 2)
    next(rest)
    read: list[int] = []
    thread = threading.Thread(target=lambda: read.extend(len(b.matrix) for b in rest))
    thread.start()
    thread.join()
    assert read == [2, 2]
    left = store.media.vector_blocks("image/1", 2)
    next(left)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        next(left)


def test_a_temporary_store_belongs_to_all_threads(make):
    with Store.temporary() as store:
        in_threads(lambda n: store.people.add(f"P{n}", [Entry(Triplet(text="x"))]))
        assert len(store.people.names()) == THREADS
