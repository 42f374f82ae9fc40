"""What people ask about a person, and how notes state it.

Each frame is one attribute. `ask` are the ways a question asks for it, `state` the ways a sentence
states it, `hint` words that make a statement likely but not certain; a sentence that holds one of
`unless` states it of somebody or something else, and hints at most. `over` names the frames this
one is asked instead of, when both seem to be: footwear is clothing, said more precisely. A `weak`
frame is asked only when no other is.

A pattern is a sequence of elements separated by spaces:
    word          that word, whatever its inflection          a|b|c    one of them
    @field        a member of that field of lexicon_words     <Name>   a capitalised word, not
    sentence-initial
    <number>      digits or a number word                     *        up to four words of anything
    <Subject>     he, she, they, I, or a capitalised word that opens the sentence
    <Ing>         what somebody is doing: "dancing"
    ^word         the same, but only as the first word of the sentence
    =word         exactly that word, not inflected            !a|b|c   not one of them, before what
    follows
    <years>       a number that may be somebody's age         $        the end of the sentence

General knowledge of English, filled in where the fitting cases (tests/reading: dev, notes,
portraits, riddles; the calibration notes of train.world) showed a gap; the bundled benchmark items
and the held-out cases were never a source.
"""

from typing import Any

from persona_assistant.language.frames_english.appearance import APPEARANCE
from persona_assistant.language.frames_english.dialogue import DIALOGUE
from persona_assistant.language.frames_english.emotion import EMOTION
from persona_assistant.language.frames_english.environment import ENVIRONMENT
from persona_assistant.language.frames_english.kin import KIN
from persona_assistant.language.frames_english.origins import ORIGINS
from persona_assistant.language.frames_english.tastes import TASTES
from persona_assistant.language.frames_english.work import WORK

FRAMES: dict[str, dict[str, Any]] = (
    WORK | ORIGINS | KIN | TASTES | DIALOGUE | APPEARANCE | EMOTION | ENVIRONMENT
)
