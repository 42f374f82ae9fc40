"""Invented people with faces, voices and notes: what the product is made and measured with.

One generator stands behind the demo memory, the bundled benchmark items, the fitting of encoders
and scores, and the training corpora. Nobody in it exists; everything it makes is CC0-1.0.

Pictures and clips
    faces (looks, pen, hair, features, scenery)   identity + nuisance -> picture
    voices (espeak, espeak_process)               identity + nuisance -> clip
    events                                        sounds that are not speech
    identities                                    a face and a voice that go together

What is measured with
    words (words.toml), texts, small_talk         facts -> notes, questions, right answers
    scenes                                        four people and fair questions about them
    demo (demo_people), mini                      memory_store/demo, bench/mini
    calibration                                   people and questions to fit scores on
    cartoon_world (cartoon_portrait ...)          people by another hand, to measure on and never
                                                  to fit on
    self_test_clips                               models/self_test

What is learnt from
    word_bank, biographies                        the words of three splits that share none
    sampling                                      people of a split, by number
    world_writer (person_files), world, record    any number of them as a folder
"""
