"""chat: questions line by line, in one conversation.

At a terminal with a prompt and the keys of readline; through a pipe without either, one question a
line. What is typed is written to no file but the encrypted store.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output, stdin
from persona_assistant.cli.answering import answered
from persona_assistant.cli.ask import GoOn, InConversation, footing
from persona_assistant.cli.chat_memory import MemoryLines, help_lines
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.options import (
    BaseUrl,
    EndpointModel,
    Engine,
    Model,
    Projector,
    Route,
    TopK,
    assistant_of,
)
from persona_assistant.cli.retention import heed_last_days

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant
    from persona_assistant.assistant.open_conversation import OpenConversation
    from persona_assistant.cli.first_steps import Begun
    from persona_assistant.errors import PersonaAssistantError
    from persona_assistant.pmg import Answer, Clip, Edge, Picture
    from persona_assistant.settings import Settings

PROMPT = "> "
_ENDING = ("/quit", "/exit")


def chat(
    context: typer.Context,
    go_on: GoOn = False,
    conversation: InConversation = None,
    engine: Engine = None,
    model: Model = None,
    projector: Projector = None,
    base_url: BaseUrl = None,
    endpoint_model: EndpointModel = None,
    top_k: TopK = None,
    route: Route = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each answer as one line of JSON.")
    ] = False,
) -> None:
    """Ask question after question; each may lean on others.

    The conversation is kept in the encrypted memory. /photo PATH and /voice PATH go with the next
    question, /who says who is meant, /new begins another conversation, /help says what else there
    is, /quit ends. The memory is locked after some minutes without use (the setting auto_lock), or
    by /lock.
    """
    settings = context.obj.settings(
        engine=engine,
        model=model,
        projector=projector,
        base_url=base_url,
        endpoint_model=endpoint_model,
        top_k=top_k,
        route=route,
    )
    if go_on and conversation is not None:
        from persona_assistant.errors import BadInput

        raise BadInput("give one of --continue and --conversation")
    _talk(settings, "latest" if go_on else conversation, as_json=as_json)


def chat_plainly(context: typer.Context) -> None:
    """The chat as letters and line feeds alone: no colours, nothing that moves, no keys of
    readline."""
    from persona_assistant.errors import StoreMissing

    output.leave_plain()
    settings = context.obj.settings()
    try:
        _talk(settings, None, has_keys=False)
    except StoreMissing:
        if stdin.is_piped() or sys.stdin is None:
            raise
        from persona_assistant.cli import first_steps

        begun = first_steps.begin(settings)
        if begun is not None:
            _talk(begun.settings, None, has_keys=False, begun=begun)


def _talk(
    settings: Settings,
    conversation: Any,
    *,
    as_json: bool = False,
    has_keys: bool = True,
    begun: Begun | None = None,
) -> None:
    """`begun` is the memory where it was made just now."""
    with assistant_of(settings) as assistant:
        if begun is not None:
            from persona_assistant.cli import first_steps

            first_steps.go_on(assistant, begun)
        heed_last_days(assistant)
        assistant.open(create=False)
        talk = assistant.conversation(conversation)
        screen = _Chat(assistant, talk, as_json, settings.auto_lock, has_keys)
        screen.run()
    if screen.failed and not screen.at_terminal:
        raise typer.Exit(screen.failed)


@dataclass
class _Chat:
    assistant: Assistant
    talk: OpenConversation
    as_json: bool
    auto_lock: int = 0
    """Minutes."""
    has_keys: bool = True
    """Whether the terminal may have the keys of readline."""
    image: Picture | None = None
    voice: Clip | None = None
    edge: Edge | None = None
    """Whom the latest answer is about."""
    failed: int = 0
    """Exit code of the latest error."""
    at_terminal: bool = field(
        default_factory=lambda: not stdin.is_piped() and sys.stdin is not None
    )

    def run(self) -> None:
        from persona_assistant.assistant.auto_lock import AutoLock

        if self.at_terminal and not self.as_json:
            self._greet()
        # Through a pipe nobody could be asked for the passphrase.
        with AutoLock(self._lock_unused, self.auto_lock if self.at_terminal else 0) as watch:
            for line in self._lines():
                with watch.in_use():
                    if not self._taken_up(line.strip()):
                        return

    def _taken_up(self, line: str) -> bool:
        """Whether the chat goes on after this line; what cannot be done is said."""
        from persona_assistant.errors import PersonaAssistantError, StoreError

        try:
            if self.assistant.is_locked and line not in ("", *_ENDING):
                _forget_lines()
                self.assistant.unlock()
            return self._handle(line)
        except StoreError:
            raise
        except PersonaAssistantError as error:
            self._say(error)
            return True

    def _greet(self) -> None:
        if self.talk.id is not None:
            title = self.talk.title or "no title"
            output.dim(f"conversation {self.talk.id}: {title}")
        output.dim("/photo PATH, /voice PATH, /who, /people, /help, /quit")

    def _say(self, error: PersonaAssistantError) -> None:
        from persona_assistant.cli.errors import message

        self.failed = error.exit_code
        sys.stdout.flush()
        output.error_line(message(error))

    # --- lines

    def _lines(self) -> Iterator[str]:
        if not self.at_terminal:
            for raw in sys.stdin.buffer if sys.stdin else ():
                yield raw.decode("utf-8", "replace")
            return
        if self.has_keys:
            with suppress(ImportError):
                import readline  # noqa: F401  # keys and this session's lines for `input`
        interrupted = False
        while True:
            try:
                line = input(PROMPT)
            except EOFError:
                output.line("")
                return
            except KeyboardInterrupt:
                output.line("")
                if interrupted:
                    raise
                interrupted = True
                output.dim("once more to end, or /quit")
                continue
            interrupted = False
            yield line

    def _handle(self, line: str) -> bool:
        """Does what a line says; False when it ends the chat."""
        if not line:
            return True
        if not line.startswith("/"):
            self._ask(line)
            return True
        word, _, rest = line.partition(" ")
        if word in _ENDING:
            return False
        command = self._commands.get(word)
        if command is None:
            from persona_assistant.errors import BadInput

            raise BadInput(
                f"there is no {word} here; there are: {', '.join(self._commands)}, /quit"
            )
        command(rest.strip())
        return True

    @property
    def _commands(self) -> dict[str, Callable[[str], None]]:
        return {
            "/photo": self._photo,
            "/voice": self._voice,
            "/who": self._who,
            "/people": self._memory.people,
            "/show": self._memory.show,
            "/add": self._memory.add,
            "/undo": self._memory.undo,
            "/conversations": self._memory.conversations,
            "/new": self._new,
            "/lock": self._lock,
            "/help": self._help,
        }

    @property
    def _memory(self) -> MemoryLines:
        return MemoryLines(self.assistant, self.as_json)

    def _help(self, _: str) -> None:
        if self.as_json:
            self._print({"commands": [*self._commands, "/quit"]})
            return
        output.lines(help_lines())

    def _photo(self, path: str) -> None:
        from persona_assistant.assistant import read_picture

        self.image = read_picture(_path(path, "/photo"))
        self._taken(self.image)

    def _voice(self, path: str) -> None:
        from persona_assistant.assistant import read_clip

        self.voice = read_clip(_path(path, "/voice"))
        self._taken(self.voice)

    def _taken(self, medium: Picture | Clip) -> None:
        output.notices(medium.notices)
        if not self.as_json:
            output.dim(f"{medium.source} goes with the next question")

    def _who(self, _: str) -> None:
        from persona_assistant import views
        from persona_assistant.pmg import Query

        if self.image is not None or self.voice is not None:
            self.edge = self.assistant.who(Query("", self.image, self.voice))
        if self.edge is None:
            if self.as_json:
                self._print({"outcome": None})
            else:
                output.line("Nobody yet: ask about somebody, or show a photo.")
            return
        explanation = self.assistant.explain(self.edge)
        if self.as_json:
            self._print(views.explanation_document(explanation))
        else:
            output.lines(views.explanation_lines(explanation))

    def _new(self, _: str) -> None:
        self.talk.close()
        self.talk = self.assistant.conversation()
        self.image = self.voice = self.edge = None
        if not self.as_json:
            output.dim("a new conversation begins with the next question")

    def _lock(self, _: str) -> None:
        self.assistant.lock()
        self.image = self.voice = self.edge = None
        if not self.as_json:
            output.dim("locked; your next line unlocks it")

    def _lock_unused(self) -> None:
        if not self.as_json:
            output.line("")
            output.dim(f"not used for {self.auto_lock} minutes")
        self._lock("")
        if not self.as_json:
            output.piece(PROMPT)

    # --- answers

    def _ask(self, question: str) -> None:
        from persona_assistant.pmg import Query

        query = Query(question, self.image, self.voice)
        begins = self.talk.id is None
        with first_interrupt_cancels() as cancel:
            answer = answered(self.talk.stream(query, cancel=cancel), as_json=self.as_json)
        self.image = self.voice = None
        self.edge = answer.edge
        self._show(answer, begins)
        if cancel.is_set() and not self.at_terminal:
            raise KeyboardInterrupt

    def _show(self, answer: Answer, begins: bool) -> None:
        from persona_assistant import views

        if self.as_json:
            self._print({"conversation": self.talk.id, **views.answer_document(answer)})
        else:
            output.line("")
            output.dim(footing(answer, self.talk.id if begins else None))
        sys.stdout.flush()
        output.notices(answer.notices)

    def _print(self, document: object) -> None:
        output.document_line(document)


def _forget_lines() -> None:
    """What was typed does not come back with the arrow keys."""
    with suppress(ImportError, AttributeError):
        import readline

        readline.clear_history()


def _path(given: str, command: str) -> str:
    """A path as it was typed or dragged in, with or without quotes."""
    from pathlib import Path

    from persona_assistant.errors import BadInput

    path = given.strip("'\"") if given[:1] in ("'", '"') else given.replace("\\ ", " ")
    if not path:
        raise BadInput(f"name a file: {command} PATH")
    return str(Path(path).expanduser())
