"""HTML in which untrusted text cannot act: everything that is not `Markup` is escaped.

Questions, a model's answers and file names are untrusted. They reach the page as arguments of `tag`
and in no other way, so there is no place where escaping can be forgotten.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from persona_assistant.visible import visible

_VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "path", "line", "rect", "circle", "use"}
)
_FOREIGN = frozenset({"path", "line", "rect", "circle", "use"})
"""The SVG elements among them, which need a closing slash."""
# Control characters, lone surrogates and noncharacters.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that change the writing direction beyond the answer they are in.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NAME = r"[^\s/\\:;,'\"()<>|]"
_PATH = re.compile(rf"(?<![\w:/.~\\-])(?:~|[A-Za-z]:)?(?:[/\\]{_NAME}+)+[/\\]({_NAME}*)")


class Markup(str):
    """A string that is HTML already and is not escaped."""


def escape(value: Any) -> Markup:
    """`value` as text. Characters that cannot be shown become U+FFFD, invisible ones go."""
    if isinstance(value, Markup):
        return value
    shown = _UNPRINTABLE.sub("\ufffd", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    return Markup(html.escape(visible(_BIDI_CONTROLS.sub("\ufffd", shown)), quote=True))


def tag(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """An element.

    Attributes: `class_` is class, `data_x` is data-x; None and False leave the attribute out, True
    gives it no value. Children: None is left out, an iterable stands for its members.
    """
    parts = [name]
    for key, value in attributes.items():
        key = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(key)
        elif value is not None and value is not False:
            parts.append(f'{key}="{escape(value)}"')
    start = " ".join(parts)
    if name in _FOREIGN and not children:
        return Markup(f"<{start}/>")
    if name in _VOID and not children:
        return Markup(f"<{start}>")
    return Markup(f"<{start}>{join(children)}</{name}>")


def join(children: Iterable[Any]) -> Markup:
    """The children one after another, as `tag` treats them."""
    parts: list[Markup] = []
    for child in children:
        if child is None:
            continue
        parts.append(
            escape(child)
            if isinstance(child, str) or not hasattr(child, "__iter__")
            else join(child)
        )
    return Markup("".join(parts))


def format_number(value: Any) -> str:
    """A rate to one decimal, a count as it is, a dash where there is none."""
    if value is None:
        return "\u2013"
    return f"{value:.1f}" if isinstance(value, float) else f"{value:,}"


def format_interval(interval: Any) -> str | None:
    """The ends of an interval; None where there is none."""
    return f"{interval[0]:.1f}\u2013{interval[1]:.1f}" if interval else None


def without_paths(value: str) -> str:
    """`value` with file system paths reduced to their last component, so that a shared report
    names no folder of the machine it was made on."""
    return _PATH.sub(lambda match: match[1] or "\u2026", value)


def heading(column_heading: str) -> str:
    """A column heading on one line."""
    return column_heading.replace("-\n", "").replace("\n", " ")
