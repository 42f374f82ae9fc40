"""Which notes a language model reads: all where they fit, else the newest and the most relevant.

A person known for years has more notes than a small model's context holds, or than the settings
allow in a prompt. The reader says of each
note how likely it helps to answer; a quarter of the room goes to the newest ones all the same, for
what holds today may use other words than the question. Of a note that is long itself only passages
are taken. Whatever was chosen stands in the order of its dates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from persona_assistant.assistant.longterm.impressions import TOLD_TOKENS
from persona_assistant.assistant.prompt_memories import MEMORY_TOKENS, remembers
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.takeable import takeable, taken
from persona_assistant.assistant.token_estimate import TURN_TOKENS, media_tokens, text_tokens
from persona_assistant.engines.base import Engine, counting
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Context, Note, Query
from persona_assistant.prompt import Part, Prompt, Turn, build_prompt

NEWEST = 1 / 4
"""Share of the room that the newest notes get before any other."""
EARLIER = 1 / 4
"""Share of the window that earlier turns may take."""
LONG, PASSAGE = 1600, 600
"""Characters of a note that is taken by passages, and of such a passage."""
_SPARE = 48
"""Tokens kept free, for what no count includes."""
_GAP = " [...] "


@dataclass(frozen=True, slots=True)
class _Piece:
    """A note of a context, or a passage of one."""

    context: int
    note: int
    start: int
    end: int
    text: str
    tokens: float


def prompt_for(
    services: Services, prompt: Prompt, engine: Engine
) -> tuple[Prompt, tuple[str, ...]]:
    """The prompt as it fits the engine, and a notice of what was left out. Raises EngineError."""
    before = turns_for(prompt.before, engine)
    contexts, notices = contexts_for(services, prompt.query, prompt.contexts, engine, before=before)
    if contexts == prompt.contexts:
        return replace(prompt, before=before), notices
    rebuilt = build_prompt(
        prompt.query, contexts, edge=prompt.edge, wording=prompt.wording, before=before
    )
    return rebuilt, notices


def contexts_for(
    services: Services,
    query: Query,
    contexts: Sequence[Context],
    engine: Engine,
    *,
    before: Sequence[Turn] = (),
) -> tuple[tuple[Context, ...], tuple[str, ...]]:
    """The contexts with the notes that the engine is to read, in the order of their dates, and a
    notice where some were left out. Engines that are not language models get all. Raises
    EngineError."""
    if engine.capabilities.window is None:
        return tuple(contexts), ()
    ordered = tuple(map(in_date_order, contexts))
    budget = _Budget(services, query, ordered, engine, before)
    if budget.holds_all():
        return ordered, ()
    engine.check()  # a server may say only now how much it holds
    if budget.holds_all():
        return ordered, ()
    chosen = budget.choose()
    return chosen, _notices(ordered, chosen)


def turns_for(before: Sequence[Turn], engine: Engine) -> tuple[Turn, ...]:
    """The latest turns that leave room for a question and its notes."""
    able = engine.capabilities
    if able.window is None:
        return tuple(before)
    room, kept = able.window * EARLIER, list[Turn]()
    for turn in reversed(before):
        words = sum(text_tokens(part) for part in turn.parts if isinstance(part, str))
        room -= words + media_tokens(taken(turn.parts, able), able.picture_tokens) + TURN_TOKENS
        if room < 0:
            break
        kept.append(turn)
    return tuple(reversed(kept))


def in_date_order(context: Context) -> Context:
    """Its notes, the oldest first; one without a date stays behind the one it stands behind."""
    keys, latest = [], None
    for note in context.notes:
        latest = note.date or latest
        keys.append((latest is not None, latest.toordinal() if latest else 0))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    if order == list(range(len(keys))):
        return context
    notes = context.notes
    return _with_notes(context, [notes[number] for number in order])


class _Budget:
    """The room that an engine has for the notes of one question."""

    def __init__(
        self,
        services: Services,
        query: Query,
        contexts: Sequence[Context],
        engine: Engine,
        before: Sequence[Turn],
    ) -> None:
        self._services, self._query, self._engine = services, query, engine
        self._contexts, self._before = tuple(contexts), tuple(before)

    def holds_all(self) -> bool:
        return self._fits(self._contexts)

    def choose(self) -> tuple[Context, ...]:
        """The contexts with as many notes as fit."""
        pieces = [list(self._pieces(number)) for number in range(len(self._contexts))]
        sizes = [sum(piece.tokens for piece in each) for each in pieces]
        empty = [_with_notes(context, []) for context in self._contexts]
        room = self._room - self._tokens(empty)
        # The estimate may be far off for a text; what the engine counts is what holds.
        measured = (self._tokens(self._contexts) - self._tokens(empty)) / max(1.0, sum(sizes))
        room = math.floor(room / max(measured, 0.1) * 0.97)
        shares = _shares(sizes, room)
        picks = [
            self._picks(number, each, share)
            for number, (each, share) in enumerate(zip(pieces, shares, strict=True))
        ]
        chosen = self._built(picks)
        while not self._fits(chosen) and any(picks):
            fullest = max(picks, key=lambda pick: sum(piece.tokens for piece in pick))
            del fullest[-max(1, len(fullest) // 20) :]  # the least relevant come last
            chosen = self._built(picks)
        return chosen

    # --- how much there is room for

    @property
    def _room(self) -> int:
        window, options = self._engine.capabilities.window, self._services.options
        assert window is not None
        whole = window - options.max_tokens - _SPARE
        if options.prompt_tokens is None or options.route != "assistant":
            return whole
        kept_free = MEMORY_TOKENS if remembers(self._services) else 0
        kept_free += TOLD_TOKENS if options.personality else 0
        most = options.prompt_tokens - kept_free + text_tokens(self._query.text)
        return min(whole, most)

    def _fits(self, contexts: Sequence[Context]) -> bool:
        prompt = self._prompt(contexts)
        most = sum(len(part.encode("utf-8", "replace")) for part in _texts(prompt.all_parts))
        if most + self._besides(prompt) <= self._room:  # no tokenizer takes more than the bytes
            return True
        return self._tokens(contexts) <= self._room

    def _tokens(self, contexts: Sequence[Context]) -> int:
        prompt = self._prompt(contexts)
        counter = counting(self._engine)
        if counter is not None:
            words = counter.count_tokens(_spoken(prompt))
        else:
            words = sum(map(text_tokens, _texts(prompt.all_parts)))
        return words + self._besides(prompt)

    def _besides(self, prompt: Prompt) -> int:
        media = media_tokens(prompt.all_parts, self._engine.capabilities.picture_tokens)
        return media + TURN_TOKENS * (len(prompt.before) + 2)

    def _prompt(self, contexts: Sequence[Context]) -> Prompt:
        wording = self._services.options.wording
        prompt = build_prompt(self._query, contexts, wording=wording, before=self._before)
        return takeable(prompt, self._engine)[0]

    # --- which notes

    def _pieces(self, number: int) -> Iterator[_Piece]:
        for place, note in enumerate(self._contexts[number].notes):
            for start, end in _passages(note.text):
                text = note.text[start:end]
                yield _Piece(number, place, start, end, text, text_tokens(text) + 2)

    def _picks(self, number: int, pieces: Sequence[_Piece], share: float) -> list[_Piece]:
        """Of one context, in the order in which they matter."""
        if sum(piece.tokens for piece in pieces) <= share:
            return list(pieces)
        relevance = self._relevance(self._contexts[number], pieces)
        newest = list(reversed(range(len(pieces))))
        picked = _filled(newest, pieces, share * NEWEST, stop_at_first=True)
        rest = sorted(set(newest) - set(picked), key=lambda each: (-relevance[each], -each))
        left = share - sum(pieces[each].tokens for each in picked)
        picked += _filled(rest, pieces, left)
        return [pieces[each] for each in picked]

    def _relevance(self, context: Context, pieces: Sequence[_Piece]) -> Sequence[float]:
        notes, question = context.notes, self._query.text
        passages = [replace(notes[each.note], text=each.text) for each in pieces]
        return self._services.reader.relevance(question, passages, name=context.persona)

    def _built(self, picks: Iterable[Sequence[_Piece]]) -> tuple[Context, ...]:
        return tuple(
            _with_notes(context, list(_rejoined(context.notes, pick)))
            for context, pick in zip(self._contexts, picks, strict=True)
        )


def _notices(whole: Sequence[Context], chosen: Sequence[Context]) -> tuple[str, ...]:
    total = sum(len(context.texts) for context in whole)
    left = total - sum(len(context.texts) for context in chosen)
    known = {text for context in whole for text in context.texts}
    cut = sum(text not in known for context in chosen for text in context.texts)
    if left:
        also = f", and of {cut} only passages were taken" if cut else ""
        were = "note was" if total == 1 else "notes were"
        return (f"{left} of {total} {were} left out{also}; they do not fit the model.",)
    if cut:
        return (f"Of {cut} of {total} notes only passages were taken; they do not fit the model.",)
    return ()


# --- notes and their passages


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """Where the passages of a note begin and end; a note of common length is one."""
    cuts = list(_cuts(text)) if len(text) > LONG else []
    start = 0
    for cut, following in pairwise([*cuts, len(text)]):
        if following - start > PASSAGE and cut > start:
            yield start, cut
            start = cut
    yield start, len(text)


def _cuts(text: str) -> Iterator[int]:
    """Where a passage may begin: with a sentence, and inside one that is too long for a passage."""
    at = 0
    for sentence in sentences(text):
        begin = text.index(sentence, at)
        at = begin + len(sentence)
        yield from range(begin, at, PASSAGE)


def _rejoined(notes: Sequence[Note], pieces: Iterable[_Piece]) -> Iterator[Note]:
    """The notes again, with a mark where passages are missing."""
    kept: dict[int, list[_Piece]] = {}
    for piece in sorted(pieces, key=lambda each: (each.note, each.start)):
        kept.setdefault(piece.note, []).append(piece)
    for number, parts in kept.items():
        note, text = notes[number], parts[0].text
        for one, other in pairwise(parts):
            text += other.text if one.end == other.start else _GAP + other.text
        yield replace(note, text=text)


def _with_notes(context: Context, notes: Sequence[Note]) -> Context:
    return replace(
        context,
        texts=tuple(note.text for note in notes),
        dates=tuple(note.date for note in notes),
        triplets=tuple(note.triplet_id for note in notes),
    )


# --- sharing room


def _shares(sizes: Sequence[float], room: float) -> list[float]:
    """Everybody gets the same room; what somebody does not need goes to the others."""
    shares = [0.0] * len(sizes)
    left = max(0.0, room)
    for done, number in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        shares[number] = min(sizes[number], left / (len(sizes) - done))
        left -= shares[number]
    return shares


def _filled(
    order: Iterable[int], pieces: Sequence[_Piece], room: float, *, stop_at_first: bool = False
) -> list[int]:
    """As many pieces as fit, in this order."""
    picked = []
    for number in order:
        if pieces[number].tokens <= room:
            picked.append(number)
            room -= pieces[number].tokens
        elif stop_at_first:
            break
    return picked


# --- parts of a prompt


def _texts(parts: Iterable[Part]) -> Iterator[str]:
    return (part for part in parts if isinstance(part, str))


def _spoken(prompt: Prompt) -> Prompt:
    """Its words alone, as one turn after another."""
    before = tuple(
        Turn(turn.role, parts) for turn in prompt.before if (parts := tuple(_texts(turn.parts)))
    )
    return replace(prompt, parts=tuple(_texts(prompt.parts)), before=before, head=0)
