"""Who is meant: names, aliases, uids and ids elsewhere; and two people of one name."""

from __future__ import annotations

import pytest

from persona_assistant.errors import BadInput, PersonaNotFound


@pytest.fixture
def two_adas(memory, make):
    first = memory.people.add("Ada", [make.note("the elder")])
    second = memory.people.add("ADA", [make.note("the younger")], new=True)
    return first, second


def test_a_uid_is_unique_stays_and_finds_the_person(memory, make):
    ada = memory.people.add("Ada", [make.note("n")])
    ben = memory.people.add("Ben", [make.note("n")])
    assert len({ada.uid, ben.uid}) == 2 and len(ada.uid) == 16
    assert memory.people.get(ada.uid) == ada
    assert memory.people.rename("Ada", "Ada Lovelace").uid == ada.uid
    assert memory.people.add(ada.uid, [make.note("m")]).id == ada.id, "no new person of that name"
    assert memory.people.by_id([ada.id])[ada.id].name == "Ada Lovelace"


def test_two_people_of_one_name_are_kept_apart(memory, two_adas, make):
    first, second = two_adas
    assert first.id != second.id and [p.name for p in memory.people.all()] == ["Ada", "ADA"]
    for ask in (
        lambda: memory.people.get("ada"),
        lambda: memory.people.add("Ada", [make.note("n")]),
        lambda: memory.people.forget("Ada"),
        lambda: memory.people.set_consent("Ada", "yes"),
        lambda: memory.media.add_negative("Ada", "image", make.picture(1), make.vector(1)),
    ):
        version = memory.version
        with pytest.raises(BadInput, match="Several people") as caught:
            ask()
        assert caught.value.code == "ambiguous_name" and memory.version == version
        assert caught.value.fields["names"] == ["Ada", "ADA"]
        assert caught.value.fields["uids"] == [first.uid, second.uid]
        assert first.uid in str(caught.value) and second.uid in str(caught.value)
    assert memory.people.add(second.uid, [make.note("more")]).texts == 2
    memory.people.forget(first.uid)
    assert memory.people.get("ada").id == second.id


def test_an_alias_finds_and_adds_to_the_person(memory, make):
    ada = memory.people.add("Ada", [make.note("n")])
    version = memory.version
    known = memory.people.add_alias("Ada", "The Countess")
    assert known.aliases == ("The Countess",) and memory.version > version
    assert memory.people.get("the countess") == known
    assert memory.people.add("THE COUNTESS", [make.note("m")]).id == ada.id
    assert memory.people.get("Ada").name == "Ada" and memory.people.get("Ada").texts == 2
    assert memory.people.aliases() == {ada.id: ("The Countess",)}
    with pytest.raises(PersonaNotFound, match='did you mean "The Countess"'):
        memory.people.get("The Countes")
    assert memory.people.remove_alias("Ada", "the countess").aliases == ()
    with pytest.raises(BadInput) as caught:
        memory.people.remove_alias("Ada", "the countess")
    assert caught.value.code == "no_such_alias" and memory.people.aliases() == {}


def test_an_alias_said_twice_or_equal_to_the_name_changes_nothing(memory, make):
    memory.people.add("Ada", [make.note("n")])
    memory.people.add_alias("Ada", "Countess")
    version, events = memory.version, len(memory.events.list())
    memory.people.add_alias("Ada", "COUNTESS")
    assert memory.people.add_alias("Ada", "ADA").aliases == ("Countess",)
    assert memory.version == version and len(memory.events.list()) == events


def test_names_of_others_are_taken_unless_shared(memory, make):
    memory.people.add("Ada", [make.note("n")])
    ben = memory.people.add("Ben", [make.note("n")])
    for ask in (memory.people.rename, memory.people.add_alias):
        with pytest.raises(BadInput, match='"ada" is taken by Ada') as caught:
            ask("Ben", "ada")
        assert caught.value.code == "name_taken" and caught.value.fields["names"] == ["Ada"]
    memory.people.add_alias("Ben", "ada", shared=True)
    with pytest.raises(BadInput) as caught:
        memory.people.get("Ada")
    assert caught.value.code == "ambiguous_name"
    assert memory.people.rename(ben.uid, "BEN").name == "BEN", "one's own name in another case"


def test_a_new_name_takes_the_place_of_the_old_one_or_keeps_it(memory, make):
    ada = memory.people.add("Ada", [make.note("n")], consent="yes")
    version = memory.version
    assert memory.people.rename("ada", " Ada Byron ").name == "Ada Byron"
    assert memory.version > version and memory.people.names() == {ada.id: "Ada Byron"}
    with pytest.raises(PersonaNotFound):
        memory.people.get("Ada")
    kept = memory.people.rename("Ada Byron", "Ada Lovelace", keep_alias=True)
    assert (kept.name, kept.aliases, kept.consent) == ("Ada Lovelace", ("Ada Byron",), "yes")
    assert memory.people.get("Ada Byron") == kept
    version = memory.version
    assert memory.people.rename("Ada Lovelace", "Ada Lovelace") == kept
    assert memory.version == version
    with pytest.raises(BadInput, match="empty"):
        memory.people.rename("Ada Lovelace", " ")
    assert memory.check() == []


def test_files_of_a_renamed_person_are_known_under_every_name(memory, make):
    from persona_assistant.memory import IngestedFile

    digest = bytes(32)
    memory.people.ingest([IngestedFile("Ada", digest, (make.entry(1),))])
    memory.people.rename("Ada", "Ada Lovelace", keep_alias=True)
    assert memory.people.ingested() == {("ada", digest), ("ada lovelace", digest)}


def test_ids_elsewhere_find_one_person(memory, make):
    ada = memory.people.add("Ada", [make.note("n")])
    memory.people.add("Ben", [make.note("n")])
    version = memory.version
    memory.people.add_external_id("Ada", "contacts", "17")
    memory.people.add_external_id("Ada", "contacts", "17")
    memory.people.add_external_id("Ada", "photos", "face-3")
    assert memory.people.by_external_id("contacts", "17").id == ada.id
    assert memory.people.external_ids(ada.id) == [("contacts", "17"), ("photos", "face-3")]
    assert memory.version == version, "nobody is recognised by them"
    with pytest.raises(BadInput, match="17 of contacts is Ada") as caught:
        memory.people.add_external_id("Ben", "contacts", "17")
    assert caught.value.code == "external_id_taken"
    assert memory.people.remove_external_id("contacts", "17")
    assert not memory.people.remove_external_id("contacts", "17")
    with pytest.raises(PersonaNotFound):
        memory.people.by_external_id("contacts", "17")
    memory.people.forget("Ada")
    with pytest.raises(PersonaNotFound):
        memory.people.by_external_id("photos", "face-3")


def test_consent_can_be_set_and_withdrawn_alone(memory, make):
    memory.people.add("Ada", [make.note("n")], consent="photos")
    assert memory.people.set_consent("Ada", "all").consent == "all"
    assert memory.people.set_consent("Ada", " ").consent is None


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE persona SET folded = 'x'", "Persona 1 is not found by their name"),
        ("UPDATE alias SET folded = 'x'", "Persona 1 is not found by their alias"),
        ("UPDATE fact SET triplet = 2", "Fact 1 comes from triplet 2, which is somebody else's"),
        (
            "INSERT INTO event (kind, subject) VALUES ('forgot', 1)",
            "still speaks of somebody who was forgotten",
        ),
        ("UPDATE event SET payload = '{' WHERE id = 1", "Event 1 cannot be read"),
        ("DELETE FROM content_version", "content version is missing"),
        ("UPDATE attachment SET data = x'00'", "Attachment 1 (image) is not what was stored"),
        ("DELETE FROM turn", "of attachment belongs to a turn that is not there"),
    ],
)
def test_check_notices_damage_in_every_table(memory, make, damage, said):
    from persona_assistant.pmg import ConversationTurn

    ada = memory.people.add("Ada", [make.note("n")])
    memory.people.add("Ben", [make.note("m")])
    memory.people.add_alias("Ada", "Countess")
    memory.facts.add(ada.id, "drink", "tea", triplet_id=1, origin="note")
    talk = memory.conversations.begin("tea").id
    memory.conversations.append(talk, ConversationTurn("user", "?", (ada.id,), (make.picture(1),)))
    assert memory.check() == []
    connection = memory._connections.raw()
    connection.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
    connection.execute(damage)
    assert any(said in problem for problem in memory.check()), memory.check()
