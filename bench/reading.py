"""How well everyday questions are answered, on reading sets.

    python bench/reading.py [FILE...] [--json] [--show wrong] [--model GGUF [--threads N]]

Each world of a set becomes a fresh store, opened, filled and asked as the library does: who is
meant, reading, lists and typed facts are all in the figures. Without files, the sets of
tests/reading are asked. Forms of a set, and what they hold: tests/reading/README.md.

everyday sets     of the answerable questions how many were answered right, wrong, or declined, and
                  how many short answers are right without their sentence; of the unanswerable ones
                  how many were declined (TA); of all, what was right and what was wrong.
sentence sets     1-FA, the answerable questions that were answered; TA; and the answerable ones
                  whose answer stands on the very sentence. A picture of the person comes with
                  every question; "by words" is how many described people are found without it.

--model has a language model in llama.cpp answer instead of the default engine.
--show lists what went wrong. It is refused for a set that is kept out: nobody works on what a
kept-out set asks.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.everyday import (  # noqa: E402
    BadSet,
    EverydaySet,
    Person,
    Question,
    Said,
    Verdict,
    World,
    judge,
    load,
    short_is_right,
)
from bench.wording import words  # noqa: E402
from persona_assistant import Answer, Assistant, Settings, open_assistant  # noqa: E402
from persona_assistant.errors import BadInput  # noqa: E402
from persona_assistant.media import load_image  # noqa: E402

SETS = ROOT / "tests" / "reading"
FACES = ROOT / "memory_store" / "demo" / "people"
KEPT_OUT = ("heldout", "watched")
"""Sentence sets that nobody reads."""

ALL = "all"


@dataclass(frozen=True)
class Miss:
    """A question that was answered wrong or wrongly declined, for people who work on a set."""

    kind: str
    question: str
    verdict: str
    said: str
    wanted: str


@dataclass(frozen=True)
class Result:
    form: str
    counts: Mapping[str, Counter[str]]
    """By kind, and of all."""
    misses: Sequence[Miss]
    kept_out: bool


# --- asking


ENGINE: dict[str, Any] = {}
"""Settings of the engine, where it is not the default one."""


@contextmanager
def memory(user: str = "Me") -> Iterator[Assistant]:
    """An empty memory of its own, with the settings as they are shipped. `user` is the name
    under which the user's own notes are kept."""
    with tempfile.TemporaryDirectory(prefix="persona-assistant-reading-") as place:
        home = Path(place)
        settings = Settings(store=home / "store", key_file=home / "key", me=user, **ENGINE)
        with open_assistant(settings) as assistant:
            yield assistant


def remember(assistant: Assistant, person: Person) -> None:
    texts, dates = (each.text for each in person.notes), (each.date for each in person.notes)
    # Two people of a set may have one name.
    persona = assistant.add(person.name, texts=texts, dates=dates, same=False)
    if person.aliases:
        assistant.edit(persona.uid, aliases=person.aliases)


def ask(assistant: Assistant, question: Question) -> Said:
    """A question that is refused as bad input is answered wrong."""
    try:
        return answered(assistant, question)
    except BadInput as error:
        print(f"[{question.kind}] refused: {error.code}", file=sys.stderr)
        return Said(False)


def answered(assistant: Assistant, question: Question) -> Said:
    if not question.turns:
        return said(assistant.ask(question.question))
    conversation = assistant.conversation()
    for turn in question.turns:
        conversation.ask(turn)
    return said(conversation.ask(question.question))


def said(answer: Answer) -> Said:
    sentences = [each.detail for each in answer.evidence if each.modality == "text"]
    several = [each.name for each in answer.people]
    one = [answer.edge.persona] if answer.edge.persona is not None else []
    short = answer.short or answer.text
    return Said(answer.abstained, short, tuple(sentences), tuple(several or one))


# --- everyday sets


def everyday(found: EverydaySet, today: datetime.date) -> Result:
    counts: dict[str, Counter[str]] = {ALL: Counter()}
    misses = []
    for world in found.worlds:
        for question, told in asked(world):
            verdict = judge(question, told, today)
            kind = "answerable" if question.answerable else "unanswerable"
            names = [kind, f"{kind} {verdict}"]
            if question.answerable and short_is_right(question, told, today):
                names.append("short right")
            for of in (question.kind, ALL):
                counts.setdefault(of, Counter()).update(names)
            good = Verdict.RIGHT if question.answerable else Verdict.DECLINED
            if verdict is not good:
                text = " | ".join(dict.fromkeys((told.short, *told.sentences)))
                wanted = "; ".join(map(str, (*question.accept, *question.people)))
                asked_for = " > ".join((*question.turns, question.question))
                wanted = wanted if question.answerable else "to be declined"
                misses.append(Miss(question.kind, asked_for, verdict, text, wanted))
    return Result("everyday", counts, misses, found.kept_out)


def asked(world: World) -> Iterator[tuple[Question, Said]]:
    user = next((each.name for each in world.people if each.user), "Me")
    with memory(user) as assistant:
        for person in world.people:
            remember(assistant, person)
        for question in world.questions:
            yield question, ask(assistant, question)


# --- sentence sets


def sentences(worlds: Sequence[Mapping[str, Any]], kept_out: bool) -> Result:
    """Four people with one note each, known by a picture of the demo."""
    counts: dict[str, Counter[str]] = {ALL: Counter()}
    misses = []
    for world in worlds:
        people = world["people"]
        faces = [load_image(FACES / f"{at:02d}_1.jpg") for at in range(1, len(people) + 1)]
        with memory() as assistant:
            for person, face in zip(people, faces, strict=True):
                assistant.add(person["name"], texts=[person["text"]], images=[face])
            for question in world["questions"]:
                target = question["target"]
                answer = assistant.ask(question["question"], image=faces[target])
                kind = "answerable" if question["sentence"] else "unanswerable"
                names = [kind, "shown"] if answer.edge.persona == people[target]["name"] else [kind]
                if question["kind"] == "described":
                    edge = assistant.who(question["question"])
                    found = edge.persona == people[target]["name"]
                    names += ["described", "by words"] if found else ["described"]
                right = not answer.abstained and stands_on(answer, question["sentence"])
                names += [f"{kind} declined" if answer.abstained else f"{kind} answered"]
                names += ["right sentence"] if right else []
                for of in (question["group"], question["kind"], ALL):
                    counts.setdefault(of, Counter()).update(names)
                if right if question["sentence"] else answer.abstained:
                    continue
                verdict = Verdict.DECLINED if answer.abstained else Verdict.WRONG
                wanted = question["sentence"] or "to be declined"
                misses.append(
                    Miss(question["group"], question["question"], verdict, answer.text, wanted)
                )
    return Result("sentence", counts, misses, kept_out)


def stands_on(answer: Answer, sentence: str | None) -> bool:
    """Whether an answer stands on a sentence: a note may be cut into sentences another way."""
    if sentence is None:
        return False
    told = said(answer)
    gold = " ".join(words(sentence))
    texts = [" ".join(words(each)) for each in (told.sentences or (told.short,))]
    return any(each and (each in gold or gold in each) for each in texts)


# --- tables


EVERYDAY = {
    "right": ("answerable right", "answerable"),
    "wrong": ("answerable wrong", "answerable"),
    "declined": ("answerable declined", "answerable"),
    "short": ("short right", "answerable"),
    "TA": ("unanswerable declined", "unanswerable"),
}
SENTENCE = {
    "1-FA": ("answerable answered", "answerable"),
    "TA": ("unanswerable declined", "unanswerable"),
    "sentence": ("right sentence", "answerable"),
    "by words": ("by words", "described"),
    "shown": ("shown", "n"),
}


def figures(result: Result) -> dict[str, dict[str, float | int | None]]:
    """By kind: how many questions, how many of them answerable, and percentages."""
    columns = EVERYDAY if result.form == "everyday" else SENTENCE
    table: dict[str, dict[str, float | int | None]] = {}
    for kind, counts in result.counts.items():
        counts = Counter(counts)
        counts["n"] = counts["answerable"] + counts["unanswerable"]
        row: dict[str, float | int | None] = {"n": counts["n"], "answerable": counts["answerable"]}
        row |= {name: percent(counts[part], counts[of]) for name, (part, of) in columns.items()}
        if result.form == "everyday":
            good = counts["answerable right"] + counts["unanswerable declined"]
            bad = counts["answerable wrong"] + counts["unanswerable wrong"]
            row |= {"all right": percent(good, counts["n"])}
            row |= {"all wrong": percent(bad, counts["n"])}
        table[kind] = row
    return table


def percent(part: int, of: int) -> float | None:
    return round(100 * part / of, 1) if of else None


def show(name: str, result: Result) -> None:
    table = figures(result)
    columns = list(table[ALL])
    print(f"\n{name}" + (" (kept out)" if result.kept_out else ""))
    print(f"{'':22}" + "".join(f"{column:>11}" for column in columns))
    for kind in (*sorted(each for each in table if each != ALL), ALL):
        cells = ("" if value is None else value for value in table[kind].values())
        print(f"{kind:22}" + "".join(f"{cell:>11}" for cell in cells))


# --- the run


def measure(path: Path, today: datetime.date) -> Result:
    """Raises BadSet."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(document, list):
        return sentences(document, path.stem in KEPT_OUT)
    return everyday(load(path), today)


def is_kept_out(path: Path) -> bool:
    document = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(document, list):
        return path.stem in KEPT_OUT
    return bool(document.get("kept_out"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--show", choices=("wrong",), help="list what went wrong")
    parser.add_argument("--model", help="a GGUF file or an installed name")
    parser.add_argument("--threads", type=int, help="of the model")
    asked_for = parser.parse_args()
    if asked_for.model:
        ENGINE.update(engine="llama", model=asked_for.model, threads=asked_for.threads)
    files = asked_for.files or [
        path for path in sorted(SETS.glob("*.json")) if path.stem != "heard"
    ]
    if asked_for.show and (hidden := [path.name for path in files if is_kept_out(path)]):
        print(f"{', '.join(hidden)}: kept out, so --show is refused.", file=sys.stderr)
        return 2
    today = datetime.date.today()
    document: dict[str, Any] = {}
    for path in files:
        try:
            result = measure(path, today)
        except BadSet as error:
            print(error, file=sys.stderr)
            return 1
        document[path.stem] = figures(result)
        if not asked_for.json:
            show(path.name, result)
        for miss in result.misses if asked_for.show else ():
            print(f"[{miss.kind}] {miss.verdict}: {miss.question}")
            print(f"    said    {miss.said}\n    wanted  {miss.wanted}")
    if asked_for.json:
        print(json.dumps(document, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
