"""Times, rates and sizes as people say them: "3 min", "40 a minute", "1.2 GB"."""

from __future__ import annotations

_UNITS = ("B", "kB", "MB", "GB", "TB")


def duration(seconds: float) -> str:
    """For example "8 s", "3 min", "2 h 5 min", "3 d 4 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"


def rate(per_second: float) -> str:
    """For example "34 a second", "12 a minute", "3 an hour"."""
    for count, period in ((per_second, "second"), (60 * per_second, "minute")):
        if count >= 2:
            return f"{count:.0f} a {period}"
    return f"{3600 * per_second:.0f} an hour"


def size(count: float) -> str:
    """Bytes in decimal units with three digits at most, for example "512 B", "1.2 GB"."""
    return f"{_in(_unit(count), count)} {_UNITS[_unit(count)]}"


def size_of_total(done: float, total: float) -> str:
    """Two numbers of bytes in the unit of the larger, for example "0.3 of 5.1 GB"."""
    unit = _unit(max(done, total))
    return f"{_in(unit, done)} of {_in(unit, total)} {_UNITS[unit]}"


def _unit(count: float) -> int:
    for unit in range(len(_UNITS)):
        if round(count / 1000**unit) < 1000:
            return unit
    return len(_UNITS) - 1


def _in(unit: int, count: float) -> str:
    value = count / 1000**unit
    return f"{value:.1f}" if unit and round(value, 1) < 100 else f"{value:.0f}"
