"""What is compared in one run, by name: systems, and the memory without some of its parts.

"memory-reasoning" is the memory without reasoning, "memory-episodic-semantic" without two kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from persona_assistant.bench.longterm.systems import Switches
from persona_assistant.errors import BadInput

WHOLE = "memory"
PARTS = tuple(each.name for each in fields(Switches))
ABLATIONS = (WHOLE, *(f"{WHOLE}-{part}" for part in PARTS))
"""The memory, and without each of its parts."""
EFFICIENCY = ("full", "rag", WHOLE, f"{WHOLE}-reasoning")
"""What the efficiency of a memory is compared over."""


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    system: str
    without: tuple[str, ...] = ()
    """Parts that are left out."""

    @property
    def title(self) -> str:
        """As a table has it: "memory - reasoning"."""
        return " - ".join((self.system, *self.without))

    def options(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """The suite's options, with these parts left out beside those that are."""
        if not self.without:
            return given
        others = [each for each in given if each.partition("=")[0].strip() != "without"]
        former = [
            name.strip()
            for each in given
            if each.partition("=")[0].strip() == "without"
            for name in each.partition("=")[2].split(",")
        ]
        parts = [name for name in dict.fromkeys([*former, *self.without]) if name != "none"]
        return (*others, f"without={','.join(parts)}")


def variant(name: str) -> Variant:
    """Raises BadInput for parts that there are not."""
    system, *parts = name.strip().split("-")
    for part in parts:
        if system != WHOLE or part not in PARTS:
            raise BadInput(
                f"system {name}: only {WHOLE} has parts to leave out, such as {WHOLE}-reasoning; "
                f"they are {', '.join(PARTS)}",
                code="bench_system",
            )
    return Variant(name.strip(), system, tuple(parts))


def named_systems(
    given: Sequence[str], *, ablations: bool = False, efficiency: bool = False
) -> list[str]:
    """The systems to compare, each once, in this order."""
    wanted = [*given, *(EFFICIENCY if efficiency else ()), *(ABLATIONS if ablations else ())]
    return list(dict.fromkeys(wanted))
