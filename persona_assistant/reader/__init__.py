"""Reading: a question and somebody's notes -> where the answer stands, or that it is not stated.

    reading    the words of this room: a place that may answer, and a reading
    network    the learned reader: which words of a note answer, and how surely
    typed      dates, ages, numbers and contact details, which are parsed and not guessed
    timeline   of two statements of one thing, the newer
    combined   one reading of these three
    bundled    the reader that comes with the product

`AnyReader` is what the other rooms know of it.
"""
