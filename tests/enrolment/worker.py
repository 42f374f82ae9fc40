"""A process that enrols or encodes with slow encoders until it is stopped, and says how far it is.

Usage: worker.py enrol|encode|faces HOME KEY_FILE FOLDER SECONDS [FILE_LIMIT_BYTES]
"""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from people_in_folders import slow
from striped_faces import with_faces

from persona_assistant.enrolment import encode_missing, enrol, media_work
from persona_assistant.errors import PersonaAssistantError
from persona_assistant.memory import Store
from persona_assistant.progress import finish


def say(progress) -> None:
    print(progress.done, flush=True)


what, home, key_file, folder, seconds = sys.argv[1:6]
with Store.open(Path(home), key_file=Path(key_file)) as memory:
    if len(sys.argv) > 6:
        limit = int(sys.argv[6])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        if what == "enrol":
            run = enrol(memory.people, slow(float(seconds)), Path(folder), workers=2)
        elif what == "faces":
            run = enrol(
                memory.people, with_faces(float(seconds)), Path(folder), anyway=True, workers=2
            )
        else:
            encoder = slow(float(seconds), version=2, dim=5)["image"]
            run = encode_missing(memory, [media_work(encoder)], workers=2)
        finish(run, on_progress=say)
    except PersonaAssistantError as error:
        print(type(error).__name__, error, flush=True)
