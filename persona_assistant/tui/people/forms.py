"""Several answers in one window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, Static, TextArea

from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.marks import Tick
from persona_assistant.tui.text import plain


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for. `value` is text, or True or False for a yes or no."""

    key: str
    label: str
    value: str | bool = ""
    hint: str = ""
    secret: bool = False
    long: bool = False
    """Whether the text may have several lines."""


class Form(Dialog[dict[str, str | bool] | None]):
    """Its answers by their keys; None when it is closed. Ctrl+S is OK from anywhere."""

    DEFAULT_CSS = """
    Form > Vertical { padding: 0 2; }
    Form .title { margin-bottom: 0; }
    Form .buttons { margin-top: 0; }
    Form .fields { height: auto; max-height: 52vh; }
    Form Input { margin-bottom: 0; border: none; height: 1; padding: 0 1; background: $panel; }
    Form Input:focus { border: none; background: $primary 30%; }
    Form Label { color: $text-muted; }
    Form TextArea { height: 3; border: none; background: $panel; }
    Form Checkbox { border: none; padding: 0; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "take", "OK")]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        *,
        detail: str | Content = "",
        ok: str = "OK",
        problem: str = "",
    ) -> None:
        super().__init__()
        self._title, self._fields, self._ok, self._problem = title, fields, ok, problem
        self._detail = plain(detail) if isinstance(detail, str) else detail

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            if self._detail.plain:
                with VerticalScroll(classes="detail", can_focus=False):
                    yield Static(self._detail)
            with VerticalScroll(classes="fields", can_focus=False):
                for each in self._fields:
                    if isinstance(each.value, bool):
                        yield Tick(each.label, each.value, id=each.key)
                        continue
                    yield Label(plain(each.label))
                    if each.long:
                        yield TextArea(each.value, id=each.key, tab_behavior="focus")
                    else:
                        yield Input(
                            each.value,
                            placeholder=each.hint,
                            password=each.secret,
                            select_on_focus=False,
                            id=each.key,
                        )
            yield Static(plain(self._problem), classes="problem")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no")
                yield Button(self._ok, id="yes", variant="primary")

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_take()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self.action_take()
        else:
            self.dismiss(None)

    def action_take(self) -> None:
        self.dismiss({each.key: self._value(each) for each in self._fields})

    def _value(self, each: Field) -> str | bool:
        if isinstance(each.value, bool):
            return self.query_one(f"#{each.key}", Checkbox).value
        if each.long:
            return self.query_one(f"#{each.key}", TextArea).text
        return self.query_one(f"#{each.key}", Input).value


def text_of(answers: Mapping[str, str | bool], key: str) -> str:
    return str(answers[key]).strip()


class TypeToConfirm(Dialog[bool | None]):
    """Something that cannot be undone: the word has to be typed."""

    def __init__(self, title: str, detail: str | Content, word: str, *, yes: str) -> None:
        super().__init__()
        self._title, self._word, self._yes = title, word, yes
        self._detail = plain(detail) if isinstance(detail, str) else detail

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            with VerticalScroll(classes="detail", can_focus=False):
                yield Static(self._detail)
            yield Static(plain(f'Type "{self._word}" to go on:'))
            yield Input(id="word")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no")
                yield Button(self._yes, id="yes", variant="error", disabled=True)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#yes", Button).disabled = not self._agreed

    @property
    def _agreed(self) -> bool:
        typed = self.query_one(Input).value.strip().casefold()
        return typed == self._word.strip().casefold()

    @on(Input.Submitted)
    def _entered(self) -> None:
        if self._agreed:
            self.dismiss(True)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes" and self._agreed)
