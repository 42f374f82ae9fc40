"""Corpora: what a model is taught, one question a line, whoever made it.

format, checking        a record, reading and writing; every mistake is named by file, line and
field
prompts                 a record -> the very prompt that is served
build                   a world of people -> corpora for SFT and RLVR, and held-out questions
  casting               who stands in a question, so that nothing gives the label away
  perception, talks     who is it, what is heard: labels that a rule can check
  asking, asking_own    text QA over the 18 tasks of Omni-Persona
  telling               transcripts and descriptions
rl_pairs                the training questions of the Omni-Persona release, as they are
own                     somebody's own media -> a world
profiling, profile_steps  what a language model finds in their notes, and asks about it
"""
