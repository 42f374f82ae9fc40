"""The same model in transformers: what an engine's soft tokens, logits and answers are compared
with.

The prompt is put together here a second time, from the model's own tokenizer and processors, so
that agreement also says that sizes of pictures, frames of clips, markers and turns are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers import AutoTokenizer, Gemma4ForConditionalGeneration
from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

from persona_assistant import media
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Part
from tests.support.tiny_gguf import SPACE, SPECIALS, VISIBLE


class Reference:
    """The model in `folder`, in single precision, with pictures of at most `image_tokens` soft
    tokens."""

    def __init__(self, folder: Path, *, image_tokens: int = 280) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = Gemma4ForConditionalGeneration.from_pretrained(
            folder, dtype=torch.float32
        ).eval()
        self._pictures = Gemma4ImageProcessorPil(max_soft_tokens=image_tokens)
        self._clips = Gemma4AudioFeatureExtractor()
        ends = self._model.generation_config.eos_token_id
        self._ends = set(ends if isinstance(ends, list) else [ends])
        markers = self._tokenizer.convert_tokens_to_ids([*SPECIALS, *VISIBLE])
        self._banned = sorted(set(markers) - self._ends)

    def soft_tokens(self, medium: Picture | Clip) -> np.ndarray:
        """float32 (tokens, width)."""
        with torch.inference_mode():
            model, given = self._model.model, self._processed(medium)
            if isinstance(medium, Picture):
                found = model.get_image_features(given["pixel_values"], given["image_position_ids"])
                return found.pooler_output[0].numpy()
            found = model.get_audio_features(
                given["input_features"], given["input_features_mask"].bool()
            )
            return found.pooler_output[found.attention_mask.bool()].numpy()

    def inputs(self, parts: Sequence[Part]) -> dict[str, torch.Tensor]:
        """One user turn that begins with these parts, up to where the answer begins."""
        about = self._model.config
        ids = [self._tokenizer.bos_token_id, *self._ids("<|turn>user\n")]
        pictures, clips = [], []
        for part in parts:
            if isinstance(part, str):
                ids += self._ids(part)
                continue
            count = len(self.soft_tokens(part))
            if isinstance(part, Picture):
                pictures.append(self._processed(part))
                ids += [about.boi_token_id, *[about.image_token_id] * count, about.eoi_token_id]
            else:
                clips.append(self._processed(part))
                ids += [about.boa_token_id, *[about.audio_token_id] * count, about.eoa_token_index]
        ids += self._ids("<turn|>\n<|turn>model\n")
        given = {"input_ids": torch.tensor([ids])}
        if pictures:
            for key in ("pixel_values", "image_position_ids"):
                given[key] = torch.cat([each[key] for each in pictures])
        if clips:
            longest = max(each["input_features"].shape[1] for each in clips)
            for key in ("input_features", "input_features_mask"):
                given[key] = torch.cat([_padded(each[key], longest) for each in clips])
            given["input_features_mask"] = given["input_features_mask"].bool()
        return given

    def logits(self, parts: Sequence[Part]) -> np.ndarray:
        """float32 (vocabulary,): what follows the prompt."""
        with torch.inference_mode():
            return self._model(**self.inputs(parts)).logits[0, -1].numpy()

    def answer(self, parts: Sequence[Part], max_tokens: int) -> tuple[str, float]:
        """The greedy answer without markers, and by how much the closest of its choices was
        made."""
        given = self.inputs(parts)
        done = self._model.generate(
            **given,
            attention_mask=torch.ones_like(given["input_ids"]),
            max_new_tokens=max_tokens,
            do_sample=False,
            suppress_tokens=self._banned,
            return_dict_in_generate=True,
            output_scores=True,
        )
        chosen = done.sequences[0, given["input_ids"].shape[1] :].tolist()
        leads = [
            (best - second).item()
            for best, second in (each[0].topk(2).values for each in done.scores)
        ]
        return self._text([token for token in chosen if token not in self._ends]), min(leads)

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer(text, add_special_tokens=False)["input_ids"]

    def _processed(self, medium: Picture | Clip) -> Any:
        if isinstance(medium, Picture):
            return self._pictures([Image.fromarray(media.pixels(medium))], return_tensors="pt")
        return self._clips([media.samples(medium)], return_tensors="pt")

    def _text(self, chosen: Sequence[int]) -> str:
        pieces = self._tokenizer.convert_ids_to_tokens(list(chosen))
        data = b"".join(
            bytes([int(piece[3:5], 16)])
            if piece.startswith("<0x")
            else piece.replace(SPACE, " ").encode()
            for piece in pieces
        )
        return data.decode("utf-8", "replace")


def _padded(frames: torch.Tensor, length: int) -> torch.Tensor:
    """(1, time, ...) with zeros up to `length`."""
    missing = torch.zeros(1, length - frames.shape[1], *frames.shape[2:], dtype=frames.dtype)
    return torch.cat([frames, missing], dim=1)
