"""Takes a reader that `train reader` made into the product, with what its documents say of it.

Copies its files into models/reader, all but the weights to train on from; writes their sizes and
hashes into models/bundled.toml; and writes again what is generated in the two cards: hashes and
figures in models/reader/README.md, counts in worlds/reading/README.md.

    python -m persona_assistant.fitting.bundle_reader [DIR]

Without DIR, the reader that lies in models/reader already.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from persona_assistant.atomic import replacing, write_text
from persona_assistant.errors import BadInput
from persona_assistant.fitting.command import exit_code
from persona_assistant.resources import data_path
from persona_assistant.train.reader.corpus import Question, read_corpus, without_wordings_of
from persona_assistant.weights import integrity

FILES = ("reader.onnx", "words.npz", "tokenizer.json", "reader.json")
SPLITS = ("train", "kept_apart")


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("made", nargs="?", type=Path, metavar="DIR", help="what train reader made")
    return found


def main() -> None:
    made: Path | None = parser().parse_args().made
    bundle(made)
    print(f"models/reader, models/bundled.toml and two cards say what the reader is{_from(made)}.")


def _from(made: Path | None) -> str:
    return f" that {made} holds" if made else ""


def bundle(
    made: Path | None = None, *, models: Path | None = None, corpus: Path | None = None
) -> None:
    """`made` is copied unless it is None; `models` and `corpus` are the checkout's by default.

    Raises BadInput for a file that is missing, DiskFull.
    """
    models = models or data_path("models")
    corpus = corpus or data_path("worlds", "reading")
    folder = models / "reader"
    source = made or folder
    if missing := [name for name in FILES if not (source / name).is_file()]:
        raise BadInput(f"{source} holds no {', '.join(missing)}; give what train reader made")
    if made is not None:
        for name in FILES:
            with replacing(folder / name) as draft:
                shutil.copyfile(made / name, draft)
    _list(models / "bundled.toml", folder)
    card, counts = folder / "README.md", corpus / "README.md"
    if card.exists():
        _fill(card, {"hashes": hashes(models / "bundled.toml"), "figures": figures(folder)})
    if counts.exists():
        _fill(counts, {"counts": corpus_counts(corpus)})


def _list(bundled: Path, folder: Path) -> None:
    """Sizes and hashes in bundled.toml."""
    document: Any = tomlkit.parse(bundled.read_text(encoding="utf-8"))
    (entry,) = (each for each in document["network"] if each["kind"] == "reader")
    for listed in (entry, *entry["beside"]):
        path = folder / listed["file"]
        listed["size"], listed["sha256"] = path.stat().st_size, integrity.sha256(path)
    write_text(bundled, tomlkit.dumps(document))


# --- what the cards say


def _fill(card: Path, sections: Mapping[str, str]) -> None:
    text = card.read_text(encoding="utf-8")
    for name, content in sections.items():
        begin, end = _marks(name)
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise BadInput(f"{card} has no place for its {name}: {begin} ... {end}")
        text = f"{before}{begin}\n\n{content}\n\n{end}{after}"
    write_text(card, text)


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: written by persona_assistant.fitting.bundle_reader -->", "<!-- end -->"


def section(card: Path, name: str) -> str:
    """What a card says between its marks."""
    begin, end = _marks(name)
    return card.read_text(encoding="utf-8").split(begin, 1)[1].split(end, 1)[0].strip()


def hashes(bundled: Path) -> str:
    """The table of what the reader was made of and what it is."""
    document: Any = tomlkit.parse(bundled.read_text(encoding="utf-8"))
    (entry,) = (each for each in document["network"] if each["kind"] == "reader")
    listed = [(f"published `{Path(each['path']).name}`", each) for each in entry["sources"]]
    listed += [(f"`{each['file']}`", each) for each in (entry, *entry["beside"])]
    rows = [f"| {what} | {each['size']:,} | `{each['sha256']}` |" for what, each in listed]
    return "\n".join(["| | bytes | SHA-256 |", "|---|---|---|", *rows])


def figures(folder: Path) -> str:
    """What reader.json says, in words."""
    said = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
    return "\n".join([*_trained(said), *_measured(said), *_worth(said)])


def _drawn(plan: Mapping[str, Any]) -> str:
    """What a run learned from where that is not the whole corpus alone."""
    share, generated = plan.get("share", 1.0), plan.get("generated", 0)
    beside, questions = plan.get("beside", 0), plan.get("questions")
    of_it = f", on {100 * share:.0f} % of the corpus" if share < 1 else ""
    if frozen := plan.get("frozen"):
        of_it = f", the lowest {frozen} layers left as published{of_it}"
    if steady := plan.get("steady"):
        of_it = f", the rate falling after {100 * steady:.0f} % of the steps{of_it}"
    if questions is not None:
        of_it += f", on {questions:,} questions"
    if named := plan.get("named"):
        of_it += f", {100 * named:.0f} % of which name the person where one may"
    if left_out := plan.get("left_out"):
        of_it += f", put without {100 * left_out:.0f} % of somebody's notes where there are several"
    if parted := plan.get("parted"):
        of_it += f", {100 * parted:.0f} % of those on one note put to parts of it"
    if beside:
        of_it += f", up to {beside:,} of them on sentences side by side"
    return of_it + (f" and up to {generated:,} generated questions" if generated else "")


_AVERAGED = "The weights are the mean of those after the last two of these runs. "


def _in_the_last(runs: Sequence[str]) -> str:
    return f" in the last of {len(runs)} runs" if len(runs) > 1 else ""


def _trained(said: Mapping[str, Any]) -> Iterator[str]:
    if "plans" not in said:
        yield "How it was trained and how good it is was not recorded with this reader."
        yield ""
        return
    runs = [
        f"passes {plan['epochs']}, questions a step {plan['batch']}, seed {plan['seed']}, highest "
        f"rate {plan['rate']:g} of the published weights and {plan['head_rate']:g} of the heads, "
        f"{100 * plan['misspelled']:.0f} % misspelled on the way{_drawn(plan)}"
        for plan in said["plans"]
    ]
    yield (
        f"Trained on {said['trained_on']:,} questions{_in_the_last(runs)} "
        f"({'; then '.join(runs)}). "
        f"{_AVERAGED if said.get('averaged') else ''}Made on {said['made']} with version "
        f"{said['version']}."
    )
    yield ""


_MEASURED = {
    "answered": "of the answerable: answered, rightly or not (1-FA)",
    "right": "of the answerable: answered from the right sentence",
    "declined": "of those without an answer in the note: declined (TA)",
    "declined_near": "of those where the note comes near: declined",
    "span_f1": "the words pointed at and the right ones: overlap in characters (F1), where the "
    "sentence is right",
}


def _measured(said: Mapping[str, Any]) -> Iterator[str]:
    if "kept_apart" not in said:
        return
    found = said["kept_apart"]
    yield f"| {found['questions']:,} questions kept apart, each on all notes of its person | % |"
    yield "|---|---|"
    for name, words in _MEASURED.items():
        yield f"| {words} | {'-' if found[name] is None else format(found[name], '.1f')} |"
    yield ""
    yield "The threshold below was chosen on these same questions: on others expect a little less."


def _worth(said: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"A logit x is worth a probability of 1 / (1 + exp(-({said['slope']:g} x "
        f"{said['intercept']:+g}))); from {said['threshold']:g} on it is an answer."
    )


def corpus_counts(corpus: Path) -> str:
    """The table of the hands, and how much of what is kept apart shares nothing with the rest."""
    rows = [
        "| file | notes | people | questions | answered | near | not stated |",
        "|---|---|---|---|---|---|---|",
    ]
    whole: dict[str, list[Question]] = {}
    for split in SPLITS:
        files = sorted((corpus / split).glob("*.txt"))
        whole[split] = [each for file in files for each in read_corpus(file)]
        rows += [_row(f"`{split}/{file.name}`", read_corpus(file)) for file in files]
        rows.append(_row(f"**{split}**", whole[split]))
    apart = without_wordings_of(whole["kept_apart"], whole["train"])
    answered = sum(bool(each.answers) for each in apart)
    rows += [
        "",
        f"Of the {len(whole['kept_apart']):,} questions kept apart, {len(apart):,} share neither "
        f"person nor wording with a question of `train` ({answered:,} of them answered): a reader "
        "is measured on those.",
    ]
    return "\n".join(rows)


def _row(what: str, questions: Sequence[Question]) -> str:
    answered = sum(bool(each.answers) for each in questions)
    near = sum(each.near for each in questions)
    numbers = (
        len({(each.name, each.note) for each in questions}),
        len({each.name for each in questions}),
        len(questions),
        answered,
        near,
        len(questions) - answered - near,
    )
    return f"| {what} | " + " | ".join(f"{number:,}" for number in numbers) + " |"


if __name__ == "__main__":
    sys.exit(exit_code(main))
