"""Under what a verdict is kept, and what a judge is told of a question beside the two answers."""

from __future__ import annotations

from persona_assistant.bench.log import key_of
from persona_assistant.bench.suite import Case


def about(case: Case) -> str:
    """The question and the benchmark's rule for it; empty where the benchmark has none, and the
    judge sees the answers alone."""
    rule = case.facts.get("rule")
    return f"The question was:\n{case.question}\n\nHow to grade it: {rule}" if rule else ""


def verdict_key(judge: str, fingerprint: str, case: Case, prediction: str) -> str:
    told = {"about": text} if (text := about(case)) else {}
    return key_of(
        judge=judge, fingerprint=fingerprint, gold=case.gold, prediction=prediction, **told
    )
