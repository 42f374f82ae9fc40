"""Runs that were made before, as their folders tell, and the request that goes on with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_assistant.bench import suites
from persona_assistant.bench.run import CARD, ITEMS, Run
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.use_cases import RunRequest
from persona_assistant.errors import BadInput
from persona_assistant.prompt import Wording
from persona_assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """What a list shows of a run."""

    folder: Path
    suite: str
    title: str
    state: str
    """"complete", "incomplete" (some item is in no score), "stopped" or "damaged"."""
    time: str = ""
    """When it was begun, as in ISO 8601."""
    engine: str = ""
    route: str = ""
    answered: int = 0
    """Items of the plan with an answer."""
    items: int = 0
    """Items of the plan."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """Of all items, by the suite's names; none before it was scored."""

    @property
    def scored(self) -> bool:
        return bool(self.metrics)


def default_folder(settings: Settings) -> Path:
    """Where runs are kept unless a folder is named: beside the memory, which they are no part
    of."""
    store = settings.store.absolute()
    return store.with_name(f"{store.name}-bench")


def earlier_runs(folder: Path) -> list[EarlierRun]:
    """The runs in the folders of `folder`, or in itself, the latest first; none where there is no
    such folder. Raises BadInput for a folder that cannot be read."""
    try:
        folders = [folder, *folder.iterdir()] if folder.is_dir() else []
        found = [_run(each) for each in folders if (each / ITEMS).is_file()]
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be read ({error.strerror}); name another folder",
            code="bench_folder",
        ) from None
    return sorted(found, key=lambda run: (run.time, run.folder.name), reverse=True)


def scores_of(folder: Path) -> Scores:
    """What a run scored. Raises BadInput for one without scores."""
    from persona_assistant.bench.outcome import stored_scores

    with Run.open(folder) as run:
        return Scores.from_json(stored_scores(run))


def request_to_resume(folder: Path, settings: Settings) -> RunRequest:
    """The request that goes on with the run in a folder: its items and conditions, the engine of
    these settings. Answers of another engine are not used. Raises BadInput."""
    with Run.open(folder) as run:
        made, local = _made(run, folder), run.local_paths
    conditions = made["conditions"]
    if conditions["wording"] != Wording().source:
        raise BadInput(
            f"{folder} was asked in the wording of a release; go on with it by the command it was"
            " started with",
            code="bench_release",
        )
    suite = suites.find(made["suite"])
    data = Path(local["data"]) if "data" in local else None
    return RunRequest(
        suite.name,
        settings,
        route=made["route"],
        data=None if data == suite.bundled else data,
        assets=Path(local["assets"]) if "assets" in local else None,
        contexts=conditions["contexts"],
        drop=frozenset(conditions["drop"]),
        options=[f"{name}={value}" for name, value in conditions["options"].items()],
        limit=made["limit"],
        seed=conditions["seed"],
        shard=made["shard"],
        out=folder,
    )


def _run(folder: Path) -> EarlierRun:
    try:
        with Run.open(folder) as run:
            made, card, scores = _made(run, folder), run.card, run.scores
            answered, items = len(run.replies()), len(run.entries)
            suite = suites.find(made["suite"])
    except BadInput:
        return EarlierRun(folder, "", folder.name, "damaged")
    overall: Mapping[str, Any] = (scores or {}).get("overall", {})
    return EarlierRun(
        folder,
        suite.name,
        suite.title,
        "stopped" if card.get("state") == "running" else str(card.get("state")),
        str(card.get("time", "")),
        str(made["engine"]),
        str(made["route"]),
        answered,
        items,
        {name: value for name, value in overall.items() if isinstance(value, (int, float))},
    )


def _made(run: Run, folder: Path) -> dict[str, Any]:
    """What the card says of how the run was made."""
    made = run.card.get("run")
    wanted = {"suite", "route", "engine", "limit", "shard", "conditions"}
    if not isinstance(made, dict) or not wanted <= made.keys():
        raise BadInput(
            f"{folder / CARD}: missing or damaged; run the same benchmark into it again; its"
            " answers are kept"
        )
    return made
