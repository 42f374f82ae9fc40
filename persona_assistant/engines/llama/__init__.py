"""Gemma 4, and other GGUF models, in llama.cpp: a child process per model, driven through `mtmd`.

    engine.py    LlamaEngine: what the rest of the house sees
    child.py     the child process: started, spoken to, mourned
    worker.py    the other end of the pipes, inside the child
    native.py    llama.cpp itself: prompt -> tokens and soft tokens -> text
    turns.py     how a chat model marks whose turn it is
    wire.py      prompt parts as frames: pictures as pixels, clips as samples
    frames.py    length-prefixed frames
    gguf_file.py what a model file says about itself, read without llama.cpp
"""

from persona_assistant.engines.llama.engine import LlamaEngine

__all__ = ["LlamaEngine"]
