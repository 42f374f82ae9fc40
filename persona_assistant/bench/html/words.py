"""HTML that cannot be broken out of: what is not marked as ready is escaped, always.

Questions, answers of a model and names of files are untrusted. They reach the page as arguments of
`tag` and nowhere else, so there is no place where escaping could be forgotten.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

_VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "path", "line", "rect", "circle", "use"}
)
_FOREIGN = frozenset({"path", "line", "rect", "circle", "use"})
"""Of those, the SVG ones, which have to be closed."""
# Control characters, half surrogate pairs and what is no character at all.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what follows, beyond the answer they stand in.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NAME = r"[^\s/\\:;,'\"()<>|]"
_PATH = re.compile(rf"(?<![\w:/.~\\-])(?:~|[A-Za-z]:)?(?:[/\\]{_NAME}+)+[/\\]({_NAME}*)")


class Safe(str):
    """HTML as it stands."""


def text(value: Any) -> Safe:
    """As characters. What cannot be shown becomes U+FFFD."""
    if isinstance(value, Safe):
        return value
    shown = _UNPRINTABLE.sub("\ufffd", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    return Safe(html.escape(_TURNING.sub("\ufffd", shown), quote=True))


def tag(name: str, /, *children: Any, **attributes: Any) -> Safe:
    """An element. Attributes: `class_` is class, `data_x` data-x; None and False are left out, True
    is bare. Children: None is left out, a list is its members."""
    words = [name]
    for key, value in attributes.items():
        key = key.rstrip("_").replace("_", "-")
        if value is True:
            words.append(key)
        elif value is not None and value is not False:
            words.append(f'{key}="{text(value)}"')
    start = " ".join(words)
    if name in _FOREIGN and not children:
        return Safe(f"<{start}/>")
    if name in _VOID and not children:
        return Safe(f"<{start}>")
    return Safe(f"<{start}>{join(children)}</{name}>")


def join(children: Iterable[Any]) -> Safe:
    parts = []
    for child in children:
        if child is None:
            continue
        parts.append(
            text(child) if isinstance(child, str) or not hasattr(child, "__iter__") else join(child)
        )
    return Safe("".join(parts))


def number(value: Any) -> str:
    """A rate to one decimal, a count as it is, a dash where there is none."""
    if value is None:
        return "\u2013"
    return f"{value:.1f}" if isinstance(value, float) else f"{value:,}"


def span(interval: Any) -> str | None:
    """An interval's ends; None where there is none."""
    return f"{interval[0]:.1f}\u2013{interval[1]:.1f}" if interval else None


def without_places(value: str) -> str:
    """What a program said, with paths of the machine it said it on reduced to their last name."""
    return _PATH.sub(lambda found: found[1] or "\u2026", value)


def heading(column_heading: str) -> str:
    """A column's heading on one line."""
    return column_heading.replace("-\n", "").replace("\n", " ")
