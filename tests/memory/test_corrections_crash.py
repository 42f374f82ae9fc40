"""Killed in the middle of a correction, of an undoing or of forgetting: it is done, or it is not.

PERSONA_ASSISTANT_TORTURE=N kills N times instead of a few.
"""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from corrector import step
from store_tables import contents
from test_memory_crash import start

from persona_assistant.memory import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes the POSIX way")

ROUNDS = int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "12"))
_OWN = {"persona": (1, 5), "triplet": (4,), "conversation": (2,), "turn": (5,), "fact": (8,)}
"""Columns that differ between two stores: ids made by chance, and times."""


def same(store: Store) -> str:
    """All of the store but what differs from one store to another."""
    found = {}
    for table, rows in contents(store).items():
        out = _OWN.get(table, ())
        kept = [tuple(v for at, v in enumerate(row) if at not in out) for row in rows]
        found[table] = sorted(kept, key=repr)
    return repr(found)


def test_a_killed_correction_is_done_or_not(reopen, home, tmp_path):
    chance = random.Random(os.urandom(8))
    reopen().close()
    done = 0
    with Store.temporary() as replica:
        for _ in range(ROUNDS):
            process = start("corrector.py", home, tmp_path / "key", done)
            first = process.stdout.readline()
            time.sleep(chance.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
            said = [first, *process.stdout.read().splitlines(keepends=True)]
            process.wait()
            last = max((int(line) for line in said if line.endswith("\n")), default=done - 1)
            for number in range(done, last + 1):
                step(replica, number)
            done = last + 1
            with reopen(create=False) as store:
                found = same(store)
                assert store.check() == []
            if found != same(replica):
                step(replica, done)
                done += 1
            assert found == same(replica), f"after {done} corrections"
    assert done >= ROUNDS
