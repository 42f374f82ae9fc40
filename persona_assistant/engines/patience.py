"""How a server in trouble is asked again: later each time, when it says so, and not by all at one
moment."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds throughout."""

    tries: int = 5
    """In all; 1 asks once and no more."""
    first: float = 1.0
    """Doubled with each failure. Chance takes off up to half of it."""
    most: float = 30.0
    told: float = 120.0
    """A server that wants to be left alone for longer than this is given up."""

    def pause(self, failures: int, retry_after: float | None) -> float | None:
        """How long to wait after so many failures; None to give up."""
        if failures >= self.tries:
            return None
        if retry_after is not None:
            return retry_after + random.uniform(0, self.first) if retry_after <= self.told else None
        return min(self.most, self.first * 2 ** (failures - 1)) * random.uniform(0.5, 1)


ONCE = Patience(tries=1)


def retry_after(header: str | None, now: float | None = None) -> float | None:
    """Seconds from now that a Retry-After header asks for, a number or a date; None for none or
    nonsense."""
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
