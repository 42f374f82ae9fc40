"""A prompt becomes what a model reads: token ids, and beside them its pictures and clips as
tensors.

The model's own chat template says how turns begin and end; it is given a mark for each turn and
never what is in it. Words are put in afterwards as plain text, so that nothing in a biography can
become a control token, and each medium with the soft tokens that it takes, as the engine that
serves the model does it.

Prompts are taken one at a time and put together in batches here, so that a prompt has the same
inputs alone and among others whose pictures and clips are of another number and length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_assistant import media
from persona_assistant.errors import BadInput, ModelError
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Part, Prompt, Turn, alternating
from persona_assistant.train.families import Loaded, banned, ends_of

if TYPE_CHECKING:
    import torch

TEXT, IMAGE, AUDIO = 0, 1, 3
"""Kinds of tokens, numbered as transformers does."""
_OPEN, _CLOSE = "\ue000", "\ue001"
IGNORED = -100
"""Label of tokens that are read and not taught."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One prompt, ready to be read."""

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    media: Mapping[str, torch.Tensor]
    """Inputs by name, their first axis pictures or clips in the order of the prompt."""
    pictures: int
    clips: int


class Renderer:
    """Renders prompts for one model. Raises ModelError for a chat template that loses a turn."""

    def __init__(self, loaded: Loaded, *, dtype: Any = None) -> None:
        """`dtype`: of the media's numbers; default is the model's."""
        self.family, self.tokenizer = loaded.family, loaded.tokenizer
        self._pictures, self._clips = loaded.pictures, loaded.clips
        self._dtype = dtype or loaded.model.dtype
        self.ends = ends_of(loaded.model, loaded.tokenizer)
        self.banned = banned(loaded.family, loaded.tokenizer, self.ends)
        self.pad = self.tokenizer.pad_token_id
        if self.pad is None:
            self.pad = min(self.ends)
        self._closing = self._end_of_turn()

    def render(self, prompt: Prompt) -> Rendered:
        """The conversation up to where the answer begins. Raises MediaError."""
        prompt = alternating(prompt)
        turns = (*prompt.before, Turn("user", prompt.parts))
        frames = self._frames([turn.role for turn in turns], answering=True)
        buffer = _TokenBuffer()
        for frame, turn in zip(frames, (*turns, None)):
            buffer.add(self._special(frame))
            for part in _joined(turn.parts) if turn else ():
                if isinstance(part, str):
                    buffer.add(self._plain(part))
                else:
                    self._add_medium(buffer, part)
        return buffer.rendered(self._dtype)

    def answer(self, text: str) -> tuple[int, ...]:
        """An answer as the model is to say it, with what ends it."""
        return (*self._plain(text.strip()), *self._closing)

    def text(self, ids: Sequence[int]) -> str:
        """What was said, without marks."""
        said = [token for token in ids if token not in self.ends]
        return str(self.tokenizer.decode(said, skip_special_tokens=True))

    # --- turns

    def _frames(self, roles: Sequence[str], *, answering: bool) -> list[str]:
        """What the chat template writes around the turns: before the first, between them, after the
        last."""
        marks = [f"{_OPEN}{number}{_CLOSE}" for number in range(len(roles))]
        written = self.tokenizer.apply_chat_template(
            [{"role": role, "content": mark} for role, mark in zip(roles, marks)],
            tokenize=False,
            add_generation_prompt=answering,
        )
        frames = []
        for mark in marks:
            before, found, written = written.partition(mark)
            if not found:
                raise ModelError(
                    "the model's chat template leaves out what was said: give an "
                    "instruction-tuned model"
                )
            frames.append(before)
        return [*frames, written]

    def _end_of_turn(self) -> tuple[int, ...]:
        """What an answer ends with: as a turn does, up to the first token that ends generation."""
        closing = self._special(self._frames(["user"], answering=False)[-1])
        at = next((at for at, token in enumerate(closing) if token in self.ends), None)
        return (*closing[: at + 1],) if at is not None else (self.tokenizer.eos_token_id,)

    # --- parts

    def _special(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"]) if text else []

    def _plain(self, text: str) -> list[int]:
        if not text:
            return []
        read = self.tokenizer(text, add_special_tokens=False, split_special_tokens=True)
        return list(read["input_ids"])

    def _add_medium(self, buffer: _TokenBuffer, part: Picture | Clip) -> None:
        if isinstance(part, Picture):
            inputs, count = self.family.picture_inputs(self._pictures, media.pixels(part))
            around, kind = self.family.image, IMAGE
            buffer.pictures += 1
        else:
            inputs, count = self.family.clip_inputs(self._clips, media.samples(part))
            around, kind = self.family.audio, AUDIO
            buffer.clips += 1
        before, soft, after = self.tokenizer.convert_tokens_to_ids(list(around))
        buffer.add([before])
        buffer.add([soft] * count, kind)
        buffer.add([after])
        for name, tensor in inputs.items():
            buffer.media.setdefault(name, []).append((tensor, self.family.time_axes.get(name)))

    # --- batches

    def inputs(self, rows: Sequence[Rendered]) -> dict[str, torch.Tensor]:
        """The media of several prompts as one batch of inputs; empty where there are none."""
        names = dict.fromkeys(name for row in rows for name in row.media)
        return {
            name: stacked(
                [row.media[name] for row in rows if name in row.media],
                self.family.time_axes.get(name),
            )
            for name in names
        }

    def kinds(self, rows: Sequence[Rendered], length: int, end: int) -> dict[str, torch.Tensor]:
        """Which tokens are soft ones, int64 (rows, length), for prompts that end before column
        `end`; nothing where the family does not ask."""
        import torch

        if not self.family.token_kinds:
            return {}
        kinds = torch.zeros(len(rows), length, dtype=torch.long)
        for at, row in enumerate(rows):
            kinds[at, end - len(row.kinds) : end] = torch.tensor(row.kinds)
        return {"mm_token_type_ids": kinds}

    def collate_training(
        self, rows: Sequence[Rendered], answers: Sequence[Sequence[int]]
    ) -> dict[str, torch.Tensor]:
        """A batch for SFT: prompts with their answers, of which the answers alone are taught.

        `input_ids`, `attention_mask`, `labels` (rows, length) padded on the right, and the media.
        """
        import torch

        length = max(len(row.ids) + len(answer) for row, answer in zip(rows, answers))
        ids = torch.full((len(rows), length), self.pad)
        mask = torch.zeros((len(rows), length), dtype=torch.long)
        labels = torch.full((len(rows), length), IGNORED)
        kinds = torch.zeros_like(mask)
        for at, (row, answer) in enumerate(zip(rows, answers)):
            begin, end = len(row.ids), len(row.ids) + len(answer)
            ids[at, :end] = torch.tensor([*row.ids, *answer])
            labels[at, begin:end] = torch.tensor(answer)
            mask[at, :end] = 1
            kinds[at, :begin] = torch.tensor(row.kinds)
        found = {"input_ids": ids, "attention_mask": mask, "labels": labels, **self.inputs(rows)}
        return found | ({"mm_token_type_ids": kinds} if self.family.token_kinds else {})

    def collate_prompts(self, rows: Sequence[Rendered]) -> dict[str, torch.Tensor]:
        """A batch to generate from, padded on the left."""
        import torch

        length = max(len(row.ids) for row in rows)
        ids = torch.full((len(rows), length), self.pad)
        mask = torch.zeros((len(rows), length), dtype=torch.long)
        for at, row in enumerate(rows):
            ids[at, length - len(row.ids) :] = torch.tensor(row.ids)
            mask[at, length - len(row.ids) :] = 1
        return {
            "input_ids": ids,
            "attention_mask": mask,
            **self.kinds(rows, length, length),
            **self.inputs(rows),
        }


def messages_of(prompt: Prompt) -> list[dict[str, Any]]:
    """The conversation as chat processors take it: {"role", "content": [{"type": "text" | "image" |
    "audio", ...}]}, an image as a Pillow one, audio as float32 (n,) at 16 kHz. Raises
    MediaError."""
    from PIL import Image

    def block(part: Part) -> dict[str, Any]:
        if isinstance(part, str):
            return {"type": "text", "text": part}
        if isinstance(part, Picture):
            return {"type": "image", "image": Image.fromarray(media.pixels(part))}
        return {"type": "audio", "audio": media.samples(part)}

    prompt = alternating(prompt)
    turns = (*prompt.before, Turn("user", prompt.parts))
    return [
        {"role": turn.role, "content": [block(part) for part in _joined(turn.parts)]}
        for turn in turns
    ]


def stacked(each: Sequence[torch.Tensor], time: int | None) -> torch.Tensor:
    """Along the first axis; the axis `time`, where there is one, is filled up with zeros."""
    import torch

    if time is not None:
        longest = max(tensor.shape[time] for tensor in each)
        each = [_lengthened(tensor, time, longest) for tensor in each]
    return torch.cat(list(each))


def _lengthened(tensor: torch.Tensor, axis: int, length: int) -> torch.Tensor:
    import torch

    shape = list(tensor.shape)
    shape[axis] = length - shape[axis]
    return torch.cat([tensor, tensor.new_zeros(shape)], dim=axis) if shape[axis] else tensor


class _TokenBuffer:
    """What has been written of a prompt."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.kinds: list[int] = []
        self.media: dict[str, list[tuple[torch.Tensor, int | None]]] = {}
        self.pictures = self.clips = 0

    def add(self, ids: Iterable[int], kind: int = TEXT) -> None:
        ids = list(ids)
        self.ids += ids
        self.kinds += [kind] * len(ids)

    def rendered(self, dtype: Any) -> Rendered:
        found = {
            name: stacked([tensor for tensor, _ in each], each[0][1])
            for name, each in self.media.items()
        }
        found = {
            name: tensor.to(dtype) if tensor.is_floating_point() else tensor
            for name, tensor in found.items()
        }
        return Rendered(tuple(self.ids), tuple(self.kinds), found, self.pictures, self.clips)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Neighbouring texts as one, and no white space at either end of the turn: tokens reach across,
    and chat templates trim."""
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    if not joined:
        raise BadInput("a turn of the conversation is empty: say something in it")
    if isinstance(joined[0], str):
        joined[0] = joined[0].lstrip()
    if isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip()
    return [part for part in joined if part != ""]
