"""Words made of parts, and the user's own seeing, in a description of somebody."""

from __future__ import annotations

from persona_assistant.language.descriptions import DescriptionIndex, description_words
from persona_assistant.language.question import parse

NOTES = {
    1: [("a", "Has a three-legged dog called Mast.")],
    2: [("b", "Lost his way. Has two dogs. You could see him from afar.")],
    3: [("c", "It was drizzling. He mends nets.")],
}


def _best(question: str) -> int:
    words = description_words(parse(question), with_media=False)
    matches = DescriptionIndex(NOTES).match(words)
    return max(matches, key=lambda each: matches[each].completeness)


def test_a_compound_says_what_its_parts_say() -> None:
    assert _best("Who has the dog that lost a leg?") == 1


def test_that_the_user_saw_them_describes_nobody() -> None:
    words = description_words(
        parse("What did the person I saw in the drizzle mend?"), with_media=False
    )
    assert "see" not in {each.stem for each in words}
    assert _best("What was the mood of the person I saw when it was drizzling?") == 3
