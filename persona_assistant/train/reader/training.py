"""From a corpus to weights: which sentence answers, or that none does, and with which words.

The loss of a window is the cross-entropy over its sentences and "nothing", several right sentences
counting together, and a part of it that of the first and the last token of the answer within its
sentence. Questions name the person and are misspelled now and then, as people do.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch.nn import functional

from persona_assistant.errors import Cancelled
from persona_assistant.progress import CancelToken, Progress
from persona_assistant.reader.layout import Layout, Window
from persona_assistant.train.reader.named import naming
from persona_assistant.train.reader.network import CrossEncoder, batch_of, quick_in_half
from persona_assistant.train.reader.people import Asked, PersonQuestion, parted
from persona_assistant.train.reader.plan import Plan

_SORTED = 16
"""Batches that are made of questions of one length together."""
_OUT = -1e4


@dataclass(frozen=True, slots=True)
class Example:
    """A window with what is right in it."""

    window: Window
    right: tuple[int, ...]
    """Sentences that answer; none where nothing does."""
    edges: tuple[tuple[int, int, int], ...]
    """(sentence, first token, last token) of each answer."""


def example_of(layout: Layout, question: Asked, text: str | None = None) -> Example:
    """Of the first window that holds an answer, or of the first one; `text` is put in place of the
    question."""
    asked = layout.question(question.text if text is None else text)
    windows = list(layout.together(asked, question.notes, question.name))
    answering = {note for note, _, _ in question.spots}
    group, window = next((each for each in windows if answering & set(each[0])), windows[0])
    edges = []
    for note, start, end in question.spots:
        tokens = window.tokens(start, end, group.index(note)) if note in group else None
        if tokens is None:
            continue
        for number, sentence in enumerate(window.sentences):
            if sentence.first <= tokens[0] <= sentence.last:
                edges.append((number, tokens[0], min(tokens[1], sentence.last)))
                break
    right = tuple({number for number, _, _ in edges})
    return Example(window, right, tuple(edges) if question.pointed else ())


def misspelled(text: str, random_: random.Random) -> str:
    """With one or two letters lost, doubled or swapped."""
    letters = list(text)
    for _ in range(1 + (random_.random() < 0.3)):
        at = random_.randrange(max(len(letters) - 1, 1))
        if not all(each.isalpha() for each in letters[at : at + 2]) or len(letters) < 8:
            continue
        change = random_.randrange(3)
        if change == 0:
            del letters[at]
        elif change == 1:
            letters.insert(at, letters[at])
        else:
            letters[at : at + 2] = reversed(letters[at : at + 2])
    return "".join(letters)


@dataclass
class Trainer:
    """Trains a network on questions, step by step."""

    network: CrossEncoder
    layout: Layout
    questions: Sequence[Asked]
    plan: Plan = field(default_factory=Plan)
    before_fall: dict[str, np.ndarray] = field(default_factory=dict)
    """The weights from before the rate began to fall, for another run to go on from."""

    def run(self, cancel: CancelToken | None = None) -> Iterator[Progress]:
        """Raises Cancelled."""
        plan, random_ = self.plan, random.Random(self.plan.seed)
        per_epoch = -(-len(self.questions) // plan.batch)
        total = plan.epochs * per_epoch
        optimizer = torch.optim.AdamW(
            [
                {"params": self.network.body(), "lr": plan.rate},
                {"params": self.network.heads(), "lr": plan.head_rate},
            ],
            weight_decay=0.01,
            fused=True,
        )
        highest = [group["lr"] for group in optimizer.param_groups]
        step, mean, began = 0, 0.0, time.monotonic()
        self.network.train()
        for epoch in range(plan.epochs):
            for examples in self._batches(random_):
                if cancel is not None and cancel.is_set():
                    raise Cancelled("the training was stopped; nothing of it is kept")
                rise = min(1.0, (step + 1) / max(plan.warm_up * total, 1.0))
                fall = max(0.02, min(1.0, (total - step) / max(total * (1.0 - plan.steady), 1.0)))
                if fall < 1.0 and not self.before_fall:
                    state = self.network.state_dict()
                    self.before_fall = {name: each.numpy().copy() for name, each in state.items()}
                for group, rate in zip(optimizer.param_groups, highest):
                    group["lr"] = rate * rise * fall
                loss = self.loss(examples)
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                optimizer.step()
                step += 1
                mean += (loss.item() - mean) / min(step, 100)
                seconds, figures = time.monotonic() - began, {"pass": epoch + 1, "loss": mean}
                yield Progress("training", step, total, "steps", seconds, values=figures)
        self.network.eval()

    def _batches(self, random_: random.Random) -> Iterator[list[Example]]:
        """Every question once, in batches of about one length, in random order."""
        order = list(self.questions)
        random_.shuffle(order)
        batches: list[list[Example]] = []
        size = self.plan.batch
        for at in range(0, len(order), size * _SORTED):
            examples = sorted(
                (self._example(each, random_) for each in order[at : at + size * _SORTED]),
                key=lambda example: len(example.window.ids),
            )
            batches += [examples[i : i + size] for i in range(0, len(examples), size)]
        random_.shuffle(batches)
        yield from batches

    def _example(self, question: Asked, random_: random.Random) -> Example:
        text = question.text
        if isinstance(question, PersonQuestion):
            question = question.without(self.plan.left_out, random_)
        elif random_.random() < self.plan.parted:
            question = parted(question, random_)
        if random_.random() < self.plan.named:
            text = naming(text, question.name, random_)
        if random_.random() < self.plan.misspelled:
            text = misspelled(text, random_)
        return example_of(self.layout, question, text)

    def loss(self, examples: Sequence[Example]) -> torch.Tensor:
        batch = batch_of([each.window for each in examples])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=quick_in_half()):
            answers, nothing, edges = self.network(batch)
        logits = torch.cat([answers.float(), nothing.float()[:, None]], dim=1)
        there = torch.cat([batch.present, torch.ones_like(batch.present[:, :1])], dim=1)
        right = torch.zeros_like(there)
        for row, each in enumerate(examples):
            right[row, list(each.right) or [-1]] = True
        chances = functional.log_softmax(logits.masked_fill(~there, _OUT), dim=1)
        loss = -torch.logsumexp(chances.masked_fill(~right, _OUT), dim=1).mean()
        spans = [
            _edge_loss(edges[row].float(), each.window, *edge)
            for row, each in enumerate(examples)
            for edge in each.edges
        ]
        return loss + self.plan.edges * torch.stack(spans).mean() if spans else loss


def _edge_loss(
    edges: torch.Tensor, window: Window, number: int, first: int, last: int
) -> torch.Tensor:
    """Of the first and the last token among those of the sentence; `edges` is (n, 2)."""
    sentence = window.sentences[number]
    within = edges[sentence.first : sentence.last + 1]
    right = torch.tensor([first - sentence.first, last - sentence.first])
    return functional.cross_entropy(within.T, right, reduction="sum")
