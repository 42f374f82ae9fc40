"""Model files: made, judged and put in their place.

    merge.py     a LoRA adapter into the full-precision model it was trained on
    convert.py   a full-precision folder into a GGUF model and its projector
    quantize.py  a GGUF model into a smaller one
    folder.py    what a full-precision folder holds, read as data only
    placing.py   a result that is whole or not there
"""
