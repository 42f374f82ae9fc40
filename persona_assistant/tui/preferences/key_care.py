"""What the settings section does about the key: another passphrase, a recovery key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from persona_assistant.memory.keys import PASSPHRASE_VARIABLE
from persona_assistant.memory.passphrase_strength import strength
from persona_assistant.tui.dialogs import AskText, Confirm, Message

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


async def change_passphrase(app: PersonaApp) -> None:
    """Asks for a new passphrase twice and encrypts the memory anew. Called in a worker."""
    from persona_assistant import views

    assistant = app.assistant
    before = await app.attempt(assistant.key_status)
    if before is None:
        return
    problem = "The memory is encrypted anew; what opened it before opens it no more."
    while True:
        first = await app.push_screen_wait(
            AskText("The new passphrase", problem, secret=True, ok="Next")
        )
        if first is None:
            return
        hint = strength(first).sentence
        second = await app.push_screen_wait(
            AskText("The same passphrase again", hint, secret=True, ok="Change")
        )
        if second is None:
            return
        if first == second:
            break
        problem = "The two passphrases differ; the key was not changed. Type it again."
    app.say("Encrypting the memory anew ...")
    status = await app.attempt(lambda: assistant.change_key("passphrase", passphrase=first))
    if status is None:
        return
    sentences = [each.text for each in views.key_changed_lines(status)]
    if before.recovery:
        sentences.append("The recovery key of before opens it no more; make another.")
    if os.environ.get(PASSPHRASE_VARIABLE):
        sentences.append(f"{PASSPHRASE_VARIABLE} holds what opened it before.")
    if app.settings.key_file is not None:
        sentences.append(f"{app.settings.key_file} opens it no more; reset key_file here.")
    app.memory_changed()
    await app.push_screen_wait(Message("The passphrase is changed", "\n".join(sentences)))


async def recovery_key(app: PersonaApp) -> None:
    """Makes a recovery key, another where there is one. Called in a worker."""
    from persona_assistant.tui.setup.screen import show_recovery_key

    status = await app.attempt(app.assistant.key_status)
    if status is None:
        return
    passphrase = None
    if status.recovery is not None:
        question = Confirm(
            "Make another recovery key?",
            f"The one of {status.recovery[:10]} opens the memory no more then; the memory is "
            "encrypted anew.",
            yes="Make another",
        )
        if not await app.push_screen_wait(question):
            return
        if status.opens_with == "passphrase":
            passphrase = await app.push_screen_wait(
                AskText("The passphrase of the memory", secret=True)
            )
            if passphrase is None:
                return
    await show_recovery_key(app, passphrase)
    app.memory_changed()
