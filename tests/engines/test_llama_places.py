"""Soft tokens fed in without the projector stand exactly where llama.cpp's own helper puts them.

The helper needs the projector, so the engine does without it; here both run on the same media, in a
process of their own, as native code may end its process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("model", "gaps"), [("model", False), ("both-ways", False), ("omni", True)]
)
def test_media_are_decoded_as_by_llama_cpps_own_helper(gguf_folder, model, gaps):
    projector = "projector.gguf" if model == "model" else f"{model}-projector.gguf"
    command = [
        sys.executable,
        __file__,
        str(gguf_folder / f"{model}.gguf"),
        str(gguf_folder / projector),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    image, audio = json.loads(done.stdout)
    assert image["same"] and audio["same"]
    assert (
        image["positions"] == image["helper_positions"]
        and audio["positions"] == audio["helper_positions"]
    )
    assert (image["positions"] < image["tokens"]) is gaps and audio["positions"] == audio["tokens"]


def compare(model: str, projector_path: str) -> list[dict]:
    """Logits after text, a medium, text: once by the engine's sequence, once through the helper."""
    import ctypes

    import llama_cpp
    import numpy as np
    from llama_cpp import mtmd_cpp as mtmd

    from persona_assistant.engines.llama.context import AbortFlag, LlamaContext
    from persona_assistant.engines.llama.plan import Batch
    from persona_assistant.engines.llama.projector import Projector
    from persona_assistant.engines.llama.sequence import LiveSequence

    native = LlamaContext(model, 2048, 280, 1, AbortFlag())
    projector, sequence = Projector(projector_path, native, 280), LiveSequence(native)
    rng = np.random.default_rng(0)
    before, after = (Batch(n, n, tuple(map(int, rng.integers(30, 200, n)))) for n in (23, 17))
    pixels = rng.integers(0, 255, (240, 336, 3), dtype=np.uint8).tobytes()
    sound = np.sin(np.arange(32000) / 9).astype(np.float32).tobytes()
    found = []
    for kind, shape, data in (("image", [336, 240], pixels), ("audio", [32000], sound)):
        prepared = projector.prepare(kind, shape, data)
        soft = projector.encode(prepared, lambda: False)
        (segment,) = (each for each in prepared.medium.segments if not each.tokens)
        sequence.clear()
        sequence.add_text(before, logits=False)
        medium = Batch(segment.count, segment.positions, (), "medium")
        sequence.add_soft(medium, segment, soft, logits=False)
        sequence.add_text(after, logits=True)
        ours = native.logits().copy()

        chunks = (mtmd.mtmd_input_chunks_get(prepared.chunks, i) for i in range(3))
        chunk = next(
            c
            for c in chunks
            if mtmd.mtmd_input_chunk_get_type(c) != mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT
        )
        sequence.clear()
        sequence.add_text(before, logits=False)
        position = llama_cpp.llama_pos()
        status = mtmd.mtmd_helper_decode_image_chunk(
            projector._context,
            native._context,
            chunk,
            soft.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
            23,
            0,
            native.batch_size,
            ctypes.byref(position),
            mtmd.mtmd_helper_post_decode_callback(),
            None,
        )
        assert status == 0
        native.decode_tokens(after.tokens, position.value, logits=True, stage="prefill")
        found.append(
            {
                "same": bool(np.array_equal(ours, native.logits())) and float(np.ptp(ours)) > 0,
                "positions": segment.positions,
                "helper_positions": position.value - 23,
                "tokens": segment.count,
            }
        )
        prepared.free()
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(json.dumps(compare(*sys.argv[1:])))
