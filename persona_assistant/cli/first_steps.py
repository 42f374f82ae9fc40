"""The first run line by line: the three steps of the screen, for screen readers.

Nothing is made before the last answer, and all of it or nothing then.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import Any

from persona_assistant import first_run
from persona_assistant.cli import output
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.errors import BadInput, Cancelled, PersonaAssistantError
from persona_assistant.first_run import FirstPerson, Plan
from persona_assistant.memory.keys import PASSPHRASE_VARIABLE
from persona_assistant.memory.passphrase_strength import strength
from persona_assistant.progress import Done, Notice, Progress
from persona_assistant.settings import Settings
from persona_assistant.views import first_steps as words

_KEY_FILE = "memory.key"


class _Back(Exception):
    """The step before is wanted."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A memory that was made."""

    settings: Settings
    """What opens it."""
    passphrase: str | None


def begin(settings: Settings) -> Begun | None:
    """Asks for the three steps at the terminal and makes the memory; None where the input ended
    before. Raises Cancelled, after which nothing was made."""
    output.line("There is no memory yet. Three steps make one; nothing is made before the last.")
    output.line("Write back in place of a number for the step before. Ctrl-C leaves nothing.")
    try:
        return _steps(settings)
    except EOFError:
        output.line("")
        output.line("Nothing was made.")
        return None


def _steps(settings: Settings) -> Begun:
    folder, key, step = settings.store, {}, 0
    while True:
        try:
            if step == 0:
                folder = _place(folder)
            elif step == 1:
                key = _key(settings, folder)
            else:
                people = _people(settings)
                plan = Plan(folder, **key, **people)
                output.line(words.summary(plan.folder, plan.opens_with, plan.key_file))
                if _number("Shall it begin?", ["Yes", "No, ask the last step again"]) == 1:
                    continue
                return Begun(_made(plan, settings), plan.passphrase)
            step += 1
        except _Back:
            step = max(0, step - 1)
        except Cancelled:
            raise
        except PersonaAssistantError as error:
            _say(error)


def _place(folder: Path) -> Path:
    _title(1, words.PLACE)
    for each in words.WHO_CAN_READ:
        output.line(each)
    output.line(words.MADE_AT_THE_END)
    given = input(f"Folder of the memory (Enter takes {output.printable(str(folder))}): ").strip()
    chosen = Path(given).expanduser() if given else folder
    first_run.check_folder(chosen)
    return chosen


def _key(settings: Settings, folder: Path) -> dict[str, Any]:
    """The part of a plan that is about the key."""
    _title(2, words.KEY)
    output.line(words.WITHOUT_KEY)
    kinds = {"passphrase": words.PASSPHRASE}
    if first_run.has_keyring():
        kinds["keyring"] = words.KEYRING
    kinds["file"] = words.KEY_FILE
    if os.environ.get(PASSPHRASE_VARIABLE):
        kinds["environment"] = words.from_variable(PASSPHRASE_VARIABLE)
    chosen = list(kinds)[_number("What opens it?", list(kinds.values()))]
    if chosen == "passphrase":
        return {"opens_with": "passphrase", "passphrase": _passphrase()}
    if chosen == "file":
        output.line(words.KEY_FILE_HINT)
        usual = settings.key_file or folder.parent / _KEY_FILE
        given = input(f"Path of the key file (Enter takes {output.printable(str(usual))}): ")
        path = Path(given.strip()).expanduser() if given.strip() else usual
        return {"opens_with": "file", "key_file": path}
    return {"opens_with": "keyring" if chosen == "keyring" else "passphrase"}


def _passphrase() -> str:
    while True:
        first = getpass("Passphrase (it is not shown): ")
        if not first:
            output.line(words.EMPTY)
            continue
        output.line(strength(first).sentence)
        if getpass("The same again: ") == first:
            return first
        output.line(words.DIFFERENT)


def _people(settings: Settings) -> dict[str, Any]:
    """The part of a plan that is about people."""
    _title(3, words.PEOPLE)
    output.line(words.what_answers(settings.engine, "persona-assistant models"))
    demo = f"{words.DEMO}. {words.DEMO_HINT}"
    number = _number("Whom does it begin with?", [words.PERSON, demo, words.NOBODY])
    if number == 1:
        return {"demo": True}
    if number == 2:
        return {}
    name = ""
    while not name:
        name = input("Name: ").strip()
    photo = input("Path of a photo (Enter for none): ").strip().strip("'\"")
    note = input(f"{words.NOTE} (Enter for nothing): ").strip()
    if not photo and not note:
        raise BadInput(words.nothing_known(name))
    return {"first": FirstPerson(name, Path(photo).expanduser() if photo else None, note)}


def _made(plan: Plan, former: Settings) -> Settings:
    """Makes it; a line for each stage."""
    stage = ""
    with first_interrupt_cancels() as cancel:
        for event in first_run.begin(plan, former, cancel):
            if isinstance(event, Done):
                chosen = event.result
            elif isinstance(event, Notice):
                output.notices([event.text])
            elif isinstance(event, Progress) and event.stage != stage:
                stage = event.stage
                output.line(f"{stage[:1].upper()}{stage[1:]} ...")
    try:
        if first_run.keep_settings(chosen, former):
            output.line("The settings file names the place of the memory from now on.")
    except PersonaAssistantError as error:
        _say(error)
    output.line("The memory is made.")
    return chosen


def go_on(assistant: Any, begun: Begun) -> None:
    """Opens what was begun without asking for the passphrase again, and offers a recovery key."""
    if begun.passphrase is not None:
        assistant.lock()
        assistant.unlock(begun.passphrase)
    try:
        _offer_recovery_key(assistant, begun)
    except (EOFError, _Back):
        output.line("")


def _offer_recovery_key(assistant: Any, begun: Begun) -> None:
    output.line(f"{words.RECOVERY}, with persona-assistant key recovery.")
    if _number("Make a recovery key now?", ["Not now", "Make it"]) == 0:
        return
    key = assistant.make_recovery_key(passphrase=begun.passphrase, key_file=begun.settings.key_file)
    output.line(words.RECOVERY_SHOWN)
    for row in words.recovery_key_rows(key):
        output.line(row)
    while not words.is_end_of(input("Its last five letters, from your paper: "), key):
        output.line("That is not how it ends; compare your paper with what stands above.")


def _title(number: int, title: str) -> None:
    output.line("")
    output.line(f"Step {number} of 3. {title}.")


def _number(question: str, choices: Sequence[str]) -> int:
    """Which of them was chosen, from 0. Raises _Back."""
    for number, choice in enumerate(choices, 1):
        output.line(f"{number}  {choice}")
    while True:
        given = input(f"{question} Number, or Enter for 1: ").strip().casefold()
        if given == "back":
            raise _Back
        if not given:
            return 0
        if given.isdecimal() and 1 <= int(given) <= len(choices):
            return int(given) - 1
        output.line(f"Write a number from 1 to {len(choices)}, or back.")


def _say(error: PersonaAssistantError) -> None:
    from persona_assistant.cli.errors import message

    output.error_line(message(error))
