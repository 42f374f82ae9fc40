"""Published Omni-Persona results, for orientation beside a run of one's own."""

from __future__ import annotations

import tomllib
from typing import Any

from persona_assistant import resources


def rows() -> list[dict[str, Any]]:
    """The rows of `bench/baselines.toml`: model, definition ("paper" or "v2.2"), metrics, source, shown."""
    data = tomllib.loads(resources.data_path("bench", "baselines.toml").read_text("utf-8"))
    return [
        {"definition": name, "source": table["source"], "shown": False, **row}
        for name, table in data["overall"].items()
        for row in table["rows"]
    ]
