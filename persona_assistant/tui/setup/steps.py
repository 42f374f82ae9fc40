"""What each step of the first run asks. A step reads its own fields and says what is wrong with
them; it makes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, RadioButton, RadioSet, Static

from persona_assistant.errors import BadInput
from persona_assistant.first_run import FirstPerson, Plan
from persona_assistant.memory.keys import PASSPHRASE_VARIABLE
from persona_assistant.memory.passphrase_strength import strength
from persona_assistant.tui.marks import Choice, Tick
from persona_assistant.tui.text import plain
from persona_assistant.views import first_steps as words

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_FILE = "memory.key"
_PERSONALITY = "Have a language model read how I come across, for a fitting tone"


class Step(VerticalScroll):
    """One step; `title` stands above it."""

    title: ClassVar[str]

    def compose(self) -> Iterable[Widget]:
        yield Static(plain(self.title), classes="title")
        yield from self.fields()

    def fields(self) -> Iterable[Widget]:
        raise NotImplementedError

    def value(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value

    def begin(self) -> None:
        """It came into sight."""
        self.query(Input).first().focus()


class PlaceStep(Step):
    """Where memories live, and who can read them."""

    title = f"1 of 3 · {words.PLACE}"

    def fields(self) -> Iterable[Widget]:
        yield Static(plain("\n".join(words.WHO_CAN_READ)), classes="text")
        yield Label("Folder of the memory")
        folder = str(cast("PersonaApp", self.app).settings.store)
        yield Input(folder, compact=True, id="folder")
        yield Static(plain(words.MADE_AT_THE_END), classes="hint")

    @property
    def folder(self) -> Path:
        """Raises BadInput for none."""
        given = self.value("folder").strip()
        if not given:
            raise BadInput("Name a folder.")
        return Path(given).expanduser()


class KeyStep(Step):
    """What opens the memory."""

    title = f"2 of 3 · {words.KEY}"

    def __init__(self) -> None:
        super().__init__(id="key")
        self._folder = Path()

    def fields(self) -> Iterable[Widget]:
        with RadioSet(id="opens-with", compact=True):
            yield Choice(words.PASSPHRASE, id="passphrase", value=True)
            yield Choice(words.KEYRING, id="keyring")
            yield Choice(words.KEY_FILE, id="file")
            if os.environ.get(PASSPHRASE_VARIABLE):
                yield Choice(words.from_variable(PASSPHRASE_VARIABLE), id="environment")
        yield Input(
            compact=True, password=True, placeholder="Passphrase", id="first", classes="passphrase"
        )
        yield Input(
            compact=True,
            password=True,
            placeholder="The same again",
            id="second",
            classes="passphrase",
        )
        yield Static(classes="hint passphrase", id="strength")
        yield Input(compact=True, id="key-file", classes="file", placeholder="Path of the key file")
        yield Static(plain(words.KEY_FILE_HINT), classes="hint file")
        yield Static(plain(words.WITHOUT_KEY), classes="hint")

    def on_mount(self) -> None:
        self._show(self.opens_with)
        self.offer_keyring(False)
        given = cast("PersonaApp", self.app).settings.key_file
        if given is not None:
            self.query_one("#key-file", Input).value = str(given)
            self.query_one("#file", RadioButton).value = True

    def offer_keyring(self, there: bool) -> None:
        button = self.query_one("#keyring", RadioButton)
        button.disabled = not there
        button.label = plain(
            words.KEYRING
            if there
            else "The keyring of this computer: there is none that keeps a key"
        )

    def suggest_beside(self, folder: Path) -> None:
        """The key file lies beside the folder, not in it."""
        field = self.query_one("#key-file", Input)
        if not field.value:
            field.value = str(folder.parent / _FILE)

    def begin(self) -> None:
        self.query_one(RadioSet).focus()

    @property
    def opens_with(self) -> str:
        pressed = self.query_one(RadioSet).pressed_button
        return "passphrase" if pressed is None or pressed.id is None else pressed.id

    @on(RadioSet.Changed)
    def _chosen(self) -> None:
        self._show(self.opens_with)

    def _show(self, chosen: str) -> None:
        for kind in ("passphrase", "file"):
            for widget in self.query(f".{kind}"):
                widget.display = kind == chosen

    @on(Input.Changed, "#first")
    def _typed(self, event: Input.Changed) -> None:
        hint = strength(event.value).sentence if event.value else ""
        self.query_one("#strength", Static).update(plain(hint))

    def taken(self) -> dict[str, Any]:
        """The part of a `Plan` that is about the key. Raises BadInput."""
        chosen = self.opens_with
        if chosen == "passphrase":
            first = self.value("first")
            if not first:
                raise BadInput(words.EMPTY)
            if first != self.value("second"):
                raise BadInput(words.DIFFERENT)
            return {"opens_with": "passphrase", "passphrase": first}
        if chosen == "file":
            path = self.value("key-file").strip()
            if not path:
                raise BadInput("Name the key file.")
            return {"opens_with": "file", "key_file": Path(path).expanduser()}
        return {"opens_with": "keyring" if chosen == "keyring" else "passphrase"}


class PeopleStep(Step):
    """Who is in it at first."""

    title = f"3 of 3 · {words.PEOPLE}"

    def fields(self) -> Iterable[Widget]:
        with RadioSet(id="whom", compact=True):
            yield Choice(words.PERSON, id="person", value=True)
            yield Choice(words.DEMO, id="demo")
            yield Choice(words.NOBODY, id="nobody")
        yield Input(compact=True, placeholder="Name", id="who", classes="person")
        yield Input(compact=True, placeholder="Path of a photo", id="photo", classes="person")
        yield Input(compact=True, placeholder=words.NOTE, id="note", classes="person")
        yield Static(plain(words.DEMO_HINT), classes="hint demo")
        learned = cast("PersonaApp", self.app).settings.longterm
        for name, label, is_on in (
            ("remember", "Remember what I say of myself in the chat", learned.remember),
            ("personality", _PERSONALITY, learned.personality),
        ):
            yield Tick(label, is_on, id=name, compact=True)
        yield Static(plain(""), id="summary", classes="text")
        engine = cast("PersonaApp", self.app).settings.engine
        yield Static(plain(words.what_answers(engine, "Models, F5")), classes="hint")

    def on_mount(self) -> None:
        self._show(self.whom)

    def begin(self) -> None:
        self.query_one(RadioSet).focus()

    @property
    def whom(self) -> str:
        pressed = self.query_one(RadioSet).pressed_button
        return "nobody" if pressed is None or pressed.id is None else pressed.id

    @on(RadioSet.Changed)
    def _chosen(self) -> None:
        self._show(self.whom)

    def _show(self, chosen: str) -> None:
        for kind in ("person", "demo"):
            for widget in self.query(f".{kind}"):
                widget.display = kind == chosen

    def summarise(self, plan: Plan) -> None:
        """What the button below is going to do."""
        self.query_one("#summary", Static).update(
            plain(words.summary(plan.folder, plan.opens_with, plan.key_file))
        )

    def taken(self) -> dict[str, Any]:
        """The part of a `Plan` that is about people and the user. Raises BadInput."""
        switches = {each.id: each.value for each in self.query(Checkbox) if each.id}
        return {**self._people(), **switches}

    def _people(self) -> dict[str, Any]:
        if self.whom == "demo":
            return {"demo": True}
        if self.whom == "nobody":
            return {}
        name, photo, note = (self.value(each).strip() for each in ("who", "photo", "note"))
        if not name:
            raise BadInput("Write a name, or choose nobody.")
        if not photo and not note:
            raise BadInput(words.nothing_known(name))
        return {"first": FirstPerson(name, Path(photo).expanduser() if photo else None, note)}
