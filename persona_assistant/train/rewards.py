"""What a completion is worth, from its text and its record's label alone.

Every completion has an outcome, and a scheme says what the outcome is worth. The outcomes are those
of the benchmark, told from the same label: somebody or something is there to be named or not, and
the model named it or declined. Perception (yes/no, which person) is decided by rule, a retrieved
answer by a judge, an absent one by `abstention` in the last sentence only, because reasoning before
it may quote the sentence.

    what the label says          answers right   answers wrong   declines
    yes, a person, an answer     TP              wrong           FN
    no, none of them, abstain    -               FP              TN

Yes/no has no "wrong": no is FN. A completion that cannot be read (`unparsed`) or is no language
(`degenerate`) is worth 0 under every scheme. Whatever has no label, no judge or no verdict is an
error and never a 0. `reward_function` takes a whole batch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from persona_assistant import abstention
from persona_assistant.errors import BadInput, JudgeError, RecordError
from persona_assistant.train.degenerate import WORD, degenerate

if TYPE_CHECKING:
    pass

OUTCOMES = ("TP", "TN", "FP", "FN", "wrong", "unparsed", "degenerate")
LABELS = ("yes_no", "index", "answer", "abstain")
"""Types of label that have a reward. Descriptions ("text") are for SFT only."""

# --- what an outcome is worth


@dataclass(frozen=True, slots=True)
class Scheme:
    """The worth of each outcome; `unparsed` and `degenerate` are worth 0. Raises BadInput unless
    being right is worth more than being wrong in every way.

    `fn_end`: what FN is worth from the share `ramp` of the run onwards; on the way there it changes
    evenly.
    """

    name: str
    tp: float = 1.0
    tn: float = 1.0
    fp: float = 0.0
    fn: float = 0.0
    wrong: float = 0.0
    fn_end: float | None = None
    ramp: float = 0.5

    def __post_init__(self) -> None:
        fn_end = self.fn if self.fn_end is None else self.fn_end
        if self.tp <= max(self.fn, fn_end, self.wrong) or self.tn <= self.fp:
            raise BadInput(
                f"scheme {self.name}: being right must be worth more than being wrong: tp = "
                f"{self.tp:g} over wrong = {self.wrong:g}, fn = {self.fn:g}, fn_end = "
                f"{fn_end:g}; tn = {self.tn:g} over fp = {self.fp:g}"
            )
        if min(self.tp, self.tn) <= 0:
            raise BadInput(
                f"scheme {self.name}: tp and tn must be above 0, which is what no answer is worth"
            )
        if not 0 < self.ramp <= 1:
            raise BadInput(
                f"scheme {self.name}: ramp = {self.ramp:g} must be above 0 and at most 1"
            )

    def at(self, progress: float) -> Scheme:
        """As it stands at `progress` (0 at the first step, 1 at the last)."""
        if self.fn_end is None:
            return self
        share = min(1.0, max(0.0, progress) / self.ramp)
        return replace(self, fn=self.fn + share * (self.fn_end - self.fn), fn_end=None)

    def worth(self, outcome: str) -> float:
        if outcome in ("unparsed", "degenerate"):
            return 0.0
        return float(getattr(self, outcome.lower()))

    @property
    def range(self) -> tuple[float, float]:
        """The least and the most a completion can be worth over the whole run."""
        every = [0.0, self.tp, self.tn, self.fp, self.fn, self.wrong]
        every += [] if self.fn_end is None else [self.fn_end]
        return min(every), max(every)


BINARY = Scheme("binary")
"""The paper's: right 1, anything else 0."""

ASYMMETRIC = Scheme("asymmetric", fp=-0.5, fn=-0.5)
"""The release's: TP and TN +1, FP and FN -0.5, all else 0."""

WEIGHTED = Scheme("weighted", fp=0.2, fn=0.3, wrong=0.4, fn_end=0.05)
"""This project's, against models that decline more and more. Not tried on a real model yet.

Why binary rewards over-abstain: on an answerable item a wrong answer and declining are both worth
0, so a group without a single right answer teaches nothing, while every unanswerable item teaches
declining. Here a wrong answer (0.4) is worth more than declining (0.3, falling to 0.05 over the
first half of the run), so that such a group still pulls towards answering. The price is small at
first: declining must be learned, too.

The numbers follow from where declining begins to pay. With probability a that the item is
answerable and p that an answer to an answerable one is right, answering pays when a > u / (u + k),
with u = tn - fp and k = p tp + (1 - p) wrong - fn:

    p       binary   asymmetric   weighted, first step   from mid-run
    0.35    0.74     0.64         0.72                   0.59
    0.50    0.67     0.60         0.67                   0.55
    0.65    0.61     0.57         0.62                   0.52
    0.80    0.56     0.54         0.58                   0.49

It begins as binary and ends near one half whatever p is: a weak model is no longer taught to
decline for being weak. Every worth is above 0 so that unreadable text is never a refuge from being
wrong, as it is under `asymmetric`. There is no weight per class: the trainer divides rewards by
their spread within a group, where a factor for the whole item vanishes; the mixture of the corpus
is where classes are balanced. For the same reason these numbers act in full only with
`scale_rewards` "batch" or "none"."""

SCHEMES: Mapping[str, Scheme] = {scheme.name: scheme for scheme in (BINARY, ASYMMETRIC, WEIGHTED)}


def scheme(name: str, **worth: Any) -> Scheme:
    """A scheme by name with some of its numbers replaced. Raises BadInput."""
    if name not in SCHEMES:
        raise BadInput(f"there is no reward scheme {name!r}; choose from: {', '.join(SCHEMES)}")
    known = {each.name for each in fields(Scheme)} - {"name"}
    if unknown := sorted(set(worth) - known):
        raise BadInput(f"a reward scheme has no {unknown[0]!r}; it has: {', '.join(sorted(known))}")
    return replace(SCHEMES[name], **worth)


# --- reading an answer

_BOXED = re.compile(r"\\boxed\s*\{([^{}]*)\}", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[0-9]{1,3}\s*")
_YES_NO = re.compile(r"(?<![\w'\u2019])(?:yes|no)(?![\w'\u2019])", re.IGNORECASE)


def boxed(index: int | None, contexts: int) -> str:
    """How an index label is written: `\\boxed{1}` for context 0, `\\boxed{K+1}` for none of K
    contexts."""
    return f"\\boxed{{{(contexts if index is None else index) + 1}}}"


def read_yes_no(text: str) -> bool | None:
    """The verdict: the first word, or else the only yes or no of the last line. None when there is
    none, or when these two say opposite things."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    first = WORD.search(text)
    begins = first[0].casefold() if first else ""
    ends = {word.casefold() for word in _YES_NO.findall(lines[-1])}
    if begins not in ("yes", "no"):
        return ends == {"yes"} if len(_YES_NO.findall(lines[-1])) == 1 else None
    opposed = len(lines) > 1 and ends and begins not in ends
    return None if opposed else begins == "yes"


def read_index(text: str, contexts: int) -> int | None:
    """The number in the last `\\boxed{}`, from 1; contexts + 1 is "none of them". None when there
    is no box or it holds anything but one of these numbers."""
    found = _BOXED.findall(text)
    if not found or not _NUMBER.fullmatch(found[-1]):
        return None
    number = int(found[-1])
    return number if 1 <= number <= contexts + 1 else None


# --- one completion


@dataclass(frozen=True, slots=True)
class Reward:
    value: float
    outcome: str
    """One of `OUTCOMES`."""
    why: str


def reward(
    completion: str,
    label: Any,
    contexts: int,
    *,
    scheme: Scheme = BINARY,
    judge: Callable[[str, str], bool] | None = None,
) -> Reward:
    """What `completion` is worth.

    `label` has `type` and `value`, as fields or as keys; `contexts` is how many people the prompt
    showed; `judge(gold, prediction)` is asked about answers to answerable items and about nothing
    else. Raises RecordError for a label that is missing or outside its set, JudgeError without a
    judge or verdict.
    """
    kind, value = _label(label, contexts)
    if why := degenerate(completion):
        return Reward(0.0, "degenerate", why)
    outcome, why = _outcome(completion.strip(), kind, value, contexts, judge)
    return Reward(scheme.worth(outcome), outcome, why)


def _outcome(
    said: str, kind: str, value: Any, contexts: int, judge: Callable[[str, str], bool] | None
) -> tuple[str, str]:
    if kind == "yes_no":
        verdict = read_yes_no(said)
        if verdict is None:
            return "unparsed", "neither yes nor no"
        word = "yes" if verdict else "no"
        return (
            ("TP" if verdict else "FN") if value else ("FP" if verdict else "TN")
        ), f"said {word}"
    if kind == "index":
        number = read_index(said, contexts)
        if number is None:
            return "unparsed", f"no \\boxed{{}} with a number from 1 to {contexts + 1}"
        if number == contexts + 1:
            return ("TN" if value is None else "FN"), "said none of them"
        why = f"said person {number}"
        if value is None:
            return "FP", why
        return ("TP" if number == value + 1 else "wrong"), why
    declined = abstention.is_abstention(said, last_sentence_only=True)
    if kind == "abstain":
        return ("TN", "declined") if declined else ("FP", "answered what is not there")
    if declined:
        return "FN", "declined what is there"
    if judge is None:
        raise JudgeError("an answer cannot be rewarded without a judge: name one in [policy] judge")
    right = judge(value, said)
    if right is True:
        return "TP", "judged right"
    if right is False:
        return "wrong", "judged wrong"
    raise JudgeError(f"the judge gave {right!r}, which is no verdict; try another judge")


_NONE_GIVEN = object()


def _label(label: Any, contexts: int) -> tuple[str, Any]:
    """Type and value. Raises RecordError."""
    if isinstance(label, Mapping):
        kind, value = label.get("type"), label.get("value", _NONE_GIVEN)
    else:
        kind, value = getattr(label, "type", None), getattr(label, "value", _NONE_GIVEN)
    if kind is None:
        raise RecordError("the label is missing: a record needs one with a type and a value")
    if kind not in LABELS:
        raise RecordError(f"label type {kind!r} has no reward; it has for: {', '.join(LABELS)}")
    if value is _NONE_GIVEN and kind != "abstain":
        raise RecordError(f"the label of type {kind!r} has no value")
    if kind == "yes_no" and not isinstance(value, bool):
        raise RecordError(f"a yes_no label is true or false, not {value!r}")
    if kind == "index" and not _within(value, contexts):
        raise RecordError(
            f"an index label is 0 to {contexts - 1}, or null for none of them; not {value!r}"
        )
    if kind == "answer" and not (isinstance(value, str) and value.strip()):
        raise RecordError("an answer label holds the right answer; it is empty")
    return kind, value


def _within(value: Any, contexts: int) -> bool:
    return value is None or (
        isinstance(value, int) and not isinstance(value, bool) and 0 <= value < contexts
    )
