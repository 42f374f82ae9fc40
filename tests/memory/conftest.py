"""Media made of seeded noise, stores that open without a passphrase, and no keyring of the real
user."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import keyring
import numpy as np
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Clip, Picture, Triplet
from persona_assistant.samples import Sample
from tests.support.keyrings import PocketKeyring


@pytest.fixture(autouse=True)
def no_outside_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", None)
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def pocket() -> PocketKeyring:
    ring = PocketKeyring()
    keyring.set_keyring(ring)
    return ring


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def reopen(home: Path, tmp_path: Path) -> Callable[..., Store]:
    """Opens the store in `home` with a key file (no Argon2: fast), as often as called."""
    opened: list[Store] = []

    def open_it(**options: bool) -> Store:
        opened.append(Store.open(home, key_file=tmp_path / "key", **options))
        return opened[-1]

    yield open_it
    for memory in opened:
        memory.close()


@pytest.fixture
def typed(monkeypatch):
    """A terminal at which these answers are typed; returns the questions that were asked."""

    def at_terminal(*answers: str) -> list[str]:
        terminal, asked, left = io.StringIO(), [], list(answers)
        terminal.isatty = lambda: True
        monkeypatch.setattr("sys.stdin", terminal)
        monkeypatch.setattr(
            "getpass.getpass", lambda question: asked.append(question) or left.pop(0)
        )
        return asked

    return at_terminal


@pytest.fixture
def memory() -> Store:
    with Store.temporary() as memory:
        yield memory


@pytest.fixture
def make() -> type[Make]:
    return Make


class Make:
    """Deterministic noise for every seed."""

    @staticmethod
    def picture(seed: int, size: int = 1000) -> Picture:
        return Picture(np.random.default_rng(seed).bytes(size), 64, 48, f"{seed}.png")

    @staticmethod
    def clip(seed: int, size: int = 500) -> Clip:
        return Clip(np.random.default_rng([seed, 1]).bytes(size), 1.5, f"{seed}.flac")

    @staticmethod
    def vector(seed: int, encoder: str = "image/1", dim: int = 8) -> Vector:
        return Vector(
            encoder, np.random.default_rng([seed, 2]).standard_normal(dim).astype(np.float32)
        )

    @staticmethod
    def sample(seed: int, dim: int = 8) -> Sample:
        random = np.random.default_rng([seed, 3])
        vector, quality = random.standard_normal(dim), random.random(3)
        return Sample(vector.astype(np.float32), quality.astype(np.float32))

    @classmethod
    def entry(cls, seed: int, text: str | None = None, size: int = 1000) -> Entry:
        """Picture, clip and text with both vectors."""
        triplet = Triplet(cls.picture(seed, size), cls.clip(seed), text or f"note number {seed}")
        return Entry(triplet, cls.vector(seed), cls.vector(seed, "voice/1", 4))

    @staticmethod
    def note(text: str) -> Entry:
        return Entry(Triplet(text=text))
