"""Many people with vectors of real size and media, and all that a store can hold of them.

Usage as a process: crowd.py HOME KEY_FILE NAME... forgets these people one after the other and says
each name when it is done.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np

from persona_assistant.memory import Entry, Store, Transcript, Vector
from persona_assistant.pmg import Clip, ConversationTurn, Picture, Triplet
from persona_assistant.samples import Examination, Sample

IMAGE, VOICE, TEXT = 512, 256, 384
"""Lengths of vectors: faces or pictures, voices, texts."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Member:
    """Somebody, and everything the store was ever told of them. Words are theirs alone."""

    def __init__(self, number: int, seed: int) -> None:
        self.random = random.Random(f"{seed}.{number}")
        self.noise = np.random.default_rng([seed, number])
        self.name = f"{self.word().title()} {self.word().title()}"
        self.texts: list[str] = [self.name]
        self.media: list[bytes] = []
        self.vectors: list[bytes] = []
        self.ids: set[int] = set()

    def word(self) -> str:
        return "".join(self.random.choices(_LETTERS, k=self.random.randint(9, 13)))

    def text(self, words: int) -> str:
        self.texts.append(" ".join(self.word() for _ in range(words)))
        return self.texts[-1]

    def vector(self, encoder: str, size: int) -> Vector:
        values = self.noise.standard_normal(size).astype(np.float32)
        self.vectors.append(values.tobytes())
        return Vector(encoder, values)

    def data(self, low: int, high: int) -> bytes:
        self.media.append(self.noise.bytes(self.random.randint(low, high)))
        return self.media[-1]

    def picture(self) -> Picture:
        return Picture(self.data(3_000, 40_000), 64, 48, f"{self.text(1)}.jpg")

    def faces(self) -> Examination:
        samples = tuple(
            Sample(self.vector("face/1", IMAGE).values, np.zeros(3, np.float32))
            for _ in range(self.random.randint(1, 3))
        )
        return Examination("face/1", samples, 0)

    def entry(self) -> Entry:
        picture = self.picture() if self.random.random() < 0.6 else None
        clip = None
        if self.random.random() < 0.4:
            clip = Clip(self.data(2_000, 30_000), 1.5, f"{self.text(1)}.flac")
        return Entry(
            Triplet(picture, clip, self.text(self.random.randint(4, 60))),
            picture and [self.faces(), self.vector("image/1", IMAGE)],
            clip and self.vector("voice/1", VOICE),
        )

    def needles(self, needles) -> None:
        for text in self.texts:
            needles.text(self.name, text)
        for data in self.media:
            needles.data(self.name, data)
            needles.digest(self.name, data)
        for data in self.vectors:
            needles.data(self.name, data, step=8)


def add(store: Store, member: Member) -> None:
    """One more thing about somebody, of any kind."""
    kind = member.random.random()
    known = store.people.names().values()
    if member.name not in known or kind < 0.6:
        entries = [member.entry() for _ in range(member.random.randint(1, 3))]
        store.people.add(member.name, entries, consent=member.text(3))
    elif kind < 0.7:
        store.media.add_negative(
            member.name, "image", member.picture(), member.vector("image/1", IMAGE)
        )
    elif kind < 0.8:
        store.people.add_alias(member.name, member.text(2))
    elif kind < 0.9:
        talk = store.conversations.begin(member.text(2))
        persona = store.people.get(member.name)
        turn = ConversationTurn(
            "user",
            member.text(12),
            about=(persona.id,),
            attachments=(member.picture(),),
        )
        store.conversations.append(talk.id, turn)
    else:
        store.people.add_external_id(member.name, member.text(1), member.text(1))


def learn(store: Store, members: dict[str, Member]) -> None:
    """What programs make of everything that is new: words of clips, vectors of texts, faces."""
    names = store.people.names()
    owner = {
        media: members[names[persona.id]]
        for persona in store.people.all()
        for triplet in store.media.triplets(persona.id)
        for media in store.media.media_of(triplet.id).values()
    }
    clips = store.passages.without_transcript("ear", limit=1000)
    heard = [(media, Transcript("ear", "en", owner[media].text(20))) for media, _ in clips]
    store.passages.add_transcripts(heard)
    passages = store.passages.without_vector("text/1", limit=5000)
    store.passages.add_vectors(
        [(each, [members[names[each.persona_id]].vector("text/1", TEXT)]) for each in passages]
    )


if __name__ == "__main__":
    with Store.open(Path(sys.argv[1]), key_file=Path(sys.argv[2]), create=False) as memory:
        print("open", flush=True)
        for name in sys.argv[3:]:
            memory.people.forget(name)
            print(name, flush=True)
