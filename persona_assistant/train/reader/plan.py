"""How a reader is trained, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    epochs: int = 2
    batch: int = 8
    rate: float = 8e-5
    """Of the published weights, at its highest."""
    head_rate: float = 1e-3
    warm_up: float = 0.06
    """Share of the steps in which the rate rises."""
    steady: float = 0.4
    """Share of the steps after which it falls, to nearly nothing at the end. Another run goes on
    from the weights of before the fall."""
    edges: float = 0.25
    """What the words of an answer count beside its sentence."""
    misspelled: float = 0.12
    """Share of the questions."""
    named: float = 0.6
    """Share of the questions that name the person where they say "she" in the corpus."""
    generated: int = 1500
    """Questions in the wordings of benchmarks that are added to those of the corpus."""
    beside: int = 2500
    """Questions on sentences laid side by side that are made of those of the corpus."""
    left_out: float = 0.25
    """Share of the notes of a person with several that a question is put without."""
    parted: float = 0.3
    """Share of the questions on one note that are put to parts of it, as notes of their own."""
    easy: float = 1.0
    """Share that is kept of the questions which the reader it goes on from surely gets right."""
    share: float = 1.0
    """Of the corpus, drawn anew for this run."""
    frozen: int = 0
    """Lowest layers that stay as published."""
    seed: int = 0
