"""Gemma 4, and other GGUF models, in llama.cpp: a child process per model, driven through `mtmd`.

The session's side:
    engine.py           LlamaEngine: what the rest of the product sees
    model_files.py      what two files say about themselves, and whether they belong together
    child_process.py    the child process: started, asked, and its end explained
    prompt_encoding.py  prompt parts for the child: text, keys of media, their bytes on demand
    cache_writer.py     what the child wants kept goes to the cache, in the background
    timings.py          where the time of an answer went

The child's side:
    worker.py           the other end of the pipes: the protocol
    session.py          prompts to answers, computing nothing that is already there
    media_store.py      pictures and clips as soft tokens: kept, fetched or encoded
    plan.py             a prompt as the batches it is computed in
    sequence.py         the live sequence, which the next prompt goes on from
    sampler.py          logits to the next token
    projector.py        pictures and clips to soft tokens
    vocabulary.py       words to tokens, without letting the user's words become control tokens
    context.py          llama.cpp's model and context

Both:
    frames.py           length-prefixed frames
    soft_tokens.py      soft tokens as bytes
    kv_states.py        keys and values as bytes
"""

from persona_assistant.engines.llama.engine import LlamaEngine

__all__ = ["LlamaEngine"]
