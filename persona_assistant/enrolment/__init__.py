"""Much at once: a folder of people enrolled, or what is remembered encoded anew, on all cores and
resumable.

folder            whose file is what, in a folder tree
text_files        text in whatever encoding it was saved
pipeline          work spread over threads; results come in the order of the items
enrol             files to people: read, checked, encoded and stored
encode            what the present encoders have not seen yet, in the caller's thread
background        the same in a thread of its own
encoder_selector  which encoders decide while there is something left to encode
"""

from persona_assistant.enrolment.background import BackgroundEncoding
from persona_assistant.enrolment.encode import (
    Encoded,
    Work,
    count_missing,
    encode_missing,
    media_work,
    text_work,
    transcript_work,
    works,
)
from persona_assistant.enrolment.enrol import Enrolled, enrol
from persona_assistant.enrolment.folder import Refused, Survey, survey
from persona_assistant.enrolment.pipeline import cores

__all__ = [
    "BackgroundEncoding",
    "Encoded",
    "Enrolled",
    "Refused",
    "Survey",
    "Work",
    "cores",
    "count_missing",
    "encode_missing",
    "enrol",
    "media_work",
    "survey",
    "text_work",
    "transcript_work",
    "works",
]
