"""One tree for everything that can go wrong.

Every message says what happened and what to do next; every class says with which exit code a
command ends. A door catches `PersonaAssistantError`, prints its one line and exits; nothing else
is caught anywhere, so a programming error stays visible as one.

    PersonaAssistantError                 1
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
    │   ├── StoreBusy                     1   another process is writing
    │   ├── StoreCorrupt                  1   damaged, or from a newer version
    │   └── DiskFull                      1   nothing was stored
    ├── EngineError                       1   whatever answers
    │   ├── EngineMissing                 2   an extra is not installed, a path not given
    │   ├── ModelError                    2   a model file that cannot be loaded
    │   ├── EngineCrashed                 1   the child process died
    │   └── EndpointError                 1   a server did not answer as it should
    ├── PullError                         1   a model that the hub did not give as it should
    └── JudgeError                        1   a judge that cannot be reached or understood
"""


class PersonaAssistantError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 1


class BadInput(PersonaAssistantError):
    exit_code = 2


class MediaError(BadInput):
    pass


class RecordError(BadInput):
    pass


class RecipeError(BadInput):
    pass


class SettingsError(BadInput):
    pass


class PersonaNotFound(BadInput):
    pass


class StoreError(PersonaAssistantError):
    pass


class StoreMissing(StoreError):
    exit_code = 2


class WrongKey(StoreError):
    exit_code = 2


class KeyUnavailable(StoreError):
    exit_code = 2


class StoreBusy(StoreError):
    pass


class StoreCorrupt(StoreError):
    pass


class DiskFull(StoreError):
    pass


class EngineError(PersonaAssistantError):
    pass


class EngineMissing(EngineError):
    exit_code = 2


class ModelError(EngineError):
    exit_code = 2


class EngineCrashed(EngineError):
    pass


class EndpointError(EngineError):
    """`retryable`: the same question may well be answered soon; `retry_after` seconds, where the
    server said."""

    def __init__(
        self, message: str, *, retryable: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after = retry_after


class PullError(PersonaAssistantError):
    pass


class JudgeError(PersonaAssistantError):
    pass
