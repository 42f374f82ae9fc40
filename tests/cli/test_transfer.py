"""export, import, backup, restore at the command line."""

from __future__ import annotations

import json
import zipfile

import pytest
from cli_support import NURSE


@pytest.fixture
def elsewhere(tmp_path) -> list[str]:
    """The options of another store."""
    return ["--store", str(tmp_path / "other"), "--key-file", str(tmp_path / "other key")]


def people(run, **options) -> list[str]:
    return [each["persona"] for each in run("people", "--json", **options).document["people"]]


def test_people_move_to_another_memory_and_are_known_there(run, friends, elsewhere, tmp_path):
    archive = tmp_path / "friends.zip"
    exported = run("export", archive)
    assert exported.code == 0 and "Exported 2 people" in exported.out
    assert "can read it" in exported.err and archive.stat().st_mode & 0o777 == 0o600
    dry = run("import", archive, "--dry-run", options=elsewhere)
    assert "new    Maya Okonkwo: 2 pictures, 2 clips and 1 note" in dry.out
    assert not (tmp_path / "other").exists()
    done = run("import", archive, options=elsewhere)
    assert done.code == 0 and done.out == "Imported 2 new people.\n"
    for name in ("Maya Okonkwo", "ليلى حدّاد"):
        here, there = (run("show", name, "--json", options=o).document for o in (None, elsewhere))
        assert there["id"] == here["id"]
        assert [each["kind"] for each in there["items"]] == [each["kind"] for each in here["items"]]
    assert NURSE in run("show", "Maya Okonkwo", options=elsewhere).out
    picture = tmp_path / "maya.jpg"
    run("save", "Maya Okonkwo", "1", picture)
    assert "Maya" in run("who", "--image", picture, options=elsewhere).out
    again = run("import", archive, options=elsewhere)
    assert again.out == "Nothing new.\n"
    assert "remembered already" in run("import", archive, "--dry-run", options=elsewhere).out
    undone = run("undo", options=elsewhere)
    assert undone.out.count("Undone: ") == 2 and people(run, options=elsewhere) == []


def test_a_sealed_archive_says_nothing_and_opens_with_its_passphrase(
    run, elsewhere, tmp_path, monkeypatch
):
    run("add", "Ana", "--text", "Ana fears geese.")
    archive, secret = tmp_path / "ana.archive", tmp_path / "secret"
    assert "--passphrase-file" in run("export", archive, "--encrypt").error
    assert not archive.exists()
    secret.write_text("correct horse\n")
    assert run("export", archive, "--passphrase-file", secret).code == 0
    assert b"geese" not in archive.read_bytes() and not zipfile.is_zipfile(archive)
    assert "--passphrase-file" in run("import", archive, options=elsewhere).error
    monkeypatch.setenv("PERSONA_ASSISTANT_ARCHIVE_PASSPHRASE", "wrong")
    assert "does not open" in run("import", archive, options=elsewhere).error
    assert run("import", archive, "--passphrase-file", secret, options=elsewhere).code == 0
    assert people(run, options=elsewhere) == ["Ana"]


def test_names_like_those_of_the_remembered_stop_an_import(run, elsewhere, tmp_path):
    run("add", "Ana Sousa", "--text", "Ana is a dentist.")
    run("add", "Bob", "--text", "Bob plays the tuba.")
    run("add", "ana sousa", "--text", "Ana sails.", options=elsewhere)
    archive = tmp_path / "a.zip"
    run("export", archive)
    stopped = run("import", archive, options=elsewhere)
    assert stopped.code == 2 and "Ana Sousa may be ana sousa" in stopped.error
    assert "--same or --new" in stopped.error and people(run, options=elsewhere) == ["ana sousa"]
    assert run("import", archive, "--same", options=elsewhere).code == 0
    notes = run("show", "ana sousa", "--json", options=elsewhere).document["items"]
    assert [each["text"] for each in notes] == ["Ana sails.", "Ana is a dentist."]
    assert run("import", archive, options=elsewhere).out == "Nothing new.\n"
    run("undo", options=elsewhere)
    assert people(run, options=elsewhere) == ["ana sousa"]
    assert run("import", archive, "--new", options=elsewhere).code == 0
    assert people(run, options=elsewhere) == ["ana sousa", "Ana Sousa", "Bob"]
    both = run("merge", "Bob", "Bob", options=elsewhere)
    assert both.code != 0
    named = [each["id"] for each in run("people", "--json", options=elsewhere).document["people"]]
    assert "said" in run("merge", named[0], named[1], options=elsewhere).error


def test_only_some_people_are_exported_and_nothing_is_written_over(run, tmp_path):
    run("add", "Ana", "--text", "Ana is a dentist.")
    run("add", "Bob", "--text", "Bob plays the tuba.")
    archive = tmp_path / "a.zip"
    assert run("export", archive, "--name", "bob", "--json").document["people"] == 1
    with zipfile.ZipFile(archive) as held:
        manifest = json.loads(held.read("manifest.json"))
        assert manifest["format"] == "persona-assistant archive" and manifest["version"] == 1
        assert not any(b"dentist" in held.read(name) for name in held.namelist())
    before = archive.read_bytes()
    assert "exists" in run("export", archive).error and archive.read_bytes() == before
    assert "Cid" in run("export", tmp_path / "b.zip", "--name", "Cid").error


def test_forgetting_says_where_somebody_still_is(run, tmp_path):
    run("add", "Ana", "--text", "Ana is a dentist.")
    run("add", "Bob", "--text", "Bob plays the tuba.")
    run("export", tmp_path / "bob.zip", "--name", "Bob")
    run("backup", tmp_path / "b")
    (tmp_path / "bob.zip").rename(tmp_path / "moved.zip")
    forgotten = run("forget", "Ana", "--yes").err
    assert "the backup of 20" in forgotten and f"{tmp_path / 'b'}\n" in forgotten
    assert "bob.zip" not in forgotten
    assert "bob.zip (not there now" in run("forget", "Bob", "--yes").err
    run("add", "Cid", "--text", "Cid swims.")
    assert "the backup" in run("forget", "Cid", "--yes").err


def test_a_backup_is_restored(run, tmp_path):
    run("add", "Ana", "--text", "Ana is a dentist.")
    assert "Backed up 1 person" in run("backup", tmp_path / "b").out
    run("forget", "Ana", "--yes")
    assert "--yes" in run("restore", tmp_path / "b").error
    done = run("restore", tmp_path / "b", "--yes", "--json").document
    assert done["people"] == 1 and done["kept"]
    assert people(run) == ["Ana"]
    assert "no backup" in run("restore", __file__, "--yes").error


def test_what_nothing_reads_is_said_with_what_can_be(run, tmp_path):
    (tmp_path / "x").write_text("hello")
    assert "archive" in run("import", tmp_path / "x").error
    assert "there is no file" in run("import", tmp_path / "y").error
