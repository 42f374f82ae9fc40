"""Words for those of whom a list is asked: "friends", "my colleagues", "anybody"."""

from __future__ import annotations

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
