"""What a score is worth depends on the samples that gave it.

A cosine of .5 between two large, sharp faces says much; between two small and blurred ones it says
little. So the line from cosine to log-likelihood ratio is conditioned on the quality of both
samples, by quality measure functions (Mandasari et al., 2013, "Quality measure functions for
calibration of speaker recognition systems in various duration conditions"):

    LLR = (slope + u·(q - n) + v·(e - n)) cosine + intercept + w·(q - n) + z·(e - n)

where q is the quality of the query's sample, e that of the exemplar and n the neutral one, for
which the plain line holds. The two sides are separable: a query costs two dot products, however
many exemplars there are. One measure of the query may multiply the whole ratio (`fading`): where it
is 0 nothing can be told, and the evidence is nil whatever the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SIDES = ("slope_query", "intercept_query", "slope_exemplar", "intercept_exemplar")


@dataclass(frozen=True, eq=False)
class Conditions:
    """Coefficients (k,) of `names`, the quality measures of one encoder."""

    names: tuple[str, ...]
    neutral: NDArray[np.float64]
    slope_query: NDArray[np.float64]
    intercept_query: NDArray[np.float64]
    slope_exemplar: NDArray[np.float64]
    intercept_exemplar: NDArray[np.float64]
    fading: str | None = None
    """The measure, from 0 to 1, that multiplies the ratio."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Conditions:
        """As `as_document` has it. Raises KeyError, TypeError, ValueError."""
        names = tuple(document["names"])
        columns = {
            part: np.array([float(document[part][name]) for name in names])
            for part in ("neutral", *_SIDES)
        }
        if not all(np.isfinite(column).all() for column in columns.values()):
            raise ValueError("a condition is not finite")
        fading = document.get("fading")
        if fading is not None and fading not in names:
            raise ValueError(f"no measure is called {fading!r}")
        return cls(names, fading=fading, **columns)

    def as_document(self) -> dict[str, Any]:
        parts = {
            part: dict(zip(self.names, getattr(self, part).round(5).tolist(), strict=True))
            for part in ("neutral", *_SIDES)
        }
        fading = {} if self.fading is None else {"fading": self.fading}
        return {"names": list(self.names), **fading, **parts}

    def line(
        self,
        slope: float,
        intercept: float,
        query: NDArray[Any] | None,
        exemplars: NDArray[Any] | None,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Slope and intercept for samples of quality `query` (..., k) and `exemplars` (..., k), in
        the shape that these broadcast to. None, and NaN for a single measure, is neutral."""
        q, e = self._difference(query), self._difference(exemplars)
        steep = slope + q @ self.slope_query + e @ self.slope_exemplar
        level = intercept + q @ self.intercept_query + e @ self.intercept_exemplar
        share = self._share(query)
        return share * np.maximum(steep, 0.0), share * level

    def _share(self, query: NDArray[Any] | None) -> NDArray[np.float64]:
        if query is None or self.fading is None:
            return np.ones(())
        told = np.asarray(query, np.float64)[..., self.names.index(self.fading)]
        return np.clip(np.nan_to_num(told, nan=1.0), 0.0, 1.0)

    def _difference(self, quality: NDArray[Any] | None) -> NDArray[np.float64]:
        if quality is None:
            return np.zeros(len(self.names))
        return np.nan_to_num(np.asarray(quality, np.float64) - self.neutral)
