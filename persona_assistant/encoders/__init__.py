"""Media in, unit vectors out: what a face or a voice looks like as numbers that can be compared.

    base.py         what an encoder is
    image.py        ClassicalImageEncoder   pictures, numpy and Pillow only
    voice.py        ClassicalVoiceEncoder   clips, numpy only
    projection.py   the fitted map at the end of both (see train/encoders.py)

The classical encoders work out of the box on any machine. They tell drawn portraits and synthetic
voices apart; to recognise real people they are a stand-in for neural encoders.
"""
