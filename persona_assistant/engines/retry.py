"""How a server in trouble is asked again: later each time, as it says itself, and not by all
clients at one moment."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Seconds throughout."""

    attempts: int = 5
    """In all; 1 asks once and no more."""
    first_delay: float = 1.0
    """Doubled with each failure. Chance takes off up to half of it."""
    max_delay: float = 30.0
    max_retry_after: float = 120.0
    """A server that asks for a longer pause than this is given up."""

    def delay(self, failures: int, retry_after: float | None) -> float | None:
        """How long to wait after so many failures; None to give up."""
        if failures >= self.attempts:
            return None
        if retry_after is not None:
            jitter = random.uniform(0, self.first_delay)
            return retry_after + jitter if retry_after <= self.max_retry_after else None
        backoff = self.first_delay * 2.0 ** (failures - 1)
        return min(self.max_delay, backoff) * random.uniform(0.5, 1)


NO_RETRY = RetryPolicy(attempts=1)


def retry_after(header: str | None, now: float | None = None) -> float | None:
    """Seconds from `now` that a Retry-After header asks for, as a number or a date; None for none
    or nonsense."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            when = parsedate_to_datetime(header)
        except ValueError:
            return None
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        seconds = when.timestamp() - (time.time() if now is None else now)
    return max(0.0, seconds) if seconds == seconds else None
