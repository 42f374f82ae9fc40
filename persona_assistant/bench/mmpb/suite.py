"""MMPB as a suite of this harness.

The model is told of somebody called `<sks>`, in words or by pictures, perhaps talked to about other
things for a while, and then shown a picture and asked. As in the release, telling and asking are
two user turns. The chat templates of several models refuse two in a row, so they are merged into
one unless `roles=keep` is set. The fixed text of prompts is the one here; `Conditions.wording` does
not apply.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from persona_assistant import resources
from persona_assistant.bench.mmpb import metrics
from persona_assistant.bench.mmpb.conversation import read_conversation
from persona_assistant.bench.mmpb.parquet import unpack_parquet
from persona_assistant.bench.mmpb.records import (
    ATTRIBUTES,
    CATEGORIES,
    CONCEPTS,
    TASKS,
    Item,
    read_table,
)
from persona_assistant.bench.suite import (
    Case,
    Column,
    Conditions,
    DisplayPart,
    Media,
    Option,
    Records,
    Route,
)
from persona_assistant.errors import BadInput, RecordError
from persona_assistant.pmg import Context, Query
from persona_assistant.prompt import Part, Prompt, Turn, alternating


def _product(*parts: Sequence[str]) -> tuple[str, ...]:
    names: tuple[str, ...] = tuple(parts[0])
    for part in parts[1:]:
        names = tuple(f"{name} + {each}" for name in names for each in part)
    return names


class MMPB:
    name = "mmpb"
    title = "MMPB"
    description = (
        "knowing people, animals and things, and what people like: 10k items, Accuracy "
        "(arXiv 2509.22820)"
    )
    dataset = "snu-aidas/MMPB"
    pull_patterns: tuple[str, ...] = (
        "*.parquet",
        "*.csv",
        "*multi_turn_conversation.json",
        "README.md",
    )
    bundled: Path | None = None
    routes: tuple[Route, ...] = ("model",)
    options: tuple[Option, ...] = (
        Option("injection", "text", ("text", "image"), "how the model is told who somebody is"),
        Option(
            "turns",
            "0",
            (),
            "turns of conversation between telling and asking; 0 and 10 are published",
        ),
        Option(
            "images",
            "2",
            ("1", "2", "3", "4", "5"),
            "reference pictures shown, with injection=image",
        ),
        Option(
            "description",
            "moderate",
            ("simple", "moderate", "detailed", "super_detailed"),
            "length of the description, with injection=text",
        ),
        Option("roles", "merge", ("merge", "keep"), "whether user turns in a row become one"),
    )
    slices: Mapping[str, tuple[str, ...]] = {
        "task": tuple(TASKS.values()),
        "category": CATEGORIES,
        "attribute": ATTRIBUTES,
        "l2-category": tuple(TASKS),
        "category + l2-category": _product(CATEGORIES, tuple(TASKS)),
        "category + attribute": _product(CATEGORIES, ATTRIBUTES),
        "category + l2-category + concept": _product(CATEGORIES, tuple(TASKS), CONCEPTS),
        "category + attribute + l2-category + target": (),
    }
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Accuracy", "Accuracy"),
        Column("unparsed", "unparsed"),
    )
    headline = "Accuracy"
    count = staticmethod(metrics.count)
    metrics = staticmethod(metrics.metrics)

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """`data`: the table, a Parquet file, or a folder with either; media paths start from
        there.

        Raises RecordError when there is nothing to read, or no conversation where one is asked for.
        """
        home = data if data.is_dir() else data.parent
        conversation = read_conversation(home, int(options["turns"]))
        files = _files(data)
        table = unpack_parquet(files, home) if files[0].suffix == ".parquet" else files[0]
        return read_table(table, options, conversation)

    def strata(self, item: Item) -> tuple[str, ...]:
        """Task x scenario."""
        return (TASKS[item.l2_category], f"{item.attribute}-{item.category}")

    def apply_conditions(self, item: Item, conditions: Conditions) -> Item:
        """Raises BadInput where contexts are to be left out: each item has only one."""
        if conditions.contexts is not None:
            raise BadInput(
                "MMPB tells of one person in each item: do not limit the contexts",
                code="bench_contexts",
            )
        return item

    def case(self, item: Item) -> Case:
        return Case(
            id=item.id,
            sample=item.name,
            labels=_labels(item),
            question=item.question,
            gold=item.gold,
            facts={"options": dict(item.options)},
            shown=(
                *(
                    DisplayPart(f"Reference {number}", path)
                    for number, path in enumerate(item.references, start=1)
                ),
                *((DisplayPart("Description", text=item.description),) if item.description else ()),
                *((DisplayPart("Preference", text=item.preference),) if item.preference else ()),
                DisplayPart("Query", item.picture),
                *(
                    DisplayPart(
                        letter, text=text, mark="the right one" if letter == item.gold else None
                    )
                    for letter, text in item.options
                ),
            ),
        )

    def build_prompt(self, item: Item, media: Media, conditions: Conditions) -> Prompt:
        """Raises MediaError."""
        looks, reads = "image" not in conditions.drop, "text" not in conditions.drop
        words = [each for each in (item.description, item.preference) if each and reads]
        references = [media.picture(path) for path in item.references] if looks else []
        picture = media.picture(item.picture) if looks else None
        if references:
            these = "The picture above shows" if len(references) == 1 else "The pictures above show"
            words.insert(0, f"{these} <sks>.")
        telling: tuple[Part, ...] = (*references, *((" ".join(words) + "\n",) if words else ()))
        options = "".join(f"{letter}. {text}\n" for letter, text in item.options)
        asking = f"\n{item.question}\n" + ("Options:\n" + options if options else "")
        prompt = Prompt(
            parts=(*((picture,) if picture else ()), asking),
            query=Query(item.question, picture),
            contexts=(Context(None, references[0] if references else None, None, tuple(words)),),
            wording=conditions.wording,
            before=(*((Turn("user", telling),) if telling else ()), *item.conversation),
        )
        return alternating(prompt) if conditions.options["roles"] == "merge" else prompt

    def published_results(self) -> Sequence[Mapping[str, Any]]:
        """The rows of `bench/mmpb.toml`. `when`: the options of a run they may be compared with."""
        data = tomllib.loads(resources.data_path("bench", "mmpb.toml").read_text("utf-8"))
        return [
            {
                "model": row["model"],
                "definition": f"{when['injection']}, {when['turns']} turns",
                "source": data["source"],
                "shown": row.get("shown", False),
                "when": when,
                "measured": data["measured"],
                "Accuracy": row["Accuracy"][at],
            }
            for at, when in enumerate(data["when"])
            for row in data["rows"]
        ]


def _files(data: Path) -> list[Path]:
    """The table alone, or all Parquet files."""
    if not data.is_dir():
        return [data]
    if (data / "dataset.csv").is_file():
        return [data / "dataset.csv"]
    for folder in (data, data / "data"):
        if found := sorted(folder.glob("*.parquet")):
            return found
    if len(tables := sorted(data.glob("*.csv"))) == 1:
        return tables
    raise RecordError(
        f"{data}: neither dataset.csv nor Parquet files there; give MMPB's folder or its table"
    )


def _labels(item: Item) -> dict[str, str]:
    """Every breakdown of the release; those by concept and target lack the items without one."""
    kind, attribute, l2 = item.category, item.attribute, item.l2_category
    labels = {
        "task": TASKS[l2],
        "category": kind,
        "attribute": attribute,
        "l2-category": l2,
        "category + l2-category": f"{kind} + {l2}",
        "category + attribute": f"{kind} + {attribute}",
    }
    if item.concept:
        labels["category + l2-category + concept"] = f"{kind} + {l2} + {item.concept}"
    if item.target:
        labels["category + attribute + l2-category + target"] = (
            f"{kind} + {attribute} + {l2} + {item.target}"
        )
    return labels
