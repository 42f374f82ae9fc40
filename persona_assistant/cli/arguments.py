"""The words of a command line, brought into the order that the parser expects.

`--store` and `--key-file` belong before the verb and `--json` after it, but nobody needs to know:
they may stand anywhere. A verb or an option that nobody knows is refused here, with the nearest one
that there is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from persona_assistant.errors import BadInput
from persona_assistant.spelling import nearest

PROGRAM = "persona-assistant"
HELP_OPTIONS = ("-h", "--help")
_JSON = "--json"


def arrange(root: Any, words: Sequence[str]) -> list[str]:
    """`words` as the Typer command `root` takes them. Raises BadInput for one that it does not
    know."""
    rest = deque(words)
    level, path = root, [PROGRAM]
    before: list[str] = []
    arranged: list[str] = []
    as_json = False
    while rest:
        word = rest.popleft()
        if word == "--":
            arranged += [word, *rest]
            break
        if word.startswith("-") and len(word) > 1:
            name = word.partition("=")[0]
            if name == _JSON and _is_group(level):
                as_json = True
                continue
            option, home = _option(level, name), arranged
            if option is None and level is not root and (option := _option(root, name)):
                home = before
            if option is None and name.startswith("--") and name not in HELP_OPTIONS:
                raise _unknown_option(name, [level, root], path)
            home.append(word)
            if option is not None and _takes_value(option) and "=" not in word:
                if not rest:
                    raise _refusal(f"Option {name} needs a value.", path)
                home.append(rest.popleft())
        elif _is_group(level):
            if word not in level.commands:
                raise _unknown_verb(word, root, level, path)
            level = level.commands[word]
            path.append(word)
            arranged.append(word)
            if as_json and not _is_group(level):
                arranged.append(_JSON)
        else:
            arranged.append(word)
    return before + arranged


def verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below `command` by its words, groups before what is in them."""
    for name, each in getattr(command, "commands", {}).items():
        yield (*path, name), each
        yield from verbs(each, (*path, name))


def _is_group(command: Any) -> bool:
    return hasattr(command, "commands")


def _option(command: Any, name: str) -> Any:
    return next(
        (each for each in command.params if name in (*each.opts, *each.secondary_opts)), None
    )


def _takes_value(option: Any) -> bool:
    return not (option.is_flag or option.count)


# --- what nobody knows


def _unknown_verb(word: str, root: Any, level: Any, path: list[str]) -> BadInput:
    """Names the nearest verb here, or else the same word somewhere else."""
    meant = nearest(word, level.commands)
    if meant is None:
        same = [each for each, _ in verbs(root) if each[-1].casefold() == word.casefold()]
        meant = " or ".join(" ".join(each) for each in same)
    else:
        meant = " ".join([*path[1:], meant])
    return _refusal(f"There is no command {word!r}.", path, meant)


def _unknown_option(name: str, levels: list[Any], path: list[str]) -> BadInput:
    known = {opt for level in levels for each in level.params for opt in each.opts if "--" in opt}
    return _refusal(f"There is no option {name}.", path, nearest(name, {*known, *HELP_OPTIONS}))


def _refusal(problem: str, path: list[str], meant: str | None = None) -> BadInput:
    question = f" Did you mean {meant}?" if meant else ""
    return BadInput(f"{problem}{question} Try: {' '.join(path)} --help", code="usage")
