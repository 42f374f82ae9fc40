"""What the first run says, on the screen and line by line."""

from __future__ import annotations

from pathlib import Path

PLACE = "Where memories live"
KEY = "What opens it"
PEOPLE = "Somebody to ask about"

WHO_CAN_READ = (
    "What you tell the assistant about people stays on this computer, in one encrypted file. "
    "Whoever has the file without its key can read nothing in it: no names, no notes, no photos. "
    "While the memory is open, programs that you start can read it.",
    "Nothing is sent anywhere; this app opens no network connection by itself.",
)
MADE_AT_THE_END = "It is made, for you alone, at the end of the last step; nothing before."

PASSPHRASE = "A passphrase that you type"
KEYRING = "The keyring of this computer, unlocked with your login"
KEY_FILE = "A key file, for example on a USB stick"
KEY_FILE_HINT = "It is made where there is none. Who has it opens the memory; keep a copy."
WITHOUT_KEY = "Without its key nobody can open the memory, neither we nor you."
EMPTY = "The passphrase is empty; choose one that is not."
DIFFERENT = "The two passphrases differ; type the second again."

PERSON = "Somebody I know"
DEMO = "Thirteen invented people, to try it with"
DEMO_HINT = (
    "Their faces are drawn and their voices synthetic; it takes half a minute. "
    "Forget them whenever you like."
)
NOBODY = "Nobody yet"
NOTE = "What you want to remember"

RECOVERY = (
    "A recovery key on paper opens the memory when its key is lost. You can also make one later"
)
RECOVERY_SHOWN = (
    "It opens the memory when all else is lost. Write it on paper now: it is kept nowhere and not "
    "shown again."
)


def nothing_known(name: str) -> str:
    return f"Give a photo of {name} or a note about them, or choose nobody."


def from_variable(variable: str) -> str:
    return f"The passphrase in {variable}"


def what_answers(engine: str, where: str) -> str:
    """Whether a language model will answer; `where` is where one is chosen."""
    if engine == "extractive":
        return (
            "Answers will be sentences of your own notes, found by a small reader that comes with "
            f"the app. No language model is used until you choose one ({where})."
        )
    return f"Answers are written by the language model that your settings name ({where})."


def summary(folder: Path, opens_with: str, key_file: Path | None) -> str:
    """What is going to be made."""
    opens = {
        "passphrase": "a passphrase",
        "keyring": "the keyring of this computer",
        "file": f"the key file {key_file}",
    }[opens_with]
    return f"Begin makes an encrypted memory in {folder}, opened by {opens}."


def recovery_key_rows(key: str) -> list[str]:
    """A recovery key in rows of four groups, as it is written down."""
    groups = key.split("-")
    return ["-".join(groups[start : start + 4]) for start in range(0, len(groups), 4)]


def is_end_of(typed: str, key: str) -> bool:
    """Whether somebody typed the end of a recovery key, five letters at least."""
    letters = typed.replace("-", "").replace(" ", "").upper()
    return len(letters) >= 5 and key.replace("-", "").endswith(letters)
