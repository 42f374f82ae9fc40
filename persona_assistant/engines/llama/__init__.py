"""Gemma 4, and other GGUF models, in llama.cpp: a child process per model, driven through `mtmd`.

The session's side:
    engine.py     LlamaEngine: what the rest of the house sees
    child.py      the child process: started, spoken to, mourned
    wire.py       prompt parts for the child: text, keys of media, their pixels and samples on
    demand
    keeping.py    what the child wants kept goes to the cache, in the background
    timings.py    where the time of an answer went

The child's side:
    worker.py     the other end of the pipes: the protocol
    session.py    prompts to answers, computing nothing that is already there
    plan.py       a prompt as the batches it is computed in
    sequence.py   the live sequence, which the next prompt goes on from
    projector.py  pictures and clips to soft tokens
    vocabulary.py words to tokens, without letting the user's words become control tokens
    native.py     llama.cpp's model and context
    turns.py      how a chat model marks whose turn it is

Both:
    frames.py     length-prefixed frames
    soft.py       soft tokens as bytes
    states.py     keys and values as bytes
    faults.py     how a request ends early
"""

from persona_assistant.engines.llama.engine import LlamaEngine

__all__ = ["LlamaEngine"]
