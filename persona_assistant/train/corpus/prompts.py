r"""The only place that words training prompts: a record and its media -> the prompt that is taught.

All go through `prompt.build_prompt`, so a prompt in training is laid out as one that is served.
Retrieval has the very instructions of the assistant and no others: what is trained is what is
served. Tasks that only training knows have instructions and questions of their own in several
wordings, so that no single wording is learnt; which one a record gets depends on its id alone.
People are counted from 1, as `prompt.Wording` counts them, and the number after the last one means
none of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from persona_assistant.pmg import Clip, Context, Picture, Query
from persona_assistant.prompt import Prompt, Wording, build_prompt
from persona_assistant.train.corpus.records import Entry, Record

SOURCE = "persona-assistant training"


class Media(Protocol):
    """Media by the paths of a corpus, such as `bench.media.Assets`. Raises MediaError naming the
    path."""

    def picture(self, path: str) -> Picture: ...

    def clip(self, path: str) -> Clip: ...


@dataclass(frozen=True, slots=True)
class _TaskWording:
    """The wordings of a task. `{none}` is the number that means none of them, `{blank}` that of
    whom a part is missing."""

    instructions: tuple[str, ...]
    questions: tuple[str, ...]
    context_header: str = "Person {index}{name}:"
    query_header: str = "Question:"


_BOXED = (
    "Answer with the person's number as \\boxed{{n}}, or with \\boxed{{{none}}} if it is none "
    "of them.",
    "Give the number in a box, \\boxed{{n}}; \\boxed{{{none}}} stands for nobody above.",
    "Finish with \\boxed{{n}}, where n is that person's number and {none} means that none of "
    "them fits.",
)
_YES_NO = (
    "Answer Yes or No.",
    "Begin your answer with Yes or No.",
    "Say Yes if so, otherwise say No.",
)


def _with(beginnings: tuple[str, ...], endings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{beginning} {ending}" for beginning in beginnings for ending in endings)


_WORDINGS: dict[str, _TaskWording] = {
    "image_verification": _TaskWording(
        _with(
            (
                "Compare faces: clothes, light and background may change, the person may not.",
                "You are shown pictures of people taken on different days. Look at who it is, "
                "not at the setting.",
                "Decide from the face alone whether a person has been seen before.",
            ),
            _YES_NO,
        ),
        (
            "Have you been shown the person in this picture above?",
            "Has the person you see here been shown above?",
            "Does this picture show somebody from above?",
        ),
    ),
    "audio_verification": _TaskWording(
        _with(
            (
                "Compare voices: words, mood and noise may change, the speaker may not.",
                "You hear people recorded on different days. Listen to who speaks, not to what "
                "is said.",
                "Decide from the voice alone whether a speaker has been heard before.",
            ),
            _YES_NO,
        ),
        (
            "Did the speaker of this clip speak above?",
            "Have you heard the voice in this recording above?",
            "Does somebody from above speak here?",
        ),
    ),
    "image_localization": _TaskWording(
        _with(
            (
                "Find a person again by the face. The pictures are from different days.",
                "Below are people from a memory, then a new picture. Work out who is on it.",
                "Tell which of the people below is on the picture at the end; look-alikes are "
                "not enough.",
            ),
            _BOXED,
        ),
        (
            "Who is on this picture?",
            "Which of the people above do you see here?",
            "Whose face is this?",
        ),
    ),
    "audio_localization": _TaskWording(
        _with(
            (
                "Find a speaker again by the voice. The recordings are from different days.",
                "Below are people from a memory, then a new recording. Work out who speaks in it.",
                "Tell which of the people below speaks in the clip at the end; a similar accent "
                "is not enough.",
            ),
            _BOXED,
        ),
        (
            "Who is speaking here?",
            "Which of the people above do you hear in this clip?",
            "Whose voice is this?",
        ),
    ),
    "emotion_speaker_localization": _TaskWording(
        _with(
            (
                "The same voice sounds different in another mood. Find the speaker all the same.",
                "Each person below was recorded in some strong mood. At the end one person "
                "speaks calmly.",
            ),
            _BOXED,
        ),
        (
            "Who is it that speaks calmly here?",
            "Which of the people above is this, now without that emotion?",
            "Whose voice is it behind the other mood?",
        ),
    ),
    "conversation_speaker_localization": _TaskWording(
        _with(
            (
                "The clip at the end is a conversation of two. At most one of them is among the "
                "people below.",
                "Listen for a known voice in a conversation between two people.",
            ),
            _BOXED,
        ),
        (
            "Which of the people above takes part in this conversation?",
            "Who of those above is one of the two speakers?",
            "Whose voice do you recognise among the two?",
        ),
    ),
    "event_sound_choice": _TaskWording(
        (
            "Besides a voice the clip holds one other sound. Choose what it is: \\boxed{{n}}, or "
            "\\boxed{{{none}}} if it is none of the choices.",
            "Listen past the speech to the sound beside it. Give its choice as \\boxed{{n}}; "
            "\\boxed{{{none}}} means that none fits.",
        ),
        (
            "Which sound do you hear beside the speech?",
            "What is the other sound in this recording?",
        ),
        context_header="Choice {index}:",
    ),
    "event_transcription": _TaskWording(
        (
            "Write down what is said. Name any other sound in square brackets: before the words "
            "if it is heard while they are spoken, after them if it follows.",
            "Transcribe the clip word for word. A sound beneath the speech goes in square "
            "brackets before the words, one that comes later behind them.",
        ),
        (
            "What is said, and what else is heard?",
            "Write down this recording, its sounds included.",
        ),
    ),
    "transcription": _TaskWording(
        (
            "Write down what is said, word for word, and nothing else.",
            "Transcribe the recording. Add nothing to the words that are spoken.",
        ),
        ("What is said in this clip?", "Write down this recording.", "Which words do you hear?"),
    ),
    "visual_description": _TaskWording(
        (
            "Describe in one sentence what can be seen: clothes, expression and surroundings.",
            "Say in a sentence what the picture shows of the person and of the place. Guess "
            "nothing else.",
        ),
        ("What does this picture show?", "Describe the picture.", "What can be seen here?"),
    ),
    "contextual_caption": _TaskWording(
        (
            "Below are people from the user's memory, then a new picture. Describe the picture; "
            "if it shows one of them, say who it is and recall one thing from that person's "
            "entry, otherwise say that the person is not among them.",
            "Caption the picture at the end with what is known from the entries below. If the "
            "person on it is none of those, say so and describe only what is seen.",
        ),
        (
            "Caption this picture.",
            "What does this picture show, and who is it?",
            "Describe this picture to the user.",
        ),
    ),
    "missing_image_description": _TaskWording(
        (
            "One of the people below has no picture. Describe in one sentence how that person "
            "looked on that day, from what their entry says and from nothing else.",
            "A picture is missing from one of the entries below. Say in a sentence what it "
            "would have shown of the person, as far as the entry tells.",
        ),
        (
            "What would the missing picture of person {blank} show?",
            "How did person {blank}, who has no picture, look?",
            "Describe the look of person {blank}.",
        ),
    ),
}


def prompt_of(record: Record, media: Media) -> Prompt:
    """The prompt of a record, media decoded. Raises MediaError."""

    def picture(entry: Entry) -> Picture | None:
        return media.picture(entry.image) if entry.image else None

    def clip(entry: Entry) -> Clip | None:
        return media.clip(entry.audio) if entry.audio else None

    contexts = [
        Context(None, picture(entry), clip(entry), (entry.text,) if entry.text else ())
        for entry in record.contexts
    ]
    query = Query(question_of(record), picture(record.query), clip(record.query))
    return build_prompt(query, contexts, wording=wording_of(record))


def wording_of(record: Record) -> Wording:
    """The fixed text around a record: the product's own for retrieval, the task's for all else."""
    said = _WORDINGS.get(record.task)
    if said is None:
        return Wording()
    instructions = _one(said.instructions, record, "instructions")
    return Wording(_filled(instructions, record), said.context_header, said.query_header, SOURCE)


def question_of(record: Record) -> str:
    """The record's own question, or one of its task's."""
    if record.query.text is not None:
        return record.query.text
    return _filled(_one(_WORDINGS[record.task].questions, record, "question"), record)


def _filled(text: str, record: Record) -> str:
    blank = next((k for k, entry in enumerate(record.contexts, start=1) if entry.image is None), 0)
    return text.format(none=len(record.contexts) + 1, blank=blank)


def _one(options: tuple[str, ...], record: Record, what: str) -> str:
    digest = hashlib.sha256(f"{what}\0{record.id}".encode()).digest()
    return options[int.from_bytes(digest[:8]) % len(options)]
