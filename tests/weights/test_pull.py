"""Models come from a hub complete and checked, with what is known of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from persona_assistant.errors import ModelError, PullError
from persona_assistant.weights import registry
from persona_assistant.weights.hub import Hub
from persona_assistant.weights.pull import pull_from
from tests.support.model_hub import COMMIT, MODEL, NOTES, PROJECTOR, REPOSITORY, pull, sha
from tests.support.model_hub import tiny_model as model

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("models")


def left_over(models: Path) -> list[str]:
    """Every file below the models' folder that is not a lock."""
    files = (each.relative_to(models).as_posix() for each in models.rglob("*") if each.is_file())
    return sorted(each for each in files if not each.endswith(".lock"))


# --- what arrives


def test_a_model_arrives_with_what_is_known_of_it(hub, models):
    pulled = pull()
    assert not pulled.already
    assert (models / "tiny/model.gguf").read_bytes() == MODEL
    assert (models / "tiny/eyes/mmproj.gguf").read_bytes() == PROJECTOR
    manifest = json.loads((models / "tiny/manifest.json").read_text())
    assert manifest["revision"] == COMMIT and manifest["origin"] == hub.url
    assert manifest["license"] == "mit" and manifest["repository"] == REPOSITORY
    assert {
        file["path"]: (file["role"], file["size"], file["sha256"]) for file in manifest["files"]
    } == {
        "model.gguf": ("model", len(MODEL), sha(MODEL)),
        "eyes/mmproj.gguf": ("projector", len(PROJECTOR), sha(PROJECTOR)),
        "notes.json": ("part", len(NOTES), sha(NOTES)),
    }
    assert registry.resolve("tiny") == (
        models / "tiny/model.gguf",
        models / "tiny/eyes/mmproj.gguf",
    )
    assert registry.verified_path("TINY", "notes.json") == models / "tiny/notes.json"
    names = ("eyes/mmproj.gguf", "manifest.json", "marks.json", "model.gguf", "notes.json")
    assert left_over(models) == [f"tiny/{name}" for name in names]


def test_what_is_whole_is_not_fetched_again(hub):
    pull()
    hub.asked.clear()
    assert pull().already and not hub.asked


def test_a_repository_of_many_files_comes_by_its_names(hub, models):
    hub.files[REPOSITORY] |= {
        "model-00001-of-00002.safetensors": b"one",
        "model-00002-of-00002.safetensors": b"two",
    }
    hub.files[REPOSITORY]["training.pt"] = b"a pickle"
    pulled = pull(files=(), patterns=("*.safetensors", "*.json"))
    names = {file.path for file in pulled.model.files}
    assert names == {
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "notes.json",
    }
    assert registry.verified_folder("tiny") == models / "tiny"
    with pytest.raises(ModelError, match="no language model"):
        registry.resolve("tiny")


def test_a_repository_may_not_write_outside_its_folder(hub, models):
    hub.files[REPOSITORY]["../../escaped.json"] = b"{}"
    with pytest.raises(PullError, match="outside"):
        pull(files=(), patterns=("*.json",))
    assert not (models.parent / "escaped.json").exists()


def test_progress_counts_every_byte_of_every_file(hub):
    seen = []
    pull_from(Hub(), model(), on_progress=seen.append)
    steps = [step for step in seen if (step.stage, step.detail) == ("downloading", "model.gguf")]
    assert (steps[0].done, steps[0].total) == (0, len(MODEL))
    assert steps[-1].done == steps[-1].total == steps[-1].worked == len(MODEL)
    assert {step.stage for step in seen} == {"downloading", "checking"}
    assert {step.unit for step in seen} == {"bytes"}
    assert {step.detail for step in seen} == {"model.gguf", "eyes/mmproj.gguf", "notes.json"}


# --- who asks


def test_the_token_is_shown_to_the_hub_and_not_to_its_storage(hub, monkeypatch):
    hub.token = "hf_secret"
    with pytest.raises(PullError, match="HF_TOKEN") as refused:
        pull()
    assert "terms" in str(refused.value) and REPOSITORY in str(refused.value)
    pull_from(Hub("hf_secret"), model())
    shutil.rmtree(registry.models_folder())
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    pull()
    assert {who for server, _, _, who in hub.asked if server == "storage"} == {None}


def test_a_saved_token_is_not_shown_to_a_mirror(hub, tmp_path, monkeypatch):
    import huggingface_hub.constants

    (tmp_path / "token").write_text("hf_saved")
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    pull()
    assert {who for *_, who in hub.asked} == {None}


def test_a_hub_is_asked_for_files_and_told_nothing_else(hub, monkeypatch):
    monkeypatch.setenv("CLAUDECODE", "1")  # which the library would report
    pull_from(Hub(), model(files=(), patterns=("*",)))
    pull(name="again")
    assert {path for _, path, *_ in hub.asked if REPOSITORY not in path} == set()
    (agent,) = hub.agents
    assert re.fullmatch(r"persona-assistant/[\d.]+; hf_hub/[\d.]+; python/[\d.]+", agent), agent


def test_the_library_of_the_hub_is_loaded_by_a_pull_alone_and_brings_no_torch():
    script = (
        "import sys, persona_assistant.weights;"
        "from persona_assistant.weights import availability as a;"
        "a.list_models(a.hardware());"
        "assert not {'huggingface_hub', 'filelock', 'numpy'} & set(sys.modules);"
        "from huggingface_hub import HfApi, get_hf_file_metadata;"
        "from huggingface_hub.file_download import http_get;"
        "assert not {'torch', 'transformers', 'tensorflow'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
