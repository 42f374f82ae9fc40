"""The networks of open-clip and speechbrain as they are used in torch, with random weights."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

CHANNELS = 1024
ARCHITECTURE = "ViT-B-32"


class OpenClip:
    def __init__(self, folder: Path) -> None:
        import open_clip

        model, _, self.prepare = open_clip.create_model_and_transforms(
            ARCHITECTURE, pretrained=None
        )
        self.model = loaded(model, folder / "clip.pt")

    def take(self, picture: Any) -> Any:
        from PIL import Image

        return self.prepare(Image.open(io.BytesIO(picture.data)).convert("RGB"))[None]

    def network(self, prepared: Any) -> Any:
        return self.model.encode_image(prepared)[0]


class SpeechBrain:
    def __init__(self, folder: Path) -> None:
        from speechbrain.lobes.features import Fbank
        from speechbrain.processing.features import InputNormalization

        self.fbank, self.mean = (
            Fbank(n_mels=80),
            InputNormalization(norm_type="sentence", std_norm=False),
        )
        self.model = loaded(ecapa(), folder / "ecapa.pt")

    def take(self, clip: Any) -> Any:
        import soundfile
        import torch

        signal, _ = soundfile.read(io.BytesIO(clip.data), dtype="float32")
        return self.mean(self.fbank(torch.from_numpy(signal)[None]), torch.ones(1))

    def network(self, prepared: Any) -> Any:
        return self.model(prepared)[0, 0]


def ecapa() -> Any:
    from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN

    return ECAPA_TDNN(80, channels=[CHANNELS] * 4 + [3 * CHANNELS], lin_neurons=192)


def loaded(model: Any, file: Path) -> Any:
    import torch

    model.load_state_dict(torch.load(file, weights_only=True))
    return model.eval()


ORIGINALS: dict[str, type[OpenClip] | type[SpeechBrain]] = {
    "clip": OpenClip,
    "ecapa": SpeechBrain,
}
