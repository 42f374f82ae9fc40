"""The day a file's notes were written.

The file's name says it ("2024-03-12 Ana.txt"), else a line of the text that is a date, for what
follows up to the next such line, else the time the file was last changed. What a camera wrote into
a photo is the day of the photo.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from persona_assistant.language.dates import DateOrder, find_dates

_DIGITS = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_AROUND = re.compile(r"\W*(?:date|datum|fecha|data)?\W*(?:\d?\d:\d\d\W*)?", re.IGNORECASE)
_LONGEST = 60
"""Characters of a line that is a date."""


def day_in_name(path: Path, order: DateOrder = "auto") -> datetime.date | None:
    """The day a file is named after; None for none, several or one to come."""
    name = _DIGITS.sub(r"\1-\2-\3", path.stem.replace("_", " "))
    return _only_day(name, order)


def day_changed(path: Path) -> datetime.date:
    """The day a file was last changed, at the latest today. Raises OSError."""
    changed = datetime.date.fromtimestamp(path.stat().st_mtime)
    return min(changed, datetime.date.today())


def dated(
    paragraphs: Iterable[str], order: DateOrder = "auto"
) -> Iterator[tuple[str, datetime.date | None]]:
    """Each note of a file with the day its date line says; a paragraph that is nothing but such a
    line is none."""
    day: datetime.date | None = None
    for paragraph in paragraphs:
        first, _, rest = paragraph.partition("\n")
        day = _day_of_line(first, order) or day
        if rest.strip() or _day_of_line(first, order) is None:
            yield paragraph, day


def day_taken(path: Path) -> datetime.date | None:
    """The day a camera took a photo, by its EXIF data; None where there is none."""
    from PIL import ExifTags, Image

    try:
        with Image.open(path) as image:
            exif = image.getexif()
            taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        day = datetime.datetime.strptime(str(taken).strip("\0 ")[:10], "%Y:%m:%d").date()
    except Exception:  # damaged metadata make Pillow raise nearly any class; there is no day then
        return None
    return day if day <= datetime.date.today() else None


def _day_of_line(line: str, order: DateOrder) -> datetime.date | None:
    found = find_dates(line, None, order) if len(line) <= _LONGEST else ()
    if len(found) != 1 or found[0].first is None or found[0].first != found[0].last:
        return None
    around = line[: found[0].start] + line[found[0].end :]
    return _past(found[0].first) if _AROUND.fullmatch(around) else None


def _only_day(text: str, order: DateOrder) -> datetime.date | None:
    days = {
        each.first
        for each in find_dates(text, None, order)
        if each.first is not None and each.first == each.last
    }
    return _past(days.pop()) if len(days) == 1 else None


def _past(day: datetime.date) -> datetime.date | None:
    return day if day <= datetime.date.today() else None
