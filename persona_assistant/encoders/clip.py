"""Pictures, and words for what they show, in one space: the two towers of CLIP.

A picture is prepared exactly as open-clip prepares it for inference: shortest side to the tower's
by bicubic scaling, the middle square, red, green and blue each by their own mean and spread. The
towers are ONNX files, made by `models export clip` or published ready-made; what their inputs and
outputs are called is read from them. The text tower is loaded when the first text is read.

An int8 tower scales what it computes by the largest number in the batch, so that a picture's vector
would depend on its neighbours: there pictures go through one by one.
"""

from __future__ import annotations

import html
import threading
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from persona_assistant.encoders.onnx_session import OnnxSession, normalized
from persona_assistant.encoders.tokenizer import TextTokenizer, network_inputs
from persona_assistant.errors import ModelError
from persona_assistant.media import pixels
from persona_assistant.pmg import Picture

MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
"""Of red, green and blue over the pictures CLIP was trained on, as published with it."""
BATCH = 8
"""Pictures, or texts, that go through a tower at once: more takes memory and is not faster."""


class TextTower:
    """Texts to vectors in the space of the pictures."""

    def __init__(
        self, path: Path, tokenizer: Path, *, context: int, one_by_one: bool, threads: int | None
    ) -> None:
        """Raises ModelError."""
        self._session = OnnxSession(path, threads=threads)
        self._tokenizer = TextTokenizer(tokenizer, context)
        self._batch = _batch(self._session, one_by_one)
        self._output = _embedding(self._session)

    def __call__(self, texts: Sequence[str]) -> NDArray[Any]:
        """float32 (n, dim), as the file gives them."""
        ids, mask = self._tokenizer(
            [clean_text(text) for text in texts], length=self._tokenizer.context
        )
        rows = []
        for start, end in _spans(len(texts), self._batch):
            arrays = network_inputs(self._session.inputs, ids[start:end], mask[start:end])
            rows.append(self._session.run(*arrays, output=self._output))
        return np.concatenate(rows)


class ClipEncoder:
    """See the module's idea. Equal pictures give equal vectors, whatever else is encoded with
    them."""

    family = "clip"
    modality: Literal["image"] = "image"

    def __init__(
        self,
        path: Path,
        id: str,
        *,
        side: int = 224,
        mean: Sequence[float] = MEAN,
        std: Sequence[float] = STD,
        one_by_one: bool = False,
        text: Callable[[], TextTower] | None = None,
        threads: int | None = None,
    ) -> None:
        """`path` is the image tower, `text` loads the text tower. Raises ModelError."""
        self.id = id
        self._side = side
        self._scaled = _table(mean, std)
        self._session = OnnxSession(path, threads=threads)
        self._batch = _batch(self._session, one_by_one)
        self._output = _embedding(self._session)
        self._load_text = text
        self._text: TextTower | None = None
        self._loading = threading.Lock()
        self.dim = self._dim()

    @property
    def encodes_text(self) -> bool:
        """Whether there is a text tower beside the pictures'."""
        return self._load_text is not None

    def encode(self, items: Sequence[Picture]) -> NDArray[np.float32]:
        """float32 (len(items), dim), each row of length 1. Raises MediaError for a damaged
        picture."""
        vectors = np.empty((len(items), self.dim), np.float32)
        for start, end in _spans(len(items), self._batch):
            batch = self._empty(end - start)
            for row, picture in enumerate(items[start:end]):
                batch[row] = self.preprocessed(Image.fromarray(pixels(picture)))
            vectors[start:end] = self._session.run(batch, output=self._output)
        return self._unit(vectors)

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (len(texts), dim), each row of length 1, in the same space.

        Raises ModelError when there is no text tower, or one of another space.
        """
        if self._load_text is None:
            raise ModelError(
                f"{self.id} has no text tower; export the model with both, or pull one that has"
            )
        with self._loading:
            self._text = self._text or self._load_text()
        if not texts:
            return np.empty((0, self.dim), np.float32)
        rows = self._text(texts)
        if rows.shape != (len(texts), self.dim):
            raise ModelError(
                f"{self.id}: the text tower has vectors of another length; pull it again"
            )
        return self._unit(rows.astype(np.float32))

    def preprocessed(self, image: Image.Image) -> NDArray[np.float32]:
        """What the tower is given of an RGB image: float32 (3, side, side)."""
        width, height = image.size
        if width <= height:
            size = (self._side, int(self._side * height / width))
        else:
            size = (int(self._side * width / height), self._side)
        left, top = (round((length - self._side) / 2) for length in size)
        scaled = image.resize(size, Image.Resampling.BICUBIC)
        middle = np.asarray(scaled.crop((left, top, left + self._side, top + self._side)))
        return np.stack([self._scaled[colour][middle[..., colour]] for colour in range(3)])

    def _dim(self) -> int:
        """Length of a vector. Raises ModelError when the tower does not take pictures of that
        side."""
        spec, wanted = next(iter(self._session.input_specs.values())), (3, self._side, self._side)
        axes, dim = spec.shape[1:], self._session.output_specs[self._output].shape[1]
        if len(axes) != 3 or any(axis not in (None, want) for axis, want in zip(axes, wanted)):
            raise ModelError(
                f"{self._session.path} does not take pictures of {self._side} x {self._side}; "
                "use the image tower of a CLIP model"
            )
        return dim or int(self._session.run(self._empty(1), output=self._output).shape[1])

    def _unit(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        return normalized(rows, self._session.path)

    def _empty(self, count: int) -> NDArray[np.float32]:
        return np.zeros((count, 3, self._side, self._side), np.float32)


def _table(mean: Sequence[float], std: Sequence[float]) -> NDArray[np.float32]:
    """(3, 256): what each value of each colour becomes, rounded step by step as open-clip
    rounds."""
    values = np.arange(256, dtype=np.float32) / np.float32(255)
    centre, spread = np.asarray(mean, np.float32), np.asarray(std, np.float32)
    return np.asarray((values - centre[:, None]) / spread[:, None])


def _batch(session: OnnxSession, one_by_one: bool) -> int:
    """How many go through at once: a file may be made for one."""
    shape = next(iter(session.input_specs.values())).shape
    fixed = shape[0] if shape else None
    return 1 if one_by_one else fixed or BATCH


def _embedding(session: OnnxSession) -> str:
    """The output that has one row per input; ready-made files also give every position's."""
    flat = [name for name, spec in session.output_specs.items() if spec.rank == 2]
    named = [name for name in flat if "embed" in name]
    if not flat:
        raise ModelError(
            f"{session.path} gives no vectors; use a tower of CLIP with its projection"
        )
    return (named or flat)[0]


def _spans(count: int, size: int) -> list[tuple[int, int]]:
    return [(start, min(start + size, count)) for start in range(0, count, size)]


# --- text ----------------------------------------------------------------------------------------


def clean_text(text: str) -> str:
    """Entities decoded, typographic forms made plain, small letters, single spaces.

    open-clip leaves this to the library ftfy, of which this is what concerns text that is not
    garbled.
    """
    text = unicodedata.normalize("NFC", html.unescape(html.unescape(text)).translate(_PLAIN))
    return " ".join(text.split()).lower()


_QUOTES = {"'": (0x2BC, *range(0x2018, 0x201C)), '"': range(0x201C, 0x2020)}
_JOINED = (0x132, 0x133, *range(0x1C4, 0x1CD), *range(0x1F1, 0x1F4), *range(0xFB00, 0xFB05), 0xFB06)
_WIDE = range(0xFF01, 0xFFF0)
_CONTROL = (
    *range(9),
    0xB,
    *range(0xE, 0x20),
    0x7F,
    *range(0x206A, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFD),
)
_PLAIN: dict[int, str | None] = {
    **{each: unicodedata.normalize("NFKC", chr(each)) for each in (*_JOINED, *_WIDE)},
    **{each: plain for plain, many in _QUOTES.items() for each in many},
    **dict.fromkeys(_CONTROL),
    0x149: "'n",
    0xFB05: "\u017ft",
    0x3000: " ",
}
