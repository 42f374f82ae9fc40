"""Where the next question is made: the field, the files it offers, and what goes along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from persona_assistant.pmg import Clip, Picture, Query
from persona_assistant.tui.chat.attachments import Attachments, Chip, read_medium
from persona_assistant.tui.chat.completion import PathCompletion
from persona_assistant.tui.chat.composer import Composer
from persona_assistant.tui.chat.paths import pasted_paths
from persona_assistant.tui.media.recorder import Recorder
from persona_assistant.tui.media.viewer import MediumViewer

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


class Entry(Vertical):
    """Files are read in threads; a question that is asked meanwhile waits for them."""

    DEFAULT_CSS = """
    Entry { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="entry")
        self._reading = 0
        self._failed = False
        self._asked_meanwhile = False

    def compose(self) -> ComposeResult:
        completion = PathCompletion()
        yield completion
        yield Attachments()
        yield Composer(completion)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def attachments(self) -> Attachments:
        return self.query_one(Attachments)

    @property
    def persona_app(self) -> PersonaApp:
        return cast("PersonaApp", self.app)

    @property
    def holds_media(self) -> bool:
        """Whether a picture or a clip goes along."""
        return self.attachments.image is not None or self.attachments.voice is not None

    def waits(self) -> bool:
        """Whether files are still being read; the question is asked once they are."""
        self._asked_meanwhile = self._reading > 0
        return self._asked_meanwhile

    def take(self, text: str) -> Query:
        """The question with what goes along, which is gone from here then."""
        query = replace(self.draft, text=text)
        self.clear()
        return query

    def put(self, query: Query) -> None:
        """A question with what went along, to be changed and asked again."""
        self.composer.put(query.text)
        self.attachments.put(query.image, query.voice)
        self.composer.focus()

    @property
    def draft(self) -> Query:
        """What stands here that is not asked yet."""
        return Query(self.composer.text, self.attachments.image, self.attachments.voice)

    def clear(self) -> None:
        self.composer.put("")
        self.attachments.put(None, None)

    def take_up(self, draft: Query) -> None:
        """Goes on with what was being made when the chat was left. What was typed meanwhile comes
        after it; a picture or clip that was attached meanwhile stays."""
        texts, held = (draft.text, self.composer.text), self.attachments
        self.composer.put("\n".join(each for each in texts if each))
        held.put(held.image or draft.image, held.voice or draft.voice)

    # --- attaching

    @on(PathCompletion.Taken)
    def _taken(self, event: PathCompletion.Taken) -> None:
        self.composer.focus()
        self.composer.replace_word(event.word, event.offer.word)
        if not event.offer.is_folder:
            self.attach(event.offer.path, event.offer.word)

    @work
    async def attach(self, path: Path, written: str = "") -> None:
        """Read a file and take it along. `written` is the word of the field that means it: it goes
        when the file is read, and stays where it cannot be."""
        await self._read_and_add(path, written)

    async def _read_and_add(self, path: Path, written: str = "") -> bool:
        app = self.persona_app
        self._begin_reading()
        try:
            medium = await app.attempt(lambda: read_medium(path))
            if medium is not None:
                if written:
                    self.composer.replace_word(written, "")
                self.add(medium)
            else:
                self._failed = True
            return medium is not None
        finally:
            self._end_reading()

    def add(self, medium: Picture | Clip) -> None:
        """Take it along, and say what should be known of it."""
        before = self.attachments.add(medium)
        if before is not None and before != medium:
            kind = "picture" if isinstance(medium, Picture) else "clip"
            self.persona_app.say(f"A question takes one {kind}; this one goes along instead.")
        for notice in medium.notices:
            self.persona_app.say(notice)

    @on(Composer.PathsPasted)
    def _pasted(self, event: Composer.PathsPasted) -> None:
        self._begin_reading()
        self._attach_pasted(event.text)

    @work
    async def _attach_pasted(self, text: str) -> None:
        app, composer = self.persona_app, self.composer
        try:
            found = await app.background.call(lambda: pasted_paths(text))
            if not found:
                composer.insert(text)
            for each in found:
                if not await self._read_and_add(each.path):
                    composer.insert(f"{each.written} ")
        finally:
            self._end_reading()

    def _begin_reading(self) -> None:
        self._failed = self._failed and self._reading > 0
        self._reading += 1

    def _end_reading(self) -> None:
        self._reading -= 1
        if self._reading == 0 and self._asked_meanwhile:
            self._asked_meanwhile = False
            if not self._failed:
                self.composer.action_ask()

    @work
    async def record(self) -> None:
        """Record a clip to go along."""
        clip = await self.persona_app.push_screen_wait(Recorder())
        if clip is not None:
            self.add(clip)
        self.composer.focus()

    # --- chips

    @on(Composer.DropLast)
    def _drop_last(self) -> None:
        self.attachments.remove_last()

    @on(Chip.Opened)
    def _open(self, event: Chip.Opened) -> None:
        self.persona_app.push_screen(MediumViewer(event.medium, "Goes with the next question"))

    @on(Chip.Removed)
    def _removed(self) -> None:
        self.composer.focus()
