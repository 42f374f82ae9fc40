"""Chat lines: who says what, in the ways chats are exported and copied."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.chats import chat_lines, speaker_at

SAID = [("Ana", "I moved to Porto"), ("Me", "nice!"), ("Ana", "come and see me")]


@pytest.mark.parametrize(
    "way",
    [
        "{}: {}", "{} (18:22): {}", "[12.03.24, 18:22:10] {}: {}", "12/03/2024, 18:22 - {}: {}",
        "18:22 {}: {}", "{} [6:22 pm]: {}", "<{}> {}",
    ],
)  # fmt: skip
def test_every_line_has_its_speaker(way):
    text = "\n".join(way.format(*each) for each in SAID)
    lines = chat_lines(text)
    assert [(each.speaker, text[each.start : each.end].strip()) for each in lines] == SAID
    assert [each.by_user for each in lines] == [False, True, False]
    assert speaker_at(text, text.index("see me")).speaker == "Ana"


def test_a_message_goes_on_over_lines():
    text = "Me: hi\nAna: I moved\nto Porto\nMe: nice"
    line = speaker_at(text, text.index("Porto"))
    assert (line.speaker, line.by_user) == ("Ana", False)


@pytest.mark.parametrize(
    "text", ["Job: baker\nPhone: 555 0142", "Lives in Porto.", "See https://x.org", "Met at 18:22"]
)
def test_headings_are_no_chat(text):
    assert chat_lines(text) == ()


@given(st.text(st.sampled_from("Me: Ana\n[]()<>18:2./,-"), max_size=60))
def test_lines_never_overlap(text):
    lines = chat_lines(text)
    assert all(each.start <= each.end for each in lines)
    assert all(one.end <= two.start for one, two in itertools.pairwise(lines))
