"""The reader that comes with the product: how it is made.

corpus      notes and questions, as people write them in plain text files
network     the cross-encoder in torch, begun from published weights
plan        how it is trained, in numbers
training    the corpus -> weights
scale       what its logits are worth, fitted on questions it has not seen
export      weights -> the ONNX file that is bundled
make        the use case: `persona-assistant train reader`
"""
