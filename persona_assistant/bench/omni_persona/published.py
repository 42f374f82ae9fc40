"""Published Omni-Persona results, for comparison with a run."""

from __future__ import annotations

import tomllib
from typing import Any

from persona_assistant import resources


def published_rows() -> list[dict[str, Any]]:
    """The rows of `bench/baselines.toml`.

    Each has model, definition ("paper" or "v2.2"), what that defines (`defined`), source, shown,
    metrics, and `measured`: on how many items, by which judge and route. `slices` holds published
    metrics of slices: {"group": {"I2I": {"Cal": 51.6}, ...}}.
    """
    data = tomllib.loads(resources.data_path("bench", "baselines.toml").read_text("utf-8"))
    rows = []
    for definition, table in data["overall"].items():
        by_group = data["cal_by_group"].get(definition, {"rows": []})["rows"]
        for row in table["rows"]:
            groups = [
                {name: {"Cal": value} for name, value in each.items() if name != "model"}
                for each in by_group
                if each["model"] == row["model"]
            ]
            slices = {"slices": {"group": groups[0]}} if groups else {}
            origin = {
                "definition": definition,
                "defined": table["definitions"],
                "source": table["source"],
            }
            rows.append({**origin, "shown": False, "measured": data["measured"], **row, **slices})
    return rows
