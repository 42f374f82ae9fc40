"""A model file without a chat template is none to talk to, unless somebody says which it knows."""

from __future__ import annotations

import json
from pathlib import Path

import gguf as files
import pytest

from persona_assistant.cli import main
from persona_assistant.errors import ModelError
from persona_assistant.gguf import chat_template
from tests.support import tiny_gguf

REFUSED = "has no chat template: it is a base model"


@pytest.fixture
def base(gguf_folder) -> Path:
    return gguf_folder / "base.gguf"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name, value in {
        "MODELS": tmp_path / "models", "STORE": tmp_path / "store", "KEY_FILE": tmp_path / "key",
        "THREADS": 1, "CONTEXT_TOKENS": 1024, "MAX_TOKENS": 4, "FACE_ENCODER": "none",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PERSONA_ASSISTANT_{name}", str(value))
    return monkeypatch


def header(path: Path, **keys: str | list) -> Path:
    """A model file that is its header alone."""
    writer = files.GGUFWriter(path, "llama")
    writer.add_token_list([f"token{n}" for n in range(5000)])
    for key, value in keys.items():
        name = f"tokenizer.{key}"
        writer.add_array(name, value) if isinstance(value, list) else writer.add_string(name, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def test_the_template_is_read_from_behind_the_vocabulary(gguf_folder, base, tmp_path):
    assert chat_template(gguf_folder / "model.gguf") == tiny_gguf.TEMPLATE
    assert chat_template(gguf_folder / "omni.gguf").startswith("{% for")
    assert chat_template(base) is None
    assert chat_template(header(tmp_path / "a.gguf", chat_template="  ")) is None
    several = {"chat_templates": ["tool_use"], "chat_template.tool_use": "{{ it }}"}
    assert chat_template(header(tmp_path / "b.gguf", **several)) == "{{ it }}"
    said = {"ggml.note": "tokenizer.chat_template"}
    assert chat_template(header(tmp_path / "c.gguf", **said)) is None


@pytest.mark.parametrize("cut", [30, 200, 2000, 40000])
def test_a_header_that_is_cut_off_is_no_template(tmp_path, cut):
    whole = header(tmp_path / "whole.gguf", chat_template="{{ it }}").read_bytes()
    (tmp_path / "cut.gguf").write_bytes(whole[:cut])
    with pytest.raises(ModelError, match="cut off or damaged"):
        chat_template(tmp_path / "cut.gguf")


def test_it_is_refused_before_anything_starts(base):
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    from persona_assistant.engines.llama import LlamaEngine

    with pytest.raises(ModelError, match=REFUSED) as caught:
        LlamaEngine(base)
    assert caught.value.code == "no_chat_template" and "\n" not in str(caught.value)
    engine = LlamaEngine(base, n_ctx=512, threads=1, chat_template="gemma-3")
    assert engine.probe()["chat_template"] == "gemma 3"
    assert engine.identity["chat_template"] == "gemma-3"
    engine.close()


@pytest.mark.parametrize(
    "command",
    [
        ["models", "add", "{}"],
        ["ask", "What is Ana's job?", "--engine", "llama", "--model", "{}"],
        ["bench", "run", "omni-persona", "--limit", "2", "--engine", "llama", "--model", "{}"],
    ],
)
def test_each_command_says_so_in_one_line(settings, base, capsys, command):
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    assert main([part.format(base) for part in command]) == 2
    told = capsys.readouterr().err
    assert REFUSED in told and "(--chat-template gemma-4|gemma-3|chatml|plain)" in told
    assert told.count("\n") == 1


def test_doctor_says_so_too(settings, base, capsys):
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    assert main(["doctor", "--model", str(base), "--json"]) == 1
    checks = {each["name"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert not checks["engine"]["ok"] and REFUSED in checks["engine"]["found"]
    assert checks["engine"]["code"] == "no_chat_template"


def test_a_template_that_was_named_is_used_from_then_on(settings, base, capsys):
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    named = ["--chat-template", "chatml"]
    assert main(["models", "add", str(base), *named, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chat_template"] == "chatml"
    assert main(["add", "Ana", "--text", "Ana is a dentist."]) == 0
    ask = ["ask", "What is Ana's job?", "--engine", "llama", "--json", "--model"]
    assert main([*ask, "base"]) == 0, "named when it was added"
    assert main([*ask, str(base), *named]) == 0, "named when it is asked"
    settings.setenv("PERSONA_ASSISTANT_CHAT_TEMPLATE", "plain")
    assert main([*ask, str(base)]) == 0, "named in the settings"
    for command in ([*ask, str(base)], ["models", "add", str(base), "--name", "other"]):
        capsys.readouterr()
        assert main([*command, "--chat-template", "gemma"]) == 2
        assert "must be one of gemma-4, gemma-3, chatml, plain" in capsys.readouterr().err
