"""Stop strings end a text at the same place however it was cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.engines.stop_strings import StopStrings


def shown(pieces: list[str], *stop: str) -> tuple[list[str], bool]:
    """What comes out for each piece, and the rest; whether a stop string was met."""
    strings = StopStrings(stop)
    out = [strings.feed(piece) for piece in pieces]
    return [*out, strings.finish()], strings.found


@pytest.mark.parametrize(
    ("pieces", "stop", "expected"),
    [
        (["one END two"], ["END"], (["one ", ""], True)),
        (["one E", "N", "D two", "three"], ["END"], (["one ", "", "", "", ""], True)),
        (["one E", "N"], ["END"], (["one ", "", "EN"], False)),
        (["EN", "EN", "D"], ["END"], (["", "EN", "", ""], True)),
        (["END"], ["END"], (["", ""], True)),
        (["a", "b"], [], (["a", "b", ""], False)),
        (["ab", "c"], ["abc", "b"], (["a", "", ""], True)),
        (["x\n\ny"], ["\n\n", "y"], (["x", ""], True)),
    ],
)
def test_known_texts(pieces, stop, expected):
    assert shown(pieces, *stop) == expected


@given(
    st.lists(st.text("ab", max_size=4), max_size=8),
    st.lists(st.text("ab", min_size=1, max_size=4), max_size=3),
)
def test_the_cuts_do_not_matter_and_no_stop_string_comes_through(pieces, stop):
    out, found = shown(pieces, *stop)
    whole, found_whole = shown(["".join(pieces)], *stop)
    assert ("".join(out), found) == ("".join(whole), found_whole)
    assert found == any(each in "".join(pieces) for each in stop)
    assert not any(each in "".join(out) for each in stop)
    assert "".join(pieces).startswith("".join(out)) and (found or "".join(out) == "".join(pieces))
