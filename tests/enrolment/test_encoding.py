"""What is remembered is made anew for another encoder, while everything else goes on."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from people_in_folders import Slow, draw, people, slow, speak

from persona_assistant.enrolment import Encoding, enrol, media_work, works
from persona_assistant.errors import StoreBusy
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Triplet


@pytest.fixture
def enrolled(reopen, folder) -> Store:
    people(folder, 2, 30)
    speak(folder / "Person 00" / "hello.wav", 1)
    memory = reopen()
    enrol(memory, slow(), folder)
    return memory


def test_everything_is_made_once(enrolled):
    encoders, seen = slow(version=2), []
    run = Encoding(enrolled, works(encoders), on_progress=seen.append)
    assert run.missing() == 61 and run.state == "ready"
    run.run()
    assert (
        run.state == "done" and run.made == {"pictures": 60, "clips": 1} and run.passed_over == []
    )
    assert [(p.done, p.total) for p in seen if p.what == "pictures"] == [(n, 60) for n in range(61)]
    again = Encoding(enrolled, works(encoders))
    again.run()
    assert (
        again.missing() == 0
        and again.made == {"pictures": 0, "clips": 0}
        and len(encoders["image"].seen) == 60
    )


def test_questions_and_additions_go_on_meanwhile(enrolled):
    encoder = slow(0.01, version=2)["image"]
    run = Encoding(enrolled, [media_work(encoder)])
    run.start()
    assert run.state == "running" and not run.join(0)
    held = [len(enrolled.media.vectors("slow-image/1").matrix)]
    while not run.join(0.02):
        held.append(len(enrolled.media.vectors("slow-image/1").matrix))
        enrolled.people.add("Eve", [Entry(Triplet(text=f"note {len(held)}"))])
    assert set(held) == {60} and len(held) > 5 and run.state == "done"
    assert len(enrolled.media.vectors("slow-image/2").matrix) == 60 and run.progress.done == 60
    assert enrolled.check() == []


def test_who_is_forgotten_meanwhile_is_not_encoded(enrolled):
    run = Encoding(enrolled, [media_work(slow(0.005, version=2)["image"])])
    run.start()
    enrolled.people.forget("Person 01")
    assert run.join(30)
    assert len(enrolled.media.vectors("slow-image/2").matrix) == 30 and enrolled.check() == []


def test_cancelling_keeps_what_is_made(enrolled):
    run = Encoding(enrolled, [media_work(slow(0.02, version=2)["image"])])
    run.start()
    while run.progress.done < 10:
        time.sleep(0.005)
    run.close()
    made = len(enrolled.media.vectors("slow-image/2").matrix)
    assert run.state == "cancelled" and 10 <= made < 60 and run.made["pictures"] == made
    rest = Encoding(enrolled, [media_work(slow(version=2)["image"])])
    assert rest.missing() == 60 - made
    rest.run()
    assert rest.made["pictures"] == 60 - made


def test_what_an_encoder_finds_nothing_in_is_passed_over_once(enrolled):
    encoder = slow(version=2, blind_to="7.png")["image"]
    run = Encoding(enrolled, [media_work(encoder)])
    run.run()
    assert run.made == {"pictures": 58} and len(encoder.seen) == 60
    assert run.passed_over == ["7.png: there is nothing to recognise in it"] * 2
    assert run.progress.done == run.progress.total == 60


def test_another_process_that_writes_for_a_while_is_waited_for(enrolled, reopen, monkeypatch):
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.05)
    other = reopen()
    other._connections.raw().execute("BEGIN IMMEDIATE")
    run = Encoding(enrolled, [media_work(slow(version=2)["image"])])
    run.start()
    assert not run.join(0.5) and run.state == "running"
    other._connections.raw().execute("COMMIT")
    assert run.join(30) and len(enrolled.media.vectors("slow-image/2").matrix) == 60


def test_in_the_foreground_it_is_said_at_once(enrolled, reopen, monkeypatch):
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.05)
    here, other = reopen(), reopen()
    other._connections.raw().execute("BEGIN IMMEDIATE")
    run = Encoding(here, [media_work(slow(version=2)["image"])])
    with pytest.raises(StoreBusy):
        run.run()
    assert run.state == "failed"
    other._connections.raw().execute("ROLLBACK")


def test_what_ends_it_in_the_background_is_raised_by_join(enrolled):
    enrolled.people.add("Eve", [Entry(Triplet(text="x"))])
    encoder = slow(version=2, dim=5)["image"]
    enrolled.media.add_vectors([(1, Vector(encoder.id, np.ones(7, np.float32)))])
    run = Encoding(enrolled, [media_work(encoder)])
    run.start()
    with pytest.raises(Exception, match="needs a new id"):
        run.join(30)
    assert run.state == "failed"


def test_a_temporary_memory_is_encoded_in_the_background_too(memory, folder):
    draw(folder / "Ada" / "a.png", 1)
    enrol(memory, slow(), folder)
    run = Encoding(memory, [media_work(slow(version=2)["image"])])
    run.start()
    assert run.join() and len(memory.media.vectors("slow-image/2").matrix) == 1


class Transcriber:
    """Hears the length of a clip; one clip at a time."""

    id = "fake-ears/1"

    def __init__(self) -> None:
        self._busy = threading.Lock()

    def transcribe(self, clip):
        assert self._busy.acquire(blocking=False), "two clips at once"
        time.sleep(0.01)
        self._busy.release()
        return f"I spoke for {clip.seconds:g} seconds.", "en"


def test_clips_are_heard_and_then_everything_is_read(memory, folder):
    for person in range(4):
        speak(folder / f"P{person}" / "hello.wav", person, seconds=2 + person)
    (folder / "P0" / "notes.txt").write_text("Likes maps. Sings well.")
    enrol(memory, slow(), folder)
    text = Slow("text", "slow-text/1")
    run = Encoding(memory, works(slow() | {"text": text}, Transcriber()), workers=4)
    assert run.missing() == 4 + 1
    run.run()
    assert run.made == {"pictures": 0, "clips": 0, "recordings": 4, "texts": 5}
    assert {p[0].text for p in memory.passages.transcripts().values()} == {
        f"I spoke for {2 + n} seconds." for n in range(4)
    }
    assert sorted(text.seen) == sorted(
        ["Likes maps.", "Sings well.", *(f"I spoke for {2 + n} seconds." for n in range(4))]
    )
    assert len(memory.passages.vectors("slow-text/1").matrix) == 6
    assert Encoding(memory, works(slow() | {"text": text}, Transcriber())).missing() == 0
