"""Parts of countries, and the towns that lie in them: Cardiff is in Wales, which is in the UK.

`data/regions.txt` holds those that are often spoken of. Of a town that it lacks nothing is known.
"""

from __future__ import annotations

import re
from functools import lru_cache

from persona_assistant.language.data_files import region_lines


@lru_cache(maxsize=1)
def _regions() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    """The region by what names it or lies in it, the country by its region, and what finds them."""
    region: dict[str, str] = {}
    names: dict[str, str] = {}
    for country, called, towns in region_lines():
        names |= dict.fromkeys(called, called[0])
        region |= dict.fromkeys((*called, *towns), called[0])
        names[f"country of {called[0]}"] = country
    longest = "|".join(map(re.escape, sorted(region, key=len, reverse=True)))
    return region, names, re.compile(rf"(?<![\w'’-])(?:{longest})(?![\w-])", re.I)


def region_named(said: str) -> str | None:
    """The region that some words name, and nothing else."""
    return _regions()[1].get(re.sub(r"^(?:the|in) ", "", said.strip(" ?!.").lower()))


def country_of_region(region: str) -> str:
    """The country in which a region lies."""
    return _regions()[1][f"country of {region}"]


def regions_in(text: str) -> frozenset[str]:
    """The regions that a text names, by themselves or by a town."""
    region, _, pattern = _regions()
    return frozenset(region[each.group().lower()] for each in pattern.finditer(text))
