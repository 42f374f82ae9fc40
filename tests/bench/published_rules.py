"""What the benchmarks' papers and releases lay down, written out here.

Nothing in this file is read from the code under test: where the code departs from a published rule,
a test must fail.
"""

from __future__ import annotations

ABSTENTION_SENTENCE = "I cannot determine that from the provided context."

ABSTENTION_MARKERS = (
    "cannot determine",
    "cannot be determined",
    "not enough information",
    "insufficient information",
    "cannot answer",
    "unable to determine",
    "don't know from",
    "do not know from",
    "the provided context does not",
    "not provided in the context",
    "no information in the context",
    "context does not contain",
    "cannot identify",
    "i cannot tell",
)
"""Omni-Persona, arXiv 2605.09996, table S.11."""

GROUPS = {
    "visual_identity": "I2I",
    "voice_identity": "A2A",
    "same_modal_semantic": "T2T",
    "cross_modal_semantic_bridge": "T2Any",
}
"""Omni-Persona's scenarios, and their groups in the paper's tables."""

TASKS = {
    "I2I": (
        "visual_to_appearance",
        "visual_to_bio",
        "visual_to_dialogue",
        "visual_to_emotion",
        "visual_to_environment",
    ),
    "A2A": (
        "voice_to_bio",
        "voice_to_dialogue",
        "voice_to_emotion",
        "voice_to_environment",
        "voice_to_image",
    ),
    "T2T": (
        "semantic_to_appearance",
        "semantic_to_bio",
        "semantic_to_emotion",
        "semantic_to_environment",
    ),
    "T2Any": (
        "dialogue_to_bio",
        "dialogue_to_emotion",
        "dialogue_to_environment",
        "dialogue_to_image",
    ),
}

MEAN_OF_NINE = (
    "Overall",
    "Ans",
    "Unans",
    "Abs-F1",
    "ROUGE-L",
    "Tok-F1",
    "BERTScore",
    "1-FA",
    "TA",
)
"""The metrics whose mean is the paper's Avg."""

MMPB_ATTRIBUTES = ("human", "animal", "object", "character")
MMPB_TASKS = {
    "awareness": "Awareness",
    "overconcept": "Appropriateness",
    "inconsistency": "Coherency",
}
"""MMPB (arXiv 2509.22820), by the word in its table."""
MMPB_YES = ("yes", "y", "yeah", "yep", "sure", "affirmative", "ok", "okay")
MMPB_NO = ("no", "n", "nope", "nah", "negative")
"""First words that the release reads as an answer."""
