"""Makes the bundled data again, and worlds.

python -m persona_worlds demo|mini|calibration|self_test_clips|world --out DIR
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from persona_assistant.errors import PersonaAssistantError
from persona_worlds import calibration, demo, mini, self_test_clips, world_writer


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(
        prog="python -m persona_worlds", description="Invented people, as files."
    )
    found.add_argument("what", choices=("demo", "mini", "calibration", "self_test_clips", "world"))
    found.add_argument("--out", type=Path, required=True, help="folder to write into")
    found.add_argument("--seed", type=int, default=0)
    found.add_argument(
        "--people", type=int, default=200, help="calibration and world: how many people"
    )
    return found


def main(arguments: list[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        if given.what == "demo":
            demo.write_demo(given.out, given.seed)
        elif given.what == "mini":
            mini.write_mini(given.out, given.seed)
        elif given.what == "self_test_clips":
            self_test_clips.write_self_test_clips(given.out)
        elif given.what == "world":
            world_writer.write_world(given.out, given.seed, given.people)
        else:
            for _ in calibration.calibration_set(given.seed, given.people, folder=given.out):
                pass
    except PersonaAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(f"written to {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
