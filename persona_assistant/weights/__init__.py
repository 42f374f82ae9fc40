"""Model files: known, fetched, made, judged and put in their place.

catalog.py   the models the product knows, and how much is known of each
overview.py  which of them fit this machine, and which are here
shelf.py     where models live, what stands there and whether it is whole: resolve, verified_path
integrity.py when a file must be hashed, and when its mark is enough
pull.py      a model onto the shelf, whole or not at all
arriving.py  files into a folder that is not whole yet, from where they stopped, from a source:
source.py      what a source is
hub.py         a hub on the network
carried.py     a folder that somebody carried over
register.py  a model file that is on this machine already, under a name
merge.py     a LoRA adapter into the full-precision model it was trained on
convert.py   a full-precision folder into a GGUF model and its projector
quantize.py  a GGUF model into a smaller one
export/      a checkpoint of CLIP or ECAPA into an encoder of ONNX files
folder.py    what a full-precision folder holds, read as data only
placing.py   a result that is whole or not there
"""

from persona_assistant.weights.registry import (
    models_folder,
    resolve,
    verified_folder,
    verified_path,
)

__all__ = ["models_folder", "resolve", "verified_folder", "verified_path"]
