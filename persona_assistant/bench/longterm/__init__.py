"""Benchmarks of long-term memory: a history is taken in, then questions are asked about it.

systems     what is compared: the Protocol of what remembers a history and answers
full, rag   two of them: the whole history in a prompt; retrieval over messages
memory      this product as the third; `taking_in` histories, `states` that outlive a run
opening     systems by name; `variants`: the memory without some of its parts
route       a system as an answerer of the harness
items       a question about a history
suite       what the suites have in common; `locomo` and so on are the suites
accounting  tokens and time
"""
