"""Benchmarks of long-term memory: a history is taken in, then questions are asked about it.

systems     what is compared: the Protocol of what remembers a history and answers
full, rag   two of them: the whole history in a prompt; retrieval over messages
opening     systems by name
route       a system as an answerer of the harness
items       a question about a history
suite       what the suites have in common; `locomo` and so on are the suites
accounting  tokens and time
"""
