"""The authors' own wording, read out of a user's copy of their release.

Their instruction texts belong to them and are no part of this product. The source files of the
user's clone are parsed (`ast`) and never executed, and only fixed texts are taken. A release with
another layout becomes an error that names the file and what is missing there.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from persona_assistant import abstention
from persona_assistant.bench.judges import JudgePrompt
from persona_assistant.errors import BadInput
from persona_assistant.prompt import Wording

_PACKAGE = "omni_persona"
_MAX_BYTES = 1 << 20
"""Of a source file; the real ones have some ten thousand."""
_INSTRUCTIONS, _PROMPT_FUNCTION, _TEXT_FUNCTION = (
    "SYSTEM_PROMPT",
    "build_multimodal_messages",
    "text_content",
)
_JUDGE_SYSTEM, _JUDGE_QUESTION, _MARKERS = "JUDGE_SYSTEM", "JUDGE_USER_TEMPLATE", "ABSTAIN_KEYWORDS"
CORRECT, WRONG = "CORRECT", "WRONG"
_PLACEHOLDERS = {"gold": "{gold}", "pred": "{prediction}"}


def release_wording(folder: Path, *, framed: bool) -> Wording:
    """The prompt's fixed text, from `omni_persona/data.py` of the clone (or package) in `folder`.

    The release keeps every text in a block of its own: `framed` False does the same for servers
    that take blocks; a local model, for which all becomes one text, needs True. Raises BadInput.
    """
    source = _source(folder, "data.py")
    headers = _headers(source)
    return Wording(
        instructions=source.text(_INSTRUCTIONS),
        context_header=headers[0],
        query_header=headers[1],
        source=source.name,
        framed=framed,
    )


def release_judge_prompt(folder: Path) -> JudgePrompt:
    """What the release asks its judge, from `omni_persona/judge.py`. Raises BadInput.

    Verdicts are read strictly, as everywhere here: one of the two words and nothing else.
    """
    source = _source(folder, "judge.py")
    system, question = source.text(_JUDGE_SYSTEM), source.text(_JUDGE_QUESTION)
    for word in (CORRECT, WRONG):
        if word not in system + question:
            raise source.lacks(f"the verdict {word} in {_JUDGE_SYSTEM}")
    return JudgePrompt(system, _question(source, question), CORRECT, (WRONG,), source.name)


def abstention_differences(folder: Path) -> list[str]:
    """A sentence for each way in which the release recognises abstention differently. Raises
    BadInput."""
    source = _source(folder, "judge.py")
    value = source.constant(_MARKERS)
    elements = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
    markers = {text for each in elements if (text := _fixed_text(each)) is not None}
    if not elements or len(markers) < len({ast.dump(each) for each in elements}):
        raise source.lacks(f"a list of texts {_MARKERS}")
    parts = [
        f"{where}: {', '.join(repr(marker) for marker in sorted(only))}"
        for where, only in (
            ("only there", markers - set(abstention.MARKERS)),
            ("only here", set(abstention.MARKERS) - markers),
        )
        if only
    ]
    if not parts:
        return []
    return [f"Abstaining is recognised otherwise by the {source.name} ({'; '.join(parts)})."]


# --- what a source file holds


@dataclass(frozen=True)
class _Source:
    path: Path
    tree: ast.Module
    sha256: str

    @property
    def name(self) -> str:
        return f"release ({self.path.name}, sha256 {self.sha256[:12]})"

    def lacks(self, wanted: str) -> BadInput:
        return BadInput(
            f"{self.path}: expected {wanted}, found none; "
            "give a clone of Omni-Persona's release v2.2",
            code="bench_release",
        )

    def constant(self, name: str) -> ast.expr | None:
        """What a name is set to, last, at the top of the module."""
        found = None
        for statement in self.tree.body:
            if isinstance(statement, ast.Assign):
                targets: Sequence[ast.expr] = statement.targets
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                targets = [statement.target]
            else:
                continue
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                found = statement.value
        return found

    def text(self, name: str) -> str:
        value = self.constant(name)
        text = None if value is None else _fixed_text(value)
        if text is None or not text.strip():
            raise self.lacks(f"a fixed text {name}")
        return text


def _source(folder: Path, name: str) -> _Source:
    path = next(
        (each for each in (folder / _PACKAGE / name, folder / name) if each.is_file()), None
    )
    if path is None:
        raise BadInput(
            f"{folder}: expected {_PACKAGE}/{name} in it, found none; "
            "give a clone of Omni-Persona's release",
            code="bench_release",
        )
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise BadInput(f"{path}: too large for a source file of the release; get a fresh clone")
        tree = ast.parse(data.decode("utf-8"))
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be read ({error.strerror}); check its permissions"
        ) from None
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        # Not UTF-8, not Python, or nested beyond what the parser takes.
        raise BadInput(f"{path}: not Python source that can be read; get a fresh clone") from None
    return _Source(path, tree, hashlib.sha256(data).hexdigest())


def _fixed_text(value: ast.expr) -> str | None:
    """A text that is the same in every run: a literal, or literals put together with +."""
    parts, left = [], [value]
    while left:
        part = left.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            left += [part.left, part.right]
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        else:
            return None
    return "".join(reversed(parts))


def _headers(source: _Source) -> tuple[str, str]:
    """The header of a context, as a template of `Wording`, and that of the query.

    In the function that builds a prompt, the first is the f-string given to a text block within the
    loop over contexts, the second the only literal given to one.
    """
    functions = [
        each
        for each in source.tree.body
        if isinstance(each, ast.FunctionDef) and each.name == _PROMPT_FUNCTION
    ]
    if len(functions) != 1:
        raise source.lacks(f"a function {_PROMPT_FUNCTION}")
    context = [
        template
        for loop in ast.walk(functions[0])
        if isinstance(loop, ast.For)
        for text in _blocks(loop)
        if isinstance(text, ast.JoinedStr)
        for template in [_template(text, loop)]
    ]
    query = [fixed for text in _blocks(functions[0]) if (fixed := _fixed_text(text)) is not None]
    if len(context) != 1 or context[0] is None:
        raise source.lacks(
            f"one {_TEXT_FUNCTION}(f'... {{index}} ...') over the contexts' index "
            f"in {_PROMPT_FUNCTION}"
        )
    if len(query) != 1:
        raise source.lacks(f"one {_TEXT_FUNCTION}('...') with a fixed text in {_PROMPT_FUNCTION}")
    return context[0], query[0]


def _blocks(within: ast.AST) -> Iterator[ast.expr]:
    """What text blocks are made of."""
    for node in ast.walk(within):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == _TEXT_FUNCTION
            and node.args
        ):
            yield node.args[0]


def _template(text: ast.JoinedStr, loop: ast.For) -> str | None:
    """An f-string over the index of `for index, context in enumerate(...)`; None for any other."""
    target, call = loop.target, loop.iter
    if not (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "enumerate"
        and len(call.args) == 1
        and not call.keywords
        and isinstance(target, ast.Tuple)
        and isinstance(target.elts[0], ast.Name)
    ):
        return None
    index = target.elts[0].id
    parts = []
    for part in text.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        elif (
            isinstance(part, ast.FormattedValue)
            and part.conversion == -1
            and part.format_spec is None
        ):
            if not (isinstance(part.value, ast.Name) and part.value.id == index):
                return None
            parts.append("{position}")
        else:
            return None
    return "".join(parts)


def _question(source: _Source, template: str) -> str:
    """The judge's question with this harness's names for its two placeholders."""
    parts, names = [], []
    try:
        for text, name, spec, conversion in Formatter().parse(template):
            parts.append(text)
            if name is not None:
                names.append(name)
                parts.append(_PLACEHOLDERS[name])
                if spec or conversion:
                    raise KeyError(name)
    except (ValueError, KeyError):
        names = []
    if sorted(names) != sorted(_PLACEHOLDERS):
        raise source.lacks(
            f"the placeholders {{gold}} and {{pred}}, each once, in {_JUDGE_QUESTION}"
        )
    return "".join(parts)
