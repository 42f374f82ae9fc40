"""A process that adds to a store until it is stopped, and says so after each addition.

Usage: writer.py HOME KEY_FILE NAME COUNT [FILE_LIMIT_BYTES]
"""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from conftest import Make

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.memory import Store

home, key_file, name, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
with Store.open(home, key_file=key_file) as memory:
    if len(sys.argv) > 5:
        limit = int(sys.argv[5])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    done = memory.people.all()[0].triplets if memory.people.all() and count > 10_000 else 0
    for i in range(done, count):
        try:
            memory.people.add(name, [Make.entry(i, f"{name} {i}", size=30_000)])
        except PersonaAssistantError as error:
            print(type(error).__name__, error, flush=True)
            break
        print(i, flush=True)
