"""Omni-Persona (arXiv 2605.09996, data release v2.2): grounding among several people, and
abstention.

records    a file, read exactly as released
suite      what the harness needs of it
metrics    the paper's and the release's numbers
published  results that others measured
release    the authors' own wording, for those who have their release
export     a run as the authors' own scorer reads it
"""
