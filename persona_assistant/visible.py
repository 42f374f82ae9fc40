"""Text as it may be shown: every character of it can be seen, and stands where it seems to stand.

Names, notes and answers come from outside. Control characters are commands to a terminal,
bidirectional controls change the order of what is read, and a message of invisible characters can
be read by a language model and by nobody else. What is kept stays as it was written; only what a
screen or a model is given passes through here. Joiners and selectors stay where scripts and emoji
need them.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]+"
)
_BETWEEN = re.compile("[\u200c-\u200f\u061c\U000e0000-\U000e01ef]+")
"""What is invisible and has its place: joiners, marks of direction, tags, variation selectors."""
_JOINERS, _MARKS = "\u200c\u200d", "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BLACK_FLAG, _REGION = "\U0001f3f4", re.compile("[\U000e0030-\U000e007a]{1,6}\U000e007f")
"""Tags behind a black flag spell the region whose flag it is."""
_BREAKS = re.compile("[\u2028\u2029]")


def visible(text: str, *, part: bool = False) -> str:
    """`text` without what cannot be seen; line feeds and tabs stay. `part` of a text may begin or
    end with a joiner."""
    if text.isascii() and text.isprintable():
        return text
    text = _NEVER.sub("", _BREAKS.sub("\n", text))
    return _BETWEEN.sub(lambda run: _kept(run, part), text)


def _kept(run: re.Match[str], part: bool) -> str:
    """What of a run of such characters does something for those around it."""
    text, first = run.string, run[0][0]
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if first in _JOINERS:
        needed = all(part if not each else not each.isascii() for each in (before, after))
    elif first in _MARKS:
        needed = any(map(_RIGHT_TO_LEFT.match, (before, after)))
    elif before == _BLACK_FLAG:
        region = _REGION.match(run[0])
        return region[0] if region else ""
    else:
        needed = first >= "\U000e0100" and _IDEOGRAPH.match(before) is not None
    return first if needed else ""


def document(content: Any, indent: int | None = None) -> str:
    """JSON of `content`, complete; what cannot be seen is escaped."""
    text = json.dumps(content, ensure_ascii=False, indent=indent)
    for unseen in (_BREAKS, _NEVER):
        text = unseen.sub(lambda run: _escaped(run[0]), text)
    return _BETWEEN.sub(
        lambda run: run[0] if _kept(run, False) == run[0] else _escaped(run[0]), text
    )


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]
