"""Model files: which there are, how they get here, and whether they are intact.

catalog.py        the models the product knows, and how much is known of each
availability.py   which of them fit this machine, and which are installed
registry.py       where models live and whether they are intact: resolve, verified_path
integrity.py      hashes, and the stat signature that saves hashing again
pull.py           a catalogue model into the registry, complete or not at all
download.py       files from a source into a partial folder, continued after a stop
source.py         what a source offers:
hub.py              a hub on the network
folder_source.py    a folder on this machine
add.py            a model file of this machine under a name
merge.py          a LoRA adapter into the full-precision model it was trained on
convert.py        a full-precision folder into a GGUF model and its projector
quantize.py       a GGUF model into a smaller one
export/           a checkpoint of CLIP or ECAPA into an encoder of ONNX files
folder.py         reads a full-precision folder as data only
documents.py      all of this as JSON documents
"""

from persona_assistant.weights.registry import (
    chat_template_of,
    models_folder,
    resolve,
    verified_folder,
    verified_path,
)

__all__ = ["chat_template_of", "models_folder", "resolve", "verified_folder", "verified_path"]
