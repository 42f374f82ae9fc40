"""Prompts in, text out.

base.py        what an engine is, and where it may keep what it can make again
extractive.py  no model: the stored sentence that answers, word for word
llama/         a GGUF model on this machine, in a process of its own
endpoint.py    any OpenAI-compatible server
"""
