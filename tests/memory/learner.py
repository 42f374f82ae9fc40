"""A process that learns ever more about people until it is stopped, and says so after each step.

Usage: learner.py HOME KEY_FILE. Round by round: a person with three clips; what is said in these;
vectors of all their texts, in two parts; vectors by a second encoder; somebody it is not; a
calibration.
"""

import sys
from pathlib import Path

from persona_assistant.memory import Entry, Store, Transcript
from persona_assistant.pmg import Triplet

CLIPS, PARTS = 3, 2
STEPS = ("added", "heard", "read", "encoded", "refuted", "calibrated")


def step(memory: Store, make, number: int, what: str) -> None:
    name, seeds = f"Person {number}", range(number * CLIPS, (number + 1) * CLIPS)
    if what == "added":
        memory.people.add(
            name, [Entry(Triplet(voice=make.clip(s, 20_000), text=f"note {s}")) for s in seeds]
        )
    elif what == "heard":
        clips = memory.passages.without_transcript("whisper", limit=100)
        memory.passages.add_transcripts(
            [(media, Transcript("whisper", "en", f"heard {media}")) for media, _ in clips]
        )
    elif what == "read":
        passages = memory.passages.without_vector("text/1", limit=100)
        memory.passages.add_vectors(
            [(p, [make.vector(p.triplet_id, "text/1")] * PARTS) for p in passages]
        )
    elif what == "encoded":
        clips = memory.media.without_vector("voice/2", "voice")
        memory.media.add_vectors([(media, make.vector(media, "voice/2")) for media, _ in clips])
    elif what == "refuted":
        memory.media.add_negative(name, "image", make.picture(number, 20_000), make.vector(number))
    else:
        memory.calibrations.put("voice/2", {"people": number + 1})


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    from conftest import Make

    with Store.open(Path(sys.argv[1]), key_file=Path(sys.argv[2]), create=False) as memory:
        number = len(memory.people.names())
        while True:
            for what in STEPS:
                step(memory, Make, number, what)
                print(number, what, flush=True)
            number += 1
