"""The bundled benchmark items: Omni-Persona's eighteen tasks in small, with invented people.

180 items, ten for each task, half of them unanswerable: absent persona (face and voice tasks) and
absent attribute. Two to four items share one scene, as augmentations of one source sample. What the
tasks `dialogue_to_*` point at is said in a clip alone; forty items more put such questions to the
same scenes where notes name what was talked about, as those of the release do. Records
have the fields of the Omni-Persona v2.2 release (arXiv 2605.09996); what they hold is this
project's.
"""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from persona_assistant import abstention
from persona_worlds import faces, voices
from persona_worlds.scenes import TASKS, Person, SceneQuestion, ask_question, draw_scene
from persona_worlds.small_talk import small_talk
from persona_worlds.texts import naming_topic

NAME = "omni_persona_mini.jsonl"
PER_TASK = 10
NAMED_TASKS = tuple(task for task in TASKS if task.startswith("dialogue_to_"))
"""Tasks that have as many items again, in scenes whose notes name the topic."""

Scenes = list[tuple[tuple[Person, ...], list[SceneQuestion]]]

README = Path(__file__).with_name("mini_README.md").read_text(encoding="utf-8")


def _plan(rng: np.random.Generator) -> list[tuple[str, str]]:
    """(task, kind) of every item, shuffled."""
    plan = []
    for task, (_, modality, _, _) in TASKS.items():
        absent = (
            ["absent persona"] * 3 + ["absent attribute"] * 2
            if modality in ("visual", "voice")
            else ["absent attribute"] * 5
        )
        plan += [(task, kind) for kind in ["answerable"] * (PER_TASK - 5) + absent]
    return [plan[i] for i in rng.permutation(len(plan))]


def draw_items(seed: int = 0) -> Scenes:
    """All scenes with their two to four questions: what the media are written from."""
    rng = np.random.default_rng((22, 5, seed))
    todo = _plan(rng)
    scenes: Scenes = []
    index = 0
    while todo:
        scene = draw_scene("mini", seed, index)
        index += 1
        most = int(rng.choice((3, 4, 4, 4)))
        if len(todo) - most == 1:
            most -= 1
        questions: list[SceneQuestion] = []
        for task, kind in list(todo):
            if len(questions) == most:
                break
            question = ask_question(rng, scene, task, kind, "mini")
            if question is None or any(
                (question.target, question.attribute) == (p.target, p.attribute) for p in questions
            ):
                continue
            questions.append(question)
            todo.remove((task, kind))
        if len(questions) >= 2:
            scenes.append((scene, questions))
        else:
            todo += [(p.task, p.kind) for p in questions]
    return scenes


def draw_named_items(
    drawn: Scenes, seed: int = 0
) -> list[tuple[int, tuple[Person, ...], list[SceneQuestion]]]:
    """Of scenes that were drawn, some again with notes that name what was talked about: the number
    of the scene, its people and two to four other questions about what they said."""
    rng = np.random.default_rng((22, 7, seed))
    kinds = ["answerable"] * (PER_TASK - 5) + ["absent attribute"] * 5
    plan = [(task, kind) for task in NAMED_TASKS for kind in kinds]
    todo = [plan[i] for i in rng.permutation(len(plan))]
    found: list[tuple[int, tuple[Person, ...], list[SceneQuestion]]] = []
    for number in rng.permutation(len(drawn)).tolist():
        scene, before = drawn[number]
        asked = {(each.target, each.attribute) for each in before}
        named = tuple(
            replace(person, note=naming_topic(rng, person.profile, person.note))
            if person.speaks_fact
            else person
            for person in scene
        )
        questions: list[SceneQuestion] = []
        most = 3 if len(todo) == 5 else 4
        for task, kind in list(todo):
            if len(questions) == most:
                break
            question = ask_question(rng, named, task, kind, "mini")
            if question is None or (question.target, question.attribute) in asked:
                continue
            asked.add((question.target, question.attribute))
            questions.append(question)
            todo.remove((task, kind))
        if len(questions) >= 2:
            found.append((number, named, questions))
        else:
            todo += [(each.task, each.kind) for each in questions]
        if not todo:
            return found
    raise RuntimeError(f"{len(todo)} items found no scene")


def records(seed: int = 0) -> list[dict[str, Any]]:
    """The items as they stand in the file, without making any media."""
    drawn = draw_items(seed)
    sources = [(i, scene, questions) for i, (scene, questions) in enumerate(drawn)]
    sources += draw_named_items(drawn, seed)
    return [
        _record(i, j, home, scene, question)
        for i, (home, scene, questions) in enumerate(sources)
        for j, question in enumerate(questions)
    ]


def _record(
    i: int, j: int, home_of: int, scene: tuple[Person, ...], question: SceneQuestion
) -> dict[str, Any]:
    """Item j of source sample i, whose media are those of the scene `home_of`."""
    scenario, modality, target_modality, group = TASKS[question.task]
    home = f"assets/sample_{home_of}"
    target = None if question.target is None else f"concept_{question.target}"
    by_media = modality in ("visual", "voice")
    return {
        "augmented_id": f"sample_{i}__aug_{j}",
        "source_sample_id": f"sample_{i}",
        "scenario": scenario,
        "selected_task": question.task,
        "query_modality": modality,
        "target_modality": target_modality,
        "no_GT": question.kind == "absent persona",
        "target_concept_id": target,
        "query_assets": {
            "image": f"{home}/query_{j}.jpg" if modality == "visual" else None,
            "audio": f"{home}/query_{j}.ogg" if modality == "voice" else None,
        },
        "contexts": [
            {
                "concept_id": f"concept_{k}",
                "image": f"{home}/concept_{k}.jpg",
                "audio": f"{home}/concept_{k}.ogg",
                "text": person.note.text,
                "same_as_query_image_or_audio": by_media and k == question.target,
            }
            for k, person in enumerate(scene)
        ],
        "query_text": question.question,
        "answer_supervision": {
            "answerable_from_context": question.gold is not None,
            "gold_answer": question.gold,
            "abstain_answer": abstention.SENTENCE,
            "support_mode": "absent" if question.gold is None else "present",
            "asked_group": group,
            "asked_subfield": question.attribute,
            "gt_concept_id_from_metadata": target,
        },
    }


def _write_sample(
    folder: str,
    seed: int,
    i: int,
    scene: tuple[Person, ...],
    questions: list[SceneQuestion],
    sound: bool,
) -> None:
    home = Path(folder) / "assets" / f"sample_{i}"
    home.mkdir(parents=True, exist_ok=True)
    for k, person in enumerate(scene):
        (home / f"concept_{k}.jpg").write_bytes(
            faces.jpeg_bytes(faces.draw_face(person.face, person.look), 80)
        )
        if sound:
            (home / f"concept_{k}.ogg").write_bytes(
                voices.clip_bytes(voices.speak(person.voice, person.spoken, person.sound))
            )
    for j, question in enumerate(questions):
        rng = np.random.default_rng((22, 6, seed, i, j))
        target = None if question.target is None else scene[question.target]
        if target is None:
            assert question.stranger is not None
            face, voice = question.stranger
        else:
            face, voice = target.face, target.voice
        modality = TASKS[question.task][1]
        # What the query shows must not hint at what is asked of the day that was noted.
        group = TASKS[question.task][3]
        if modality == "visual":
            look = _another_look(rng, None if target is None else target.look, group)
            (home / f"query_{j}.jpg").write_bytes(faces.jpeg_bytes(faces.draw_face(face, look), 80))
        elif modality == "voice" and sound:
            spoken = small_talk(rng)
            while target is not None and spoken == target.spoken:
                spoken = small_talk(rng)
            sounding = voices.voice_nuisance(rng, "neutral" if group == "emotion" else None)
            (home / f"query_{j}.ogg").write_bytes(
                voices.clip_bytes(voices.speak(voice, spoken, sounding))
            )


def _another_look(
    rng: np.random.Generator, kept: faces.FaceNuisance | None, group: str
) -> faces.FaceNuisance:
    """Another picture-taking: other clothes than on the picture that is kept."""
    fixed = {"emotion": {"expression": "neutral"}, "environment": {"background": "plain wall"}}.get(
        group, {}
    )
    while True:
        look = faces.face_nuisance(rng, **fixed)
        if kept is None or (
            look.clothes_colour != kept.clothes_colour
            and (fixed or look.background != kept.background)
        ):
            return look


def write_mini(
    folder: Path, seed: int = 0, *, sound: bool = True, samples: int | None = None, workers: int = 2
) -> None:
    """Write the items and their assets below `folder`. Raises EngineMissing without espeak-ng.

    `sound=False` leaves out the clips, `samples` stops after that many scenes: both for tests.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    scenes = draw_items(seed)
    jobs = [
        (str(folder), seed, i, scene, questions, sound)
        for i, (scene, questions) in enumerate(scenes)
    ][:samples]
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            for future in [pool.submit(_write_sample, *job) for job in jobs]:
                future.result()
    else:
        for job in jobs:
            _write_sample(*job)
    lines = [json.dumps(record, ensure_ascii=False) for record in records(seed)]
    (folder / NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")
