"""The authors' own wording and file formats, for whoever has a copy of their release.

Their instruction texts are theirs and not part of this product. `frozen_wording` and `frozen_judge`
read them out of a user's own clone: the source files are parsed (`ast`) and never executed, and
only what is a fixed text there is taken. `write_release` goes the other way: a run's answers and
verdicts as the files that the release's scorer reads.

A release that is laid out otherwise becomes one line that names the file and what was looked for.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from persona_assistant import abstention
from persona_assistant.bench.judges import JudgeWording
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Reply
from persona_assistant.errors import BadInput
from persona_assistant.prompt import Wording

PREDICTIONS, JUDGE_RESULTS = "predictions.jsonl", "judge_results.jsonl"

_PACKAGE = "omni_persona"
_MOST = 1 << 20
"""Bytes of a source file; the real ones have some ten thousand."""
_INSTRUCTIONS, _BUILDER, _BLOCK = "SYSTEM_PROMPT", "build_multimodal_messages", "text_content"
_JUDGE_SYSTEM, _JUDGE_QUESTION, _MARKERS = "JUDGE_SYSTEM", "JUDGE_USER_TEMPLATE", "ABSTAIN_KEYWORDS"
_RIGHT, _WRONG = "CORRECT", "WRONG"
_GAPS = {"gold": "{gold}", "pred": "{prediction}"}


def frozen_wording(folder: Path, *, framed: bool) -> Wording:
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


def frozen_judge(folder: Path) -> JudgeWording:
    """What the release asks its judge, from `omni_persona/judge.py`. Raises BadInput.

    Verdicts are read strictly, as everywhere here: one of the two words and nothing else.
    """
    source = _source(folder, "judge.py")
    system, question = source.text(_JUDGE_SYSTEM), source.text(_JUDGE_QUESTION)
    for word in (_RIGHT, _WRONG):
        if word not in system + question:
            raise source.lacks(f"the verdict {word} in {_JUDGE_SYSTEM}")
    return JudgeWording(system, _question(source, question), _RIGHT, (_WRONG,), source.name)


def differences(folder: Path) -> list[str]:
    """A sentence for each way in which the release scores otherwise than this harness. Raises
    BadInput."""
    source = _source(folder, "judge.py")
    found = source.constant(_MARKERS)
    markers = (
        [_fixed_text(each) for each in found.elts]
        if isinstance(found, (ast.List, ast.Tuple))
        else [None]
    )
    if None in markers:
        raise source.lacks(f"a list of texts {_MARKERS}")
    parts = [
        f"{who}: {', '.join(repr(each) for each in sorted(only))}"
        for who, only in (
            ("only there", set(markers) - set(abstention.MARKERS)),
            ("only here", set(abstention.MARKERS) - set(markers)),
        )
        if only
    ]
    return (
        [f"Abstaining is recognised otherwise by the {source.name} ({'; '.join(parts)})."]
        if parts
        else []
    )


def write_release(
    entries: Sequence[Entry],
    replies: Mapping[str, Reply],
    verdicts: Mapping[str, bool],
    folder: Path,
    model_name: str,
) -> tuple[Path, Path]:
    """`predictions.jsonl` and `judge_results.jsonl` in `folder`, as the release's own programs
    write them.

    Items without an answer are in neither file, answerable ones without a verdict not in the
    second; its own token F1, which its scorer does not read, is null. Raises BadInput.
    """
    predictions, results = [], []
    for entry in entries:
        case, facts = entry.case, entry.case.facts
        reply = replies.get(case.id)
        if entry.error is not None or reply is None:
            continue
        about = {
            "augmented_id": case.id,
            "source_sample_id": case.sample,
            "model_name": model_name,
            "scenario": facts["scenario"],
            "selected_task": case.labels["task"],
            "query_modality": facts["query_modality"],
            "target_modality": facts["target_modality"],
            "no_GT": facts["absent_persona"],
            "gold_answer": case.gold,
            "model_prediction": reply.text,
            "answerable_from_context": facts["answerable"],
            "asked_subfield": facts["asked_subfield"],
            "asked_group": facts["asked_group"],
            "support_mode": facts["support_mode"],
        }
        predictions.append({**about, "query_text": case.question})
        if facts["answerable"] and case.id not in verdicts:
            continue
        correct = verdicts[case.id] if facts["answerable"] else reply.abstained
        results.append(
            {
                **about,
                "judge_verdict": _RIGHT if correct else _WRONG,
                "correct": correct,
                "abstained": reply.abstained,
                "token_f1": None,
            }
        )
    return _lines(folder / PREDICTIONS, predictions), _lines(folder / JUDGE_RESULTS, results)


def _lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        os.replace(draft, path)
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}); choose another folder"
        ) from None
    return path


# --- what stands in a source file


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
            f"{self.path}: looked for {wanted} and found none; give a clone of Omni-Persona's release v2.2"
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
            f"{folder}: looked for {_PACKAGE}/{name} and found none; give a clone of Omni-Persona's release"
        )
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
        if len(data) > _MOST:
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
        if isinstance(each, ast.FunctionDef) and each.name == _BUILDER
    ]
    if len(functions) != 1:
        raise source.lacks(f"a function {_BUILDER}")
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
            f"one {_BLOCK}(f'... {{index}} ...') over the contexts' index in {_BUILDER}"
        )
    if len(query) != 1:
        raise source.lacks(f"one {_BLOCK}('...') with a fixed text in {_BUILDER}")
    return context[0], query[0]


def _blocks(within: ast.AST) -> Iterator[ast.expr]:
    """What text blocks are made of."""
    for node in ast.walk(within):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == _BLOCK
            and node.args
        ):
            yield node.args[0]


def _template(text: ast.JoinedStr, loop: ast.For) -> str | None:
    """An f-string over the index of `for index, context in enumerate(...)`; None for any other."""
    each, over = loop.target, loop.iter
    counts = (
        isinstance(over, ast.Call)
        and isinstance(over.func, ast.Name)
        and over.func.id == "enumerate"
    )
    plain = counts and len(over.args) == 1 and not over.keywords
    if not (plain and isinstance(each, ast.Tuple) and isinstance(each.elts[0], ast.Name)):
        return None
    index = each.elts[0].id
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
    """The judge's question with this harness's names for its two gaps."""
    parts, gaps = [], []
    try:
        for text, gap, spec, conversion in Formatter().parse(template):
            parts.append(text)
            if gap is not None:
                gaps.append(gap)
                parts.append(_GAPS[gap])
                if spec or conversion:
                    raise KeyError(gap)
    except (ValueError, KeyError):
        gaps = []
    if sorted(gaps) != sorted(_GAPS):
        raise source.lacks(f"the gaps {{gold}} and {{pred}}, each once, in {_JUDGE_QUESTION}")
    return "".join(parts)
