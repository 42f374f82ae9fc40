"""Published Omni-Persona results, for orientation beside a run of one's own."""

from __future__ import annotations

import tomllib
from typing import Any

from persona_assistant import resources


def rows() -> list[dict[str, Any]]:
    """The rows of `bench/baselines.toml`.

    Each has model, definition ("paper" or "v2.2"), source, shown, metrics under the names that a run's scores
    have them by, and how it was measured: items, judge, route. `slices` holds metrics of parts, where they
    were published: {"group": {"I2I": {"Cal": 51.6}, ...}}.
    """
    data = tomllib.loads(resources.data_path("bench", "baselines.toml").read_text("utf-8"))
    measured = {name: data[name] for name in ("items", "judge", "route")}
    found = []
    for definition, table in data["overall"].items():
        by_group = data["cal_by_group"].get(definition, {"rows": []})["rows"]
        for row in table["rows"]:
            groups = [
                {name: {"Cal": value} for name, value in each.items() if name != "model"}
                for each in by_group
                if each["model"] == row["model"]
            ]
            slices = {"slices": {"group": groups[0]}} if groups else {}
            found.append(
                {"definition": definition, "source": table["source"], "shown": False, **measured, **row, **slices}
            )
    return found
