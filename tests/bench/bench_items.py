"""A small benchmark in the released schema, with drawn pictures and sung notes, and an answerer
whose answers are scripted by the test."""

from __future__ import annotations

import json
import math
import re
import struct
import wave
from pathlib import Path
from types import SimpleNamespace

from PIL import Image
from published_rules import ABSTENTION_SENTENCE, GROUPS, TASKS

from persona_assistant.bench import Conditions, LexicalJudge, Reply, RunConfig, run_bench
from persona_assistant.bench.omni_persona.suite import OmniPersona

GOLDS = ("He repairs violins.", "She keeps bees.", "He is a night baker.", "She paints boats.")
SCENARIOS = {group: scenario for scenario, group in GROUPS.items()}
QUERIES = {"I2I": "visual", "A2A": "voice", "T2T": "text_semantic", "T2Any": "dialogue_semantic"}


def make_record(
    sample: int,
    augmentation: int,
    group: str,
    *,
    answerable=True,
    no_GT=False,
    task=None,
    contexts=4,
):
    """One record: persona `sample % contexts` is the gold one."""
    folder = f"assets/lsd/sample_{sample}"
    target = sample % contexts
    return {
        "augmented_id": f"sample_{sample}__aug_{augmentation}",
        "source_sample_id": f"sample_{sample}",
        "scenario": SCENARIOS[group],
        "selected_task": task or TASKS[group][augmentation % len(TASKS[group])],
        "query_modality": QUERIES[group],
        "target_modality": "bio",
        "no_GT": no_GT,
        "target_concept_id": None if no_GT else f"concept_{target}",
        "query_assets": {
            "image": f"{folder}/query.png" if group in ("I2I", "A2A") else None,
            "audio": f"{folder}/query.wav" if group == "A2A" else None,
        },
        "contexts": [
            {
                "concept_id": f"concept_{index}",
                "image": f"{folder}/concept_{index}.png",
                "audio": f"{folder}/concept_{index}.wav",
                "text": f"Notes: {GOLDS[index]}",
                "same_as_query_image_or_audio": index == target and not no_GT,
            }
            for index in range(contexts)
        ],
        "query_text": f"What is this person's trade? ({sample}/{augmentation})",
        "answer_supervision": {
            "answerable_from_context": answerable,
            "gold_answer": GOLDS[target] if answerable else None,
            "abstain_answer": ABSTENTION_SENTENCE,
            "support_mode": "present" if answerable else "absent",
            "asked_group": "bio",
            "asked_subfield": "trade",
            "gt_concept_id_from_metadata": f"concept_{target}",
        },
    }


def write_media(folder: Path, sample: int, contexts: int = 4) -> None:
    home = folder / "assets" / "lsd" / f"sample_{sample}"
    home.mkdir(parents=True, exist_ok=True)
    for index, name in enumerate([f"concept_{i}" for i in range(contexts)] + ["query"]):
        tint = (37 * (sample + 1) % 256, 50 * index, 90)
        Image.new("RGB", (24, 24), tint).save(home / f"{name}.png")
        with wave.open(str(home / f"{name}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(16_000)
            pitch = 200 + 40 * index + 7 * sample
            tone = (int(9000 * math.sin(2 * math.pi * pitch * t / 16_000)) for t in range(6_400))
            sound.writeframes(b"".join(struct.pack("<h", value) for value in tone))


def write_lines(path: Path, records) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def small_benchmark(folder: Path) -> SimpleNamespace:
    """Eight items over two source samples: per group one to answer, one to abstain on."""
    records = []
    for sample, answerable in ((0, True), (1, False)):
        write_media(folder, sample)
        for augmentation, group in enumerate(("I2I", "A2A", "T2T", "T2Any")):
            absent = not answerable and group in ("I2I", "A2A")
            records.append(
                make_record(sample, augmentation, group, answerable=answerable, no_GT=absent)
            )
    return SimpleNamespace(
        folder=folder, records=records, data=write_lines(folder / "items.jsonl", records)
    )


def asked_id(prompt) -> str:
    """The item a prompt is of: `make_record` writes its number into the question."""
    sample, augmentation = re.search(r"\((\d+)/(\d+)\)$", prompt.query.text).groups()
    return f"sample_{sample}__aug_{augmentation}"


class Scripted:
    """Answers by item id (else `default`), and remembers what it was asked: ids in `asked`, prompts
    in `seen`."""

    max_tokens = 256

    def __init__(
        self,
        answers=None,
        default="I have no idea",
        engine="scripted",
        settings=None,
        identity=None,
    ):
        self.name, self.engine = "scripted", engine
        self.settings, self.identity = settings or {}, identity or {"engine": engine}
        self.answers, self.default = answers or {}, default
        self.asked, self.seen = [], []

    def check(self):
        pass

    def answer(self, prompt, cancel=None):
        self.asked.append(asked_id(prompt))
        self.seen.append(prompt)
        reply = self.answers.get(self.asked[-1], self.default)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Reply) else Reply(reply, seconds=0.01)


def run(
    data,
    answerer,
    judge=None,
    *,
    assets=None,
    out=None,
    limit=None,
    shard=None,
    concurrency=1,
    conditions=None,
    **more,
):
    """`run_bench` over a file of Omni-Persona records; several answerers as a list."""
    config = RunConfig(
        data=data, assets=assets, out=out, limit=limit, shard=shard, concurrency=concurrency,
        conditions=conditions or Conditions(),
    )  # fmt: skip
    answerers = answerer if isinstance(answerer, list) else [answerer]
    return run_bench(OmniPersona(), config, answerers, judge or LexicalJudge(), **more)
