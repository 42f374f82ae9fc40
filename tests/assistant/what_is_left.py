"""A process that opens a memory, asks and locks it, and then looks for what is left of it: of the
key in all of its own memory, of a note in whatever Python still holds.

Usage: what_is_left.py HOME. What is looked for is nowhere spelt out here.
"""

import gc
import sys

from persona_assistant import open_memory

secret = "xitoxiuq"[::-1]
with open_memory(sys.argv[1], passphrase="right") as memory:
    memory.add("Maya", texts=[f"Maya is a nurse on the {secret} ward."])
    memory.ask("What is Maya's job?")
    masked = bytes(each ^ 0x5A for each in memory.store.key.key._bytes)
    memory.lock()
    gc.collect()

    key, copies = bytes(each ^ 0x5A for each in masked), 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as content:
        for line in maps:
            place, mode, *rest = line.split()
            if "r" in mode and not rest[-1].startswith("[v"):
                start, end = (int(each, 16) for each in place.split("-"))
                content.seek(start)
                copies += content.read(end - start).count(key)
    print(copies - 1)  # the one that was looked for

    held = 0
    for each in gc.get_objects():
        if each is not globals():
            texts = (it for it in gc.get_referents(each) if isinstance(it, str))
            held += sum(secret in it and it is not secret for it in texts)
    print(held)
