"""What the child does with a loaded model: prompts to answers, computing nothing it already has.

Soft tokens come from `media_store`; keys and values from the live sequence, else from a state the
parent kept, else from computing. All ways give the same logits bit for bit.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from persona_assistant.engines.base import FinishReason, GenerateOptions
from persona_assistant.engines.chat_template import PLAIN
from persona_assistant.engines.llama import kv_states
from persona_assistant.engines.llama.context import AbortFlag, LlamaContext
from persona_assistant.engines.llama.frames import Buffer
from persona_assistant.engines.llama.kv_states import Block
from persona_assistant.engines.llama.media_store import MediaStore, Parent
from persona_assistant.engines.llama.plan import Batch, Plan, make_plan, prefix_keys
from persona_assistant.engines.llama.projector import perceives
from persona_assistant.engines.llama.sampler import Sampler
from persona_assistant.engines.llama.sequence import LiveSequence
from persona_assistant.engines.llama.soft_tokens import Floats
from persona_assistant.engines.llama.vocabulary import Vocabulary
from persona_assistant.engines.repetition import RepetitionGuard
from persona_assistant.engines.stop_strings import StopStrings
from persona_assistant.errors import EngineError


class Session:
    """Raises ModelError."""

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
        chat_template: str | None,
        stop: AbortFlag,
        parent: Parent,
    ) -> None:
        self._llama = LlamaContext(model, n_ctx, image_tokens, threads, stop)
        self._vocabulary = Vocabulary(self._llama.model, chat_template)
        self._continues = chat_template is not None or self._vocabulary.family == PLAIN.family
        """It may be a base model, which writes the other side's turns too."""
        self._parent = parent
        self._sequence = LiveSequence(self._llama)
        self.media = MediaStore(
            self._llama,
            parent,
            projector=projector,
            image_tokens=image_tokens,
            idle_seconds=projector_seconds,
        )
        self._saved: set[str] = set()
        """Keys of states that the parent has."""
        self._taken: dict[str, tuple[list[int], list[Buffer]]] = {}
        self._to_take: tuple[str, list[int], int] | None = None
        """Key, personas and number of batches of a state that the live sequence still holds."""
        self._aside: tuple[list[Batch], list[Block]] | None = None
        """What the live sequence held before requests aside from it."""
        self._origin = "|".join(
            (kv_states.FORMAT, fingerprint, version, str(self._llama.batch_size))
        )
        sees, hears = perceives(projector) if projector else (False, False)
        self.info = {
            **self._llama.describe(),
            "chat_template": self._vocabulary.family,
            "image": sees,
            "audio": hears,
        }
        self.begin({})

    # --- a request begins and ends ---------------------------------------------------------------

    def begin(self, keep: Mapping[str, Sequence[int]]) -> None:
        """`keep`: keys of media whose soft tokens the parent keeps, and the personas they tell
        of."""
        self.media.begin(keep)
        self._counts = dict.fromkeys(("reused", "restored", "computed", "answer_tokens"), 0)
        self.finish_reason: FinishReason = "stop"
        """Of the last answer that came to its end."""
        self._llama.clock.seconds.clear()

    @property
    def counts(self) -> dict[str, int]:
        """Since `begin`, tokens: reused, restored, computed, answer_tokens; media: encoded."""
        return {**self._counts, "encoded": self.media.encoded}

    @property
    def seconds(self) -> dict[str, float]:
        """Spent inside llama.cpp since `begin`: load (projector), encode, restore, state, prefill,
        decode."""
        return dict(self._llama.clock.seconds)

    def forget(self) -> None:
        """Drop all media and all that was computed."""
        self._sequence.clear()
        self.media.forget()
        self._taken.clear()
        self._saved.clear()
        self._to_take = None
        self._aside = None

    # --- prompts ---------------------------------------------------------------------------------

    def plan(self, parts: Sequence[dict[str, Any]], head: int) -> Plan:
        """Take a prompt apart. Raises EngineError, Cancelled."""
        plan = make_plan(
            parts,
            head,
            self._vocabulary,
            lambda part: self.media.medium(part["key"]),
            self._llama.batch_size,
        )
        self.media.unload_idle()
        return plan

    def refuse_long(self, plan: Plan, max_tokens: int) -> None:
        """Raise EngineError when prompt and answer do not fit into the context together."""
        if plan.tokens + max_tokens > self._llama.n_ctx:
            raise EngineError(
                f"The prompt takes {plan.tokens} tokens and the answer up to {max_tokens}, but the "
                f"context holds {self._llama.n_ctx}: ask with fewer people, smaller pictures or a "
                "larger context.",
                code="prompt_too_long",
                tokens=plan.tokens,
                max_tokens=max_tokens,
                n_ctx=self._llama.n_ctx,
            )

    def set_aside(self) -> None:
        """Keep what the live sequence holds, for the first request that is not aside from it."""
        if self._aside is not None or not self._sequence.batches:
            return
        if self._to_take is not None:
            self._sequence.truncate(self._to_take[2])
            self._take()
        if self._sequence.truncate(len(self._sequence.batches)):
            self._aside = list(self._sequence.batches), self._llama.take_state()

    def put_back(self) -> None:
        """Have the live sequence be what it was before requests aside from it."""
        if self._aside is not None:
            kept, self._aside = self._aside, None
            self._sequence.replace(*kept)

    def advance(
        self, plan: Plan, upto: int, saves: Sequence[tuple[int, list[int]]] = (), *, logits: bool
    ) -> None:
        """Bring the live sequence to the first `upto` batches of the plan; with `logits`, of the
        last.

        `saves`: numbers of batches at which the state is worth keeping, with the personas it tells
        of; the longest is taken by `states_to_keep`. Raises Cancelled; what was computed until then
        stays.
        """
        batches = plan.batches[:upto]
        keys = prefix_keys(batches, self._origin)
        # The last batch is computed in any case: its logits are not among what is kept.
        reusable = upto - 1 if logits else upto
        done = self._cut_back(min(self._sequence.common(batches), reusable))
        self._counts["reused"] = sum(batch.count for batch in batches[:done])
        done = (
            self._restore(batches, keys, [n for n in plan.ends.values() if done < n <= reusable])
            or done
        )
        wanted = {
            n: about for n, about in saves if 0 < n <= upto and keys[n - 1] not in self._saved
        }
        longest = max((n for n, _ in saves), default=0)
        if longest in wanted and longest <= done:
            self._to_take = (keys[longest - 1], wanted[longest], longest)
        for number in range(done, upto):
            self._compute(plan, batches[number], logits and number == upto - 1)
            if (reached := number + 1) in wanted:
                self._to_take = (keys[number], wanted[reached], reached)
                if reached < longest:
                    self._take()

    def logits(self) -> Floats:
        """After `advance` with logits: (vocabulary,)."""
        return self._llama.logits().copy()

    def answer(self, options: GenerateOptions, headers: Sequence[str] = ()) -> Iterator[str]:
        """After `advance` with logits: the answer, one text (possibly empty) per token.

        Ends at an end token, before a stop string or a turn mark that is spelt out, where it begins
        to run in circles, or after `max_tokens`; `finish_reason` says which. `headers` begin a
        turn of a model that was trained on none. Raises Cancelled.
        """
        utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        headers = headers if self._continues else ()
        stop = StopStrings((*options.stop, *self._vocabulary.turn_marks, *headers))
        circles = RepetitionGuard(may_repeat=options.may_repeat)
        self.finish_reason = "length"
        with Sampler(options, self._vocabulary) as sampler:
            for count in range(options.max_tokens):
                token = sampler.token(self._llama.logits())
                if token is None:
                    self.finish_reason = "stop"
                    break
                self._counts["answer_tokens"] += 1
                yield circles.feed(stop.feed(utf8.decode(self._vocabulary.bytes_of(token))))
                if stop.found or circles.found:
                    break
                if count + 1 < options.max_tokens:
                    self._sequence.add_answer_token(token, count)
        rest = stop.feed(utf8.decode(b"", final=True)) + stop.finish()
        yield circles.feed(rest) + circles.finish()
        if circles.found:
            self.finish_reason = "repetition"
        elif stop.found:
            self.finish_reason = "stop"

    def encode(self, key: str) -> None:
        """Have a medium's soft tokens and hand them over to a parent that does not have them (any
        more)."""
        self.media.forget_kept(key)
        self.media.medium(key)
        self.media.soft_tokens(key)

    @property
    def has_states(self) -> bool:
        return self._to_take is not None or bool(self._taken)

    def states_to_keep(self, *, at_rest: bool) -> Iterator[tuple[str, list[int], list[Buffer]]]:
        """Key, personas and bytes of states that are worth keeping, once each.

        `at_rest`: nobody waits, so that the one behind the last prompt's head can be taken too.
        """
        if at_rest and self._to_take is not None and self._sequence.truncate(self._to_take[2]):
            self._take()
        while self._taken:
            key, (about, data) = self._taken.popitem()
            yield key, about, data

    # --- inside ----------------------------------------------------------------------------------

    def _take(self) -> None:
        """Take the state that is to be taken, which is the whole live sequence now."""
        assert self._to_take is not None
        (key, about, count), self._to_take = self._to_take, None
        if prefix_keys(self._sequence.batches, self._origin)[-1:] == [key]:
            self._saved.add(key)
            state = kv_states.pack_state(key, count, self._llama.take_state())
            self._taken[key] = (about, state)

    def _cut_back(self, count: int) -> int:
        """Keep the first `count` batches, how many are left; takes a state before it is cut off."""
        if self._to_take is not None and self._to_take[2] > count:
            self._sequence.truncate(self._to_take[2])
            self._take()
        return self._sequence.truncate(count)

    def _compute(self, plan: Plan, batch: Batch, logits: bool) -> None:
        if batch.medium:
            segments = plan.media[batch.medium].segments
            before = sum(each.count for each in segments[: batch.segment] if not each.tokens)
            soft = self.media.soft_tokens(batch.medium)[before : before + batch.count]
            self._sequence.add_soft(batch, segments[batch.segment], soft, logits=logits)
        else:
            self._sequence.add_text(batch, logits=logits)
        self._counts["computed"] += batch.count

    def _restore(self, batches: Sequence[Batch], keys: Sequence[str], ends: Sequence[int]) -> int:
        """Put the longest state back that is kept; how many batches it holds, 0 for none."""
        longest_first = sorted(set(ends), reverse=True)
        stored = self._parent.state([keys[n - 1] for n in longest_first]) if longest_first else None
        if stored is None:
            return 0
        count = longest_first[stored[0]]
        state = kv_states.unpack_state(stored[1], keys[count - 1], count)
        if state is None or not self._sequence.replace(batches[:count], state):
            return 0
        self._saved.add(keys[count - 1])
        self._counts["reused"] = 0
        self._counts["restored"] = sum(batch.count for batch in batches[:count])
        return count
