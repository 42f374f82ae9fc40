"""One person's page: names, consent and last day above; below, every note, picture and clip with
its day and where it is from. Pictures are drawn as they come into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant import views
from persona_assistant.assistant.items import Item
from persona_assistant.assistant.people import PersonPage
from persona_assistant.memory.consents import Consent
from persona_assistant.memory.items import ItemKey
from persona_assistant.pmg import Picture
from persona_assistant.tui.media.blocks import thumbnail
from persona_assistant.tui.people.desk import one_line
from persona_assistant.tui.text import action, lines, plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

WIDTH, HEIGHT = 12, 5
"""Characters of a thumbnail."""
_AROUND = 8
"""Items before and after the one in sight whose pictures are drawn too."""


class Items(OptionList):
    """The items of the person."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", "Mark", show=False)]

    def action_mark(self) -> None:
        if self.highlighted is not None:
            self.query_ancestor(PageView).toggle_mark(self.highlighted)


class PageView(Vertical):
    """The page of whoever is selected."""

    DEFAULT_CSS = """
    PageView { padding: 0 1; }
    PageView > #who { height: auto; max-height: 7; margin-bottom: 1; }
    PageView > Items {
        height: 1fr; border: none; padding: 0; background: transparent;
        scrollbar-size-vertical: 1;
    }
    PageView > Items > .option-list--option-highlighted { background: $panel; }
    PageView > Items:focus > .option-list--option-highlighted {
        background: $panel; text-style: none;
    }
    PageView > Items:focus { border: none; }
    PageView > Items > .option-list--option { padding: 0 1 0 0; }
    """

    def __init__(self) -> None:
        super().__init__(id="page")
        self.page: PersonPage | None = None
        self._marked: set[ItemKey] = set()
        self._pictures: dict[ItemKey, Content] = {}
        self._previews = True

    def compose(self) -> ComposeResult:
        yield Static(id="who")
        yield Items(id="items")

    @property
    def _items(self) -> Sequence[Item]:
        return () if self.page is None else self.page.items

    @property
    def options(self) -> Items:
        return self.query_one(Items)

    def show(
        self,
        page: PersonPage | None,
        consent: Consent | None = None,
        *,
        previews: bool = True,
        item: int | None = None,
    ) -> None:
        """Show a page, with the cursor on the item of that number."""
        same = (
            page is not None and self.page is not None and page.persona.uid == self.page.persona.uid
        )
        at = (self.options.highlighted or 0) if same else 0
        if not same:
            self._marked.clear()
            self._pictures.clear()
        self.page, self._previews = page, previews
        items = self._items
        self._marked &= {each.key for each in items}
        self.query_one("#who", Static).update(_head(page, consent))
        self.options.clear_options()
        self.options.add_options([Option(self._prompt(each)) for each in items])
        if item is not None:
            at = next((n for n, each in enumerate(items) if each.number == item), at)
        self.options.highlighted = min(at, len(items) - 1) if items else None
        self._draw_pictures()

    def selected(self) -> tuple[Item, ...]:
        """The marked items, or else the one under the cursor."""
        items = self._items
        marked = tuple(each for each in items if each.key in self._marked)
        at = self.options.highlighted
        return marked or (() if at is None or at >= len(items) else (items[at],))

    def toggle_mark(self, at: int) -> None:
        item = self._items[at]
        self._marked ^= {item.key}
        self.options.replace_option_prompt_at_index(at, self._prompt(item))

    def _prompt(self, item: Item) -> Content:
        assert self.page is not None
        mark = Content.styled("■ ", "$primary") if item.key in self._marked else Content("  ")
        head = mark + plain(f"{item.number}. {views.described(item)}", "dim")
        if item.text is not None:
            return lines(head, plain(item.text))
        heard = self.page.transcripts.get(item.triplet_id) if item.kind == "clip" else None
        if heard:
            return lines(head, plain(f'  heard: "{heard}"', "italic"))
        if not isinstance(item.medium, Picture) or not self._previews:
            return head
        drawn = self._pictures.get(item.key)
        rows = [] if drawn is None else drawn.split("\n")
        rows = [Content("  ") + each for each in rows]
        blank = [Content("  ")] * (HEIGHT - len(rows))
        return Content("\n").join([head, *rows, *blank])

    # --- pictures, as they come into sight

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._draw_pictures()

    def on_mount(self) -> None:
        self.watch(self.options, "scroll_y", self._scrolled, init=False)

    def _scrolled(self) -> None:
        self._draw_pictures()

    def _in_sight(self) -> list[int]:
        """Roughly: the items near the cursor, and near what is scrolled to."""
        count, options = len(self._items), self.options
        height = max(1, options.virtual_size.height)
        places = {options.highlighted or 0, int(count * options.scroll_y / height)}
        return sorted(
            {
                at
                for place in places
                for at in range(place - _AROUND, place + _AROUND)
                if 0 <= at < count
            }
        )

    @work(exclusive=True, group="thumbnails")
    async def _draw_pictures(self) -> None:
        page, background = self.page, cast("PersonaApp", self.app).background
        if not self._previews:
            return
        for at in self._in_sight():
            item = self._items[at]
            if isinstance(item.medium, Picture) and item.key not in self._pictures:
                data = item.medium.data
                drawn = await background.call(lambda d=data: thumbnail(d, WIDTH, HEIGHT))  # type: ignore[misc]
                if self.page is not page:
                    return
                self._pictures[item.key] = drawn
                self.options.replace_option_prompt_at_index(at, self._prompt(item))


def _head(page: PersonPage | None, consent: Consent | None) -> Content:
    if page is None:
        return plain("Nobody is selected.", "dim")
    persona = page.persona
    menu = action("m Actions", "screen.menu", "reverse")
    parts = [
        plain(persona.label, "bold $primary") + Content("  ") + menu,
        plain(f"{views.holdings(persona)}, since {persona.created[:10]}", "dim"),
    ]
    if persona.aliases:
        parts.append(plain(f"Also called {views.listed(persona.aliases)}."))
    if page.told:
        latest = one_line(page.told[-1].text)
        more = f" and {len(page.told) - 1} more" if len(page.told) > 1 else ""
        parts.append(plain(f'Told in conversations (F8): "{latest}"{more}'))
    if consent is not None:
        parts += [plain(each.text) for each in views.consent_lines(persona.label, consent)]
    return lines(*parts)
