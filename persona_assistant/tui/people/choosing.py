"""One of the people, and one of the faces of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant.assistant.directory import Directory
from persona_assistant.pmg import Persona, Picture
from persona_assistant.samples import Sample
from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.media.blocks import numbered, thumbnail
from persona_assistant.tui.people.people_list import PeopleList
from persona_assistant.tui.text import plain


class PickPerson(Dialog[Persona | None]):
    """Somebody who is remembered, found as one types."""

    DEFAULT_CSS = "PickPerson PeopleList { height: 10; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    def __init__(self, title: str, directory: Directory, *, but: str = "") -> None:
        """`but` is the uid of somebody who is not offered."""
        super().__init__()
        self._title, self._directory, self._but = title, directory, but

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            yield Input(placeholder="Name, or words of a note")
            yield PeopleList()

    def on_mount(self) -> None:
        self._find("")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, words: str) -> None:
        found = self._directory.find(words)
        kept = [each for each in found if each.persona.uid != self._but]
        self.query_one(PeopleList).show(kept)

    def action_move(self, by: int) -> None:
        self.query_one(PeopleList).action_move(by)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.query_one(PeopleList).action_choose()

    @on(PeopleList.Chosen)
    def _chosen(self, event: PeopleList.Chosen) -> None:
        self.dismiss(event.listed.persona)


class PickFace(Dialog[int | None]):
    """The number of a face, 0 where it is left to the assistant."""

    DEFAULT_CSS = """
    PickFace > Vertical { width: 78; padding: 0 2; }
    PickFace .title { margin-bottom: 0; }
    PickFace OptionList { max-height: 40vh; }
    PickFace .picture { height: auto; width: auto; }
    """

    def __init__(
        self, name: str, picture: Picture, faces: Sequence[Sample], lines: Sequence[str]
    ) -> None:
        """`lines` says of each face where it is, how large, and who is known in it."""
        super().__init__()
        self._whose, self._picture, self._faces, self._lines = name, picture, faces, lines

    def compose(self) -> ComposeResult:
        source = self._picture.source or "the picture"
        with Vertical():
            yield Static(plain(f"Which face in {source} is {self._whose}?"), classes="title")
            boxes = [each.box for each in self._faces]
            yield Static(numbered(self._picture, 60, 8, boxes), classes="picture")
            yield OptionList(
                *(
                    Option(_beside(thumbnail(self._picture, 6, 3, face.box), line))
                    for face, line in zip(self._faces, self._lines, strict=True)
                ),
                Option(
                    plain(
                        "Leave it to the assistant: the face that fits the others, or the largest"
                    )
                ),
            )

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        last = event.option_index == len(self._faces)
        self.dismiss(0 if last else event.option_index + 1)

    def key_1(self) -> None:
        self._take(1)

    def key_2(self) -> None:
        self._take(2)

    def key_3(self) -> None:
        self._take(3)

    def _take(self, number: int) -> None:
        if number <= len(self._faces):
            self.dismiss(number)


def _beside(picture: Content, words: str) -> Content:
    """Words to the right of a small picture."""
    first, *rest = picture.split("\n")
    return Content("\n").join([first + plain(f"  {words}"), *rest])
