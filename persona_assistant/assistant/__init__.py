"""The use cases: what every door calls, be it the command, the library, a screen or a server.

`Assistant` is their one class. Each module is one idea, as functions over `Services`, what the use
cases work with:

inputs         media and questions as a caller gives them
services       the store, the encoders, the router and the engine, each opened when it is needed
people         add, edit, show, reject, forget
corrections    one person, merging, the history, undoing; remembered: one person's items;
               items: how they are numbered; history: changes as they are shown
long_work      enrol, encode, precompute, calibrate as events
recognise      who a query is about, and what is said in a clip
answer         ask, stream, prepare
faces          the faces of a picture, numbered
explain        why somebody is recognised, or is not
evidence       what an answer stands on
context_budget which notes fit a language model, by token_estimate where it cannot count itself
takeable       what media a language model takes
conversations  turns of a conversation, kept and given to the engine
open_conversation  a conversation that goes on
followups      questions that lean on the ones before; named: people by their names
bulk           enrol, encode, precompute
calibrate      calibrate, check people
"""

from persona_assistant.assistant.facade import Assistant
from persona_assistant.assistant.inputs import read_clip, read_picture, read_query
from persona_assistant.assistant.people import PersonPage
from persona_assistant.assistant.services import Gate, Options, Services

__all__ = [
    "Assistant",
    "Gate",
    "Options",
    "PersonPage",
    "Services",
    "read_clip",
    "read_picture",
    "read_query",
]
