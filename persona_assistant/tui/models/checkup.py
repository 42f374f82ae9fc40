"""What `doctor` finds, line by line as it finds it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.progress import CancelToken
from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.doctor import Check
    from persona_assistant.tui.app import PersonaApp


class Checkup(Dialog[None]):
    """The checks, while they go on; closing it ends them."""

    DEFAULT_CSS = """
    Checkup > Vertical { width: 96; }
    Checkup .detail { height: 1fr; max-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Check] = []
        self._cancel = CancelToken()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain("Looking at everything ..."), classes="title")
            with VerticalScroll(classes="detail"):
                yield Static(id="found")
            with Horizontal(classes="buttons"):
                yield Button("Close", id="yes", variant="primary")

    def on_mount(self) -> None:
        self.query_one("#yes", Button).focus()
        self._examine()

    @work
    async def _examine(self) -> None:
        app = cast("PersonaApp", self.app)
        settings = app.settings
        memory = app.assistant.store if app.is_ready else None

        def begin(token: CancelToken) -> Iterator[Check]:
            from persona_assistant import doctor

            checks = doctor.checks(
                settings.store,
                settings.key_file,
                settings.model if settings.engine == "llama" else None,
                settings.projector,
                settings.chat_template,
                memory=memory,
            )
            return takewhile(lambda _: not token.is_set(), checks)

        try:
            async for batch in app.background.stream(begin, self._cancel):
                self._found += batch
                self.query_one("#found", Static).update(_lines(self._found))
        except PersonaAssistantError as error:
            app.say_error(error)
        problems = sum(not each.ok for each in self._found)
        verdict = f"{problems} problem{'s' * (problems > 1)}" if problems else "Healthy"
        self.query_one(".title", Static).update(plain(verdict))
        # What is wrong stands above, where it is seen.
        self.query_one("#found", Static).update(_lines(sorted(self._found, key=lambda c: c.ok)))

    @on(Button.Pressed)
    def _read(self) -> None:
        self.action_close()

    def action_close(self) -> None:
        self._cancel.set()
        self.dismiss(None)


def _lines(checks: list[Any]) -> Content:
    lines = []
    for each in checks:
        mark = plain("✓ ", "$text-success") if each.ok else plain("✗ ", "$text-error")
        lines.append(mark + plain(each.name, "bold") + plain(f"  {each.found}"))
        if not each.ok:
            lines.append(plain(f"  → {each.remedy}", "$text-warning"))
    return Content("\n").join(lines)
