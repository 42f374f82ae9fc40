"""The command: words typed at a terminal in, one call of the product, its result out.

No command holds logic; each turns its options into settings and a query, calls what a library user
would call, and hands the result to `output`. Whatever goes wrong on purpose ends here in one line
on standard error and the exit code of its class; a programming error is not caught.

    __init__      what ends a command: errors, Ctrl-C, a closed pipe
    root          the list of commands and the options before them
    as_typed      words and paths reach a command without a validation library
    people        add, people, show, forget
    enrolling     enrol, encode
    correcting    reject
    calibrating   calibrate
    asking        who, ask
    benchmarking  bench run
    models        list, pull, verify, add, merge, convert, quantize
    training      train world, corpus, profile, estimate, sft, rlvr, pipeline
    exporting     models export clip, ecapa
    upkeep        demo, doctor
    output        results as sentences and tables, or as JSON
    counting      how far a long run is; interrupting: what the first Ctrl-C does
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
CLOSED_PIPE = 141
"""Both are 128 plus the signal's number, as shells say it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (None: the process's own arguments) and returns its exit code."""
    from persona_assistant.errors import PersonaAssistantError

    _hurry(ends=arguments is None)
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is shown escaped instead of ending the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
        return code
    except PersonaAssistantError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The interpreter flushes once more when it ends; that must find an open end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE


def _hurry(ends: bool) -> None:
    """What a process that lives for a quarter of a second can do without: together a quarter of its
    time."""
    # Nearly everything made while starting lives to the end; looking for garbage in it finds none.
    gc.set_threshold(100_000, 50, 50)
    if ends:
        # Nor does it at the end, where the interpreter would look through all of it three times
        # more.
        atexit.register(gc.freeze)
    # One query against a few thousand vectors is done before a second thread would have started.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _run(arguments: list[str]) -> int:
    import typer

    from persona_assistant.cli.fast_params import take_as_typed
    from persona_assistant.cli.root import app

    usage_error = typer.BadParameter.__base__
    command = typer.main.get_command(app)
    take_as_typed(command)
    try:
        with command.make_context("persona-assistant", arguments or ["--help"]) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except usage_error as error:
        where = error.ctx.command_path if error.ctx else "persona-assistant"
        return _fail(f"{error.format_message()} Try: {where} --help", error.exit_code)
    return 0


def _fail(message: str, code: int) -> int:
    from persona_assistant.cli.output import error_line

    error_line(message)
    return code
