"""The engine without a model: it says what a stored note answers, or abstains.

Of the persona it is handed it reads the notes. It says the few words that answer, then the sentence
they stand in, word for word as the user once wrote it. Where the question is about what the person
said, the sentence may be one that was heard in a clip of theirs, and then the answer says so. It
never composes, so it cannot invent; where nothing answers, it says that, and what comes nearest.
Who the question is about it does not judge from pictures or voices: that is the router's edge.
Given several personas and no edge, it goes by their names and by what their notes answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from persona_assistant import __version__, abstention
from persona_assistant.engines.base import (
    Capabilities,
    Event,
    Finished,
    GenerateOptions,
    TextPiece,
)
from persona_assistant.language.identity import (
    asks_for_another,
    asks_of_theirs,
    asks_who,
    beside_the_name,
)
from persona_assistant.language.name_parts import asked_part_of_name
from persona_assistant.language.names import mentioned_names
from persona_assistant.language.question import without_reminder
from persona_assistant.language.spoken import AboutSpeech, about_speech
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Context, Note, Outcome, TranscriptSegment
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt
from persona_assistant.reader.as_who import as_who
from persona_assistant.reader.asked_again import asked_again, without_asides
from persona_assistant.reader.asked_having import having_in_plain_words, is_fit
from persona_assistant.reader.asked_work import in_plain_words, tells_since_when
from persona_assistant.reader.changed_since import changed_since
from persona_assistant.reader.former_work import former_work
from persona_assistant.reader.overtaken import overtaken
from persona_assistant.reader.reading import AnyReader, Reading
from persona_assistant.reader.said_clause import whole
from persona_assistant.reader.surnames import with_surnames
from persona_assistant.reader.wording import answer_text, nearest_text
from persona_assistant.reader.yes_or_no import in_so_many_words, with_yes_or_no

_CLEARER = 0.15
"""By how much one of several people's notes must answer more probably than the next one's."""


class ExtractiveEngine:
    name = "extractive"
    capabilities = Capabilities()
    identity: Mapping[str, str] = {"persona-assistant": __version__}

    def __init__(self, reader: AnyReader | None = None) -> None:
        """`reader` reads the notes; None is the one that comes with the product."""
        self._reader = reader

    def check(self) -> None:
        """Nothing can be missing."""

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The answer at once. `options` mean nothing here: there is nothing to sample, and a stored
        sentence is never cut. So does `prompt.before`: earlier turns are not read."""
        context = self._only(prompt)
        if context is None:
            yield TextPiece(abstention.SENTENCE)
            yield Finished("stop", abstained=True)
            return
        query = prompt.query
        with_image, with_clip = query.image is not None, query.voice is not None
        yield from self.answer(query.text, context, with_image=with_image, with_clip=with_clip)

    def close(self) -> None:
        """Nothing is held."""

    def answer(
        self,
        question: str,
        context: Context,
        *,
        with_image: bool = False,
        with_clip: bool = False,
    ) -> Iterator[Event]:
        """The name, when it is asked for; then what answers, or the abstention. `with_image` and
        `with_clip` say what the question came with: "the baby" may be who is in the picture."""
        name, asked = context.persona or "", question
        theirs = not (with_image or with_clip) and asks_of_theirs(question)
        another = theirs or asks_for_another(question, name)
        if name and asks_who(question) and not another:
            asked = beside_the_name(question)
            if not asked:
                yield TextPiece(f"This is {name}.")
                yield Finished("stop", abstained=False)
                return
            yield TextPiece(f"{name}. ")
        speech = about_speech(asked, with_clip=with_clip) if context.heard else None
        if speech is not None:
            heard = self._heard(asked, context, speech)
            if heard:
                yield TextPiece(heard)
                yield Finished("stop", abstained=False)
                return
        part = None if theirs else asked_part_of_name(asked, name)
        if part is not None and not with_surnames(asked, (), context.notes, name):
            yield TextPiece(f"{name}." if part == name else f"{part} ({name}).")
            yield Finished("stop", abstained=False)
            return
        reading = self._read(asked, context.notes, context)
        if reading.answered:
            yield TextPiece(answer_text(reading))
        else:
            yield TextPiece(f"{abstention.SENTENCE}{nearest_text(reading, context)}")
        yield Finished("stop", abstained=not reading.answered, reading=reading)

    def _read(self, question: str, notes: Sequence[Note], context: Context) -> Reading:
        """What the notes say, in few words that make sense alone."""
        reading = self._read_in_any_words(question, notes, context)
        reading = as_who(question, whole(reading), context.persona or None)
        return with_yes_or_no(question, reading, notes, context.persona or None)

    def _read_in_any_words(self, question: str, notes: Sequence[Note], context: Context) -> Reading:
        if self._reader is None:
            from persona_assistant.reader.bundled import bundled_reader

            self._reader = bundled_reader()
        asked = without_asides(without_reminder(question))
        name = context.persona or None
        reader = self._reader
        work = in_plain_words(asked, name)
        if work and tells_since_when(asked):
            again = reader.read(work, notes, name=name)
            if again.answered and is_fit(work, again.found[0].sentence):
                return again
        reading = reader.read(asked, notes, name=name)
        reading = former_work(asked, reading, notes, name) or reading

        def read(other: str) -> Reading:
            return reader.read(other, notes, name=name)

        if new := changed_since(asked, name, reading, read):
            return new
        if not reading.answer.startswith("no: "):
            newer = overtaken(asked, notes, name, read)
            if newer is not None:
                return newer
        if reading.answered:
            return reading
        for plainly in [work] if work else having_in_plain_words(asked, name):
            again = self._reader.read(plainly, notes, name=name)
            again = former_work(plainly, again, notes, name) or again
            if again.answered and is_fit(plainly, again.found[0].sentence):
                return again
        if told := in_so_many_words(asked, reading, notes, name):
            return told
        for other in asked_again(asked, name):
            again = self._reader.read(other.text, notes, name=name)
            if other.may_take(reading, again):
                return again
        return reading

    def _heard(self, question: str, context: Context, speech: AboutSpeech) -> str | None:
        """What was heard in a clip that answers; where the question is put to a clip, that comes
        before what was noted."""
        if speech.in_clip and speech.all_of_it:
            return _quoted(context.heard[0], context.heard[0].text)
        spoken = [Note(f"{context.persona or 'She'}: {each.text}") for each in context.heard]
        known = spoken if speech.in_clip else [*context.notes, *spoken]
        reading = self._read(question, known, context)
        best = reading.found[0] if reading.answered else None
        named = [
            (clip, sentence)
            for clip in context.heard
            for sentence in sentences(clip.text)
            if speech.names(sentence)
        ]
        if named and (best is None or not speech.names(best.sentence)):
            return _quoted(*named[0])
        if best is not None and best.note in spoken:
            if not speech.takes(best.sentence):
                return None
            clip = context.heard[spoken.index(best.note)]
            return _quoted(clip, _sentence_in(clip.text, best.sentence))
        if best is None and speech.all_of_it:
            return _quoted(context.heard[0], context.heard[0].text)
        return None

    def _only(self, prompt: Prompt) -> Context | None:
        """The persona the prompt is about, or None where that is open."""
        if prompt.edge is not None and prompt.edge.outcome is not Outcome.MATCHED:
            return None
        contexts = prompt.contexts
        if len(contexts) <= 1:
            return contexts[0] if contexts else None
        query = prompt.query
        named = {at: each.persona for at, each in enumerate(contexts) if each.persona}
        called = mentioned_names(query.text, named)
        if len(called) == 1:
            return contexts[next(iter(called))]
        if called or query.image or query.voice:
            return None
        readings = [self._read(query.text, each.notes, each) for each in contexts]
        order = sorted(range(len(contexts)), key=lambda at: -readings[at].probability)
        first, second = (readings[at].probability for at in order[:2])
        return contexts[order[0]] if first - second >= _CLEARER else None


def _quoted(clip: TranscriptSegment, words: str) -> str:
    return f'Heard in {clip.source or "a clip"}: "{words}"'


def _sentence_in(text: str, found: str) -> str:
    """The sentence of a transcript that was found, without the speaker's name before it."""
    fitting = [each for each in sentences(text) if each in found]
    return max(fitting, key=len, default=text)
