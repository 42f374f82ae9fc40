"""The kinds of corpora, and what each is made of.

    sft-1k     verification and localization, by face and by voice
    sft-10k    twelve tasks: these, speakers in another mood and in conversation, sounds,
               transcripts, descriptions
    rlvr-1k    verification, localization and text QA
    rlvr-mix   localize : verify : text QA = 30 : 30 : 40,
               text QA answerable : unanswerable = 1 : 0.6

`heldout` is none of them: it holds questions of the benchmark, to measure with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from persona_assistant.train.corpus.records import SFT_1K, SFT_10K

CONTEXTS = 3
"""People in a question."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a corpus is made of."""

    count: int
    weights: Mapping[str, float]
    """Task -> its share."""
    answerable: float = 0.6
    """Of text QA."""
    absent_persona: float = 0.3
    """Of text QA that shows or plays somebody; what is left asks for an absent attribute."""


KINDS: dict[str, Kind] = {
    "sft-1k": Kind(1_000, dict.fromkeys(SFT_1K, 1)),
    "sft-10k": Kind(10_000, dict.fromkeys(SFT_10K, 1)),
    "rlvr-1k": Kind(1_000, dict.fromkeys((*SFT_1K, "text_qa"), 1)),
    "rlvr-mix": Kind(
        1_000,
        {**dict.fromkeys(SFT_1K, 15), "text_qa": 40},
        answerable=1 / 1.6,
        absent_persona=0.225,
    ),
}
