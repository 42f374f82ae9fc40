"""Faces and speakers of who was forgotten leave the file too, and a kill leaves none half there."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
import sampler
from sampler import FACE, SAMPLES, faces, photo
from test_memory_forget import decrypted_pages

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import Store


def _name(label: str) -> str:
    return f"somebody called {label}"


def traces(make, pages: bytes, i: int) -> int:
    samples = faces(make, i).samples
    parts = [each.vector.tobytes() for each in samples]
    parts += [each.quality.tobytes() for each in samples]
    parts += [f"doubt {i} is here".encode()]
    return sum(part in pages for part in parts)


def test_no_sample_of_the_forgotten_remains_in_the_file(reopen, home, tmp_path, make):
    order = [(i * 37) % 61 for i in range(61)]
    with reopen() as memory:
        for i in order:
            memory.people.add(_name(f"name{i % 20}"), [photo(make, i)])
            memory.media.add_negative(
                _name(f"name{i % 20}"), "image", make.picture(500 + i), faces(make, 500 + i)
            )
        for medium in range(1, 60, 2):
            if memory.media.examination(medium, FACE):
                memory.media.choose(medium, FACE, 1 + medium % SAMPLES)
        assert memory.check() == []
    pages = decrypted_pages(home, tmp_path / "key")
    assert all(traces(make, pages, i) == 9 == traces(make, pages, 500 + i) for i in order)
    with reopen() as memory:
        for name in range(0, 20, 2):
            memory.people.forget(_name(f"name{name}"))
        assert memory.check() == [] and (home / "memory.db-wal").stat().st_size == 0
        rows = memory._connections.raw().execute("SELECT count(*) FROM sample").get
        assert rows == 2 * SAMPLES * sum(1 for i in order if i % 20 % 2)
    pages = decrypted_pages(home, tmp_path / "key")
    for i in order:
        expected = 9 if i % 20 % 2 else 0
        assert traces(make, pages, i) == traces(make, pages, 500 + i) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="kills processes the POSIX way")
def test_a_kill_leaves_every_examination_whole(home, tmp_path, make):
    chance, reached = random.Random(1), -1
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, sampler.__file__, str(home), str(tmp_path / "key")],
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in process.stdout:
            if int(line) >= reached + 15:
                break
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        said = [int(line) for line in process.stdout.read().split("\n")[:-1]]
        reached = max([int(line), *said])
        process.wait()
        with Store.open(home, key_file=tmp_path / "key") as memory:
            assert memory.check() == [] and memory.media.count("image") >= reached + 1
            for persona in memory.people.all():
                found = memory.media.examinations(persona.id, FACE)
                assert len(found) == persona.images
                assert all(len(each.samples) == SAMPLES for each in found.values())


def test_eight_threads_add_choose_and_forget(tmp_path, make):
    failed: list[BaseException] = []

    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as store:

        def work(number: int) -> None:
            chance = random.Random(number)
            try:
                for i in range(30):
                    one(store, chance, 100 * number + i)
            except BaseException as error:
                failed.append(error)

        def one(store: Store, chance: random.Random, i: int) -> None:
            name = f"P{chance.randrange(5)}"
            what = chance.randrange(8)
            if what < 4:
                store.people.add(name, [photo(make, i)])
            elif what == 4 and chance.random() < 0.3:
                with contextlib.suppress(PersonaNotFound):
                    store.people.forget(name)
            elif what == 5:
                with contextlib.suppress(BadInput):  # a medium that is not there
                    store.media.choose(chance.randrange(1, 60), FACE, chance.randrange(1, 5))
            elif what == 6:
                vectors = store.media.vectors(FACE)
                assert len(vectors.quality if len(vectors.matrix) else ()) == len(vectors.matrix)
            else:
                rest = store.media.vectors("image/1", unless=[FACE])
                assert len(rest.matrix) == 0

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed[0]
        assert store.check() == [] and len(store.media.vectors(FACE).matrix)
