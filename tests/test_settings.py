"""Settings: whatever is said later wins, and what nobody knows is refused by name and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_assistant.errors import SettingsError
from persona_assistant.settings import PREFIX, Settings, load_settings, settings_file


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "settings.toml"


def loaded(file: Path, text: str, environment: dict[str, str] | None = None, **flags):
    file.write_text(text, encoding="utf-8")
    variables = {PREFIX + name: value for name, value in (environment or {}).items()}
    return load_settings({PREFIX + "SETTINGS": str(file), **variables}, **flags)


def refusal(file: Path, text: str = "", environment: dict[str, str] | None = None, **flags) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(file, text, environment, **flags)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_file_then_environment_then_flags(file):
    text = 'top_k = 2\nmax_tokens = 20\nroute = "model"\n'
    found = loaded(file, text, {"TOP_K": "3", "MAX_TOKENS": "30"}, top_k=5)
    assert (found.top_k, found.max_tokens, found.route) == (5, 30, "model")


def test_a_flag_that_was_not_given_changes_nothing(file):
    assert loaded(file, "top_k = 2\n", top_k=None).top_k == 2


def test_an_empty_variable_was_not_given(file):
    assert loaded(file, "top_k = 2\n", {"TOP_K": ""}).top_k == 2


def test_defaults_need_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_: tmp_path)
    found = load_settings({})
    assert (found.engine, found.route, found.model) == ("extractive", "assistant", None)
    assert settings_file({}) == tmp_path / "settings.toml"


def test_the_users_own_file_is_read_unless_another_is_named(tmp_path, file, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text("top_k = 7\n")
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_: home)
    assert load_settings({}).top_k == 7
    assert loaded(file, "top_k = 9\n").top_k == 9


def test_paths_and_numbers_come_as_what_they_are(file):
    found = loaded(
        file, 'store = "people"\n', {"MODEL": "m.gguf", "THREADS": "2", "IMAGE_TOKENS": "560"}
    )
    assert (found.store, found.model, found.threads, found.image_tokens) == (
        Path("people"),
        Path("m.gguf"),
        2,
        560,
    )


@pytest.mark.parametrize("name", ["PASSPHRASE", "API_KEY", "SETTINGS", "TORTURE"])
def test_secrets_and_switches_are_no_settings(name, file):
    environment = {} if name == "SETTINGS" else {name: "hush hush"}
    found = loaded(file, "top_k = 2\n", environment)
    assert found.top_k == 2 and "hush" not in repr(found)
    assert f"'{name.lower()}'" in refusal(file, f'{name.lower()} = "hush hush"\n')


def test_an_unknown_name_is_refused_with_its_place(file):
    assert (
        "'colour'" in (said := refusal(file, 'colour = "red"\n'))
        and str(file) in said
        and "top_k" in said
    )
    assert (
        "'colour'" in (said := refusal(file, environment={"COLOUR": "red"}))
        and "environment" in said
    )
    assert "'colour'" in (said := refusal(file, colour="red")) and "command line" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("top_k", 0),
        ("top_k", 33),
        ("max_tokens", "many"),
        ("engine", "oracle"),
        ("route", "both"),
        ("image_tokens", 100),
        ("context_tokens", 1),
        ("threads", 0),
        ("threads", 1.5),
    ],
)
def test_a_bad_value_is_refused_by_name_and_place(name, value, file):
    written = f'"{value}"' if isinstance(value, str) else value
    assert f"'{name}'" in (said := refusal(file, f"{name} = {written}\n")) and str(file) in said
    assert (
        f"'{name}'" in (said := refusal(file, environment={name.upper(): str(value)}))
        and "environment" in said
    )
    assert f"'{name}'" in (said := refusal(file, **{name: value})) and "command line" in said


def test_a_value_of_the_wrong_kind_is_refused(file):
    assert "'base_url'" in refusal(file, "base_url = 8080\n") and "'store'" in refusal(
        file, "store = [1]\n"
    )
    assert "'top_k'" in refusal(file, "top_k = inf\n") and "'engine'" in refusal(
        file, "engine = 1\n"
    )


def test_settings_made_in_code_are_checked_too():
    assert Settings(store="people", threads=None).store == Path("people")
    with pytest.raises(SettingsError, match="'top_k'.*1 to 32"):
        Settings(top_k=0)
    with pytest.raises(AttributeError):
        Settings().top_k = 3


def test_the_place_named_is_the_one_that_counted(file):
    assert "environment" in refusal(file, "top_k = 4\n", {"TOP_K": "none"})
    assert loaded(file, 'top_k = "none"\n', {"TOP_K": "4"}).top_k == 4


def test_a_named_file_must_exist(tmp_path):
    missing = tmp_path / "nowhere.toml"
    with pytest.raises(SettingsError, match="does not exist") as caught:
        load_settings({PREFIX + "SETTINGS": str(missing)})
    assert str(missing) in str(caught.value)


@pytest.mark.parametrize("text", ["top_k = = 2", "top_k", "[store"])
def test_a_file_that_is_no_toml_is_refused(text, file):
    assert str(file) in refusal(file, text)


def test_a_folder_is_no_settings_file(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({PREFIX + "SETTINGS": str(tmp_path)})


def test_a_file_that_is_no_text_is_refused(file):
    file.write_bytes(b'store = "\xff\xfe"\n')
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({PREFIX + "SETTINGS": str(file)})
