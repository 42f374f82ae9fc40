"""What begins when a turn of a conversation is answered and kept, and when a conversation is
opened: the update by the model.

It goes on behind the conversation, until the next question interrupts it.
"""

from __future__ import annotations

from dataclasses import replace

from persona_assistant.assistant import remembering
from persona_assistant.assistant.longterm import impressions
from persona_assistant.assistant.longterm.update import update
from persona_assistant.assistant.services import Services
from persona_assistant.pmg import Answer
from persona_assistant.progress import CancelToken, finish


def resume(services: Services) -> None:
    """Begins what an earlier process left, where a language model is open already: a session that
    is over is looked through while the first question is still being typed."""
    engine = services.loaded_engine
    if engine is None or engine.capabilities.window is None:
        return

    def work(cancel: CancelToken) -> None:
        if services.has_store:
            finish(update(services, cancel))
            impressions.update(services, cancel)

    services.after_answers.begin(work)


def begin(services: Services, answer: Answer) -> Answer:
    """Begins the update where there is a language model. Returns the answer, with a notice where
    the one before was ended by an error."""
    if not remembering.has_model(services):
        impressions.pass_over(services)
        return answer
    if not services.options.personality:
        impressions.pass_over(services)

    def work(cancel: CancelToken) -> None:
        finish(update(services, cancel))
        impressions.update(services, cancel)

    error = services.after_answers.take_error()
    services.after_answers.begin(work)
    if error is None:
        return answer
    notice = f"what you told is not looked through yet: {error}"
    return replace(answer, notices=(*answer.notices, notice))
