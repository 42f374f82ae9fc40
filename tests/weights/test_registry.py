"""Models from this machine: carried over in a folder, or given a name; and what the catalogue
promises."""

from __future__ import annotations

import os
import re
import shutil
import threading
from pathlib import Path

import pytest

from persona_assistant.errors import BadInput, Cancelled, DiskFull, ModelError, PullError
from persona_assistant.progress import Progress
from persona_assistant.weights import availability, catalog, integrity, registry
from persona_assistant.weights.add import add
from persona_assistant.weights.folder_source import FolderSource
from persona_assistant.weights.pull import pull_from
from tests.support.model_hub import MODEL, NOTES, POINTER, PROJECTOR, sha, tiny_model

pytestmark = pytest.mark.usefixtures("models")


# --- carried over


@pytest.fixture
def carried(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    (folder / "eyes").mkdir(parents=True)
    (folder / "model.gguf").write_bytes(MODEL)
    (folder / "eyes/mmproj.gguf").write_bytes(PROJECTOR)
    (folder / "notes.json").write_bytes(NOTES)
    return folder


@pytest.mark.parametrize("flat", [False, True])
def test_a_model_comes_from_a_folder(carried, models, flat):
    if flat:
        (carried / "eyes/mmproj.gguf").rename(carried / "mmproj.gguf")
    pulled = pull_from(FolderSource(carried), tiny_model())
    assert pulled.model.origin == "folder" and pulled.model.revision is None
    assert registry.resolve("tiny") == (
        models / "tiny/model.gguf",
        models / "tiny/eyes/mmproj.gguf",
    )
    assert (models / "tiny/model.gguf").read_bytes() == MODEL
    assert (models / "tiny/eyes/mmproj.gguf").read_bytes() == PROJECTOR
    assert (carried / "model.gguf").read_bytes() == MODEL, "it is a copy"


def test_a_carried_file_must_be_the_catalogues(carried, models):
    (carried / "model.gguf").write_bytes(MODEL[:-1] + b"!")
    with pytest.raises(PullError, match="another sha256"):
        pull_from(FolderSource(carried), tiny_model(sha256=sha(MODEL)))
    assert not (models / "tiny").exists() and registry.installed() == []


def test_a_models_folder_of_another_machine_says_what_it_held(carried, models, tmp_path):
    pull_from(FolderSource(carried), tiny_model())
    shutil.copytree(models / "tiny", tmp_path / "other")
    shutil.rmtree(models / "tiny")
    assert pull_from(FolderSource(tmp_path / "other"), tiny_model()).model.size == sum(
        map(len, (MODEL, PROJECTOR, NOTES))
    )
    shutil.rmtree(models / "tiny")
    (tmp_path / "other/notes.json").write_bytes(NOTES.replace(b"small", b"other"))
    with pytest.raises(PullError, match=r"notes\.json has another sha256"):
        pull_from(FolderSource(tmp_path / "other"), tiny_model())


def test_a_copy_that_was_stopped_continues(carried, models):
    model = MODEL * 1000
    (carried / "model.gguf").write_bytes(model)
    cancel = threading.Event()

    def stop_early(progress: Progress) -> None:
        if progress.done:
            cancel.set()

    source = FolderSource(carried)
    with pytest.raises(Cancelled):
        pull_from(source, tiny_model(), on_progress=stop_early, cancel=cancel)
    have = (models / "tiny.part/model.gguf.part").stat().st_size
    assert 0 < have < len(model)
    seen: list[Progress] = []
    pull_from(FolderSource(carried), tiny_model(), on_progress=seen.append)
    assert (seen[0].stage, seen[0].detail, seen[0].done) == ("copying", "model.gguf", have)
    assert (models / "tiny/model.gguf").read_bytes() == model


def test_what_a_folder_lacks_is_named(carried, models, tmp_path):
    (carried / "eyes/mmproj.gguf").unlink()
    with pytest.raises(
        BadInput, match="holds no eyes/mmproj.gguf; tiny needs it from makers/tiny-GGUF"
    ):
        pull_from(FolderSource(carried), tiny_model())
    with pytest.raises(BadInput, match=r"holds nothing called \*\.onnx"):
        pull_from(FolderSource(carried), tiny_model(files=(), patterns=("*.onnx",)))
    with pytest.raises(BadInput, match="nowhere: there is no such folder"):
        FolderSource(tmp_path / "nowhere")
    assert registry.installed() == []


def test_a_carried_pointer_is_told_from_a_file(carried):
    (carried / "model.gguf").write_bytes(POINTER % (sha(MODEL).encode(), len(MODEL)))
    with pytest.raises(PullError, match="git lfs pull"):
        pull_from(FolderSource(carried), tiny_model())


def test_many_files_come_by_their_names(carried):
    pulled = pull_from(FolderSource(carried), tiny_model(files=(), patterns=("*.gguf",)))
    assert [file.path for file in pulled.model.files] == ["eyes/mmproj.gguf", "model.gguf"]


# --- given a name


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """model.gguf and projector.gguf."""
    from tests.support import tiny_gguf

    folder = tmp_path_factory.mktemp("gguf")
    tiny_gguf.write_model(folder / "model.gguf", hidden=256)
    tiny_gguf.write_projector(folder / "projector.gguf", hidden=256)
    return folder


def test_a_model_of_this_machine_gets_a_name(gguf, models):
    added = add(gguf / "model.gguf", gguf / "projector.gguf", name="mine")
    assert registry.resolve("mine") == (gguf / "model.gguf", gguf / "projector.gguf")
    assert added.origin == "added" and [model.name for model in registry.installed()] == ["mine"]
    assert not list(models.rglob("*.gguf")), "it was copied"
    assert added.files[0].sha256 == sha((gguf / "model.gguf").read_bytes())
    assert add(gguf / "model.gguf").name == "model"
    assert registry.resolve("model") == (gguf / "model.gguf", None)


def test_a_copy_needs_the_file_no_more(gguf, models, tmp_path):
    shutil.copy(gguf / "model.gguf", tmp_path / "fleeting.gguf")
    add(tmp_path / "fleeting.gguf", copy=True)
    (tmp_path / "fleeting.gguf").unlink()
    assert registry.resolve("fleeting") == (models / "fleeting/fleeting.gguf", None)
    assert registry.verify(registry.get("fleeting")) == []


@pytest.mark.parametrize("copy", [False, True])
def test_adding_leaves_nothing_to_hash_at_the_first_load(gguf, monkeypatch, copy):
    add(gguf / "model.gguf", name="mine", copy=copy)
    monkeypatch.setattr(integrity, "sha256", lambda *_: pytest.fail("hashed again"))
    registry.resolve("mine")


def test_an_added_file_that_changed_is_not_loaded(gguf, tmp_path):
    shutil.copy(gguf / "model.gguf", tmp_path / "m.gguf")
    add(tmp_path / "m.gguf")
    with open(tmp_path / "m.gguf", "ab") as file:
        file.write(b"more")
    with pytest.raises(ModelError, match="instead of .* add the model again"):
        registry.resolve("m")


def test_what_is_no_model_is_not_added(gguf, tmp_path):
    (tmp_path / "page.gguf").write_text("<html>")
    cut_off = tmp_path / "cut.gguf"
    cut_off.write_bytes((gguf / "model.gguf").read_bytes()[:60])
    for path, projector, match in (
        (gguf / "projector.gguf", None, "is a projector; give the language model"),
        (gguf / "model.gguf", gguf / "model.gguf", "is no projector"),
        (tmp_path / "page.gguf", None, "is not a GGUF file"),
        (cut_off, None, "cut off or damaged"),
        (tmp_path / "none.gguf", None, "no file"),
    ):
        with pytest.raises(ModelError, match=match):
            add(path, projector)
    assert registry.installed() == []


@pytest.mark.parametrize(
    "name", ["", "a b", "../up", ".hidden", "x.part", "gemma-4-e4b-q4_k_m", "taken", "ä", "a/b"]
)
def test_a_name_that_cannot_be_used_is_refused(gguf, models, name):
    add(gguf / "model.gguf", name="taken")
    with pytest.raises(BadInput, match="another name|cannot be called"):
        add(gguf / "model.gguf", name=name)
    assert os.listdir(models) == ["taken"]


def test_a_copy_that_does_not_fit_leaves_nothing(gguf, models, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    with pytest.raises(DiskFull):
        add(gguf / "model.gguf", copy=True)
    assert not models.exists() or os.listdir(models) == []


def test_a_path_is_taken_as_it_is(gguf, tmp_path, monkeypatch):
    assert registry.resolve(gguf / "model.gguf") == (gguf / "model.gguf", None)
    assert registry.resolve("missing/there.gguf") == (
        Path("missing/there.gguf"),
        None,
    )  # the engine says what lacks
    monkeypatch.chdir(gguf)
    assert registry.resolve("model.gguf") == (Path("model.gguf"), None)
    with pytest.raises(ModelError, match="models pull gemma-4-e2b-q4_k_m"):
        registry.resolve("Gemma-4-E2B-Q4_K_M")
    with pytest.raises(ModelError, match="no file and no model called nonsense"):
        registry.resolve("nonsense")


# --- the catalogue


def test_the_catalogue_is_well_formed():
    known = catalog.catalog()
    assert len(known) >= 18
    for name, model in known.items():
        assert registry.check_name(name) == name == name.lower()
        assert model.purpose in {
            "language model", "checkpoint", "image encoder", "voice encoder", "sentence encoder",
            "speech recognition",
        }  # fmt: skip
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", model.repository) and model.license and model.source
        assert bool(model.files) != bool(model.patterns) and model.size
        roles = [file.role for file in model.files]
        if model.purpose == "language model":
            assert roles == ["model", "projector"] and model.ram * 1e9 > model.size
        else:
            assert set(roles) <= {"part"}
        for file in model.files:
            assert file.sha256 is None or re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert not (file.sha256 and not file.seen)
        if model.evidence == "pinned":
            assert re.fullmatch("[0-9a-f]{40}", model.revision), (
                "a hash without its revision breaks at the next commit"
            )


def test_the_same_file_is_the_same_everywhere():
    found: dict[tuple[str, str, str], set] = {}
    for model in catalog.catalog().values():
        for file in model.files:
            found.setdefault((model.repository, model.revision, file.path), set()).add(
                (file.size, file.sha256)
            )
    assert all(len(each) == 1 for each in found.values())


@pytest.mark.parametrize(
    ("model", "evidence"),
    [
        ("gemma-4-e4b-q4_k_m", "pinned"),
        ("gemma-4-e4b-q5_k_m", "unverified"),
        ("qwen2.5-omni-3b-rlvr", "unverified"),
    ],
)
def test_what_was_not_seen_is_said(model, evidence):
    assert catalog.find(model).evidence == evidence


def on_machine(**machine: int | None) -> dict[str, availability.ModelStatus]:
    listed = availability.list_models(availability.Hardware(**machine))
    return {status.name: status for status in listed}


def test_what_fits_is_told_by_memory_and_disk(gguf):
    add(gguf / "model.gguf", name="mine")
    small = {
        row.name: row
        for row in availability.list_models(availability.Hardware(6 * 10**9, 5 * 10**9))
    }
    assert small["gemma-4-e2b-q4_k_m"].fits and not small["gemma-4-e4b-q4_k_m"].fits
    assert (
        small["gemma-4-e4b-q4_k_m"].fits_ram is False
        and small["gemma-4-e4b-q4_k_m"].fits_disk is False
    )
    assert small["mine"].installed and small["mine"].fits and small["mine"].fits_ram is None
    unknown = {
        row.name: row for row in availability.list_models(availability.Hardware(None, 10**12))
    }
    assert unknown["gemma-4-e4b-q4_k_m"].fits and unknown["gemma-4-e4b-q4_k_m"].fits_ram is None
    here = availability.hardware()
    assert here.ram > 10**8 and here.disk_free > 0


def test_a_pull_that_was_begun_or_killed_at_its_last_step_is_no_model(models):
    for name in ("tiny.part", ".unfinished-abc"):
        (models / name).mkdir(parents=True)
        (models / name / "manifest.json").write_text("{}")
    assert registry.installed() == []
