"""Text as the screen shows it: content that can be selected, without markup and without characters
that nobody sees.

What the assistant answers is Markdown. While an answer comes, a Markdown widget shows it; a
finished one becomes a single piece of content, because a widget for each paragraph makes a long
conversation slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from persona_assistant.visible import visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_INLINE = {"strong": "bold", "em": "italic", "s": "strike", "link": "underline"}
_BULLET, _INDENT, _QUOTE = "• ", "  ", "▌ "


def plain(text: str, style: str = "") -> Content:
    """`text` as it is, never read as markup."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


def lines(*parts: Content) -> Content:
    """The parts that are not empty, one below the other."""
    return Content("\n").join([each for each in parts if each.plain])


def markdown(text: str) -> Content:
    """Markdown as one piece of content: paragraphs, lists, headings, quotations, code; tables and
    links keep their text."""
    return Content("\n").join(_blocks(_parser().parse(visible(text))))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["strikethrough", "table"])


def _blocks(tokens: list[Token]) -> Iterator[Content]:
    """Lines of content, an empty one between blocks."""
    lists: list[int | None] = []
    """For each open list its next number, None for bullets."""
    mark = ""
    begun, quoted, heading = False, 0, False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            if begun and not lists:
                yield Content("")
            start = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
            lists.append(start)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            mark = mark if lists else ""
        elif token.type == "list_item_open":
            mark = _BULLET if lists[-1] is None else f"{lists[-1]}. "
            if (number := lists[-1]) is not None:
                lists[-1] = number + 1
        elif token.type == "blockquote_open":
            quoted += 1
        elif token.type == "blockquote_close":
            quoted -= 1
        elif token.type == "heading_open":
            heading = True
        elif token.type == "heading_close":
            heading = False
        elif token.type in ("inline", "fence", "code_block", "hr"):
            if begun and not lists and token.type != "hr":
                yield Content("")
            content = _content(token)
            margin = _INDENT * (len(lists) - 1) + mark + _QUOTE * quoted
            rest = " " * (len(margin) - len(_QUOTE * quoted)) + _QUOTE * quoted
            if heading:
                content = content.stylize("bold")
            for number, line in enumerate(content.split("\n")):
                yield Content(rest if number else margin) + line
            mark, begun = " " * len(mark), True


def _content(token: Token) -> Content:
    if token.type == "hr":
        return Content.styled("─" * 12, "dim")
    if token.type != "inline":
        return Content.styled(token.content.rstrip("\n"), "$text-accent")
    parts: list[Content] = []
    styles: list[str] = []
    for child in token.children or ():
        kind = child.type.removesuffix("_open").removesuffix("_close")
        if child.type.endswith("_open") and kind in _INLINE:
            styles.append(_INLINE[kind])
        elif child.type.endswith("_close") and kind in _INLINE:
            styles.pop()
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(Content("\n"))
        elif child.type == "code_inline":
            parts.append(Content.styled(child.content, "$text-accent"))
        elif child.type == "image":
            parts.append(Content(child.content))
        elif child.content:
            parts.append(Content.styled(child.content, " ".join(styles)))
    return Content("").join(parts)


def action(label: str, call: str, style: str = "underline") -> Content:
    """A word that does something when it is clicked: `call` is a Textual action."""
    linked = Style.parse(style) + Style.from_meta({"@click": call})
    return Content.styled(label, linked)
