"""What begins when a turn of a conversation is answered and kept, and when a conversation is
opened: the update of what is remembered.

That by the model goes on behind the conversation, until the next question interrupts it. What a
busy memory or a full disk keeps from being done is said with the answer, and done after a later
turn: the answer stands.
"""

from __future__ import annotations

from dataclasses import replace

from persona_assistant.assistant import remembering
from persona_assistant.assistant.longterm import impressions
from persona_assistant.assistant.longterm.update import update
from persona_assistant.assistant.services import Services
from persona_assistant.errors import StoreError
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


def begin(services: Services, answer: Answer, cancel: CancelToken | None = None) -> Answer:
    """Remembers what was stated, and begins the update by a language model where there is one.
    Returns the answer, with a notice where this or the update before was ended by an error."""
    has_model = remembering.has_model(services)
    try:
        remembering.update(services, cancel)
        if not has_model or not services.options.personality:
            impressions.pass_over(services)
    except StoreError as error:
        return _noticed(answer, error)
    if not has_model:
        return answer

    def work(cancel: CancelToken) -> None:
        finish(update(services, cancel))
        impressions.update(services, cancel)

    failed = services.after_answers.take_error()
    services.after_answers.begin(work)
    return answer if failed is None else _noticed(answer, failed)


def _noticed(answer: Answer, error: object) -> Answer:
    notice = f"what you told is not looked through yet: {error}"
    return replace(answer, notices=(*answer.notices, notice))
