"""Benchmarks of long-term memory: a history is taken in, then questions are asked about it.

systems    what remembers a history and answers: full context, retrieval, this product's memory
"""
