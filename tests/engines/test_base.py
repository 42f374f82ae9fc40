"""What callers rely on with every engine: its events, its options, and what it says it can do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from persona_assistant.engines import base
from persona_assistant.engines.base import (
    Finished,
    GenerateOptions,
    TextPiece,
    collect,
    texts,
)
from persona_assistant.engines.endpoint import EndpointEngine
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.errors import BadInput
from tests.support.fakes import FakeEngine, FakeModel

ROOT = Path(__file__).resolve().parents[2]
END = Finished("stop", abstained=False)


def test_collecting_joins_the_pieces_and_passes_each_on():
    heard = []
    generation = collect(iter([TextPiece("A "), TextPiece("nurse."), END]), heard.append)
    assert (generation.text, generation.finished) == ("A nurse.", END)
    assert heard == ["A ", "nurse."] == list(texts([TextPiece("A "), END, TextPiece("nurse.")]))


def test_an_engine_that_does_not_finish_is_a_fault():
    with pytest.raises(RuntimeError, match="Finished"):
        collect([TextPiece("A nurse.")])


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_tokens": 0},
        {"temperature": -0.1},
        {"top_k": 0},
        {"top_p": 0.0},
        {"top_p": 1.1},
        {"min_p": -0.1},
        {"seed": -1},
        {"seed": 2**32 - 1},
        {"stop": ("a", "")},
    ],
    ids=str,
)
def test_an_option_out_of_range_is_named(wrong):
    (name,) = wrong
    with pytest.raises(BadInput, match=name) as caught:
        GenerateOptions(**wrong)
    assert (caught.value.code, caught.value.fields) == ("generate_option", {"option": name})


def test_options_at_the_edge_of_their_range_are_taken():
    GenerateOptions(1, 0.0, 1, 1.0, 0.0, 0, ("x",))
    GenerateOptions(min_p=1.0, seed=2**32 - 2)


ABILITIES = (base.caching, base.encoding, base.preparing, base.probing)


def test_an_engine_is_handed_out_with_the_abilities_it_claims_and_no_others():
    model = FakeModel()
    assert [ability(model) for ability in ABILITIES] == [model, model, model, None]
    for plain in (FakeEngine(), ExtractiveEngine(), EndpointEngine("http://127.0.0.1:9")):
        assert [ability(plain) for ability in ABILITIES] == [None] * 4


def test_a_model_file_has_every_ability(gguf_folder):
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    from persona_assistant.engines.llama import LlamaEngine

    engine = LlamaEngine(gguf_folder / "model.gguf")
    assert [ability(engine) for ability in ABILITIES] == [engine] * 4
    assert engine.capabilities.modalities == {"text"}


@pytest.mark.parametrize("command", [["--help"], ["ask", "Who sails?"]], ids=lambda c: c[0])
def test_nothing_for_servers_is_imported_where_none_is_asked(command, tmp_path):
    program = (
        "import sys\nfrom persona_assistant.cli import main\n"
        f"try:\n    main({command!r})\nexcept SystemExit:\n    pass\n"
        "print(sorted({'httpx', 'llama_cpp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": "", "PERSONA_ASSISTANT_STORE": str(tmp_path / "s"), "HOME": str(tmp_path)},
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
