"""Words, names, dates and numbers in what people write, parsed without a network.

Notes are split into sentences and words (`words`); names (`names`), dates (`dates`) and contact
details (`contacts`) are found in them, in six languages. A question is looked through for whom it
describes (`question`, `descriptions`), for what it leans on (`pronouns`, `ellipsis`) and for
whether it is about several people (`group_questions`, `pair_questions`). What notes answer is read
in the room `reader`.
"""
