"""Settings: whatever is said later wins, and what nobody knows is refused by name and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_assistant.errors import SettingsError
from persona_assistant.settings import PREFIX, Server, Settings, load_settings, settings_file


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
        ("threads", True),
        ("threads", 10**30),
        ("top_k", False),
        ("cache_mb", True),
        ("context_tokens", 10**12),
        ("image_tokens", True),
        ("engine", True),
    ],
)
def test_a_bad_value_is_refused_by_name_and_place(name, value, file):
    written = f'"{value}"' if isinstance(value, str) else str(value).lower()
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


# --- tables


def test_the_settings_of_a_door_stand_in_a_table(file):
    text = 'top_k = 2\n[server]\nport = 9000\n[tui]\ntheme = "dark"\nmedia_preview = false\n'
    found = loaded(file, text)
    assert (found.top_k, found.server.port, found.server.host) == (2, 9000, "127.0.0.1")
    assert (found.tui.theme, found.tui.media_preview) == ("dark", False)


def test_file_then_environment_then_flags_also_within_a_table(file):
    text = '[server]\nhost = "0.0.0.0"\nport = 1\n'
    assert loaded(file, text, {"SERVER__PORT": "2"}).server.port == 2
    found = loaded(file, text, {"SERVER__PORT": "2"}, server__port=3)
    assert (found.server.host, found.server.port) == ("0.0.0.0", 3)
    assert loaded(file, text, {"SERVER__PORT": "2"}, server={"port": 4}).server.port == 4


def test_a_door_has_defaults_without_a_table(file):
    found = loaded(file, "")
    assert (found.server.port, found.tui.theme) == (8765, "auto")


@pytest.mark.parametrize(
    ("text", "environment", "name", "meant"),
    [
        ("[server]\nprot = 1\n", {}, "server.prot", "server.port"),
        ("[servr]\nport = 1\n", {}, "servr", "server"),
        ("", {"SERVER__PROT": "1"}, "server.prot", "server.port"),
        ("", {"TUI__THEMES": "dark"}, "tui.themes", "tui.theme"),
        ('engin = "llama"\n', {}, "engin", "engine"),
        ('Max_Token = "llama"\n', {}, "Max_Token", "max_tokens"),
    ],
)
def test_an_unknown_name_gets_the_nearest(file, text, environment, name, meant):
    message = refusal(file, text, environment)
    assert f"unknown setting {name!r}" in message and f"did you mean {meant!r}?" in message


def test_a_name_like_no_other_gets_no_guess(file):
    assert "did you mean" not in refusal(file, "xyzzy = 1\n")
    assert "did you mean" not in refusal(file, "[xyzzy]\nport = 1\n")


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("[server]\nport = 0\n", {}),
        ("[server]\nport = 65536\n", {}),
        ('[server]\nport = "many"\n', {}),
        ("", {"SERVER__PORT": "http"}),
    ],
)
def test_a_bad_value_in_a_table_is_refused_by_its_full_name(file, text, environment):
    message = refusal(file, text, environment)
    place = "environment" if environment else str(file)
    assert "'server.port'" in message and "1 to 65535" in message and place in message


@pytest.mark.parametrize("word", ["maybe", "2", "[1]"])
def test_a_switch_is_true_or_false(file, word):
    assert "true or false" in refusal(file, environment={"TUI__MEDIA_PREVIEW": word})


def test_a_switch_in_the_environment_is_a_word(file):
    for word, meaning in (("yes", True), ("TRUE", True), ("off", False), ("0", False)):
        assert loaded(file, "", {"TUI__MEDIA_PREVIEW": word}).tui.media_preview is meaning


def test_a_table_is_no_value_and_a_value_no_table(file):
    assert "'server'" in (message := refusal(file, "server = 8080\n")) and "[server]" in message
    assert "'server'" in refusal(file, environment={"SERVER": "8080"})
    assert "'engine'" in refusal(file, "[engine]\nname = 1\n")
    with pytest.raises(SettingsError, match="'server'"):
        Settings(server=8080)


def test_tables_made_in_code_are_checked_and_frozen():
    assert Settings(server={"port": "80"}).server == Server(port=80)
    with pytest.raises(SettingsError, match="'port'.*1 to 65535"):
        Server(port=0)
    with pytest.raises(AttributeError):
        Settings().server.port = 80


@pytest.mark.parametrize("line", ["store = true", "me = 7", "key_file = 1.5", "base_url = []"])
def test_a_value_of_another_kind_is_refused(file, line):
    assert line.split()[0] in refusal(file, f"{line}\n")


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "threads = " + "9" * 5000, "\x00"])
def test_a_file_that_is_no_settings_at_all_is_one_clear_error(file, text):
    assert str(file) in refusal(file, text)


def test_keys_are_named_by_their_action(file):
    text = '[tui]\nresume = false\n[tui.keys]\n"chat.new" = "ctrl+b,f10"\nchat.stop = ["f12"]\n'
    found = loaded(file, text).tui
    assert found.keys == {"chat.new": "ctrl+b,f10", "chat.stop": "f12"} and not found.resume
    found = loaded(file, text, {"TUI__KEYS": "chat.new=f9, chat.copy=f12"}).tui
    assert found.keys == {"chat.new": "f9", "chat.copy": "f12"}
    assert loaded(file, "").tui.keys == {}
    for wrong in ("keys = 3", 'keys = "f9"', "[tui.keys]\nx = 3", '[tui.keys]\nx = ""'):
        assert "such as" in refusal(file, f"[tui]\n{wrong}\n" if "[" not in wrong else wrong)
