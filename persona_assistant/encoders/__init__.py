"""Media in, unit vectors out: what a face or a voice looks like as numbers that can be compared.

    base.py         what an encoder is
    image.py        ClassicalImageEncoder   pictures, numpy and Pillow only
    voice.py        ClassicalVoiceEncoder   clips, numpy only
    projection.py   the fitted map at the end of both (see fitting/encoders.py)
    clip.py         ClipEncoder            pictures and words for them, in ONNX Runtime
    ecapa.py        EcapaEncoder           voices, in ONNX Runtime
    sentence.py     SentenceEncoder        sentences, in ONNX Runtime
    transcriber.py  Transcriber            what is said in clips, by Whisper
    onnx_session.py a network in a file; tokenizer.py, fbank.py: what text and voices become for it
    loader.py       open_encoder           any of the three, by name or folder

The classical encoders work out of the box on any machine. They tell drawn portraits and synthetic
voices apart; real people are recognised by neural encoders, which are pulled or exported first.
"""
