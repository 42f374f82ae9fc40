"""One tree for everything that can go wrong.

Every message says what happened and what to do next, in words that fit every door. A class has a
stable `code` (a raise may name a finer one) and `fields`, so that a door can add its own remedy:
the command names a flag, a screen a button. `exit_code` is what the command ends with. A door
catches `PersonaAssistantError`, shows its one line and stops; nothing else is caught anywhere, so a
programming error stays visible as one.

    PersonaAssistantError                 1
    ├── Cancelled                       130   stopped by whoever asked; what was complete is kept
    ├── BadInput                          2   what the user handed over cannot be used
    │   ├── MediaError                    2   a picture or a clip
    │   ├── RecordError                   2   a line of a benchmark file or a training corpus
    │   ├── RecipeError                   2   a line of a training recipe
    │   ├── SettingsError                 2   a setting, a flag, an environment variable
    │   └── PersonaNotFound               2   a name that is not in the memory
    ├── StoreError                        1   the encrypted memory
    │   ├── StoreMissing                  2   there is none where it was looked for
    │   ├── WrongKey                      2   the key does not open it
    │   ├── KeyUnavailable                2   no keyring, no terminal, no passphrase
    │   ├── StoreLocked                   2   it was open, and waits to be unlocked
    │   ├── StoreBusy                     1   another process is writing
    │   ├── StoreCorrupt                  1   damaged, or from a newer version
    │   ├── ErasureUnfinished             1   forgotten, but copies may still lie in a file
    │   └── DiskFull                      1   nothing was stored
    ├── EngineError                       1   whatever answers
    │   ├── EngineMissing                 2   an extra is not installed, a path not given
    │   ├── ModelError                    2   a model file that cannot be loaded
    │   ├── EngineCrashed                 1   the child process died
    │   └── EndpointError                 1   a server did not answer as it should
    ├── PullError                         1   a model that the hub did not give as it should
    └── JudgeError                        1   a judge that cannot be reached or understood
"""

from __future__ import annotations

from typing import Any, ClassVar


class PersonaAssistantError(Exception):
    """Base of every error this package raises on purpose.

    `code` names the kind of trouble and never changes its meaning; `fields` hold what it is about,
    as plain values.
    """

    code: str = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, code: str | None = None, **fields: Any) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.fields: dict[str, Any] = fields


class Cancelled(PersonaAssistantError):
    """Stopped before its end by whoever asked. `fields` may hold stage, done and total."""

    code = "cancelled"
    exit_code = 130


class BadInput(PersonaAssistantError):
    code = "bad_input"
    exit_code = 2


class MediaError(BadInput):
    code = "media_error"


class RecordError(BadInput):
    code = "record_error"


class RecipeError(BadInput):
    code = "recipe_error"


class SettingsError(BadInput):
    code = "settings_error"


class PersonaNotFound(BadInput):
    code = "persona_not_found"


class StoreError(PersonaAssistantError):
    code = "store_error"


class StoreMissing(StoreError):
    code = "store_missing"
    exit_code = 2


class WrongKey(StoreError):
    code = "wrong_key"
    exit_code = 2


class KeyUnavailable(StoreError):
    code = "key_unavailable"
    exit_code = 2


class StoreLocked(StoreError):
    code = "store_locked"
    exit_code = 2


class StoreBusy(StoreError):
    code = "store_busy"


class StoreCorrupt(StoreError):
    code = "store_corrupt"


class ErasureUnfinished(StoreError):
    """The change was made; what it deleted may still lie in the file's unused bytes, in its
    write-ahead log or in the cache beside it."""

    code = "erasure_unfinished"


class DiskFull(StoreError):
    code = "disk_full"


class EngineError(PersonaAssistantError):
    code = "engine_error"


class EngineMissing(EngineError):
    code = "engine_missing"
    exit_code = 2


class ModelError(EngineError):
    code = "model_error"
    exit_code = 2


class EngineCrashed(EngineError):
    code = "engine_crashed"


class EndpointError(EngineError):
    """`retryable`: the same question may well be answered soon; `retry_after` seconds, where the
    server said."""

    code = "endpoint_error"

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code, retryable=retryable, retry_after=retry_after)
        self.retryable = retryable
        self.retry_after = retry_after


class PullError(PersonaAssistantError):
    code = "pull_error"


class JudgeError(PersonaAssistantError):
    code = "judge_error"
