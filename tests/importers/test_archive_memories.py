"""What is remembered of the user goes along in an archive, where it is asked for, and becomes part
of what another store of theirs remembers."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest
from archive_parts import taken

from persona_assistant.assistant import remembering
from persona_assistant.errors import BadInput
from persona_assistant.importers import Choices, importer_of
from persona_assistant.memory import Store
from persona_assistant.memory.memories import Memory
from tests.support.fakes import FakeEngine, assistant


@pytest.fixture
def here():
    """Somebody who told three things, one of them corrected and one retracted."""
    with assistant(FakeEngine(lambda _: ["Yes."])) as memory:
        memory.add("Ana Prado", texts=["Ana Prado keeps bees."])
        memory.add("Bea Lund", texts=["Bea Lund sails."])
        talk = memory.conversations.begin("Moving")
        memory.ask("I moved to Porto in May 2024.", conversation=talk)
        tea = memory.memories.add("I like tea.")
        memory.memories.edit(tea, text="I like coffee.")
        memory.memories.retract(memory.memories.add("I ride a bike."))
        memory.memories.add("I sing with Ana Prado.")
        memory.memories.add("I argue with Ana Prado and Bea Lund.")
        yield memory


@pytest.fixture
def there():
    with Store.temporary() as store:
        yield store


def texts(store):
    return sorted(each.text for each in store.memories.list())


def test_memories_come_along_with_their_versions_turns_and_people(here, there, tmp_path):
    done = here.export(tmp_path / "all.zip", conversations=True, memories=True)
    assert done.memories == 4
    taken(there, done.path)
    assert there.memory_states.read() == here.store.memory_states.read()
    (moved,) = there.memories.search(["Porto"])
    assert there.conversations.said(moved.turns) == ("I moved to Porto in May 2024.",)
    (coffee,) = there.memories.search(["coffee"])
    assert [each.text for each in there.memories.history(coffee.id)] == [
        "I like tea.",
        "I like coffee.",
    ]
    taken(there, done.path)
    assert there.memory_states.read() == here.store.memory_states.read()
    assert there.check() == []
    with assistant(FakeEngine(lambda _: ["Yes."]), there) as other:
        remembering.update(other.services)
        assert there.memory_states.read() == here.store.memory_states.read()


def test_what_was_said_while_remembering_was_off_is_not_remembered_elsewhere(here, tmp_path):
    here.memories.use(False)
    here.ask("I moved to Faro in June 2024.", conversation=here.conversations.latest())
    path = here.export(tmp_path / "said.zip", conversations=True).path
    with assistant(FakeEngine(lambda _: ["Yes."])) as other:
        taken(other.store, path)
        remembering.update(other.services, flush=True)
        assert [each.text for each in other.memories.list(["semantic"])] == [
            "I moved to Porto in May 2024."
        ]
        assert "Faro" in other.conversations.as_markdown(other.conversations.latest())
        assert all("Faro" not in each.text for each in other.memories.list())


def test_undoing_takes_the_memories_back_before_the_people(here, there, tmp_path):
    there.memories.add(Memory("semantic", "I like rain."))
    taken(there, here.export(tmp_path / "all.zip", memories=True).path)
    there.events.undo()
    assert texts(there) == ["I like rain."] and len(there.people.all()) == 2
    there.events.undo()
    assert there.people.all() == [] and texts(there) == ["I like rain."]


def test_without_being_asked_for_they_stay_and_with_names_others_do(here, there, tmp_path):
    with zipfile.ZipFile(here.export(tmp_path / "people.zip").path) as archive:
        assert "memories.json" not in archive.namelist()
        assert json.loads(archive.read("manifest.json"))["version"] == 1
    one = here.export(tmp_path / "one.zip", names=["Ana Prado"], memories=True)
    taken(there, one.path)
    assert texts(there) == ["I sing with Ana Prado."]


def test_an_import_says_what_it_would_remember_and_may_leave_it_out(here, there, tmp_path):
    path = here.export(tmp_path / "all.zip", memories=True).path
    plan = importer_of(path).preview(path, there, Choices())
    assert "it has memories of its user, 4, 4 of them new here" in plan.notices[-1]
    assert importer_of(path).carry_out(plan, there).memories == 4
    assert "0 of them new here" in importer_of(path).preview(path, there, Choices()).notices[-1]
    with Store.temporary() as other:
        taken(other, path, memories=False)
        assert texts(other) == [] and len(other.people.all()) == 2


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("text", "I like gold.", "it was changed"),
        ("text", "", "empty"),
        ("kind", "secret", "is none of core"),
        ("said", "yesterday", "no moment"),
        ("ended", "lost", "is none of replaced"),
        ("about", "Ana", "a list is expected"),
        ("mood", "gay", "unknown"),
    ],
)
def test_memories_that_somebody_changed_are_refused(here, there, tmp_path, field, value, why):
    path = here.export(tmp_path / "all.zip", memories=True).path
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    document = json.loads(held["memories.json"])
    document["memories"][0][field] = value
    held["memories.json"] = data = json.dumps(document).encode()
    manifest = json.loads(held["manifest.json"])
    digest = hashlib.sha256(data).hexdigest()
    manifest["members"]["memories.json"] = {"size": len(data), "sha256": digest}
    held["manifest.json"] = json.dumps(manifest).encode()
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    with pytest.raises(BadInput, match=f"(?s)memories.json.*{why}"):
        taken(there, changed)
    assert texts(there) == [] and there.people.all() == []
