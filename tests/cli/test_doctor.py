"""doctor: what it looks at, what it finds, and what it advises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata

import pytest

from persona_assistant import __version__, doctor, installation, self_test
from persona_assistant.engines.base import Capabilities
from persona_assistant.self_test import Recognition
from persona_assistant.weights import availability
from tests.support.tiny_whisper import write_whisper


@pytest.fixture
def encoders_pass(monkeypatch):
    """Encoders are found to work and are not run: other checks are looked at."""
    monkeypatch.setattr(doctor.encoders, "encoder", lambda settings, sense: f"{sense} works")


@pytest.fixture
def people_pass(monkeypatch):
    """Nor is anybody shown to them."""
    monkeypatch.setattr(
        self_test, "recognise", lambda settings, modality: Recognition(modality, True, True)
    )


@pytest.fixture
def reader_passes(monkeypatch):
    """Nor is the reader asked."""
    monkeypatch.setattr(doctor.reader, "read", lambda: "it reads")


other_checks = pytest.mark.usefixtures("encoders_pass", "people_pass", "reader_passes")
reader_checks = pytest.mark.usefixtures("encoders_pass", "people_pass")


def checks(run, *words: str) -> dict[str, dict]:
    return {check["name"]: check for check in run("doctor", "--json", *words).document["checks"]}


def test_a_healthy_installation(run, friends):
    ran = run("doctor", "--json")
    found = {check["name"]: check["found"] for check in ran.document["checks"]}
    assert ran.code == 0 and ran.document["healthy"] is True
    assert "2 people" in found["memory"] and "numpy" in found["dependencies"]


@other_checks
def test_health_is_said_in_one_word_at_the_end(run, friends):
    assert run("doctor").out.rstrip().endswith("Healthy.")


@other_checks
def test_what_is_searched_is_proved_to_be_what_is_stored(run, friends, store, monkeypatch):
    from persona_assistant.memory.media import Media

    searched = checks(run)["search"]
    assert searched["ok"] and "faiss finds exactly what is stored" in searched["found"]
    monkeypatch.setenv("PERSONA_ASSISTANT_SEARCH", "sqlite-vec")
    assert "ok   search: sqlite-vec finds" in run("doctor").out
    monkeypatch.delenv("PERSONA_ASSISTANT_SEARCH")
    whole = Media.vectors

    def one_is_lost(self, *args, **options):
        found = whole(self, *args, **options)
        return type(found)(
            *(getattr(found, n)[1:] for n in ("matrix", "persona_ids", "triplet_ids", "media_ids"))
        )

    monkeypatch.setattr(Media, "vectors", one_is_lost)
    ran = run("doctor")
    assert (
        ran.code == 1
        and "BAD  search" in ran.out
        and "is not what is stored" in " ".join(ran.out.split())
    )


@reader_checks
def test_the_reader_answers_a_question_and_declines_another(run, friends, monkeypatch):
    from persona_assistant.doctor import reader

    found = checks(run)["reader"]
    assert found["ok"] and "cello" in found["found"] and "declines" in found["found"]
    monkeypatch.setattr(reader, "STATED", ("Which instrument does Maya play?", "harp"))
    wrong = checks(run)["reader"]
    assert not wrong["ok"] and "where a note says 'harp'" in wrong["found"]
    monkeypatch.setattr(reader, "STATED", ("What is Maya's shoe size?", "cello"))
    assert "the reader declines" in checks(run)["reader"]["found"]


@reader_checks
def test_a_reader_that_is_not_whole_is_found(run, friends, monkeypatch, tmp_path):
    from persona_assistant.reader import network

    network.bundled_network.cache_clear()
    monkeypatch.setattr(network, "data_path", lambda *parts: tmp_path.joinpath(*parts))
    found = checks(run)["reader"]
    network.bundled_network.cache_clear()
    assert not found["ok"] and "reader.onnx is missing" in found["found"]
    assert "install persona-assistant again" in found["remedy"]


@other_checks
def test_nothing_is_created_by_looking(run, store, home):
    assert run("doctor", options=["--store", str(store)]).code == 0
    assert not store.exists() and not home.exists()


@other_checks
def test_a_locked_memory_is_no_illness(run, friends, store):
    ran = run("doctor", options=["--store", str(store)])
    assert ran.code == 0 and "(--key-file FILE)" in ran.out


@other_checks
def test_a_folder_that_cannot_be_written_is_a_problem(run, store, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    ran = run("doctor")
    assert ran.code == 1 and "BAD  disk" in ran.out and "(another folder: --store DIR)" in ran.out


@other_checks
def test_only_the_command_speaks_of_options(friends, store):
    """A library user or a screen has none."""
    found = doctor.examine(store)
    assert any(check.code == "key_file_not_named" for check in found.checks)
    for check in found.checks:
        words = f"{check.found} {check.remedy}".replace("pip install --force-reinstall", "")
        assert " --" not in words, check.name


@other_checks
def test_damage_is_found_and_has_a_remedy(run, friends, store):
    path = store / "memory.db"
    data = bytearray(path.read_bytes())
    data[-20_000:-10_000] = bytes(10_000)
    path.write_bytes(data)
    ran = run("doctor")
    assert (
        ran.code == 1 and "BAD  memory" in ran.out and "-> " in ran.out and "1 problem." in ran.out
    )


@other_checks
def test_unusable_settings_are_one_of_the_problems(run, monkeypatch, friends):
    monkeypatch.setenv("PERSONA_ASSISTANT_ENGINE", "oracle")
    found = checks(run)
    assert not found["settings"]["ok"]
    assert "'engine' in the environment" in found["settings"]["found"]
    assert found["memory"]["ok"]


@other_checks
def test_a_model_that_is_not_there(run, monkeypatch, friends):
    monkeypatch.setenv("PERSONA_ASSISTANT_ENGINE", "llama")
    ran = run("doctor")
    assert ran.code == 1 and "--model" in ran.out


@other_checks
def test_doctor_listens_with_the_transcriber_of_the_settings(run, tmp_path, monkeypatch):
    words = "An elephant is standing".split()
    folder = write_whisper(tmp_path / "models" / "whisper", [f" {word}" for word in words])
    monkeypatch.setenv("PERSONA_ASSISTANT_TRANSCRIBER", str(folder))
    transcriber = checks(run)["transcriber"]
    assert transcriber["ok"] and '"An elephant is standing" (en)' in transcriber["found"]


@pytest.mark.usefixtures("people_pass", "reader_passes")
@pytest.mark.parametrize(
    ("setting", "check"),
    [
        ("IMAGE_ENCODER", "image encoder"),
        ("TEXT_ENCODER", "text encoder"),
        ("TRANSCRIBER", "transcriber"),
    ],
)
def test_doctor_says_when_what_the_settings_name_is_not_installed(run, monkeypatch, setting, check):
    monkeypatch.setenv(f"PERSONA_ASSISTANT_{setting}", "nowhere-7")
    ran = run("doctor", "--json")
    (bad,) = [c for c in ran.document["checks"] if not c["ok"]]
    assert ran.code == 1 and bad["name"] == check and "nowhere-7" in bad["found"]


# --- the packages


NAME = installation.DISTRIBUTION


@pytest.fixture
def declares(tmp_path, monkeypatch):
    """Installs a package of our name whose metadata declares what the test says."""

    def declare(*lines: str, version: str = __version__, name: str = NAME) -> None:
        folder = tmp_path / "site" / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir(parents=True)
        text = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *lines])
        (folder / "METADATA").write_text(text + "\n")
        monkeypatch.syspath_prepend(str(folder.parent))

    return declare


@pytest.fixture
def not_installed(monkeypatch):
    """A checkout, whatever the machine has installed."""

    def missing(name: str) -> metadata.Distribution:
        if name == NAME:
            raise metadata.PackageNotFoundError(name)
        return metadata.Distribution.from_name(name)

    monkeypatch.setattr(metadata, "distribution", missing)


@other_checks
def test_what_is_looked_for_is_what_the_metadata_declares(run, declares):
    declares("Requires-Dist: numpy>=1", "Requires-Dist: keyring", "Requires-Dist: no-such-thing>=2")
    found = checks(run)["dependencies"]
    numpy, keyring = metadata.version("numpy"), metadata.version("keyring")
    assert not found["ok"] and "pip install" in found["remedy"] and NAME in found["remedy"]
    assert found["found"] == f"no-such-thing is not installed, numpy {numpy}, keyring {keyring}"


@other_checks
def test_a_version_that_does_not_fit_is_a_problem(run, declares):
    declares("Requires-Dist: numpy>=1", "Requires-Dist: pillow<1")
    found = checks(run)["dependencies"]
    assert not found["ok"]
    unfit = f"pillow {metadata.version('pillow')} does not fit, <1 is needed"
    assert found["found"] == f"{unfit}, numpy {metadata.version('numpy')}"


@other_checks
def test_a_version_before_a_release_fits_as_any_other(run, declares):
    declares(name="early-bird", version="2.0rc1")
    declares("Requires-Dist: early-bird>=1,<2.1")
    found = checks(run)["dependencies"]
    assert found["ok"] and found["found"] == "early-bird 2.0rc1"


@other_checks
def test_what_is_for_other_systems_is_not_looked_for(run, declares):
    declares("Requires-Dist: numpy", 'Requires-Dist: no-such-thing; sys_platform == "vms"')
    found = checks(run)["dependencies"]
    assert found["ok"] and "no-such-thing" not in found["found"]


@other_checks
def test_extras_are_named_and_none_of_them_is_needed(run, declares):
    declares(
        "Requires-Dist: numpy",
        "Provides-Extra: hearing",
        "Provides-Extra: seeing",
        "Provides-Extra: old",
        'Requires-Dist: keyring; extra == "hearing"',
        'Requires-Dist: keyring; extra == "seeing"',
        'Requires-Dist: no-such-thing; extra == "seeing"',
        'Requires-Dist: pillow<1; extra == "old"',
    )
    found = checks(run)
    assert found["dependencies"]["ok"] and "keyring" not in found["dependencies"]["found"]
    assert found["extras"]["ok"] and found["extras"]["found"] == (
        f"hearing (keyring {metadata.version('keyring')}), "
        f"old (pillow {metadata.version('pillow')} does not fit, <1 is needed); "
        "not installed: seeing"
    )


@other_checks
def test_a_checkout_says_that_it_is_none_and_looks_for_what_its_project_declares(
    run, not_installed
):
    found = checks(run)
    assert "a checkout that is not installed" in found["persona-assistant"]["found"]
    assert found["dependencies"]["ok"] and "apsw-sqlite3mc" in found["dependencies"]["found"]
    assert re.search(r"\bllama\b", found["extras"]["found"])


@other_checks
def test_an_installed_copy_does_not_call_itself_a_checkout(run, declares):
    declares("Requires-Dist: numpy")
    assert "checkout" not in checks(run)["persona-assistant"]["found"]


@other_checks
def test_the_metadata_of_another_version_say_nothing_about_this_one(run, declares):
    declares("Requires-Dist: no-such-thing", version="0.0.1")
    found = checks(run)
    assert "checkout" in found["persona-assistant"]["found"] and found["dependencies"]["ok"]


# --- a model's room


PROBED = Capabilities(frozenset(), probe=True)


@dataclass
class Model:
    """An engine that only says how large its model is."""

    size: int
    name: str = "model"
    capabilities: Capabilities = PROBED

    def probe(self) -> dict:
        return {"description": "a model", "bytes": self.size, "n_ctx": 512}

    def close(self) -> None:
        pass


GB = 10**9


def has_memory(monkeypatch: pytest.MonkeyPatch, size: int | None) -> None:
    reading = availability.Hardware(ram=size, disk_free=100 * GB)
    monkeypatch.setattr(availability, "hardware", lambda: reading)


@other_checks
@pytest.mark.parametrize(
    ("memory", "model", "enough"),
    [
        (16 * GB, 5 * GB, True),
        (8 * GB, 5 * GB, True),
        (6 * GB, 5 * GB, False),  # the model alone would fit, but not what it needs beside it
        (4 * GB, 5 * GB, False),
    ],
)
def test_a_model_needs_room_in_memory(monkeypatch, store, memory, model, enough):
    has_memory(monkeypatch, memory)
    monkeypatch.setattr("persona_assistant.app.engine", lambda settings: Model(model))
    report = doctor.examine(store, model=store / "model.gguf")
    found = {check.name: check for check in report.checks}
    assert f"{memory / GB:.1f} GB RAM" in found["machine"].found
    room = found["memory for the model"]
    assert room.ok is enough is report.healthy
    assert f"{memory / GB:.1f} GB" in room.found and "smaller model" in room.remedy


@other_checks
def test_a_system_that_does_not_say_how_much_memory_it_has_is_not_ill(monkeypatch, store):
    has_memory(monkeypatch, None)
    monkeypatch.setattr("persona_assistant.app.engine", lambda settings: Model(5 * GB))
    report = doctor.examine(store, model=store / "model.gguf")
    assert report.healthy and any("unknown amount" in check.found for check in report.checks)


@pytest.mark.usefixtures("encoders_pass", "reader_passes")
@pytest.mark.parametrize("recognised", [True, False])
@pytest.mark.parametrize("made_for_it", [True, False])
def test_a_real_face_that_is_not_recognised_is_a_fault_only_of_an_encoder_for_faces(
    run, monkeypatch, recognised, made_for_it
):
    from persona_assistant import app
    from persona_assistant.encoders.image import ClassicalImageEncoder

    encoders = app.encoders

    class Faces(ClassicalImageEncoder):
        family = "mobilefacenet"

    monkeypatch.setattr(
        self_test,
        "recognise",
        lambda settings, modality: Recognition(modality, recognised, True),
    )

    def chosen(settings):
        rest = {name: each for name, each in encoders(settings).items() if name != "face"}
        return rest | ({"face": Faces()} if made_for_it else {})

    monkeypatch.setattr(app, "encoders", chosen)
    real = checks(run)["real face"]
    assert real["ok"] is (recognised or not made_for_it)
    assert ("NOT recognise" in real["found"]) is not recognised
    assert "models use builtin" in real["remedy"] or real["ok"]
