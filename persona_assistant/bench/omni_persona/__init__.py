"""Omni-Persona (arXiv 2605.09996, data release v2.2): grounding among several people, and
abstention.

records    a file, read exactly as released
suite      what the harness needs of it
metrics    the paper's and the release's numbers
published  rows that others measured
release    the authors' own wording and formats, for who has their release
"""
