"""The recovery key: shown once, and let go only when it is written down."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.text import plain
from persona_assistant.views import first_steps as words


class RecoveryKey(Dialog[bool | None]):
    """Shows a new recovery key; True once its last group was typed from paper."""

    def __init__(self, key: str, *, replaced: bool = False) -> None:
        super().__init__()
        self._key, self._replaced = key, replaced
        self._leaving = False

    def compose(self) -> ComposeResult:
        rows = words.recovery_key_rows(self._key)
        former = " The former one opens it no more." if self._replaced else ""
        with Vertical():
            yield Static(plain("The recovery key"), classes="title")
            yield Static(plain(f"{words.RECOVERY_SHOWN}{former}"), classes="detail")
            yield Static(plain("\n".join(rows), "bold"), id="recovery-key", classes="detail")
            yield Input(placeholder="Its last five letters, from your paper", id="written")
            yield Static(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button("I have written it down", id="yes", variant="primary")

    @on(Input.Submitted)
    @on(Button.Pressed)
    def _confirmed(self) -> None:
        if words.is_end_of(self.query_one(Input).value, self._key):
            self.dismiss(True)
            return
        self._say("That is not how it ends; compare your paper with what stands above.")

    def action_close(self) -> None:
        """Twice: what is not written down is lost."""
        if self._leaving:
            self.dismiss(False)
        self._leaving = True
        self._say("It is not shown again. Escape once more leaves it without a copy.")

    def _say(self, sentence: str) -> None:
        self.query_one(".problem", Static).update(plain(sentence))
