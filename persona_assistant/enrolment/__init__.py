"""Much at once: a folder of people enrolled, or what is remembered encoded anew, on all cores and
resumable.

folder      which file of a folder tree belongs to whom, and what it holds
pipeline    work spread over threads; what comes out is in the order of what went in
enrol       files to people: read, checked, encoded and stored
encode      what is stored and the present encoders have not seen yet, in the background or not
"""

from persona_assistant.enrolment.encode import (
    Encoding,
    Work,
    media_work,
    text_work,
    transcript_work,
    works,
)
from persona_assistant.enrolment.enrol import Enrolled, enrol
from persona_assistant.enrolment.folder import Refused, Survey, survey
from persona_assistant.enrolment.pipeline import Progress, cores

__all__ = [
    "Encoding",
    "Enrolled",
    "Progress",
    "Refused",
    "Survey",
    "Work",
    "cores",
    "enrol",
    "media_work",
    "survey",
    "text_work",
    "transcript_work",
    "works",
]
