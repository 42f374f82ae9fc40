"""The former names of `cli.progress`, until every command has moved."""

from __future__ import annotations

from typing import Any

from persona_assistant.cli.progress import ProgressLine
from persona_assistant.progress import Progress

_STAGES = {"answer": "answering", "judge": "judging", "media": "putting in pictures and clips"}


def watching(headline: str = "so far") -> Watching:
    return Watching(headline)


class Watching(ProgressLine):
    def __init__(self, headline: str) -> None:
        super().__init__(None, _STAGES, quiet=False)
        self._headline = headline

    def __call__(self, progress: Any) -> None:
        if not isinstance(progress, Progress):
            progress = self._converted(progress)
        super().__call__(progress)

    def _converted(self, moment: Any) -> Progress:
        values = {"errors": float(moment.errors)}
        if moment.headline is not None:
            values[self._headline] = moment.headline
        if moment.tokens and moment.seconds > 0:
            values["tokens/s"] = moment.tokens / moment.seconds
        worked = moment.done - moment.reused
        return Progress(
            moment.stage, moment.done, moment.total, "", moment.seconds, worked, values=values
        )
