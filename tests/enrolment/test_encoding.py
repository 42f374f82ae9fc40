"""What is remembered is made anew for another encoder, while everything else goes on."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from people_in_folders import Slow, draw, people, slow, speak

from persona_assistant.enrolment import (
    BackgroundEncoding,
    count_missing,
    encode_missing,
    enrol,
    media_work,
    works,
)
from persona_assistant.errors import StoreBusy
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Triplet
from persona_assistant.progress import finish


@pytest.fixture
def enrolled(reopen, folder) -> Store:
    people(folder, 2, 30)
    speak(folder / "Person 00" / "hello.wav", 1)
    memory = reopen()
    finish(enrol(memory.people, slow(), folder))
    return memory


def test_everything_is_made_once(enrolled):
    encoders, seen = slow(version=2), []
    assert count_missing(enrolled, works(encoders)) == 61
    done = finish(encode_missing(enrolled, works(encoders)), on_progress=seen.append)
    assert (done.made, done.passed_over, done.cancelled) == (
        {"pictures": 60, "clips": 1},
        (),
        False,
    )
    assert [(p.done, p.total) for p in seen if p.unit == "pictures"] == [(n, 60) for n in range(61)]
    assert {p.stage for p in seen} == {"encoding"}
    again = finish(encode_missing(enrolled, works(encoders)))
    assert count_missing(enrolled, works(encoders)) == 0
    assert again.made == {"pictures": 0, "clips": 0} and len(encoders["image"].seen) == 60


def test_questions_and_additions_go_on_meanwhile(enrolled):
    encoder = slow(0.01, version=2)["image"]
    run = BackgroundEncoding(enrolled, [media_work(encoder)])
    assert run.state == "ready" and run.missing() == 60
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
    run = BackgroundEncoding(enrolled, [media_work(slow(0.005, version=2)["image"])])
    run.start()
    enrolled.people.forget("Person 01")
    assert run.join(30)
    assert len(enrolled.media.vectors("slow-image/2").matrix) == 30 and enrolled.check() == []


def test_cancelling_keeps_what_is_made(enrolled):
    run = BackgroundEncoding(enrolled, [media_work(slow(0.02, version=2)["image"])])
    run.start()
    while run.progress.done < 10:
        time.sleep(0.005)
    run.close()
    made = len(enrolled.media.vectors("slow-image/2").matrix)
    assert run.state == "cancelled" and 10 <= made < 60
    assert run.result.made["pictures"] == made and run.result.cancelled
    rest = [media_work(slow(version=2)["image"])]
    assert count_missing(enrolled, rest) == 60 - made
    assert finish(encode_missing(enrolled, rest)).made["pictures"] == 60 - made


def test_what_an_encoder_finds_nothing_in_is_passed_over_once(enrolled):
    encoder, seen = slow(version=2, blind_to="7.png")["image"], []
    done = finish(encode_missing(enrolled, [media_work(encoder)]), on_progress=seen.append)
    assert done.made == {"pictures": 58} and len(encoder.seen) == 60
    assert done.passed_over == ("7.png: there is nothing to recognise in it",) * 2
    assert seen[-1].done == seen[-1].total == 60


def test_another_process_that_writes_for_a_while_is_waited_for(enrolled, reopen, monkeypatch):
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.05)
    other = reopen()
    other._connections.raw().execute("BEGIN IMMEDIATE")
    run = BackgroundEncoding(enrolled, [media_work(slow(version=2)["image"])])
    run.start()
    assert not run.join(0.5) and run.state == "running"
    other._connections.raw().execute("COMMIT")
    assert run.join(30) and len(enrolled.media.vectors("slow-image/2").matrix) == 60


def test_in_the_foreground_it_is_said_at_once(enrolled, reopen, monkeypatch):
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.05)
    here, other = reopen(), reopen()
    other._connections.raw().execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        finish(encode_missing(here, [media_work(slow(version=2)["image"])]))
    other._connections.raw().execute("ROLLBACK")


def test_what_ends_it_in_the_background_is_raised_by_join(enrolled):
    enrolled.people.add("Eve", [Entry(Triplet(text="x"))])
    encoder = slow(version=2, dim=5)["image"]
    enrolled.media.add_vectors([(1, Vector(encoder.id, np.ones(7, np.float32)))])
    run = BackgroundEncoding(enrolled, [media_work(encoder)])
    run.start()
    with pytest.raises(Exception, match="needs a new id"):
        run.join(30)
    assert run.state == "failed"


def test_a_temporary_memory_is_encoded_where_it_is(memory, folder):
    draw(folder / "Ada" / "a.png", 1)
    finish(enrol(memory.people, slow(), folder))
    run = BackgroundEncoding(memory, [media_work(slow(version=2)["image"])])
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
    finish(enrol(memory.people, slow(), folder))
    text = Slow("text", "slow-text/1")
    everything = works(slow() | {"text": text}, Transcriber())
    assert count_missing(memory, everything) == 4 + 1
    done = finish(encode_missing(memory, everything, workers=4))
    assert done.made == {"pictures": 0, "clips": 0, "recordings": 4, "texts": 5}
    assert {p[0].text for p in memory.passages.transcripts().values()} == {
        f"I spoke for {2 + n} seconds." for n in range(4)
    }
    assert sorted(text.seen) == sorted(
        ["Likes maps.", "Sings well.", *(f"I spoke for {2 + n} seconds." for n in range(4))]
    )
    assert len(memory.passages.vectors("slow-text/1").matrix) == 6
    assert count_missing(memory, everything) == 0


def test_a_run_that_nobody_follows_to_its_end_keeps_what_is_made(enrolled):
    for event in encode_missing(enrolled, [media_work(slow(version=2)["image"])], workers=1):
        if event.done == 7:
            break
    assert len(enrolled.media.vectors("slow-image/2").matrix) == 7
