"""Words and paths reach a command without a validation library.

Typer hands every value to pydantic, which takes a tenth of a second to load, only to learn that an
option is missing or that a word is a word. Such values skip it here; whatever might be refused (a
number, an unreadable file) still goes the whole way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin

ProcessValue = Callable[[Any, Any], Any]
"""Takes the context and the value as typed; returns the value that the command gets."""


def skip_validation(command: Any) -> None:
    """Lets values of `command` (a Typer command) and of those below it skip pydantic, in place."""
    all_parameters = command.get_params

    def parameters(context: Any) -> Any:
        found = all_parameters(context)
        for each in found:
            descriptor = getattr(each, "type_descriptor", None)
            # A Typer that does without pydantic has no descriptors and needs no help.
            if descriptor is not None and "process_value" not in vars(each):
                each.process_value = _shortcut(each, descriptor.annotation)
        return found

    command.get_params = parameters
    for each in getattr(command, "commands", {}).values():
        skip_validation(each)


def _shortcut(parameter: Any, annotation: Any) -> ProcessValue:
    validate: ProcessValue = parameter.process_value
    is_list = get_origin(annotation) is list
    kind = get_args(annotation)[0] if is_list else annotation

    def process(context: Any, value: Any) -> Any:
        result: Any
        if value is None and not parameter.required:
            result = () if is_list else None
        else:
            values = value if is_list and isinstance(value, (list, tuple)) else (value,)
            if kind not in (str, Path) or not all(_needs_no_check(each, kind) for each in values):
                return validate(context, value)
            converted = [kind(each) for each in values]
            result = converted if is_list else converted[0]
        return parameter.callback(context, parameter, result) if parameter.callback else result

    return process


def _needs_no_check(value: Any, kind: type) -> bool:
    if not isinstance(value, str):
        return False
    return kind is str or not os.path.exists(value) or os.access(value, os.R_OK)
