"""What the child does with a loaded model: prompts to answers, computing nothing it already has.

A medium's soft tokens come from this process, else from what the parent kept, else from the
projector; keys and values from the live sequence, else from a state the parent kept, else from
computing. All ways give the same logits bit for bit.
"""

from __future__ import annotations

import codecs
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from persona_assistant.engines.base import FinishReason, GenerateOptions
from persona_assistant.engines.llama import soft_tokens, states
from persona_assistant.engines.llama.faults import LoadFailed, Refused
from persona_assistant.engines.llama.frames import Buffer
from persona_assistant.engines.llama.native import Native, StopFlag
from persona_assistant.engines.llama.plan import Batch, Plan, chain, make_plan
from persona_assistant.engines.llama.projector import Prepared, Projector, capabilities
from persona_assistant.engines.llama.sampler import Sampler
from persona_assistant.engines.llama.sequence import LiveSequence
from persona_assistant.engines.llama.soft_tokens import Damaged, Medium
from persona_assistant.engines.llama.vocabulary import Vocabulary
from persona_assistant.engines.stop_strings import StopStrings

_KEPT_BYTES = 512 << 20
"""Soft tokens kept in this process: about 180 pictures of 280 tokens x 2560 numbers."""


class Parent(Protocol):
    """What the child may ask of the process that started it."""

    def medium(self, key: str, *, raw: bool) -> tuple[dict[str, Any], bytes]:
        """{"kind": "soft"} and stored soft tokens, or {"kind": "image" | "audio", "shape"} and raw
        bytes."""
        ...

    def state(self, keys: Sequence[str]) -> tuple[int, bytes] | None:
        """The first of these states that is kept: its index and bytes."""
        ...

    def keep(self, kind: str, key: str, about: Sequence[int], data: list[Buffer]) -> None:
        """Hand over "soft tokens" or a "kv state" to be kept."""
        ...

    def unwanted(self, medium: str | None) -> bool:
        """Whether to stop: cancelled, or another request waits that does not need `medium`
        encoded."""
        ...


class Session:
    """Raises LoadFailed."""

    def __init__(
        self,
        *,
        model: str,
        projector: str | None,
        n_ctx: int,
        image_tokens: int,
        threads: int | None,
        fingerprint: str,
        version: str,
        projector_seconds: float,
        stop: StopFlag,
        parent: Parent,
    ) -> None:
        self._native = Native(model, n_ctx, image_tokens, threads, stop)
        self._vocabulary = Vocabulary(self._native.model)
        self._projector_path, self._image_tokens = projector, image_tokens
        self._projector: Projector | None = None
        self._projector_seconds = projector_seconds
        self._parent = parent
        self._sequence = LiveSequence(self._native)
        self._media: dict[str, Medium] = {}
        self._soft: OrderedDict[str, np.ndarray] = OrderedDict()
        self._prepared: dict[str, Prepared] = {}
        self._kept: set[str] = set()
        self._taken: dict[str, tuple[list[int], list[Buffer]]] = {}
        self._to_take: tuple[str, list[int], int] | None = None
        self._origin = "|".join((states.FORMAT, fingerprint, version, str(self._native.batch_size)))
        sees, hears = capabilities(projector) if projector else (False, False)
        turns = self._vocabulary.family
        self.info = {
            **self._native.describe(),
            "chat_template": turns,
            "image": sees,
            "audio": hears,
        }
        self.begin({})

    # --- a request begins and ends ---------------------------------------------------------------

    def begin(self, keep: Mapping[str, list[int]]) -> None:
        """`keep`: keys of media whose soft tokens the parent keeps, and the personas they tell
        of."""
        self._keep = keep
        self.counts = dict.fromkeys(
            ("reused", "restored", "computed", "encoded", "answer_tokens"), 0
        )
        self.finish_reason: FinishReason = "stop"
        self._native.clock.seconds.clear()

    @property
    def seconds(self) -> dict[str, float]:
        """Spent inside llama.cpp since `begin`: load (projector), encode, restore, state, prefill,
        decode."""
        return dict(self._native.clock.seconds)

    def end(self) -> None:
        """Let go of what only this request needed."""
        for prepared in self._prepared.values():
            prepared.free()
        self._prepared.clear()

    def projector_seconds_left(self) -> float | None:
        """How long the projector may still stay unused; None when there is none."""
        if self._projector is None:
            return None
        return max(0.0, self._projector.last_used + self._projector_seconds - time.monotonic())

    def rest(self) -> None:
        """Let go of a projector that was not used for a while."""
        if self._projector is not None and self.projector_seconds_left() == 0:
            self._projector.close()
            self._projector = None

    def forget(self) -> None:
        """Let go of all media and of all that was computed."""
        self._sequence.clear()
        self._soft.clear()
        self._media.clear()
        self._taken.clear()
        self._kept.clear()
        self._to_take = None

    # --- prompts ---------------------------------------------------------------------------------

    def plan(self, parts: Sequence[dict[str, Any]], head: int) -> Plan:
        """Take a prompt apart. Raises Refused, LoadFailed, Stopped."""
        plan = make_plan(
            parts,
            head,
            self._vocabulary,
            lambda part: self._medium(part["key"]),
            self._native.batch_size,
        )
        if not self._prepared:
            self.rest()
        return plan

    def refuse_long(self, plan: Plan, max_tokens: int) -> None:
        """Raise Refused when prompt and answer do not fit into the context together."""
        if plan.tokens + max_tokens > self._native.n_ctx:
            raise Refused(
                f"The prompt takes {plan.tokens} tokens and the answer up to {max_tokens}, but the context "
                f"holds {self._native.n_ctx}: ask with fewer people (--top-k), smaller pictures or a larger "
                "context."
            )

    def advance(
        self, plan: Plan, upto: int, saves: Sequence[tuple[int, list[int]]] = (), *, logits: bool
    ) -> None:
        """Bring the live sequence to the first `upto` batches of the plan; with `logits`, of the
        last.

        `saves`: numbers of batches at which the state is worth keeping, with the personas it tells
        of; the longest is taken by `states_to_keep`. Raises Stopped; what was computed until then
        stays.
        """
        batches = plan.batches[:upto]
        keys = chain(batches, self._origin)
        # The last batch is computed in any case: its logits are not among what is kept.
        reusable = upto - 1 if logits else upto
        done = self._cut_back(min(self._sequence.common(batches), reusable))
        self.counts["reused"] = sum(batch.count for batch in batches[:done])
        done = (
            self._restore(batches, keys, [n for n in plan.ends.values() if done < n <= reusable])
            or done
        )
        wanted = {n: about for n, about in saves if 0 < n <= upto and keys[n - 1] not in self._kept}
        longest = max((n for n, _ in saves), default=0)
        if longest in wanted and longest <= done:
            self._to_take = (keys[longest - 1], wanted[longest], longest)
        for number in range(done, upto):
            self._compute(plan, batches[number], logits and number == upto - 1)
            if (reached := number + 1) in wanted:
                self._to_take = (keys[number], wanted[reached], reached)
                if reached < longest:
                    self._take()

    def logits(self) -> np.ndarray:
        """After `advance` with logits: float32 (vocabulary,)."""
        return self._native.logits().copy()

    def answer(self, options: GenerateOptions) -> Iterator[str]:
        """After `advance` with logits: the answer, one text (possibly empty) per token.

        Ends at an end token, before a stop string or after `max_tokens`; `finish_reason` says
        which. Raises Stopped.
        """
        utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        stop = StopStrings(options.stop)
        self.finish_reason = "length"
        with Sampler(options, self._vocabulary) as sampler:
            for count in range(options.max_tokens):
                token = sampler.token(self._native.logits())
                if self._vocabulary.ends(token):
                    self.finish_reason = "stop"
                    break
                self.counts["answer_tokens"] += 1
                yield stop.feed(utf8.decode(self._vocabulary.bytes_of(token)))
                if stop.found:
                    break
                if count + 1 < options.max_tokens:
                    self._sequence.say(token, count)
        yield stop.feed(utf8.decode(b"", final=True)) + stop.finish()
        if stop.found:
            self.finish_reason = "stop"

    def encode(self, key: str) -> None:
        """Have a medium's soft tokens and hand them over to a parent that does not have them (any
        more)."""
        self._kept.discard(key)
        self._medium(key)
        self._soft_of(key)

    @property
    def has_states(self) -> bool:
        return self._to_take is not None or bool(self._taken)

    def states_to_keep(self, *, at_rest: bool) -> Iterator[tuple[str, list[int], list[Buffer]]]:
        """Key, personas and bytes of states that are worth keeping, once each.

        `at_rest`: nobody waits, so that the one behind the last prompt's head can be taken too.
        """
        if at_rest and self._to_take is not None and self._sequence.keep(self._to_take[2]):
            self._take()
        while self._taken:
            key, (about, data) = self._taken.popitem()
            yield key, about, data

    # --- inside ----------------------------------------------------------------------------------

    def _take(self) -> None:
        """Take the state that is to be taken, which is the whole live sequence now."""
        (key, about, count), self._to_take = self._to_take, None
        if chain(self._sequence.batches, self._origin)[-1:] == [key]:
            self._kept.add(key)
            self._taken[key] = (about, states.pack_state(key, count, self._native.take_state()))

    def _cut_back(self, count: int) -> int:
        """Keep the first `count` batches, how many are left; takes a state before it is cut off."""
        if self._to_take is not None and self._to_take[2] > count:
            self._sequence.keep(self._to_take[2])
            self._take()
        return self._sequence.keep(count)

    def _compute(self, plan: Plan, batch: Batch, logits: bool) -> None:
        if batch.medium:
            segments = plan.media[batch.medium].segments
            before = sum(each.count for each in segments[: batch.segment] if not each.tokens)
            soft = self._soft_of(batch.medium)[before : before + batch.count]
            self._sequence.add_soft(batch, segments[batch.segment], soft, logits=logits)
        else:
            self._sequence.add_text(batch, logits=logits)
        self.counts["computed"] += batch.count

    def _restore(self, batches: Sequence[Batch], keys: Sequence[str], ends: Sequence[int]) -> int:
        """Put the longest state back that is kept; how many batches it holds, 0 for none."""
        longest_first = sorted(set(ends), reverse=True)
        found = self._parent.state([keys[n - 1] for n in longest_first]) if longest_first else None
        if found is None:
            return 0
        count = longest_first[found[0]]
        try:
            state = states.unpack_state(found[1], keys[count - 1], count)
        except Damaged:
            return 0
        if not self._sequence.replace(batches[:count], state):
            return 0
        self._kept.add(keys[count - 1])
        self.counts["reused"], self.counts["restored"] = (
            0,
            sum(batch.count for batch in batches[:count]),
        )
        return count

    def _medium(self, key: str) -> Medium:
        if key not in self._media:
            self._fetch(key)
        return self._media[key]

    def _soft_of(self, key: str) -> np.ndarray:
        """float32 (soft_count, width)."""
        if key not in self._soft and key not in self._prepared:
            self._fetch(key)
        if key not in self._soft:
            prepared = self._prepared[key]
            soft = self._open_projector().encode(prepared, lambda: self._parent.unwanted(key))
            self.counts["encoded"] += 1
            self._remember(key, prepared.medium, soft)
        self._soft.move_to_end(key)
        if key in self._keep and key not in self._kept:
            self._kept.add(key)
            data = soft_tokens.pack(self._media[key], self._soft[key])
            self._parent.keep("soft tokens", key, self._keep[key], data)
        return self._soft[key]

    def _fetch(self, key: str) -> None:
        """Get a medium from the parent: as soft tokens where it has them, else raw and not encoded
        yet."""
        header, data = self._parent.medium(key, raw=False)
        if header["kind"] == "soft":
            try:
                medium, soft = soft_tokens.unpack(data, self._native.width)
            except Damaged:
                header, data = self._parent.medium(key, raw=True)
            else:
                self._kept.add(key)
                self._remember(key, medium, soft)
                return
        prepared = self._open_projector().prepare(header["kind"], header["shape"], data)
        self._prepared[key], self._media[key] = prepared, prepared.medium

    def _remember(self, key: str, medium: Medium, soft: np.ndarray) -> None:
        self._media[key], self._soft[key] = medium, soft
        while (
            sum(each.nbytes for each in self._soft.values()) > _KEPT_BYTES and len(self._soft) > 1
        ):
            self._soft.popitem(last=False)

    def _open_projector(self) -> Projector:
        if self._projector is None:
            if self._projector_path is None:
                raise LoadFailed(
                    "The prompt holds pictures or clips: give the model's projector with --projector."
                )
            self._projector = Projector(self._projector_path, self._native, self._image_tokens)
        return self._projector
