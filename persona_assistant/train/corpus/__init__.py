"""Corpora: what a model is taught, one question a line, whoever made it.

format        a record, reading and writing; every mistake is named by file, line and field
checking      what makes a line of JSON a record
build         a world of invented people -> corpora for SFT and RLVR, and held-out questions
rl_pairs      the training questions of the Omni-Persona release, as they are
prompts       a record -> the very prompt that is served
own, profiling  a user's own media and notes -> a world to build from
"""
