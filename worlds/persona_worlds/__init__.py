"""The persona world: invented people with faces, voices and lives.

One generator stands behind the demo memory, the bundled benchmark items, the fitting of score
calibration and, later, training data. Nobody in it exists; everything it makes is CC0-1.0.

    faces.py (looks, pen, hair, features, scenery)   identity + nuisance -> picture voices.py
    identity + nuisance -> clip words.py, words.toml                             word banks and
    sentence templates texts.py                                         facts -> notes, questions,
    right answers people.py, scenes.py                             a person; four people and fair
    questions about them demo.py (demo_cast.toml), mini.py                memory_store/demo,
    bench/mini calibration.py                                   people and questions to fit scores
    on second.py (inked, inked_hair, inked_pen)         another world by another hand, to measure
    in, never to fit on world.py (bank, lives, cast, events, record, worlds)   any number of
    people in three splits, to train on factory_words.toml, factory_talk.toml, factory_names.toml
    their words, which no other population uses
"""
