"""Words for those of whom a list is asked: "friends", "my colleagues", "anybody"."""

from __future__ import annotations

import re

FRIENDS = (
    r"(?:friends|people|persons|ppl|folks?|contacts|mates|pals|buddies|acquaintances|guys|"
    r"personas|ones|them|us|those)"
)
GROUPS = (
    r"(?:colleagues|coworkers|co-workers|workmates|neighbou?rs|cousins|relatives|classmates|"
    r"flatmates|roommates|housemates|teammates|nieces|nephews|aunts|uncles|siblings|brothers|"
    r"sisters|clients|customers|students|pupils|patients|teachers|bandmates|godchildren)"
)
ANYBODY = r"(?:any ?one|any ?body|some ?one|some ?body|every ?one|every ?body)"
MY = r"(?:my|our|the|all my|all of my|all the|all our)"
HAVING = r"(?:birthdays?|b-?days?|have|has|are|were|was|turn)"
"""Behind "how many", where people are left out: "how many were born in May"."""
IN_MY_NOTES = re.compile(
    r"^(?P<who>how many(?: people| friends)?|who|any ?one|any ?body|every ?one|every ?body|people)"
    r"(?: of them)? (?:in|from|among) (?:my|the|these)"
    r" (?:notes|contacts|phone|list|address book)\b",
    re.I,
)
""" "Who in my notes has a dog": everybody is in them."""
