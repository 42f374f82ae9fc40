"""models list, pull, verify, add."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from persona_assistant.weights import catalog, registry
from tests.support import tiny_gguf
from tests.support.model_hub import MODEL, REPOSITORY, ModelHub, without_network_settings

CATALOG = f"""
[[model]]
name = "tiny"
title = "Tiny"
purpose = "language model"
repository = "{REPOSITORY}"
revision = "main"
license = "mit"
source = "a test"
ram = 0.1
note = "small"
[[model.file]]
path = "model.gguf"
role = "model"
size = {len(MODEL)}
[[model.file]]
path = "eyes/mmproj.gguf"
role = "projector"

[[model]]
name = "vast"
title = "Vast"
purpose = "checkpoint"
repository = "makers/vast"
revision = "main"
license = "not stated"
source = "a test"
ram = 1e6
size = 1000000000000000
patterns = ["*.safetensors"]
"""


@pytest.fixture(autouse=True)
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of two models."""
    (tmp_path / "catalog.toml").write_text(CATALOG)
    monkeypatch.setattr(catalog, "data_path", lambda *_: tmp_path / "catalog.toml")
    catalog.catalog.cache_clear()
    without_network_settings(monkeypatch)
    yield
    catalog.catalog.cache_clear()


@pytest.fixture
def hub(monkeypatch):
    with ModelHub.with_tiny_model() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def test_the_list_says_what_fits_and_what_is_here(run, hub, home):
    shown = run("models", "list").out
    lines = {line.split()[0]: line for line in shown.splitlines() if line.strip()}
    assert "yes" in lines["tiny"] and "mit" in lines["tiny"] and "no: memory" in lines["vast"]
    assert "unverified" in lines["vast"] and str(
        home / "data" / "persona-assistant" / "models"
    ) in " ".join(shown.split())
    assert run("models", "pull", "tiny").code == 0
    listed = run("models", "list", "--json").document
    tiny, vast = listed["models"]
    assert tiny["installed"]["size"] > len(MODEL) and tiny["fits"] and tiny["evidence"] == "names"
    assert vast["installed"] is None and not vast["fits"] and vast["fits_ram"] is False
    assert listed["ram"] > 0 and listed["folder"].endswith("models")
    assert "installed" in run("models", "list").out


def test_a_pull_tells_where_it_went(run, hub):
    done = run("models", "pull", "Tiny")
    assert done.code == 0 and "Installed tiny" in done.out and "--model tiny" in done.out
    assert done.err == "", "soon done"
    assert "already" in run("models", "pull", "tiny").out


def test_a_pull_as_json_is_one_document(run, hub):
    first = run("models", "pull", "tiny", "--json")
    assert (
        first.err == ""
        and first.document["already"] is False
        and first.document["origin"] == hub.url
    )
    assert [Path(file["path"]).read_bytes()[:4] for file in first.document["files"]] == [
        b"GGUF",
        b"GGUF",
    ]
    assert run("models", "pull", "tiny", "--json").document["already"] is True


def test_a_terminal_gets_a_line_that_goes_away(run, hub, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    done = run("models", "pull", "tiny")
    assert done.code == 0 and "Installed tiny" in done.out and "downloading" not in done.out
    assert "downloading" in done.err and "checking" in done.err and done.err.endswith("\r\033[K")


def test_a_pull_from_a_folder_needs_no_hub(run, tmp_path):
    for name, content in ModelHub.with_tiny_model().files[REPOSITORY].items():
        path = tmp_path / "stick" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert run("models", "pull", "tiny", "--from", tmp_path / "stick").code == 0
    refused = run("models", "pull", "tiny", "--from", tmp_path / "nowhere")
    assert refused.code == 2 and "no such folder" in refused.error


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        ({"token": "hf_x"}, 1, "HF_TOKEN to a token of yours (--token TOKEN)"),
        ({"refuse_with": 403}, 1, "accept its terms"),
        ({"files": {}}, 1, "has no model.gguf"),
        ({"files": {}}, 1, "pull from their folder (--from DIR)"),
        ({"served": {"model.gguf": MODEL[:-1] + b"?"}}, 1, "another sha256"),
    ],
)
def test_a_pull_that_fails_says_so_in_one_line(run, hub, trouble, code, said):
    for name, value in trouble.items():
        setattr(hub, name, value)
    done = run("models", "pull", "tiny", "--json")
    assert done.code == code and said in done.error
    assert run("models", "list", "--json").document["models"][0]["installed"] is None


def test_the_token_is_not_repeated(run, hub):
    hub.token = "hf_right"
    done = run("models", "pull", "tiny", "--token", "hf_wrong", "--json")
    assert done.code == 1 and "hf_wrong" not in done.err
    assert run("models", "pull", "tiny", "--token", "hf_right", "--json").code == 0


def test_an_unknown_model_is_bad_input(run):
    done = run("models", "pull", "tinny")
    assert done.code == 2 and "did you mean tiny?" in done.error


def test_verify_finds_the_damaged_one(run, hub, tmp_path):
    nothing = run("models", "verify")
    assert nothing.code == 0 and "No model is installed" in nothing.out
    run("models", "pull", "tiny")
    tiny_gguf.write_model(tmp_path / "mine.gguf", hidden=256)
    run("models", "add", tmp_path / "mine.gguf")
    assert run("models", "verify", "--json").document == {
        "models": [{"name": name, "whole": True, "problems": []} for name in ("mine", "tiny")],
        "bundled": {"whole": True, "problems": []},
        "whole": True,
    }
    path = registry.resolve("tiny")[0]
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    done = run("models", "verify")
    assert (
        done.code == 1
        and "ok   mine" in done.out
        and "BAD  tiny" in done.out
        and "models pull tiny" in done.out
    )
    told = run("models", "verify", "--json")
    assert told.code == 1 and not told.document["whole"]
    run("models", "pull", "tiny")
    assert run("models", "verify").code == 0


def test_a_model_of_this_machine_is_added_and_listed(run, tmp_path):
    model = tiny_gguf.write_model(tmp_path / "my model.gguf", hidden=256)
    projector = tiny_gguf.write_projector(tmp_path / "eyes.gguf", hidden=256)
    assert "cannot be called" in run("models", "add", model, "--json").error
    added = run(
        "models", "add", model, "--projector", projector, "--name", "mine", "--json"
    ).document
    assert [(file["role"], file["path"]) for file in added["files"]] == [
        ("model", str(model)),
        ("projector", str(projector)),
    ]
    assert "mine" in run("models", "list").out
    again = run("models", "add", model, "--name", "mine", "--json")
    assert again.code == 2 and "already" in again.error
    assert "(--name NAME)" in again.error
    wrong = run("models", "add", projector, "--name", "other", "--json")
    assert wrong.code == 2 and "is a projector" in wrong.error
    assert "(--projector F.gguf)" in wrong.error


def test_models_live_where_the_environment_says(run, hub, tmp_path, monkeypatch):
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "elsewhere"))
    run("models", "pull", "tiny")
    assert sorted(
        name for name in os.listdir(tmp_path / "elsewhere") if not name.startswith(".")
    ) == ["tiny"]


@pytest.mark.parametrize("command", ["", "list", "pull", "verify", "add"])
def test_every_command_explains_itself(run, command):
    shown = run("models", *command.split(), "--help", options=[])
    assert shown.code == 0 and f"Usage: persona-assistant models {command}".rstrip() in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80 and "..." not in shown.out.split(
        "Commands:"
    )[-1].replace("[ARGS]...", "")
