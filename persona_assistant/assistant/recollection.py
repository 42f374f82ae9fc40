"""Answers about the user's own past, from what is remembered of them.

Memories are found by the words of the question and by the time it names, which really filters: the
core ones always, of semantic memories four, of episodes and of goals two each. The reader then
finds the answer in them, and the memory is the evidence.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Sequence

from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import written_out
from persona_assistant.language.first_person import own_question
from persona_assistant.language.retold import retold, wished
from persona_assistant.language.statements import news, period
from persona_assistant.language.support import Support, support
from persona_assistant.language.words import sentences, words
from persona_assistant.memory.memories import Memory, MemoryKind
from persona_assistant.pmg import Answer, Edge, Evidence, Note, Outcome
from persona_assistant.reader.moments import moments

SEARCHED: tuple[tuple[MemoryKind, int], ...] = (("semantic", 4), ("procedural", 2), ("episodic", 2))
"""How many memories of each kind a search brings."""
KEPT = "I will remember that "
"""What the answer to a statement begins with."""
_PLAIN: tuple[MemoryKind, ...] = ("core", "semantic", "procedural")
"""What was told, not what a session was about."""
_LATEST = 200
"""Memories that are read where the words of a question find none that answers."""
_PASSED_OVER = 40
"""Memories that may be passed over as not wanted."""
_TOLD = re.compile(
    r"\b(?:did i (?:tell|say|mention)|(?:have|what) i (?:told|said|mentioned)"
    r"|i (?:told|said to) you|(?:do|did) you (?:know|remember) (?:about|of) (?:me|my)"
    r"|do you remember)\b",
    re.I,
)
_ALL = re.compile(
    r"^(?:so,? )?what (?:all )?(?:do|can) you (?:know|remember|tell me) (?:about|of) me\W*$"
    r"|^tell me (?:what|all|everything) you (?:know|remember) (?:about|of) me\W*$",
    re.I,
)
_TOLD_AT_ONCE = 8
"""Memories that are told where all are asked for: the latest."""
_CORE_OF = (
    (re.compile(r"\bmy name\b|\bam i called\b", re.I), "user.name"),
    (re.compile(r"\b(?:do i live|my home)\b", re.I), "user.home"),
    (re.compile(r"\b(?:old am i|my age)\b", re.I), "user.age"),
    (re.compile(r"\b(?:do i work|my (?:job|work))\b", re.I), "user.work"),
)
_WHEN = re.compile(r"^\s*(?:when|(?:in )?(?:what|which) (?:year|month|day))\b", re.I)
_FRAME = frozenset(
    "tell told say said mention mentioned know remember when what where who i me my you"
    " about".split()
)


def retrieve(
    services: Services,
    question: str,
    today: datetime.date | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    leave_out: Callable[[Memory], bool] = lambda _: False,
) -> tuple[Memory, ...]:
    """The memories that a question is about, best first of each kind: of the time between two days
    where one is given, else of the time that it names. `leave_out` says which are not wanted."""
    today = today or datetime.date.today()
    if since is None and until is None:
        since, until = period(question, today) or (None, None)
    timed = since is not None or until is not None
    terms = [each.lower for each in words(question) if each.content and each.lower not in _FRAME]
    if not terms and not timed:
        return ()

    def search(wanted: Sequence[str]) -> list[Memory]:
        found: list[Memory] = []
        for kind, count in SEARCHED:
            if kind not in services.options.kinds:
                continue
            best = services.store.memories.search(
                wanted, kinds=[kind], since=since, until=until, limit=count + _PASSED_OVER
            )
            found += [each for each in best if not leave_out(each)][:count]
        return found

    # The words of the time itself may stand in no memory.
    return tuple(search(terms) or (search([]) if timed else ()))


def asks_of_the_past(question: str) -> bool:
    """Whether a question is about the user, or about what they told."""
    return bool(_TOLD.search(question)) or own_question(question) is not None


def answer(services: Services, question: str) -> Answer | None:
    """The answer to a question about the user's own past; None where nothing is remembered."""
    started = time.perf_counter()
    if not services.has_store or not asks_of_the_past(question):
        return None
    for pattern, name in _CORE_OF if "core" in services.options.kinds else ():
        if pattern.search(question) and (known := _known(services, name)) is not None:
            memory, what = known
            return told(services, what, [memory], started)
    if _ALL.search(question):
        every = _latest(services, ())[-_TOLD_AT_ONCE:]
        return told(services, "", every, started) if every else None
    found = retrieve(services, question)
    if _TOLD.search(question):
        if not found:
            return None
        plain = [each for each in found if each.kind != "episodic"] or list(found)
        return told(services, "", plain, started)
    plain = [each for each in found if each.kind != "episodic"]
    best = (
        read(services, question, plain)
        or read(services, question, found)
        or read(services, question, _latest(services, plain))
    )
    if not best:
        return None
    short = ""
    if _WHEN.search(question):
        times = moments(best[0].text, _day(best[0]))
        short = times[0].text if times else _since(best[0].valid_from)
    return told(services, short, best, started)


def _known(services: Services, name: str) -> tuple[Memory, str] | None:
    """What is known of the user under a name, as it was told last, and the memory it stands on."""
    found = []
    for each in services.store.memories.list(["core", "semantic"]):
        if each.name == name:
            found.append((each, each.text))
        elif each.kind == "semantic" and (new := news(each.text)) is not None and new[0] == name:
            found.append((each, new[1]))
    return max(found, key=lambda each: (each[0].said, each[0].id), default=None)


def _latest(services: Services, but: Sequence[Memory]) -> list[Memory]:
    """What was told last, for a question in other words than the memory."""
    kinds = [kind for kind in _PLAIN if kind in services.options.kinds]
    told = [each for each in services.store.memories.list(kinds) if each not in but]
    return told[-_LATEST:]


def read(services: Services, question: str, memories: Sequence[Memory]) -> list[Memory]:
    """The memory in which the reader finds the answer; none where it finds none."""
    notes = {Note(_with_time(each), _day(each)): each for each in memories}
    reading = services.reader.read(question, list(notes), name="I")
    if not reading.answered:
        return []
    best = reading.found[0]
    unworded = support(question, best.sentence) < Support.SOME
    return [] if unworded and reading.probability < _UNWORDED else [notes[best.note]]


_UNWORDED = 0.85
"""How sure the reader must be of a memory that has none of the question's words, nor like ones."""


def told(services: Services, short: str, memories: Sequence[Memory], started: float) -> Answer:
    """The answer that quotes these memories, after a short one where there is any. `started` is
    when the question was asked, by `time.perf_counter`."""
    seconds = time.perf_counter() - started
    quoted = " ".join(
        f"On {written_out(_day(each))} {_retold(services, each)}" for each in memories
    )
    return Answer(
        text=f"{short}. {quoted}" if short else quoted,
        edge=Edge(Outcome.UNKNOWN, (), 1.0),
        abstained=False,
        reason=None,
        evidence=tuple(Evidence("text", "you", each.text, None, _day(each)) for each in memories),
        seconds=seconds,
        timings={"decide": 0.0, "generate": seconds},
        short=short or memories[0].text,
    )


def noted(text: str) -> Answer:
    """The answer to a turn that states something and asks nothing."""
    wishes = [wished(each) for each in sentences(text)]
    known = [each for each in wishes if each is not None]
    said = " and that ".join(known) if len(known) == len(wishes) else ""
    said = said or f'you said: "{" ".join(text.split())}"'
    return Answer(
        f"{KEPT}{said}{'' if said.endswith(chr(34)) else '.'}",
        Edge(Outcome.UNKNOWN, (), 1.0),
        False,
        None,
        (),
        0.0,
        {},
        (),
    )


def _retold(services: Services, memory: Memory) -> str:
    """What the user said or asked for then, as a sentence. What a model put in other words is not
    told as said."""
    if memory.kind in ("core", "procedural"):
        said = services.store.conversations.said(memory.turns) or (memory.text,)
        holding = [each for text in said for each in sentences(text) if memory.text in each]
        if holding and (clause := retold(holding[-1])) is not None:
            return f"{clause}."
    turns = " ".join(" ".join(services.store.conversations.said(memory.turns)).split())
    in_words = not turns or " ".join(memory.text.rstrip("…").split()) in turns
    return f"{'you said' if in_words else 'you told me, in short'}: {_sentence(memory)}"


def _with_time(memory: Memory) -> str:
    """What it says, with its time where it does not say that itself."""
    when = _since(memory.valid_from)
    if not when or moments(memory.text, _day(memory)):
        return memory.text
    return f"{memory.text.rstrip('.')} ({when})."


def _since(day: str | None) -> str:
    """2024, May 2024 or 17 May 2024."""
    if day is None:
        return ""
    whole = datetime.date.fromisoformat((day + "-01-01")[:10])
    return " ".join(written_out(whole).split()[-len(day.split("-")) :])


def _sentence(memory: Memory) -> str:
    text = " ".join(memory.text.split())
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _day(memory: Memory) -> datetime.date:
    return datetime.datetime.fromisoformat(memory.said).astimezone().date()
