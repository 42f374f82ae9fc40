"""A process that changes the key of a store between two key files until it is stopped, and says so
after each change.

Usage: rekeyer.py HOME KEY_FILE OTHER_KEY_FILE
"""

import sys
from pathlib import Path

from persona_assistant.errors import WrongKey
from persona_assistant.memory import Store, keys, rekeying

home, files = Path(sys.argv[1]), [Path(each) for each in sys.argv[2:4]]
try:
    store = Store.open(home, key_file=files[0], create=False)
except WrongKey:
    files.reverse()
    store = Store.open(home, key_file=files[0], create=False)
print("opened", flush=True)
while True:
    files.reverse()
    old, new = store.key.key.copy(), keys.by_file(files[0])
    store.close()
    rekeying.encrypt_anew(home / "memory.db", old, new, seconds=5)
    store = Store.reopen(home / "memory.db", new)
    print(files[0].name, flush=True)
