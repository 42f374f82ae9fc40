"""How an error is shown: its own message, then the command's words for what to do.

Messages of the product name no options, because a library user or a screen has none. Where an error
has a `code` of `HINTS`, the command adds which options are meant.
"""

from __future__ import annotations

from persona_assistant.errors import PersonaAssistantError

HINTS: dict[str, str] = {
    "corpus_empty": "make one: persona-assistant train corpus",
    "corpus_media_missing": "name their folder: --assets DIR",
    "corpus_needs_data": "--data PATH",
    "corpus_needs_world": "--world DIR",
    "heldout_missing": "--heldout FILE",
    "pipeline_cancelled": "the same command goes on from there",
    "recipe_is_no_pipeline": "persona-assistant train sft or train rlvr",
    "recipe_is_pipeline": "persona-assistant train pipeline",
    "recipe_needs_corpus": "--corpus FILE; to make one: persona-assistant train corpus",
    "recipe_needs_model": "--model DIR",
    "recipe_of_another_kind": "persona-assistant train, with that kind",
    "run_exists": "--resume",
    "training_cancelled": "the same command with --resume goes on from there",
    "training_disk_full": "--resume",
    "world_not_found": "persona-assistant train world",
    "world_not_profiled": "persona-assistant train profile",
    "key_file_not_named": "--key-file FILE",
    "store_not_writable": "another one: --store DIR",
}
"""By code; shown in parentheses after the message."""


def message(error: PersonaAssistantError) -> str:
    """What the command says about `error`."""
    return with_hint(str(error), error.code)


def with_hint(text: str, code: str) -> str:
    """`text` with the command's words for `code`, if there are any."""
    return f"{text.rstrip('.')} ({HINTS[code]})" if code in HINTS else text
