"""The persona world: invented people with faces, voices and lives.

One generator stands behind the demo memory, the bundled benchmark items, the fitting of score
calibration and, later, training data. Nobody in it exists; everything it makes is CC0-1.0.

    faces.py        identity + nuisance -> picture       voices.py       identity + nuisance -> clip
    words.py        word banks and sentence templates    texts.py        facts -> notes, questions, gold
    people.py       a person: face + voice + facts       demo.py         memory_store/demo
    calibration.py  people to fit scores on              mini.py         bench/mini
"""
