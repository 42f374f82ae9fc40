"""What the tests of the command share: its people, and what came of running it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant.resources import data_path

ROOT = Path(__file__).resolve().parents[2]
DEMO = data_path("memory_store", "demo")
NURSE = "She works nights as a nurse on the children's ward. Grew up in Enugu."
ARCHIVIST = "Layla restores old maps in the cellar of the university library."


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The one error line, which must be all that was said."""
        assert self.out == "", self.out
        assert self.err.startswith("error: ") and self.err.count("\n") == 1, self.err
        return self.err[len("error: ") :].rstrip("\n")
