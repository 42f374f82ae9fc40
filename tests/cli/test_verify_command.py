"""verify, and forget --verify."""

from __future__ import annotations

import json


def test_verify_says_what_was_looked_through(run, friends):
    ran = run("verify")
    assert ran.code == 0 and "Looked through memory.db" in ran.out
    assert ran.out.endswith("Unused bytes are zero and the write-ahead log is empty.\n")
    document = run("verify", "--json").document
    assert document["ok"] and document["problems"] == [] and document["fingerprint"] is None
    assert document["files"][0]["name"] == "memory.db" and document["files"][0]["unused"] == 0


def test_verify_exits_1_when_something_is_wrong(run, friends, store):
    content = bytearray((store / "memory.db").read_bytes())
    content[-20_000] ^= 1
    (store / "memory.db").write_bytes(content)
    ran = run("verify")
    assert ran.code == 1 and "damaged" in ran.out


def test_verify_needs_a_memory(run):
    ran = run("verify")
    assert ran.code == 2 and "There is no memory" in ran.err


def test_forgetting_prints_a_receipt_when_asked(run, friends):
    ran = run("forget", "Maya Okonkwo", "--yes", "--verify")
    assert ran.code == 0 and "Forgot Maya Okonkwo." in ran.out
    assert "Looked for 4 media in" in ran.out and "Nothing was found." in ran.out
    receipt = run("forget", "ليلى حدّاد", "--yes", "--verify", "--json").document["receipt"]
    assert receipt["ok"] and receipt["found"] == [] and len(receipt["fingerprint"]) == 64
    assert all(each["pieces"] > 0 for each in receipt["looked_for"] if each["items"])
    assert "archiv" not in json.dumps(receipt).lower()


def test_a_copy_that_is_left_is_shown_and_fails(run, friends, store):
    (store / "copy.txt").write_text("Maya Okonkwo")
    ran = run("forget", "Maya Okonkwo", "--yes", "--verify")
    assert ran.code == 1 and "Found texts in copy.txt." in ran.out
