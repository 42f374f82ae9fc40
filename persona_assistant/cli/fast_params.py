"""Words and paths are taken as they were typed.

Typer hands every value to pydantic, which takes a tenth of a second to load, to be told that an
option was not given or that a word is a word. Here such values pass without it; whatever could be
refused (a number, a file one may not read) still goes the whole way.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, get_args, get_origin


def take_as_typed(command: Any) -> None:
    """Shortens the way of every value to `command` (a Typer command) and to those below it, in
    place."""
    all_parameters = command.get_params

    def parameters(context: Any) -> list[Any]:
        found = all_parameters(context)
        for each in found:
            descriptor = getattr(each, "type_descriptor", None)
            # A Typer that does without pydantic has no descriptors and needs no help.
            if descriptor is not None and "process_value" not in vars(each):
                each.process_value = _shortened(each, descriptor.annotation)
        return found

    command.get_params = parameters
    for each in getattr(command, "commands", {}).values():
        take_as_typed(each)


def _shortened(parameter: Any, annotation: Any) -> Any:
    whole_way = parameter.process_value
    several = get_origin(annotation) is list
    kind = get_args(annotation)[0] if several else annotation

    def process(context: Any, value: Any) -> Any:
        if value is None and not parameter.required:
            taken = () if several else None
        else:
            values = value if several and isinstance(value, (list, tuple)) else (value,)
            if kind not in (str, Path) or not all(_nothing_to_check(each, kind) for each in values):
                return whole_way(context, value)
            converted = [kind(each) for each in values]
            taken = converted if several else converted[0]
        return parameter.callback(context, parameter, taken) if parameter.callback else taken

    return process


def _nothing_to_check(value: Any, kind: type) -> bool:
    if not isinstance(value, str):
        return False
    return kind is str or not os.path.exists(value) or os.access(value, os.R_OK)
