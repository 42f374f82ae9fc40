"""Small training runs: a corpus and held-out records with drawn faces and hummed voices, and
recipes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from PIL import Image

from persona_assistant import abstention
from persona_assistant.train import recipes
from persona_assistant.train.corpus.format import write_corpus
from persona_assistant.train.corpus.records import TASKS, Entry, Label, Record
from persona_assistant.train.recipes import Recipe

ROOT = Path(__file__).resolve().parents[2]
FACES, VOICES = 4, 4
SFT = """
kind = "sft"
source = "a test"
about = "A few steps"
[model]
family = "{family}"
name = "tiny"
image_tokens = 70
[data]
corpus = "own"
records = 8
[lora]
r = 4
alpha = 8
dropout = {dropout}
[optim]
lr = 0.01
{length}
batch = {batch}
accumulate = {accumulate}
schedule = "linear"
[run]
precision = "{precision}"
checkpointing = {checkpointing}
seed = 3
save_steps = {save}
keep = {keep}
evaluate_steps = {evaluate}
evaluate_items = 4
[select]
metric = "{metric}"
patience = {patience}
"""
RLVR = """
[sampling]
group = 2
temperature = {temperature}
max_tokens = {tokens}
[policy]
algorithm = "{algorithm}"
beta = 0.04
loss = "{loss}"
clip_low = {clip}
clip_high = {clip}
scheme = "weighted"
judge = "{judge}"
"""


def recipe(folder: Path, kind: str = "sft", **changes: Any) -> Recipe:
    values = {
        "family": "gemma4",
        "dropout": 0.0,
        "length": "steps = 4",
        "accumulate": 1,
        "batch": 2,
        "precision": "fp32",
        "save": 2,
        "keep": 2,
        "evaluate": 0,
        "metric": "Cal",
        "patience": 0,
        "algorithm": "gspo",
        "checkpointing": "false",
        "temperature": 1.0,
        "tokens": 6,
        "loss": "grpo",
        "clip": 0.2,
        "judge": "lexical",
    } | changes
    text = SFT if kind == "sft" else SFT.replace('"sft"', '"rlvr"') + RLVR
    file = folder / f"{kind}.toml"
    file.write_text(text.format(**values))
    return recipes.load(file)


def write_media(folder: Path) -> None:
    """face-N.png of different sizes and voice-N.wav of different lengths."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for number in range(FACES):
        rng = np.random.default_rng(number)
        size = ((96, 128), (160, 96), (112, 112), (128, 144))[number % 4]
        pixels = np.kron(
            rng.integers(0, 255, (size[0] // 16, size[1] // 16, 3)), np.ones((16, 16, 1))
        )
        Image.fromarray(pixels.astype(np.uint8)).save(folder / "media" / f"face-{number}.png")
    for number in range(VOICES):
        time = np.arange(int(16000 * (0.5 + 0.3 * number))) / 16000
        hum = sum(np.sin(2 * np.pi * (110 + 40 * number) * k * time) / k for k in range(1, 6))
        soundfile.write(
            folder / "media" / f"voice-{number}.wav", 0.2 * hum * (1 + np.sin(9 * time)), 16000
        )


def face(number: int) -> str:
    return f"media/face-{number}.png"


def voice(number: int) -> str:
    return f"media/voice-{number}.wav"


def records() -> list[Record]:
    """Of several tasks, with none to three pictures and clips."""
    pets = ("cat", "tortoise")
    both = tuple(
        Entry(face(k), voice(k), f"Person {k} keeps a {pet}.") for k, pet in enumerate(pets)
    )
    faces = tuple(Entry(image=face(k)) for k in (0, 2))
    voices = tuple(Entry(audio=voice(k)) for k in (1, 3))
    told = (Entry(text="Ada sails."), Entry(text="Ben bakes."))
    made: list[Record] = []

    def add(
        task: str, contexts: tuple[Entry, ...], query: Entry, kind: str, value: Any, answer: str
    ) -> None:
        name, label = f"r{len(made)}", Label(kind, value)
        made.append(
            Record(name, "own", name, task, TASKS[task].kind, contexts, query, label, answer)
        )

    add("audio_localization", voices, Entry(audio=voice(1)), "index", 0, "\\boxed{1}")
    add("image_verification", faces[:1], Entry(image=face(0)), "yes_no", True, "Yes.")
    add("text_qa", both, Entry(face(0), None, "What does she keep?"), "answer", "cat", "A cat.")
    add("audio_verification", voices[:1], Entry(audio=voice(2)), "yes_no", False, "No.")
    add("text_qa", told, Entry(text="Who sails?"), "answer", "Ada", "Ada.")
    add("text_qa", told, Entry(text="Who dives?"), "abstain", None, abstention.SENTENCE)
    add("image_localization", faces, Entry(image=face(3)), "index", None, "\\boxed{3}")
    add("text_qa", both[1:], Entry(None, voice(1), "And now?"), "answer", "tortoise", "It.")
    return made


def write_training(folder: Path) -> Path:
    """A corpus with its media."""
    write_media(folder)
    write_corpus(folder / "corpus.jsonl", records())
    return folder / "corpus.jsonl"


def write_held_out(folder: Path) -> Path:
    """Four records of the Omni-Persona schema, two of them answerable."""
    write_media(folder)
    lines = []
    for number in range(4):
        answerable = number % 2 == 0
        contexts = [
            {
                "concept_id": f"c{k}",
                "image": face(k),
                "audio": voice(k) if k else None,
                "text": f"C{k} has a {pet}.",
                "same_as_query_image_or_audio": k == 0,
            }
            for k, pet in enumerate(("cat", "dog", "hen"))
        ]
        lines.append(
            {
                "augmented_id": f"sample_{number}__aug_0",
                "source_sample_id": f"sample_{number}",
                "scenario": "visual_identity",
                "selected_task": "visual_to_bio",
                "query_modality": "visual",
                "target_modality": "bio",
                "no_GT": False,
                "target_concept_id": "c0",
                "query_assets": {"image": face(0), "audio": None},
                "contexts": contexts,
                "query_text": "What pet is it?",
                "answer_supervision": {
                    "answerable_from_context": answerable,
                    "gold_answer": "a cat" if answerable else None,
                    "abstain_answer": abstention.SENTENCE,
                    "support_mode": "present" if answerable else "absent",
                    "asked_group": "bio",
                    "asked_subfield": "pet",
                    "gt_concept_id_from_metadata": "c0",
                },
            }
        )
    file = folder / "heldout.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


# --- runs of processes


KILLED = """
import os, signal, sys, torch, warnings
from pathlib import Path
warnings.filterwarnings("ignore")
torch.set_num_threads(1)
from persona_assistant.train import recipes, rlvr, sft
kind, recipe, model, corpus, out, at = sys.argv[1:]
def on_progress(progress):
    if progress.stage == "training" and progress.done == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
train = {"sft": sft, "rlvr": rlvr}[kind].train
train(recipes.load(recipe), Path(model), Path(corpus), Path(out), on_progress=on_progress)
"""
"""A run that kills itself in a step: kind, recipe, model, corpus, folder and step as arguments."""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


def adapter(folder: Path) -> dict[str, Any]:
    """Its matrices, by name."""
    from safetensors.torch import load_file

    return load_file(folder / "adapter_model.safetensors")
