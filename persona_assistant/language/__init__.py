"""Plain English about people, read without a model.

Notes are split into sentences and words (`words`), words are related by a small lexicon
(`lexicon`), a question is taken apart into *who* it is about and *what* it asks (`question`), and
sentences are weighed as answers (`reading`). The text side of routing and the extractive engine
both stand on this room. It knows English alone; other scripts are kept whole and match by word.
"""
