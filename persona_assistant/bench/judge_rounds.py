"""The same judge once more, to see how far its verdicts differ from one time to the next."""

from __future__ import annotations

from persona_assistant.bench.judges import Judge
from persona_assistant.progress import CancelToken


class Round:
    """The same judge once more: its verdicts are kept apart from those of its other rounds."""

    def __init__(self, judge: Judge, number: int) -> None:
        self._judge, self._number = judge, number
        self.concurrency = judge.concurrency
        self.name = f"{judge.name}, round {number}"
        self.fingerprint = f"{judge.fingerprint}/{number}"

    def check(self) -> None:
        self._judge.check()  # which may settle the name
        self.name = f"{self._judge.name}, round {self._number}"

    def judge(
        self, gold: str, prediction: str, cancel: CancelToken | None = None, *, about: str = ""
    ) -> bool:
        if about:
            return self._judge.judge(gold, prediction, cancel, about=about)
        return self._judge.judge(gold, prediction, cancel)

    def close(self) -> None:
        self._judge.close()
