"""The command: words typed at a terminal in, one call of the product, its result out.

No command holds logic; each turns its options into settings and a query, calls what a library user
would call, and hands the result to `output`. Whatever goes wrong on purpose ends here in one line
on standard error and the exit code of its class; a programming error is not caught.

    __init__      how a command ends: errors, Ctrl-C, output that cannot be written
    root          the list of commands and the options before them
    arguments     options in any place; the nearest verb to a mistyped one
    fast_params   words and paths reach a command without a validation library
    people        add, people, show, forget
    enrol         enrol, encode
    reject        reject
    calibrate     calibrate
    ask           who, ask
    chat          question after question
    interface     no command at all: the terminal interface
    keys          lock, unlock, key change, key recovery, key show
    conversations  conversations list, search, show, rename, delete
    faces         faces
    bench         bench run, pull, report, diff and the rest of it
    models        models list, pull, verify, add, merge, convert, quantize
    export        models export clip, ecapa
    train         train world, corpus, profile, estimate, sft, rlvr, pipeline
    maintenance   demo, doctor
    shell         completion, man: by `completion` and `manual`, from the commands themselves
    output        results as sentences and tables, or as JSON
    errors        the command's own words for an error; streams: output that cannot be written
    progress      how far a long run is
    interrupt     what the first Ctrl-C does
"""

from __future__ import annotations

import atexit
import errno
import functools
import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

INTERRUPTED = 130
"""128 plus the number of SIGINT, as shells say it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (None: the process's own arguments) and returns its exit code."""
    from persona_assistant.cli import streams

    if arguments is None:
        from persona_assistant.protection import protect_process

        protect_process()
    _spare_startup(process_ends=arguments is None)
    streams.prepare()
    try:
        code = _run(sys.argv[1:] if arguments is None else list(arguments))
        streams.flush()
    except OSError as error:
        return streams.exit_code_after(error)
    except SystemExit as end:
        # Rich handles a closed pipe by itself, with an exit code of its own.
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        return streams.CLOSED_PIPE
    return code


def _spare_startup(process_ends: bool) -> None:
    """Leaves out what a process of a quarter of a second does not need: a quarter of its time."""
    # Nearly everything made while starting lives to the end; looking for garbage in it finds none.
    gc.set_threshold(100_000, 50, 50)
    if process_ends:
        # At the end the interpreter would look through all of it three more times.
        atexit.register(gc.freeze)
    # One query against a few thousand vectors is done before a second thread would have started.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _run(words: list[str]) -> int:
    """The command's exit code, its error line written."""
    from persona_assistant.cli.streams import say_error
    from persona_assistant.errors import BadInput, PersonaAssistantError

    try:
        return _call(words)
    except PersonaAssistantError as error:
        from persona_assistant.cli.errors import message

        say_error(message(error))
        return error.exit_code
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG or not isinstance(error.filename, (str, bytes)):
            raise
        say_error(f"{os.fsdecode(error.filename)[:60]}...: {error.strerror}; give a shorter path")
        return BadInput.exit_code
    except KeyboardInterrupt:
        say_error("interrupted")
        return INTERRUPTED


def _call(words: list[str]) -> int:
    import typer

    from persona_assistant.cli import completion
    from persona_assistant.cli.arguments import PROGRAM, arrange
    from persona_assistant.errors import BadInput

    # The parent of BadParameter is public in no version of Typer.
    usage_error: type[Exception] = typer.BadParameter.__mro__[1]
    command = _commands()
    if completion.is_asked():
        return completion.answer(command)
    try:
        arranged = arrange(command, words)
        with command.make_context(PROGRAM, arranged) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except usage_error as error:
        context_of_error = getattr(error, "ctx", None)
        where = context_of_error.command_path if context_of_error else PROGRAM
        problem = getattr(error, "format_message", error.__str__)()
        raise BadInput(f"{problem.rstrip('.')}. Try: {where} --help", code="usage") from None
    return 0


@functools.cache
def _commands() -> Any:
    """All commands, made once in a process: that takes longer than many a call."""
    import typer

    from persona_assistant.cli.fast_params import skip_validation
    from persona_assistant.cli.root import app

    command = typer.main.get_command(app)
    skip_validation(command)
    return command
