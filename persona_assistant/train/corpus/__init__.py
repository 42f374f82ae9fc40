"""Corpora: what a model is taught, one question a line, whoever made it.

    records, validation        a record; every mistake is named by file, line and field
    format                     reading and writing corpus files
    prompts                    a record -> the very prompt that is served
    make                       the use case: a corpus of any kind
    kinds, build, heldout      a world of people -> corpora, and held-out questions
      builder, scenes          who stands in a question, so that nothing gives the label away
      perception               who is it, what is heard: labels that a rule can check
      conversations            clips of two people
      text_qa, own_text_qa     text QA over the 18 tasks of Omni-Persona
      captions                 transcripts and descriptions
    rl_pairs                   the training questions of the Omni-Persona release, as they are
    own_media                  somebody's own media -> a world
    profiling, profile_steps   what a language model finds in their notes, and asks about it

What is about a world needs the package persona_worlds; `make` asks for it.
"""
